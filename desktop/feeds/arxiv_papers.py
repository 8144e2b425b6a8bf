"""What arXiv says about a paper, in its listings (RSS, Atom, the old RDF) and in its API's answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, get_args
from urllib.parse import parse_qs, urlsplit

from desktop.feeds.arxiv import announcement_day
from desktop.feeds.clean import NAME, TITLE, link, plain
from desktop.feeds.fields import Fields, day_of, eastern_day, inner, moment_of, several, word
from desktop.feeds.people import arxiv_people, named
from storage import (
    Announcement,
    Appearance,
    Author,
    Identifier,
    Incoming,
    Link,
    Paper,
    Venue,
    arxiv_version,
    normalise_id,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

NAMESPACE = "http://arxiv.org/schemas/atom"

LISTING_LIMIT = 2_000
"""A listing with so many papers was cut there."""

_OAI = re.compile(r"oai:arxiv\.org:(\S+)", re.IGNORECASE)
_ABS = re.compile(r"https?://(?:export\.|www\.)?arxiv\.org/abs/([^\s?#]+)", re.IGNORECASE)
_PREFIX = re.compile(
    r"arXiv:(?P<id>\S+)\s+Announce Type:\s*(?P<type>[a-z-]+)\s*(?:\\n)?\s*(?:Abstract:\s*)?", re.IGNORECASE
)
_OLD_TITLE = re.compile(
    r"\.?\s*\(arXiv:(?P<id>[^\s\])]+)(?:\s*\[(?P<category>[\w.-]+)\])?(?P<inside>[A-Z ]*)\)(?P<after>[A-Z ]*)$"
)
_CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+)*(?:\.[A-Za-z-]+)?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_KINDS: dict[str, Announcement] = {kind: kind for kind in get_args(Announcement)}
_OLD_KINDS: dict[str, Announcement] = {"": "new", "UPDATED": "replace", "CROSS LISTED": "cross"}


@dataclass(frozen=True, slots=True)
class Frame:
    """What holds for all entries of an answer: the day that the feed names, the one asked for, the category asked for.

    `own` says that the feed declares arXiv's namespace, so that the words are arXiv's and not a copy's.
    """

    day: date
    asked: date | None = None
    category: str = ""
    own: bool = True


def is_arxiv(entry: Fields) -> bool:
    """Say whether arXiv wrote this entry, whoever sent it."""
    own_id = word(entry, "id")
    return bool(
        "arxiv_announce_type" in entry
        or _OAI.match(own_id)
        or ("arxiv_primary_category" in entry and _ABS.match(own_id))
        or _OLD_TITLE.search(word(entry, "title"))
    )


def error_text(head: Fields, entries: Sequence[Fields]) -> str:
    """Give what arXiv says was wrong with the question, or ''."""
    title = plain(word(head, "title"), TITLE)
    if title.startswith("Feed error for query"):
        return plain(word(head, "subtitle", "description", "summary"), TITLE) or title
    if len(entries) == 1 and "/api/errors#" in word(entries[0], "id"):
        return plain(word(entries[0], "summary", "title"), TITLE)
    return ""


def frame(head: Fields, namespaces: Mapping[object, str], *, url: str, today: date, asked: date | None) -> Frame:
    """Gather what an answer says about all its entries; `today` stands in where it names no day."""
    said = eastern_day(word(head, "published")) or eastern_day(word(head, "updated"))
    # A day that is far ahead would be the newest for years, and hide all that come.
    day = said if said and said <= today + timedelta(days=1) else today
    return Frame(day, asked, _asked_category(url), NAMESPACE in namespaces.values())


def _asked_category(url: str) -> str:
    """Give the one category that an API address asks for; of several none is the home of a paper."""
    query = "".join(parse_qs(urlsplit(url).query).get("search_query", [])[:1])
    found = re.findall(r"\bcat:([A-Za-z.-]+)", query)
    return found[0].rstrip(".") if len(found) == 1 else ""


def incoming(entry: Fields, frame: Frame, rank: int) -> Incoming | None:
    """Read one entry, or give None where it names no paper; a listing's entries have ranks, the API's have none."""
    if not (listed := _listed(entry)):
        return None
    raw_id, announced, title, abstract = listed
    own = normalise_id("arxiv", raw_id)
    if own is None or not title:
        return None
    version = arxiv_version(raw_id)
    if "arxiv_primary_category" in entry:
        return _from_api(entry, frame, own, version, title)
    day = eastern_day(word(entry, "published", "updated")) or frame.day
    replaced = announced in ("replace", "replace-cross")
    paper = Paper(
        title=title,
        authors=_listed_authors(entry),
        abstract=abstract,
        ids=(own, *_doi(entry)),
        published=day if announced == "new" else None,
        updated=day if replaced else None,
        version=version,
        categories=_categories(entry),
        links=_links(own),
        venue=_venue(word(entry, "arxiv_journal_reference")),
        licence=_licence(word(entry, "rights")),
        authority=3 if frame.own else 2,
    )
    return Incoming(paper, Appearance(day, rank=rank, announced=announced, version=version))


def some_lean_on(frame: Frame, entries: Sequence[Fields], papers: Sequence[Incoming]) -> bool:
    """Say whether some entry has its day from the feed and not from itself."""
    if len(papers) < len(entries):
        return True
    return any(
        one.appearance.day == frame.day and eastern_day(word(entry, "published", "updated")) is None
        for one, entry in zip(papers, entries, strict=True)
    )


def _listed(entry: Fields) -> tuple[str, Announcement | None, str, str] | None:
    """Give id with version, announce type, title and abstract, wherever this form of listing keeps them."""
    title = plain(word(entry, "title"), TITLE)
    summary = plain(word(entry, "summary"))
    own_id = word(entry, "id").strip()
    kind = _KINDS.get(word(entry, "arxiv_announce_type").strip().lower())
    if prefix := _PREFIX.match(summary):
        summary = summary[prefix.end() :]
        kind = kind or _KINDS.get(prefix["type"].lower())
    if old := _OLD_TITLE.search(title):
        said = f"{old['inside']} {old['after']}".strip()
        return old["id"], _OLD_KINDS.get(said), title[: old.start()], summary
    found = _OAI.match(own_id) or _ABS.match(own_id) or _ABS.match(word(entry, "link").strip())
    raw_id = found[1] if found else (prefix["id"] if prefix else "")
    return (raw_id, kind, title, summary) if raw_id else None


def _from_api(entry: Fields, frame: Frame, own: Identifier, version: int | None, title: str) -> Incoming:
    """Read an entry of the API: richer than a listing, and with the date of the first version."""
    submitted = moment_of(word(entry, "published"))
    primary = word(inner(entry, "arxiv_primary_category"), "term")
    day = frame.asked or (announcement_day(submitted) if submitted else frame.day)
    paper = Paper(
        title=title,
        authors=named(word(author, "name") for author in several(entry, "authors")),
        abstract=plain(word(entry, "summary")),
        ids=(own, *_doi(entry)),
        published=day_of(word(entry, "published")),
        updated=day_of(word(entry, "updated")),
        version=version,
        categories=_categories(entry, primary),
        links=_links(own),
        comment=plain(word(entry, "arxiv_comment"), TITLE),
        venue=_venue(word(entry, "arxiv_journal_ref")),
        licence=link(word(entry, "rights")),
        authority=3 if frame.own else 2,
    )
    # What is asked for by date of submission was then announced as new, or as a cross-list, in its first version.
    return Incoming(paper, Appearance(day, announced=_was_announced(primary, frame.category), version=1))


def _was_announced(primary: str, asked: str) -> Announcement | None:
    """Tell a paper of the category from one that is listed there as well."""
    if not asked:
        return None
    return "new" if primary == asked or primary.startswith(f"{asked}.") else "cross"


def _listed_authors(entry: Fields) -> tuple[Author, ...]:
    """Give the authors, whom RSS joins into one string and Atom names one by one."""
    names = [word(author, "name") for author in several(entry, "authors")]
    return named(names) if len(names) > 1 else arxiv_people("".join(names))


@lru_cache(64)
def _licence(text: str) -> str:
    """Give the address of a licence, of which there are few."""
    return link(text)


def _doi(entry: Fields) -> Iterable[Identifier]:
    """Give the journal version's DOI; of several the first."""
    for each in word(entry, "arxiv_doi").split():
        if doi := normalise_id("doi", each):
            yield doi
            return


def _categories(entry: Fields, primary: str = "") -> tuple[str, ...]:
    """Give arXiv's categories, the primary one first; classes of other schemes stand beside them and are left out."""
    terms = [primary, *(word(tag, "term") for tag in several(entry, "tags"))]
    return tuple(dict.fromkeys(term[:NAME] for term in terms if _CATEGORY.fullmatch(term)))


def _venue(reference: str) -> Venue | None:
    """Give the journal reference as its authors wrote it; only the year is surely found in it."""
    name = plain(reference, TITLE)
    if not name:
        return None
    years = _YEAR.findall(name)
    return Venue("reference", name, appeared=years[-1] if years else "")


def _links(own: Identifier) -> tuple[Link, ...]:
    """Give the abstract's and the paper's address, always the newest version's."""
    return (
        Link("abstract", f"https://arxiv.org/abs/{own.value}"),
        Link("pdf", f"https://arxiv.org/pdf/{own.value}"),
    )
