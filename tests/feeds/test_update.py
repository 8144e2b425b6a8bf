"""Feeds of any kind, polled: what is asked, what is stored, and what becomes of a feed that fails."""

import asyncio
import logging
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.feeds import run
from desktop.feeds.exchange import FetchFailed, Request, Response
from desktop.feeds.fetch import open_fetch
from desktop.feeds.pool import Parser
from desktop.feeds.schedule import STOPPED
from storage import LibraryDamaged, LibraryLocked
from tests.fakes.replies import Asked, Reply, http_date, in_turn, page, redirect, refusal
from tests.feeds.conftest import Reading, World

HOUR = timedelta(hours=1)


def rss(*titles: str, name: str = "A lab", more: str = "") -> bytes:
    """Write a feed with an item for each title, known by its title."""
    items = "".join(f"<item><title>{title}</title><guid>{title}</guid></item>" for title in titles)
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{name}</title>{more}{items}</channel></rss>'.encode()
    )


def trouble(world: World, number: int = 0) -> tuple[str, dict[str, str]]:
    """Give kind and values of a feed's trouble; the kind is empty where there is none."""
    found = world.library.feeds()[number].trouble
    return (found.kind, dict(found.values)) if found else ("", {})


# What is asked ----------------------------------------------------------------------------------------------------


@pytest.mark.frb(1, 2, 3, 4, 10, 11)
@pytest.mark.parametrize(
    ("etag", "changed"),
    [
        ('W/"a b"', "Tue, 2 Jun 2026 05:00:00 +0000"),
        ("no quotes at all", "yesterday"),
        ('""', ""),
        ("", "Tue, 02-Jun-26 05:00:00 GMT"),
        ('"caf\xe9"', "Tue,  02 Jun 2026  05:00:00 GMT"),
    ],
)
def test_validators_come_back_byte_for_byte(world: World, etag: str, changed: str) -> None:
    world.add(world.server.serve("/lab", page(rss("Whales"), etag=etag, last_modified=changed)))
    world.poll()
    for _ in range(2):
        outcome = world.poll()
        asked = world.server.asked[-1]
        assert (asked.header("If-None-Match"), asked.header("If-Modified-Since")) == (etag, changed)
        assert outcome.not_modified == 1


@pytest.mark.frb(12, 13)
def test_where_no_validator_was_seen_none_is_sent(world: World) -> None:
    world.add(world.server.serve("/lab", page(rss("Whales"), etag="")))
    world.poll()
    assert world.poll().not_modified == 1
    names = {name for name, _ in world.server.asked[-1].headers}
    assert names == {"Host", "User-Agent", "Accept", "Accept-Encoding"}


@pytest.mark.frb(14)
def test_validators_are_a_pair_that_is_replaced_together(world: World) -> None:
    both = page(rss("Whales"), etag='"1"', last_modified="Mon, 01 Jun 2026 05:00:00 GMT")
    one = page(rss("Whales", "Seals"), etag='"2"')
    same = Reply(body=rss("Whales", "Seals"), headers=(("Last-Modified", "Tue, 02 Jun 2026 05:00:00 GMT"),))
    world.add(world.server.serve("/lab", in_turn(both, one, same, refusal(500), same)))
    sent = []
    for _ in range(5):
        world.poll()
        asked = world.server.asked[-1]
        sent.append((asked.header("If-None-Match"), asked.header("If-Modified-Since")[:11]))
    assert sent == [("", ""), ('"1"', "Mon, 01 Jun"), ('"2"', ""), ("", "Tue, 02 Jun"), ("", "Tue, 02 Jun")]


def test_a_body_that_is_the_same_is_not_read_again(world: World) -> None:
    feed = world.add(world.server.serve("/lab", Reply(body=rss("Whales"))))
    world.poll()
    world.clock.advance(hours=1)
    outcome = world.poll()
    assert (outcome.not_modified, outcome.updated) == (1, 0)
    [(checked, changed)] = world.rows("SELECT checked, changed FROM pages")
    assert (checked, changed) == ("2026-06-02T10:00:00+00:00", "2026-06-02T09:00:00+00:00")
    assert world.feed(feed).succeeded == world.clock()


def test_what_is_not_due_is_not_asked_whatever_was_started_anew(world: World) -> None:
    world.add(world.server.serve("/lab", rss("Whales")))
    for _ in range(5):
        world.poll(force=False)
        world.clock.advance(minutes=30)
    assert len(world.asked()) == 1
    world.clock.advance(minutes=60)
    world.poll(force=False)
    assert len(world.asked()) == 1


