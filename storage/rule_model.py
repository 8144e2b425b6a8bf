"""The nouns of rules as values: what the reader wants to be told of, and what would come or came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from storage.model import FeedId, MarkKind, PaperId, RuleId

RULE_MARKS: tuple[MarkKind, ...] = ("star", "later", "read", "dismissed")
"""The marks that a rule may set."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What the reader wants to be told of (`notify`), and what happens to it: marks of RULE_MARKS, tags.

    It looks at what `feeds` bring, all of them where none is named. It tells only of what is among the hottest `heat`
    (0 to 1, as Heat.share), of `cap` papers a day (0: of all), and of those also while notices rest if it is `exempt`.
    `paused` says since when it is off. `edition` changes with what it asks for or does.
    """

    id: RuleId
    text: str
    added: datetime
    name: str = ""
    notify: bool = True
    marks: tuple[MarkKind, ...] = ()
    tags: tuple[str, ...] = ()
    feeds: tuple[FeedId, ...] = ()
    heat: float = 0.0
    cap: int = 0
    exempt: bool = False
    paused: datetime | None = None
    edition: int = 1

    @property
    def title(self) -> str:
        """What it goes by: its name, else its words."""
        return self.name or self.text


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rule would have found: papers, newest first, how many in each full week, rules that found some too."""

    papers: tuple[PaperId, ...]
    days: int
    a_week: float
    overlap: tuple[tuple[RuleId, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Yield:
    """What came of a rule or a feed: its papers, those of them that the reader starred.

    `unopened` are the papers it told of since the reader last took one of them up.
    """

    papers: int
    starred: int
    unopened: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """One word or filter of a search, whether it is to be in a paper, and whether it is."""

    text: str
    wanted: bool
    there: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a search is read (printed, and as a tree) and answered: the words for the index, the statement, its plan."""

    text: str
    tree: tuple[str, ...]
    words: str
    sql: str
    plan: tuple[str, ...]
