"""The search box: every pause in typing is a search, Escape leads back to where the reader was."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.language import _

PAUSE: Final = 60
"""Milliseconds without a key after which a search starts: less than a finger takes, more than a burst."""


class SearchBox(QLineEdit):
    """A line for words and filters."""

    asked = Signal(str)
    left = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(_("Search: words, “a phrase”, author:, tag:, is:starred, -not"))
        self.setAccessibleName(_("Search"))
        self.setClearButtonEnabled(True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(lambda: self.asked.emit(self.text()))
        self.textChanged.connect(lambda _text: self._pause.start())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Escape empties the box and leaves it; Enter and Down go to the results."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down}:
            self._pause.stop()
            self.asked.emit(self.text())
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def show_problem(self, text: str) -> None:
        """Say what is wrong with the search, or with an empty text that nothing is."""
        self.setToolTip(text)
        self.setProperty("wrong", bool(text))
        self.style().unpolish(self)
        self.style().polish(self)
