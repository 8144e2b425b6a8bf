"""The program on a screen of its own: with a tray by each of the two protocols, with one that comes late, with none."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.fakes.private_bus import PrivateBus, needs

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
PACKAGES = "xvfb dbus-daemon trayer xdotool"


def until(met: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.05)


class Desktop:
    """A screen and a bus, on which programs are started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: list[subprocess.Popen[str]] = []
        self.environment: dict[str, str] = {
            **{name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "VIRTUAL_ENV"}},
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_CURRENT_DESKTOP": "XFCE",
            "QT_QPA_PLATFORM": "xcb",
        }
        self.bus = PrivateBus(folder)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self.bus.address
        self.environment["DBUS_SYSTEM_BUS_ADDRESS"] = self.bus.address
        self.environment["DISPLAY"] = self._screen()

    def _screen(self) -> str:
        ours, theirs = os.pipe()
        words = ("-displayfd", str(theirs), "-screen", "0", "1280x800x24", "-nolisten", "tcp")
        self.start("Xvfb", *words, pass_fds=(theirs,))
        os.close(theirs)
        with os.fdopen(ours) as told:
            return f":{told.readline().strip()}"

    def start(
        self, *words: str, output: bool = False, pass_fds: tuple[int, ...] = (), more: Mapping[str, str] | None = None
    ) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            words,
            cwd=ROOT,
            env=self.environment | dict(more or {}),
            stdout=subprocess.PIPE if output else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            pass_fds=pass_fds,
        )
        self.started.append(process)
        return process

    def papertray(self, *words: str) -> "subprocess.Popen[str]":
        return self.start(sys.executable, "-m", "desktop", "--data-dir", str(self.folder / "data"), *words)

    def trayer(self) -> "subprocess.Popen[str]":
        return self.start("trayer", "--edge", "top", "--align", "right", "--height", "32", "--widthtype", "request")

    def windows(self, *search: str) -> list[str]:
        command = ["xdotool", "search", *search]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=60)
        return done.stdout.split()

    def docked(self) -> bool:
        """Tell whether the tray holds an icon of ours: a window of our class with the height of an icon."""
        for window in self.windows("--class", "papertray"):
            command = ["xdotool", "getwindowgeometry", "--shell", window]
            told = subprocess.run(
                command, env=self.environment, capture_output=True, text=True, check=False, timeout=60
            ).stdout
            values = dict(line.split("=", 1) for line in told.splitlines() if "=" in line)
            if 8 <= int(values.get("HEIGHT", "0")) <= 64 and int(values.get("Y", "99")) < 40:
                return True
        return False

    def close(self) -> None:
        for process in reversed(self.started):
            process.kill()
            process.communicate()
        self.bus.close()


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Desktop]:
    needs(PACKAGES, "Xvfb", "dbus-daemon", "trayer", "xdotool")
    desktop = Desktop(tmp_path)
    yield desktop
    desktop.close()


def test_a_hidden_start_docks_in_a_tray_and_a_click_opens_the_window(screen: Desktop) -> None:
    screen.trayer()
    screen.papertray("--hidden")
    until(screen.docked)
    assert not screen.windows("--onlyvisible", "--name", "^Papertray$")
    # The icon is alone in the tray, at the right end of the top edge.
    subprocess.run(["xdotool", "mousemove", "1268", "16", "click", "1"], env=screen.environment, check=True, timeout=60)
    until(lambda: bool(screen.windows("--onlyvisible", "--name", "^Papertray$")))


def test_a_tray_that_comes_late_gets_the_icon_and_so_does_the_one_after_it(screen: Desktop) -> None:
    papertray = screen.papertray("--hidden")
    time.sleep(2)
    first = screen.trayer()
    until(screen.docked)
    first.terminate()
    first.wait()
    time.sleep(0.5)
    assert papertray.poll() is None
    screen.trayer()
    until(screen.docked)


def test_a_status_notifier_host_gets_the_icon(screen: Desktop, tmp_path: Path) -> None:
    notes = tmp_path / "items"
    screen.start(sys.executable, "-m", "tests.fakes.tray_host", str(notes))
    until(notes.exists)
    screen.papertray("--hidden")
    until(lambda: bool(notes.read_text().strip()))  # its name on the bus


def test_a_second_start_brings_the_window_of_a_hidden_first(screen: Desktop, tmp_path: Path) -> None:
    screen.papertray("--hidden")
    until(lambda: any((tmp_path / "papertray").glob("*")))
    second = screen.papertray("show")
    assert second.wait(timeout=60) == 0
    until(lambda: bool(screen.windows("--onlyvisible", "--name", "^Papertray$")))


CLOSING = """
# Closes its window as soon as a file is there.
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from desktop import app

def make(*parts):
    window = app._main_window(*parts)
    look = QTimer(window, interval=100)
    look.timeout.connect(lambda: Path(sys.argv[2]).exists() and window.close())
    look.start()
    return window

sys.exit(app.main(Path(sys.argv[1]), make_window=make))
"""


def test_where_no_tray_is_the_program_goes_on_without_its_window_and_a_second_start_brings_it_back(
    screen: Desktop,
) -> None:
    wish = screen.folder / "close"
    papertray = screen.start(sys.executable, "-c", CLOSING, str(screen.folder / "data"), str(wish))
    until(lambda: bool(screen.windows("--onlyvisible", "--name", "^Papertray$")))
    wish.touch()
    until(lambda: not screen.windows("--onlyvisible", "--name", "^Papertray$"))
    wish.unlink()
    time.sleep(0.5)
    assert papertray.poll() is None
    assert screen.papertray("show").wait(timeout=60) == 0
    until(lambda: bool(screen.windows("--onlyvisible", "--name", "^Papertray$")))


def test_with_a_tray_closing_the_window_leaves_the_program_in_it(screen: Desktop) -> None:
    screen.trayer()
    wish = screen.folder / "close"
    papertray = screen.start(sys.executable, "-c", CLOSING, str(screen.folder / "data"), str(wish))
    until(lambda: bool(screen.windows("--onlyvisible", "--name", "^Papertray$")))
    until(screen.docked)
    wish.touch()
    until(lambda: not screen.windows("--onlyvisible", "--name", "^Papertray$"))
    time.sleep(0.5)
    assert papertray.poll() is None
    assert screen.docked()
