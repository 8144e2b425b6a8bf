"""RSS, Atom and RDF as feedparser reads them: what a feed says about itself, and its entries as papers."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop.feeds.clean import NAME, TITLE, link, plain
from desktop.feeds.description import Description, described
from desktop.feeds.fields import Fields, day_of, inner, several, word
from desktop.feeds.people import listed, people
from storage import Appearance, Author, FeedId, Identifier, Incoming, Link, Paper, Venue, identifiers, normalise_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage import LinkKind

_MOST_CATEGORIES = 50
_MOST_IDS = 10
_GUID = 500
# A summary of so many characters that does not break off is the abstract, whatever else an entry carries.
_WHOLE_SUMMARY = 200
_BROKEN_OFF = ("...", "…")
_PDF = re.compile(r"\.pdf(?:$|[?#])", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_ABSTRACT_PAGE = re.compile(r"https?://(?:\w+\.)?arxiv\.org/abs/", re.IGNORECASE)
_PREPRINTS = frozenset({"arxiv", "biorxiv", "chemrxiv", "medrxiv"})
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 7 * 24, "monthly": 30 * 24, "yearly": 365 * 24}
_LONGEST_TTL = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Source:
    """What holds for all entries of a feed: its number, its address, the authors of a feed that names them once."""

    feed: FeedId
    url: str
    today: date
    authors: tuple[Author, ...] = ()


def feed_authors(head: Fields, version: str) -> tuple[Author, ...]:
    """Give the authors that entries without any inherit: Atom says so, while RSS names its editor there."""
    return _authors(head) if version.startswith("atom") else ()


def time_to_live(head: Fields) -> timedelta | None:
    """Give how long the feed says that its answer stays good, at most a month; None where it does not say."""
    minutes = word(head, "ttl").strip()
    if minutes.isascii() and minutes.isdigit():
        return min(timedelta(minutes=int(minutes[:7])), _LONGEST_TTL) or None
    hours = _PERIODS.get(word(head, "sy_updateperiod").strip().lower())
    if hours is None:
        return None
    frequency = word(head, "sy_updatefrequency").strip()
    times = int(frequency[:4]) if frequency.isascii() and frequency.isdigit() else 1
    return min(timedelta(hours=hours) / max(times, 1), _LONGEST_TTL)


def incoming(entry: Fields, source: Source, rank: int) -> Incoming | None:
    """Read one entry, or give None where it says nothing at all."""
    description = _description(entry)
    address = _address(entry, source.url)
    title = plain(word(entry, "title"), TITLE) or description.abstract[:NAME].strip() or address
    if not title:
        return None
    ids = tuple(_ids(entry, address, description))
    paper = Paper(
        title=title,
        authors=_authors(entry) or listed(description.authors) or source.authors,
        abstract=description.abstract,
        ids=ids or (_own_id(entry, source.feed, address, title),),
        published=_day(entry, "published", "updated", "prism_publicationdate", "prism_coverdate"),
        updated=_day(entry, "updated"),
        categories=_categories(entry),
        links=tuple(_links(entry, source.url, address)),
        venue=_venue(entry, title) if ids else None,
        licence=_licence(entry),
        # Who lists arXiv's papers under their arXiv address copies their words from there.
        authority=1 if ids and ids[0].scheme == "arxiv" else 2,
    )
    return Incoming(paper, Appearance(source.today, rank=rank))


def _authors(fields: Fields) -> tuple[Author, ...]:
    return people([word(author, "name") for author in several(fields, "authors")])


def _description(entry: Fields) -> Description:
    """Take apart the text that is the abstract: a summary that is whole, else the longest of what there is."""
    summary = described(word(entry, "summary"))
    if len(summary.abstract) >= _WHOLE_SUMMARY and not summary.abstract.endswith(_BROKEN_OFF):
        return summary
    contents = [value for part in several(entry, "content") if (value := word(part, "value"))]
    others = [described(value) for value in contents[:3] if value != word(entry, "summary")]
    return max([summary, *others], key=lambda one: len(one.abstract))


def _address(entry: Fields, url: str) -> str:
    """Give where the entry leads, against its own base where it has one."""
    base = link(word(inner(entry, "title_detail"), "base"), url) or url
    target = word(entry, "link", "prism_url")
    if target == word(entry, "id") and not _ADDRESS.match(target.strip()):
        return ""  # feedparser takes a guid for the link where there is none
    return link(target, base)


def _ids(entry: Fields, address: str, description: Description) -> Iterable[Identifier]:
    """Give the identifiers of the work, one of a scheme, surest source first.

    A text is asked only where nothing else tells, and only for what it calls its own: it names other works too.
    """
    found: dict[str, Identifier] = {}
    doi = normalise_id("doi", word(entry, "prism_doi").strip())
    certain = [doi] if doi else []
    if (own := word(entry, "id")).startswith("pubmed:") and (pubmed := normalise_id("pubmed", own[7:])):
        certain.append(pubmed)
    for place in (word(entry, "dc_identifier"), word(entry, "id"), address):
        certain += identifiers(place.strip()[:_GUID])
    if not certain and description.doi and (told := normalise_id("doi", description.doi)):
        certain = [told]
    for each in certain:
        found.setdefault(each.scheme, each)
    return list(found.values())[:_MOST_IDS]


def _own_id(entry: Fields, feed: FeedId, address: str, title: str) -> Identifier:
    """Name a paper by what the feed itself calls it, so that every paper has a name."""
    own = plain(word(entry, "id"), _GUID * 2) or address
    if not own:
        own = f"title:{hashlib.sha256(title.encode()).hexdigest()[:16]}"
    elif len(own) > _GUID:
        own = f"sha256:{hashlib.sha256(own.encode()).hexdigest()[:32]}"
    return Identifier("guid", f"{feed} {own}")


def _day(entry: Fields, *keys: str) -> date | None:
    """Give the first of these days that can be read; where feedparser alone could, its day in UTC."""
    for key in keys:
        if found := day_of(word(entry, key)):
            return found
        parsed = entry.get(f"{key}_parsed")
        if isinstance(parsed, tuple) and (found := day_of("{:04}-{:02}-{:02}".format(*parsed[:3]))):
            return found
    return None


def _categories(entry: Fields) -> tuple[str, ...]:
    terms = (plain(word(tag, "label", "term"), NAME) for tag in several(entry, "tags"))
    return tuple(dict.fromkeys(filter(None, terms)))[:_MOST_CATEGORIES]


def _links(entry: Fields, url: str, address: str) -> Iterable[Link]:
    """Give the page and the PDF; what else a feed links to is rarely about the paper."""
    if address:
        yield Link(_leads_to(address), address)
    for each in several(entry, "links")[:NAME]:
        target = link(word(each, "href"), url)
        if target and target != address and (word(each, "type") == "application/pdf" or _PDF.search(target)):
            yield Link("pdf", target)
            return


def _leads_to(address: str) -> LinkKind:
    if _PDF.search(address):
        return "pdf"
    return "abstract" if _ABSTRACT_PAGE.match(address) else "page"


def _venue(entry: Fields, title: str) -> Venue | None:
    """Give the journal with volume, number and pages; one publisher puts the title where the name belongs."""
    for key in ("prism_publicationname", "prism_publicationtitle", "dc_source"):
        name = plain(word(entry, key), NAME)
        if not name or title.startswith(name) or name.startswith("http") or name.lower() in _PREPRINTS:
            continue
        appeared = _day(entry, "prism_coverdate", "prism_publicationdate")
        first, last = (plain(word(entry, f"prism_{end}page"), NAME) for end in ("starting", "ending"))
        return Venue(
            "journal",
            name,
            volume=plain(word(entry, "prism_volume"), NAME),
            number=plain(word(entry, "prism_number"), NAME),
            pages=f"{first}-{last}" if first and last and first != last else first,
            appeared=appeared.isoformat() if appeared else "",
        )
    return None


def _licence(entry: Fields) -> str:
    """Give the licence's address where the feed has one; who holds the rights is no licence."""
    for each in several(entry, "links"):
        if word(each, "rel") == "license" and (target := link(word(each, "href"))):
            return target
    found = _ADDRESS.search(word(entry, "rights"))
    return link(found[0]) if found else ""
