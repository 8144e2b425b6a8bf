"""What programs do to one library at once, and what merges must not hide."""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.feeds import plan
from storage import Feed, Identifier, Intake, Library, PaperId
from storage.connection import writing
from tests.builders import arrive, incoming, only, paper
from tests.fakes.clock import Clock

Pair = tuple[PaperId, PaperId]


@pytest.fixture
def two(library: Library, intake: Intake, daily: Feed, journal_feed: Feed) -> Pair:
    arrive(intake, daily, incoming(paper("One title", arxiv="2606.00001"), votes=1))
    arrive(intake, journal_feed, incoming(paper("Another title about whales", doi="10.1000/a", published=None)))
    return library.number("2606.00001"), library.number("10.1000/a")


def _join(intake: Intake, daily: Feed) -> None:
    """Let an answer with the ids of both say that they are one."""
    arrive(intake, daily, incoming(paper("One title", arxiv="2606.00001", doi="10.1000/a"), votes=1))


def test_a_number_from_before_a_merge_takes_marks_back_too(
    library: Library, intake: Intake, daily: Feed, two: Pair
) -> None:
    winner, loser = two
    library.mark([winner], "star")
    library.tag([winner], add=["kept"])
    library.set_note(winner, "why")
    _join(intake, daily)
    assert library.mark([loser], "star", on=False).papers == {winner}
    library.tag([loser], remove=["kept"])
    library.set_note(loser, "why not")
    mark = library.entry(winner).mark
    assert (mark.starred, mark.tags, mark.note) == (None, (), "why not")


def test_a_mark_taken_back_on_a_merged_paper_names_the_paper_it_is_part_of(
    library: Library, intake: Intake, daily: Feed, two: Pair
) -> None:
    winner, loser = two
    library.mark([loser], "star")
    _join(intake, daily)
    assert library.mark([winner], "star", on=False).papers == {winner}
    assert library.undo().papers == {winner}
    assert library.entry(winner).mark.starred


def test_a_rule_that_fired_for_a_merged_paper_counts_once_and_leads_today(
    library: Library, intake: Intake, daily: Feed, journal_feed: Feed
) -> None:
    library.add_rule("whales")
    arrive(intake, daily, incoming(paper("One title of whales", arxiv="2606.00001"), votes=1))
    arrive(intake, journal_feed, incoming(paper("Another title about whales", doi="10.1000/a")))
    arrive(intake, daily, incoming(paper("Much liked", arxiv="2606.00002"), votes=90, rank=1))
    winner = library.number("2606.00001")
    arrive(intake, daily, incoming(paper("One title of whales", arxiv="2606.00001", doi="10.1000/a"), votes=1))
    [match] = library.entry(winner).matches
    assert match.words == ("whales",)
    library._db.execute("DELETE FROM matches WHERE paper = ?", (winner,))
    assert next(entry.id for entry in library.entries("today")) == winner
    assert library.entry(winner).matches[0].places == ()


def test_what_only_a_removed_rule_matched_does_not_stay_unread(
    library: Library, intake: Intake, daily: Feed, clock: Clock
) -> None:
    rule = library.add_rule("attention")
    arrive(intake, daily, incoming(paper(arxiv="2606.00001")))
    clock.advance(days=30)
    assert len(library.entries("unread")) == len(library.search("is:unread")) == 1
    library.remove_rule(rule.id)
    assert library.entries("unread") == library.search("is:unread") == []
    assert not library.entry(only(library)).unread


def test_what_is_kept_for_later_again_is_done_no_more(library: Library, two: Pair) -> None:
    first, second = two
    library.mark([first, second], "later")
    library.mark([first], "done")
    library.mark([first], "later")
    assert [entry.id for entry in library.entries("later")] == [second, first]
    library.undo()
    assert [entry.id for entry in library.entries("later")] == [second]


def test_undo_gives_a_feed_back_as_the_poller_left_it(library: Library, intake: Intake, daily: Feed) -> None:
    library.remove_feed(daily.id)
    with writing(library._db):
        library._db.execute("UPDATE feeds SET title = 'A new name', first_polled = added, backfill = 0")
    library.undo()
    found = library.feed(daily.id)
    assert (found.title, found.removed, found.first_polled) == ("A new name", False, found.added)


