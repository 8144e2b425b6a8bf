"""Runs the window through a first check of many feeds, with a key now and then, and prints how long it stood still.

`python -m tests.watched.heartbeat FOLDER`: one object of JSON, times in milliseconds. What counts is the time in which
the window could have gone on and did not: from each interval between two beats is taken what the system let the
program wait for a processor, so that a busy machine is not blamed on it.
"""

import json
import sys
import time
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from desktop import app
from desktop.instance import Instance

if TYPE_CHECKING:
    from desktop.window.main_window import MainWindow

BEAT: Final = 5
AFTERWARDS: Final = 2_000
KEYS: Final = cycle((Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_Space, Qt.Key.Key_K, Qt.Key.Key_S))


class Heart:
    """Beats every 5 ms and notes how late each beat was."""

    def __init__(self) -> None:
        self.late: list[tuple[float, float, float]] = []
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = self._waited = 0.0

    def start(self) -> None:
        self._last, self._waited = time.perf_counter(), waited()
        self._timer.start(BEAT)

    def _beat(self) -> None:
        now, in_queue = time.perf_counter(), waited()
        gap = (now - self._last) * 1000 - BEAT
        queued = max(in_queue - self._waited, 0) * 1000  # a thread that has ended takes its share along
        self.late.append((max(gap - queued, 0.0), gap, queued))
        self._last, self._waited = now, in_queue


def waited() -> float:
    """Give for how many seconds the threads of this process have been ready and without a processor.

    All of them: one that has been put aside while it holds Python's lock keeps the window's thread waiting too.
    """
    total = 0
    for thread in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # it has just ended
            total += int((thread / "schedstat").read_text().split()[1])
    return total / 1e9


def main(folder: Path) -> None:
    application = app._application(folder)
    instance = Instance(folder)
    assert instance.first()
    program = app.Program(application, folder, instance, app._main_window)
    program.begin(hidden=False)
    window = cast("MainWindow", program.window)
    heart = Heart()
    outcome: dict[str, int] = {}
    steps: list[int] = []

    def begin() -> None:
        heart.start()
        program.poller.check(force=True)

    def ended(told: dict[str, int]) -> None:
        outcome.update(told)
        QTimer.singleShot(AFTERWARDS, application.quit)

    keys = QTimer(interval=150)
    keys.timeout.connect(lambda: QTest.keyClick(window.table, next(KEYS)))
    keys.start()
    program.poller.progressed.connect(lambda done, _total, _feed: steps.append(done))
    program.poller.finished.connect(ended)
    program.poller.failed.connect(lambda problem: sys.exit(problem.text()))
    QTimer.singleShot(1_500, begin)
    application.exec()
    keys.stop()
    program.close()
    instance.close()
    late = sorted(heart.late)
    worst, gap, queued = late[-1]
    told = {
        "beats": len(late),
        "worst": round(worst, 1),
        "worst_gap": round(gap, 1),
        "its_wait": round(queued, 1),
        "p99": round(late[int(len(late) * 0.99)][0], 1),
        "over_50": sum(one[0] > 50 for one in late),
        "over_16": sum(one[0] > 16.7 for one in late),
        "longest_gap": round(max(one[1] for one in late), 1),
        "steps": len(steps),
    }
    print(json.dumps(told | outcome))  # noqa: T201  its result


if __name__ == "__main__":
    main(Path(sys.argv[1]))
