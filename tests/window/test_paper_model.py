"""The list's model: pages, rows that move as little as they must, entries that go and come."""

import random
from array import array
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop.window.paper_model import KEPT, PAGE, PaperModel, edits, runs
from storage import Author, Entry, LibraryLocked, Mark, Paper, PaperId

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)


def entry(number: int, title: str = "", *, starred: bool = False, unread: bool = False) -> Entry:
    return Entry(
        id=PaperId(number),
        paper=Paper(title or f"Paper {number}", authors=(Author("Ada Marot"), Author("Ben Okoye"))),
        mark=Mark(starred=NOW if starred else None),
        appearance=None,
        feeds=(),
        added=NOW,
        unread=unread,
    )


class Shelf:
    """A fetch that remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.gone: set[int] = set()
        self.instead: dict[int, Entry] = {}
        self.locked = False

    def __call__(self, numbers: Sequence[PaperId]) -> list[Entry]:
        self.asked.append(list(numbers))
        if self.locked:
            raise LibraryLocked("locked")
        return [self.instead.get(number, entry(number)) for number in numbers if number not in self.gone]


def made(shelf: Shelf, numbers: Sequence[int]) -> PaperModel:
    model = PaperModel(shelf)
    model.set_numbers(array("q", numbers))
    return model


def shown(model: PaperModel) -> list[int]:
    return [model.number_at(row) for row in range(model.rowCount())]


def signals(model: PaperModel) -> list[tuple[str, int, int]]:
    seen: list[tuple[str, int, int]] = []
    model.modelReset.connect(lambda: seen.append(("reset", 0, 0)))
    model.rowsInserted.connect(lambda _parent, first, last: seen.append(("insert", first, last)))
    model.rowsRemoved.connect(lambda _parent, first, last: seen.append(("remove", first, last)))
    model.dataChanged.connect(lambda first, last: seen.append(("data", first.row(), last.row())))
    return seen


def test_it_keeps_the_rules_of_item_models(qtbot: QtBot) -> None:
    model = PaperModel(Shelf())
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    for numbers in ([1, 2, 3], [1, 2, 3, 4], [0, 1, 3, 4], [9, 8], [], range(200), [*range(50), *range(60, 200)]):
        model.set_numbers(array("q", numbers))
        assert shown(model) == list(numbers)
        model.refresh([PaperId(3)])
    assert tester.model() is model


def test_entries_are_read_in_pages_and_only_when_they_are_looked_at(qtbot: QtBot) -> None:
    shelf = Shelf()
    model = made(shelf, range(1000))
    assert shelf.asked == []
    found = model.entry_at(PAGE * 2 + 7)
    model.entry_at(PAGE * 3 - 1)
    assert found is not None
    assert found.id == PAGE * 2 + 7
    assert shelf.asked == [list(range(PAGE * 2, PAGE * 3))]


def test_a_page_looked_at_long_ago_is_read_again(qtbot: QtBot) -> None:
    shelf = Shelf()
    pages = KEPT // PAGE + 2
    model = made(shelf, range(PAGE * pages))
    for row in range(0, PAGE * pages, PAGE):
        model.entry_at(row)
    shelf.asked.clear()
    model.entry_at(PAGE * (pages - 1))
    model.entry_at(0)
    assert shelf.asked == [list(range(PAGE))]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([1, 2, 3], [1, 2, 3, 4, 5], [("insert", 3, 4)]),
        ([1, 2, 3], [8, 9, 1, 2, 3], [("insert", 0, 1)]),
        ([1, 2, 3, 4], [1, 4], [("remove", 1, 2)]),
        ([1, 2, 3, 4, 5, 6], [0, 1, 2, 4, 5], [("insert", 0, 0), ("remove", 3, 3), ("remove", 5, 5)]),
        ([1, 2, 3], [1, 9, 3], [("remove", 1, 1), ("insert", 1, 1)]),
        ([1, 2, 3], [], [("remove", 0, 2)]),
        ([], [1, 2], [("insert", 0, 1)]),
        ([1, 2, 3], [1, 2, 3], []),
        (range(300), range(1000, 1300), [("reset", 0, 0)]),
        (range(300), range(299, -1, -1), [("reset", 0, 0)]),
    ],
)
def test_a_list_that_changes_a_little_says_what_changed(
    qtbot: QtBot, before: Sequence[int], after: Sequence[int], said: list[tuple[str, int, int]]
) -> None:
    model = made(Shelf(), before)
    seen = signals(model)
    model.set_numbers(array("q", after))
    assert seen == said
    assert shown(model) == list(after)


@given(st.lists(st.integers(0, 30), unique=True), st.lists(st.integers(0, 30), unique=True))
def test_the_edits_lead_from_one_list_to_the_other(before: list[int], after: list[int]) -> None:
    changes = edits(array("q", before), array("q", after))
    if changes is None:
        return
    rows = list(before)
    for change in changes:
        if change.kind == "remove":
            assert change.many > 0
            del rows[change.row : change.row + change.many]
        else:
            rows[change.row : change.row] = after[change.source : change.source + change.many]
    assert rows == after


def test_a_hundred_thousand_rows_thinned_here_and_there_are_not_reset(qtbot: QtBot) -> None:
    before = list(range(100_000))
    gone = set(random.Random(3).sample(before, 20))
    after = [number for number in before if number not in gone]
    changes = edits(array("q", before), array("q", after))
    assert changes is not None
    assert sum(change.many for change in changes) == 20


def test_what_was_read_stays_read_when_rows_move(qtbot: QtBot) -> None:
    shelf = Shelf()
    model = made(shelf, range(PAGE * 2))
    model.entry_at(0)
    model.entry_at(PAGE)
    shelf.asked.clear()
    model.set_numbers(array("q", range(1, PAGE * 2)))
    model.entry_at(0)
    model.entry_at(PAGE * 2 - 2)
    assert shelf.asked == []


def test_a_paper_is_found_by_its_number(qtbot: QtBot) -> None:
    # Numbers whose bytes also lie across two others.
    numbers = [1 << 56, 256, 1, 1 << 8 | 1, 65536]
    model = made(Shelf(), numbers)
    assert [model.row_of(number) for number in numbers] == [0, 1, 2, 3, 4]
    assert model.row_of(77) is None
    assert PaperModel(Shelf()).row_of(1) is None


def test_a_changed_paper_is_read_anew_and_only_its_row_changes(qtbot: QtBot) -> None:
    shelf = Shelf()
    model = made(shelf, range(200))
    model.entry_at(10)
    seen = signals(model)
    shelf.instead[10] = entry(10, "A better title")
    model.refresh([PaperId(10), PaperId(11), PaperId(150), PaperId(4000)])
    assert seen == [("data", 10, 11)]
    shelf.asked.clear()
    found = model.entry_at(10)
    assert found is not None
    assert found.paper.title == "A better title"
    assert shelf.asked == [[10, 11]]


def test_more_papers_than_are_kept_are_all_read_anew(qtbot: QtBot) -> None:
    shelf = Shelf()
    model = made(shelf, range(3000))
    for row in (0, PAGE):
        model.entry_at(row)
    seen = signals(model)
    model.refresh(model.numbers)
    for row in (0, PAGE):
        model.entry_at(row)
    assert seen == [("data", 0, 2999)]
    assert len(shelf.asked) == 4


def test_many_papers_are_found_as_few_are(qtbot: QtBot) -> None:
    model = made(Shelf(), range(1000, 0, -1))
    assert model.rows_of([PaperId(999), PaperId(1000), PaperId(5000)]) == [0, 1]
    assert model.rows_of([PaperId(number) for number in range(500, 2000)]) == list(range(501))


def test_a_paper_that_is_gone_leaves_an_empty_row(qtbot: QtBot) -> None:
    shelf = Shelf()
    shelf.gone = {1}
    model = made(shelf, [0, 1, 2])
    assert model.entry_at(1) is None
    assert model.data(model.index(1, 0)) is None
    assert model.data(model.index(2, 0)) == "Paper 2"


def test_a_locked_library_is_asked_again_later(qtbot: QtBot) -> None:
    shelf = Shelf()
    shelf.locked = True
    model = made(shelf, [0, 1, 2])
    model.entry_at(0)
    assert model.entry_at(1) is None
    assert len(shelf.asked) == 1
    shelf.locked = False
    with qtbot.waitSignal(model.dataChanged):
        pass
    found = model.entry_at(0)
    assert found is not None


def test_its_words_are_for_eyes_and_for_ears(qtbot: QtBot) -> None:
    shelf = Shelf()
    shelf.instead[1] = entry(1, "Bounds for a<b>", starred=True, unread=True)
    model = made(shelf, [1])
    index = model.index(0, 0)
    assert model.data(index, Qt.ItemDataRole.AccessibleTextRole) == (
        "Bounds for a<b>, Ada Marot, Ben Okoye, starred, unread"
    )
    assert model.data(index, Qt.ItemDataRole.ToolTipRole) == "<p>Bounds for a&lt;b&gt;</p><p>Ada Marot, Ben Okoye</p>"
    assert model.data(index, Qt.ItemDataRole.UserRole) is model.entry_at(0)
    assert model.data(index, Qt.ItemDataRole.CheckStateRole) is None
    assert model.data(QModelIndex()) is None


def test_runs_are_unbroken() -> None:
    assert list(runs([1, 2, 3, 7, 9, 10])) == [(1, 3), (7, 7), (9, 10)]
    assert list(runs([])) == []
