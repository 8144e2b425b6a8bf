"""The reader's word on which papers are one work, and that all of it can be taken back, marks untouched."""

from typing import TYPE_CHECKING

import pytest

from storage import Feed, Intake, Library, NotFound, PaperId
from tests.builders import arrive, incoming, paper
from tests.fakes.clock import Clock

if TYPE_CHECKING:
    import sqlite3

TABLES = ("papers", "merges", "suggestions", "ids", "marks", "taggings", "notes", "quotes", "words")


def _all(library: Library) -> dict[str, list[tuple[object, ...]]]:
    """Give everything that joining could touch, but for when a verdict was given."""
    rows = {table: [tuple(row) for row in library._db.execute(f"SELECT * FROM {table}")] for table in TABLES}
    rows["suggestions"] = [row[:3] for row in rows["suggestions"]]
    return rows


@pytest.fixture
def pair(library: Library, intake: Intake, daily: Feed) -> tuple[PaperId, PaperId]:
    """Two papers with one title whose authors nobody names, each with marks: they may be one work."""
    title = "A long enough title that two papers have in common"
    arrive(intake, daily, incoming(paper(title, arxiv="2606.00001", authors=()), votes=3))
    arrive(intake, daily, incoming(paper(title, doi="10.1000/a", authors=(), abstract="Another abstract.")))
    one, other = library.number("2606.00001"), library.number("10.1000/a")
    library.mark([one], "star")
    library.tag([other], add=["methods"])
    library.set_note(other, "why")
    return one, other


def test_what_may_be_one_work_is_suggested(library: Library, pair: tuple[PaperId, PaperId]) -> None:
    assert library.suggestions() == [pair]
    assert library.counts().suggestions == 1


def test_a_merge_is_taken_back_and_done_again_without_a_trace(
    library: Library, pair: tuple[PaperId, PaperId], clock: Clock
) -> None:
    one, other = pair
    before = _all(library)
    clock.advance(hours=1)
    assert library.merge(other, one).papers == {one}
    joined = _all(library)
    assert joined["marks"] == before["marks"]
    assert (library.suggestions(), library.count()) == ([], 1)
    assert library.entry(other).mark.tags == ("methods",)
    clock.advance(hours=1)
    assert library.undo().papers == {one, other}
    assert _all(library) == before
    library.redo()
    assert _all(library) == joined
    library.undo()
    assert _all(library) == before


def test_what_was_merged_is_told_with_why_and_when(
    library: Library, pair: tuple[PaperId, PaperId], clock: Clock
) -> None:
    one, other = pair
    was = library.entry(other).paper
    library.merge(other, one)
    assert library.merged_into(one) == [(other, was, "reader", clock())]
    assert library.merged_into(other) == library.merged_into(one)


def test_a_split_keeps_the_two_apart_and_can_be_taken_back(
    library: Library, intake: Intake, daily: Feed, pair: tuple[PaperId, PaperId]
) -> None:
    one, other = pair
    library.merge(other, one)
    joined = _all(library)
    assert library.split(other).papers == {one, other}
    assert (library.count(), library.suggestions(), library.merged_into(one)) == (2, [], [])
    assert library.entry(other).mark.note == "why"
    library.undo()
    assert _all(library) == joined
    library.redo()
    arrive(intake, daily, incoming(paper("Both names", arxiv="2606.00001", doi="10.1000/a")))
    assert library.count() == 2, "the reader said that they are two"


def test_a_split_of_a_merge_that_a_poll_made_comes_back_as_it_was(
    library: Library, intake: Intake, daily: Feed, journal_feed: Feed
) -> None:
    title = "A long enough title that two feeds have in common"
    arrive(intake, daily, incoming(paper(title, arxiv="2606.00001", authority=1), votes=3))
    arrive(intake, journal_feed, incoming(paper(title, doi="10.1000/a", authority=2, abstract="The journal's own.")))
    [entry] = library.entries("all")
    [(loser, _, why, _)] = library.merged_into(entry.id)
    assert why == "title"
    joined = _all(library)
    library.split(loser)
    assert library.entry(entry.id).paper.abstract == "We study attention that selects."
    library.undo()
    assert _all(library) == joined
    assert library.check() == []


def test_a_chain_of_merges_is_split_and_joined_link_by_link(library: Library, intake: Intake, daily: Feed) -> None:
    titles = ["Whales and their songs", "Dolphins and their games", "Seals and their naps"]
    arrive(intake, daily, *(incoming(paper(title, arxiv=f"2606.0000{at}")) for at, title in enumerate(titles)))
    a, b, c = (library.number(f"2606.0000{at}") for at in range(3))
    library.merge(c, b)
    library.merge(b, a)
    chain = _all(library)
    assert [number for number, *_ in library.merged_into(a)] == [b, c]
    library.split(c)
    assert (library.entry(c).id, library.entry(b).id) == (c, a)
    library.undo()
    assert _all(library) == chain
    library.split(b)
    assert library.entry(c).id == b
    library.undo()
    assert library.entry(c).id == a


def test_kept_apart_is_suggested_no_more_and_that_is_taken_back_too(
    library: Library, intake: Intake, daily: Feed, pair: tuple[PaperId, PaperId]
) -> None:
    one, other = pair
    assert library.keep_apart(other, one).papers == {one, other}
    assert library.suggestions() == []
    library.undo()
    assert library.suggestions() == [pair]
    library.redo()
    arrive(intake, daily, incoming(paper("Both names", arxiv="2606.00001", doi="10.1000/a")))
    assert (library.count(), library.suggestions()) == (2, [])


def test_what_is_kept_apart_from_a_paper_is_so_from_all_of_it(
    library: Library, intake: Intake, daily: Feed, pair: tuple[PaperId, PaperId]
) -> None:
    one, other = pair
    arrive(intake, daily, incoming(paper("Whales and their songs", arxiv="2606.00009")))
    whales = library.number("2606.00009")
    library.merge(one, whales)
    assert library.suggestions() == [tuple(sorted((whales, other)))]
    library.keep_apart(whales, other)
    assert library.suggestions() == []


def test_joining_what_is_one_already_is_no_act(library: Library, pair: tuple[PaperId, PaperId]) -> None:
    one, other = pair
    library.merge(other, one)
    assert not library.merge(one, other).papers
    assert not library.keep_apart(one, other).papers
    assert library.undo().act == "merge"


def test_what_is_not_there_is_refused_and_changes_nothing(library: Library, pair: tuple[PaperId, PaperId]) -> None:
    before = _all(library)
    nobody = PaperId(999)
    with pytest.raises(NotFound):
        library.merge(nobody, pair[0])
    with pytest.raises(NotFound):
        library.keep_apart(pair[0], nobody)
    with pytest.raises(NotFound):
        library.split(pair[0])
    assert _all(library) == before


def test_a_merge_lets_go_of_no_mark_by_any_table(library: Library, pair: tuple[PaperId, PaperId]) -> None:
    db: sqlite3.Connection = library._db
    one, other = pair
    library.merge(one, other)
    entry = library.entry(one)
    assert (entry.id, bool(entry.mark.starred), entry.mark.tags, entry.mark.note) == (other, True, ("methods",), "why")
    assert db.execute("SELECT count(*) FROM marks WHERE paper = ?", (one,)).fetchone()[0] == 1
