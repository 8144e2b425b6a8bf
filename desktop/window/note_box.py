"""The reader's note: Markdown as it is typed, handed on soon after each pause and before anything could lose it."""

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QHideEvent
from PySide6.QtWidgets import QWidget

from desktop.language import _
from desktop.window.growing_edit import GrowingEdit

PAUSE: Final = 400
"""Milliseconds after the last key until the note is handed on."""


class NoteBox(GrowingEdit):
    """A note that knows what of it is stored. `note_asked` has the whole text; `settled`: no longer written in.

    What comes back from the library is told apart: our own text, perhaps an older one that is still on its way, changes
    nothing; somebody else's replaces what is shown only where nothing of ours is unstored.
    """

    note_asked = Signal(str)
    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Note"), hint=_("Write a note… The first line says why you keep it."), parent=parent)
        self._stored = ""
        self._under_way: list[str] = []
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.save)
        self.textChanged.connect(self._typed)

    def begin(self, text: str) -> None:
        """Show the note of another paper; the one before must have been left with `leave`."""
        self._pause.stop()
        self._under_way.clear()
        self._put(text)

    def update_to(self, text: str) -> None:
        """Take the note as the library has it now, for the same paper."""
        text = _as_shown(text)
        if text in self._under_way:
            del self._under_way[: self._under_way.index(text) + 1]
            self._stored = text
        elif text != self._stored and not self._under_way and not self._unsaved():
            self._put(text)

    def save(self) -> None:
        """Hand on what is not handed on yet."""
        self._pause.stop()
        text = self.toPlainText()
        if text != (self._under_way[-1] if self._under_way else self._stored):
            self._under_way.append(text)
            self.note_asked.emit(text)

    def leave(self) -> None:
        """Hand on everything that the library did not confirm, also what is just being composed."""
        self._pause.stop()
        if self.hasFocus():
            QGuiApplication.inputMethod().commit()
        text = self.toPlainText()
        if text != self._stored or self._under_way:
            self._under_way.append(text)
            self.note_asked.emit(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Hand on before the reader goes elsewhere."""
        super().focusOutEvent(event)
        self.save()
        self.settled.emit()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Hand on before the window goes away."""
        super().hideEvent(event)
        self.save()

    def _typed(self) -> None:
        if self._unsaved():
            self._pause.start()

    def _unsaved(self) -> bool:
        return self.toPlainText() != (self._under_way[-1] if self._under_way else self._stored)

    def _put(self, text: str) -> None:
        place = self.textCursor().position()
        # Before the text, so that its own change does not look typed.
        self._stored = _as_shown(text)
        if self.toPlainText() != self._stored:
            self.setPlainText(self._stored)
        # What the field made of it (hard blanks, say) is not the reader's change.
        self._stored = self.toPlainText()
        if self.hasFocus():
            cursor = self.textCursor()
            cursor.setPosition(min(place, max(0, self.document().characterCount() - 1)))
            self.setTextCursor(cursor)
        self._pause.stop()


def _as_shown(text: str) -> str:
    """Give a text as the field would give it back; a blank note is none."""
    if not text.strip():
        return ""
    for written, shown in (("\r\n", "\n"), ("\r", "\n"), ("\u2028", "\n"), ("\u2029", "\n"), ("\u00a0", " ")):
        text = text.replace(written, shown)
    return text
