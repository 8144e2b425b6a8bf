"""JSON Feed 1 and 1.1 (https://www.jsonfeed.org/version/1.1/) to papers, and what is published under its shape."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desktop.feeds.answer import Answer
from desktop.feeds.clean import NAME, plain
from desktop.feeds.fields import Fields, inner, several, word, words
from desktop.feeds.rss import Source, incoming

if TYPE_CHECKING:
    from datetime import date

    from storage import FeedId

_VERSION = "jsonfeed.org/version/"
_TEXTS = ("content_html", "content_text", "summary", "url", "title")


def is_json_feed(value: Fields) -> bool:
    """Say whether a JSON object is a feed: by its version, else by items that have an id and something to read."""
    items = value.get("items")
    if not isinstance(items, list):
        return False
    if _VERSION in word(value, "version"):
        return True
    return bool(items) and all(_is_item(item) for item in items[:3])


def _is_item(item: object) -> bool:
    return isinstance(item, dict) and isinstance(item.get("id"), str | int) and any(word(item, key) for key in _TEXTS)


def json_feed(value: Fields, *, url: str, feed: FeedId, today: date, most: int) -> Answer:
    """Read a feed's first `most` items."""
    items = several(value, "items")
    # What an RSS feed would say in its own words, so that both are read alike.
    source = Source(feed, url, today)
    shared = _people(value)
    found = [incoming(_entry(item, shared), source, at) for at, item in enumerate(items[:most], 1)]
    papers = tuple(one for one in found if one)
    raw = value.get("items")
    total = len(raw) if isinstance(raw, list) else 0
    return Answer(
        "feed",
        title=plain(word(value, "title"), NAME),
        incoming=papers,
        total=total,
        skipped=min(total, most) - len(papers),
        truncated=total > most,
    )


def _entry(item: Fields, shared: list[dict[str, object]]) -> Fields:
    """Say an item in the words of an RSS entry."""
    own_id = item.get("id")
    return {
        "id": str(own_id) if isinstance(own_id, str | int) else "",
        "title": word(item, "title"),
        "link": word(item, "url", "external_url"),
        "summary": word(item, "summary"),
        "content": [{"value": word(item, key)} for key in ("content_html", "content_text")],
        "published": _moment(item, "date_published", "published_at"),
        "updated": _moment(item, "date_modified", "updated_at"),
        "authors": _people(item) or shared,
        "tags": [{"term": tag} for tag in words(item, "tags")],
        "prism_doi": word(item, "doi", "_doi"),
    }


def _people(fields: Fields) -> list[dict[str, object]]:
    """Give the authors of version 1.1, else the one of version 1."""
    found = several(fields, "authors") or [inner(fields, "author")]
    return [{"name": name} for each in found if (name := word(each, "name"))]


def _moment(item: Fields, text: str, seconds: str) -> str:
    """Give a date as text; lists of scholarly blogs have seconds since 1970."""
    value = item.get(seconds)
    if not word(item, text) and isinstance(value, int) and 0 < value < 2**32:
        return datetime.fromtimestamp(value, UTC).isoformat()
    return word(item, text)
