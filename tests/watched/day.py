"""Lets a day of the tray go by in minutes: a check every quarter of an hour, the window opened and closed now and then.

`python -m tests.watched.day FOLDER`: one object of JSON. Its clock is PAPERTRAY_NOW, moved on from check to check.
The first quarter of the day is not counted: what is loaded once is loaded then.
"""

import json
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest

from desktop import app
from desktop.instance import Instance

if TYPE_CHECKING:
    from desktop.window.main_window import MainWindow

CHECKS: Final = 100
APART: Final = timedelta(minutes=15)
WINDOW_EVERY: Final = 5
MEGABYTE: Final = 1024 * 1024


def memory() -> float:
    """Give in MB what this process has for itself: what it shares depends on who else runs."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Anonymous:")) / 1024


def handles() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def threads() -> int:
    return len(list(Path("/proc/self/task").iterdir()))


def wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Day:
    """The program and what has been noted of it."""

    def __init__(self, folder: Path) -> None:
        self.application = app._application(folder)
        self.instance = Instance(folder)
        assert self.instance.first()
        self.program = app.Program(self.application, folder, self.instance, app._main_window)
        self.wal = folder / "library.db-wal"
        self.noted: list[tuple[float, int, int]] = []
        self.wals: list[float] = []
        self.new = 0

    def check(self) -> None:
        """Let one check run and everything settle after it."""
        loop = QEventLoop()

        def ended(told: dict[str, int]) -> None:
            self.new += told["new"]
            loop.quit()

        self.program.poller.finished.connect(ended)
        self.program.poller.failed.connect(lambda problem: sys.exit(problem.text()))
        self.program.poller.check(force=True)
        loop.exec()
        self.program.poller.finished.disconnect(ended)
        self.program.poller.failed.disconnect()
        wait(120)
        self.wals.append(self.wal.stat().st_size / MEGABYTE if self.wal.exists() else 0.0)

    def look(self) -> None:
        """Open the window as a reader does, go through some papers, star one, and close it again."""
        self.program.show()
        window = cast("MainWindow", self.program.window)
        wait(100)
        for key in (Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_S, Qt.Key.Key_K, Qt.Key.Key_Space):
            QTest.keyClick(window.table, key)
            wait(20)
        window.close()
        wait(100)

    def note(self) -> None:
        self.noted.append((memory(), handles(), threads()))

    def close(self) -> None:
        self.program.close()
        self.instance.close()


def main(folder: Path) -> None:
    start = datetime.fromisoformat(os.environ["PAPERTRAY_NOW"])
    day = Day(folder)
    day.program.begin(hidden=True)
    wait(600)
    for number in range(1, CHECKS + 1):
        os.environ["PAPERTRAY_NOW"] = (start + number * APART).isoformat()
        day.check()
        if number % WINDOW_EVERY == 0:
            day.look()
            day.note()
    day.close()
    quarter = len(day.noted) // 4
    early, late = day.noted[quarter : 2 * quarter], day.noted[-quarter:]
    told = {
        "hours": CHECKS * APART / timedelta(hours=1),
        "checks": CHECKS,
        "new": day.new,
        "memory_mb": round(median(each[0] for each in late), 1),
        "grown_mb": round(median(each[0] for each in late) - median(each[0] for each in early), 1),
        "memory_of_each": [round(each[0], 1) for each in day.noted],
        "handles": late[-1][1],
        "more_handles": max(each[1] for each in late) - max(each[1] for each in early),
        "more_threads": max(each[2] for each in late) - max(each[2] for each in early),
        "largest_wal_mb": round(max(day.wals), 1),
        "last_wal_mb": round(day.wals[-1], 1),
    }
    print(json.dumps(told))  # noqa: T201  its result


if __name__ == "__main__":
    main(Path(sys.argv[1]))
