"""A program that runs for days: nothing wears off, nothing stalls, nothing grows."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar

from storage import Library

ROOT = Path(__file__).parents[1]
CALLS = 20_000


def test_calls_that_return_nothing_leave_nothing_missing(qapp: QApplication) -> None:
    # PySide6 6.12 on Python 3.11 takes one reference from None with each such call, and after some thousands Python
    # ends the program. From Python 3.12 on None cannot be used up.
    label, bar, picture = QLabel(), QProgressBar(), QPixmap(8, 8)
    bar.setMaximum(CALLS)
    painter = QPainter(picture)
    before = sys.getrefcount(None)
    for call in range(CALLS // 5):
        label.setText(str(call))
        bar.setValue(call)
        painter.save()
        painter.setPen(QColor("red"))
        painter.restore()
    painter.end()
    assert sys.getrefcount(None) > before - CALLS // 20


class ManyFeeds:
    """The server of tests.fakes.many_feeds as a process."""

    def __init__(self, hosts: int, papers: int) -> None:
        words = [sys.executable, "-m", "tests.fakes.many_feeds", str(hosts), str(papers)]
        self._process = subprocess.Popen(
            words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        assert self._process.stdout is not None
        self.hosts, self.port = hosts, int(self._process.stdout.readline())

    def url(self, number: int) -> str:
        return f"http://127.0.0.{number % self.hosts + 1}:{self.port}/feeds/{number}.xml"

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def many_feeds() -> Iterator[ManyFeeds]:
    made = ManyFeeds(50, 100)
    yield made
    made.close()


def watched(what: str, *words: str, folder: Path, seconds: float, **environment: str) -> dict[str, Any]:
    """Run a module of tests.watched on a folder and give what it measured."""
    nowhere = f"unix:path={folder / 'no-bus'}"
    done = subprocess.run(
        [sys.executable, "-m", f"tests.watched.{what}", str(folder), *words],
        cwd=ROOT,
        env=os.environ
        | {
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_RUNTIME_DIR": str(folder.parent),
            "DBUS_SESSION_BUS_ADDRESS": nowhere,
            "DBUS_SYSTEM_BUS_ADDRESS": nowhere,
        }
        | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(what, told)  # noqa: T201  the figures are worth having even where the test passes: pytest -s
    return told


def follow(folder: Path, feeds: ManyFeeds, count: int) -> None:
    with Library(folder, origin="cli", now=lambda: datetime.now(UTC)) as library:
        library.add_rule("whales foam")
        for number in range(count):
            library.add_feed(feeds.url(number), title=f"Feed {number}")


@pytest.mark.slow
def test_the_window_never_stands_still_while_500_feeds_are_checked_for_the_first_time(
    folder: Path, many_feeds: ManyFeeds
) -> None:
    follow(folder, many_feeds, 500)
    told = watched("heartbeat", folder=folder, seconds=900)
    assert (told["polled"], told["failed"], told["new"]) == (500, 0, 50_000)
    assert told["matches"] > 0
    assert told["steps"] > 20
    assert told["worst"] <= 50


@pytest.mark.slow
def test_a_day_of_tray_and_checks_leaves_memory_handles_and_log_as_they_were(folder: Path) -> None:
    feeds = ManyFeeds(5, 30)
    try:
        follow(folder, feeds, 5)
        told = watched("day", folder=folder, seconds=1800, PAPERTRAY_NOW="2026-06-02T04:00:00+00:00")
    finally:
        feeds.close()
    assert told["hours"] >= 24
    assert told["checks"] >= 96
    assert told["new"] > 5 * 30
    assert told["grown_mb"] <= 4
    assert told["more_handles"] <= 1
    assert told["more_threads"] <= 0
    assert told["largest_wal_mb"] <= 8
