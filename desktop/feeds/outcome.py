"""How a poll is run, how far it is and what it came to, as values."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Final

from storage import Feed, FeedId

OFFLINE: Final = frozenset({"offline", "unreachable"})
"""Kinds of failure that say that there is no network, as long as nobody at all is reached."""

UNREACHED: Final = frozenset({"dns", "refused", "timeout", "offline", "unreachable", "proxy", "tls", "protocol"})
"""Kinds of failure in which no server answered us."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a poll is: `done` of `total` feeds, and the one that was just finished with what came of it.

    `added` are its new papers; `failed` says that it could not be read.
    """

    done: int
    total: int
    feed: Feed
    added: int
    failed: bool = False


@dataclass(slots=True)
class Outcome:
    """What a poll came to. `unreached` counts the failed feeds to which no connection came about.

    `forgotten` counts the papers that left the library because nobody did anything with them for long.
    `offline` counts those that wait for a network: nobody was asked, and they did not fail.
    """

    feeds: int = 0
    polled: int = 0
    not_modified: int = 0
    failed: int = 0
    unreached: int = 0
    offline: int = 0
    new: int = 0
    updated: int = 0
    matches: int = 0
    forgotten: int = 0
    papers: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a poll is run: the clock, the reader's time zone, chance, and seconds between requests to one host.

    `secret` gives what the reader logs in with at a feed that wants it, None where it cannot be had.
    """

    now: Callable[[], datetime]
    zone: tzinfo
    random: Callable[[], float]
    spacing: float = 1.0
    secret: Callable[[FeedId], str | None] = lambda _: None
