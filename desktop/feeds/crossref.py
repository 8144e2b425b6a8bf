"""Crossref's record of a DOI (https://api.crossref.org/works/DOI) to a paper."""

from __future__ import annotations

import json
from itertools import takewhile
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from desktop.feeds.answer import NotAFeed
from desktop.feeds.clean import ABSTRACT, NAME, TITLE, link, plain
from desktop.feeds.fields import Fields, day_of, inner, several, word, words
from storage import Author, Identifier, Link, Paper, Venue, VenueKind, normalise_id

if TYPE_CHECKING:
    from datetime import date

_VENUES: Final[dict[str, VenueKind]] = {
    "journal-article": "journal",
    "proceedings-article": "conference",
    "book-chapter": "book",
}


def address(origin: str, doi: str) -> str:
    """Give where Crossref tells about a DOI."""
    return f"{origin}/works/{quote(doi, safe='')}"


def paper(body: bytes) -> Paper:
    """Read a record.

    Raises:
        NotAFeed: it is no record of a work with a title.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAFeed("odd_json") from error
    record = inner(value, "message") if isinstance(value, dict) and "message" in value else value
    if not isinstance(record, dict):
        raise NotAFeed("odd_json")
    title = plain(next(iter(words(record, "title")), ""), TITLE)
    own = normalise_id("doi", word(record, "DOI"))
    if not title or own is None:
        raise NotAFeed("odd_json")
    appeared = _date(inner(record, "issued")) or _date(inner(record, "published"))
    return Paper(
        title=title,
        authors=tuple(filter(None, (_author(one) for one in several(record, "author")))),
        abstract=plain(word(record, "abstract").removeprefix("<jats:title>Abstract</jats:title>"), ABSTRACT),
        ids=(own, *_preprints(record)),
        published=_day(appeared),
        links=tuple(_links(record, own)),
        venue=_venue(record, appeared),
        licence=next((link(word(one, "URL")) for one in several(record, "license")), ""),
        authority=2,
    )


def _author(fields: Fields) -> Author | None:
    family, given = plain(word(fields, "family"), NAME), plain(word(fields, "given"), NAME)
    suffix, group = plain(word(fields, "suffix"), NAME), plain(word(fields, "name"), NAME)
    if group and not family:
        return Author(group, group=True)
    name = " ".join(part for part in (given, family, suffix) if part)
    return Author(name, family=family, given=given, suffix=suffix) if name else None


def _preprints(record: Fields) -> list[Identifier]:
    """Give what the record says this work was before: a preprint of it is the same work."""
    said = several(inner(record, "relation"), "has-preprint")
    found = (normalise_id("doi", word(one, "id")) for one in said if word(one, "id-type") == "doi")
    return [identifier for identifier in found if identifier is not None and identifier.scheme != "doi"]


def _date(fields: Fields) -> list[int]:
    """Give year, month and day, as many as there are and make a date; none at all where the year is no paper's."""
    parts = fields.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    known = list(takewhile(lambda part: isinstance(part, int), first[:3])) if isinstance(first, list) else []
    while known and _day(known) is None:
        known.pop()
    return known


def _day(parts: list[int]) -> date | None:
    """Give the first day that the parts allow."""
    return day_of("{:04d}-{:02d}-{:02d}".format(*[*parts, 1, 1][:3])) if parts else None


def _venue(record: Fields, appeared: list[int]) -> Venue | None:
    kind = _VENUES.get(word(record, "type"))
    name = plain(next(iter(words(record, "container-title")), ""), TITLE)
    if kind is None or not name:
        return None
    return Venue(
        kind,
        name,
        volume=plain(word(record, "volume"), NAME),
        number=plain(word(record, "issue"), NAME),
        pages=plain(word(record, "page"), NAME),
        appeared="-".join(f"{part:02d}" for part in appeared),
    )


def _links(record: Fields, own: Identifier) -> list[Link]:
    found = [Link("abstract", f"https://doi.org/{own.value}")] if own.scheme == "doi" else []
    for one in several(record, "link"):
        url = link(word(one, "URL"))
        if url and word(one, "content-type") == "application/pdf":
            return [*found, Link("pdf", url)]
    return found
