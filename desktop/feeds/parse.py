"""Bytes to papers: finds out what an answer is and reads it. Opens no connection and no file.

A source is known by what it sends and never by its host. Where feedparser finds entries in a broken feed, so do we.
"""

from __future__ import annotations

import codecs
import io
import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

import feedparser

from desktop.feeds import arxiv_papers, plain_form, rss
from desktop.feeds.answer import Answer, Cut, NotAFeed
from desktop.feeds.biorxiv import biorxiv, is_biorxiv
from desktop.feeds.clean import NAME, plain
from desktop.feeds.daily_papers import daily_papers
from desktop.feeds.fields import Fields, word
from desktop.feeds.json_feed import is_json_feed, json_feed
from desktop.feeds.page import feeds_named, is_page, page_title, wants_a_person
from desktop.feeds.pieces import pieces

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storage import FeedId, Incoming

MOST: Final = 5_000
"""Entries read of one answer: feedparser needs seconds for more, and nobody reads them."""

_NOT_TEXT = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\x7fELF")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"\A\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._-]+)", re.IGNORECASE)
_ITEM = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(?:item|entry)[\s>/]")
_SKIPPED = re.compile(rb"<skip(Days|Hours)>(.{0,2000}?)</skip\1>", re.DOTALL | re.IGNORECASE)
_INSIDE = re.compile(rb">\s*([A-Za-z0-9]+)\s*<")
_REFERENCE = re.compile(rb"&#(?:([0-9]{5,100})|[xX]([0-9A-Fa-f]{4,100}))(?![0-9A-Fa-f]);?")
# WORKAROUND: feedparser 6.0.14 stumbles over an undecodable encoding name, an odd <width> and the like.
_FEEDPARSER_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
_HEAD = 64 * 1024
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def parse(
    body: bytes,
    *,
    url: str,
    content_type: str,
    feed: FeedId,
    now: datetime,
    day: date | None = None,
    cut: Cut | None = None,
) -> Answer:
    """Read an answer of a feed. `day` is the day that was asked for, where the address asked for one.

    With `cut` the body lacks the items that are known already; the answer counts and ranks as if it had them. If it is
    not `separable`, it may not be believed, and the whole body is to be read.

    Raises:
        NotAFeed: there is nothing to read in it, and why.
    """
    body = _in_one_byte(body).strip(b" \t\r\n")
    if not body:
        raise NotAFeed("empty")
    if body.startswith(_NOT_TEXT) or b"\x00" in body[:1024]:
        raise NotAFeed("not_text")
    if body[:1] in (b"[", b"{"):
        return _json(body, url=url, feed=feed, now=now, day=day)
    text = body.decode("utf-8", "replace")
    if is_page(text) and not _ITEM.search(body):
        return _page(text, url)
    return _xml(body, url=url, content_type=content_type, feed=feed, now=now, day=day, cut=cut)


def _in_one_byte(body: bytes) -> bytes:
    """Give a body in UTF-8 where a byte order mark tells how it is written; what cannot be read becomes U+FFFD."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            if name == "utf-8":
                return body[len(mark) :]
            text = body.decode(name, "replace")
            return re.sub(r"\A(\s*<\?xml[^>]*?)\s+encoding\s*=\s*[\"'][^\"']*[\"']", r"\1", text).encode()
    return body


def _json(body: bytes, *, url: str, feed: FeedId, now: datetime, day: date | None) -> Answer:
    """Read a list of Daily Papers or a JSON Feed."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAFeed("odd_json", (("text", str(error)[:NAME]),)) from error
    if isinstance(value, list):
        return daily_papers(value[:MOST], url=url, feed=feed, now=now, day=day)
    if isinstance(value, dict) and is_json_feed(value):
        return json_feed(value, url=url, feed=feed, today=now.astimezone(UTC).date(), most=MOST)
    if isinstance(value, dict) and is_biorxiv(value):
        return biorxiv(value, today=now.astimezone(UTC).date(), most=MOST)
    raise NotAFeed("odd_json", (("text", plain(body[:NAME].decode("utf-8", "replace"), NAME)),))


def _page(text: str, url: str) -> Answer:
    """Tell what a web page is good for."""
    if links := feeds_named(text, url):
        return Answer("feed", title=page_title(text), links=tuple(links), link_titles=tuple(links.values()))
    raise NotAFeed("bot_check" if wants_a_person(text) else "html_page", (("title", page_title(text)),))


def _xml(
    body: bytes, *, url: str, content_type: str, feed: FeedId, now: datetime, day: date | None, cut: Cut | None
) -> Answer:
    """Read RSS, Atom or RDF, as well as it can be read."""
    body = _without_odd_letters(body)
    found = _Document.of(body, content_type)
    head, entries, version = found.head, found.entries, found.version
    if text := arxiv_papers.error_text(head, entries):
        raise NotAFeed("error_feed", (("text", text),))
    if not entries and not version:
        raise NotAFeed("odd_xml", (("text", plain(body[:NAME].decode("utf-8", "replace"), NAME)),))
    days, hours = _skipped(body)
    today = now.astimezone(UTC).date()
    frame = arxiv_papers.frame(head, found.namespaces, url=url, today=today, asked=day)
    source = rss.Source(feed, url, today, rss.feed_authors(head, version))
    ranks = cut.ranks if cut else range(1, len(entries) + 1)
    papers = _papers(entries, ranks, frame, source)
    is_arxiv = frame.own and all(map(arxiv_papers.is_arxiv, entries))
    # Some entries may be arXiv's only, or have their day from the feed: then what one is hangs on others.
    alone = is_arxiv and not arxiv_papers.some_lean_on(frame, entries, papers) if frame.own else True
    total = cut.total if cut else found.total
    return Answer(
        "arxiv" if is_arxiv else "feed",
        title=plain(word(head, "title"), NAME),
        incoming=papers,
        day=(day or frame.day) if is_arxiv else None,
        total=_told(head) or total,
        skipped=len(entries) - len(papers),
        truncated=total > MOST or (is_arxiv and _is_cut(head, total if cut else len(entries))),
        ttl=rss.time_to_live(head),
        skip_days=days,
        skip_hours=hours,
        separable=found.separable and alone and len(ranks) == len(entries),
    )