@pytest.mark.frb(23)
def test_what_a_feed_says_of_its_rhythm_postpones_the_next_check(world: World) -> None:
    slow = "<ttl>300</ttl><skipDays><day>Wednesday</day></skipDays><skipHours><hour>14</hour></skipHours>"
    feed = world.add(world.server.serve("/lab", rss("Whales", more=slow)))
    world.poll()
    assert world.feed(feed).next_check == datetime(2026, 6, 2, 15, tzinfo=UTC)


def test_what_a_feed_says_of_its_rhythm_holds_as_long_as_it_says_nothing_else(world: World) -> None:
    feed = world.add(world.server.serve("/lab", page(rss("Whales", more="<ttl>600</ttl>"))))
    world.poll()
    world.clock.advance(hours=10)
    assert world.poll(force=False).not_modified == 1
    assert (world.feed(feed).next_check, world.feed(feed).why) == (world.clock() + 10 * HOUR, "ttl")


def test_who_says_not_modified_for_ever_is_asked_for_a_body_after_eight_days(world: World) -> None:
    def never_changed(asked: Asked) -> Reply:
        known = Reply(304, headers=(("ETag", '"1"'),))
        return known if asked.header("If-None-Match") else Reply(body=rss("Whales"), headers=(("ETag", '"1"'),))

    world.add(world.server.serve("/lab", never_changed))
    sent = []
    for _ in range(4):
        world.poll()
        sent.append(world.server.asked[-1].header("If-None-Match"))
        world.clock.advance(days=5)
    assert sent == ["", '"1"', "", '"1"']


def test_where_all_is_new_something_may_be_missing_and_the_next_look_is_soon(world: World) -> None:
    days = [[f"Paper {day} {n}" for n in range(6)] for day in range(4)]
    half = [*days[2][3:], "Paper 9 1", "Paper 9 2", "Paper 9 3"]
    feed = world.add(world.server.serve("/lab", in_turn(*(Reply(body=rss(*day)) for day in (*days[:3], half)))))
    world.poll()
    assert (world.feed(feed).warning, world.feed(feed).why) == ("", "unknown")
    for after, warning in ((1, "missed"), (1, "missed"), (3 * 24, "")):
        world.clock.advance(hours=after)
        world.poll()
        assert (world.feed(feed).warning, world.feed(feed).why) == (warning, "many_new")


@pytest.mark.frb(24)
def test_a_feed_that_brings_little_is_asked_less_often(world: World) -> None:
    bodies = [Reply(body=rss(*(f"Paper {n}" for n in range(10 + day)))) for day in range(6)]
    feed = world.add(world.server.serve("/lab", in_turn(*bodies)))
    for _ in bodies:
        world.poll()
        world.clock.advance(days=1)
    state = world.feed(feed)
    assert state.checked is not None
    assert state.next_check is not None
    assert (state.next_check - state.checked, state.why) == (24 * HOUR, "pace")
    assert world.library.pace(state) == 1.0


def test_without_a_network_all_feeds_wait_and_none_has_failed(world: World) -> None:
    async def offline(request: Request) -> Response:
        raise FetchFailed("offline", {"host": "a.example"})

    feeds = [world.add(world.server.serve(path, page(rss(path)))) for path in ("/a", "/b")]
    world.poll()
    before = [world.feed(feed) for feed in feeds]
    world.clock.advance(hours=5)
    outcome = world.poll(fetch=offline)
    assert (outcome.offline, outcome.failed, outcome.polled, outcome.unreached) == (2, 0, 0, 0)
    for was, feed in zip(before, feeds, strict=True):
        now = world.feed(feed)
        assert (now.failures, now.trouble, now.checked) == (0, None, was.checked)
        assert now.next_check is not None
        assert now.next_check <= world.clock() + timedelta(minutes=10)
        assert now.why == "offline"
    assert world.poll(force=False).polled == 0
    world.clock.advance(minutes=10)
    assert world.poll(force=False).not_modified == 2


def test_a_feed_that_alone_is_out_of_reach_has_failed(world: World) -> None:
    good, bad = world.server.serve("/a", page(rss("Whales"))), world.server.url("/b", host=2)

    async def fetch(request: Request) -> Response:
        if request.url == bad:
            raise FetchFailed("unreachable", {"host": "b"})
        async with open_fetch(now=world.clock, proxies={}) as real:
            response = await real(request)
        reached.set()
        return response

    async def slowly(request: Request) -> Response:
        if request.url == bad:
            await reached.wait()
        return await fetch(request)

    reached = asyncio.Event()
    world.add(good)
    feed = world.add(bad)
    outcome = world.poll(fetch=slowly)
    assert (outcome.offline, outcome.failed) == (0, 1)
    assert world.feed(feed).failures == 1


