"""Connects the dialog about browsers with the commands that do the work: each is a process beside the window."""

from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop import paths
from desktop.errand import Errand
from desktop.problems import Problem
from desktop.window.browsers_dialog import BrowsersDialog


class Browsers(QObject):
    """Looks at the browsers, connects and disconnects one, and looks again; lives with its dialog."""

    def __init__(self, folder: Path, window: QWidget | None) -> None:
        self.dialog = BrowsersDialog(window)
        super().__init__(self.dialog)
        self._folder = folder
        self._errand: Errand | None = None
        self.dialog.connect_asked.connect(lambda key: self._run("install", key))
        self.dialog.disconnect_asked.connect(lambda key: self._run("uninstall", key))
        self.dialog.folder_asked.connect(_show_folder)

    def look(self) -> None:
        """Ask every browser's way to the library."""
        self.dialog.clear()
        errand = self._begin(["browser", "doctor"])
        errand.said.connect(self.dialog.add)
        errand.ended.connect(self._looked)
        errand.start()

    def _looked(self, trouble: Problem | None) -> None:
        self.dialog.finish()
        if trouble is not None and self.dialog.rows:
            self.dialog.say(trouble.text())

    def _run(self, act: str, key: str) -> None:
        errand = self._begin(["browser", act, key])
        errand.ended.connect(self._done)
        errand.start()

    def _done(self, trouble: Problem | None) -> None:
        if trouble is None:
            self.look()
        else:
            self.dialog.say(trouble.text())

    def _begin(self, words: list[str]) -> Errand:
        if self._errand is not None:
            self._errand.close()
            self._errand.deleteLater()
        self._errand = Errand(self._folder, words, parent=self)
        return self._errand


def _show_folder() -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.extension())))
