"""Later in the reader's own order."""

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import Feed, Intake, Library, NotFound, PaperId, View
from tests.builders import arrive, incoming, paper
from tests.fakes.clock import Clock

if TYPE_CHECKING:
    from pathlib import Path


def _later(library: Library) -> list[int]:
    return library.numbers(View("later")).tolist()


def _fill(library: Library, intake: Intake, feed: Feed, count: int) -> list[PaperId]:
    arrive(intake, feed, *(incoming(paper(f"Paper of number {at}", arxiv=f"2606.{at:05}")) for at in range(count)))
    numbers = [library.number(f"2606.{at:05}") for at in range(count)]
    library.mark(numbers, "later")
    return numbers


@pytest.fixture
def five(library: Library, intake: Intake, daily: Feed) -> list[PaperId]:
    return _fill(library, intake, daily, 5)


def test_papers_move_before_another_in_the_order_given(library: Library, five: list[PaperId]) -> None:
    a, b, c, d, e = five
    assert library.move_later([e, c], before=b).papers == {e, c}
    assert _later(library) == [a, e, c, b, d]
    library.move_later([a], before=None)
    assert _later(library) == [e, c, b, d, a]
    library.move_later([d], before=e)
    assert _later(library) == [d, e, c, b, a]
    for order in ([e, c, b, d, a], [a, e, c, b, d], [a, b, c, d, e]):
        library.undo()
        assert _later(library) == order


def test_what_stands_among_the_moved_marks_the_place_too(library: Library, five: list[PaperId]) -> None:
    a, b, c, d, e = five
    library.move_later([a, d, c], before=c)
    assert _later(library) == [b, a, d, c, e]


def test_moving_to_where_a_paper_is_is_no_act(library: Library, five: list[PaperId]) -> None:
    assert not library.move_later([five[1]], before=five[2]).papers
    assert not library.move_later([five[4]], before=None).papers
    assert library.undo().act == "later"


def test_moving_changes_nothing_about_since_when(library: Library, five: list[PaperId], clock: Clock) -> None:
    before = library.entry(five[0]).mark.later
    clock.advance(days=3)
    library.move_later([five[0]], before=None)
    assert library.entry(five[0]).mark.later == before


def test_only_what_is_in_later_moves_and_marks_a_place(library: Library, five: list[PaperId]) -> None:
    library.mark([five[0]], "later", on=False)
    assert not library.move_later([five[0]], before=five[3]).papers
    with pytest.raises(NotFound):
        library.move_later([five[1]], before=five[0])


def test_a_done_paper_keeps_its_place_among_the_others(library: Library, five: list[PaperId]) -> None:
    a, b, c, d, e = five
    library.mark([c], "done")
    library.move_later([e], before=d)
    library.mark([c], "done", on=False)
    assert _later(library) == [a, b, c, e, d]


def test_a_merged_paper_moves_as_one(library: Library, five: list[PaperId]) -> None:
    a, b, c, d, e = five
    library.merge(d, b)
    library.move_later([d], before=None)
    assert _later(library) == [a, c, e, b]
    library.move_later([e], before=d)
    assert _later(library) == [a, c, e, b]


def test_there_is_always_room_between_two(library: Library, five: list[PaperId]) -> None:
    a, b, c, d, e = five
    for _ in range(40):  # each time the gap before `b` is halved
        library.move_later([c], before=b)
        library.move_later([d], before=b)
    assert _later(library) == [a, c, d, b, e]
    places = [row[0] for row in library._db.execute("SELECT place FROM marks WHERE kind = 'later' ORDER BY place")]
    assert min(high - low for low, high in itertools.pairwise(places)) > 1e-9


@settings(max_examples=15, deadline=None)
@given(moves=st.lists(st.tuples(st.sets(st.integers(0, 5), min_size=1), st.integers(-1, 5)), max_size=6))
def test_any_moves_give_the_order_of_a_plain_list_and_are_taken_back(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[set[int], int]]
) -> None:
    folder: Path = tmp_path_factory.mktemp("library")
    with Library(folder, origin="cli", now=Clock()) as library, Intake(folder, now=Clock()) as intake:
        daily, _ = library.add_feed("http://127.0.0.1/api/daily_papers", kind="daily_papers")
        numbers = _fill(library, intake, daily, 6)
        orders = [list(numbers)]
        for chosen, target in moves:
            moving = [numbers[at] for at in chosen]
            plain = orders[-1]
            before = numbers[target] if target >= 0 else None
            at = plain.index(before) if before else len(plain)
            above = [number for number in plain[:at] if number not in moving]
            below = [number for number in plain[at:] if number not in moving]
            if library.move_later(moving, before=before).papers:
                orders.append([*above, *moving, *below])
            assert _later(library) == [*above, *moving, *below]
        for order in reversed(orders[:-1]):
            library.undo()
            assert _later(library) == order
