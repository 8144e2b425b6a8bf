"""The settings while the program runs: read once, changed by value and kept at once; tells all who follow them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop import settings
from desktop.language import _
from desktop.problems import Problem, system_problem
from desktop.settings import Settings


class Choices(QObject):
    """What the reader has chosen: `now` by value. `changed` carries the new Settings, `failed` a Problem.

    Without a folder nothing is kept. `problem` is what was wrong with the file when it was last read, None for nothing.
    """

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self.problem: Problem | None = None
        self.now = Settings()
        self.now = self._read()

    def change(self, **values: Any) -> bool:
        """Choose these values by name, and tell `changed`; False and `failed` where they could not be kept.

        What was written into the file by hand since the start counts from now on as well.

        Raises:
            ValueError: a value is none that its setting can have; nothing is changed.
        """
        wanted = replace(self._read(), **values)
        if self._folder is not None:
            try:
                settings.save(self._folder, wanted)
            except OSError as error:
                self.failed.emit(Problem(system_problem(error).text(), _("The setting stays as it was.")))
                return False
        if wanted != self.now:
            self.now = wanted
            self.changed.emit(wanted)
        return True

    def _read(self) -> Settings:
        return self.now if self._folder is None else settings.load(self._folder, tell=self._heard)

    def _heard(self, problem: Problem) -> None:
        self.problem = problem
