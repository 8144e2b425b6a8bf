"""One command of Papertray run beside the window: what must not hold it up, meet hostile text or open a connection."""

import json
import logging
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QTimer, Signal

from desktop.language import _
from desktop.problems import Problem

_log = logging.getLogger(__name__)

_TO_END: Final = 5_000
"""Milliseconds that a command has to write down what it did until it was stopped."""

_ENDED_WELL: Final = frozenset({0, 1, 4})
_STOPPED: Final = 130
_LONGEST: Final = 4_000_000
"""Bytes of a line; a longer one is not ours."""


class Errand(QObject):
    """Starts `papertray … --json`; `said` carries each object it prints, `ended` None or the Problem why it failed.

    One that was cancelled ends without a problem.
    """

    said = Signal(object)
    ended = Signal(object)

    def __init__(
        self,
        folder: Path,
        words: Sequence[str],
        *,
        text: str = "",
        command: Sequence[str] = (sys.executable, "-m", "desktop"),
        parent: QObject | None = None,
    ) -> None:
        """Prepare a command for the library in `folder`; `text` is what it reads from its standard input."""
        super().__init__(parent)
        self._text = text
        self._half = b""
        self.cancelled = False
        program, *before = command
        self._process = QProcess(self)
        # Where our own package lies: a folder of that name in which the reader happens to be must not run instead.
        self._process.setWorkingDirectory(str(Path(__file__).parents[1]))
        self._process.setProgram(program)
        self._process.setArguments([*before, "--data-dir", str(folder.absolute()), *words, "--json"])
        self._process.readyReadStandardOutput.connect(self._hear)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._broke)
        # Its window may go while it is at work; Qt would kill it in the middle of a word to the library, and complain.
        self.destroyed.connect(partial(_end, self._process))

    def start(self) -> None:
        """Begin; answers come as signals."""
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.close)
        self._process.start()
        self._process.write(self._text.encode("utf-8", "replace"))
        self._process.closeWriteChannel()
        self._text = ""

    @property
    def running(self) -> bool:
        """Whether it is at work."""
        return self._process.state() is not QProcess.ProcessState.NotRunning

    def cancel(self) -> None:
        """Ask it to end; what it stored stays."""
        if self.running:
            self.cancelled = True
            self._process.terminate()
            QTimer.singleShot(_TO_END, self._process, self._process.kill)

    def close(self) -> None:
        """End with the window, silently, but let it write down what it stored."""
        self.blockSignals(True)  # noqa: FBT003  Qt's own
        _end(self._process)

    def _hear(self) -> None:
        *lines, self._half = (self._half + bytes(self._process.readAllStandardOutput().data())).split(b"\n")
        self._half = self._half[:_LONGEST]
        for line in lines:
            if (read := _object(line)) is not None:
                self.said.emit(read)

    def _broke(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:  # else `finished` comes as well
            self._finished(-1, QProcess.ExitStatus.CrashExit)

    def _finished(self, status: int, how: QProcess.ExitStatus) -> None:
        self._hear()
        errors = bytes(self._process.readAllStandardError().data()).decode(errors="replace").strip()
        well = how is QProcess.ExitStatus.NormalExit and status in _ENDED_WELL
        if well or self.cancelled or status == _STOPPED:
            self.ended.emit(None)
            return
        self.ended.emit(_why(how, errors))


def _end(process: QProcess) -> None:
    """End a process silently, at once or after the time that it has to write down what it did."""
    process.blockSignals(True)  # noqa: FBT003  Qt's own
    if process.state() is not QProcess.ProcessState.NotRunning:
        process.terminate()
        if not process.waitForFinished(_TO_END):
            process.kill()
            process.waitForFinished(_TO_END)


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        read = json.loads(line)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None


def _why(how: QProcess.ExitStatus, errors: str) -> Problem:
    """Give the command's own last words; a traceback is for the log."""
    lines = [line for line in errors.splitlines() if line.strip()]
    if how is QProcess.ExitStatus.NormalExit and lines and "Traceback (most recent call last):" not in errors:
        return Problem(lines[-1].removeprefix("Error: "))
    _log.error("a command ended with %s: %s", how.name, errors[-2000:])
    return Problem(
        _("Something in Papertray went wrong."), _("What was stored until now stays."), _("The log says what.")
    )
