"""arXiv's listings, polled day by day, with the API for the days before."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from desktop.feeds.arxiv import submission_window
from desktop.feeds.origins import ARXIV_DAYS
from storage import Feed
from tests.fakes.arxiv import Arxiv, Preprint, arxiv_query, arxiv_rss, serve_arxiv
from tests.fakes.replies import Asked, Handler, Reply, refusal
from tests.feeds.conftest import World

TUESDAY = date(2026, 6, 2)
MONDAY, FRIDAY, THURSDAY, WEDNESDAY = (TUESDAY - timedelta(days=age) for age in (1, 4, 5, 6))
NEXT_DAY = TUESDAY + timedelta(days=1)
API = "/api/query"


def preprint(number: int, day: date, **more: Any) -> Preprint:
    """Make a paper of its own title, submitted in time for a day's announcements."""
    title = more.pop("title", f"On sea creatures in tank w{number} of {number * 7}")
    published = submission_window(day)[0] + timedelta(hours=1, minutes=number % 50)
    return Preprint(f"2606.{number:05}", title, published=published, **more)


@pytest.fixture
def arxiv(world: World) -> Arxiv:
    """Serve Tuesday's listing of one category, and one earlier paper for each of eight days."""
    days = [TUESDAY - timedelta(days=age) for age in range(13) if (TUESDAY - timedelta(days=age)).weekday() < 5]
    old = [preprint(100 + place, day) for place, day in enumerate(days)]
    serving = Arxiv(TUESDAY, {"cs.LG": [old[0]], "cs.AI": []}, old)
    serve_arxiv(world.server, serving)
    return serving


def subscribe(world: World, *, backfill: int = 0, path: str = "/rss/cs.LG") -> Feed:
    return world.add(world.server.url(path), backfill=backfill)


def name(place: int) -> str:
    return preprint(100 + place, TUESDAY).title


def asked_api(world: World) -> list[tuple[str, str]]:
    """Give the window's end and the start of each question to the API since the last time."""
    queries = [parse_qs(urlsplit(path).query) for path in world.asked() if path.startswith(API)]
    return [(query["search_query"][0].rpartition(" TO ")[2][:8], query["start"][0]) for query in queries]


# The first start --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/rss/cs.LG", "/atom/cs.LG", "/rss/cs.lg"])
def test_a_first_check_goes_back_five_announcement_days(world: World, arxiv: Arxiv, path: str) -> None:
    feed = subscribe(world, backfill=ARXIV_DAYS, path=path)
    world.library.add_rule("creatures")
    assert world.poll().new == 5
    assert asked_api(world) == [("20260529", "0"), ("20260528", "0"), ("20260527", "0"), ("20260526", "0")]
    assert world.titles("unread") == [name(0)]
    assert world.rows("SELECT count(*), min(silent) FROM matches") == [(5, 1)]
    days = world.rows("SELECT day, announced FROM appearances ORDER BY day DESC")
    assert days == [(f"{day}", "new") for day in (TUESDAY, MONDAY, FRIDAY, THURSDAY, WEDNESDAY)]
    assert (world.feed(feed).backfill, world.feed(feed).warning) == (0, "")
    world.clock.advance(hours=3)
    world.poll()
    assert asked_api(world) == []


def test_a_first_check_on_a_day_without_announcements_takes_the_last_day_for_the_newest(
    world: World, arxiv: Arxiv
) -> None:
    world.clock.time = datetime(2026, 5, 31, 12, tzinfo=UTC)
    arxiv.day, arxiv.listings["cs.LG"] = world.clock().date(), []
    subscribe(world, backfill=ARXIV_DAYS)
    assert world.poll().new == 5
    assert [end for end, _ in asked_api(world)] == ["20260528", "20260527", "20260526", "20260525", "20260522"]
    assert world.titles("unread") == [name(2)]


def test_the_listing_of_a_holiday_is_none_of_the_five_days(world: World, arxiv: Arxiv) -> None:
    arxiv.listings["cs.LG"] = []
    subscribe(world, backfill=ARXIV_DAYS)
    assert world.poll().new == 5
    assert world.titles("unread") == [name(1)]


def test_a_feed_without_backfill_asks_one_question(world: World, arxiv: Arxiv) -> None:
    subscribe(world)
    assert world.poll().new == 1
    assert world.asked() == ["/rss/cs.LG"]


def _limited(papers: list[Preprint], most: int) -> Handler:
    """Answer as the API does, but with fewer papers at a time than were asked for."""
    answer = arxiv_query(papers)

    def handle(asked: Asked) -> Reply:
        query = {key: values[0] for key, values in parse_qs(urlsplit(asked.path).query).items()}
        path = asked.path.replace(f"max_results={query['max_results']}", f"max_results={most}")
        return answer(replace(asked, path=path))

    return handle


