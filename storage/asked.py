"""What a search asks for, as a tree of values; `query` reads and prints it, `search` answers it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

Part = Literal["title", "abs", "author", "cat"]
"""The parts of a paper's text that can be searched alone."""

State = Literal["starred", "later", "done", "dismissed", "read", "unread", "new"]

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


Filter = Is | Tag | InFeed | Note | After | Before | Year | Votes
Query = Word | Phrase | Filter | Not | And | Or

FRESH_DAYS: Final = 7
"""How long a paper that matches no rule stays unread, unless the reader wants it otherwise."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When it is asked, and for how many days a paper that matched no rule stays unread."""

    now: datetime
    unread_days: int = FRESH_DAYS


EVERYTHING: Final = And(())
"""The search without words: every paper."""
