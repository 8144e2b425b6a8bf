"""BibTeX and BibLaTeX as others wrote it to papers, through pybtex; what cannot be read is given back as it stands.

Slow to load and slow with large files: never on the window's own thread. Opens no file and no connection.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from desktop.feeds.clean import ABSTRACT, NAME, TITLE, link, plain
from storage import Author, Identifier, Link, Paper, Venue, VenueKind, identifiers, normalise_id, own_words

_BEGINS: Final = re.compile(r"^[ \t]*@[ \t]*([A-Za-z]+)[ \t]*[{(]", re.MULTILINE)
_NO_ENTRY: Final = frozenset({"comment", "preamble", "string"})
_MATHS: Final = re.compile(r"((?<!\\)\$(?:[^$\\]|\\.)+\$)", re.DOTALL)
_COMMAND: Final = re.compile(r"\\[A-Za-z]+\*?[ \t]*|\\(?=[{}])")
_BRACE: Final = re.compile(r"(?<!\\)[{}]")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_KEPT_TAGS: Final = 30
_MANY: Final = frozenset({"annote", "annotation", "keywords"})
_BETWEEN: Final = " ;; "
"""What parts the notes of one entry until it is read: a semicolon parts keywords as well."""

_LONGEST_NOTE: Final = 100_000


@dataclass(frozen=True, slots=True)
class BibEntry:
    """One entry: the paper, its keywords, the key it had, and what its owner had noted."""

    paper: Paper
    keywords: tuple[str, ...]
    key: str
    note: str = ""


def looks_like_entries(text: str) -> bool:
    """Tell whether there is anything in a text that begins as an entry does."""
    return any(found[1].lower() not in _NO_ENTRY for found in _BEGINS.finditer(text))


def read(text: str) -> tuple[list[BibEntry], list[str], str]:
    """Give the entries of a text in order, those that cannot be read, and what stands before and between them.

    One broken entry costs no other one: where the whole is not sound, each is read by itself.
    """
    start = _BEGINS.search(text)
    if start is None:
        return [], [], text
    pieces = list(_pieces(text))
    outside = "\n".join([text[: start.start()], *(rest for _kind, _piece, rest in pieces)])
    whole = _parsed("".join(piece for _kind, piece, _rest in pieces))
    if whole is not None:
        found = [_entry(key, entry) for key, entry in whole.items()]
        return [one for one in found if one], [key for key, one in zip(whole, found, strict=True) if not one], outside
    entries, broken = _one_by_one(pieces)
    return entries, broken, outside


def _one_by_one(pieces: list[tuple[str, str, str]]) -> tuple[list[BibEntry], list[str]]:
    entries: list[BibEntry] = []
    broken: list[str] = []
    macros = "".join(piece for kind, piece, _rest in pieces if kind == "string" and _parsed(piece) is not None)
    for kind, piece, _rest in pieces:
        if kind in _NO_ENTRY:
            continue
        parsed = _parsed(macros + piece)
        read_ones = [_entry(key, entry) for key, entry in parsed.items()] if parsed else [None]
        entries += [one for one in read_ones if one]
        broken += [piece.strip() for one in read_ones if not one]
    return entries, broken


def _pieces(text: str) -> Iterator[tuple[str, str, str]]:
    """Give the kind and the text of each entry, and what stands behind it until the next one."""
    starts = [*_BEGINS.finditer(text)]
    ends = [found.start() for found in starts[1:]] + [len(text)]
    for found, end in zip(starts, ends, strict=True):
        close = _close(text, found.end() - 1, end)
        yield found[1].lower(), text[found.start() : close] + "\n", text[close:end]


def _close(text: str, opening: int, end: int) -> int:
    """Give where an entry that opens there is closed again, `end` where it never is."""
    if text[opening] == "(":  # braces inside need not help: such entries are rare, and end where the next begins
        return end
    depth = 0
    for brace in _BRACE.finditer(text, opening, end):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return brace.end()
    return end


def _parsed(text: str) -> Mapping[str, Any] | None:
    """Give the entries by key, None where anything is not sound."""
    import pybtex.errors
    from pybtex.exceptions import PybtexError

    with pybtex.errors.capture() as errors:
        try:
            entries: Mapping[str, Any] = _parser().parse_string(text).entries
        except (PybtexError, RecursionError, ValueError):
            return None
    return None if errors else entries


@cache
def _patient() -> type[Any]:
    from pybtex.database.input.bibtex import Parser

    class Patient(Parser):  # type: ignore[misc]  # pybtex has no types
        """Takes a field that comes twice, as Zotero writes each of its notes into an annote of its own."""

        def process_entry(self, entry_type: str, key: str | None, fields: list[tuple[str, list[str]]]) -> None:
            first: dict[str, tuple[str, list[str]]] = {}
            for name, parts in fields:
                if (before := first.get(name.lower())) is None:
                    first[name.lower()] = (name, list(parts))
                elif name.lower() in _MANY:
                    before[1].extend([_BETWEEN, *parts])
            super().process_entry(entry_type, key, list(first.values()))

    return Patient


def _parser() -> Any:
    return _patient()()


def _entry(key: str, entry: Any) -> BibEntry | None:
    """Give the paper of an entry, None where it has neither title nor identifier."""
    fields = {name.lower(): str(value) for name, value in entry.fields.items()}
    ids = _ids(fields)
    title = _plain(fields.get("title", ""), TITLE)
    if not title and not ids:
        return None
    venue = _venue(entry.type.lower(), fields)
    url = link(fields.get("url", "").strip())
    notes = _decoded(fields.get("annotation", fields.get("annote", ""))).split(_BETWEEN)
    own = own_words("\n\n".join(notes))
    paper = Paper(
        title=title or f"{ids[0].scheme} {ids[0].value}",
        authors=tuple(_authors(entry)),
        abstract=_plain(fields.get("abstract", ""), ABSTRACT),
        ids=tuple(ids),
        published=None if venue else _published(fields),
        categories=tuple(_plain(fields.get("primaryclass", fields.get("eprintclass", "")), 40).split()[:1]),
        links=tuple(_links(ids, url)),
        venue=venue,
        comment=own.comment,
        authority=1 if title else 0,
    )
    words = re.split(r"[,;]", fields.get("keywords", fields.get("keyword", "")))
    tags = dict.fromkeys(tag for word in words if (tag := _plain(word, 60).strip("/ ")))
    return BibEntry(paper, tuple(tags)[:_KEPT_TAGS], key, own.note[:_LONGEST_NOTE])


def _ids(fields: Mapping[str, str]) -> list[Identifier]:
    archive = fields.get("archiveprefix", fields.get("eprinttype", "arxiv")).strip().lower()
    scheme = {"arxiv": "arxiv", "pubmed": "pubmed"}.get(archive, "")
    said = [
        normalise_id("arxiv", fields.get("eprint", "")) if scheme == "arxiv" else None,
        normalise_id("pubmed", fields.get("eprint", "")) if scheme == "pubmed" else None,
        normalise_id("doi", fields.get("doi", "").replace("\\", "")),
        normalise_id("pubmed", fields.get("pmid", "")),
        *identifiers(fields.get("url", "").replace("\\", "")),
    ]
    # Journals have told arXiv ids in these since before there were fields for them: journal={arXiv preprint arXiv:…}.
    if not any(said):
        said += [
            one
            for name in ("journal", "journaltitle", "howpublished", "note")
            for one in identifiers(fields.get(name, ""))
            if one.scheme in {"arxiv", "doi"}
        ][:1]
    return list(dict.fromkeys(one for one in said if one is not None))


def _authors(entry: Any) -> Iterator[Author]:
    for person in entry.persons.get("author", entry.persons.get("editor", ())):
        given = _plain(" ".join([*person.first_names, *person.middle_names]), NAME)
        parts = [*person.prelast_names, *person.last_names]
        family, suffix = _plain(" ".join(parts), NAME), _plain(" ".join(person.lineage_names), NAME)
        if family.lower() == "others" and not given:
            continue
        if not given and len(parts) == 1 and parts[0].startswith("{"):
            yield Author(family, group=True)
        elif name := " ".join(part for part in (given, family, suffix) if part):
            yield Author(name, family=family, given=given, suffix=suffix)


_VENUES: Final[Mapping[str, tuple[VenueKind, tuple[str, ...]]]] = {
    "article": ("journal", ("journal", "journaltitle")),
    "inproceedings": ("conference", ("booktitle",)),
    "conference": ("conference", ("booktitle",)),
    "incollection": ("book", ("booktitle",)),
    "inbook": ("book", ("booktitle",)),
}


def _venue(kind: str, fields: Mapping[str, str]) -> Venue | None:
    where, names = _VENUES.get(kind, ("journal", ()))
    name = next((found for one in names if (found := _plain(fields.get(one, ""), TITLE))), "")
    if not name or name.lower().startswith(("arxiv", "biorxiv", "corr")):
        return None
    return Venue(
        where,
        name,
        volume=_plain(fields.get("volume", ""), NAME),
        number=_plain(fields.get("number", fields.get("issue", "")), NAME),
        pages=_plain(fields.get("pages", ""), NAME).replace("–", "-"),
        appeared="-".join(_appeared(fields)),
    )


def _appeared(fields: Mapping[str, str]) -> list[str]:
    """Give year, month and day as far as they are told."""
    told = re.match(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", fields.get("date", "").strip())
    if told:
        return [part for part in told.groups() if part]
    year = re.search(r"(?<!\d)(?:1[5-9]|20)\d{2}(?!\d)", fields.get("year", ""))
    if year is None:
        return []
    month = fields.get("month", "").strip(' {}"').lower()
    number = int(month) if month.isdecimal() and len(month) < 3 else 0
    number = number or next((at for at, name in enumerate(_MONTHS, 1) if month.startswith(name)), 0)
    return [year[0], f"{number:02d}"] if 1 <= number <= 12 else [year[0]]


def _published(fields: Mapping[str, str]) -> date | None:
    """Give the first day that fits what is told."""
    parts = [int(part) for part in _appeared(fields)]
    try:
        return date(*[*parts, 1, 1][:3]) if parts else None
    except ValueError:
        return None


def _links(ids: list[Identifier], url: str) -> Iterator[Link]:
    doi = next((one.value for one in ids if one.scheme == "doi"), "")
    if doi:
        yield Link("abstract", f"https://doi.org/{doi}")
    if url and "doi.org/" not in url:
        yield Link("page", url)


def _plain(text: str, limit: int) -> str:
    """Give LaTeX as plain text; maths keeps its dollar signs and what is between them."""
    if not text:
        return ""
    text = text[: limit * 10]
    parts = _MATHS.split(text)
    parts[::2] = [_decoded(part) for part in parts[::2]]
    return plain("".join(parts), limit)


def _decoded(text: str) -> str:
    if "\\" in text:
        from latexcodec.codec import UnicodeLatexIncrementalDecoder  # comes with pybtex

        decoder: Any = UnicodeLatexIncrementalDecoder
        text = _COMMAND.sub("", decoder().decode(text, final=True))
    return text.replace("~", " ").replace("{", "").replace("}", "").replace("---", "—").replace("--", "–")