def test_a_long_day_is_fetched_page_by_page(world: World, arxiv: Arxiv) -> None:
    arxiv.papers += [preprint(n, MONDAY) for n in range(5)]
    world.server.serve(API, _limited(arxiv.papers, 2))
    feed = subscribe(world, backfill=2)
    assert world.poll().new == 7
    assert [start for _, start in asked_api(world)] == ["0", "2", "4"]
    assert world.feed(feed).warning == ""


def test_questions_to_one_server_are_spaced(world: World, arxiv: Arxiv) -> None:
    subscribe(world, backfill=3)
    subscribe(world, path="/rss/cs.AI")
    world.poll(spacing=0.1)
    asked = world.server.asked
    assert len(asked) == 4
    assert all(later.began - one.ended >= 0.099 for one, later in pairwise(asked))


def _fails_once(papers: list[Preprint], wanted: str, *, most: int = 500) -> Handler:
    """Answer as the API does, but the first question that holds a word with an error."""
    answer, failed = _limited(papers, most), [False]

    def handle(asked: Asked) -> Reply:
        if wanted in asked.path and not failed[0]:
            failed[0] = True
            return refusal(503, "try again")
        return answer(asked)

    return handle


def test_a_first_check_that_fails_half_way_goes_on_and_makes_no_new_paper_quiet(world: World, arxiv: Arxiv) -> None:
    world.server.serve(API, _fails_once(arxiv.papers, "TO+20260528"))
    feed = subscribe(world, backfill=ARXIV_DAYS)
    world.library.add_rule("creatures")
    assert world.poll().failed == 1
    assert (world.library.count(), world.feed(feed).backfill) == (2, 5)
    world.asked()
    world.clock.advance(days=1)
    arxiv.day, arxiv.listings["cs.LG"] = NEXT_DAY, [preprint(1, NEXT_DAY)]
    assert world.poll().failed == 0
    assert [end for end, _ in asked_api(world)] == ["20260601", "20260528", "20260527"]
    assert world.titles("unread") == [preprint(1, NEXT_DAY).title, name(0)]
    assert world.rows("SELECT silent, count(*) FROM matches GROUP BY silent") == [(0, 1), (1, 4)]
    assert world.feed(feed).backfill == 0


def test_half_of_a_long_day_is_not_taken_for_all_of_it(world: World, arxiv: Arxiv) -> None:
    arxiv.papers += [preprint(n, MONDAY) for n in range(5)]
    world.server.serve(API, _fails_once(arxiv.papers, "start=4", most=2))
    subscribe(world, backfill=2)
    assert world.poll().failed == 1
    world.asked()
    assert world.poll().failed == 0
    assert [start for _, start in asked_api(world)] == ["0", "2", "4"]
    assert world.library.count() == 7


def test_an_empty_page_of_the_api_is_asked_for_again(world: World, arxiv: Arxiv) -> None:
    answer, empty = arxiv_query(arxiv.papers), [True]

    def handle(asked: Asked) -> Reply:
        reply = answer(asked)
        if empty[0]:
            empty[0] = False
            assert isinstance(reply.body, bytes)
            start, end = reply.body.index(b"<entry>"), reply.body.rindex(b"</entry>") + 8
            return replace(reply, body=reply.body[:start] + reply.body[end:])
        return reply

    world.server.serve(API, handle)
    subscribe(world, backfill=2)
    assert world.poll().new == 2
    assert len(asked_api(world)) == 2


# Announcements ----------------------------------------------------------------------------------------------------


def test_each_kind_of_announcement_is_kept(world: World, arxiv: Arxiv) -> None:
    kinds = ("new", "cross", "replace", "replace-cross")
    arxiv.listings["cs.LG"] = [
        preprint(place, TUESDAY, announced=kind, version=1 + 2 * kind.startswith("replace"))
        for place, kind in enumerate(kinds)
    ]
    subscribe(world)
    assert world.poll().new == 4
    rows = world.rows("SELECT announced, version FROM appearances ORDER BY version, announced")
    assert rows == [("cross", 1), ("new", 1), ("replace", 3), ("replace-cross", 3)]
    assert world.titles("unread") == [preprint(0, TUESDAY).title, preprint(1, TUESDAY).title]


