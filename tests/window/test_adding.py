"""Papers that come in by hand: pasted or dropped, looked at in a dialog, stored by a command beside the window."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.problems import Problem
from desktop.window.add_papers_dialog import AddPapersDialog, Choice
from storage import Feed, Intake, Library
from tests.fakes.clock import Clock
from tests.window.stand import TITLES, Stand, fill

BIB = "@misc{a, title={Walruses}, author={Okoye, Ben}, year=2021, keywords={arctic}}\n@misc{b, title={no end\n"


@pytest.fixture
def stand(  # noqa: PLR0917  fixtures
    qtbot: QtBot, folder: Path, clock: Clock, library: Library, intake: Intake, daily: Feed
) -> Iterator[Stand]:
    fill(library, intake, daily)
    library.mark([library.number("2606.00000")], "star")
    standing = Stand(qtbot, folder, clock, library)
    standing.until(lambda: standing.window.table.row_count() == 4)
    yield standing
    standing.close()


def ended(stand: Stand, true: Callable[[], bool]) -> None:
    """Wait for a command beside the window: on a busy machine it is seconds until Python has started."""
    stand.qtbot.waitUntil(true, timeout=60_000)


def dialog(stand: Stand) -> AddPapersDialog:
    found = stand.window.findChild(AddPapersDialog)
    assert found is not None
    return found


def test_what_is_pasted_is_shown_ticked_and_stored_as_one_act(stand: Stand) -> None:
    QGuiApplication.clipboard().setText(f"2606.00000\n{BIB}")
    stand.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    asked = dialog(stand)
    ended(stand, lambda: not asked.working and bool(asked.model.rows))
    rows = {row.title: row for row in asked.model.rows}
    assert rows["Walruses"].state == "new"
    assert rows[TITLES[0]].state.startswith("starred ")
    assert rows["@misc{b, title={no end"].state == "not understood"
    assert asked.said.text() == "2 papers found, 1 is here already, 1 piece not understood."
    assert asked.add.text() == "Add 1 paper"
    asked.later.setChecked(True)
    asked.tags.setText("thesis, zoo")
    QTest.keyClick(asked.tags, Qt.Key.Key_Return)
    ended(stand, lambda: stand.library.count() == 5)
    ended(stand, lambda: stand.window.findChild(AddPapersDialog) is None)
    [walruses] = stand.library.search("walruses")
    assert walruses.mark.tags == ("arctic", "thesis", "zoo")
    assert walruses.mark.later is not None
    stand.until(lambda: stand.window.table.current_number() == walruses.id)
    stand.window.actions_["undo"].trigger()
    stand.until(lambda: stand.library.count() == 4)


def test_a_file_that_is_dropped_on_the_window_is_looked_at(stand: Stand, tmp_path: Path) -> None:
    file = tmp_path / "papers.bib"
    file.write_text(BIB, encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    # Qt hands drops that no drag of its own began to nobody; so it goes to the one who listens.
    stand.window.adding.eventFilter(stand.window, QDropEvent(QPointF(9, 9), copy, data, left, none))
    asked = dialog(stand)
    ended(stand, lambda: not asked.working and bool(asked.model.rows))
    assert asked.model.rows[0].title == "Walruses"
    asked.reject()


def test_text_without_papers_stays_to_be_mended(stand: Stand) -> None:
    QGuiApplication.clipboard().setText("hello")
    stand.window.actions_["paste"].trigger()
    asked = dialog(stand)
    ended(stand, lambda: "no paper" in asked.said.text())
    assert asked.text.toPlainText() == "hello"
    asked.reject()


def test_an_empty_clipboard_is_said(stand: Stand, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().clear()
    with qtbot.waitSignal(stand.reading.done) as said:
        stand.window.actions_["paste"].trigger()
    assert said.args == ["There is no text to find papers in."]


def a_row(number: int, *, known: bool = False) -> dict[str, object]:
    title = f"Paper <b>{number}</b>"
    ids = ["arxiv 2606.00001"]
    return {
        "n": number,
        "title": title,
        "authors": [],
        "year": "",
        "ids": ids,
        "keywords": [],
        "known": 7 if known else None,
        "starred": None,
    }


def test_thousands_are_ticked_and_left_out_as_ranges(qtbot: QtBot) -> None:
    asked = AddPapersDialog()
    qtbot.addWidget(asked)
    asked.read()
    asked.take([a_row(number, known=2000 <= number < 2500) for number in range(5000)])
    asked.found()
    assert asked.add.text() == "Add 4,500 papers"
    asked.show()
    asked.list.setFocus()
    QTest.keyClick(asked.list, Qt.Key.Key_Space)
    assert asked.model.left_out() == "0,2000-2499"
    asked.none.click()
    assert not asked.add.isEnabled()
    asked.all.click()
    assert asked.model.left_out() == ""
    with qtbot.waitSignal(asked.chosen) as chosen:
        asked.add.click()
    assert chosen.args == [Choice("", star=False, later=False, tags=(), keywords=False)]


def test_what_is_under_way_says_how_far_it_is_and_can_be_stopped(qtbot: QtBot) -> None:
    asked = AddPapersDialog()
    qtbot.addWidget(asked)
    asked.take([a_row(1)])
    asked.found()
    asked.add_begins()
    asked.far(1200, 5000)
    assert asked.said.text() == "Adding papers: 1,200 of 5,000"
    with qtbot.waitSignal(asked.stop_asked):
        asked.cancel.click()
    asked.failed(Problem("The disk is full.", "What was stored stays."))
    assert asked.said.text() == "The disk is full. What was stored stays."
    assert asked.add.isEnabled()
