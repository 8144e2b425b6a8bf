"""The nouns of the library as values: frozen, without behaviour that needs a file, a clock or a network."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NewType, TypeAlias

if TYPE_CHECKING:
    from array import array
    from datetime import date, datetime, timedelta

PaperId = NewType("PaperId", int)
FeedId = NewType("FeedId", int)
RuleId = NewType("RuleId", int)
SearchId = NewType("SearchId", int)

Scheme: TypeAlias = Literal["arxiv", "doi", "acl", "openreview", "pubmed", "guid"]
"""Kinds of identifiers, best first. A `guid` is "feed id, space, the feed's own id" and holds within that feed only.

Of feed 0 it is the address of a page that names no work (doorstep.page_key).
"""

LinkKind: TypeAlias = Literal["abstract", "pdf", "code", "project", "discussion", "page"]

VenueKind: TypeAlias = Literal["journal", "conference", "book", "reference"]
"""What a work was published in; a "reference" is a whole one as text, as arXiv's journal-ref gives it, in `name`."""

Announcement: TypeAlias = Literal["new", "cross", "replace", "replace-cross"]
"""arXiv's announce types."""

MarkKind: TypeAlias = Literal["star", "later", "done", "dismissed", "read"]
"""The marks that are either set or not; tags, notes and quotes have values of their own."""

FeedKind: TypeAlias = Literal["feed", "daily_papers", "arxiv", "by_hand"]
"""How a feed is read; `by_hand` is the one feed that holds what the reader added."""

Origin: TypeAlias = Literal["cli", "window", "notice", "browser", "poll", "import"]
"""Who caused a write."""

ListName: TypeAlias = Literal["today", "later", "trending", "unread", "starred", "notes", "recent", "all"]

Order: TypeAlias = Literal["list", "date", "votes", "heat"]
"""How a list is sorted: as it is by itself, newest first, by votes, by heat; what has no votes or heat comes last."""

PartKind: TypeAlias = Literal["matches", "votes", "category", "rest"]
"""What puts papers into one part of a day: a rule, the Daily Papers, a category, else the feed they came from."""

MergeReason: TypeAlias = Literal["id", "title", "reader"]
"""Why two papers were taken for one work."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """One name of a work, normalised: an arXiv id without version, a DOI in lower case without resolver."""

    scheme: Scheme
    value: str


@dataclass(frozen=True, slots=True)
class Author:
    """A person or a group; `name` is always there, the parts only where a source gave them apart."""

    name: str
    family: str = ""
    given: str = ""
    suffix: str = ""
    group: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An http or https address and what it leads to."""

    kind: LinkKind
    url: str


@dataclass(frozen=True, slots=True)
class Venue:
    """Where a work was published, None for a preprint. `kind` "book" is a chapter of one; numbers are as printed.

    `appeared` is when, as precise as known: YYYY, YYYY-MM or YYYY-MM-DD. A preprint's own day stays in Paper.published.
    """

    kind: VenueKind
    name: str
    volume: str = ""
    number: str = ""
    pages: str = ""
    appeared: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """What sources say about one work. Text is plain; maths keeps its TeX between dollar signs.

    `authority` says whose text this is, higher wins: 0 nobody's yet (only an identifier is known), 1 a listing that
    copies others, 2 a feed, 3 the place where the work itself lives.
    """

    title: str
    authors: tuple[Author, ...] = ()
    abstract: str = ""
    ids: tuple[Identifier, ...] = ()
    published: date | None = None
    updated: date | None = None
    version: int | None = None
    categories: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    summary: str = ""
    keywords: tuple[str, ...] = ()
    organisation: str = ""
    thumbnail: str = ""
    comment: str = ""
    venue: Venue | None = None
    licence: str = ""
    authority: int = 2


@dataclass(frozen=True, slots=True)
class Appearance:
    """A paper in one feed on one day, the day being the feed's own. None where the feed does not say.

    `rank` counts from 1 in the feed's order; `stars` are those of the paper's code repository.
    """

    day: date
    rank: int | None = None
    votes: int | None = None
    comments: int | None = None
    stars: int | None = None
    announced: Announcement | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """What one answer of a feed says about one paper."""

    paper: Paper
    appearance: Appearance


