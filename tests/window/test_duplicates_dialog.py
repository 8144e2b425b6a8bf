"""Papers that may be one work: side by side, decided by a key, taken back by undo."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.window.duplicates_dialog import DuplicatesDialog
from storage import Feed, Intake, Library, PaperId
from tests.builders import arrive, incoming, paper
from tests.fakes.clock import Clock
from tests.window.stand import Stand

TITLE = "A long enough title that two papers have in common"


@pytest.fixture
def stand(  # noqa: PLR0917  fixtures
    qtbot: QtBot, folder: Path, clock: Clock, library: Library, intake: Intake, daily: Feed
) -> Iterator[Stand]:
    arrive(intake, daily, incoming(paper(TITLE, arxiv="2606.00001", authors=())))
    arrive(intake, daily, incoming(paper(TITLE, doi="10.1000/a", authors=())))
    library.mark([library.number("10.1000/a")], "star")
    standing = Stand(qtbot, folder, clock, library)
    yield standing
    standing.close()


@pytest.fixture
def dialog(stand: Stand) -> DuplicatesDialog:
    action = stand.window.actions_["duplicates"]
    stand.until(action.isVisible)
    assert action.text() == "Possible duplicates (1)…"
    action.trigger()
    found = stand.window.findChild(DuplicatesDialog)
    assert found is not None
    stand.until(lambda: found._shown is not None)
    return found


def numbers(library: Library) -> tuple[PaperId, PaperId]:
    return library.number("2606.00001"), library.number("10.1000/a")


def test_two_papers_are_shown_with_what_differs_marked(dialog: DuplicatesDialog) -> None:
    assert dialog.said.text() == "Are these one work? 1 pair waits."
    marked = {label.text() for label in dialog.findChildren(QLabel) if label.property("differs")}
    assert marked == {"arXiv 2606.00001", "DOI 10.1000/a"}


def test_they_are_joined_by_a_key_into_the_starred_one_and_undo_parts_them(
    stand: Stand, dialog: DuplicatesDialog
) -> None:
    _preprint, starred = numbers(stand.library)
    QTest.keyClick(dialog, Qt.Key.Key_J)
    stand.until(lambda: len(set(numbers(stand.library))) == 1)
    assert numbers(stand.library) == (starred, starred)
    stand.until(lambda: dialog.said.text() == "No two papers look alike any more.")
    assert not dialog.join.isEnabled()
    stand.reading.undo()
    stand.until(dialog.join.isEnabled)
    assert len(set(numbers(stand.library))) == 2


def test_they_stay_two_papers_and_are_not_suggested_again(stand: Stand, dialog: DuplicatesDialog) -> None:
    dialog.part.click()
    stand.until(lambda: stand.library.suggestions() == [])
    assert len(set(numbers(stand.library))) == 2
    stand.until(lambda: not stand.window.actions_["duplicates"].isVisible())


def test_later_puts_it_off_and_changes_nothing(stand: Stand, dialog: DuplicatesDialog) -> None:
    dialog.later.click()
    assert not dialog.isVisible()
    assert len(stand.library.suggestions()) == 1