def test_a_replacement_says_v3_on_a_marked_paper_and_nothing_else(world: World, arxiv: Arxiv) -> None:
    subscribe(world)
    world.library.add_rule("creatures")
    world.poll()
    known, unknown = arxiv.listings["cs.LG"][0], preprint(7, MONDAY)
    [entry] = world.library.entries("all")
    world.library.mark([entry.id], "star")
    world.library.mark([entry.id], "read")
    world.clock.advance(days=1)
    arxiv.day = NEXT_DAY
    arxiv.listings["cs.LG"] = [
        replace(paper, version=version, announced="replace", title=paper.title + " revised")
        for paper, version in ((known, 3), (unknown, 2))
    ]
    outcome = world.poll()
    assert (outcome.new, outcome.updated, outcome.matches) == (1, 1, 1)
    assert world.titles("unread") == []
    assert world.rows("SELECT count(*) FROM matches WHERE silent = 0") == [(0,)]
    entry = world.library.entry(entry.id)
    assert (entry.updated_to, entry.paper.title, entry.paper.version) == (3, known.title + " revised", 3)
    assert entry.mark.starred is not None
    [other] = [each for each in world.library.entries("all") if each.id != entry.id]
    assert other.updated_to is None
    assert entry.id not in {each.id for each in world.library.entries("today")}


def test_a_paper_in_two_categories_is_one_paper(world: World, arxiv: Arxiv) -> None:
    crossed = replace(arxiv.listings["cs.LG"][0], announced="cross")
    arxiv.listings["cs.AI"] = [crossed]
    one, other = subscribe(world), subscribe(world, path="/rss/cs.AI")
    assert world.poll().new == 1
    [entry] = world.library.entries("all")
    assert entry.feeds == (one.id, other.id)
    assert world.library.check() == []


def test_a_paper_of_daily_papers_takes_its_words_from_arxiv_and_is_not_new_again(world: World, arxiv: Arxiv) -> None:
    from tests.fakes.hugging_face import daily_paper, serve_daily_papers

    known = arxiv.listings["cs.LG"][0]
    world.add(
        serve_daily_papers(world.server, {TUESDAY: [daily_paper(known.id, "On  sea creatures", day=TUESDAY, votes=4)]})
    )
    assert world.poll().new == 1
    subscribe(world)
    outcome = world.poll()
    assert (outcome.new, outcome.updated, world.library.count()) == (0, 1, 1)
    assert world.titles("all") == [known.title]


def test_a_listing_whose_kind_only_its_answer_tells_is_read_as_arxivs(world: World, arxiv: Arxiv) -> None:
    feed = world.add(world.server.serve("/mirror.xml", arxiv_rss("cs.LG", TUESDAY, arxiv.listings["cs.LG"])))
    assert feed.kind == "feed"
    world.poll()
    assert world.feed(feed).kind == "arxiv"
    assert world.rows("SELECT day, announced FROM appearances") == [("2026-06-02", "new")]


# Odd days ---------------------------------------------------------------------------------------------------------


def test_yesterdays_batch_under_a_fresh_date_is_a_warning_and_announces_nothing_twice(
    world: World, arxiv: Arxiv
) -> None:
    feed = subscribe(world)
    arxiv.listings["cs.LG"] = [preprint(n, TUESDAY) for n in range(3)]
    world.poll()
    world.library.mark([entry.id for entry in world.library.entries("all")], "read")
    for day in (NEXT_DAY, NEXT_DAY + timedelta(days=1)):
        world.clock.advance(days=1)
        arxiv.day = day
        outcome = world.poll()
        assert (outcome.new, outcome.updated, world.feed(feed).warning) == (0, 0, "stale")
        world.poll()
        assert world.feed(feed).warning == "stale"
    assert world.rows("SELECT DISTINCT day FROM appearances") == [("2026-06-02",)]
    assert world.feed(feed).next_check is not None
    arxiv.listings["cs.LG"] = [preprint(9, arxiv.day)]
    assert world.poll().new == 1
    assert (world.titles("unread"), world.feed(feed).warning) == ([preprint(9, TUESDAY).title], "")


def test_an_old_batch_after_a_weekend_is_known_as_one(world: World, arxiv: Arxiv) -> None:
    feed = subscribe(world)
    papers = [preprint(n, TUESDAY) for n in range(3)]
    friday = date(2026, 6, 5)
    for day, listed in ((friday, papers), (friday + timedelta(days=1), []), (friday + timedelta(days=3), papers)):
        world.clock.time = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        arxiv.day, arxiv.listings["cs.LG"] = day, listed
        world.poll()
    assert world.feed(feed).warning == "stale"
    assert world.rows("SELECT DISTINCT day FROM appearances") == [("2026-06-05",)]


def test_a_day_of_nothing_but_replacements_is_no_old_batch(world: World, arxiv: Arxiv) -> None:
    feed = subscribe(world)
    other = subscribe(world, path="/rss/cs.AI")
    paper = arxiv.listings["cs.LG"][0]
    arxiv.listings["cs.AI"] = [replace(paper, announced="cross")]
    world.poll()
    world.clock.advance(days=1)
    arxiv.day = NEXT_DAY
    arxiv.listings["cs.LG"] = [replace(paper, version=2, announced="replace")]
    arxiv.listings["cs.AI"] = [replace(paper, version=2, announced="replace-cross")]
    world.poll()
    assert (world.feed(feed).warning, world.feed(other).warning) == ("", "")
    rows = world.rows("SELECT announced, day FROM appearances WHERE version = 2 ORDER BY feed")
    assert rows == [("replace", "2026-06-03"), ("replace-cross", "2026-06-03")]


