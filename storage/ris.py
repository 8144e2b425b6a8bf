"""Papers to RIS and back; one tag a line, so whatever a text holds, it begins no line and ends no entry.

Tags as in the RIS specification of Research Information Systems (2001, types of 2011): AN and DB carry the number of
a preprint server, each line of a note is an N1 of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from storage.cited import Cited, day_of, paper_of
from storage.foreign_notes import own_words
from storage.markup import clean
from storage.model import Author, Venue, VenueKind
from storage.names import joined, split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from storage.model import Entry, Paper

_LINE: Final = re.compile(r"\ufeff?([A-Z][A-Z0-9]) {1,2}- ?(.*)")
_KINDS: Final[dict[VenueKind, str]] = {"journal": "JOUR", "conference": "CONF", "book": "CHAP"}
_VENUES: Final[dict[str, VenueKind]] = {
    **dict.fromkeys(("JOUR", "EJOUR", "MGZN", "ABST", "INPR", "JFULL"), "journal"),
    **dict.fromkeys(("CONF", "CPAPER"), "conference"),
    **dict.fromkeys(("CHAP", "ECHAP"), "book"),
}
_RANGE: Final = re.compile(r"\s*[-‐‑‒–—]+\s*")


def to_ris(entries: Iterable[Entry], *, tags: bool = True, note: bool = True) -> str:
    """Give the entries in their order, with CR LF as RIS has it; empty for none."""
    return "".join(
        "".join(f"{tag}  - {value}\r\n" for tag, value in _entry(entry, tags=tags, note=note)) for entry in entries
    )


def _entry(entry: Entry, *, tags: bool, note: bool) -> Iterator[tuple[str, str]]:
    paper = entry.paper
    venue = paper.venue if paper.venue and paper.venue.kind != "reference" else None
    yield "TY", _KINDS[venue.kind] if venue else "UNPB"
    yield from _some("ID", entry.key)
    yield from _some("TI", paper.title)
    for author in paper.authors:
        yield from _some("AU", _person(author))
    yield from _dates(paper, venue)
    if venue:
        yield from _some("T2", venue.name)
        yield from _some("VL", venue.volume)
        yield from _some("IS", venue.number)
        first, _dash, last = _RANGE.sub("\n", clean(venue.pages), count=1).partition("\n")
        yield from _some("SP", first)
        yield from _some("EP", last)
    elif paper.venue:
        yield from _some("T2", paper.venue.name)
    yield from _names(paper)
    yield from _some("AB", paper.abstract)
    for tag in entry.mark.tags if tags else ():
        yield from _some("KW", tag)
    if note and entry.mark.note:
        yield from (("N1", clean(line)) for line in entry.mark.note.splitlines())
    yield "ER", ""


def _dates(paper: Paper, venue: Venue | None) -> Iterator[tuple[str, str]]:
    appeared = venue.appeared if venue and venue.appeared else paper.published.isoformat() if paper.published else ""
    if appeared[:4].isdigit():
        yield "PY", appeared[:4]
        yield "DA", "/".join(([*appeared.split("-"), "", "", ""])[:3]) + "/"


def _names(paper: Paper) -> Iterator[tuple[str, str]]:
    values = {each.scheme: each.value for each in reversed(paper.ids)}
    yield from _some("DO", values.get("doi", ""))
    if "arxiv" in values:
        yield "AN", f"arXiv:{clean(values['arxiv'])}"
        yield "DB", "arXiv"
        yield from _some("C1", " ".join(paper.categories))
    yield from (("UR", clean(link.url)) for link in paper.links if link.kind in {"abstract", "page"})
    yield from (("L1", clean(link.url)) for link in paper.links if link.kind == "pdf")


def _some(tag: str, text: str) -> Iterator[tuple[str, str]]:
    if value := clean(text):
        yield tag, value


def _person(author: Author) -> str:
    """Give `Family, Given, Suffix`; a group or a single name as it is, without its commas, which would part it."""
    known = split(author)
    if known.group or not known.family or not known.given:
        return known.name.replace(",", "")
    return ", ".join(part.replace(",", "") for part in (known.family, known.given, known.suffix) if part)


def from_ris(text: str) -> list[Cited]:
    """Read papers from RIS as programs write it: also without ER, with lines that go on, with either line end.

    What is no RIS gives an empty list; an entry without a title or a number is left out.
    """
    found: list[Cited] = []
    entry: dict[str, list[str]] = {}
    last = ""
    for line in [*text.splitlines(), "TY  - "]:
        matched = _LINE.fullmatch(line.rstrip())
        if matched is None:
            if last and line.strip():
                entry[last][-1] += f" {line.strip()}"
            continue
        tag, value = matched[1], matched[2].strip()
        if tag in {"TY", "ER"}:
            found += _read(entry)
            entry, last = ({"TY": [value]}, "") if tag == "TY" else ({}, "")
        elif entry:
            entry.setdefault(tag, []).append(value)
            last = tag
    return found


def _read(entry: dict[str, list[str]]) -> list[Cited]:
    def first(*tags: str) -> str:
        return next((value for tag in tags for value in entry.get(tag, ()) if value), "")

    kind = _VENUES.get(first("TY"))
    host = first("JO", "JF", "T2", "JA", "J2", "BT") if kind else ""
    pages = "-".join(value for value in (first("SP"), first("EP")) if value)
    appeared = _appeared(first("DA", "Y1"), first("PY"))
    venue = Venue(kind, host, first("VL"), first("IS"), pages, appeared) if kind and host else None
    reference = first("T2") if not kind else ""
    own = own_words("\n".join(entry.get("N1", ())))
    # Zotero has the number of a preprint where RIS has a number of any kind.
    numbers = [value for value in entry.get("M1", ()) if value.lower().startswith("arxiv:")]
    paper = paper_of(
        title=first("TI", "T1", "CT"),
        authors=[_read_person(value) for tag in ("AU", "A1") for value in entry.get(tag, ())],
        abstract=first("AB", "N2"),
        names=[*entry.get("DO", ()), *entry.get("AN", ()), *entry.get("C7", ()), *entry.get("M3", ()), *numbers],
        addresses=entry.get("UR", ()),
        pdf=first("L1"),
        published=day_of(appeared),
        categories=first("C1").split() if first("DB") == "arXiv" else (),
        venue=venue or (Venue("reference", reference) if reference else None),
        comment=own.comment,
    )
    if paper is None:
        return []
    tags = tuple(dict.fromkeys(value for value in entry.get("KW", ()) if value))
    return [Cited(paper, key=own.key or first("ID"), tags=tags, note=own.note)]


def _appeared(written: str, year: str) -> str:
    numbers = [part for part in re.split(r"[/-]", written)[:3] if part.isdigit()] or [year[:4]]
    return "-".join([numbers[0], *(f"{int(part):02d}" for part in numbers[1:])]) if len(numbers[0]) == 4 else ""


def _read_person(value: str) -> Author:
    family, given, suffix = ([part.strip() for part in value.split(",")] + ["", "", ""])[:3]
    if not given:
        return split(Author(family))
    return Author(joined(family, given, suffix), family, given, suffix)
