"""A day's list in its parts, lists in other orders, notes, saved searches and what stands beside them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storage import Feed, FeedId, Intake, Library, NotFound, Order, PaperId, Part, QueryError, View
from tests.builders import TUESDAY, arrive, incoming, paper
from tests.fakes.clock import Clock

MONDAY = TUESDAY - timedelta(days=1)
Papers = dict[str, PaperId]


@pytest.fixture
def shelf(library: Library, intake: Intake, daily: Feed, listing: Feed, journal_feed: Feed) -> Papers:
    """Two days of three feeds: Daily Papers with votes, a listing with categories, a journal without."""
    library.add_rule("whales")
    library.edit_feed(journal_feed.id, name="Our journal")
    arrive(
        intake,
        daily,
        incoming(paper("Few votes", arxiv="2606.00001"), rank=1, votes=4),
        incoming(paper("Many votes", arxiv="2606.00002", categories=("cs.CL",)), rank=2, votes=40),
        incoming(paper("Whales with votes", arxiv="2606.00003"), rank=3, votes=9),
    )
    arrive(intake, daily, incoming(paper("Monday votes", arxiv="2606.00004"), day=MONDAY, votes=99))
    arrive(
        intake,
        listing,
        incoming(paper("Learning", arxiv="2606.00005", categories=("stat.ML", "cs.LG")), rank=1, announced="new"),
        incoming(paper("Language", arxiv="2606.00006", categories=("cs.CL",)), rank=2, announced="cross"),
        incoming(paper("Whales again", arxiv="2606.00007"), rank=3, announced="new"),
        incoming(paper("Replaced", arxiv="2606.00008"), rank=4, announced="replace"),
    )
    arrive(intake, journal_feed, incoming(paper("Sheep", guid="3 a", categories=()), rank=1))
    return {entry.paper.title: entry.id for entry in library.entries("all")}


def _titles(library: Library, numbers: list[int]) -> list[str]:
    return [entry.paper.title for entry in library.entries_of([PaperId(number) for number in numbers])]


def _parts(library: Library, parts: list[Part]) -> list[tuple[str, str, list[str]]]:
    return [(part.kind, part.name, _titles(library, part.numbers.tolist())) for part in parts]


def test_a_day_comes_in_matches_votes_categories_and_other_feeds(library: Library, shelf: Papers) -> None:
    parts = library.parts(View("today"))
    assert _parts(library, parts) == [
        ("matches", "", ["Whales with votes", "Whales again"]),
        ("votes", "", ["Many votes", "Few votes"]),
        ("category", "cs.CL", ["Language"]),
        ("category", "stat.ML", ["Learning"]),
        ("rest", "Our journal", ["Sheep"]),
    ]


def test_the_nearest_day_with_a_list_is_found_over_gaps_weekends_and_days_of_replacements(
    library: Library, shelf: Papers, intake: Intake, daily: Feed, listing: Feed
) -> None:
    sunday, saturday = MONDAY - timedelta(days=8), MONDAY - timedelta(days=2)
    arrive(intake, daily, incoming(paper("Long ago", arxiv="2605.00001"), day=sunday))
    arrive(intake, listing, incoming(paper("Again", arxiv="2605.00002"), day=saturday, announced="replace-cross"))
    assert library.day_near(TUESDAY, after=False) == MONDAY
    assert library.day_near(MONDAY, after=False) == sunday
    assert library.day_near(sunday, after=False) is None
    assert library.day_near(sunday, after=True) == MONDAY
    assert library.day_near(TUESDAY, after=True) is None
    library.remove_feed(daily.id)
    assert library.day_near(TUESDAY, after=False) is None


@pytest.mark.parametrize(
    "view", [View("today"), View("today", day=MONDAY), View("today", day=MONDAY, until=TUESDAY)], ids=str
)
@pytest.mark.parametrize("text", ["", "votes", "-whales"])
def test_every_paper_of_the_list_is_in_one_part(library: Library, shelf: Papers, view: View, text: str) -> None:
    inside = [number for part in library.parts(view, text=text) for number in part.numbers]
    assert sorted(inside) == sorted(library.numbers(view, text=text))
    assert len(set(inside)) == len(inside)


def test_a_week_has_the_same_parts_over_all_its_days(library: Library, shelf: Papers) -> None:
    parts = library.parts(View("today", day=MONDAY, until=TUESDAY))
    assert _parts(library, parts)[1] == ("votes", "", ["Monday votes", "Many votes", "Few votes"])


def test_dismissed_papers_and_empty_parts_are_left_out(library: Library, shelf: Papers) -> None:
    library.mark([shelf["Many votes"], shelf["Few votes"]], "dismissed")
    assert [part.kind for part in library.parts(View("today"))] == ["matches", "category", "category", "rest"]
    assert library.parts(View("today", day=TUESDAY + timedelta(days=9))) == []


def test_a_merged_paper_is_in_one_part(library: Library, shelf: Papers) -> None:
    library.merge(shelf["Language"], shelf["Few votes"])
    assert _parts(library, library.parts(View("today")))[1][2] == ["Many votes", "Few votes"]
    assert "Language" not in str(_parts(library, library.parts(View("today"))))


def test_other_views_are_one_part(library: Library, shelf: Papers) -> None:
    assert library.parts(View("later")) == []
    library.mark([shelf["Sheep"]], "later")
    assert _parts(library, library.parts(View("later"))) == [("rest", "", ["Sheep"])]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("list", ["Few votes", "Replaced", "Monday votes", "Many votes"]),
        ("date", ["Replaced", "Monday votes", "Few votes", "Many votes"]),
        ("votes", ["Monday votes", "Many votes", "Few votes", "Replaced"]),
    ],
)
def test_a_list_can_be_sorted(library: Library, shelf: Papers, order: Order, expected: list[str]) -> None:
    for title in ("Few votes", "Replaced", "Monday votes", "Many votes"):
        library.mark([shelf[title]], "later")
    assert _titles(library, library.numbers(View("later", order=order)).tolist()) == expected


def test_a_list_sorted_by_heat_begins_as_trending_does(library: Library, shelf: Papers) -> None:
    trending = library.numbers(View("trending")).tolist()
    assert trending
    everything = library.numbers(View("all", order="heat")).tolist()
    assert everything[: len(trending)] == trending
    assert sorted(everything) == sorted(shelf.values())


def test_parts_are_sorted_as_the_view_asks(library: Library, shelf: Papers) -> None:
    votes = library.parts(View("today", order="date"))[1]
    assert _titles(library, votes.numbers.tolist()) == ["Few votes", "Many votes"]
    assert [part.name for part in library.parts(View("today", order="votes"))] == [
        "",
        "",
        "cs.CL",
        "stat.ML",
        "Our journal",
    ]


def test_notes_and_quotes_are_listed_last_touched_first(library: Library, shelf: Papers, clock: Clock) -> None:
    for title in ("Sheep", "Learning", "Language"):
        clock.advance(minutes=1)
        library.set_note(shelf[title], "why")
    clock.advance(minutes=1)
    library.add_quote(shelf["Sheep"], "a passage")
    clock.advance(minutes=1)
    library.add_quote(shelf["Few votes"], "another")
    assert _titles(library, library.numbers(View("notes")).tolist()) == ["Few votes", "Sheep", "Language", "Learning"]
    assert library.counts().notes == 4
    [quote] = library.entry(shelf["Few votes"]).quotes
    library.remove_quote(quote.id)
    library.set_note(shelf["Language"], "")
    assert _titles(library, library.numbers(View("notes")).tolist()) == ["Sheep", "Learning"]
    assert [entry.paper.title for entry in library.entries("notes", text="sheep")] == ["Sheep"]
    clock.advance(minutes=1)
    [quote] = library.entry(shelf["Sheep"]).quotes
    library.edit_quote(quote.id, text="a passage, corrected", place="p. 4", note="so it is")
    [edited] = library.entry(shelf["Sheep"]).quotes
    assert (edited.text, edited.place, edited.note) == ("a passage, corrected", "p. 4", "so it is")
    library.undo()
    assert library.entry(shelf["Sheep"]).quotes == (quote,)
    with pytest.raises(NotFound):
        library.edit_quote(999, text="x", place="", note="")


def test_a_saved_search_is_a_view_that_can_be_narrowed(library: Library, shelf: Papers) -> None:
    search, changes = library.add_search("Sea", "whales")
    assert changes.act == "add search"
    assert changes.searches == {search.id}
    view = View(search=search.id)
    assert _titles(library, library.numbers(view).tolist()) == ["Whales again", "Whales with votes"]
    assert _titles(library, library.numbers(view, text="again").tolist()) == ["Whales again"]
    assert library.edit_search(search.id, name="Flock", text="sheep").searches == {search.id}
    assert _titles(library, library.numbers(view).tolist()) == ["Sheep"]
    library.undo()
    assert [(kept.name, kept.text) for kept in library.searches()] == [("Sea", "whales")]
    library.remove_search(search.id)
    assert library.searches() == []
    library.undo()
    library.undo()
    assert library.searches() == []
    library.redo()
    assert library.searches() == [search]


def test_a_search_without_a_name_goes_by_its_words_and_is_kept_once(library: Library) -> None:
    first, _ = library.add_search("  ", ' "state  space" ')
    again, changes = library.add_search("", '"state space"')
    assert (first.name, again, changes.searches) == ('"state space"', first, frozenset())


def test_a_search_that_cannot_be_read_or_is_not_there_is_refused(library: Library) -> None:
    search, _ = library.add_search("Sea", "whales")
    with pytest.raises(QueryError):
        library.add_search("Broken", "after:never")
    with pytest.raises(QueryError):
        library.edit_search(search.id, name="Sea", text="after:never")
    library.remove_search(search.id)
    for refused in (
        lambda: library.edit_search(search.id, name="x", text="y"),
        lambda: library.remove_search(search.id),
        lambda: library.numbers(View(search=type(search.id)(99))),
    ):
        with pytest.raises(NotFound):
            refused()
    assert [kept.text for kept in library.searches(removed=True)] == ["whales"]


def test_counts_say_what_is_unread_in_each_feed_and_rule(
    library: Library, shelf: Papers, daily: Feed, listing: Feed, journal_feed: Feed
) -> None:
    library.merge(shelf["Whales again"], shelf["Whales with votes"])
    counts = library.counts()
    assert dict(counts.feeds) == {daily.id: 4, listing.id: 3, journal_feed.id: 1}, "what was only replaced is not new"
    assert [number for _, number in counts.rules] == [1]
    assert counts.today == 6
    library.mark([shelf["Whales with votes"], shelf["Sheep"]], "read")
    counts = library.counts()
    assert dict(counts.feeds) == {daily.id: 3, listing.id: 2, journal_feed.id: 0}
    assert ([number for _, number in counts.rules], counts.today) == ([0], 4)
    library.remove_feed(daily.id)
    assert daily.id not in dict(library.counts().feeds)


def test_two_papers_that_are_one_count_once(library: Library, shelf: Papers) -> None:
    pair = [shelf["Sheep"], shelf["Learning"]]
    library.mark(pair, "star")
    library.mark([*pair, shelf["Language"]], "later")
    for number in pair:
        library.set_note(number, "why")
    library.merge(*pair)
    counts = library.counts()
    assert (counts.starred, counts.later, counts.notes) == (1, 2, 1)
    for name, count in (("starred", 1), ("later", 2), ("notes", 1)):
        assert len(library.entries(name)) == count  # type: ignore[arg-type]  # a list's name
    library.mark([pair[0]], "done")
    assert library.counts().later == len(library.entries("later")) == 1


def test_a_paper_stays_unread_for_as_long_as_the_reader_wants(library: Library, shelf: Papers, clock: Clock) -> None:
    clock.advance(days=3)
    assert len(library.entries("unread")) == len(shelf) - 1
    with Library(library.path.parent, origin="cli", now=clock, unread_days=2) as hasty:
        matched = {shelf["Whales again"], shelf["Whales with votes"]}
        assert {entry.id for entry in hasty.entries("unread")} == matched
        assert {entry.id for entry in hasty.search("is:unread")} == matched
        assert {entry.id for entry in hasty.entries("all") if entry.unread} == matched
        assert hasty.counts().today == len(matched)
        hasty.unread_days = 4
        assert len(hasty.entries("unread")) == len(shelf) - 1


def test_where_a_paper_was_shown_is_told_with_what_was_merged_into_it(
    library: Library, intake: Intake, shelf: Papers, daily: Feed, listing: Feed
) -> None:
    arrive(intake, daily, incoming(paper("Learning", arxiv="2606.00005"), day=MONDAY, votes=7))
    library.merge(shelf["Language"], shelf["Learning"])
    shown = library.appearances(shelf["Language"])
    assert [(feed, one.day, one.votes) for feed, one in shown] == [
        (listing.id, TUESDAY, None),
        (listing.id, TUESDAY, None),
        (daily.id, MONDAY, 7),
    ]
    assert {one.announced for _, one in shown[:2]} == {"new", "cross"}
    assert library.appearances(PaperId(999)) == []


def test_what_deserves_a_notice_is_told_until_it_was_shown(
    library: Library, intake: Intake, shelf: Papers, daily: Feed
) -> None:
    [rule] = library.rules()
    first, second = shelf["Whales again"], shelf["Whales with votes"]
    assert sorted(library.notices()) == sorted([(first, rule.id), (second, rule.id)])
    library.merge(first, second)
    assert library.notices() == [(second, rule.id)]
    arrive(intake, daily, incoming(paper("Whales of the first check", arxiv="2606.00090")), quiet=True)
    library.shown(library.notices())
    assert library.notices() == []
    library.undo()
    assert library.notices() == [], "both were told of as one"
    arrive(intake, daily, incoming(paper("Whales and more", arxiv="2606.00091")))
    arrive(intake, daily, incoming(paper("Whales and less", arxiv="2606.00092")))
    more, less = library.number("2606.00091"), library.number("2606.00092")
    library.mark([less], "dismissed")
    assert library.notices() == [(more, rule.id)]
    library.mark([more], "read")
    assert library.notices() == []
    library.mark([more], "read", on=False)
    library.remove_rule(rule.id)
    assert library.notices() == []


def test_a_feed_has_the_readers_name_folder_and_pause_which_alone_come_back(
    library: Library, intake: Intake, daily: Feed, clock: Clock
) -> None:
    changes = library.edit_feed(daily.id, name="  HF ", folder=" Daily / Hugging Face ")
    assert changes.act == "edit feed"
    assert changes.feeds == {daily.id}
    assert library.edit_feed(daily.id, paused=True).act == "pause feed"
    assert not library.edit_feed(daily.id, paused=True).feeds
    polled = library.feed(daily.id)
    assert (polled.name, polled.folder, polled.paused) == ("HF", "Daily/Hugging Face", clock())
    # A poll that began before knows nothing of this, and what it finds out stays when the reader's word goes.
    intake.save_state(replace(daily, title="Daily Papers, polled", failures=2))
    assert library.edit_feed(daily.id, paused=False).act == "resume feed"
    for _ in range(3):
        library.undo()
    back = library.feed(daily.id)
    assert (back.name, back.folder, back.paused) == ("", "", None)
    assert (back.title, back.failures) == ("Daily Papers, polled", 2)
    for _ in range(2):
        library.redo()
    assert (library.feed(daily.id).folder, library.feed(daily.id).paused) == ("Daily/Hugging Face", clock())
    with pytest.raises(NotFound):
        library.edit_feed(FeedId(99), paused=True)


def test_a_folder_is_renamed_with_those_in_it_and_dissolved_by_one_act(
    library: Library, daily: Feed, journal_feed: Feed
) -> None:
    def folders() -> list[str]:
        return [feed.folder for feed in library.feeds()]

    library.edit_feed(daily.id, folder="Labs")
    library.edit_feed(journal_feed.id, folder="labs/EU")
    assert library.rename_folder("LABS", "Groups / Ours").feeds == {daily.id, journal_feed.id}
    assert folders() == ["Groups/Ours", "Groups/Ours/EU"]
    library.rename_folder("Groups/Ours", "")
    assert folders() == ["", "EU"]
    library.undo()
    assert folders() == ["Groups/Ours", "Groups/Ours/EU"]
    for name in ("Nothing", "Group", ""):
        with pytest.raises(NotFound):
            library.rename_folder(name, "x")