def test_a_listing_that_should_have_changed_by_now_is_a_warning(world: World, arxiv: Arxiv) -> None:
    feed = subscribe(world)
    world.poll()
    world.clock.time = datetime(2026, 6, 3, 6, tzinfo=UTC)  # 2 at night in New York: it may still come
    world.poll()
    assert world.feed(feed).warning == ""
    world.clock.advance(hours=3)
    outcome = world.poll()
    assert (outcome.not_modified, world.feed(feed).warning) == (1, "stale")


@pytest.mark.parametrize("path", ["/rss/cs.ZZ", "/atom/cs.ZZ"])
def test_an_error_feed_is_trouble_in_its_own_words(world: World, arxiv: Arxiv, path: str) -> None:
    feed = subscribe(world, path=path, backfill=5)
    assert world.poll().failed == 1
    trouble = world.feed(feed).trouble
    assert trouble is not None
    assert dict(trouble.values)["text"] == "Invalid archive or category."
    assert (trouble.kind, world.feed(feed).backfill, world.feed(feed).first_polled) == ("bad_status", 5, None)


def test_an_error_feed_with_a_good_status_is_one_too(world: World) -> None:
    from tests.fakes.arxiv import arxiv_error

    feed = world.add(world.server.serve("/rss/cs.ZZ", arxiv_error("cs.ZZ", "No such category.", day=TUESDAY)))
    world.poll()
    trouble = world.feed(feed).trouble
    assert trouble is not None
    assert (trouble.kind, dict(trouble.values)) == ("error_feed", {"text": "No such category."})


def test_an_empty_weekend_takes_nothing_away(world: World, arxiv: Arxiv) -> None:
    feed = subscribe(world)
    world.poll()
    world.clock.time = datetime(2026, 6, 5, 12, tzinfo=UTC)
    arxiv.day, arxiv.listings["cs.LG"] = world.clock().date(), []
    world.poll()
    before = world.library.entries("all")
    world.clock.time = datetime(2026, 6, 6, 12, tzinfo=UTC)
    arxiv.day, arxiv.listings["cs.LG"] = world.clock().date(), []
    outcome = world.poll()
    assert (outcome.failed, outcome.new, world.feed(feed).warning) == (0, 0, "")
    assert world.library.entries("all") == before


def test_a_listing_of_two_thousand_was_cut(world: World, arxiv: Arxiv) -> None:
    feed = subscribe(world)
    arxiv.listings["cs.LG"] = [preprint(n, TUESDAY, abstract="") for n in range(2_000)]
    assert world.poll().new == 2_000
    assert world.feed(feed).warning == "truncated"
    world.poll()
    assert world.feed(feed).warning == "truncated"


def test_arxiv_is_left_alone_as_a_whole_when_its_api_says_so(world: World, arxiv: Arxiv) -> None:
    world.server.serve(API, refusal(429, "slow down", retry_after="1800"))
    feed = subscribe(world, backfill=2)
    subscribe(world, path="/rss/cs.AI")
    assert world.poll().failed == 1
    asked = world.asked()
    assert [path.partition("?")[0] for path in asked] == ["/rss/cs.LG", API]
    assert world.poll().polled == 0
    assert world.asked() == []
    world.clock.advance(minutes=31)
    serve_arxiv(world.server, arxiv)
    assert (world.poll().new, world.feed(feed).backfill) == (1, 0)


def test_days_that_were_missed_are_fetched_and_are_news(world: World, arxiv: Arxiv) -> None:
    feed = subscribe(world)
    world.library.add_rule("tank")
    world.poll()
    silent = world.rows("SELECT count(*) FROM matches WHERE silent = 0")
    world.clock.time = datetime(2026, 6, 5, 12, tzinfo=UTC)
    arxiv.day, arxiv.listings["cs.LG"] = world.clock().date(), []
    wednesday, thursday = date(2026, 6, 3), date(2026, 6, 4)
    arxiv.papers.extend([preprint(901, wednesday), preprint(902, thursday)])
    world.poll()
    days = {row[0] for row in world.rows("SELECT day FROM pages WHERE day IS NOT NULL AND complete = 1")}
    assert {wednesday.isoformat(), thursday.isoformat()} <= days
    assert world.feed(feed).backfill == 0
    [(loud,)] = world.rows("SELECT count(*) FROM matches WHERE silent = 0")
    assert (loud,) > silent[0]
    world.asked()
    world.poll()
    assert [path for path in world.asked() if path.startswith("/api/")] == []
