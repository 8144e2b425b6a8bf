"""The pane joined to the library: what is written there is stored, and can be taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from desktop.window.merged_list import MergedList
from desktop.window.reading_text import ReadingText
from storage import Feed, Intake, Library
from tests.builders import arrive, incoming, paper
from tests.fakes.clock import Clock
from tests.window.stand import TITLES, Stand, fill


@pytest.fixture
def stand(  # noqa: PLR0917  fixtures
    qtbot: QtBot, folder: Path, clock: Clock, library: Library, intake: Intake, daily: Feed
) -> Iterator[Stand]:
    fill(library, intake, daily)
    standing = Stand(qtbot, folder, clock, library)
    standing.until(lambda: standing.window.table.row_count() == 4)
    yield standing
    standing.close()


def seen(stand: Stand) -> dict[str, str]:
    texts = stand.window.pane.findChildren(ReadingText)
    return {text.accessibleName(): text.toPlainText() for text in texts if text.isVisibleTo(stand.window.pane)}


def test_a_quote_is_kept_changed_removed_and_brought_back(stand: Stand) -> None:
    pane, number = stand.window.pane, stand.current().id
    pane.quote_asked.emit("it holds", "p. 6", "check")
    stand.until(lambda: seen(stand).get("Quote", "") == "“it holds”  p. 6\ncheck")
    (quote,) = stand.library.entry(number).quotes
    pane.quote_changed.emit(quote.id, "it holds", "p. 7", "")
    stand.until(lambda: seen(stand)["Quote"] == "“it holds”  p. 7")
    pane.quote_removed.emit(quote.id)
    stand.until(lambda: "Quote" not in seen(stand))
    stand.key(Qt.Key.Key_U)
    stand.until(lambda: seen(stand).get("Quote", "") == "“it holds”  p. 7")


def test_the_papers_of_an_author_are_searched(stand: Stand) -> None:
    stand.window.pane.search_asked.emit('author:"Somebody Else"')
    assert stand.window.search_box.text() == 'author:"Somebody Else"'
    stand.until(lambda: stand.window.table.row_count() == 0)


def test_it_says_where_a_paper_appeared(stand: Stand) -> None:
    stand.until(lambda: "Where it appeared" in seen(stand))
    assert "place 2" in seen(stand)["Where it appeared"].replace("\u00a0", " ")


def test_what_was_joined_is_named_and_split_again(stand: Stand) -> None:
    loser, winner = (entry.id for entry in stand.library.entries("all") if entry.paper.title in TITLES[:2])
    stand.reading.merge(loser, winner)
    stand.until(lambda: stand.window.table.row_count() == 3)
    stand.window.show_paper(winner)
    stand.until(lambda: "Also known as" in seen(stand))
    merged = stand.window.pane.findChild(MergedList)
    assert merged is not None
    merged.split_asked.emit(loser)
    stand.until(lambda: "Also known as" not in seen(stand))


def test_keys_open_what_the_buttons_open(
    stand: Stand, intake: Intake, daily: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    stand.key(Qt.Key.Key_O)
    stand.key(Qt.Key.Key_Return)
    assert opened == ["https://arxiv.org/abs/2606.00002", "https://arxiv.org/pdf/2606.00002"]


def test_a_publisher_is_reached_through_the_library_that_was_chosen(
    stand: Stand, intake: Intake, daily: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    stand.window.pane.set_proxy("https://proxy.example.edu/login?url=")
    arrive(intake, daily, incoming(paper("Of a publisher", doi="10.1000/x"), votes=1))
    number = next(entry.id for entry in stand.library.entries("all") if entry.paper.title == "Of a publisher")
    stand.until(lambda: stand.reading.entry(number) is not None)
    stand.window.show_paper(number)
    stand.until(lambda: stand.window.pane.number() == number)
    stand.key(Qt.Key.Key_O)
    assert opened == ["https://proxy.example.edu/login?url=https://doi.org/10.1000/x"]


def test_a_key_turns_the_note(stand: Stand) -> None:
    stand.window.pane.note_asked.emit("*why*")
    stand.until(lambda: stand.current().mark.note == "*why*")
    stand.until(lambda: "Why you kept it" in seen(stand))
    stand.key(Qt.Key.Key_E, Qt.KeyboardModifier.ShiftModifier)
    assert stand.window.pane.reads_note()
    stand.key(Qt.Key.Key_E)
    assert not stand.window.pane.reads_note()
