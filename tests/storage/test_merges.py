from datetime import date

import pytest

from storage import Feed, Identifier, Intake, Library, merges
from storage.connection import writing
from storage.errors import NotFound
from storage.model import PaperId
from tests.builders import arrive, incoming, only, paper
from tests.fakes.clock import Clock

TITLE = "A long enough title that two feeds have in common"


@pytest.fixture
def joined(library: Library, intake: Intake, daily: Feed, journal_feed: Feed) -> PaperId:
    """A paper that a journal and a listing show under different ids, joined by its title."""
    arrive(intake, daily, incoming(paper(TITLE, arxiv="2606.00001", authority=1), votes=3))
    arrive(intake, journal_feed, incoming(paper(TITLE, doi="10.1000/a", authority=2, abstract="The journal's own.")))
    return only(library)


def test_a_title_with_a_shared_author_joins_two_feeds(library: Library, joined: PaperId) -> None:
    entry = library.entry(joined)
    assert entry.paper.abstract == "The journal's own."
    assert set(entry.paper.ids) == {Identifier("arxiv", "2606.00001"), Identifier("doi", "10.1000/a")}
    assert len(entry.feeds) == 2
    assert library.number("10.1000/a") == joined


def test_marks_of_both_are_read_through_a_merge(
    library: Library, intake: Intake, daily: Feed, journal_feed: Feed, clock: Clock
) -> None:
    arrive(intake, daily, incoming(paper("One title", arxiv="2606.00001")))
    arrive(intake, journal_feed, incoming(paper("Another title altogether", doi="10.1000/a")))
    first, second = library.number("2606.00001"), library.number("10.1000/a")
    library.mark([first], "later")
    library.mark([second], "star")
    library.tag([second], add=["methods"])
    library.set_note(second, "why")
    library.add_quote(second, "a passage")
    marks_before = library._db.execute("SELECT * FROM marks").fetchall()
    # An answer with both ids says that they are one.
    arrive(intake, daily, incoming(paper("One title", arxiv="2606.00001", doi="10.1000/a")))
    entry = library.entry(second)
    assert entry.id == first
    assert entry.mark.later
    assert entry.mark.starred
    assert (entry.mark.tags, entry.mark.note, len(entry.quotes)) == (("methods",), "why", 1)
    assert [found.id for found in library.entries("starred")] == [first]
    assert [found.id for found in library.search("is:starred tag:methods")] == [first]
    assert library._db.execute("SELECT * FROM marks").fetchall() == marks_before
    library.mark([first], "star", on=False)
    assert library.entries("starred") == []


def test_taking_apart_restores_both(library: Library, joined: PaperId, clock: Clock) -> None:
    loser = library._db.execute("SELECT loser FROM merges").fetchone()[0]
    with writing(library._db):
        merges.take_apart(library._db, PaperId(loser), now=clock())
    first, second = library.entry(library.number("2606.00001")), library.entry(library.number("10.1000/a"))
    assert first.id == joined
    assert second.id == loser
    assert first.paper.abstract == "We study attention that selects."
    assert second.paper.abstract == "The journal's own."
    assert (first.feeds, second.feeds) == ((1,), (2,))
    assert library.check() == []


def test_what_the_reader_took_apart_stays_apart(
    library: Library, intake: Intake, journal_feed: Feed, joined: PaperId, clock: Clock
) -> None:
    loser = PaperId(library._db.execute("SELECT loser FROM merges").fetchone()[0])
    with writing(library._db):
        merges.take_apart(library._db, loser, now=clock())
    both = paper(TITLE, arxiv="2606.00001", doi="10.1000/a")
    arrive(intake, journal_feed, incoming(paper(TITLE, doi="10.1000/a")), incoming(both))
    assert library.count() == 2


def test_a_chain_of_merges_ends_at_one_paper(library: Library, intake: Intake, daily: Feed, clock: Clock) -> None:
    titles = ["The first of the three papers", "The second of the three papers", "The third of the three papers"]
    for place, title in enumerate(titles):
        arrive(intake, daily, incoming(paper(title, guid=f"{daily.id} {place}")))
    first, second, third = (PaperId(number) for number in (1, 2, 3))
    library.mark([third], "star")
    with writing(library._db):
        assert merges.merge(library._db, third, second, why="reader", now=clock())
        assert merges.merge(library._db, second, first, why="reader", now=clock())
    assert library.entry(third).id == first
    assert library.entry(first).mark.starred
    with writing(library._db):
        merges.take_apart(library._db, second, now=clock())
    assert library.entry(third).id == second
    assert not library.entry(first).mark.starred
    assert library.entry(second).mark.starred


def test_papers_with_different_ids_of_one_scheme_are_never_joined(
    library: Library, intake: Intake, daily: Feed, journal_feed: Feed
) -> None:
    arrive(intake, daily, incoming(paper(TITLE, arxiv="2606.00001")))
    arrive(intake, journal_feed, incoming(paper(TITLE, arxiv="2606.00002")))
    assert library.count() == 2


def test_papers_without_authors_are_only_suggested(
    library: Library, intake: Intake, daily: Feed, journal_feed: Feed
) -> None:
    arrive(intake, daily, incoming(paper(TITLE, arxiv="2606.00001", authors=())))
    arrive(intake, journal_feed, incoming(paper(TITLE, doi="10.1000/a", authors=())))
    assert library.count() == 2
    rows = library._db.execute("SELECT paper, other, verdict FROM suggestions").fetchall()
    assert [tuple(row) for row in rows] == [(1, 2, "open")]


def test_what_was_never_joined_cannot_be_taken_apart(library: Library, clock: Clock) -> None:
    with pytest.raises(NotFound), writing(library._db):
        merges.take_apart(library._db, PaperId(7), now=clock())


def test_a_paper_that_looks_like_two_others_does_not_make_them_one(
    library: Library, intake: Intake, daily: Feed, listing: Feed, journal_feed: Feed
) -> None:
    for feed, year in ((daily, 2020), (listing, 2024)):
        said = paper(TITLE, guid=f"{feed.id} {year}", published=date(year, 6, 2))
        arrive(intake, feed, incoming(said, day=date(year, 6, 2)))
    arrive(intake, journal_feed, incoming(paper(TITLE, guid=f"{journal_feed.id} a", published=date(2022, 6, 2))))
    assert library.count() == 2
    rows = library._db.execute("SELECT paper, other, verdict FROM suggestions").fetchall()
    assert [1, 2, "open"] in [list(row) for row in rows]