@dataclass(frozen=True, slots=True)
class Mark:
    """What the reader said about a paper: when each mark was set (None: it is not), tags in order of name, the note.

    Effects of rules are included where the reader said nothing else.
    """

    starred: datetime | None = None
    later: datetime | None = None
    done: datetime | None = None
    dismissed: datetime | None = None
    read: datetime | None = None
    tags: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage the reader kept, with its place in the paper ("p. 4", "section 2.1") as the reader wrote it."""

    id: int
    text: str
    place: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Heat:
    """How fast a paper is rising: `share` is its rank among the last 7 days of its source, 0 to 1; the rest says why.

    `gained` votes in the last `hours`; `projected` is the count its votes will likely reach; `presence` counts
    independent kinds of sources.
    """

    score: float
    share: float
    votes: int
    gained: int
    hours: float
    projected: float
    presence: int


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag in use: its colour as #rrggbb ('' where the reader chose none), and how many papers carry it.

    A `bare` one is only a level above others: no paper carries it itself.
    """

    name: str
    colour: str
    papers: int
    bare: bool = False


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that the reader keeps under a name."""

    id: SearchId
    name: str
    text: str
    added: datetime


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that fired for a paper: the words as they stand in the text, and where (field, start, end)."""

    rule: RuleId
    words: tuple[str, ...]
    places: tuple[tuple[str, int, int], ...]
    silent: bool = False
    edition: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper with its mark and its latest appearance: one row on screen."""

    id: PaperId
    paper: Paper
    mark: Mark
    appearance: Appearance | None
    feeds: tuple[FeedId, ...]
    added: datetime
    unread: bool
    updated_to: int | None = None
    heat: Heat | None = None
    matches: tuple[Match, ...] = ()
    quotes: tuple[Quote, ...] = ()
    key: str = ""
    old_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One address of a feed as last answered: validators verbatim, the body's hash, when, and which day it lists.

    `complete` is false while the day it lists may still grow. `fetched` is when a body came last, be it the old one;
    `items` are marks of the items whose papers are in the library, as feeds.known makes them: None where they were
    not asked for, and stay as they are.
    """

    url: str
    day: date | None = None
    etag: str = ""
    last_modified: str = ""
    body_hash: bytes = b""
    checked: datetime | None = None
    changed: datetime | None = None
    complete: bool = False
    fetched: datetime | None = None
    items: bytes | None = None


@dataclass(frozen=True, slots=True)
class Hints:
    """What a feed says of when to come: how long it stays as it is; days (Monday = 0) and hours in UTC to leave out."""

    ttl: timedelta | None = None
    skip_days: frozenset[int] = frozenset()
    skip_hours: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the last check of a feed failed, as data: a word for the kind and the values that its sentence needs."""

    kind: str
    values: tuple[tuple[str, str], ...] = ()
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A list we poll. `folder`, `name` and `paused` (since when it rests; None: it is checked) are the reader's.

    `why` is the word of feeds.schedule for what decided `next_check`. `login` says how to log in there: not at all
    (''), "basic", or by the header of that name; the secret itself is in the keyring.
    """

    id: FeedId
    url: str
    kind: FeedKind
    title: str
    added: datetime
    backfill: int = 0
    first_polled: datetime | None = None
    next_check: datetime | None = None
    checked: datetime | None = None
    succeeded: datetime | None = None
    failures: int = 0
    trouble: Trouble | None = None
    warning: str = ""
    removed: bool = False
    folder: str = ""
    paused: datetime | None = None
    name: str = ""
    hints: Hints = Hints()
    why: str = ""
    login: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What one write touched and who caused it.

    `tags` says that tags were given, taken, renamed or coloured: any row may show them.
    """

    origin: Origin
    papers: frozenset[PaperId] = frozenset()
    feeds: frozenset[FeedId] = frozenset()
    rules: frozenset[RuleId] = frozenset()
    searches: frozenset[SearchId] = frozenset()
    tags: bool = False
    added: int = 0
    updated: int = 0
    matched: int = 0
    act: str = ""
    undone: bool = field(default=False)


@dataclass(frozen=True, slots=True)
class Known:
    """What the library already has of one incoming paper, as the feed asking sees it.

    `paper` is None where the work is new; `via` says how it was found. `others` are further papers that carry one of
    its ids, `maybe` those that only look alike. `days` are the days on which this feed has shown it, `versions` those
    of it that the feed has announced.
    """

    paper: PaperId | None = None
    via: Literal["id", "title"] | None = None
    stored: Paper | None = None
    text_feed: FeedId | None = None
    others: tuple[PaperId, ...] = ()
    maybe: tuple[PaperId, ...] = ()
    days: frozenset[date] = frozenset()
    versions: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is to be stored of one incoming paper: a decision, made by feeds.plan and carried out by the library.

    `paper` None: a new work. `text` None: what is stored stays; else it replaces the stored text. `appears` None: this
    feed has shown it before and nothing is to be added. `joins` are papers to be merged into this one.
    """

    incoming: Incoming
    paper: PaperId | None
    via: Literal["id", "title"] | None
    text: Paper | None
    appears: Appearance | None
    fresh: bool
    matches: tuple[Match, ...] = ()
    joins: tuple[PaperId, ...] = ()
    maybe: tuple[PaperId, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """What a list shows: one of the lists, or the papers of a tag, a feed, a rule or a saved search, newest first.

    `day` to `until` narrows today to these days of the feeds; `tag` takes the tags below it along.
    """

    name: ListName = "all"
    day: date | None = None
    until: date | None = None
    tag: str = ""
    feed: FeedId | None = None
    rule: RuleId | None = None
    search: SearchId | None = None
    order: Order = "list"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a day's list, its papers in order; `name` is the category's or the feed's, else empty."""

    kind: PartKind
    name: str
    numbers: array[int]


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers worth showing beside a view.

    Papers in Later, unread ones of the newest day, starred ones and those with a note or a quote; papers of each tag;
    unread ones of each rule and each feed; pairs that may be one work.
    """

    papers: int
    later: int
    today: int
    starred: int
    tags: tuple[tuple[str, int], ...] = ()
    rules: tuple[tuple[RuleId, int], ...] = ()
    notes: int = 0
    feeds: tuple[tuple[FeedId, int], ...] = ()
    suggestions: int = 0
