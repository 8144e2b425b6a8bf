from datetime import date, timedelta

from storage import Feed, Identifier, Intake, Library
from tests.builders import TUESDAY, arrive, incoming, only, paper
from tests.fakes.clock import Clock


def test_a_paper_is_stored_with_all_that_was_said(library: Library, intake: Intake, daily: Feed) -> None:
    said = paper(arxiv="2606.00001", doi="10.1000/x")
    [changes] = arrive(intake, daily, incoming(said, votes=12, comments=3))
    entry = library.entry(only(library))
    assert entry.paper == said
    assert (entry.appearance and entry.appearance.votes, entry.feeds) == (12, (daily.id,))
    assert (changes.added, changes.origin, changes.papers) == (1, "poll", frozenset({entry.id}))


def test_the_same_answer_again_changes_nothing(library: Library, intake: Intake, daily: Feed) -> None:
    said = incoming(paper(arxiv="2606.00001"), votes=12)
    arrive(intake, daily, said)
    [changes] = arrive(intake, daily, said)
    assert (changes.added, changes.updated, changes.papers) == (0, 0, frozenset())


def test_a_paper_in_two_feeds_is_one(library: Library, intake: Intake, daily: Feed, listing: Feed) -> None:
    arrive(intake, listing, incoming(paper(arxiv="2606.00001"), announced="new"))
    arrive(intake, daily, incoming(paper(arxiv="2606.00001", authority=1), votes=5))
    assert library.entry(only(library)).feeds == (daily.id, listing.id)


def test_a_returning_paper_keeps_its_star(library: Library, intake: Intake, daily: Feed, clock: Clock) -> None:
    said = paper(arxiv="2606.00001")
    arrive(intake, daily, incoming(said))
    library.mark([only(library)], "star")
    arrive(intake, daily)
    clock.advance(days=30)
    arrive(intake, daily, incoming(said, day=TUESDAY + timedelta(days=30)))
    entry = library.entry(only(library))
    assert entry.mark.starred
    assert not entry.unread


def test_the_better_source_gives_the_text(library: Library, intake: Intake, daily: Feed, listing: Feed) -> None:
    copied = paper("On left|x right|", arxiv="2606.00001", authority=1)
    arrive(intake, daily, incoming(copied))
    [changes] = arrive(intake, listing, incoming(paper("On $\\left|x\\right|$", arxiv="2606.00001", authority=3)))
    assert changes.updated == 1
    arrive(intake, daily, incoming(copied))
    assert library.entry(only(library)).paper.title == "On $\\left|x\\right|$"
    assert [entry.id for entry in library.search("left")] == []


def test_a_new_text_is_found_and_the_old_one_is_not(library: Library, intake: Intake, listing: Feed) -> None:
    arrive(intake, listing, incoming(paper("About whales", arxiv="2606.00001", version=1)))
    arrive(intake, listing, incoming(paper("About dolphins", arxiv="2606.00001", version=2), announced="replace"))
    assert len(library.search("dolphins")) == 1
    assert library.search("whales") == []
    assert library.check() == []


def test_an_older_version_takes_nothing_back(library: Library, intake: Intake, listing: Feed) -> None:
    arrive(intake, listing, incoming(paper("About dolphins", arxiv="2606.00001", version=3)))
    arrive(intake, listing, incoming(paper("About whales", arxiv="2606.00001", version=1)))
    assert library.entry(only(library)).paper.title == "About dolphins"


def test_a_replacement_makes_nothing_unread_or_new(
    library: Library, intake: Intake, listing: Feed, clock: Clock
) -> None:
    arrive(intake, listing, incoming(paper(arxiv="2606.00001", version=1), announced="new"))
    number = only(library)
    library.mark([number], "read")
    clock.advance(days=2)
    later = TUESDAY + timedelta(days=2)
    arrive(
        intake,
        listing,
        incoming(paper(arxiv="2606.00001", version=2), day=later, announced="replace"),
        incoming(paper("One we never saw", arxiv="2501.00007", version=4), day=later, announced="replace"),
    )
    assert library.entries("unread") == []
    assert library.entries("today") == []
    assert library.entry(number).updated_to == 2


