"""What one answer of a feed came to: papers, or the reason why there are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from datetime import date, timedelta

    from storage import FeedKind, Incoming

NotAFeedKind = Literal[
    "empty",  # no bytes, or only white space
    "not_text",  # a PDF, an image, an archive
    "html_page",  # a page that names no feed
    "bot_check",  # a page that wants to know whether we are a person
    "error_feed",  # a well-formed feed that says that the question was wrong; value: text
    "odd_json",  # JSON of a shape that we do not know; value: text
    "odd_xml",  # text or XML that is no feed; value: text
]


class NotAFeed(Exception):
    """An answer in which there are no papers to be had: `kind` says why, `values` is what its sentence needs."""

    def __init__(self, kind: NotAFeedKind, values: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(kind, values)
        self.kind: NotAFeedKind = kind
        self.values = values


KINDS: frozenset[str] = frozenset(get_args(NotAFeedKind))


@dataclass(frozen=True, slots=True)
class Answer:
    """A feed's answer, read.

    `incoming` is in the feed's order. `day` is the day that the answer as a whole lists, None where it names none or
    several; each appearance carries its own. `total` is how many papers the source says there are (those of the answer
    where it says nothing), `skipped` how many of the answer's could not be read, and `truncated` says that the answer
    ends where a limit cut it. `skip_days` counts from Monday = 0; `skip_hours` are UTC.

    `separable` says that each entry was read by itself, so that those known already may be left out the next time.

    A page that is no feed but names some has these in `links`, in its order, and what it calls them in `link_titles`,
    and nothing else; a feed has no `links`.
    """

    kind: FeedKind
    title: str = ""
    incoming: tuple[Incoming, ...] = ()
    day: date | None = None
    total: int = 0
    skipped: int = 0
    truncated: bool = False
    ttl: timedelta | None = None
    skip_days: frozenset[int] = frozenset()
    skip_hours: frozenset[int] = frozenset()
    links: tuple[str, ...] = ()
    link_titles: tuple[str, ...] = ()
    separable: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """What is left of a body without the items known already: the ranks of the others, and how many there were."""

    ranks: tuple[int, ...]
    total: int