# What is stored ---------------------------------------------------------------------------------------------------


def test_items_with_neither_guid_nor_link_are_known_again(world: World) -> None:
    items = "".join(f"<item><title>{title}</title></item>" for title in ("Whales", "Seals"))
    body = f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>"
    world.add(world.server.serve("/lab", in_turn(body.encode(), body.replace(">t<", ">u<").encode())))
    assert world.poll().new == 2
    outcome = world.poll()
    assert (outcome.not_modified, outcome.new, world.library.count()) == (0, 0, 2)


def test_markup_and_scripts_never_get_into_the_library(world: World) -> None:
    item = (
        "<item><title>&lt;img src=x onerror=alert(1)&gt;Whales &lt;b&gt;sing&lt;/b&gt;</title><guid>a</guid>"
        "<link>javascript:alert(1)</link><author>&lt;script&gt;x&lt;/script&gt;Ada Marot</author>"
        "<category>&lt;i&gt;songs&lt;/i&gt;</category></item>"
    )
    world.add(world.server.serve("/lab", f"<rss version='2.0'><channel>{item}</channel></rss>".encode()))
    world.poll()
    [entry] = world.library.entries("all")
    paper = entry.paper
    assert (paper.title, paper.links, paper.categories) == ("Whales sing", (), ("songs",))
    assert "<" not in "".join(author.name for author in paper.authors)


def test_an_empty_feed_takes_nothing_away(world: World) -> None:
    world.add(world.server.serve("/lab", in_turn(rss("Whales"), rss())))
    world.poll()
    outcome = world.poll()
    assert (outcome.failed, world.titles("all")) == (0, ["Whales"])


def test_a_first_check_notifies_of_nothing_and_the_next_one_does(world: World) -> None:
    world.add(world.server.serve("/lab", in_turn(rss("Whales sing"), rss("Whales sing", "Whales dive"))))
    world.library.add_rule("whales")
    assert [world.poll().matches for _ in range(2)] == [1, 1]
    assert world.rows("SELECT silent FROM matches ORDER BY paper") == [(1,), (0,)]


def test_a_feed_at_an_address_like_arxivs_is_read_as_what_it_is(world: World) -> None:
    feed = world.add(world.server.serve("/rss/news", rss("Whales")), backfill=5)
    assert feed.kind == "arxiv"
    world.poll()
    assert (world.feed(feed).kind, world.asked()) == ("feed", ["/rss/news"])
    world.clock.advance(days=1)
    world.server.serve("/rss/news", rss("Whales", "Seals"))
    world.poll()
    assert world.rows("SELECT count(*) FROM appearances") == [(2,)]


# Moves ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 308])
def test_a_feed_that_moved_for_good_is_asked_at_its_new_address(world: World, status: int) -> None:
    new = world.server.serve("/new", rss("Whales"))
    feed = world.add(world.server.serve("/old", redirect("/new", status)))
    world.poll()
    assert world.feed(feed).url == new
    world.asked()
    assert world.poll().not_modified == 1
    assert world.asked() == ["/new"]
    assert world.server.asked[-1].header("If-None-Match")


def test_a_feed_moves_also_when_nothing_else_changed(world: World) -> None:
    body = page(rss("Whales"), etag='"1"')
    feed = world.add(world.server.serve("/old", in_turn(body, redirect("/new", 301))))
    world.poll()
    new = world.server.serve("/new", body)
    assert world.poll().not_modified == 1
    assert world.feed(feed).url == new


@pytest.mark.frb(133)
@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_feed_that_is_elsewhere_for_now_stays_where_it_is(world: World, status: int) -> None:
    world.server.serve("/new", rss("Whales"))
    old = world.server.serve("/old", redirect("/new", status))
    feed = world.add(old)
    assert world.poll().new == 1
    assert world.feed(feed).url == old


@pytest.mark.frb(131)
@pytest.mark.parametrize("end", [b"<!DOCTYPE html><html><title>Log in</title></html>", b"", refusal(500)])
def test_a_feed_does_not_move_to_what_is_no_feed(world: World, end: bytes | Reply) -> None:
    world.server.serve("/new", end)
    old = world.server.serve("/old", redirect("/new", 301))
    feed = world.add(old)
    assert world.poll().failed == 1
    assert world.feed(feed).url == old


