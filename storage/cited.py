"""A paper as a bibliography cites it: what every reader of a format comes to, whatever the format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, get_args

from storage.markup import clean
from storage.model import Link, Paper, Scheme
from storage.work_ids import identifiers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from storage.model import Author, Identifier, Venue

_SCHEMES: Final = get_args(Scheme)
_LONGEST_TITLE: Final = 2_000
_LONGEST_ABSTRACT: Final = 100_000
_MOST_AUTHORS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Cited:
    """A paper with what its owner had said about it.

    `marks` are named as the fields of Mark are; a quote is its text, its place and the comment on it.
    """

    paper: Paper
    key: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    marks: tuple[str, ...] = ()
    quotes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Brings:
    """What taking a paper along would change for one that is here or new.

    `key` is the one it would get; `kept` names what stays as the reader has it here: "note" or "key".
    """

    tags: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    note: bool = False
    quotes: int = 0
    key: str = ""
    kept: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything would change."""
        return bool(self.tags or self.marks or self.note or self.quotes or self.key)


def paper_of(
    *,
    title: str,
    authors: Sequence[Author],
    names: Iterable[str],
    abstract: str = "",
    addresses: Iterable[str] = (),
    pdf: str = "",
    published: date | None = None,
    venue: Venue | None = None,
    categories: Sequence[str] = (),
    comment: str = "",
) -> Paper | None:
    """Make a paper of what a file says; None where it has neither a title nor a name that we know.

    `names` are identifiers as written, with or without "arXiv:" or a resolver; `addresses` may hold more of them. A
    bibliography copies others, so its text gives way to that of any feed.
    """
    listed = list(addresses)
    found = dict.fromkeys(known for text in (*names, *listed) for known in _identifiers(text))
    ids = tuple(sorted(found, key=lambda known: _SCHEMES.index(known.scheme)))
    words = clean(title)[:_LONGEST_TITLE]
    if not words and not ids:
        return None
    return Paper(
        title=words or f"{ids[0].scheme} {ids[0].value}",
        authors=tuple(author for author in authors[:_MOST_AUTHORS] if author.name),
        abstract=clean(abstract)[:_LONGEST_ABSTRACT],
        ids=ids,
        published=published,
        categories=tuple(categories),
        comment=clean(comment)[:_LONGEST_TITLE],
        links=_links(listed, pdf),
        venue=venue,
        authority=1 if words else 0,
    )


def _identifiers(text: str) -> list[Identifier]:
    return list(identifiers(text.strip())) if text.strip() else []


def _links(addresses: Sequence[str], pdf: str) -> tuple[Link, ...]:
    pages = [Link("abstract" if "/abs/" in url else "page", url) for url in map(str.strip, addresses) if _is_web(url)]
    return tuple(dict.fromkeys([*pages, *([Link("pdf", pdf.strip())] if _is_web(pdf.strip()) else [])]))


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://")) and not any(char.isspace() or char < " " for char in url)


def day_of(text: str) -> date | None:
    """Give the day that YYYY, YYYY-MM or YYYY-MM-DD begins with; None for anything else."""
    parts = text.split("-")
    try:
        return date(*(int(part) for part in (*parts, "1", "1")[:3]))
    except (ValueError, OverflowError):
        return None