@dataclass(frozen=True, slots=True)
class _Document:
    """A feed taken apart: what it says of itself, its entries, how many there are in all.

    `separable` says that each entry was read by itself, whatever stands beside it.
    """

    head: Fields
    entries: Sequence[Fields]
    version: str
    namespaces: Mapping[Any, str]
    total: int
    separable: bool

    @classmethod
    def of(cls, body: bytes, content_type: str) -> _Document:
        apart = pieces(body)
        easy = plain_form.plain_feed(body, apart) if apart else None
        if apart and easy and easy.head is not None:
            spaces = dict(enumerate(easy.namespaces))
            return cls(easy.head, easy.entries, easy.version, spaces, total=len(easy.entries), separable=True)
        if apart and easy:
            shell = _fed(apart.only(()), content_type)
            return cls._made(shell, easy.entries, total=len(easy.entries), separable=True)
        items = sum(1 for _ in _ITEM.finditer(body))
        found = _fed(_first(body, MOST) if items > MOST else body, content_type)
        # feedparser's dictionaries answer for missing keys with other ones, and warn.
        entries = [dict(entry) for entry in found.entries[:MOST]]
        total = len(apart.items) if apart else max(items, len(entries))
        return cls._made(found, entries, total=total, separable=not items and not found.bozo)

    @classmethod
    def _made(cls, found: Any, entries: Sequence[Fields], *, total: int, separable: bool) -> _Document:
        namespaces = dict(found.get("namespaces") or {})
        return cls(dict(found.feed), entries, str(found.get("version") or ""), namespaces, total, separable)


def _fed(body: bytes, content_type: str) -> Any:
    """Give what feedparser makes of a document; it cleans nothing, since we clean everything."""
    try:
        return feedparser.parse(
            io.BytesIO(body),
            response_headers=_charset(body, content_type),
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _FEEDPARSER_FAULTS as error:
        raise NotAFeed("odd_xml", (("text", plain(f"{type(error).__name__}: {error}", NAME)),)) from error


def _papers(
    entries: Sequence[Fields], ranks: Sequence[int], frame: arxiv_papers.Frame, source: rss.Source
) -> tuple[Incoming, ...]:
    """Read the entries in their order; where arXiv's form turns out to be none, as any other."""
    found = []
    for rank, entry in zip(ranks, entries, strict=False):
        one = arxiv_papers.incoming(entry, frame, rank) if arxiv_papers.is_arxiv(entry) else None
        found.append(one or rss.incoming(entry, source, rank))
    return tuple(one for one in found if one)


def _told(head: Fields) -> int:
    """Give how many papers the arXiv API says that it has for a question, or 0."""
    total = word(head, "opensearch_totalresults").strip()
    return int(total) if total.isascii() and total.isdigit() and len(total) < 10 else 0


def _is_cut(head: Fields, count: int) -> bool:
    """Say whether more was to be had: the API says so, a listing breaks off at its limit."""
    start = word(head, "opensearch_startindex").strip()
    if start.isascii() and start.isdigit() and len(start) < 10:
        return int(start) + count < _told(head)
    return count == arxiv_papers.LISTING_LIMIT


def _without_odd_letters(body: bytes) -> bytes:
    """Put U+FFFD for references to characters that there are not.

    WORKAROUND: feedparser 6.0.14 raises UnicodeEncodeError and OverflowError at `&#xD800;` and `&#99999999999;`.
    """

    def checked(found: re.Match[bytes]) -> bytes:
        code = int(found[1]) if found[1] else int(found[2], 16)
        return found[0] if code < 0xD800 or 0xDFFF < code <= 0x10FFFF else b"&#xFFFD;"

    return _REFERENCE.sub(checked, body) if b"&#" in body else body


def _charset(body: bytes, content_type: str) -> dict[str, str]:
    """Give the server's word on the encoding where the document is silent on it and is not plainly UTF-8.

    Servers send a default with whatever they serve; the document's own declaration is right more often.
    """
    named = _CHARSET.search(content_type)
    if not named or _DECLARED.match(body):
        return {}
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return {"content-type": f"application/xml; charset={named[1]}"}
    return {}


def _first(body: bytes, most: int) -> bytes:
    """Cut a feed after its first items, and keep what closes it."""
    places = [found.start() for found in _ITEM.finditer(body)]
    last = body.rfind(b"</item>"), body.rfind(b"</entry>")
    end = body.find(b">", max(last)) + 1 if max(last) >= 0 else len(body)
    return body[: places[most]] + (body[end:] if end > places[most] else b"")


def _skipped(body: bytes) -> tuple[frozenset[int], frozenset[int]]:
    """Give the days and hours at which RSS asks not to be polled; feedparser keeps only the last of them."""
    first = _ITEM.search(body)
    head = body[: min(first.start() if first else len(body), _HEAD)]
    days: set[int] = set()
    hours: set[int] = set()
    for found in _SKIPPED.finditer(head):
        for value in _INSIDE.findall(found[2]):
            name = value.decode("ascii").lower()
            if name in _DAYS:
                days.add(_DAYS.index(name))
            elif name.isdigit() and len(name) < 3 and int(name) <= 24:
                hours.add(int(name) % 24)
    return frozenset(days), frozenset(hours)
