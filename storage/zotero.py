"""Zotero's table of a library or a collection, as its export to CSV has it; what its other exports say is read there.

It knows columns by their English names, which Zotero writes in every language.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from storage.cited import Cited, day_of, paper_of
from storage.foreign_notes import own_words
from storage.model import Author, Venue, VenueKind
from storage.names import joined, split

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEAD: Final = ("Key", "Item Type", "Publication Year", "Author", "Title")
_VENUES: Final[dict[str, VenueKind]] = {
    **dict.fromkeys(("journalArticle", "magazineArticle", "newspaperArticle"), "journal"),
    "conferencePaper": "conference",
    "bookSection": "book",
}
_NO_PAPERS: Final = frozenset({"attachment", "note", "annotation"})
_NAMES: Final = ("DOI", "Extra", "Archive Location", "Archive ID")
_LONGEST_FIELD: Final = 10_000_000
_DAY: Final = re.compile(r"\d{4}(?:-\d{2}){0,2}")


def is_zotero_csv(text: str) -> bool:
    """Tell whether a text begins as Zotero's table does."""
    head = text.lstrip("\ufeff").partition("\n")[0].strip()
    return tuple(next(csv.reader([head[:4000]]), []))[: len(_HEAD)] == _HEAD


def from_zotero_csv(text: str) -> list[Cited]:
    """Read papers from Zotero's table; a line without a title or a number is left out.

    Raises:
        ValueError: it is no such table.
    """
    if not is_zotero_csv(text):
        raise ValueError
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        # Not by lines of ours: notes and abstracts have line ends of their own.
        rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""))
        return [cited for row in rows if (cited := _read(row)) is not None]
    except csv.Error as error:
        raise ValueError(str(error)) from error
    finally:
        csv.field_size_limit(before)


def _read(row: Mapping[str, str | None]) -> Cited | None:
    def said(name: str) -> str:
        return (row.get(name) or "").strip()

    if said("Item Type") in _NO_PAPERS:
        return None
    own, extra = own_words(said("Notes")), own_words(said("Extra"))
    kind, host = _VENUES.get(said("Item Type")), said("Publication Title")
    appeared = found[0] if (found := _DAY.match(said("Date"))) else said("Publication Year")[:4]
    paper = paper_of(
        title=said("Title"),
        authors=[_author(name.strip()) for name in said("Author").split(";") if name.strip()],
        abstract=said("Abstract Note"),
        names=[word for name in _NAMES for word in said(name).splitlines()],
        addresses=[said("Url")],
        published=day_of(appeared),
        venue=Venue(kind, host, said("Volume"), said("Issue"), said("Pages"), appeared) if kind and host else None,
        comment=own.comment or extra.comment,
    )
    if paper is None:
        return None
    tags = (tag.strip() for name in ("Manual Tags", "Automatic Tags") for tag in said(name).split(";"))
    note = "\n\n".join(part for part in (own.note, extra.note) if part)
    return Cited(paper, key=extra.key, tags=tuple(dict.fromkeys(filter(None, tags))), note=note)


def _author(name: str) -> Author:
    family, _comma, given = (part.strip() for part in name.partition(","))
    return Author(joined(family, given), family, given) if family and given else split(Author(name))