@pytest.mark.frb(137)
def test_two_feeds_that_move_to_one_address_end_as_one_with_all_marks(world: World) -> None:
    one = world.add(world.server.serve("/one", in_turn(rss("Whales"), redirect("/new", 301))))
    other = world.add(world.server.serve("/other", in_turn(rss("Seals"), redirect("/new", 301))))
    world.poll()
    world.library.mark([entry.id for entry in world.library.entries("all")], "star")
    world.server.serve("/new", rss("Whales", "Seals", "Otters"))
    assert world.poll().failed == 1
    assert world.feed(one).url == world.server.url("/new")
    assert trouble(world, 1) == ("moved_to_known", {"other": world.server.url("/new")})
    assert world.feed(other).next_check == STOPPED
    assert world.titles("starred") == ["Seals", "Whales"]
    assert world.rows("SELECT count(*) FROM papers WHERE title = 'Otters'") == [(1,)]
    world.asked()
    world.clock.advance(days=30)
    world.poll(force=False)
    assert world.asked() == ["/new"]


def test_a_feed_may_move_to_where_a_removed_one_was_and_is_polled_on(world: World) -> None:
    gone = world.add(world.server.serve("/new", rss("Whales")))
    world.library.remove_feed(gone.id)
    world.add(world.server.serve("/old", redirect("/new", 301)))
    assert (world.poll().new, world.poll().failed) == (1, 0)


# Failures ---------------------------------------------------------------------------------------------------------


@pytest.mark.frb(111)
def test_a_feed_that_is_gone_is_asked_no_more(world: World) -> None:
    feed = world.add(world.server.serve("/lab", in_turn(rss("Whales"), refusal(410, "closed"))))
    world.poll()
    world.poll()
    assert (trouble(world)[0], world.feed(feed).next_check) == ("gone", STOPPED)
    world.clock.advance(days=300)
    assert world.poll(force=False).polled == 0
    assert world.titles("all") == ["Whales"]


@pytest.mark.frb(16, 20)
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("dated", [False, True])
def test_a_server_that_asks_to_wait_is_left_alone_with_all_its_feeds(world: World, status: int, dated: bool) -> None:
    after = http_date(world.clock() + HOUR) if dated else "3600"
    reply = refusal(status, "busy", retry_after=after).with_header("Date", http_date(world.clock()))
    world.add(world.server.serve("/busy", in_turn(reply, rss("Otters"))))
    world.add(world.server.serve("/quiet", rss("Whales")))
    world.server.serve("/other", rss("Seals"))
    world.add(world.server.url("/other", host=2))
    outcome = world.poll()
    assert (outcome.feeds, outcome.polled, outcome.failed, outcome.new) == (3, 2, 1, 1)
    assert sorted(world.asked()) == ["/busy", "/other"]
    world.clock.advance(minutes=59)
    outcome = world.poll(force=True)
    assert (outcome.feeds, outcome.polled) == (3, 1)
    assert world.asked() == ["/other"]
    world.clock.advance(minutes=2)
    assert world.poll().new == 2


@pytest.mark.frb(21)
def test_too_many_requests_without_a_time_is_a_wait_too(world: World) -> None:
    world.add(world.server.serve("/busy", refusal(429)))
    world.poll()
    world.clock.advance(minutes=9)
    assert world.poll().polled == 0
    world.clock.advance(minutes=2)
    assert world.poll().polled == 1


def test_a_wait_of_years_is_a_day(world: World) -> None:
    world.add(world.server.serve("/busy", refusal(503, retry_after="99999999999")))
    world.poll()
    world.clock.advance(hours=25)
    assert world.poll(force=True).polled == 1


def test_another_name_of_a_busy_machine_is_not_even_asked_and_no_failure(world: World) -> None:
    world.add(world.server.serve("/busy", refusal(429, retry_after="60")))
    second = world.add(world.server.url("/lab", host="localhost"))
    world.server.serve("/lab", rss("Whales"))
    outcome = world.poll()
    assert (outcome.polled, outcome.failed) == (1, 1)
    assert (world.feed(second).trouble, world.feed(second).checked) == (None, None)


def test_a_page_that_names_a_feed_is_trouble_that_tells_its_address(world: World) -> None:
    html = b"<!DOCTYPE html><html><head><link rel=alternate type='application/rss+xml' href='/lab.xml'></head></html>"
    feed = world.add(world.server.serve("/", html))
    world.poll()
    assert trouble(world) == ("html_page", {"feed": world.server.url("/lab.xml")})
    assert world.asked() == ["/"]
    assert world.feed(feed).failures == 1


