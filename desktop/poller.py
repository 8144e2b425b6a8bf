"""The check of the feeds as the window sees it: a process of its own, started when a feed is due or the reader asks."""

import json
import logging
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from random import random
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QProcess, Qt, QTimer, Signal

from desktop.language import _
from desktop.problems import Problem
from desktop.settings import Settings
from storage import Feed, FeedId

if TYPE_CHECKING:
    from desktop.pace import Around

_log = logging.getLogger(__name__)

SOON: Final = 1_500
"""Milliseconds that a window which has just started has for itself."""

LONGEST_SLEEP: Final = 60_000
"""Milliseconds after which the clock on the wall is looked at: a timer does not run while the computer sleeps."""

JUMP: Final = 30.0
"""Seconds by which the clock on the wall has run ahead of the one that stands still in a sleep: the computer slept."""

SETTLING: Final = (5.0, 20.0)
"""Seconds after a sleep or the return of the network until a check: the network needs some, servers a spread."""

LATELY: Final = 60
"""Seconds in which a second press of the button asks nobody who has just answered."""

PAUSE: Final = 60.0
"""Seconds between two checks by themselves at least; doubled for each that failed, up to an hour."""

_LONGEST_PAUSE: Final = 3600.0
_TO_END: Final = 3_000
_ENDED_WELL: Final = frozenset({0, 1, 4})  # all, some and no feed reached: what came of it is on the output
_LIBRARY: Final = 3


