"""How fast the window is on a large library: `python -m tests.benchmarks.window [--papers 1000000]`.

Believe CPU; wall time holds whatever else the machine did. Every figure is of the real window over a real file:
what a page step reads from the library is in it. It ends with 1 where a budget is missed.
"""

import argparse
import gc
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.choices import Choices
from desktop.reading import Reading
from desktop.window.listing import Listing
from desktop.window.main_window import MainWindow
from desktop.window.row_layout import Density
from storage import ListName, View
from tests.benchmarks.library import NOW, made
from tests.demo.scenes import NoPoller

PAGES: Final = 300
JUMPS: Final = 100
TYPED: Final = ("state space", "neural language model", "graph", "vision attention", "lomu")
DENSITIES: Final[tuple[Density, ...]] = ("tall", "slim")
VIEWS: Final[tuple[ListName, ...]] = ("today", "all", "later", "trending", "starred", "recent")
_BEAT: Final = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report, in milliseconds; `budget` None: only to know."""

    name: str
    value: float
    budget: float | None = None

    def missed(self) -> bool:
        """Say whether it is over its budget."""
        return self.budget is not None and self.value > self.budget

    def text(self) -> str:
        """Give the line."""
        asked = "" if self.budget is None else f"  at most {self.budget:g}{'  MISSED' if self.missed() else ''}"
        return f"{self.name:<64} {self.value:8.1f} ms{asked}"


class Painted(QObject):
    """Knows when a widget was last painted."""

    def __init__(self, watched: QObject) -> None:
        super().__init__()
        self.times = 0
        watched.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        self.times += event.type() == QEvent.Type.Paint
        return False


class Heart:
    """Beats every two milliseconds of the window's thread; the most CPU between two is how long it stood still."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_BEAT)
        self._timer.timeout.connect(self._beat)
        self._last = self._longest = 0.0

    def _beat(self) -> None:
        now = time.thread_time()
        self._longest, self._last = max(self._longest, now - self._last), now

    def longest(self, work: Callable[[], None]) -> float:
        """Give the longest CPU time, in milliseconds, for which the thread did nothing else during `work`."""
        self._longest, self._last = 0.0, time.thread_time()
        self._timer.start()
        work()
        self._timer.stop()
        return self._longest * 1000


class Bench:
    """The window on a library, and a stopwatch beside it."""

    def __init__(self, folder: Path) -> None:
        began = time.perf_counter(), time.process_time()
        self.reading = Reading(folder, lambda: NOW)
        self.window = MainWindow(self.reading, NoPoller(), Choices(folder), now=lambda: NOW)  # type: ignore[arg-type]  # a stand-in for the poller
        self.table = self.window.table
        self.painted = Painted(self.table.viewport())
        self.window.resize(1280, 800)
        self.window.show()
        until(lambda: self.table.row_count() > 0 and self.painted.times > 0)
        self.start = (time.perf_counter() - began[0]) * 1000, (time.process_time() - began[1]) * 1000

    def close(self) -> None:
        """Put the window away."""
        self.window.close()
        self.reading.close()

    def show(self, name: ListName) -> None:
        """Show a list and wait until it stands there."""
        before = self.window.column.listing
        self.window.browsing.choose(View(name))
        until(partial(self._other_than, before))
        settle()

    def _other_than(self, listing: Listing) -> bool:
        return self.window.column.listing is not listing

    def first_paint(self) -> float:
        """Give the wall time from knowing the numbers to the first painted page of the list of everything."""
        self.show("today")
        numbers = self.reading.read(lambda library: library.numbers(View("all")), None)
        assert numbers is not None
        gc.collect()
        before, began = self.painted.times, time.perf_counter()
        self.window.column.show_numbers(numbers)
        until(lambda: self.painted.times > before)
        return (time.perf_counter() - began) * 1000

    def each(self, steps: Iterable[Callable[[], object]]) -> list[float]:
        """Give the CPU of the window's thread for each step, until it is painted."""
        found: list[float] = []
        for step in steps:
            began = time.thread_time()
            step()
            QApplication.processEvents()
            QApplication.processEvents()
            found.append((time.thread_time() - began) * 1000)
        return found

    def keystrokes(self, text: str) -> tuple[list[float], list[float], list[float]]:
        """Type a search; give CPU of all threads, CPU of the window's thread, and wall time until it stands there."""
        box = self.window.search_box
        everything, own, wall = list[float](), list[float](), list[float]()
        box.setFocus()
        for letter in text:
            before = self.window.column.listing
            began = time.process_time(), time.thread_time(), time.perf_counter()
            QTest.keyClicks(box, letter)
            until(partial(self._other_than, before), patience=3)
            QApplication.processEvents()
            everything.append((time.process_time() - began[0]) * 1000)
            own.append((time.thread_time() - began[1]) * 1000)
            wall.append((time.perf_counter() - began[2]) * 1000)
        found = self.window.column.listing
        self.window.browsing.end_search()
        until(partial(self._other_than, found))
        settle()
        return everything, own, wall


