import re
from datetime import timedelta
from typing import Any

import pytest

from storage import Changes, Feed, Intake, Library, ListName, NotFound, QueryError, UnknownIdentifier
from tests.builders import TUESDAY, arrive, incoming, only, paper
from tests.fakes.clock import Clock

MONDAY = TUESDAY - timedelta(days=1)


def _titles(library: Library, name: ListName, **narrowed: Any) -> list[str]:
    return [entry.paper.title for entry in library.entries(name, **narrowed)]


@pytest.fixture
def two_days(library: Library, intake: Intake, daily: Feed, listing: Feed) -> Changes:
    library.add_rule("whales")
    arrive(
        intake,
        daily,
        incoming(paper("Monday's only", arxiv="2606.00001"), day=MONDAY, votes=99),
        incoming(paper("Tuesday, few votes", arxiv="2606.00002"), votes=4),
        incoming(paper("Tuesday, many votes", arxiv="2606.00003"), votes=40),
    )
    return arrive(
        intake,
        listing,
        incoming(paper("Tuesday, about whales", arxiv="2606.00004"), announced="new"),
        incoming(paper("Tuesday, no votes", arxiv="2606.00005"), announced="new", rank=2),
    )[0]


def test_today_is_the_newest_day_matches_first_then_votes(library: Library, two_days: Changes) -> None:
    assert _titles(library, "today") == [
        "Tuesday, about whales",
        "Tuesday, many votes",
        "Tuesday, few votes",
        "Tuesday, no votes",
    ]
    assert library.latest_day() == TUESDAY


def test_another_day_can_be_shown(library: Library, two_days: Changes) -> None:
    assert _titles(library, "today", day=MONDAY) == ["Monday's only"]
    assert _titles(library, "today", day=MONDAY - timedelta(days=1)) == []


def test_a_list_comes_in_pages(library: Library, two_days: Changes) -> None:
    assert _titles(library, "today", limit=2, offset=1) == ["Tuesday, many votes", "Tuesday, few votes"]
    assert _titles(library, "trending", limit=1, offset=1) == _titles(library, "trending")[1:2]


def test_every_list_is_narrowed_by_a_search(library: Library, two_days: Changes) -> None:
    assert _titles(library, "today", text="few votes") == ["Tuesday, few votes"]
    for name in ("today", "later", "trending", "unread", "starred", "recent", "all"):
        assert _titles(library, name, text="nothing like it") == []


def test_trending_has_only_papers_with_votes_and_says_why(library: Library, two_days: Changes) -> None:
    entries = library.entries("trending")
    assert {entry.paper.title for entry in entries} == {"Monday's only", "Tuesday, many votes", "Tuesday, few votes"}
    assert all(entry.heat for entry in entries)
    shares = [entry.heat.score for entry in entries if entry.heat]
    assert shares == sorted(shares, reverse=True)


def test_what_is_dismissed_leaves_the_lists_but_not_the_library(library: Library, two_days: Changes) -> None:
    number = library.number("2606.00003")
    library.mark([number], "dismissed")
    for name in ("today", "trending", "unread", "recent"):
        assert "Tuesday, many votes" not in _titles(library, name)
    assert "Tuesday, many votes" in _titles(library, "all")
    assert _titles(library, "all", text="is:dismissed") == ["Tuesday, many votes"]


def test_unread_ends_with_reading_and_with_age_unless_a_rule_matched(
    library: Library, two_days: Changes, clock: Clock
) -> None:
    assert len(_titles(library, "unread")) == 5
    library.mark([library.number("2606.00001")], "read")
    assert len(_titles(library, "unread")) == 4
    clock.advance(days=8)
    assert _titles(library, "unread") == ["Tuesday, about whales"]


def test_starred_comes_newest_star_first(library: Library, two_days: Changes, clock: Clock) -> None:
    for name in ("2606.00004", "2606.00001"):
        library.mark([library.number(name)], "star")
        clock.advance(minutes=1)
    assert _titles(library, "starred") == ["Monday's only", "Tuesday, about whales"]


def test_a_removed_feed_leaves_today_and_its_papers_stay(library: Library, two_days: Changes, listing: Feed) -> None:
    library.mark([library.number("2606.00004")], "star")
    library.remove_feed(listing.id)
    assert "Tuesday, about whales" not in _titles(library, "today")
    assert _titles(library, "starred") == ["Tuesday, about whales"]
    library.add_feed(listing.url)
    assert "Tuesday, about whales" in _titles(library, "today")


def test_matches_say_which_words_and_where(library: Library, two_days: Changes) -> None:
    [match] = library.entries("today")[0].matches
    assert (match.words, match.places, match.silent) == (("whales",), (("title", 15, 21),), False)
    assert two_days.matched == 1


def test_a_rule_that_goes_takes_its_matches_from_sight(library: Library, two_days: Changes) -> None:
    [rule] = library.rules()
    library.remove_rule(rule.id)
    assert library.entries("today", text="whales")[0].matches == ()
    with pytest.raises(NotFound):
        library.remove_rule(rule.id)


@pytest.mark.parametrize("asked", ["1", "2606.00001", "arXiv:2606.00001v3", "https://arxiv.org/abs/2606.00001"])
def test_a_paper_is_found_by_any_of_its_names(library: Library, intake: Intake, daily: Feed, asked: str) -> None:
    arrive(intake, daily, incoming(paper(arxiv="2606.00001")))
    assert library.number(asked) == only(library)


def test_a_name_that_fits_nothing_is_said_to(library: Library) -> None:
    for asked in ("7", "2606.00009"):
        with pytest.raises(NotFound):
            library.number(asked)
    with pytest.raises(UnknownIdentifier):
        library.number("that paper about whales")
    with pytest.raises(NotFound):
        library.entry(library.by_hand().id)  # type: ignore[arg-type]  # a number, but of no paper


def test_a_search_that_cannot_be_read_says_where(library: Library) -> None:
    with pytest.raises(QueryError):
        library.search('"unclosed')


def test_a_rule_with_marks_in_it_is_refused(library: Library) -> None:
    for text in ("is:starred", "tag:methods", "", "   "):
        with pytest.raises(QueryError):
            library.add_rule(text)


def test_the_same_rule_twice_is_one(library: Library) -> None:
    assert library.add_rule('"state space"').id == library.add_rule(' "state  space" ').id


def test_keys_are_dealt_once(library: Library, two_days: Changes) -> None:
    first = {entry.id: entry.key for entry in library.with_keys(library.entries("today"))}
    again = {entry.id: entry.key for entry in library.with_keys(library.entries("all"))}
    assert len(set(again.values())) == 5
    assert all(first.values())
    assert first.items() <= again.items()
    assert library.entries("today")[0].key == first[library.entries("today")[0].id]


@pytest.mark.parametrize("name", ["today", "later", "trending", "unread", "starred", "recent"])
def test_no_list_reads_all_that_was_ever_shown(library: Library, two_days: Changes, name: ListName) -> None:
    asked: list[str] = []
    library._db.set_trace_callback(asked.append)
    entries = library.entries(name)
    library.search("state")
    library.entry(library.entries("all")[0].id)
    library._db.set_trace_callback(None)
    assert entries or name in {"later", "starred"}
    plans = [
        (row["detail"], sql)
        for sql in asked
        if sql.startswith(("SELECT", "WITH"))
        for row in library._db.execute(f"EXPLAIN QUERY PLAN {sql}")
    ]
    everything = re.compile(r"SCAN (?:a|appearances|readings|ids|k|marks)\b(?!.* USING (?:COVERING )?INDEX)")
    assert [plan for plan in plans if everything.match(plan[0])] == []
