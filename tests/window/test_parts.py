"""A day's list in parts: which rows they make, which stay folded, and how a reader walks over them."""

from array import array
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.window.paper_table import PaperTable
from desktop.window.parts import Folding, Heading
from storage import Part
from tests.window.test_paper_table import NOW, Shelf


def numbers(*these: int) -> "array[int]":
    return array("q", these)


MATCHES, VOTES = Part("matches", "", numbers(1, 2)), Part("votes", "", numbers(3, 4, 5))
CV, LG, BLOG = (
    Part("category", "cs.CV", numbers(6)),
    Part("category", "cs.LG", numbers(7, 8)),
    Part("rest", "A blog", numbers(9)),
)
VISION, LEARNING = "cs.CV  Computer vision", "cs.LG  Machine learning"
DAY = (MATCHES, VOTES, CV, LG, BLOG)


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    QSettings().remove("list")
    yield
    QSettings().remove("list")


def said(folding: Folding, *parts: Part, unread: frozenset[int] | None = None) -> list[str | int]:
    """Give the rows: papers as numbers, headings in words."""
    rows = folding.rows(parts, unread)
    return [
        f"{'> ' * heading.level}{heading.text} {heading.count()}{' …' * heading.folded}"
        if (heading := rows.headings.get(number))
        else number
        for number in rows.numbers
    ]


def test_a_day_stands_in_three_parts_the_rest_by_category() -> None:
    assert said(Folding(), *DAY, unread=frozenset({2, 7, 8, 99})) == [
        *("Matches 1 of 2 left", 1, 2, "Daily Papers 3", 3, 4, 5),
        *(
            "The rest 2 of 4 left",
            "> cs.CV  Computer vision 1",
            6,
            "> cs.LG  Machine learning 2 left",
            7,
            8,
            "> A blog 1",
            9,
        ),
    ]


@pytest.mark.parametrize(
    ("parts", "rows"),
    [
        ((LG,), [7, 8]),
        ((), []),
        ((CV, LG), ["cs.CV  Computer vision 1", 6, "cs.LG  Machine learning 2", 7, 8]),
        ((VOTES, LG), ["Daily Papers 3", 3, 4, 5, "cs.LG  Machine learning 2", 7, 8]),
    ],
)
def test_there_are_no_more_headings_than_are_worth_having(parts: tuple[Part, ...], rows: list[str | int]) -> None:
    assert said(Folding(), *parts) == rows


def test_what_is_folded_is_remembered_and_hides_what_stands_in_it() -> None:
    folding = Folding()
    for key in ("votes", "category/cs.LG"):
        folding.turn(key, folded=True)
    shown = [
        *(
            "Matches 2",
            1,
            2,
            "Daily Papers 3 …",
            "The rest 4",
            "> cs.CV  Computer vision 1",
            6,
            "> cs.LG  Machine learning 2 …",
            "> A blog 1",
            9,
        )
    ]
    assert said(Folding(), *DAY) == shown
    folding.turn("rest", folded=True)
    assert said(Folding(), *DAY) == ["Matches 2", 1, 2, "Daily Papers 3 …", "The rest 4 …"]
    assert folding.hiding(DAY, 7) == ["rest", "category/cs.LG"]
    for key in ("rest", "votes"):
        folding.turn(key, folded=False)
    assert said(Folding(), *DAY)[:6] == ["Matches 2", 1, 2, "Daily Papers 3", 3, 4]


def test_a_heading_says_all_of_itself_to_a_screen_reader() -> None:
    folding = Folding()
    folding.turn("matches", folded=True)
    headings = folding.rows(DAY, frozenset({1})).headings.values()
    assert [heading.spoken() for heading in headings][:2] == [
        "Matches, 2 papers, 1 unread, folded",
        "Daily Papers, 3 papers, unfolded",
    ]


