"""Which work a page is about, and what the page says of it: raw facts in, a paper out; asks nobody.

In order of trust: an identifier in the address, `citation_*` (Highwire), `bepress_*` / `eprints.*` / `prism.*`,
JSON-LD, Dublin Core, Open Graph, the title. A page that is about no work is an entry all the same.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, cast
from urllib.parse import unquote, urlsplit

from desktop.bridge import json_ld
from desktop.bridge.facts import Facts
from desktop.bridge.hostile import LONG, NAME, TITLE, address, day, host_of, plain
from storage import Author, Identifier, Link, Paper, Scheme, Venue, VenueKind, arxiv_version, identifiers, normalise_id
from storage import doorstep as _doorstep

_PAGE_FEED: Final = "0"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page read: the paper, and whether it is a work (else a plain page); `version` is arXiv's in the address."""

    paper: Paper
    is_work: bool
    version: int | None = None


def recognise(facts: Facts) -> Recognised:
    """Read a page.

    The paper's authority is 1, a copy of what the work's own place says, or 0 where its title is not known yet.
    """
    ld, scholarly = json_ld.told(facts.json_ld)
    if scholarly or not ld:
        named = _named_ids(facts, ld.get("identifier", ()) if scholarly else ())
    else:
        named = _named_ids(facts, ())
    is_work = bool(named) or scholarly or bool(facts.first(*_WORK_TITLES))
    title = _title(facts, ld.get("title", ()))
    own = next(iter(named), None)
    version = arxiv_version(facts.url) if own is not None and own.scheme == "arxiv" else None
    published, appeared = _dates(facts, ld.get("date", ()))
    bare = not title
    paper = Paper(
        title=title or _stand_in(facts, own),
        authors=() if bare else _authors(facts, ld.get("author", ())),
        abstract="" if bare else _abstract(facts, ld.get("description", ()), is_work=is_work),
        ids=(*named, *_page_ids(facts)),
        published=published,
        version=version,
        links=tuple(_links(facts, own, is_work=is_work)),
        keywords=_keywords(facts),
        venue=_venue(facts, ld.get("journal", ()) if scholarly else (), appeared) if is_work else None,
        authority=0 if bare and own is not None else 1,
    )
    return Recognised(paper, is_work, version)


# Identifiers


def _named_ids(facts: Facts, from_json: Iterable[str]) -> tuple[Identifier, ...]:
    """Give what the work is called, the most trusted first and one of each scheme: a page may name others too."""
    found: dict[str, Identifier] = {}
    for identifier in _said_ids(facts, from_json):
        found.setdefault(identifier.scheme, identifier)
    return tuple(found.values())


def _said_ids(facts: Facts, from_json: Iterable[str]) -> Iterator[Identifier]:
    yield from identifiers(facts.url)[:1]
    for scheme, names in _ID_NAMES.items():
        for name in names:
            for value in facts.all(name)[:5]:
                known = normalise_id(cast("Scheme", scheme), plain(value, NAME))
                if known is not None:
                    yield known
    for value in [*facts.all("dc.identifier"), *facts.all("dcterms.identifier"), *facts.all("dc.source")][:10]:
        yield from _whole_ids(value)
    for value in list(from_json)[:10]:
        yield from _whole_ids(value)
    if facts.canonical and host_of(facts.canonical) == host_of(facts.url):
        yield from identifiers(facts.canonical)[:1]


_ID_NAMES: Final = {
    "arxiv": ("citation_arxiv_id",),
    "doi": ("citation_doi", "bepress_citation_doi", "eprints.doi", "prism.doi", "doi", "dc.identifier.doi", "bibo:doi"),
    "pubmed": ("citation_pmid", "ncbi_article_id"),
}


def _whole_ids(value: str) -> list[Identifier]:
    """Give the identifier that a field is, not those that stand somewhere in its prose."""
    text = plain(value, NAME)
    if " " in text.removeprefix("doi: "):
        return []
    return [known for known in identifiers(text)[:1] if known.scheme in {"arxiv", "doi", "acl", "pubmed"}]


