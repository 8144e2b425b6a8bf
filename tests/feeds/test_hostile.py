"""Documents that mean harm, and recorded ones that were damaged: bounded, and read alike both ways."""

import random
import time
from pathlib import Path

import pytest

from desktop.feeds.answer import Answer, NotAFeed
from desktop.feeds.known import sight
from desktop.feeds.parse import MOST
from desktop.feeds.pool import ParseFailed
from storage import FeedId
from tests.feeds.conftest import Reading
from tests.feeds.test_plain_form import NOW, URL, check_cut, check_one, read
from tests.shared_data import shared

FUZZED_SECONDS = 45.0
"""How long the slow test damages recorded feeds."""


def rss(inside: str, before: str = "") -> bytes:
    return f"<?xml version='1.0'?>{before}<rss version='2.0'><channel><title>t</title>{inside}</channel></rss>".encode()


def item(inside: str) -> str:
    return f"<item><guid>1</guid>{inside}</item>"


LAUGHS = "<!ENTITY a0 'lol'>" + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10))
HOSTILE = {
    "a billion laughs": rss(item("<title>&a9;</title>"), f"<!DOCTYPE r [{LAUGHS}]>"),
    "quadratic laughs": rss(item(f"<title>{'&a;' * 20_000}</title>"), f"<!DOCTYPE r [<!ENTITY a '{'x' * 20_000}'>]>"),
    "a file of the reader's": rss(item("<title>&x;</title>"), "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"),
    "deep tags": rss("<a>" * 50_000 + "</a>" * 50_000),
    "deep tags in an item": rss(item("<a>" * 50_000 + "</a>" * 50_000)),
    "deep html": rss(item(f"<description>{'&lt;div&gt;' * 20_000}x</description>")),
    "many attributes": rss(item(f"<description>&lt;a {'b=c ' * 20_000}&gt;x</description>")),
    "open tags": rss(item(f"<description>{'&lt;a href=' * 20_000}</description>")),
    "a long title": rss(item(f"<title>{'x' * 10_000_000}</title>")),
    "many items": rss("".join(f"<item><guid>{n}</guid><title>title {n}</title></item>" for n in range(100_000))),
    "many open comments": rss(item("<title>t</title>" + "<!-- " * 200_000)),
    "many open sections": rss("<item>" + "<![CDATA[" * 200_000 + "</item>"),
    "many namespaces": rss(item("<title>t</title>")).replace(
        b"<rss", b"<rss " + b" ".join(b"xmlns:a%d='u%d'" % (n, n) for n in range(20_000))
    ),
    "empty items": rss("<item></item>" * 4_999),
    "many tiny elements": rss(item("<title>t</title>" + "<a/>" * 100_000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_read_or_refused_within_its_bounds(reading: Reading, name: str) -> None:
    async def parse() -> Answer | None:
        try:
            return await reading.parser.parse(HOSTILE[name], url=URL, content_type="", feed=FeedId(1), now=NOW)
        except (NotAFeed, ParseFailed) as refused:
            refusals.append(refused.kind)
            return None

    refusals: list[str] = []
    started = time.monotonic()
    answer = reading.runner.run(parse())
    assert not {"parse_fault", "parse_crashed"}.intersection(refusals)
    assert time.monotonic() - started < 30  # the parser's own deadline is ten seconds
    if answer is not None:
        assert len(answer.incoming) <= MOST
        assert all(len(one.paper.title) <= 1_000 for one in answer.incoming)
        assert "root:" not in repr(answer)[:100_000]


@pytest.mark.parametrize("name", HOSTILE)
def test_to_look_for_items_takes_no_longer_than_the_body_is_long(name: str) -> None:
    started = time.process_time()
    sight(HOSTILE[name])
    assert time.process_time() - started < 1.0


def damaged(body: bytes, chance: random.Random) -> bytes:
    """Damage a document in a few places: cut out, double, swap, or put in what parsers stumble over."""
    odd = (
        b"<",
        b">",
        b"&",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"-->",
        b"</item>",
        b"<item>",
        b"\xff",
        b"\x00",
        b"<entry>",
        b'"',
    )
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(body) + 1)
        end = min(at + chance.choice((1, 2, 9, 300)), len(body))
        part = chance.choice((b"", body[at:end] * 2, body[at:end][::-1], chance.choice(odd), chance.choice(odd)))
        body = body[:at] + part + body[end:]
    return body


@pytest.mark.recorded
@pytest.mark.slow
def test_damaged_recorded_feeds_are_read_alike_both_ways() -> None:
    feeds = [path.read_bytes() for path in small_feeds()]
    chance = random.Random(7)
    end = time.monotonic() + FUZZED_SECONDS
    count = 0
    while time.monotonic() < end:
        body = chance.choice(feeds)
        worse = damaged(body, chance)
        read(worse)  # nothing but NotAFeed gets out
        check_one(worse)
        check_cut(body, worse)
        count += 1
    assert count > 100


def small_feeds() -> list[Path]:
    return [
        path
        for folder in ("journal_rss", "arxiv_rss", "biorxiv", "misc_feeds", "arxiv_api")
        for path in sorted(shared(f"data/feeds/{folder}").rglob("*"))
        if path.is_file() and path.stat().st_size < 60_000 and path.suffix not in {".json", ".md"}
    ]
