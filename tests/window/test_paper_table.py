"""The list under a reader's hands: what is chosen stays chosen, keys and clicks do what they say."""

from array import array
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.window.colours import palette
from desktop.window.paper_table import PaperTable
from storage import Author, Entry, Mark, Paper, PaperId

if TYPE_CHECKING:
    from desktop.window.row_layout import Density

NOW = datetime(2026, 6, 2, 12, tzinfo=UTC)


class Shelf:
    """Gives papers by number, and counts what was asked for."""

    def __init__(self) -> None:
        self.asked = 0
        self.starred: set[int] = set()

    def __call__(self, numbers: Sequence[PaperId]) -> list[Entry]:
        self.asked += len(numbers)
        return [
            Entry(
                id=number,
                paper=Paper(f"Paper {number}", (Author("Ada Marot"),)),
                mark=Mark(starred=NOW if number in self.starred else None),
                appearance=None,
                feeds=(),
                added=NOW,
                unread=False,
            )
            for number in numbers
        ]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def table(qtbot: QtBot, shelf: Shelf) -> PaperTable:
    made = PaperTable(shelf)
    qtbot.addWidget(made)
    made.resize(500, 500)
    made.set_now(NOW)
    made.set_numbers(array("q", range(100, 300)))
    made.show()
    return made


def numbers(*these: int) -> "array[int]":
    return array("q", these)


def star_of(table: PaperTable, row: int) -> QPoint:
    rect = table.visualRect(table.model().index(row, 0))
    entry = table.entry_at(row)
    assert entry is not None
    return rect.topLeft() + table._row.laid(entry, rect.width()).star.center().toPoint()


def top(table: PaperTable) -> tuple[int, int]:
    """Give the paper at the upper edge and how much of it is above."""
    row = table.rowAt(0)
    return table.numbers()[row], table.rowViewportPosition(row)


def test_going_to_a_paper_says_so_once(table: PaperTable, qtbot: QtBot) -> None:
    said: list[object] = []
    table.current_changed.connect(said.append)
    table.go_to(250)
    table.go_to(250)
    table.go_to(9)
    assert said == [250]
    assert (table.current_number(), table.current_row()) == (250, 150)
    assert table.numbers_selected() == [250]
    assert table.rowViewportPosition(150) >= 0


def test_enter_and_double_click_open_a_paper(table: PaperTable, qtbot: QtBot) -> None:
    opened: list[object] = []
    table.opened.connect(opened.append)
    table.go_to(101)
    QTest.keyClick(table, Qt.Key.Key_Return)
    QTest.mouseDClick(
        table.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        table.visualRect(table.model().index(2, 0)).center(),
    )
    assert opened == [101, 102]


def test_a_click_on_a_star_gives_it_and_selects_nothing(table: PaperTable, qtbot: QtBot) -> None:
    clicked: list[object] = []
    table.star_clicked.connect(clicked.append)
    table.go_to(100)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, star_of(table, 3))
    assert clicked == [103]
    assert table.numbers_selected() == [100]


def test_a_click_selects_and_shift_selects_up_to_there(table: PaperTable, qtbot: QtBot) -> None:
    for row, held in ((1, Qt.KeyboardModifier.NoModifier), (4, Qt.KeyboardModifier.ShiftModifier)):
        place = table.visualRect(table.model().index(row, 0)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, held, place)
    assert table.numbers_selected() == [101, 102, 103, 104]


def test_two_quick_clicks_on_a_star_are_two_clicks_and_open_nothing(table: PaperTable, qtbot: QtBot) -> None:
    said: list[object] = []
    table.star_clicked.connect(said.append)
    table.opened.connect(lambda number: said.append(("opened", number)))
    place, none = star_of(table, 3), Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, none, place)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, none, place)
    assert [number for number in said if number == 103] == said


