"""What a screen reader finds in the window: the real program on a screen and an accessibility bus of their own."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import Intake, Library, PaperId, View
from tests.builders import arrive, incoming, paper
from tests.fakes.clock import Clock
from tests.fakes.private_bus import needs
from tests.test_tray_hosts import ROOT, Desktop, until

pytestmark = pytest.mark.slow

PACKAGES = "xvfb dbus-daemon xdotool at-spi2-core python3-pyatspi"
LAUNCHER = "/usr/libexec/at-spi-bus-launcher"
SYSTEM_PYTHON = "/usr/bin/python3"

Found = list[tuple[int, str, str, list[str]]]


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Desktop]:
    needs(PACKAGES, "Xvfb", "dbus-daemon", "xdotool", LAUNCHER, SYSTEM_PYTHON)
    if subprocess.run([SYSTEM_PYTHON, "-c", "import pyatspi"], check=False, capture_output=True, timeout=30).returncode:
        needs(PACKAGES, "python3-pyatspi")
    desktop = Desktop(tmp_path)
    yield desktop
    desktop.close()


def fill(folder: Path, clock: Clock) -> None:
    """Let two papers arrive, one of them starred."""
    with Library(folder, origin="cli", now=clock) as library, Intake(folder, now=clock) as intake:
        feed = library.add_feed("http://127.0.0.1:9/api/daily_papers", kind="daily_papers")[0]
        arrive(
            intake,
            feed,
            incoming(paper("Whales and their songs", arxiv="2606.00001"), votes=30),
            incoming(paper("Dolphins and their games", arxiv="2606.00002"), votes=20, rank=2),
        )
        library.mark([PaperId(library.numbers(View("all"), text="whales")[0])], "star")
        library.add_search("Sea", "whales OR dolphins")


def read(screen: Desktop) -> Found:
    words = [SYSTEM_PYTHON, "-m", "tests.fakes.screen_reader", "60"]
    environment = screen.environment | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=120, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return [(depth, role, name, states) for depth, role, name, states in json.loads(done.stdout)]


def test_a_screen_reader_finds_the_window_its_list_and_what_each_row_says(screen: Desktop, tmp_path: Path) -> None:
    clock = Clock()
    fill(tmp_path / "data", clock)
    screen.start(LAUNCHER, "--launch-immediately")
    always = {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "PAPERTRAY_NOW": clock().isoformat()}
    screen.environment |= always
    screen.papertray()
    until(lambda: bool(screen.windows("--onlyvisible", "--name", "^Papertray$")))
    found = read(screen)
    by_role = {role: [name for _depth, of, name, _states in found if of == role] for _d, role, _n, _s in found}
    assert "Papertray" in by_role["frame"]
    assert "Papers" in by_role["table"]
    rows = [name for name in by_role["table cell"] if name]
    whales = next(name for name in rows if name.startswith("Whales and their songs"))
    dolphins = next(name for name in rows if name.startswith("Dolphins and their games"))
    assert "starred" in whales
    assert "starred" not in dolphins
    assert "unread" in dolphins
    assert "Views" in by_role["tree"]
    # Qt tells the lines of a tree as cells.
    assert {"Today, 2 unread", "Later", "Saved searches", "Sea"} <= set(rows)
    silent = [
        role for _depth, role, name, states in found if "focusable" in states and "showing" in states and not name
    ]
    assert silent == []
