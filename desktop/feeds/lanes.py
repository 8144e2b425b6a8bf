"""Who is asked one thing after the other, and how much time lies between: decided from addresses alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from desktop.feeds.exchange import FetchFailed, Login, Request
from desktop.feeds.schedule import LONGEST_HINT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

ARXIV: Final = "arxiv.org"
ARXIV_SPACING: Final = 3.0
"""Seconds between any two requests to arXiv, over all its addresses, as its terms of use ask."""


def lane(url: str) -> str:
    """Give what is asked one thing after the other: a host with its port, or arXiv with all of its hosts."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host == ARXIV or host.endswith("." + ARXIV):
        return ARXIV
    return parts.netloc.rpartition("@")[2].casefold()  # one host, whoever logs in there


def spacing(url: str, usual: float) -> float:
    """Give the seconds to leave between two requests, where `usual` are left to others than arXiv."""
    return max(ARXIV_SPACING, usual) if lane(url) == ARXIV else usual


def request(
    url: str, *, usual: float, etag: str = "", last_modified: str = "", trusted: bool = True, login: Login | None = None
) -> Request:
    """Give the question to an address as its host wants to be asked; the validators are those of its last answer."""
    return Request(
        url,
        etag=etag,
        last_modified=last_modified,
        group=ARXIV if lane(url) == ARXIV else "",
        spacing=spacing(url, usual),
        trusted=trusted,
        login=login,
    )


def shut(waits: Mapping[str, datetime], now: datetime) -> frozenset[str]:
    """Give the lanes that asked to be left alone for now, of those that ever did and until when.

    Nobody is left alone for longer than a day: what lies further ahead is a joke, or our clock has been set back.
    """
    return frozenset(name for name, until in waits.items() if now < until <= now + LONGEST_HINT)


def rest(url: str, failure: FetchFailed) -> timedelta | None:
    """Give how long to leave a lane alone after this failure of one of its addresses; None where it is the feed's own.

    arXiv counts requests that follow a 403 as an attack.
    """
    status = failure.values.get("status")
    unsaid = _UNSAID if status == "429" else _FORBIDDEN if status == "403" and lane(url) == ARXIV else None
    wait = failure.wait if failure.wait is not None else unsaid
    return None if wait is None else min(wait, LONGEST_HINT)


_UNSAID: Final = timedelta(minutes=10)
_FORBIDDEN: Final = timedelta(hours=1)
