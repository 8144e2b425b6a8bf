"""The program on a real screen whose keyboard writes Cyrillic or Greek only."""

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import Intake, Library
from tests.builders import arrive, incoming, paper
from tests.fakes.private_bus import needs
from tests.test_tray_hosts import Desktop, until

pytestmark = pytest.mark.slow

S, Z, CTRL = "39", "52", "37"
"""Keys by their place, as X11 numbers them."""


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Desktop]:
    needs("xvfb dbus-daemon xdotool x11-xkb-utils", "Xvfb", "dbus-daemon", "xdotool", "setxkbmap")
    desktop = Desktop(tmp_path)
    yield desktop
    desktop.close()


def run(screen: Desktop, *words: str) -> None:
    subprocess.run(words, env=screen.environment, check=True, capture_output=True, timeout=60)


@pytest.mark.parametrize("layout", ["ru", "gr"])
def test_the_key_of_s_stars_and_ctrl_with_that_of_z_takes_it_back(screen: Desktop, layout: str) -> None:
    def now() -> datetime:
        return datetime.now(UTC)

    folder = screen.folder / "data"
    with Library(folder, origin="cli", now=now) as library, Intake(folder, now=now) as intake:
        feed, _changes = library.add_feed("http://127.0.0.1:9/rss", title="A journal")
        arrive(intake, feed, incoming(paper("Whales and their songs", arxiv="2606.00001"), day=now().date()))
        screen.papertray()
        until(lambda: bool(screen.windows("--onlyvisible", "--name", "^Papertray$")))
        run(screen, "setxkbmap", layout)
        run(screen, "xdotool", "windowfocus", "--sync", screen.windows("--onlyvisible", "--name", "^Papertray$")[0])

        def starred() -> bool:
            return bool(library.entries("starred"))

        def press() -> bool:
            """Press S, once more where the list was still on its way and nobody heard it."""
            run(screen, "xdotool", "key", S)
            with suppress(AssertionError):
                until(starred, seconds=5)
            return starred()

        until(press)
        run(screen, "xdotool", "keydown", CTRL, "key", Z, "keyup", CTRL)
        until(lambda: not starred())
