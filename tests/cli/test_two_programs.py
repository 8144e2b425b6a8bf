"""Two programs, and more, on one library at once: nothing is lost and nothing is done twice."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import Library
from tests.cli.conftest import Papertray
from tests.fakes.feed_server import FeedServer

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)


def _start(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "desktop", "--data-dir", str(folder), *words],
        env={**os.environ, "PAPERTRAY_NOW": "2026-06-02T09:00:00Z"},
        cwd=Path(__file__).parents[2],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


@pytest.mark.slow
def test_two_polls_two_readers_and_an_undo_at_once(papertray: Papertray, folder: Path) -> None:
    items = "".join(
        f"<item><title>A paper about whales, number {n}</title><guid>g{n}</guid></item>" for n in range(300)
    )
    body = f"<rss version='2.0'><channel><title>Whales</title>{items}</channel></rss>".encode()
    with FeedServer() as server:
        papertray("feeds", "add", server.serve("/first", body))
        papertray("poll")
        papertray("feeds", "add", server.serve("/second", body.replace(b"whales", b"seals").replace(b">g", b">s")))
        numbers = [str(number) for number in range(1, 41)]
        programs = [
            _start(folder, "poll", "--spacing", "0"),
            _start(folder, "poll", "--spacing", "0"),
            *(_start(folder, "star", number) for number in numbers[:4]),
            _start(folder, "tag", "5", "+seen"),
            _start(folder, "later", *numbers[:20]),
            _start(folder, "export", "all", "-o", str(folder / "all.bib")),
        ]
        ended = [(program.communicate(timeout=90)[1], program.returncode) for program in programs]
    assert [status for _, status in ended] == [0] * len(programs), ended
    with Library(folder, origin="cli", now=lambda: NOW) as library:
        assert library.check() == []
        assert library.count() == 600
        assert len(library.entries("starred")) == 4
        assert len(library.entries("later")) == 20
        assert library.tags() == {"seen": 1}
        journal = library._db.execute("SELECT act, count(*) FROM journal GROUP BY act ORDER BY act").fetchall()
        assert [tuple(row) for row in journal] == [("add feed", 2), ("later", 1), ("star", 4), ("tag", 1)]
        for _ in range(6):
            library.undo()
        assert library.entries("starred") == library.entries("later") == []