def test_a_redirect_from_outside_does_not_lead_into_the_readers_network(world: World) -> None:
    world.server.serve("/secret", rss("Secrets"))
    world.server.serve("/lab", redirect(world.server.url("/secret")))
    world.add("http://feeds.example.org/lab")
    world.poll(proxies={"http": world.server.url()})
    assert trouble(world)[0] == "private_address"
    assert (world.library.count(), len(world.server.asked)) == (0, 1)


@pytest.mark.frb(114)
def test_a_trouble_is_told_since_when_and_its_feed_asked_less_and_less(world: World) -> None:
    feed = world.add(world.server.serve("/lab", refusal(404, "no such page")))
    began, waits = world.clock(), []
    for _ in range(4):
        world.poll()
        state = world.feed(feed)
        assert state.next_check is not None
        waits.append(round((state.next_check - world.clock()) / HOUR, 1))
        world.clock.advance(days=1)
    found = world.feed(feed).trouble
    assert found is not None
    assert (found.since, world.feed(feed).failures, waits) == (began, 4, [0.9, 1.8, 3.6, 7.2])
    assert dict(found.values) == {"host": "127.0.0.1", "status": "404", "text": "no such page"}


@pytest.mark.frb(120)
def test_one_feed_of_each_failure_never_stops_the_others(world: World) -> None:
    answers: list[bytes | Reply] = [
        refusal(500), refusal(403), b"", b"%PDF-1.7", b"<html>no feed</html>", b"[1, 2", b"no feed either",
        Reply(body=rss("Whales"), cut=20), redirect("/0", 302), Reply(204),
    ]  # fmt: skip
    for place, answer in enumerate(answers):
        world.add(world.server.serve(f"/{place}", answer))
    world.add("http://127.0.0.1:9/nobody")
    good = world.add(world.server.serve("/good", rss("Seals")))
    outcome = world.poll()
    assert (outcome.polled, outcome.failed, outcome.new) == (len(answers) + 2, len(answers) + 1, 1)
    assert world.feed(good).failures == 0
    assert all(each.trouble for each in world.library.feeds() if each.id != good.id)


class _Broken:
    """Fetches all but one address, where it has a fault of its own."""

    def __init__(self, wrong: str) -> None:
        self._wrong = wrong

    async def __call__(self, request: Request) -> Response:
        if request.url == self._wrong:
            raise ZeroDivisionError
        async with open_fetch(proxies={}) as fetch:
            return await fetch(request)


def test_a_fault_of_ours_in_one_feed_is_logged_and_does_not_stop_the_others(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    bad = world.add(world.server.serve("/bad", rss("Whales")))
    world.add(world.server.serve("/good", rss("Seals")))
    with caplog.at_level(logging.ERROR):
        outcome = world.poll(fetch=_Broken(bad.url))
    assert (outcome.failed, outcome.new) == (1, 1)
    assert trouble(world) == ("parse_fault", {})
    assert "ZeroDivisionError" in caplog.text


def test_a_body_that_ends_the_parser_costs_one_check(world: World, reading: Reading) -> None:
    bomb = world.add(world.server.serve("/bomb", rss("crash the worker")))
    world.add(world.server.serve("/lab", rss("Seals")))
    parser = Parser(program="tests.fakes.touchy_worker")
    try:
        outcome = world.poll(parser=parser)
    finally:
        reading.runner.run(parser.__aexit__(None, None, None))
    assert (outcome.failed, outcome.new) == (1, 1)
    assert (trouble(world)[0], world.feed(bomb).failures) == ("parse_crashed", 1)


def test_a_library_that_breaks_ends_the_poll_as_what_it_is(world: World, folder: Path) -> None:
    def breaks(_asked: Asked) -> Reply:
        db = sqlite3.connect(folder / "library.db", isolation_level=None)
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = 'CREATE TABLE pages (' WHERE name = 'pages'")
        db.execute("PRAGMA schema_version = 99")
        db.close()
        return Reply(body=rss("Whales"))

    world.add(world.server.serve("/lab", breaks))
    with pytest.raises(LibraryDamaged):
        run.poll(folder, now=world.clock, spacing=0)


def test_a_library_that_is_locked_for_too_long_ends_the_poll(world: World, folder: Path) -> None:
    holder = sqlite3.connect(folder / "library.db", isolation_level=None, check_same_thread=False)

    def lock(_asked: Asked) -> Reply:
        holder.execute("BEGIN IMMEDIATE")
        return Reply(body=rss("Whales"))

    world.add(world.server.serve("/lab", lock))
    with pytest.raises(LibraryLocked):
        world.poll()
    holder.execute("ROLLBACK")
    holder.close()
    assert trouble(world) == ("", {})
