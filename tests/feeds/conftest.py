"""A poll as tests drive it: a server on loopback, a clock that stands, a library, one worker that parses for all."""

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC
from pathlib import Path

import pytest

from desktop.feeds import schedule
from desktop.feeds.exchange import Fetch
from desktop.feeds.fetch import open_fetch
from desktop.feeds.kinds import kind_of
from desktop.feeds.outcome import Outcome, Settings
from desktop.feeds.pool import Parser
from desktop.feeds.update import Poll
from storage import Feed, Intake, Library
from tests.fakes.clock import Clock
from tests.fakes.feed_server import FeedServer


class Reading:
    """The loop and the parser, which are slow to start."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        self.parser = Parser()

    def close(self) -> None:
        self.runner.run(self.parser.__aexit__(None, None, None))
        self.runner.close()


class World:
    """A library, the server that its feeds are on, and the clock of both; every poll is a program started anew."""

    def __init__(self, folder: Path, clock: Clock, server: FeedServer, library: Library, reading: Reading) -> None:
        self.folder, self.clock, self.server, self.library = folder, clock, server, library
        self._reading = reading
        self._seen = 0

    def add(self, url: str, *, backfill: int = 0) -> Feed:
        """Add a feed as the command line does."""
        return self.library.add_feed(url, kind=kind_of(url), backfill=backfill)[0]

    def poll(
        self,
        *,
        force: bool = True,
        fetch: Fetch | None = None,
        proxies: Mapping[str, str] | None = None,
        spacing: float = 0,
        parser: Parser | None = None,
    ) -> Outcome:
        """Check all feeds, or with `force=False` those that are due."""

        async def check(intake: Intake) -> Outcome:
            settings = Settings(now=self.clock, zone=UTC, random=lambda: 0.0, spacing=spacing)
            feeds = intake.feeds() if force else schedule.due(intake.feeds(), now=self.clock())
            async with open_fetch(now=self.clock, proxies=proxies or {}) as real:
                return await Poll(intake, fetch or real, parser or self._reading.parser, settings).run(feeds)

        with Intake(self.folder, now=self.clock, patience=0.2) as intake:
            return self._reading.runner.run(check(intake))

    def asked(self) -> list[str]:
        """Give the paths that were asked for since the last time, with their queries."""
        new = self.server.asked[self._seen :]
        self._seen += len(new)
        return [each.path for each in new]

    def feed(self, feed: Feed) -> Feed:
        """Give a feed as it stands now."""
        return self.library.feed(feed.id)

    def titles(self, name: str) -> list[str]:
        """Give the titles of a list, or of a search, in order of the alphabet."""
        lists = {"unread", "today", "all", "starred"}
        found = self.library.entries(name) if name in lists else self.library.search(name)  # type: ignore[arg-type]  # one of the lists' names
        return sorted(entry.paper.title for entry in found)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Ask the file itself."""
        db = sqlite3.connect(self.folder / "library.db")
        try:
            return db.execute(sql).fetchall()
        finally:
            db.close()


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    opened = Reading()
    yield opened
    opened.close()


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer(hosts=2) as running:
        yield running


@pytest.fixture
def world(folder: Path, clock: Clock, server: FeedServer, library: Library, reading: Reading) -> World:
    return World(folder, clock, server, library, reading)
