"""Papers to CSL-JSON and back: what Zotero, Pandoc and citeproc read and write.

The schema of CSL 1.0.2 (citation-style-language/schema, csl-data.json); a preprint is an `article` with its number at
the server, as Zotero has it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from storage.cited import Cited, day_of, paper_of
from storage.foreign_notes import own_words
from storage.markup import clean, plain
from storage.model import Author, Venue, VenueKind
from storage.names import joined, split, without_particles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from storage.model import Entry, Paper

_KINDS: Final[dict[VenueKind, str]] = {
    "journal": "article-journal",
    "conference": "paper-conference",
    "book": "chapter",
}
_VENUES: Final[dict[str, VenueKind]] = {
    **dict.fromkeys(("article-journal", "article-magazine", "article-newspaper", "review"), "journal"),
    "paper-conference": "conference",
    "chapter": "book",
}
_PARTICLES: Final = ("dropping-particle", "non-dropping-particle")


def to_csl(entries: Iterable[Entry], *, tags: bool = True, note: bool = True) -> str:
    """Give the entries in their order as a JSON array, an entry a line, with a line feed at its end."""
    items = (json.dumps(dict(_item(entry, tags=tags, note=note)), ensure_ascii=False) for entry in entries)
    lines = ",\n".join(items)
    return f"[\n{lines}\n]\n" if lines else "[]\n"


def _item(entry: Entry, *, tags: bool, note: bool) -> Iterator[tuple[str, object]]:
    paper = entry.paper
    venue = paper.venue if paper.venue and paper.venue.kind != "reference" else None
    yield "id", entry.key or str(entry.id)
    yield "type", _KINDS[venue.kind] if venue else "article"
    found: dict[str, object] = {
        "title": clean(paper.title),
        "author": [person for author in paper.authors if (person := _person(author))],
        "issued": _issued(paper, venue),
        "abstract": clean(paper.abstract),
    }
    if venue:
        found |= {"container-title": clean(venue.name), "volume": clean(venue.volume), "issue": clean(venue.number)}
        found |= {"page": clean(venue.pages)}
    found |= _names(paper)
    if tags:
        found["keyword"] = ", ".join(tag.replace(",", " ") for tag in entry.mark.tags)
    if note:
        found["note"] = entry.mark.note
    yield from ((name, value) for name, value in found.items() if value)


def _issued(paper: Paper, venue: Venue | None) -> dict[str, object] | None:
    appeared = venue.appeared if venue and venue.appeared else paper.published.isoformat() if paper.published else ""
    numbers = [int(part) for part in appeared.split("-") if part.isdigit()]
    return {"date-parts": [numbers]} if numbers else None


def _names(paper: Paper) -> dict[str, object]:
    values = {each.scheme: each.value for each in reversed(paper.ids)}
    found: dict[str, object] = {"DOI": values.get("doi", "")}
    if "arxiv" in values:
        found |= {"archive": "arXiv", "number": f"arXiv:{values['arxiv']}"}
        if paper.categories:
            found["custom"] = {"categories": list(paper.categories)}
    page = next((link.url for kind in ("abstract", "page") for link in paper.links if link.kind == kind), "")
    return found | {"URL": page}


def _person(author: Author) -> dict[str, str]:
    known = split(author)
    if known.group or not known.family or not known.given:
        return {"literal": plain(known.name)} if known.name else {}
    family = without_particles(known.family)
    particle = known.family.removesuffix(family).strip()
    parts = {"non-dropping-particle": particle, "family": family, "given": known.given, "suffix": known.suffix}
    return {name: plain(value) for name, value in parts.items() if value}


def from_csl(text: str) -> list[Cited]:
    """Read papers from a CSL-JSON array, or from an object that holds one as `items` or `message`.

    An entry of another shape, or without a title or a number, is left out.

    Raises:
        ValueError: it is no JSON.
    """
    read: Any = json.loads(text)
    if isinstance(read, dict):
        read = read.get("items") or read.get("message") or [read]
    listed = read if isinstance(read, list) else [read]
    return [cited for item in listed if isinstance(item, dict) and (cited := _read(item))]


def _read(item: dict[str, Any]) -> Cited | None:
    kind = _VENUES.get(_text(item, "type"))
    host = _text(item, "container-title")
    appeared = _appeared(item.get("issued"))
    venue = None
    if kind and host:
        venue = Venue(kind, host, _text(item, "volume"), _text(item, "issue"), _text(item, "page"), appeared)
    people = item.get("author")
    own = own_words(_note(item))
    paper = paper_of(
        title=_text(item, "title"),
        authors=[author for one in people if (author := _read_person(one))] if isinstance(people, list) else [],
        abstract=_text(item, "abstract"),
        names=[_text(item, name) for name in ("DOI", "number", "archive_location", "PMID")],
        addresses=[_text(item, "URL")],
        published=day_of(appeared),
        venue=venue,
        categories=_categories(item.get("custom")),
        comment=own.comment,
    )
    if paper is None:
        return None
    keywords = (word.strip() for word in _text(item, "keyword").split(","))
    key = _text(item, "citation-key") or own.key or _text(item, "id")
    return Cited(paper, key=key, tags=tuple(dict.fromkeys(filter(None, keywords))), note=own.note)


def _text(item: dict[str, Any], name: str) -> str:
    """Give a value as text; Crossref has a list of one where CSL has a text, some have numbers."""
    value = item.get(name)
    if isinstance(value, list):
        value = value[0] if value else ""
    return clean(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _categories(custom: Any) -> list[str]:
    """Give what we put into CSL's own place for what it has no name for."""
    said = custom.get("categories") if isinstance(custom, dict) else None
    return [one for one in said if isinstance(one, str)] if isinstance(said, list) else []


def _note(item: dict[str, Any]) -> str:
    note = item.get("note")
    return note if isinstance(note, str) else ""


def _appeared(issued: Any) -> str:
    if not isinstance(issued, dict):
        return ""
    dates = issued.get("date-parts")
    first = dates[0] if isinstance(dates, list) and dates else None
    if isinstance(first, list):
        numbers = [int(part) for part in first[:3] if isinstance(part, int | str) and str(part).isdigit()]
        if numbers and 1000 <= numbers[0] <= 9999:
            return "-".join([str(numbers[0]), *(f"{part:02d}" for part in numbers[1:])])
    raw = issued.get("raw") or issued.get("literal")
    return raw[:10] if isinstance(raw, str) and day_of(raw[:10]) else ""


def _read_person(value: Any) -> Author | None:
    if not isinstance(value, dict):
        return None
    literal = _text(value, "literal") or _text(value, "name")
    if literal:
        return split(Author(literal))
    family = " ".join(filter(None, (*(_text(value, name) for name in _PARTICLES), _text(value, "family"))))
    given, suffix = _text(value, "given"), _text(value, "suffix")
    name = joined(family, given, suffix)
    return Author(name, family, given, suffix) if name else None