def until(true: Callable[[], bool], *, patience: float = 60) -> None:
    """Let the window live until something is so; without burning the CPU that is measured."""
    end = time.perf_counter() + patience
    while not true() and time.perf_counter() < end:
        QApplication.processEvents()
        time.sleep(0.002)


def settle() -> None:
    """Let what is still to be done be done."""
    end = time.perf_counter() + 0.4
    until(lambda: time.perf_counter() > end)


def share(values: Sequence[float], part: float) -> float:
    """Give the value below which this part of them lies."""
    return sorted(values)[min(int(len(values) * part), len(values) - 1)]


def measure(folder: Path) -> list[Figure]:
    """Measure everything on the library in a folder."""
    bench, heart, dice = Bench(folder), Heart(), random.Random(3)
    settle()
    figures = [
        Figure("window built, today's list painted, wall", bench.start[0]),
        Figure("window built, today's list painted, CPU of all threads", bench.start[1]),
    ]
    firsts = [bench.first_paint() for _ in range(5)]
    figures.append(
        Figure("list of everything, from its numbers to the first paint, wall, worst of 5", max(firsts), 150)
    )
    table, last = bench.table, bench.table.row_count() - 1
    bench.show("all")
    for density in DENSITIES:
        table.set_density(density)
        table.go_to_row(0)
        settle()
        page = table.verticalScrollBar().pageStep()
        pages = bench.each(partial(table.verticalScrollBar().setValue, page * place) for place in range(PAGES))
        table.go_to_row(0)
        settle()
        keys = bench.each(partial(QTest.keyClick, table, Qt.Key.Key_PageDown) for _ in range(PAGES))
        height = table.rowHeight(0)
        places = [dice.randint(0, last) * height for _ in range(JUMPS)]
        jumps = bench.each(partial(table.verticalScrollBar().setValue, place) for place in places)
        figures += [
            Figure(f"page step, {density} rows, CPU, p95", share(pages, 0.95), 16.7),
            Figure(f"page step, {density} rows, CPU, median", share(pages, 0.5)),
            Figure(f"Page Down, {density} rows and the paper beside them, CPU, p95", share(keys, 0.95)),
            Figure(f"jump anywhere, {density} rows, CPU, p95", share(jumps, 0.95), 50),
        ]
    table.set_density("tall")
    figures += _searching(bench)
    for name in VIEWS * 2:
        pause = heart.longest(partial(bench.show, name))
        figures.append(Figure(f"longest standstill on going to {name}, CPU", pause, 50))
    bench.close()
    return figures


def _searching(bench: Bench) -> list[Figure]:
    everything, own, wall = list[float](), list[float](), list[float]()
    for text in TYPED:
        for known, more in zip((everything, own, wall), bench.keystrokes(text), strict=True):
            known.extend(more)
    return [
        Figure("keystroke of a search, CPU of all threads, p99", share(everything, 0.99), 20),
        Figure("keystroke of a search, CPU of all threads, median", share(everything, 0.5)),
        Figure("keystroke of a search, CPU of the window's thread, p99", share(own, 0.99)),
        Figure("keystroke of a search until its papers stand there, wall, p99", share(wall, 0.99)),
        Figure("keystroke of a search until its papers stand there, wall, median", share(wall, 0.5)),
    ]


def main() -> int:
    """Make the library if need be, measure, report."""
    asked = argparse.ArgumentParser(description="Measure the window on a large library.")
    asked.add_argument("--papers", type=int, default=100_000)
    asked.add_argument("--keep", type=Path, help="a folder where made libraries stay for the next run")
    given = asked.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    with tempfile.TemporaryDirectory(prefix="papertray-bench-") as scratch:
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, scratch)
        application.setOrganizationName("papertray-bench")
        figures = measure(made(given.keep or Path(scratch), given.papers))
    sys.stdout.write(f"{given.papers:,} papers\n" + "".join(f"{figure.text()}\n" for figure in figures))
    return int(any(figure.missed() for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
