"""Polls that are killed, and polls beside other programs: nothing is lost, nothing is there twice."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.feeds.kinds import kind_of
from storage import Feed, Intake, Library
from tests.builders import arrive, incoming, paper
from tests.fakes.arxiv import Arxiv, Preprint, serve_arxiv
from tests.fakes.clock import Clock
from tests.fakes.feed_server import FeedServer
from tests.fakes.hugging_face import daily_paper, serve_daily_papers
from tests.fakes.replies import Asked, Reply
from tests.feeds.test_update_arxiv import preprint

TUESDAY = date(2026, 6, 2)
ENVIRONMENT = {**os.environ, "PAPERTRAY_NOW": "2026-06-02T09:00:00Z", "no_proxy": "127.0.0.1"}

_STATE = {
    "papers": "SELECT title, fresh, added, authority FROM papers ORDER BY title",
    "appearances": "SELECT p.title, a.feed, a.day, a.rank, a.votes, a.announced FROM appearances a"
    " JOIN papers p ON p.id = a.paper ORDER BY 1, 2, 3",
    "readings": "SELECT p.title, r.feed, r.metric, r.value FROM readings r"
    " JOIN papers p ON p.id = r.paper ORDER BY 1, 2, 3",
    "matches": "SELECT p.title, m.silent FROM matches m JOIN papers p ON p.id = m.paper ORDER BY 1",
    "feeds": "SELECT id, kind, title, backfill, first_polled, failures, trouble, warning FROM feeds",
    "pages": "SELECT feed, url, day, etag, body_hash, complete FROM pages ORDER BY 1, 2",
}


def _state(folder: Path) -> Mapping[str, list[tuple[Any, ...]]]:
    db = sqlite3.connect(folder / "library.db")
    try:
        return {name: db.execute(sql).fetchall() for name, sql in _STATE.items()}
    finally:
        db.close()


def _count(folder: Path) -> int:
    db = sqlite3.connect(folder / "library.db")
    try:
        return int(db.execute("SELECT count(*) FROM papers").fetchone()[0])
    finally:
        db.close()


def _serve(server: FeedServer) -> list[tuple[str, int]]:
    """Serve a list, a listing and a feed of some hundred papers, and give their addresses with the days to go back."""
    weekdays = [day for age in range(9) if (day := TUESDAY - timedelta(days=age)).weekday() < 5]
    days = {
        day: [
            daily_paper(f"2605.{100 * back + n:05}", f"How w{back} sees w{n} at dusk", day=day, votes=n)
            for n in range(20)
        ]
        for back, day in enumerate(weekdays)
    }
    old = [preprint(300 * back + n, day) for back, day in enumerate(weekdays) for n in range(30)]
    listed: list[Preprint] = old[:30]
    serve_arxiv(server, Arxiv(TUESDAY, {"cs.LG": listed}, old))
    items = "".join(f"<item><title>Notes on w{n} of the sea</title><guid>g{n}</guid></item>" for n in range(200))
    lab = server.serve("/lab", f"<rss version='2.0'><channel><title>A lab</title>{items}</channel></rss>".encode())
    return [(serve_daily_papers(server, days), 6), (server.url("/rss/cs.LG"), 4), (lab, 0)]


def _library(folder: Path, feeds: list[tuple[str, int]]) -> None:
    with Library(folder, origin="cli", now=Clock()) as library:
        for url, backfill in feeds:
            library.add_feed(url, kind=kind_of(url), backfill=backfill)
        library.add_rule("sees")


def _poll(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "desktop", "--data-dir", str(folder), "poll", "--force", "--spacing", "0", *words]
    return subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def _finished(poll: subprocess.Popen[bytes]) -> str:
    out, err = poll.communicate(timeout=60)
    assert poll.returncode == 0, err.decode()
    return out.decode()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill so")
def test_polls_that_are_killed_at_any_moment_come_to_the_same_as_one_that_is_not(tmp_path: Path) -> None:
    chance = random.Random(20260602)
    with FeedServer() as server:
        feeds = _serve(server)
        for name in ("killed", "whole"):
            _library(tmp_path / name, feeds)
        _finished(_poll(tmp_path / "whole"))
        whole = _state(tmp_path / "whole")
        total = len(whole["papers"])
        assert total == 6 * 20 + 4 * 30 + 200
        server.latency = 0.05  # so that there is time left for it to be killed in
        left: list[int] = []
        for part in (0.05, 0.3, 0.6):
            poll = _poll(tmp_path / "killed")
            while poll.poll() is None and _count(tmp_path / "killed") < total * part:
                time.sleep(0.001)
            time.sleep(chance.random() / 50)
            poll.kill()
            poll.communicate()
            left.append(total - _count(tmp_path / "killed"))
        assert left[0] > 0
        _finished(_poll(tmp_path / "killed"))
    assert _state(tmp_path / "killed") == whole
    with Library(tmp_path / "killed", origin="cli", now=Clock()) as library:
        assert library.check() == []


@pytest.mark.slow
def test_no_star_is_lost_beside_a_poll(library: Library, folder: Path, intake: Intake, journal_feed: Feed) -> None:
    titles = [f"An old paper on w{n} things" for n in range(40)]
    arrive(intake, journal_feed, *(incoming(paper(title, guid=f"{journal_feed.id} {title}")) for title in titles))
    numbers = [entry.id for entry in library.entries("all")]
    library.remove_feed(journal_feed.id)
    acts = 0
    with FeedServer() as server, Library(folder, origin="window", now=Clock()) as window:
        items = "".join(f"<item><title>Notes on w{n} of the sea</title><guid>g{n}</guid></item>" for n in range(1_000))
        lab = server.serve("/lab", f"<rss version='2.0'><channel><title>A lab</title>{items}</channel></rss>".encode())
        library.add_feed(lab)
        poll = _poll(folder, "--json")
        while poll.poll() is None:
            window.mark([numbers[acts % 40]], "star" if acts % 80 < 40 else "dismissed")
            window.tag([numbers[acts % 40]], add=[f"round/{acts // 40}"])
            acts += 1
            time.sleep(0.002)
        told = _finished(poll)
    assert '"new": 1000' in told
    assert acts > 40
    assert len(library.entries("starred")) == 40
    rounds = {tag for entry in library.entries("starred") for tag in entry.mark.tags}
    assert rounds == {f"round/{n}" for n in range((acts - 1) // 40 + 1)}
    assert (library.count(), library.check()) == (1_040, [])


def test_of_two_polls_at_once_one_does_the_work(folder: Path, library: Library) -> None:
    asked, done = threading.Event(), threading.Event()

    def hold(_asked: Asked) -> Reply:
        asked.set()
        assert done.wait(60)
        return Reply(body=b"<rss version='2.0'><channel><item><title>Whales</title></item></channel></rss>")

    with FeedServer() as server:
        library.add_feed(server.serve("/lab", hold))
        first = _poll(folder, "--json")
        assert asked.wait(60)
        second = _finished(_poll(folder, "--json"))
        done.set()
        told = _finished(first)
        assert len(server.asked) == 1
    assert '"polled": 1' in told
    assert '"polled": 0' in second