def _page_ids(facts: Facts) -> list[Identifier]:
    """Give the page's own address as a name, where the address alone tells no work: so the page is known again."""
    if identifiers(facts.url):
        return []
    addresses = [facts.url]
    if facts.canonical and host_of(facts.canonical) == host_of(facts.url) and not identifiers(facts.canonical):
        addresses.append(facts.canonical)
    return [
        Identifier("guid", f"{_PAGE_FEED} {key}") for key in dict.fromkeys(_doorstep.page_key(one) for one in addresses)
    ]


# Words

_WORK_TITLES: Final = ("citation_title", "bepress_citation_title", "eprints.title", "prism.title")
_OTHER_TITLES: Final = ("dc.title", "dcterms.title", "og:title", "twitter:title")

# What sites put around a title. Before: "[2603.00001] ", "Paper page - "; behind: " | OpenReview", " - PubMed".
_BEFORE: Final = re.compile(r"(?:\[[\w./-]{5,40}\]|Paper page\s+-)\s+", re.IGNORECASE)
_SITES: Final = (
    r"openreview|alphaxiv|acl anthology|pubmed(?: central)?|biorxiv|medrxiv|semantic scholar|arxiv|ar5iv|springerlink"
    r"|sciencedirect|science|nature|ieee [\w &]{0,80}|plos [\w ]{2,40}|hugging face|proceedings of [\w ]{2,80}"
    r"|acm digital library|wiley online library|jstor|europe pmc"
)
_BEHIND: Final = re.compile(rf"\s+(?:[|\u2013\u2014·-]|::)\s+(?:{_SITES})\s*\Z", re.IGNORECASE)
_FILE: Final = re.compile(r"[^\s/]+\.pdf|(?:arxiv:)?\d{4}\.\d{4,5}(?:v\d+)?(?:\.pdf)?", re.IGNORECASE)
_NO_TITLE_WORDS = (
    "just a moment...|untitled|loading...|access denied|error|forum"
    "|pdf|[pdf]|view pdf|download pdf|html|abs|here|link|doi"
)
_NO_TITLES: Final = frozenset(_NO_TITLE_WORDS.split("|"))


def _title(facts: Facts, from_json: Iterable[str]) -> str:
    """Give the title; empty where all that stands there is a file's name or a site's."""
    raw = facts.first(*_WORK_TITLES) or next(iter(from_json), "") or facts.first(*_OTHER_TITLES) or facts.title
    title = _BEFORE.sub("", plain(raw, TITLE), count=1)
    for _ in range(3):
        title = _BEHIND.sub("", title)
    own = title.casefold()
    if _FILE.fullmatch(title) or own in _NO_TITLES or re.fullmatch(rf"(?:{_SITES})", own) or "://" in title[:8]:
        return ""
    return "" if own.startswith(host_of(facts.url)) else title


def _stand_in(facts: Facts, own: Identifier | None) -> str:
    """Give a title until the real one is known: the identifier, the file's name, the address."""
    if own is not None:
        return f"{own.scheme} {own.value}"
    parts = urlsplit(facts.url)
    name = plain(unquote(parts.path.rstrip("/").rpartition("/")[2]), TITLE)
    return name or facts.title or plain(facts.url, TITLE)


_SHORTEST_ABSTRACT: Final = 200  # characters, where a site offers its description for an abstract


def _abstract(facts: Facts, from_json: Iterable[str], *, is_work: bool) -> str:
    names = ["citation_abstract", "bepress_citation_abstract", "eprints.abstract", "prism.teaser", "dcterms.abstract"]
    raw = facts.first(*names) or next(iter(from_json), "") or facts.first("dc.description", "dcterms.description")
    described = "" if raw else facts.first("og:description", "description")
    if not is_work or len(described) >= _SHORTEST_ABSTRACT:
        raw = raw or described
    if is_work and raw.rstrip().endswith(("...", "…")):
        raw = ""  # cut short for a search engine
    return re.sub(r"^Abstract[:.]?\s+", "", plain(raw, LONG))


def _keywords(facts: Facts) -> tuple[str, ...]:
    said = facts.all("citation_keywords") or facts.all("citation_keyword") or facts.all("dc.subject")
    words = (plain(word, 60) for value in said for word in re.split(r"[;,]", value))
    return tuple(dict.fromkeys(word for word in words if word))[:30]


# People

_AUTHOR_NAMES: Final = ("citation_author", "bepress_citation_author", "eprints.creators_name", "prism.author")
_LATE_AUTHOR_NAMES: Final = ("dc.creator", "dc.contributor", "dcterms.creator", "author", "article:author")


