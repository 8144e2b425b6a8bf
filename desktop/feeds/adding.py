"""Papers that the reader brings, by name or whole: stored some at a time, so that what is in stays whatever ends it."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from desktop.feeds import by_hand
from desktop.feeds.fetch import open_fetch
from desktop.feeds.origins import Origins, origins
from desktop.feeds.pool import Parser
from storage import Feed, FeedId, Identifier, Intake, Paper, PaperId

_FEW: Final = 5
"""Papers that are asked for one by one between two words about how far it is."""

Tell = Callable[[Sequence[by_hand.Asked]], None]


def _tell_nobody(_asked: Sequence[by_hand.Asked]) -> None:
    pass


def add(
    folder: Path,
    ids: Sequence[Identifier],
    feed: Feed,
    *,
    now: Callable[[], datetime],
    known: Origins | None = None,
    tell: Tell = _tell_nobody,
) -> list[by_hand.Asked]:
    """Add papers by their identifiers, with what arXiv and Crossref say; a paper nobody tells about is kept by name.

    Papers that the library has whole already are not asked about. `tell` hears of them some at a time, as soon as they
    are stored: what it has heard of stays, however this ends.

    Raises:
        LibraryError: the library cannot be read or written.
    """
    with Intake(folder, now=now, origin="cli") as intake:
        incomplete = {identifier for _, identifier in intake.incomplete()}
        there = intake.numbers(ids)
        unknown = {identifier for identifier in ids if identifier not in there or identifier in incomplete}
        whole = [identifier for identifier in ids if identifier not in unknown]
        asked = by_hand.store(intake, feed, whole, by_hand.Told(), today=now().date())
        tell(asked)
        if unknown:
            wanted = [identifier for identifier in ids if identifier in unknown]
            asked += asyncio.run(_ask(intake, wanted, feed, known or origins(), now, tell))
        place = {identifier: at for at, identifier in enumerate(ids)}
        return sorted(asked, key=lambda one: place[one.identifier])


async def _ask(  # noqa: PLR0917  passed on as they came
    intake: Intake, ids: Sequence[Identifier], feed: Feed, known: Origins, now: Callable[[], datetime], tell: Tell
) -> list[by_hand.Asked]:
    asked: list[by_hand.Asked] = []
    async with open_fetch() as fetch, Parser() as parser:
        for some in _portions(ids):
            told = await by_hand.ask(intake, some, fetch, parser, known, now=now(), spacing=1.0)
            stored = by_hand.store(intake, feed, some, told, today=now().date())
            if any(identifier not in told.papers for identifier in some):
                intake.save_state(replace(feed, next_check=None, failures=0))  # so that the next poll asks again
            tell(stored)
            asked += stored
    return asked


def _portions(ids: Sequence[Identifier]) -> Iterator[Sequence[Identifier]]:
    """Cut ids into what is asked for at once: arXiv tells of many in one answer, the others come one by one."""
    numbers = [identifier for identifier in ids if identifier.scheme == "arxiv"]
    others = [identifier for identifier in ids if identifier.scheme != "arxiv"]
    for some, size in ((numbers, by_hand.AT_ONCE), (others, _FEW)):
        for start in range(0, len(some), size):
            yield some[start : start + size]


def keep(
    folder: Path, papers: Sequence[Paper], feed: Feed, *, now: Callable[[], datetime]
) -> list[tuple[PaperId, bool]]:
    """Store papers that the reader brought whole; see by_hand.keep."""
    with Intake(folder, now=now, origin="cli") as intake:
        return by_hand.keep(intake, feed, papers, today=now().date())


def here(folder: Path, papers: Sequence[Paper], *, now: Callable[[], datetime]) -> list[PaperId | None]:
    """Give which of these papers the library has, by their identifiers or their titles; stores nothing."""
    with Intake(folder, now=now, origin="cli") as intake:
        return [known.paper for known in intake.known(papers, FeedId(0))]
