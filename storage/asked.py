"""What a search asks for, as a tree of values; `query` reads and prints it, `search` answers it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from storage.model import Heat, PaperId

Part = Literal["title", "abs", "author", "cat"]
"""The parts of a paper's text that can be searched alone."""

State = Literal["starred", "later", "done", "dismissed", "read", "unread", "new", "updated"]

Thing = Literal["code", "pdf", "note", "quote"]
"""What a paper can have."""

Deed = Literal["starred", "opened"]
"""What the reader did with a paper at some time."""

Sign = Literal[">", ">=", "<", "<="]


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed, anywhere in the text or in one part of it."""

    text: str
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand together in this order."""

    text: str
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin so: `transform*`."""

    text: str
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """A word in any of its forms: `~learn` is also learned, learner and learning."""

    text: str
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """Words or phrases, two or more, with at most so many words between them, in any order."""

    inner: tuple[Word | Phrase, ...]
    apart: int


@dataclass(frozen=True, slots=True)
class Is:
    """A paper in this state."""

    state: State


@dataclass(frozen=True, slots=True)
class Tag:
    """A paper with this tag or one below it."""

    name: str


@dataclass(frozen=True, slots=True)
class InFeed:
    """A paper that appeared in a feed whose title holds this, or that has this number."""

    name: str


@dataclass(frozen=True, slots=True)
class Note:
    """A paper whose note holds this."""

    text: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """A paper of which the reader kept a passage that holds this."""

    text: str


@dataclass(frozen=True, slots=True)
class Key:
    """A paper whose citation key begins so, today's or an earlier one."""

    text: str


@dataclass(frozen=True, slots=True)
class Has:
    """A paper that has this."""

    thing: Thing


@dataclass(frozen=True, slots=True)
class Hot:
    """A paper by its heat: its place among what rises these days, 0 to 1."""

    sign: Sign
    share: float


@dataclass(frozen=True, slots=True)
class Did:
    """A paper that the reader starred or opened in the days from `first` to `last`, after or before them.

    ">" is later than the last of them, ">=" from the first on, "<" before the first, "<=" until the last, "" within.
    """

    deed: Deed
    sign: Sign | Literal[""]
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class After:
    """A paper of this day or later."""

    day: date


@dataclass(frozen=True, slots=True)
class Before:
    """A paper from before this day."""

    day: date


@dataclass(frozen=True, slots=True)
class Year:
    """A paper of this year."""

    year: int


@dataclass(frozen=True, slots=True)
class Votes:
    """A paper by its votes, the most that any feed counts."""

    sign: Sign
    count: int


@dataclass(frozen=True, slots=True)
class Not:
    """A paper that does not fit the inner query."""

    inner: "Query"


@dataclass(frozen=True, slots=True)
class And:
    """A paper that fits all of two or more; of none: every paper."""

    inner: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """A paper that fits at least one of two or more."""

    inner: tuple["Query", ...]


Text = Word | Phrase | Prefix | Family | Near
Filter = Is | Tag | InFeed | Note | Quoted | Key | Has | Hot | Did | After | Before | Year | Votes
Query = Text | Filter | Not | And | Or

FRESH_DAYS: Final = 7
"""How long a paper that matches no rule stays unread, unless the reader wants it otherwise."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When it is asked, for how many days a paper that matched no rule stays unread, and how papers rise just now."""

    now: datetime
    unread_days: int = FRESH_DAYS
    heats: Callable[[], Mapping[PaperId, Heat]] = dict


EVERYTHING: Final = And(())
"""The search without words: every paper."""
