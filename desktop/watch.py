"""Says when any program has written to the library; sleeps until the system reports a write."""

import time
from pathlib import Path
from typing import Final

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

WAIT: Final = 50
"""Milliseconds from the first write of a burst to the word about it: a commit is several writes."""

APART: Final = 500
"""Milliseconds between two words while writes go on, as in a first check of many feeds."""


class Watch(QObject):
    """Watches a library's file, the write-ahead log beside it, and their folder, in which either may appear anew.

    A write is no change yet: SQLite also moves pages about. Who hears `written` asks Library.data_version.
    """

    written = Signal()

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files = [str(path), f"{path}-wal"]
        self._folder = str(path.parent)
        self._told = 0.0
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._stir)
        self._watcher.directoryChanged.connect(self._look_around)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tell)
        self._follow()

    def close(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._watcher.removePaths([*self._watcher.files(), *self._watcher.directories()])

    def _follow(self) -> None:
        """Watch what is there; a file that was deleted or replaced has fallen out by itself."""
        watched = {*self._watcher.files(), *self._watcher.directories()}
        missing = [name for name in (*self._files, self._folder) if name not in watched and Path(name).exists()]
        if missing:
            self._watcher.addPaths(missing)

    def _look_around(self) -> None:
        before = set(self._watcher.files())
        self._follow()
        if set(self._watcher.files()) != before:
            self._stir()

    def _stir(self) -> None:
        if not self._timer.isActive():
            since = (time.monotonic() - self._told) * 1000
            self._timer.start(max(WAIT, round(APART - since)))

    def _tell(self) -> None:
        self._told = time.monotonic()
        self._follow()
        self.written.emit()