class Walk:
    """A table that shows the day, folded as the reader folds it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.table = PaperTable(Shelf())
        qtbot.addWidget(self.table)
        self.table.resize(500, 700)
        self.table.set_now(NOW)
        self.folding = Folding()
        self.table.fold_asked.connect(self.fold)
        self.fill()
        self.tester = QAbstractItemModelTester(
            self.table.model(), QAbstractItemModelTester.FailureReportingMode.Warning
        )
        self.table.show()

    def fold(self, key: str, folded: bool) -> None:
        self.folding.turn(key, folded=folded)
        self.fill()

    def fill(self) -> None:
        rows = self.folding.rows(DAY)
        self.table.set_numbers(rows.numbers, rows.headings)

    def key(self, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            QTest.keyClick(self.table, key, held)

    def here(self) -> str | int | None:
        row = self.table.current_row()
        heading = self.table.parts.heading_at(row) if row is not None else None
        return heading.text if heading else self.table.current_number()

    def row(self, number: int) -> int:
        return list(self.table.model().numbers).index(number)  # type: ignore[attr-defined]  # the stubs know Qt's model alone


@pytest.fixture
def walk(qtbot: QtBot) -> Walk:
    return Walk(qtbot)


def test_headings_are_small_no_papers_and_never_selected(walk: Walk) -> None:
    table = walk.table
    assert table.row_count() == 9
    assert list(table.numbers()) == list(range(1, 10))
    assert table.rowHeight(0) < table.rowHeight(1) / 2
    table.selectAll()
    assert table.numbers_selected() == list(range(1, 10))
    assert table.selected_count() == 9
    table.set_density("slim")
    assert table.rowHeight(1) == table.rowHeight(2)
    walk.fold("matches", True)
    assert table.rowHeight(1) < table.rowHeight(2) or table.rowHeight(1) > 0


def test_up_and_down_stop_at_headings_whole_pages_and_selections_do_not(walk: Walk) -> None:
    walk.table.go_to(2)
    walk.key(Qt.Key.Key_Down)
    assert walk.here() == "Daily Papers"
    assert walk.table.numbers_acted_on() == []
    walk.key(Qt.Key.Key_Down)
    assert walk.here() == 3
    walk.key(Qt.Key.Key_Home)
    assert walk.here() == 1
    walk.key(Qt.Key.Key_End)
    assert walk.here() == 9
    walk.table.go_to(2)
    walk.key(Qt.Key.Key_Down, held=Qt.KeyboardModifier.ShiftModifier)
    assert (walk.here(), walk.table.numbers_selected()) == (3, [2, 3])
    walk.table.extend(1)
    assert walk.table.numbers_selected() == [2, 3, 4]
    walk.table.extend(-1)
    walk.table.extend(-1)
    walk.table.extend(-1)
    assert walk.table.numbers_selected() == [1, 2]


def test_left_and_right_fold_and_unfold_as_in_a_tree(walk: Walk) -> None:
    walk.table.go_to(8)
    walk.key(Qt.Key.Key_Left)
    assert (walk.here(), list(walk.table.numbers())) == ("cs.LG  Machine learning", [1, 2, 3, 4, 5, 6, 9])
    walk.key(Qt.Key.Key_Left)
    assert walk.here() == "The rest"
    walk.key(Qt.Key.Key_Left)
    assert list(walk.table.numbers()) == [1, 2, 3, 4, 5]
    walk.key(Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert walk.here() == 6


def test_enter_and_a_click_turn_a_heading(walk: Walk) -> None:
    walk.table.go_to(2)
    walk.table.parts.turn()
    assert walk.here() == "Matches"
    walk.key(Qt.Key.Key_Return)
    assert 1 in walk.table.numbers()
    place = walk.table.visualRect(walk.table.model().index(0, 0)).center()
    QTest.mouseClick(walk.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert 1 not in walk.table.numbers()
    QTest.mouseDClick(walk.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert 1 in walk.table.numbers()


def test_all_parts_are_folded_at_once_and_unfolded_again(walk: Walk) -> None:
    walk.table.go_to(8)
    walk.table.parts.turn_all()
    assert (walk.table.row_count(), walk.here()) == (0, "The rest")
    walk.table.parts.turn_all()
    assert walk.table.row_count() == 9


def test_folding_another_part_leaves_selection_and_place(walk: Walk) -> None:
    walk.table.go_to(8)
    before = walk.table.rowViewportPosition(walk.row(8))
    walk.fold("matches", True)
    assert walk.table.numbers_selected() == [8]
    assert walk.table.current_number() == 8
    assert walk.table.rowViewportPosition(walk.row(8)) <= before


def test_a_menu_is_asked_for_on_papers_and_headings(walk: Walk) -> None:
    asked: list[tuple[QPoint, Heading | None]] = []
    walk.table.menu_asked.connect(lambda place, heading: asked.append((place, heading)))
    for number in (3, walk.table.model().number_at(0)):  # type: ignore[attr-defined]  # the stubs know Qt's model alone
        walk.table.go_to(number)
        # What Qt makes of the Menu key.
        QApplication.sendEvent(
            walk.table, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
        )
    assert [heading and heading.text for _place, heading in asked] == [None, "Matches"]