class Poller(QObject):
    """Starts `papertray poll` and says how it ended; one at a time, and none longer than the window lives.

    `progressed` carries how many feeds are done, of how many, and the name of the last; `finished` what the check
    printed as a dictionary, `failed` a Problem.
    """

    started = Signal()
    progressed = Signal(int, int, str)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        folder: Path,
        *,
        feeds: Callable[[], Sequence[Feed]],
        now: Callable[[], datetime],
        chosen: Callable[[], Settings] = Settings,
        around: "Callable[[], Around] | None" = None,
        command: Sequence[str] = (sys.executable, "-m", "desktop"),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._folder, self._feeds, self._now, self._command = folder, feeds, now, tuple(command)
        self._chosen, self._around = chosen, around
        self._process: QProcess | None = None
        self._begun = self._last = b""
        self._cancelled = False
        self._again = False
        self._then: Callable[[], object] | None = None
        self._failures = 0
        self._not_before = 0.0
        self._due: datetime | None = None
        self._network_returned = False
        self._slept_at: tuple[datetime, float] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def running(self) -> bool:
        """Whether a check is at work."""
        return self._process is not None

    def check(self, *, force: bool = False, only: FeedId | None = None) -> None:
        """Check the feeds that are due, with `force` all of them or one; a forced one that meets another comes after.

        What comes after is about all feeds. Those that are not to be checked by themselves just now wait; where no
        other is due, nothing happens.
        """
        if self._process is not None:
            self._again = (self._again or force) and self._then is None
            return
        chosen = [only] if only is not None else None if force else self._only()
        if chosen is not None and not chosen:
            self.reschedule()
            return
        self._cancelled, self._begun, self._last = False, b"", b""
        process = QProcess(self)
        # Where our own package lies: a folder of that name in which the reader happens to be must not run instead.
        process.setWorkingDirectory(str(Path(__file__).parents[1]))
        program, *words = self._command
        process.setProgram(program)
        process.setArguments(
            [*words, "--data-dir", str(self._folder.absolute()), "poll", "--json", "--progress"]
            + ["--force", "--lately", str(LATELY)][: 3 * force]
            + [word for number in chosen or () for word in ("--feed", str(number))]
        )
        process.readyReadStandardOutput.connect(self._hear)
        process.finished.connect(self._ended)
        process.errorOccurred.connect(self._broke)
        self._process = process
        self._timer.stop()
        process.start()
        self.started.emit()

    def cancel(self) -> None:
        """Stop the check that is at work; what it stored stays."""
        self._again = False
        if self._process is not None:
            self._cancelled = True
            self._process.terminate()
            QTimer.singleShot(_TO_END, self._process, self._process.kill)

    def end(self, ended: Callable[[], object]) -> None:
        """Start nothing more, stop the check, and call `ended` when it has stopped, or at once where there is none."""
        self._timer.stop()
        if self._process is None:
            ended()
        else:
            self._then = ended
            self.cancel()

    def close(self) -> None:
        """End with the window, silently."""
        self._timer.stop()
        process, self._process = self._process, None
        if process is not None:
            process.readyReadStandardOutput.disconnect(self._hear)
            process.finished.disconnect(self._ended)
            process.errorOccurred.disconnect(self._broke)
            process.terminate()
            if not process.waitForFinished(_TO_END):
                process.kill()
                process.waitForFinished(_TO_END)

    # When

    def reschedule(self) -> None:
        """Find out when the next feed is due, and wait for that: at the start, and whenever something has changed."""
        if self._process is not None:
            return  # its end asks again
        from desktop import pace  # brings the time zones along, which the first picture does not wait for

        chosen, around, now = self._chosen(), self._surroundings(), self._now()
        waiting = pace.allowed(self._feeds(), chosen, around)
        returned = self._network_returned and pace.cut_off(waiting)
        self._due = now if returned else pace.next_time(waiting, chosen, around, now=now)
        self._sleep()

    def wake(self) -> None:
        """Look again at what is due: the computer has slept, and whatever was waited for is over."""
        self._settle()
        self.reschedule()

    def network_returned(self) -> None:
        """Try again what could not be reached, besides what is due."""
        self._network_returned = True
        # A network that comes and goes all the time must not set off a check each time.
        if self._not_before < time.monotonic():
            self._settle()
        self.reschedule()

    def _settle(self) -> None:
        least, most = SETTLING
        self._not_before = time.monotonic() + least + (most - least) * random()  # noqa: S311  no secret

    def _surroundings(self) -> "Around":
        from desktop.pace import Around

        return self._around() if self._around is not None else Around()

    def _only(self) -> list[FeedId] | None:
        """Give the feeds that a check by itself is to keep to, None where the check may find them itself."""
        from desktop import pace
        from desktop.feeds import schedule

        feeds = self._feeds()
        allowed = pace.allowed(feeds, self._chosen(), self._surroundings())
        again = pace.cut_off(allowed) if self._network_returned else []
        self._network_returned = False
        if not again and len(allowed) == len(schedule.polled(feeds)):
            return None
        return sorted({feed.id for feed in [*again, *schedule.due(allowed, now=self._now())]})

    def _sleep(self) -> None:
        if self._due is None or self._process is not None:
            self._timer.stop()
            return
        until_due = (self._due - self._now()).total_seconds()
        until_free = self._not_before - time.monotonic()
        wait = round(max(until_due, until_free, 0) * 1000)
        self._slept_at = (self._now(), time.monotonic())
        self._timer.start(min(max(wait, SOON), LONGEST_SLEEP))

    def _tick(self) -> None:
        if self._jumped():
            self.wake()
        elif self._due is not None and self._due <= self._now() and time.monotonic() >= self._not_before:
            self.check()
        else:
            self._sleep()

    def _jumped(self) -> bool:
        """Tell whether the computer has slept since the timer was set, where no system says so."""
        before, self._slept_at = self._slept_at, None
        if before is None:
            return False
        then, ticked = before
        return (self._now() - then).total_seconds() - (time.monotonic() - ticked) > JUMP

    # What it says

    def _hear(self) -> None:
        """Take what has come, keep its last whole line, and tell the newest progress."""
        if self._process is None:
            return
        *lines, self._begun = (self._begun + bytes(self._process.readAllStandardOutput().data())).split(b"\n")
        if not lines:
            return
        self._last = lines[-1]
        step = _object(self._last)
        done, total, feed = step.get("done"), step.get("total"), step.get("feed")
        if isinstance(done, int) and isinstance(total, int) and isinstance(feed, str):
            self.progressed.emit(done, total, feed)

    # How it ended

    def _broke(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:  # else `finished` comes as well
            self._ended(-1, QProcess.ExitStatus.CrashExit)

    def _ended(self, status: int, how: QProcess.ExitStatus) -> None:
        self._hear()
        process, self._process = self._process, None
        if process is None:
            return
        errors = bytes(process.readAllStandardError().data()).decode(errors="replace").strip()
        process.deleteLater()
        if self._then is not None:
            self._then()
            return
        outcome = _outcome(self._last) if how is QProcess.ExitStatus.NormalExit and status in _ENDED_WELL else None
        fine = outcome is not None or self._cancelled
        self._failures = 0 if fine else self._failures + 1
        self._not_before = time.monotonic() + min(PAUSE * 2**self._failures, _LONGEST_PAUSE)
        if self._cancelled:
            self._not_before = time.monotonic() + _LONGEST_PAUSE
            self.failed.emit(Problem(_("The check was stopped."), _("What was stored until now stays.")))
        elif outcome is not None:
            self.finished.emit(outcome)
        else:
            _log.error("a check ended with %s (%s): %s", status, how.name, errors[-2000:])
            self.failed.emit(_why(status, errors))
        if self._again:
            self._again = False
            self.check(force=True)
        else:
            self.reschedule()


def _outcome(line: bytes) -> dict[str, int] | None:
    """Read what a check prints at its end, None where it is something else."""
    read = _object(line)
    return {name: value for name, value in read.items() if isinstance(value, int)} if "polled" in read else None


def _object(line: bytes) -> dict[str, object]:
    try:
        read = json.loads(line)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _why(status: int, errors: str) -> Problem:
    if status == _LIBRARY and errors:
        return Problem(errors.splitlines()[-1], lasting=True)
    return Problem(
        _("The check of the feeds broke off."),
        _("What was stored until now stays."),
        _("It is tried again by itself; the log says what happened."),
    )
