"""Two years of Daily Papers and arXiv listings as they were recorded, polled day by day from a server on loopback."""

import asyncio
import bisect
import csv
import json
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.feeds.exchange import Fetch
from desktop.feeds.fetch import open_fetch
from desktop.feeds.outcome import Outcome, Settings
from desktop.feeds.pool import Parser
from desktop.feeds.update import Poll
from storage import Intake, Library
from tests.fakes.arxiv import Arxiv, Preprint, serve_arxiv
from tests.fakes.clock import Clock
from tests.fakes.feed_server import FeedServer
from tests.fakes.hugging_face import serve_daily_papers
from tests.shared_data import shared

pytestmark = [pytest.mark.recorded, pytest.mark.slow]

CATEGORY = "cs.CV"


def _days() -> dict[date, list[dict[str, Any]]]:
    """Give the 88 recorded days."""
    files = sorted(shared("data/feeds/hf_daily").glob("20*.json"))
    return {date.fromisoformat(file.stem): json.loads(file.read_text(encoding="utf-8")) for file in files}


def _listings() -> dict[date, list[Preprint]]:
    """Give the 11 recorded days of arXiv listings, each paper once."""
    listings: dict[date, list[Preprint]] = {}
    for file in sorted(shared("data/papers/arxiv_daily").glob("*.jsonl")):
        rows = {row["id"]: row for row in map(json.loads, file.read_text(encoding="utf-8").splitlines())}
        listings[date.fromisoformat(file.stem)] = [
            Preprint(row["id"], row["title"], row["summary"], tuple(row["authors"]), tuple(row["categories"]))
            for row in rows.values()
        ]
    return listings


def _votes() -> dict[str, list[tuple[datetime, int]]]:
    """Give the recorded readings of each paper, oldest first."""
    readings: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    with shared("data/feeds/hf_series/hf_upvote_polls.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            readings[row["paper_id"]].append((datetime.fromisoformat(row["poll_time_utc"]), int(row["upvotes"])))
    return {paper: sorted(each) for paper, each in readings.items()}


def _as_of(items: list[dict[str, Any]], votes: dict[str, list[tuple[datetime, int]]], now: datetime) -> list[Any]:
    """Give a day's items with the votes that had been read by then, where any had."""
    changed = []
    for item in items:
        read = votes.get(item["paper"]["id"], [])
        place = bisect.bisect_right(read, (now, 1 << 30))
        paper = item["paper"] | ({"upvotes": read[place - 1][1]} if place else {})
        changed.append(item | {"paper": paper})
    return changed


class World:
    """The recorded servers, their clock, and a library that polls them."""

    def __init__(self, server: FeedServer, folder: Path) -> None:
        self.recorded, self.votes = _days(), _votes()
        self.shown: dict[date, list[Any]] = {}
        self.listings = _listings()
        self.arxiv = Arxiv(min(self.listings), {CATEGORY: ()})
        self.clock = Clock()
        self.folder = folder
        serve_arxiv(server, self.arxiv)
        with Library(folder, origin="cli", now=self.clock) as library:
            library.add_feed(serve_daily_papers(server, self.shown), kind="daily_papers", backfill=1)
            library.add_feed(server.url(f"/rss/{CATEGORY}"), kind="arxiv")

    async def poll(self, fetch: Fetch, parser: Parser, now: datetime) -> Outcome:
        """Show what was known by then, and poll once."""
        self.clock.time = now
        for day in [day for day in self.recorded if day <= now.date()]:
            self.shown[day] = _as_of(self.recorded[day], self.votes, now)
        if now.date() in self.listings:
            self.arxiv.day, self.arxiv.listings[CATEGORY] = now.date(), self.listings[now.date()]
        settings = Settings(now=self.clock, zone=UTC, random=lambda: 0.5, spacing=0)
        with Intake(self.folder, now=self.clock) as intake:
            return await Poll(intake, fetch, parser, settings).run(intake.feeds())

    async def live(self) -> list[Outcome]:
        """Live through all recorded days: each is polled in the morning, in the evening and the next morning."""
        mornings = [datetime.combine(day, time(9), UTC) for day in sorted({*self.recorded, *self.listings})]
        async with open_fetch(now=self.clock) as fetch, Parser() as parser:
            return [
                await self.poll(fetch, parser, morning + timedelta(hours=hours))
                for morning in mornings
                for hours in (0, 12, 24)
            ]


def test_two_years_are_polled_into_one_library(folder: Path) -> None:
    with FeedServer() as server:
        world = World(server, folder)
        outcomes = asyncio.run(world.live())
    assert sum(outcome.failed for outcome in outcomes) == 0
    with Library(folder, origin="cli", now=world.clock) as library:
        count = {
            table: library._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("papers", "appearances", "readings", "merges", "suggestions")
        }
        assert library.check() == []
        listed = {item["paper"]["id"] for items in world.recorded.values() for item in items}
        announced = {paper.id for papers in world.listings.values() for paper in papers}
        assert count["papers"] == len(listed | announced)
        assert count == {"papers": 6347, "appearances": 6501, "readings": 10912, "merges": 0, "suggestions": 0}
        assert {each.paper.ids[0].value for each in library.entries("all")} == listed | announced
        newest = library.entries("today", day=date(2026, 6, 4))
        assert len(newest) == len(world.recorded[date(2026, 6, 4)])
        votes = [each.appearance.votes for each in newest if each.appearance]
        assert votes == sorted(votes, key=lambda each: -(each or 0))
