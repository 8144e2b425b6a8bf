"""Papers as lines of JSON, one object a line: our own export, and records as arXiv and Crossref data sets have them.

Own lines have `ids` as an object by scheme, and marks; records have `arxiv_id` and `doi`, authors as objects, and a
venue with `type`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

from storage.cited import Cited, day_of, paper_of
from storage.model import Author, Link, LinkKind, Paper, Venue, VenueKind

_LINKS: Final[tuple[LinkKind, ...]] = ("abstract", "pdf", "code", "project", "discussion", "page")
_VENUES: Final[dict[str, VenueKind]] = {"journal": "journal", "conference": "conference", "book": "book"}
_MARKS: Final = ("starred", "later", "done", "dismissed", "read")


def from_json_lines(text: str) -> list[Cited]:
    """Read papers; a line that is no object with a title or an identifier is left out."""
    return [cited for line in text.splitlines() if (cited := _line(line)) is not None]


def _line(line: str) -> Cited | None:
    if not line.lstrip().startswith("{"):
        return None
    try:
        read: Any = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return _read(read) if isinstance(read, dict) else None


def _read(record: dict[str, Any]) -> Cited | None:
    published = _text(record, "published")
    paper = paper_of(
        title=_text(record, "title"),
        authors=[author for one in _list(record, "authors") if (author := _author(one)) is not None],
        abstract=_text(record, "abstract"),
        names=_names(record),
        published=day_of(published[:10]),
        venue=_venue(record.get("venue"), published),
        categories=[one for one in _list(record, "categories") if isinstance(one, str)],
    )
    if paper is None:
        return None
    links = record.get("links")
    if isinstance(links, dict):
        paper = _with_links(paper, links)
    marks = tuple(name for name in _MARKS if record.get(name) and "tags" in record)
    tags = tuple(dict.fromkeys(tag for tag in _list(record, "tags") if isinstance(tag, str) and tag.strip()))
    quotes = tuple(
        (text, _text(quote, "place"), _text(quote, "note"))
        for quote in _list(record, "quotes")
        if isinstance(quote, dict) and (text := _text(quote, "text").strip())
    )
    return Cited(paper, key=_text(record, "key"), tags=tags, note=_text(record, "note"), marks=marks, quotes=quotes)


def _names(record: dict[str, Any]) -> list[str]:
    ids = record.get("ids")
    own = ids if isinstance(ids, dict) else {}
    said = [(scheme, str(value)) for scheme, value in own.items()] + [("arxiv", _text(record, "arxiv_id"))]
    return [f"arXiv:{value}" if scheme == "arxiv" and value else value for scheme, value in said] + [
        _text(record, "doi")
    ]


def _with_links(paper: Paper, links: dict[str, Any]) -> Paper:
    found = [
        Link(kind, url)
        for kind in _LINKS
        if isinstance(url := links.get(kind), str) and url.startswith(("http://", "https://")) and not url.split()[1:]
    ]
    return replace(paper, links=tuple(found))


def _author(one: object) -> Author | None:
    if isinstance(one, str):
        return Author(one) if one.strip() else None
    if not isinstance(one, dict):
        return None
    if literal := _text(one, "literal"):
        return Author(literal, group=True)
    family, given, suffix = (_text(one, part) for part in ("family", "given", "suffix"))
    name = _text(one, "name") or " ".join(part for part in (given, family, suffix) if part)
    return Author(name, family, given, suffix) if name else None


def _venue(venue: object, published: str) -> Venue | None:
    if not isinstance(venue, dict) or not _text(venue, "name"):
        return None
    return Venue(
        _VENUES.get(_text(venue, "type"), "journal"),
        name=_text(venue, "name"),
        volume=_text(venue, "volume"),
        number=_text(venue, "number"),
        pages=_text(venue, "pages"),
        appeared=published[:10],
    )


def _text(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _list(record: dict[str, Any], name: str) -> list[Any]:
    value = record.get(name)
    return value if isinstance(value, list) else []
