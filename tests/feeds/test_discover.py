"""Looking at an address before following what is there: what it costs, and what the reader sees."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.feeds import run
from desktop.feeds.discover import Candidate, Found, look
from desktop.feeds.fetch import open_fetch
from storage import Library
from tests.fakes.clock import Clock
from tests.fakes.feed_server import FeedServer
from tests.fakes.replies import Reply, page, redirect, refusal
from tests.feeds.conftest import Reading

ITEMS = "".join(f"<item><title>Paper {n} on whales</title><guid>{n}</guid></item>" for n in range(7))
RSS = f"<rss version='2.0'><channel><title>A lab</title>{ITEMS}</channel></rss>".encode()
PAGE = b"""<!doctype html><html><head><title>The lab's pages</title>
<link rel="alternate" type="application/rss+xml" title="Papers" href="/feed.xml">
<link rel="alternate" type="application/atom+xml" href="news.atom"><link rel="stylesheet" href="a.css"></head></html>"""


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


@pytest.fixture
def at(reading: Reading, clock: Clock) -> "Look":
    return Look(reading, clock)


class Look:
    def __init__(self, reading: Reading, clock: Clock) -> None:
        self._reading, self._clock = reading, clock

    def __call__(self, text: str, *, trusted: bool = True) -> Found:
        async def once() -> Found:
            async with open_fetch(now=self._clock, proxies={}) as fetch:
                return await look(text, fetch=fetch, parser=self._reading.parser, now=self._clock(), trusted=trusted)

        return self._reading.runner.run(once())


def test_a_feed_shows_its_title_and_newest_papers_for_one_request(server: FeedServer, at: Look) -> None:
    url = server.serve("/feed.xml", RSS)
    found = at(f"  {url} ")
    newest = tuple(f"Paper {n} on whales" for n in range(5))
    assert found.candidates == (Candidate(url, "A lab", "feed", newest, 7),)
    assert (found.page, found.trouble, len(server.asked)) == ("", None, 1)


@pytest.mark.frb(103)
def test_a_page_shows_the_feeds_that_it_names_for_one_request(server: FeedServer, at: Look) -> None:
    found = at(server.serve("/lab/", Reply(body=PAGE, content_type="text/html")))
    assert found.page == "The lab's pages"
    assert found.candidates == (
        Candidate(server.url("/feed.xml"), "Papers"),
        Candidate(server.url("/lab/news.atom"), ""),
    )
    assert len(server.asked) == 1


@pytest.mark.frb(36)
def test_to_look_and_to_follow_cost_one_request_together(
    server: FeedServer, at: Look, folder: Path, library: Library, clock: Clock
) -> None:
    found = at(server.serve("/feed.xml", page(RSS, etag='"1"')))
    [candidate] = found.candidates
    assert found.response is not None
    feed, _changes = library.add_feed(candidate.url, kind=candidate.kind)
    outcome = run.poll(folder, now=clock, only=[feed.id], had={candidate.url: found.response})
    assert (outcome.new, len(server.asked)) == (7, 1)
    assert run.poll(folder, now=clock, force=True).not_modified == 1
    assert server.asked[-1].header("If-None-Match") == '"1"'


def test_a_feed_that_moved_is_followed_where_it_is_now(server: FeedServer, at: Look) -> None:
    url = server.serve("/new", RSS)
    assert at(server.serve("/old", redirect(url, 301))).candidates[0].url == url
    for_now = server.serve("/now", redirect(url, 302))
    assert at(for_now).candidates[0].url == for_now


@pytest.mark.frb(102)
@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (refusal(404, "no such list"), "bad_status"),
        (Reply(body=b"<html><title>Just a moment...</title></html>", content_type="text/html"), "bot_check"),
        (Reply(body=b"<html><title>About us</title></html>", content_type="text/html"), "html_page"),
        (Reply(body=b"%PDF-1.4"), "not_text"),
    ],
)
def test_what_cannot_be_followed_is_said_to_be_so(server: FeedServer, at: Look, reply: Reply, kind: str) -> None:
    found = at(server.serve("/x", reply))
    assert found.candidates == ()
    assert found.trouble is not None
    assert found.trouble.kind == kind
    assert len(server.asked) == 1


@pytest.mark.frb(100)
@pytest.mark.parametrize("text", ["", "whales", "ftp://a.example/x", "javascript:alert(1)", "file:///etc/passwd"])
def test_what_is_no_address_asks_nobody(at: Look, text: str) -> None:
    found = at(text)
    assert found.trouble is not None
    assert found.trouble.kind == "bad_address"


def test_what_a_page_names_is_not_looked_for_in_the_readers_own_network(server: FeedServer, at: Look) -> None:
    found = at(server.serve("/feed.xml", RSS), trusted=False)
    assert found.trouble is not None
    assert (found.trouble.kind, len(server.asked)) == ("private_address", 0)


def test_a_loop_of_ones_own_is_not_needed(server: FeedServer, clock: Clock) -> None:
    from desktop.feeds.discover import discover

    assert discover(server.serve("/feed.xml", RSS), now=clock).candidates[0].total == 7
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()
