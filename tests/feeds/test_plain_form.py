"""The short way to read entries gives what feedparser gives, or declines: over recorded feeds and over made ones."""

import functools
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings

from desktop.feeds import plain_form
from desktop.feeds.answer import Answer, Cut, NotAFeed
from desktop.feeds.known import sight
from desktop.feeds.parse import parse
from storage import FeedId
from tests.feeds.odd_feeds import feeds
from tests.shared_data import shared

NOW = datetime(2026, 5, 8, 23, 30, tzinfo=UTC)
URL = "http://127.0.0.1:8000/feed.xml"
MADE = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
LONG = settings(MADE, max_examples=2_000)


def read(body: bytes, cut: Cut | None = None) -> Answer | NotAFeed:
    try:
        return parse(body, url=URL, content_type="", feed=FeedId(7), now=NOW, cut=cut)
    except NotAFeed as reason:
        return reason


@functools.lru_cache(8)
def read_by_feedparser(body: bytes) -> Answer | NotAFeed:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain_form, "plain_feed", lambda *_: None)
        return read(body)


def same(one: Answer | NotAFeed, other: Answer | NotAFeed) -> bool:
    if isinstance(one, Answer) and isinstance(other, Answer):
        return replace(one, separable=False) == replace(other, separable=False)
    return isinstance(one, NotAFeed) and isinstance(other, NotAFeed) and one.kind == other.kind


def check_one(body: bytes) -> bool:
    """Compare the two ways; True where the short one was taken."""
    short = read(body)
    assert same(short, read_by_feedparser(body))
    return isinstance(short, Answer) and short.separable


def check_cut(before: bytes, now: bytes) -> bool:
    """Read `before`, then what is new in `now`, and compare with all of it; True where something was cut out."""
    first, whole = read(before), read_by_feedparser(now)
    look, then = sight(now, URL, ""), sight(before, URL, "")
    if look is None or then is None or not isinstance(first, Answer):
        return False
    left = look.left(then.known(first, None), first.kind)
    if left is None:
        return False
    body, cut = left
    part = read(body, cut)
    if not isinstance(part, Answer) or not part.separable or part.kind != first.kind:
        return False
    assert isinstance(whole, Answer)
    of_new = tuple(one for one in whole.incoming if one.appearance.rank in cut.ranks)
    assert part.incoming == of_new
    assert replace(part, incoming=(), separable=False) == replace(whole, incoming=(), separable=False)
    papers = {one.paper for one in first.incoming}
    assert all(one.paper in papers for one in whole.incoming if one.appearance.rank not in cut.ranks)
    return True


@given(feeds())
@MADE
def test_a_made_feed_is_read_alike_both_ways(made: tuple[list[str], list[str]]) -> None:
    check_one("".join(made[0]).encode())


@given(feeds())
@MADE
def test_new_items_read_alone_are_read_as_in_the_whole(made: tuple[list[str], list[str]]) -> None:
    check_cut("".join(made[0]).encode(), "".join(made[1]).encode())


@given(feeds())
@LONG
@pytest.mark.slow
def test_many_made_feeds_are_read_alike_whole_and_cut(made: tuple[list[str], list[str]]) -> None:
    before, now = ("".join(parts).encode() for parts in made)
    check_one(before)
    check_cut(before, now)


def test_tame_feeds_are_cut() -> None:
    opening = '<rss version="2.0"><channel><title>Meadow</title>'
    entry = (
        "<item><title>On {0} sheep</title><guid isPermaLink='false'>{0}</guid><description>Count.</description></item>"
    )
    one, two, three = (entry.format(n) for n in ("one", "two", "three"))
    assert check_cut(
        f"{opening}{one}{two}</channel></rss>".encode(), f"{opening}{three} {one}</channel></rss>".encode()
    )
    dated = opening + "<lastBuildDate>{}</lastBuildDate><!-- cached {} -->"
    first, second = (f"{dated.format(day, day)}{one}{two}</channel></rss>".encode() for day in ("Monday", "Tuesday"))
    assert check_cut(first, second)
    renamed = opening.replace("Meadow", "Marsh")
    assert not check_cut(first, f"{renamed}{one}{two}</channel></rss>".encode())


SLOW = [pytest.param(folder, marks=pytest.mark.slow) for folder in ("hf_community_rss", "journal_rss")]
FEEDS = ["arxiv_api", "arxiv_rss", "biorxiv", "misc_feeds", *SLOW]


@pytest.mark.recorded
@pytest.mark.parametrize("folder", FEEDS)
def test_recorded_feeds_are_read_alike_whole_and_cut(folder: str) -> None:
    taken = cut = count = 0
    for path in sorted(shared(f"data/feeds/{folder}").rglob("*")):
        body = path.read_bytes() if path.is_file() and path.stat().st_size < 8_000_000 else b""
        if b"<item" not in body and b"<entry" not in body:
            continue
        count += 1
        taken += check_one(body)
        look = sight(body)
        if look is not None and len(look.marks) > 1:
            cut += check_cut(look.apart.only(range(1, len(look.marks))), body)
    assert taken >= count * 0.6 or folder == "misc_feeds"
    assert cut >= count * 0.5 or folder in {"misc_feeds", "arxiv_api", "arxiv_rss", "biorxiv"}
