"""The poller as a whole: one at a time for a library, with its own opening of the file and its own network."""

import asyncio
import logging
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from desktop import passwords
from desktop.feeds import logins, schedule
from desktop.feeds.exchange import Fetch, Request, Response
from desktop.feeds.fetch import open_fetch
from desktop.feeds.origins import Origins, origins
from desktop.feeds.outcome import Outcome, Progress, Settings
from desktop.feeds.pool import Parser
from desktop.feeds.update import Poll
from storage import Feed, FeedId, Intake

LOCK_NAME = "poll.lock"

PATIENCE = 30.0
"""Seconds for which a poll waits to write: nobody waits for it, and with many writers SQLite's lock knows no queue."""


_log = logging.getLogger(__name__)


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
    lately: float = 0.0,
    had: Mapping[str, Response] | None = None,
    keep_days: int = 0,
) -> Outcome:
    """Check the feeds that are due (with `force` all of them, with `only` just these) and give what came of it.

    A paused feed is checked only by its number. `spacing` is in seconds between two requests to one host, and is kept
    whatever is forced. A feed that was checked well in the `lately` seconds before is left out, forced or not. `had`
    are answers by address that came a moment ago, as discover.look gives them; these are not asked for again.
    Papers that the reader left alone for `keep_days` leave the library; 0 keeps all.

    Raises:
        PollRunning: another poll of this library is at work.
        LibraryError: the library cannot be read or written; what was stored before stays.
    """
    zone = datetime.now().astimezone().tzinfo
    with Intake(folder, now=now, patience=PATIENCE) as intake:
        try:
            with FileLock(folder / LOCK_NAME, timeout=0):
                intake.refold()
                chosen = _chosen(intake.feeds(), force=force, only=only, now=now())
                chosen = [feed for feed in chosen if not _is_fresh(feed, lately, now())]
                settings = Settings(
                    now=now,
                    zone=zone or UTC,
                    random=random.random,
                    spacing=spacing,
                    secret=_secrets([feed for feed in chosen if feed.login]).get,
                )
                unfinished = None if only else _unfinished(intake, force=force, now=now())
                outcome = asyncio.run(
                    _poll(intake, chosen, settings, progress, unfinished, known=known or origins(), had=had or {})
                )
                if keep_days:
                    outcome.forgotten = intake.forget(keep_days)
                return outcome
        except Timeout:
            raise PollRunning from None


def _chosen(feeds: Sequence[Feed], *, force: bool, only: Collection[FeedId], now: datetime) -> Sequence[Feed]:
    if only:
        return [feed for feed in feeds if feed.id in only]
    return [feed for feed in feeds if not feed.paused] if force else schedule.due(feeds, now=now)


def _secrets(feeds: Sequence[Feed]) -> dict[FeedId, str | None]:
    """Give what the reader logs in with, as far as the system's store answers; one that does not is asked once."""
    found: dict[FeedId, str | None] = {}
    for feed in feeds:
        try:
            found[feed.id] = passwords.get(logins.place(feed))
        except passwords.NoStore as error:
            _log.warning("no secret for feed %s: the store is %s", feed.id, error.why)
            break
    return found


def _is_fresh(feed: Feed, lately: float, now: datetime) -> bool:
    """Say whether a feed was checked well just now, so that a second press of a button asks nobody anew."""
    return (
        feed.checked is not None and not feed.failures and timedelta() <= now - feed.checked < timedelta(seconds=lately)
    )


async def _poll(
    intake: Intake,
    feeds: Sequence[Feed],
    settings: Settings,
    progress: Callable[[Progress], None],
    unfinished: Feed | None,
    *,
    known: Origins,
    had: Mapping[str, Response],
) -> Outcome:
    async with open_fetch() as fetch, Parser() as parser:
        outcome = await Poll(intake, _at_hand(fetch, had) if had else fetch, parser, settings, progress).run(feeds)
        if unfinished is not None:
            await _complete(intake, unfinished, fetch, parser, settings, known=known)
        return outcome


def _at_hand(fetch: Fetch, had: Mapping[str, Response]) -> Fetch:
    """Answer from what is at hand, and ask for the rest."""

    async def answer(request: Request) -> Response:
        return had[request.url] if request.url in had else await fetch(request)

    return answer


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
    from desktop.feeds import by_hand  # with all that Crossref needs, which few polls do

    ids = [identifier for _, identifier in intake.incomplete()]
    now = settings.now()
    told = await by_hand.ask(intake, ids, fetch, parser, known, now=now, spacing=settings.spacing)
    found = [identifier for identifier in ids if identifier in told.papers]
    by_hand.store(intake, feed, found, told, today=now.date())
    failures = feed.failures + 1
    intake.save_state(replace(feed, failures=failures, checked=now, next_check=now + schedule.back_off(failures)))
