"""Papers to a .bib for BibTeX or BibLaTeX that LaTeX never complains about; reads no file and writes none.

Whatever a source wrote, the text holds exactly one entry for each that came in. What may stand where: btxdoc and
"Tame the BeaST" for BibTeX, the manuals of biblatex and biber, and arXiv's own export for eprint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from storage.citation_keys import deal, is_key, stem
from storage.latex import Flavour, braced, escaped, latex
from storage.markup import clean, plain, read
from storage.names import initials_apart, is_small, parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from storage.model import Author, Entry, Paper, Scheme, Venue

    _Pairs = Iterator[tuple[str, str]]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE: Final = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-([0-2]\d|3[01]))?)?")
# The archives of arXiv, those of before 2007 among them: other feeds have categories too.
_ARCHIVES: Final = _words(
    "astro-ph cond-mat cs econ eess gr-qc hep-ex hep-lat hep-ph hep-th math math-ph nlin nucl-ex nucl-th physics q-bio "
    "q-fin quant-ph stat acc-phys adap-org alg-geom ao-sci atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas dg-ga "
    "funct-an mtrl-th patt-sol plasm-ph q-alg solv-int supr-con"
)
_CLASS: Final = re.compile(r"([a-z-]+)(?:\.[A-Za-z-]+)?")
_CUT: Final = re.compile(r"\s*(?:and |& )?et\.? al\.?\s*", re.IGNORECASE)
_DASHES: Final = re.compile(r"\s*[-‐‑‒–—−]+\s*")
_PAGE: Final = re.compile(r"\d|^[ivxlc]+$")
_NOT_IN_ADDRESSES: Final = re.compile(r'[^!-~]|[{}\\^"<>`|]')
_NOT_IN_DOIS: Final = re.compile(r"[^!-~]|[{}\\]")


@dataclass(frozen=True, slots=True)
class BibFields:
    """What else to write: the abstract, the reader's tags as keywords, the reader's note; `most_authors` 0 is all."""

    abstract: bool = False
    tags: bool = False
    note: bool = False
    most_authors: int = 0


_DEFAULTS: Final = BibFields()


def to_bibtex(entries: Iterable[Entry], *, flavour: Flavour = "bibtex", fields: BibFields = _DEFAULTS) -> str:
    """Give a .bib with the entries in their order, in Unicode with LF; empty for none.

    An entry keeps its key. One without a key, or with one that would break the file or that another has, gets one
    that holds for this text only.
    """
    listed = list(entries)
    people: dict[str, str] = {}
    written = (_entry(entry, key, flavour, fields, people) for entry, key in zip(listed, _keys(listed), strict=True))
    return "\n".join(written)


def bibtex_entry(entry: Entry, key: str, *, flavour: Flavour = "bibtex", fields: BibFields = _DEFAULTS) -> str:
    """Give one entry under `key`, which must be usable, with a line feed at its end: what a file is joined from."""
    return _entry(entry, key, flavour, fields, {})


def _keys(entries: list[Entry]) -> list[str]:
    taken: set[str] = set()
    keys: list[str] = []
    for entry in entries:
        folded = entry.key.lower()
        keys.append(entry.key if is_key(entry.key) and folded not in taken else "")
        taken.add(folded)
    for at, key in enumerate(keys):
        if not key:
            keys[at] = deal(stem(entries[at].paper), taken.__contains__)
            taken.add(keys[at])
    return keys


def _entry(entry: Entry, key: str, flavour: Flavour, fields: BibFields, people: dict[str, str]) -> str:
    paper = entry.paper
    venue = paper.venue if paper.venue and paper.venue.kind != "reference" and clean(paper.venue.name) else None
    lines = [
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n"
        for name, value in (
            *_old_keys(entry, flavour),
            *_work(paper, key, flavour, fields, people),
            *(_published(venue, flavour) if venue else _unpublished(paper, flavour)),
            *_date(paper, venue, flavour),
            *_identifiers(paper, venue, flavour),
            *_extras(entry, flavour, fields),
        )
        if value
    ]
    return f"@{_kind(paper, venue, flavour)}{{{key},\n{''.join(lines)}}}\n"


def _old_keys(entry: Entry, flavour: Flavour) -> _Pairs:
    """Name the keys that the entry had before, which only biber knows how to look up."""
    if flavour == "biblatex":
        yield "ids", ", ".join(key for key in entry.old_keys if is_key(key))


def _kind(paper: Paper, venue: Venue | None, flavour: Flavour) -> str:
    if venue:
        return {"journal": "article", "conference": "inproceedings"}.get(venue.kind, "incollection")
    found = _value(paper, "arxiv") or _value(paper, "doi") or _address(paper)
    return "online" if found and flavour == "biblatex" else "misc"


def _value(paper: Paper, scheme: Scheme) -> str:
    return next((value for each in paper.ids if each.scheme == scheme and (value := clean(each.value))), "")


def _work(paper: Paper, key: str, flavour: Flavour, fields: BibFields, people: dict[str, str]) -> _Pairs:
    authors = _authors(paper.authors, flavour, fields.most_authors, people)
    title = latex(read(paper.title), flavour, keep_capitals=True)
    yield "author", authors
    # An entry needs a title; the best name of a work without one is its number.
    yield "title", title or _text(_value(paper, "arxiv") or _value(paper, "doi") or key, flavour)
    if not authors and flavour == "bibtex":
        yield "key", key  # what BibTeX sorts by where nobody is named


def _published(venue: Venue, flavour: Flavour) -> _Pairs:
    journal = "journal" if flavour == "bibtex" else "journaltitle"
    yield (journal if venue.kind == "journal" else "booktitle"), latex(read(venue.name), flavour)
    yield "volume", _text(venue.volume, flavour)
    # BibTeX's styles take one of them for a volume of proceedings.
    if venue.kind == "journal" or flavour == "biblatex" or not venue.volume:
        yield "number", _text(venue.number, flavour)
    yield "pages", _pages(venue.pages, flavour)


def _unpublished(paper: Paper, flavour: Flavour) -> _Pairs:
    if paper.venue:  # a reference in words
        yield "note", latex(read(paper.venue.name), flavour)


def _date(paper: Paper, venue: Venue | None, flavour: Flavour) -> _Pairs:
    found = _DATE.fullmatch(venue.appeared) if venue else None
    if not found and paper.published:
        found = _DATE.fullmatch(paper.published.isoformat())
    if not found:
        return
    if flavour == "biblatex":
        yield "date", found[0]
        return
    yield "year", found[1]
    if found[2]:
        yield "month", _MONTHS[int(found[2]) - 1]  # bare, so that each style writes it in its language


def _identifiers(paper: Paper, venue: Venue | None, flavour: Flavour) -> _Pairs:
    arxiv, doi = _value(paper, "arxiv"), _value(paper, "doi")
    if arxiv:
        old = flavour == "bibtex"
        yield "eprint", _percent(arxiv, _NOT_IN_DOIS)
        yield ("archivePrefix" if old else "eprinttype"), "arXiv"
        yield ("primaryClass" if old else "eprintclass"), _primary_class(paper)
    if doi:
        yield "doi", _percent(doi, _NOT_IN_DOIS)
    if not arxiv and not doi and (address := _address(paper)):
        if flavour == "biblatex":
            yield "url", address
        else:
            # The styles of BibTeX's own know no url, and set what they know without \url.
            yield ("note" if venue else "howpublished"), f"\\url{{{address}}}"


def _primary_class(paper: Paper) -> str:
    found = _CLASS.fullmatch(paper.categories[0]) if paper.categories else None
    return found[0] if found and found[1] in _ARCHIVES else ""


def _address(paper: Paper) -> str:
    best = sorted(paper.links, key=lambda link: link.kind != "abstract")
    return _percent(best[0].url, _NOT_IN_ADDRESSES) if best else ""


def _percent(text: str, unsafe: re.Pattern[str]) -> str:
    """Give an address or a DOI verbatim, with percent signs only for what would break the entry."""
    return unsafe.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode(errors="ignore")), text)


def _extras(entry: Entry, flavour: Flavour, fields: BibFields) -> _Pairs:
    if fields.abstract:
        yield "abstract", latex(read(entry.paper.abstract), flavour)
    if fields.tags:
        yield "keywords", ", ".join(_text(tag.replace(",", " "), flavour) for tag in entry.mark.tags)
    if fields.note:
        yield ("annote" if flavour == "bibtex" else "annotation"), _text(entry.mark.note, flavour)


def _text(text: str, flavour: Flavour) -> str:
    return escaped(clean(text), flavour)


def _pages(pages: str, flavour: Flavour) -> str:
    """Give pages with two dashes between first and last; "C2-107-C2-110" has dashes of its own."""
    return ", ".join(_range(part.strip(), flavour) for part in clean(pages).split(",") if part.strip())


def _range(text: str, flavour: Flavour) -> str:
    dashes = list(_DASHES.finditer(text))
    if len(dashes) not in (1, 3):
        return escaped(text, flavour)
    middle = dashes[len(dashes) // 2]
    first, last = text[: middle.start()], text[middle.end() :]
    if not _PAGE.search(first) or not _PAGE.search(last):
        return escaped(text, flavour)
    return f"{escaped(first, flavour)}--{escaped(last, flavour)}"


# People


def _authors(authors: tuple[Author, ...], flavour: Flavour, most: int, people: dict[str, str]) -> str:
    # A feed that cuts its list says so in the last author's place.
    named = authors[:-1] if authors and _CUT.fullmatch(authors[-1].name) else authors
    shown = named[:most] if most else named
    written = [person for author in shown if (person := _person(author, flavour, people))]
    if len(shown) < len(authors) and written:
        written.append("others")
    return " and ".join(written)


def _person(author: Author, flavour: Flavour, people: dict[str, str]) -> str:
    """Give an author as `von Last, Jr, First`; a group or a single name in braces. Empty for an empty name."""
    if author.group:
        return _whole(plain(author.name), flavour)
    if author.family or author.given:
        family, given, suffix = plain(author.family), plain(author.given), plain(author.suffix)
        return _name(family, initials_apart(given), suffix, flavour)
    known = people.get(author.name)
    if known is None:
        family, given, suffix, group = parts(plain(author.name))
        known = _whole(family, flavour) if group else _name(family, given, suffix, flavour)
        people[author.name] = known
    return known


def _name(family: str, given: str, suffix: str, flavour: Flavour) -> str:
    if not family or not given:
        return _whole(" ".join(part for part in (given, family, suffix) if part), flavour)
    jr = f", {_part(suffix, flavour)}" if suffix else ""
    return f"{_family(family, flavour)}{jr}, {_part(given, flavour)}"


def _whole(name: str, flavour: Flavour) -> str:
    return braced(escaped(name, flavour)) if name else ""


def _part(text: str, flavour: Flavour) -> str:
    return _whole(text, flavour) if _divides(text) else escaped(text, flavour)


def _divides(text: str) -> bool:
    """Tell whether BibTeX would take the text apart: at a comma, or at "and"."""
    return "," in text or ("and" in text.casefold() and "and" in text.casefold().split())


def _family(family: str, flavour: Flavour) -> str:
    """Give the family name so that BibTeX finds particles at its beginning only: `de {Oliveira e Silva}`."""
    if " " not in family or _divides(family):
        return _part(family, flavour)
    words = family.split()
    small = [is_small(word) for word in words[:-1]]
    if not any(small) or all(small):
        return _part(family, flavour)
    start = small.index(False)
    if not any(small[start:]):
        return _part(family, flavour)
    particles = " ".join(words[:start])
    return f"{escaped(particles, flavour)} {_whole(' '.join(words[start:]), flavour)}".lstrip()
