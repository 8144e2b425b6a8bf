"""What lies behind an address: a feed with its newest papers, or a page that names feeds. Stores nothing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.feeds import lanes
from desktop.feeds.answer import NotAFeed
from desktop.feeds.exchange import FetchFailed
from desktop.feeds.fetch import open_fetch
from desktop.feeds.kinds import cleaned_address, kind_of
from desktop.feeds.pool import ParseFailed, Parser
from storage import FeedId, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.feeds.answer import Answer
    from desktop.feeds.exchange import Fetch, Response
    from storage import FeedKind

SHOWN: Final = 5
"""Titles of a preview."""

_NOBODY: Final = FeedId(0)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feed that may be followed: what it calls itself, and the titles of its newest papers, of `total`.

    A feed that a page names has no papers yet: to see them costs a request of its own.
    """

    url: str
    title: str = ""
    kind: FeedKind = "feed"
    newest: tuple[str, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What one request found: `candidates` in the page's order, or `trouble`.

    Where the address is a feed itself there is one candidate, and `response` is its answer, which run.poll takes as
    `had`, so that to look and to follow cost one request together. `page` is the title of a page that names feeds.
    """

    candidates: tuple[Candidate, ...] = ()
    page: str = ""
    response: Response | None = None
    trouble: Trouble | None = None


def discover(text: str, *, now: Callable[[], datetime], trusted: bool = True) -> Found:
    """Look at what the reader typed; with `trusted` off, at what a page named. Blocks for the time of a request."""
    return asyncio.run(_discover(text, now=now, trusted=trusted))


async def _discover(text: str, *, now: Callable[[], datetime], trusted: bool) -> Found:
    async with open_fetch(now=now) as fetch, Parser() as parser:
        return await look(text, fetch=fetch, parser=parser, now=now(), trusted=trusted)


async def look(text: str, *, fetch: Fetch, parser: Parser, now: datetime, trusted: bool = True) -> Found:
    """Ask an address once and say what it is; whatever goes wrong is in `trouble`."""
    url = cleaned_address(text)
    if not url:
        return Found(trouble=Trouble("bad_address", (("url", text[:200]),), now))
    try:
        response = await fetch(lanes.request(url, usual=1.0, trusted=trusted))
        answer = await parser.parse(
            response.body, url=response.url, content_type=response.content_type, feed=_NOBODY, now=now
        )
    except FetchFailed as failure:
        return Found(trouble=Trouble(failure.kind, tuple(sorted(failure.values.items())), now))
    except NotAFeed as failure:
        return Found(trouble=Trouble(failure.kind, failure.values, now))
    except ParseFailed as failure:
        return Found(trouble=Trouble(failure.kind, (), now))
    if answer.links and not answer.incoming:
        named = zip(answer.links, answer.link_titles, strict=True)
        return Found(tuple(Candidate(link, title, kind_of(link)) for link, title in named), page=answer.title or url)
    return Found((_candidate(response.moved_to or url, answer),), response=response)


def _candidate(url: str, answer: Answer) -> Candidate:
    titles = tuple(one.paper.title for one in answer.incoming[:SHOWN])
    return Candidate(url, answer.title, answer.kind, titles, answer.total)
