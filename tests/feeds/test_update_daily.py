"""Daily Papers, polled day by day."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from desktop.feeds.exchange import Fetch, Request, Response
from desktop.feeds.fetch import open_fetch
from desktop.feeds.origins import HF_DAYS
from storage import Feed
from tests.fakes.hugging_face import PATH, Item, daily_paper, serve_daily_papers
from tests.fakes.replies import Asked, Reply, redirect, refusal
from tests.feeds.conftest import World

TUESDAY = date(2026, 6, 2)
MONDAY, FRIDAY, THURSDAY, WEDNESDAY = (TUESDAY - timedelta(days=age) for age in (1, 4, 5, 6))
NEXT_DAY = TUESDAY + timedelta(days=1)
ANIMALS = ("whales", "seals", "otters", "terns", "newts", "moles", "hares", "storks", "toads", "wrens", "carps", "eels")

Days = dict[date, Sequence[Item]]


def item(number: int, day: date, **more: Any) -> dict[str, Any]:
    """Make a paper of its own title, number by number."""
    title = f"What {ANIMALS[number % 12]} know about the number w{number}"
    return daily_paper(f"2606.{number:05}", more.pop("title", title), day=day, **more)


def filled(until: date, count: int) -> Days:
    """Give so many list days back, each with one paper, the newest with number 0."""
    days: Days = {}
    day = until
    while len(days) < count:
        if day.weekday() < 5:
            days[day] = [item(len(days), day)]
        day -= timedelta(days=1)
    return days


def asked_days(world: World) -> list[str]:
    """Give the days that were asked for since the last time, in order; the bare address is "bare"."""
    return [path.partition("date=")[2].partition("&")[0] or "bare" for path in world.asked()]


def test_a_first_check_goes_back_fourteen_list_days_from_the_newest(world: World) -> None:
    days = filled(TUESDAY, 20)
    feed = world.add(serve_daily_papers(world.server, days), backfill=HF_DAYS)
    world.library.add_rule("know")
    outcome = world.poll()
    asked = world.asked()
    assert asked[0] == f"{PATH}?limit=100"
    assert [path.partition("date=")[2] for path in asked[1:]] == [f"{day}" for day in list(days)[1:14]] or asked[
        1:
    ] == [f"{PATH}?limit=100&date={day}" for day in list(days)[1:14]]
    assert (outcome.new, outcome.matches) == (14, 14)
    assert world.titles("unread") == ["What whales know about the number w0"]
    assert world.rows("SELECT count(*), min(silent) FROM matches") == [(14, 1)]
    assert (world.feed(feed).backfill, world.feed(feed).title) == (0, "Hugging Face Daily Papers")


def test_a_later_check_asks_for_new_days_often_and_for_older_ones_once_a_day(world: World) -> None:
    days = filled(TUESDAY, 10)
    world.add(serve_daily_papers(world.server, days), backfill=HF_DAYS)
    world.poll()
    world.asked()
    world.clock.advance(hours=3)
    world.poll()
    assert asked_days(world) == ["bare", "2026-06-01"]
    world.clock.advance(hours=18)
    days[NEXT_DAY] = [item(50, NEXT_DAY)]
    world.poll()
    assert asked_days(world) == ["bare", "2026-06-02", "2026-05-29", "2026-05-28"]
    assert sorted(world.titles("unread")) == [
        "What otters know about the number w50",
        "What whales know about the number w0",
    ]


def test_a_list_that_did_not_change_is_not_sent_again(world: World) -> None:
    world.add(serve_daily_papers(world.server, filled(TUESDAY, 5)), backfill=5)
    assert world.poll().not_modified == 0
    asked = len(world.server.asked)
    world.clock.advance(hours=3)
    outcome = world.poll()
    assert (outcome.polled, outcome.not_modified, outcome.new, outcome.updated) == (1, 1, 0, 0)
    assert all(one.header("If-None-Match") for one in world.server.asked[asked : asked + 2])


def test_days_from_before_the_first_check_bring_no_news_when_they_are_asked_for_later(world: World) -> None:
    world.add(serve_daily_papers(world.server, filled(TUESDAY, 9)), backfill=0)
    world.library.add_rule("know")
    world.poll()
    assert asked_days(world) == ["bare"]
    world.clock.advance(hours=3)
    assert world.poll().new == 4
    assert asked_days(world) == ["bare", "2026-06-01", "2026-05-29", "2026-05-28", "2026-05-27"]
    assert world.titles("unread") == ["What whales know about the number w0"]
    assert world.rows("SELECT min(silent) FROM matches") == [(1,)]


def test_what_a_day_gets_in_its_evening_is_news_on_the_next_morning(world: World) -> None:
    days = filled(TUESDAY, 5)
    world.add(serve_daily_papers(world.server, days), backfill=5)
    world.poll()
    world.clock.advance(days=1)
    days[TUESDAY] = [*days[TUESDAY], item(30, TUESDAY)]
    days[NEXT_DAY] = [item(50, NEXT_DAY)]
    assert world.poll().new == 2
    assert [title[-3:] for title in world.titles("unread")] == ["w30", "w50", " w0"]


def test_a_paper_of_today_that_comes_later_is_unread_and_notifies(world: World) -> None:
    days = filled(TUESDAY, 3)
    world.add(serve_daily_papers(world.server, days), backfill=3)
    world.library.add_rule("know")
    world.poll()
    days[TUESDAY] = [*days[TUESDAY], item(30, TUESDAY)]
    world.clock.advance(hours=3)
    assert world.poll().matches == 1
    assert world.rows("SELECT count(*) FROM matches WHERE silent = 0") == [(1,)]
    assert "What hares know about the number w30" in world.titles("unread")


def test_fields_that_come_later_are_stored_when_they_come(world: World) -> None:
    days: Days = {TUESDAY: [item(1, TUESDAY, votes=3)]}
    world.add(serve_daily_papers(world.server, days))
    world.poll()
    world.clock.advance(hours=3)
    days[TUESDAY] = [
        item(
            1,
            TUESDAY,
            votes=3,
            ai_summary="Seals count.",
            ai_keywords=["seals", "counting"],
            githubRepo="https://github.com/seals/count",
            githubStars=12,
            projectPage="https://seals.example",
            organization={"fullname": "The Seal Institute"},
        )
    ]
    outcome = world.poll()
    assert (outcome.new, outcome.updated) == (0, 1)
    [entry] = world.library.entries("all")
    paper = entry.paper
    assert (paper.summary, paper.keywords, paper.organisation) == (
        "Seals count.", ("seals", "counting"), "The Seal Institute",
    )  # fmt: skip
    links = {link.kind: link.url for link in paper.links}
    assert (links["code"], links["project"]) == ("https://github.com/seals/count", "https://seals.example")
    assert world.rows("SELECT value FROM readings WHERE metric = 'stars'") == [(12,)]


def test_a_half_filled_answer_takes_nothing_away(world: World) -> None:
    whole = [item(n, TUESDAY, votes=9, comments=2, ai_summary="Said.", ai_keywords=["x"]) for n in range(5)]
    days: Days = {TUESDAY: whole}
    world.add(serve_daily_papers(world.server, days))
    world.poll()
    before = world.library.entries("all")
    world.clock.advance(hours=3)
    half = item(0, TUESDAY, votes=9)
    half = {"paper": {key: half["paper"][key] for key in ("id", "title", "submittedOnDailyAt", "upvotes")}}
    days[TUESDAY] = [half]
    world.poll()
    after = world.library.entries("all")
    assert [entry.paper for entry in after] == [entry.paper for entry in before]
    assert [entry.appearance and entry.appearance.comments for entry in after] == [2] * 5


def test_an_item_without_votes_keeps_those_it_had(world: World) -> None:
    days: Days = {TUESDAY: [item(1, TUESDAY, votes=9)]}
    url = serve_daily_papers(world.server, days)
    world.add(url)
    world.poll()
    world.clock.advance(hours=3)
    world.server.serve(PATH, b'[{"paper": {"id": "2606.00001", "title": "Seals", "submittedOnDailyAt": "2026-06-02"}}]')
    world.poll()
    [entry] = world.library.entries("all")
    assert entry.appearance is not None
    assert entry.appearance.votes == 9


def test_votes_may_go_down(world: World) -> None:
    days: Days = {}
    world.add(serve_daily_papers(world.server, days))
    for votes in (10, 14, 12):
        days[TUESDAY] = [item(1, TUESDAY, votes=votes)]
        world.poll()
        world.clock.advance(hours=3)
    assert world.rows("SELECT value FROM readings WHERE metric = 'votes' ORDER BY at") == [(10,), (14,), (12,)]
    [entry] = world.library.entries("trending")
    assert entry.heat is not None
    assert (entry.heat.votes, entry.heat.gained) == (12, 0)


def test_an_answer_that_fills_the_limit_is_said_to_be_cut(world: World) -> None:
    days: Days = {TUESDAY: [item(n, TUESDAY, votes=n) for n in range(100)]}
    feed = world.add(serve_daily_papers(world.server, days))
    assert world.poll().new == 100
    assert world.feed(feed).warning == "truncated"
    world.poll()
    assert world.feed(feed).warning == "truncated"
    days[TUESDAY] = days[TUESDAY][:99]
    world.poll()
    assert world.feed(feed).warning == ""
    assert world.library.count() == 100


@pytest.mark.parametrize(
    "odd",
    [
        b'{"papers": []}',
        b"[\"{'paper': {'id': '2606.00001'}}\"]",
        b"[1, 2",
        b'{"error": "Invalid query"}',
    ],
)
def test_json_of_another_shape_is_refused_whole(world: World, odd: bytes) -> None:
    days: Days = {TUESDAY: [item(1, TUESDAY, votes=3)]}
    feed = world.add(serve_daily_papers(world.server, days))
    world.poll()
    before = world.library.entries("all")
    world.server.serve(PATH, odd)
    outcome = world.poll()
    assert (outcome.failed, outcome.new, outcome.updated) == (1, 0, 0)
    trouble = world.feed(feed).trouble
    assert trouble is not None
    assert trouble.kind == "odd_json"
    assert world.library.entries("all") == before
    serve_daily_papers(world.server, days)
    world.poll()
    assert (world.feed(feed).trouble, world.feed(feed).failures) == (None, 0)


def test_on_a_sunday_fridays_list_is_the_newest(world: World) -> None:
    world.clock.advance(days=5)
    friday = date(2026, 6, 5)
    world.add(serve_daily_papers(world.server, filled(friday, 5)), backfill=3)
    world.poll()
    assert asked_days(world) == ["bare", "2026-06-04", "2026-06-03"]
    assert world.titles("unread") == ["What whales know about the number w0"]
    world.clock.advance(hours=3)
    world.poll()
    assert asked_days(world) == ["bare", "2026-06-04", "2026-06-02", "2026-06-01"]


def test_a_paper_that_is_listed_on_two_days_has_two_appearances(world: World) -> None:
    days: Days = {WEDNESDAY: [item(1, WEDNESDAY, votes=4)], TUESDAY: [item(1, TUESDAY, votes=9), item(2, TUESDAY)]}
    world.add(serve_daily_papers(world.server, days))
    world.poll()
    world.clock.advance(hours=3)
    world.poll()
    sql = "SELECT day, votes FROM appearances a JOIN ids i ON i.paper = a.paper WHERE value = '2606.00001' ORDER BY day"
    assert world.rows(sql) == [("2026-05-27", 4), ("2026-06-02", 9)]
    assert world.library.count() == 2


def test_the_day_is_the_one_on_which_a_paper_was_submitted_to_the_list(world: World) -> None:
    listed = item(1, MONDAY)
    listed["publishedAt"] = listed["paper"]["publishedAt"] = "2026-05-20T17:00:00.000Z"
    world.add(serve_daily_papers(world.server, {TUESDAY: [listed]}))
    world.poll()
    [entry] = world.library.entries("all")
    assert entry.appearance is not None
    assert (entry.appearance.day, entry.paper.published) == (MONDAY, date(2026, 5, 20))


def _fails_on(days: Days, wrong: date) -> Any:
    """Answer as Daily Papers do, but with an error for one day."""
    from tests.fakes.hugging_face import daily_papers

    good = daily_papers(days)

    def handle(asked: Asked) -> Reply:
        return refusal(500, "out of order") if asked.query.get("date") == wrong.isoformat() else good(asked)

    return handle


def test_a_first_check_that_fails_half_way_goes_on_quietly_and_hears_of_the_new(world: World) -> None:
    days = filled(TUESDAY, 14)
    feed = world.add(world.server.serve(PATH, _fails_on(days, FRIDAY)), backfill=HF_DAYS)
    world.library.add_rule("know")
    assert world.poll().failed == 1
    assert (world.library.count(), world.feed(feed).backfill) == (2, HF_DAYS)
    world.clock.advance(days=1)
    days[NEXT_DAY] = [item(50, NEXT_DAY)]
    serve_daily_papers(world.server, days)
    outcome = world.poll()
    assert (outcome.new, outcome.failed) == (12, 0)
    assert world.titles("unread") == ["What otters know about the number w50", "What whales know about the number w0"]
    assert world.rows("SELECT silent, count(*) FROM matches GROUP BY silent") == [(0, 1), (1, 13)]
    assert world.feed(feed).backfill == 0


def test_days_that_came_while_a_first_check_was_unfinished_are_news(world: World) -> None:
    days = filled(TUESDAY, 14)
    world.add(world.server.serve(PATH, _fails_on(days, MONDAY)), backfill=HF_DAYS)
    world.poll()
    world.clock.advance(days=2)
    days[NEXT_DAY], days[NEXT_DAY + timedelta(days=1)] = [item(50, NEXT_DAY)], [item(51, NEXT_DAY + timedelta(days=1))]
    serve_daily_papers(world.server, days)
    world.poll()
    assert [title[-3:] for title in world.titles("unread")] == ["w50", "w51", " w0"]


class Ends(BaseException):
    """The end of the program."""


def _dies_at(word: str) -> Fetch:
    """Fetch until an address holds a word, and end the program there."""

    async def fetch(request: Request) -> Response:
        if word in request.url:
            raise Ends
        async with open_fetch(proxies={}) as real:
            return await real(request)

    return fetch


def test_a_first_check_that_was_killed_stays_quiet_and_comes_to_the_same(world: World) -> None:
    days = filled(TUESDAY, 14)
    feed = world.add(serve_daily_papers(world.server, days), backfill=HF_DAYS)
    world.library.add_rule("know")
    with pytest.raises(BaseExceptionGroup):
        world.poll(fetch=_dies_at(f"{FRIDAY}"))
    assert world.library.count() == 2
    assert world.feed(feed).title == "Hugging Face Daily Papers"
    assert world.poll().new == 12
    assert world.titles("unread") == ["What whales know about the number w0"]
    assert world.rows("SELECT count(*), min(silent) FROM matches") == [(14, 1)]
    assert (world.feed(feed).backfill, world.library.check()) == (0, [])


def test_an_empty_list_at_first_is_not_taken_for_all_there_is(world: World) -> None:
    days: Days = {}
    feed = world.add(serve_daily_papers(world.server, days), backfill=3)
    assert world.poll().failed == 0
    assert (world.feed(feed).backfill, world.feed(feed).first_polled) == (3, None)
    days.update(filled(TUESDAY, 5))
    assert world.poll().new == 3
    assert world.titles("unread") == ["What whales know about the number w0"]


def test_how_long_an_old_day_stays_as_it_is_does_not_postpone_the_next_check(world: World) -> None:
    from tests.fakes.hugging_face import daily_papers

    good = daily_papers(filled(TUESDAY, 3))

    def handle(asked: Asked) -> Reply:
        return good(asked).with_header("Cache-Control", f"max-age={86_400 if 'date' in asked.query else 60}")

    feed = world.add(world.server.serve(PATH, handle), backfill=3)
    world.poll()
    assert world.feed(feed).next_check == world.clock() + timedelta(hours=3)


def _moved_for(world: World, to: str, *, day: bool) -> Feed:
    """Poll a list of which one kind of address, that of a day or the bare one, has moved for good."""
    days = filled(TUESDAY, 3)
    serve_daily_papers(world.server, days, path=f"/new{PATH}")
    from tests.fakes.hugging_face import daily_papers

    good = daily_papers(days)

    def handle(asked: Asked) -> Reply:
        moved = ("date" in asked.query) == day
        return redirect(to + "?" + asked.path.partition("?")[2], 301) if moved else good(asked)

    feed = world.add(world.server.serve(PATH, handle), backfill=3)
    assert world.poll().new == 3
    return world.feed(feed)


def test_the_list_moves_where_its_bare_address_moves(world: World) -> None:
    feed = _moved_for(world, world.server.url(f"/new{PATH}"), day=False)
    assert feed.url == world.server.url(f"/new{PATH}")
    world.asked()
    world.clock.advance(hours=3)
    assert world.poll().new == 0
    assert world.asked()[0] == f"/new{PATH}?limit=100"


def test_the_list_does_not_move_to_where_one_of_its_days_is(world: World) -> None:
    assert _moved_for(world, world.server.url(f"/new{PATH}"), day=True).url == world.server.url(PATH)