def test_a_feed_that_moved_stays_there_when_its_addition_is_taken_back(library: Library) -> None:
    feed, _ = library.add_feed("http://127.0.0.1/old")
    with writing(library._db):
        library._db.execute("UPDATE feeds SET url = 'http://127.0.0.1/new' WHERE id = ?", (feed.id,))
    other, _ = library.add_feed("http://127.0.0.1/old")
    library.undo()
    library.undo()
    assert library.feeds() == []
    library.redo()
    library.redo()
    assert [known.url for known in library.feeds()] == ["http://127.0.0.1/new", "http://127.0.0.1/old"]
    assert other.id != feed.id


def _add_by_hand(library: Library, intake: Intake) -> PaperId:
    arrive(intake, library.by_hand(), incoming(paper(arxiv="2606.00009")), quiet=True)
    number = library.number("2606.00009")
    library.added([number])
    return number


def test_an_addition_that_is_done_again_joins_what_a_feed_brought_meanwhile(
    library: Library, intake: Intake, daily: Feed
) -> None:
    number = _add_by_hand(library, intake)
    library.undo()
    arrive(intake, daily, incoming(paper(arxiv="2606.00009"), votes=3))
    library.redo()
    assert library.count() == 1
    assert library.entry(number).id == only(library)
    assert library.check() == []
    library.undo()
    assert library.count() == 1


def test_an_addition_that_was_merged_can_be_taken_back_and_done_again(
    library: Library, intake: Intake, daily: Feed, two: Pair
) -> None:
    number = _add_by_hand(library, intake)
    with writing(library._db):
        library._db.execute("UPDATE ids SET scheme = 'pubmed', value = '77' WHERE paper = ?", (number,))
    both = paper("One title", arxiv="2606.00001")
    arrive(intake, daily, incoming(replace(both, ids=(*both.ids, Identifier("pubmed", "77"))), votes=1))
    assert library.entry(number).id == two[0]
    library.undo()
    library.redo()
    assert library.count() == 2
    assert library.check() == []


def test_a_key_that_another_program_dealt_meanwhile_is_taken_over(library: Library, folder: Path, two: Pair) -> None:
    listed = library.entries("all")
    with Library(folder, origin="cli", now=Clock()) as other:
        dealt = {entry.id: entry.key for entry in other.with_keys(listed)}
    assert {entry.id: entry.key for entry in library.with_keys(listed)} == dealt
    assert len(library._db.execute("SELECT * FROM cite_keys").fetchall()) == 2


def test_a_paper_that_was_taken_back_during_a_poll_is_stored_anew(
    library: Library, intake: Intake, daily: Feed
) -> None:
    _add_by_hand(library, intake)
    batch = [incoming(paper("A corrected title of it all", arxiv="2606.00009"), votes=3)]
    known = intake.known([batch[0].paper], daily.id)
    library.undo()
    intake.store(daily.id, plan.decide(batch, known, [()], daily))
    assert library.entry(only(library)).paper.title == "A corrected title of it all"
    assert library.check() == []


def test_a_listing_does_not_replace_what_was_added_by_hand_meanwhile(
    library: Library, intake: Intake, daily: Feed
) -> None:
    batch = [incoming(paper("What the listing says of it", arxiv="2606.00009", authority=1), votes=3)]
    known = intake.known([batch[0].paper], daily.id)
    _add_by_hand(library, intake)
    intake.store(daily.id, plan.decide(batch, known, [()], daily))
    entry = library.entry(only(library))
    assert entry.paper.title == paper().title
    assert entry.appearance
    assert entry.appearance.votes == 3
    assert library.search("listing") == []


def test_papers_that_clash_in_a_name_are_suggested_when_an_answer_joins_them(
    library: Library, intake: Intake, daily: Feed, two: Pair
) -> None:
    arrive(intake, daily, incoming(paper("One title", arxiv="2606.00001", doi="10.1000/b"), votes=1))
    _join(intake, daily)
    assert library.count() == 2
    rows = library._db.execute("SELECT paper, other, verdict FROM suggestions").fetchall()
    assert [tuple(row) for row in rows] == [(*two, "open")]