def _authors(facts: Facts, from_json: Iterable[str]) -> tuple[Author, ...]:
    names = next((facts.all(name) for name in _AUTHOR_NAMES if facts.all(name)), [])
    names = names or [one for value in facts.all("citation_authors") for one in value.split(";")]
    names = names or list(from_json) or next((facts.all(name) for name in _LATE_AUTHOR_NAMES if facts.all(name)), [])
    if len(names) == 1 and ";" in names[0]:
        names = names[0].split(";")
    found = (_author(plain(name, NAME)) for name in names)
    return tuple(dict.fromkeys(author for author in found if author is not None))


def _author(name: str) -> Author | None:
    """Read "Last, First" and "First Last"; an address of any kind is nobody's name."""
    if not name or "@" in name or "://" in name:
        return None
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma and family and given and "," not in given:
        return Author(f"{given} {family}", family=family, given=given)
    return Author(name.strip(" ,"))


# Where and when

_DATE_NAMES: Final = (
    "citation_publication_date", "citation_date", "citation_cover_date", "citation_online_date", "citation_year",
    "bepress_citation_date", "bepress_citation_online_date", "eprints.date", "prism.publicationdate",
)  # fmt: skip
_LATE_DATE_NAMES: Final = (
    "dc.date",
    "dcterms.date",
    "dcterms.issued",
    "dc.date.issued",
    "article:published_time",
    "date",
)


def _dates(facts: Facts, from_json: Iterable[str]) -> tuple[date | None, str]:
    values = [facts.first(name) for name in _DATE_NAMES]
    values += [*list(from_json)[:1], *(facts.first(name) for name in _LATE_DATE_NAMES)]
    return next((found for value in values if value and (found := day(value))[0]), (None, ""))


_VENUES: Final[tuple[tuple[VenueKind, tuple[str, ...]], ...]] = (
    ("conference", ("citation_conference_title", "citation_conference")),
    ("book", ("citation_inbook_title", "citation_book_title")),
    ("journal", ("citation_journal_title", "bepress_citation_journal_title", "eprints.publication",
                 "prism.publicationname")),
)  # fmt: skip
_PREPRINTS: Final = re.compile(r"(?:bio|med|chem|psy|soc|eco|ed|law|eng|ar)?rxiv.*|.*preprint.*|ssrn.*", re.IGNORECASE)


def _venue(facts: Facts, from_json: Iterable[str], appeared: str) -> Venue | None:
    kinds: list[tuple[VenueKind, str]] = [(kind, plain(facts.first(*names), TITLE)) for kind, names in _VENUES]
    kinds.append(("journal", plain(next(iter(from_json), ""), TITLE)))
    kind, name = next((known for known in kinds if known[1]), kinds[0])
    if not name or _PREPRINTS.fullmatch(name):
        return None
    first = plain(facts.first("citation_firstpage", "bepress_citation_firstpage", "prism.startingpage"), 30)
    last = plain(facts.first("citation_lastpage", "bepress_citation_lastpage", "prism.endingpage"), 30)
    return Venue(
        kind,
        name,
        volume=plain(facts.first("citation_volume", "bepress_citation_volume", "prism.volume"), 30),
        number=plain(facts.first("citation_issue", "bepress_citation_issue", "prism.number"), 30),
        pages=f"{first}-{last}" if first and last and last != first else first,
        appeared=appeared,
    )


def _links(facts: Facts, own: Identifier | None, *, is_work: bool) -> Iterator[Link]:
    """Give where the work is read; what a page names is stored, and opened by nobody but the reader."""
    if own is not None and own.scheme == "arxiv":
        yield Link("abstract", f"https://arxiv.org/abs/{own.value}")
        yield Link("pdf", f"https://arxiv.org/pdf/{own.value}")
        return
    is_pdf = facts.content_type == "application/pdf" or urlsplit(facts.url).path.lower().endswith(".pdf")
    if is_pdf:
        yield Link("pdf", facts.url)
        return
    yield Link("abstract" if is_work else "page", facts.url)
    pdf = address(
        plain(facts.first("citation_pdf_url", "bepress_citation_pdf_url", "eprints.document_url"), 2_000), facts.url
    )
    if pdf:
        yield Link("pdf", pdf)
