"""What a text that the reader brings holds: identifiers of papers and BibTeX entries. No Qt, no connection.

A text may be a message, a list of addresses, a .bib file, or anything at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from desktop import bib_entries
from storage import (
    Cited,
    Identifier,
    Paper,
    from_csl,
    from_json_lines,
    from_ris,
    from_zotero_csv,
    identifiers,
    is_zotero_csv,
)

_RIS: Final = re.compile(r"^\ufeff?TY  ?- ", re.MULTILINE)

LONGEST: Final = 64_000_000
"""Characters of a text; a bibliography of a hundred thousand papers has half of that."""

MOST: Final = 50_000
"""Papers that are brought at once."""

_SHOWN: Final = 200
"""Characters of what is not understood, and how many such pieces are worth showing."""


class TooMuch(Exception):
    """The text is longer than LONGEST, or holds more papers than MOST; carries that number."""

    def __init__(self, papers: int = 0) -> None:
        super().__init__(f"{papers} papers" if papers else "too long")
        self.papers = papers


@dataclass(frozen=True, slots=True)
class Found:
    """One paper in a text: as an entry tells about it, or with nothing but an identifier (authority 0).

    `cited` is what an owner had said of it, in a file of another program or of another library.
    """

    paper: Paper
    keywords: tuple[str, ...] = ()
    cited: Cited | None = None

    def without_keywords(self) -> "Found":
        """Give the same paper without the tags and keywords that it came with."""
        return replace(self, keywords=(), cited=replace(self.cited, tags=()) if self.cited else None)


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was found, each paper once, and the pieces that look as if they meant one but could not be understood."""

    found: tuple[Found, ...] = ()
    odd: tuple[str, ...] = ()


def read(text: str) -> Pasted:
    """Find the papers in a text, in its order.

    Raises:
        TooMuch: it is too long, or holds too many.
    """
    if len(text) > LONGEST:
        raise TooMuch
    listed = _of_other_programs(text)
    if listed:
        return Pasted(tuple(_each_once([Found(one.paper, one.tags, one) for one in listed])))
    entries: list[Found] = []
    odd: list[str] = []
    if bib_entries.looks_like_entries(text):
        read_ones, odd, text = bib_entries.read(text)
        entries = [Found(one.paper, one.keywords, Cited(one.paper, one.key, (), one.note)) for one in read_ones]
    bare = [Found(_bare(identifier)) for identifier in identifiers(text)]
    found = _each_once([*entries, *bare])
    if len(found) > MOST:
        raise TooMuch(len(found))
    odd += _odd_lines(text) if found or not odd else []
    return Pasted(tuple(found), tuple(_short(piece) for piece in odd[:_SHOWN]))


def together(parts: Sequence[Pasted]) -> Pasted:
    """Give what several texts hold as one, each paper once.

    Raises:
        TooMuch: they hold too many.
    """
    found = _each_once([one for part in parts for one in part.found])
    if len(found) > MOST:
        raise TooMuch(len(found))
    return Pasted(tuple(found), tuple(piece for part in parts for piece in part.odd)[:_SHOWN])


def _of_other_programs(text: str) -> list[Cited]:
    """Read RIS, CSL-JSON, Zotero's table, and JSON a line a paper; empty where the text is none of these."""
    if is_zotero_csv(text):
        return _not_too_many(from_zotero_csv(text))
    if _RIS.search(text):
        return _not_too_many(from_ris(text))
    begins = text.lstrip("\ufeff \t\r\n")[:1]
    if begins not in {"[", "{"}:
        return []
    # An array may have an entry a line; a line of such a file is none of ours.
    lines = from_json_lines(text) if begins == "{" else []
    try:
        return _not_too_many(lines or from_csl(text))
    except (ValueError, RecursionError):
        return []


def _not_too_many(cited: list[Cited]) -> list[Cited]:
    if len(cited) > MOST:
        raise TooMuch(len(cited))
    return cited


def _bare(identifier: Identifier) -> Paper:
    return Paper(title=f"{identifier.scheme} {identifier.value}", ids=(identifier,), authority=0)


def _each_once(found: list[Found]) -> list[Found]:
    """Leave out what carries an identifier of an earlier one."""
    kept: list[Found] = []
    seen: set[Identifier] = set()
    for one in found:
        if not seen.intersection(one.paper.ids):
            kept.append(one)
        seen.update(one.paper.ids)
    return kept


def _odd_lines(text: str) -> list[str]:
    """Give the lines without an identifier where a text is a list of them; prose is not expected to hold one a line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    without = [line for line in lines if not identifiers(line)]
    return without if len(without) * 2 <= len(lines) or len(lines) == 1 else []


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
