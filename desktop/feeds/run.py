"""The poller as a whole: one at a time for a library, with its own opening of the file and its own network."""

import asyncio
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from desktop.feeds import by_hand, schedule
from desktop.feeds.exchange import Fetch
from desktop.feeds.fetch import open_fetch
from desktop.feeds.origins import Origins, origins
from desktop.feeds.pool import Parser
from desktop.feeds.update import Outcome, Poll, Progress, Settings
from storage import Feed, FeedId, Intake

LOCK_NAME = "poll.lock"

PATIENCE = 30.0
"""Seconds for which a poll waits to write: nobody waits for it, and with many writers SQLite's lock knows no queue."""


class PollRunning(Exception):
    """Another poll of the same library is at work."""


def poll(
    folder: Path,
    *,
    now: Callable[[], datetime],
    force: bool = False,
    only: Collection[FeedId] = (),
    progress: Callable[[Progress], None] = lambda _: None,
    spacing: float = 1.0,
    known: Origins | None = None,
) -> Outcome:
    """Check the feeds that are due (with `force` all of them, with `only` just these) and give what came of it.

    A paused feed is checked only by its number. `spacing` is in seconds between two requests to one host, and is kept
    whatever is forced.

    Raises:
        PollRunning: another poll of this library is at work.
        LibraryError: the library cannot be read or written; what was stored before stays.
    """
    zone = datetime.now().astimezone().tzinfo
    settings = Settings(now=now, zone=zone or UTC, random=random.random, spacing=spacing)
    with Intake(folder, now=now, patience=PATIENCE) as intake:
        try:
            with FileLock(folder / LOCK_NAME, timeout=0):
                intake.refold()
                chosen = _chosen(intake.feeds(), force=force, only=only, now=now())
                unfinished = None if only else _unfinished(intake, force=force, now=now())
                return asyncio.run(_poll(intake, chosen, settings, progress, unfinished, known=known or origins()))
        except Timeout:
            raise PollRunning from None


def _chosen(feeds: Sequence[Feed], *, force: bool, only: Collection[FeedId], now: datetime) -> Sequence[Feed]:
    if only:
        return [feed for feed in feeds if feed.id in only]
    return [feed for feed in feeds if not feed.paused] if force else schedule.due(feeds, now=now)


async def _poll(
    intake: Intake,
    feeds: Sequence[Feed],
    settings: Settings,
    progress: Callable[[Progress], None],
    unfinished: Feed | None,
    *,
    known: Origins,
) -> Outcome:
    async with open_fetch() as fetch, Parser() as parser:
        outcome = await Poll(intake, fetch, parser, settings, progress).run(feeds)
        if unfinished is not None:
            await _complete(intake, unfinished, fetch, parser, settings, known=known)
        return outcome


def _unfinished(intake: Intake, *, force: bool, now: datetime) -> Feed | None:
    """Give the feed of what was added by name, if it is time to ask again about papers that nobody told about."""
    feed = next((feed for feed in intake.feeds() if feed.kind == "by_hand"), None)
    if feed is None or not intake.incomplete():
        return None
    return feed if force or schedule.is_due(feed, now) else None


async def _complete(
    intake: Intake, feed: Feed, fetch: Fetch, parser: Parser, settings: Settings, *, known: Origins
) -> None:
    """Ask again about papers that were added by name while nobody answered, less and less often."""
    ids = [identifier for _, identifier in intake.incomplete()]
    now = settings.now()
    told = await by_hand.ask(intake, ids, fetch, parser, known, now=now, spacing=settings.spacing)
    found = [identifier for identifier in ids if identifier in told.papers]
    by_hand.store(intake, feed, found, told, today=now.date())
    failures = feed.failures + 1
    intake.save_state(replace(feed, failures=failures, checked=now, next_check=now + schedule.back_off(failures)))