def test_a_selection_may_be_drawn_up_to_a_star(table: PaperTable, qtbot: QtBot) -> None:
    start = table.visualRect(table.model().index(0, 0)).center()
    QTest.mousePress(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for place in (QPoint(100, 250), star_of(table, 2)):
        QTest.mouseMove(table.viewport(), place)
    QTest.mouseRelease(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, star_of(table, 2))
    assert table.state() == table.State.NoState


def test_in_a_window_with_a_style_sheet_it_follows_the_desktops_font(qtbot: QtBot, shelf: Shelf) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setStyleSheet("QTableView { border: none; background: #123456 }")
    table = PaperTable(shelf, window)
    table.set_numbers(numbers(1, 2, 3))
    window.show()
    small, before = table.rowHeight(0), QApplication.font()
    larger = QFont(before)
    larger.setPointSizeF(before.pointSizeF() * 2)
    try:
        QApplication.setFont(larger)
        window.setStyleSheet("QTableView { border: none; background: #654321 }")
        QApplication.processEvents()
        assert table.rowHeight(0) > small * 1.7
        table.dress()
    finally:
        QApplication.setFont(before)


def test_home_and_end_go_to_the_ends_and_letters_nowhere(table: PaperTable, qtbot: QtBot, shelf: Shelf) -> None:
    table.go_to(150)
    QTest.keyClick(table, Qt.Key.Key_End)
    assert table.current_number() == 299
    QTest.keyClick(table, Qt.Key.Key_Home)
    assert table.current_number() == 100
    shelf.asked = 0
    QTest.keyClick(table, Qt.Key.Key_P)
    assert table.current_number() == 100
    assert shelf.asked == 0


def test_new_papers_above_push_nothing(table: PaperTable, qtbot: QtBot) -> None:
    table.go_to(150)
    table.verticalScrollBar().setValue(3333)
    before = top(table)
    said: list[object] = []
    table.current_changed.connect(said.append)
    table.set_numbers(numbers(1, 2, 3, *range(100, 300)))
    assert top(table) == before
    assert table.numbers_selected() == [150]
    assert (table.current_number(), said) == (150, [])


@pytest.mark.parametrize("after", [range(299, 99, -1), [*range(500, 600), *range(100, 140), *range(149, 152), 133]])
def test_selection_survives_a_list_that_is_sorted_anew(table: PaperTable, qtbot: QtBot, after: Sequence[int]) -> None:
    for row in (30, 33, 50):
        table.selectionModel().select(table.model().index(row, 0), table.selectionModel().SelectionFlag.Select)
    table.selectionModel().setCurrentIndex(table.model().index(50, 0), table.selectionModel().SelectionFlag.NoUpdate)
    said: list[object] = []
    table.current_changed.connect(said.append)
    table.set_numbers(array("q", dict.fromkeys(after)))
    assert sorted(table.numbers_selected()) == [130, 133, 150]
    assert (table.current_number(), said) == (150, [])


def test_when_the_current_paper_goes_the_next_one_takes_its_place(table: PaperTable, qtbot: QtBot) -> None:
    table.go_to(150)
    said: list[object] = []
    table.current_changed.connect(said.append)
    table.set_numbers(numbers(*range(100, 150), *range(151, 300)))
    assert (table.current_number(), table.numbers_selected(), said) == (151, [151], [151])


def test_the_last_paper_hands_over_to_the_one_before(table: PaperTable, qtbot: QtBot) -> None:
    table.go_to(299)
    table.set_numbers(numbers(*range(100, 299)))
    assert (table.current_number(), table.numbers_selected()) == (298, [298])


def test_another_list_starts_at_its_top_with_nothing_chosen(table: PaperTable, qtbot: QtBot) -> None:
    table.go_to(250)
    said: list[object] = []
    table.current_changed.connect(said.append)
    table.set_numbers(array("q", range(1000, 1400)))
    assert (table.current_number(), table.numbers_selected(), said) == (None, [], [None])
    assert top(table) == (1000, 0)


def test_an_empty_list_is_no_trouble(table: PaperTable, qtbot: QtBot) -> None:
    table.go_to(150)
    table.set_numbers(numbers())
    table.refresh([PaperId(150)])
    QTest.keyClick(table, Qt.Key.Key_End)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert (table.current_number(), table.row_count()) == (None, 0)
    table.set_numbers(numbers(5))
    assert table.row_count() == 1


def test_a_star_is_painted_when_the_paper_is_refreshed(table: PaperTable, qtbot: QtBot, shelf: Shelf) -> None:
    table.go_to(105)
    gold = palette(dark=False).star.name()
    place = star_of(table, 1)
    assert table.viewport().grab().toImage().pixelColor(place).name() != gold
    shelf.starred = {101}
    table.refresh([PaperId(101)])
    assert table.viewport().grab().toImage().pixelColor(place).name() == gold
    assert (table.current_number(), table.numbers_selected()) == (105, [105])


def test_densities_change_the_rows_and_keep_the_paper_in_sight(table: PaperTable, qtbot: QtBot) -> None:
    table.go_to(200)
    heights = []
    densities: tuple[Density, ...] = ("tall", "medium", "slim")
    for density in densities:
        table.set_density(density)
        heights.append(table.rowHeight(0))
        assert 0 <= table.rowViewportPosition(100) < table.viewport().height()
    assert heights == sorted(heights, reverse=True)


def test_a_million_papers_are_shown_without_reading_them(qtbot: QtBot, shelf: Shelf) -> None:
    table = PaperTable(shelf)
    qtbot.addWidget(table)
    table.resize(500, 700)
    table.set_numbers(array("q", range(1_000_000)))
    table.show()
    table.go_to(999_999)
    QApplication.processEvents()
    table.grab()
    assert table.current_number() == 999_999
    assert shelf.asked <= 200


def test_a_screen_reader_is_told_what_it_is(table: PaperTable, qtbot: QtBot) -> None:
    assert table.accessibleName() == "Papers"
    spoken = table.model().data(table.model().index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Paper 100, Ada Marot"
