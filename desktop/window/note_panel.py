"""The reader's note, as it is typed or as it reads; a button and Ctrl+Shift+P turn it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.language import _
from desktop.window.colours import Colours
from desktop.window.formulas import Formulas
from desktop.window.markdown_text import MarkdownText
from desktop.window.note_box import NoteBox
from desktop.window.pill_button import PillButton
from desktop.window.type_sizes import scaled, sized


class NotePanel(QWidget):
    """Where the note is written, `box`, and what it looks like, `reading`; the choice stays from paper to paper.

    `turn` is the button for it. Without a note there is nothing to read.
    """

    link_used = Signal(str)

    def __init__(self, formulas: Formulas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reads = False
        self.box = NoteBox()
        self.reading = MarkdownText(_("Note, as it reads"), formulas=formulas)
        self.reading.link_used.connect(self.link_used)
        self.reading.hide()
        self.turn = PillButton(_("Preview"), shape="chip")
        self.turn.clicked.connect(lambda _checked=False: self.toggle())
        self.turn.hide()
        self.box.textChanged.connect(self._follow)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box)
        layout.addWidget(self.reading)

    def toggle(self) -> None:
        """Turn between writing and reading."""
        held = self.box.hasFocus() or self.reading.hasFocus()
        self._reads = not self._reads
        self._follow()
        if held:
            (self.reading if self.reads() else self.box).setFocus()

    def write(self) -> None:
        """Put the focus into the note, behind its last word."""
        self._reads = False
        self._follow()
        self.box.setFocus()
        cursor = self.box.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.box.setTextCursor(cursor)

    def reads(self) -> bool:
        """Tell whether the note is shown as it reads."""
        return self._reads and bool(self.box.toPlainText().strip())

    def set_look(self, font: QFont, colours: Colours) -> None:
        """Take the body font and the colours."""
        self.box.set_look(sized(font, 13), colours)
        self.reading.set_look(sized(font, 13), colours)
        self.turn.set_look(font, colours)
        edge = scaled(font, 3)
        self.reading.setContentsMargins(0, edge, 0, edge)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Turn at Ctrl+Shift+P, and write at Enter or Esc where the note is read."""
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_P and event.modifiers() == both:
            self.toggle()
        elif self.reads() and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.write()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Write where the note is read."""
        if self.reads():
            self.write()
        else:
            super().mouseDoubleClickEvent(event)

    def _follow(self) -> None:
        reads = self.reads()
        if reads:
            self.reading.show_note(self.box.toPlainText())
        self.reading.setVisible(reads)
        self.box.setVisible(not reads)
        self.turn.set_words(_("Write") if reads else _("Preview"))
        self.turn.setAccessibleName(_("Write the note") if reads else _("Read the note as it will look"))
        self.turn.setToolTip(_("Ctrl+Shift+P"))
        self.turn.setVisible(bool(self.box.toPlainText().strip()))
