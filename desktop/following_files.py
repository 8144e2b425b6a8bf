"""Live .bib files while the window or the tray runs: after every change a process of their own brings them up to date.

A process, because writing LaTeX brings its tables along, which the tray's memory has no room for.
"""

import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

_log = logging.getLogger(__name__)

SOON: Final = 250
"""Milliseconds after a change: a row of stars is one write."""

_TO_END: Final = 3_000
_FINE: Final = frozenset({0, 1})  # 1: something is wrong with one of them, which is remembered with it


class FollowingFiles(QObject):
    """Starts `papertray live refresh` where there are live files; `refreshed` when it has ended."""

    refreshed = Signal()

    def __init__(
        self,
        folder: Path,
        *,
        any_to_write: Callable[[], bool],
        command: Sequence[str] = (sys.executable, "-m", "desktop"),
        parent: QObject | None = None,
    ) -> None:
        """Ask `any_to_write` at every change whether there is a live file that does not rest."""
        super().__init__(parent)
        self._folder, self._any, self._command = folder, any_to_write, tuple(command)
        self._process: QProcess | None = None
        self._again = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._start)

    def changed(self) -> None:
        """Hear that something in the library may have changed."""
        if self._process is not None:
            self._again = True
        elif not self._soon.isActive():
            self._soon.start()

    def close(self) -> None:
        """End; what is being written is finished first, and what is not yet written follows with the next change."""
        self._soon.stop()
        process, self._process = self._process, None
        if process is not None:
            process.finished.disconnect(self._ended)
            if not process.waitForFinished(_TO_END):
                process.kill()
                process.waitForFinished(_TO_END)

    def _start(self) -> None:
        if not self._any():
            return
        process = QProcess(self)
        process.setWorkingDirectory(str(Path(__file__).parents[1]))
        program, *words = self._command
        process.setProgram(program)
        process.setArguments([*words, "--data-dir", str(self._folder.absolute()), "live", "refresh", "--json"])
        process.finished.connect(self._ended)
        process.errorOccurred.connect(self._broke)
        self._process = process
        process.start()

    def _broke(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:  # else `finished` comes as well
            self._ended(-1, QProcess.ExitStatus.CrashExit)

    def _ended(self, status: int, _how: QProcess.ExitStatus) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if status not in _FINE:
            errors = bytes(process.readAllStandardError().data()).decode(errors="replace").strip()
            _log.warning("live files were not brought up to date (%s): %s", status, errors[-2000:])
        process.deleteLater()
        self.refreshed.emit()
        if self._again:
            self._again = False
            self._soon.start()
