"""The lists of the window over a real library: days in parts, orders, Later, several papers at once, empty lists."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop.window import browsing
from desktop.window.dragging import PAPERS
from desktop.window.row_menu import PAPERS as ON_PAPERS
from desktop.window.row_menu import row_menu
from storage import Feed, Intake, Library, PaperId, View, terms
from tests.builders import TUESDAY, arrive, incoming, paper
from tests.fakes.clock import Clock
from tests.window.stand import TITLES, Stand, fill

Key, SHIFT, ALT = Qt.Key, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def stand(  # noqa: PLR0917  fixtures
    qtbot: QtBot, folder: Path, clock: Clock, library: Library, intake: Intake, daily: Feed, listing: Feed
) -> Iterator[Stand]:
    QSettings().remove("list")
    fill(library, intake, daily)
    arrive(intake, listing, incoming(paper("Crabs in mathematics", arxiv="2606.00007", categories=("math.PR",))))
    standing = Stand(qtbot, folder, clock, library)
    standing.until(lambda: standing.window.table.row_count() == 5)
    yield standing
    standing.close()
    QSettings().remove("list")


def go(stand: Stand, letter: Qt.Key, view: View) -> None:
    """Go to a view by its key, and wait until it stands there."""
    before = stand.window.column.listing
    stand.key(Key.Key_G)
    stand.key(letter)
    stand.until(lambda: stand.window.column.listing is not before)
    assert stand.window.browsing.view.name == view.name


def headings(stand: Stand) -> list[str]:
    return [f"{heading.text} {heading.count()}" for heading in stand.window.table.parts.headings().values()]


def left(stand: Stand) -> str:
    return stand.window.column.day_bar._left.text()


def test_today_stands_in_parts_that_count_what_is_unread(stand: Stand) -> None:
    assert headings(stand) == ["Matches 1 left", "Daily Papers 3 left", "math.PR  Probability 1 left"]
    assert left(stand) == "5 of 5 left"
    stand.key(Key.Key_J)
    stand.until(lambda: headings(stand)[0] == "Matches 1")
    assert left(stand) == "4 of 5 left"
    stand.key(Key.Key_U)


def test_a_folded_part_stays_folded_on_another_day_and_its_papers_are_left_alone(stand: Stand) -> None:
    stand.key(Key.Key_J)
    stand.key(Key.Key_Z)
    assert stand.titles() == [TITLES[2], "Crabs in mathematics"]
    assert stand.window.table.current_number() is None
    stand.key(Key.Key_S)
    stand.key(Key.Key_J)
    assert stand.current().paper.title == "Crabs in mathematics"
    stand.window.table.selectAll()
    stand.key(Key.Key_S)
    stand.until(lambda: len(stand.library.entries("starred")) == 2)
    stand.window.browsing.reload()
    stand.until(lambda: stand.titles() == [TITLES[2], "Crabs in mathematics"])


def test_a_notice_unfolds_the_part_that_its_paper_is_in(stand: Stand) -> None:
    whales = stand.library.number("2606.00000")
    stand.window.table.go_to(whales)
    stand.key(Key.Key_Z)
    assert whales not in stand.window.table.numbers()
    stand.window.show_paper(whales)
    assert stand.current().id == whales


def test_the_rest_is_read_with_what_is_folded_away_and_one_undo_takes_it_back(stand: Stand) -> None:
    stand.key(Key.Key_Z, SHIFT)
    stand.key(Key.Key_M, SHIFT)
    stand.until(lambda: stand.library.entries("unread") == [])
    stand.until(lambda: any("4 papers marked as read" in said for said in stand.said()))
    stand.until(lambda: left(stand) == "5 papers, all seen")
    stand.key(Key.Key_M, SHIFT)
    stand.until(lambda: "No unread paper here." in stand.said())
    stand.key(Key.Key_U)
    # The paper that was in sight was left for its heading, which is reading it.
    stand.until(lambda: len(stand.library.entries("unread")) == 4)


def test_one_part_alone_is_read_by_its_heading(stand: Stand) -> None:
    stand.key(Key.Key_J)
    stand.key(Key.Key_Z)
    stand.window.actions_["part_read"].trigger()
    stand.until(lambda: len(stand.library.entries("unread")) == 1)


def test_a_day_without_unread_papers_leads_to_the_day_before(stand: Stand, intake: Intake, daily: Feed) -> None:
    arrive(intake, daily, incoming(paper("From Monday", arxiv="2606.00008"), day=TUESDAY - timedelta(days=1), votes=3))
    stand.key(Key.Key_M, SHIFT)
    stand.until(stand.window.column.seen.isVisible)
    stand.window.column.seen.click()
    stand.until(lambda: stand.titles() == ["From Monday"])
    assert left(stand) == "1 of 1 left"


def test_on_a_weekend_the_last_list_is_shown_with_its_date(stand: Stand, clock: Clock) -> None:
    clock.time += timedelta(days=4)
    stand.window.browsing.reload()
    title = stand.window.column.day_bar
    stand.until(lambda: title._full == "Tuesday, 2 June · the last list")


# Orders


def test_a_list_is_sorted_by_votes_and_stays_so(stand: Stand) -> None:
    go(stand, Key.Key_A, View("all"))
    newest = stand.titles()
    stand.key(Key.Key_V, SHIFT)
    by_votes = [*TITLES, "Crabs in mathematics"]
    stand.until(lambda: stand.titles() == by_votes)
    assert newest != by_votes
    assert stand.window.column.day_bar.order.text() == "Most votes ▾"
    go(stand, Key.Key_T, View("today"))
    go(stand, Key.Key_A, View("all"))
    assert stand.titles() == by_votes
    stand.key(Key.Key_L, SHIFT)
    stand.until(lambda: stand.titles() == newest)


def test_an_order_is_chosen_from_the_head_of_the_list_with_its_key_beside_it(stand: Stand) -> None:
    go(stand, Key.Key_A, View("all"))
    choices = stand.window.column.day_bar.order.menu().actions()
    assert [choice.text() for choice in choices] == [
        "Newest\tShift+L",
        "Most votes\tShift+V",
        "Rising fastest\tShift+H",
    ]
    assert [choice.isChecked() for choice in choices] == [True, False, False]
    choices[1].trigger()
    stand.until(lambda: stand.titles()[0] == TITLES[0])


def test_the_selection_survives_another_order(stand: Stand) -> None:
    go(stand, Key.Key_A, View("all"))
    crabs = stand.library.number("2606.00007")
    stand.window.table.go_to(crabs)
    stand.key(Key.Key_V, SHIFT)
    stand.until(lambda: stand.titles()[-1] == "Crabs in mathematics")
    assert stand.window.table.numbers_selected() == [crabs]


# Later


@pytest.fixture
def later(stand: Stand) -> Stand:
    """The four papers of the sea in Later, in the order of their titles above."""
    stand.library.mark([stand.library.number(f"2606.0000{place}") for place in range(4)], "later")
    go(stand, Key.Key_L, View("later"))
    return stand


def order(stand: Stand) -> list[int]:
    """Give Later as the library has it, by places in TITLES."""
    return [TITLES.index(entry.paper.title) for entry in stand.library.entries("later")]


def test_later_is_put_in_order_by_keys_and_taken_back(later: Stand) -> None:
    later.window.table.go_to_row(2)
    later.key(Key.Key_Up, ALT)
    later.until(lambda: order(later) == [0, 2, 1, 3])
    later.until(lambda: later.window.table.current_row() == 1)
    later.key(Key.Key_Down, ALT)
    later.until(lambda: order(later) == [0, 1, 2, 3])
    later.until(lambda: later.window.table.current_row() == 2)
    later.key(Key.Key_Down, ALT)
    later.until(lambda: order(later) == [0, 1, 3, 2])
    later.key(Key.Key_U)
    later.until(lambda: order(later) == [0, 1, 2, 3])


def test_several_papers_move_together_and_stop_at_the_ends(later: Stand) -> None:
    later.window.table.go_to_row(1)
    later.key(Key.Key_J, SHIFT)
    later.key(Key.Key_Up, ALT)
    later.until(lambda: order(later) == [1, 2, 0, 3])
    later.until(lambda: len(later.window.table.numbers_selected()) == 2)
    later.key(Key.Key_Up, ALT)
    later.qtbot.wait(30)
    assert order(later) == [1, 2, 0, 3]


def drop(stand: Stand, numbers: list[PaperId], row: int, share: float) -> None:
    """Drop papers of the list onto a row, this share of its height below its top."""
    table = stand.window.table
    data = QMimeData()
    data.setData(PAPERS, " ".join(map(str, numbers)).encode())
    place = QPointF(100, table.rowViewportPosition(row) + table.rowHeight(row) * share)
    event = QDropEvent(place, Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    # A drop by hand has no source, which is how papers from elsewhere are refused.
    event.source = lambda: table  # type: ignore[method-assign]  # as if dragged from there
    table.own_order.drop(event)


@pytest.mark.parametrize(
    ("moved", "row", "share", "after"),
    [
        ((3,), 0, 0.2, [3, 0, 1, 2]),
        ((0, 1), 3, 0.8, [2, 3, 0, 1]),
        ((0,), 1, 0.9, [1, 0, 2, 3]),
        ((2,), 2, 0.1, [0, 1, 2, 3]),
    ],
)
def test_papers_land_where_they_are_dropped(
    later: Stand, moved: tuple[int, ...], row: int, share: float, after: list[int]
) -> None:
    drop(later, [later.library.number(f"2606.0000{place}") for place in moved], row, share)
    later.until(lambda: order(later) == after)


def test_nothing_lands_in_a_list_that_has_an_order_of_its_own(later: Stand) -> None:
    later.key(Key.Key_V, SHIFT)
    later.until(lambda: not later.window.table.in_own_order())
    drop(later, [later.library.number("2606.00003")], 0, 0.2)
    later.key(Key.Key_Down, ALT)
    later.qtbot.wait(30)
    assert order(later) == [0, 1, 2, 3]


def test_done_takes_a_paper_out_and_goes_on(later: Stand) -> None:
    later.window.table.go_to_row(1)
    later.key(Key.Key_D)
    later.until(lambda: later.titles() == [TITLES[0], TITLES[2], TITLES[3]])
    assert later.current().paper.title == TITLES[2]
    later.key(Key.Key_U)
    later.until(lambda: later.titles() == list(TITLES))


# Several at once


def several(stand: Stand) -> list[PaperId]:
    """Select the first three papers from the keyboard."""
    stand.window.table.go_to_row(1)
    stand.key(Key.Key_J, SHIFT)
    stand.key(Key.Key_J, SHIFT)
    numbers = stand.window.table.numbers_selected()
    assert len(numbers) == 3
    return numbers


def test_the_head_says_how_many_are_selected_and_the_pane_stays_with_the_last(stand: Stand) -> None:
    numbers = several(stand)
    assert left(stand) == "3 selected"
    assert stand.window.pane.number() == numbers[-1]


@pytest.mark.parametrize(
    ("key", "field"), [(Key.Key_S, "starred"), (Key.Key_L, "later"), (Key.Key_D, "done"), (Key.Key_X, "dismissed")]
)
def test_an_act_is_for_all_that_are_selected_and_one_undo_takes_it_back(stand: Stand, key: Qt.Key, field: str) -> None:
    numbers = several(stand)

    def marked(on: bool) -> bool:
        return all((getattr(entry.mark, field) is not None) == on for entry in stand.library.entries_of(numbers))

    stand.key(key)
    stand.until(partial(marked, True))
    if key in {Key.Key_L, Key.Key_X}:
        stand.until(lambda: stand.current().id not in numbers)
    stand.key(Key.Key_U)
    stand.until(partial(marked, False))


def test_what_is_sent_away_comes_back_unread_and_into_sight(stand: Stand) -> None:
    first = stand.current().id
    stand.key(Key.Key_X)
    stand.until(lambda: stand.library.entry(first).mark.dismissed is not None)
    stand.key(Key.Key_U)
    stand.until(lambda: stand.window.table.current_number() == first)
    assert stand.library.entry(first).unread


def test_tags_links_and_exports_take_all_that_are_selected(
    stand: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = several(stand)
    stand.window.pane.tags_asked.emit(["sea"], [])
    stand.until(lambda: all(entry.mark.tags == ("sea",) for entry in stand.library.entries_of(numbers)))
    stand.key(Key.Key_B)
    stand.until(lambda: QGuiApplication.clipboard().text().count("@misc{") == 3)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "sea.bib"), ""))
    stand.window.actions_["export_selected"].trigger()
    stand.until((tmp_path / "sea.bib").exists)
    assert (tmp_path / "sea.bib").read_text().count("@misc{") == 3


def test_the_menu_on_papers_holds_every_act_with_its_key(stand: Stand) -> None:
    menu = row_menu(stand.window, stand.window.actions_, ON_PAPERS, papers=3)
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts[0] == "3 papers"
    assert {"star", "later", "done", "dismiss", "read", "tag", "copy_link", "copy_bibtex", "export_selected"} <= {
        action.objectName() for action in menu.actions()
    }
    assert "open_pdf" not in {action.objectName() for action in menu.actions()}
    assert stand.window.actions_["star"].shortcut().toString() == "S"


# Where no papers are


def blank(stand: Stand) -> str:
    stand.until(lambda: stand.window.column.stack.currentWidget() is stand.window.column.empty)
    return stand.window.column.empty.text()


def press(stand: Stand) -> None:
    """Press the first button in place of the list."""
    page = stand.window.column.empty
    item = page._buttons.itemAt(0)
    assert item is not None
    button = item.widget()
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_an_empty_list_says_how_it_fills_and_leads_on(stand: Stand) -> None:
    go(stand, Key.Key_S, View("starred"))
    assert blank(stand) == "No stars yet."
    press(stand)
    stand.until(lambda: stand.window.table.row_count() == 5)
    go(stand, Key.Key_L, View("later"))
    assert blank(stand) == "Nothing for later."


def test_a_search_shows_its_first_papers_at_once_and_the_others_after_a_pause(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browsing, "_FIRST", 2)
    stand.window.search_box.setText("their")
    stand.until(lambda: len(stand.titles()) == 2)
    assert left(stand) == "more than 2 papers"
    first = stand.current().id
    stand.until(lambda: len(stand.titles()) == 3)
    assert left(stand) == "3 papers"
    assert stand.current().id == first


def _shows_only(stand: Stand, title: str) -> bool:
    return stand.titles() == [title]


def test_what_a_search_brings_up_while_it_is_typed_is_not_taken_for_read(stand: Stand) -> None:
    stand.key(Key.Key_Slash)
    for text, found in (("songs", 0), ("games", 1), ("holding", 3)):
        stand.window.search_box.setText(text)
        stand.until(partial(_shows_only, stand, TITLES[found]))
    stand.until(lambda: stand.window.pane.number() == stand.current().id)
    whales, dolphins = (stand.library.entry(stand.library.number(f"2606.0000{place}")) for place in (0, 1))
    assert whales.unread
    assert dolphins.unread


def test_a_word_that_is_only_begun_finds_what_it_may_become(stand: Stand) -> None:
    terms.refresh(stand.library._db)
    stand.window.search_box.setText("otters ho")
    stand.until(lambda: stand.titles() == [TITLES[3]])


def test_a_search_that_finds_nothing_leads_back(stand: Stand) -> None:
    stand.window.search_box.setText("unicorns")
    stand.until(lambda: stand.window.column.stack.currentWidget() is stand.window.column.empty)
    assert "unicorns" in blank(stand)
    press(stand)
    stand.until(lambda: stand.window.column.stack.currentWidget() is stand.window.table)
    assert stand.window.search_box.text() == ""
    stand.until(lambda: stand.window.table.row_count() == 5)