def test_readings_are_added_and_never_replaced(library: Library, intake: Intake, daily: Feed, clock: Clock) -> None:
    for votes in (3, 9, 8):
        arrive(intake, daily, incoming(paper(arxiv="2606.00001"), votes=votes, stars=7))
        clock.advance(hours=3)
    rows = library._db.execute("SELECT metric, value FROM readings ORDER BY metric, at").fetchall()
    assert [tuple(row) for row in rows] == [("stars", 7)] * 3 + [("votes", 3), ("votes", 9), ("votes", 8)]
    shown = library.entry(only(library)).appearance
    assert shown is not None
    assert shown.votes == 8


def test_a_feed_without_days_shows_a_paper_once(
    library: Library, intake: Intake, journal_feed: Feed, clock: Clock
) -> None:
    said = paper(guid=f"{journal_feed.id} a", authority=2)
    arrive(intake, journal_feed, incoming(said))
    clock.advance(days=1)
    [changes] = arrive(intake, journal_feed, incoming(said, day=TUESDAY + timedelta(days=1)))
    assert changes.papers == frozenset()
    assert library._db.execute("SELECT count(*) FROM appearances").fetchone()[0] == 1


def test_a_first_poll_leaves_only_its_newest_day_unread(library: Library, intake: Intake, daily: Feed) -> None:
    arrive(
        intake,
        daily,
        incoming(paper("The newest of them all", arxiv="2606.00002")),
        incoming(paper("The one from the day before", arxiv="2606.00001"), day=TUESDAY - timedelta(days=1)),
        quiet=True,
        newest=TUESDAY,
    )
    assert [entry.paper.title for entry in library.entries("unread")] == ["The newest of them all"]


def test_a_paper_that_another_program_stored_meanwhile_is_not_stored_twice(
    library: Library, intake: Intake, daily: Feed, listing: Feed
) -> None:
    from desktop.feeds import plan

    one = incoming(paper(arxiv="2606.00001"))
    arrivals = plan.decide([one], intake.known([one.paper], daily.id), [()], daily)
    arrive(intake, listing, one)
    intake.store(daily.id, arrivals)
    assert library.entry(only(library)).feeds == (daily.id, listing.id)


def test_two_alike_in_one_answer_become_one(library: Library, intake: Intake, journal_feed: Feed, daily: Feed) -> None:
    arrive(
        intake,
        daily,
        incoming(paper(doi="10.1000/a"), rank=1),
        incoming(paper(arxiv="2606.00001"), rank=2),
    )
    assert library.count() == 1
    assert {identifier.scheme for identifier in library.entry(only(library)).paper.ids} == {"arxiv", "doi"}


def test_the_order_of_publication_is_the_order_of_the_list(library: Library, intake: Intake, daily: Feed) -> None:
    arrive(
        intake,
        daily,
        incoming(paper("Second of Tuesday", arxiv="2606.00002"), rank=2),
        incoming(paper("First of Tuesday", arxiv="2606.00001"), rank=1),
        incoming(paper("Long before", arxiv="2501.00001", published=date(2025, 1, 1)), rank=3),
    )
    assert [entry.paper.title for entry in library.entries("all")] == [
        "First of Tuesday",
        "Second of Tuesday",
        "Long before",
    ]


def test_a_paper_of_which_only_a_name_is_known_is_completed(library: Library, intake: Intake, listing: Feed) -> None:
    by_hand = library.by_hand()
    arrive(intake, by_hand, incoming(paper("arXiv 2606.00001", arxiv="2606.00001", authors=(), authority=0)))
    assert intake.incomplete() == [(only(library), Identifier("arxiv", "2606.00001"))]
    arrive(intake, listing, incoming(paper("The real title of it", arxiv="2606.00001")))
    assert library.entry(only(library)).paper.title == "The real title of it"
    assert intake.incomplete() == []


def test_a_paper_that_says_to_be_of_the_far_future_does_not_lead_every_list(
    library: Library, intake: Intake, daily: Feed, clock: Clock
) -> None:
    arrive(intake, daily, incoming(paper("Of 2099", arxiv="2606.00001", published=date(2099, 1, 1))))
    clock.advance(days=3)
    today = clock().date()
    arrive(intake, daily, incoming(paper("Of today", arxiv="2606.00002", published=today), day=today))
    assert [entry.paper.title for entry in library.entries("all")] == ["Of today", "Of 2099"]
