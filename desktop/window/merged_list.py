"""What was joined into a paper, a line each, with a button that takes it out again."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import _
from desktop.window.colours import Colours
from desktop.window.paper_facts import known_as
from desktop.window.pill_button import PillButton
from desktop.window.reading_text import ReadingText
from desktop.window.type_sizes import sized
from storage import MergeReason, Paper, PaperId

Merged = tuple[PaperId, Paper, MergeReason, datetime]


class MergedList(QWidget):
    """Says which one is to be taken out: `split_asked` has its number.

    What shares an id with the paper is the same work beyond doubt, and has no button.
    """

    split_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._merged: tuple[Merged, ...] = ()
        self._lines: list[tuple[QWidget, ReadingText, PillButton | None]] = []
        self._look: tuple[QFont, Colours] | None = None
        self.setAccessibleName(_("Also known as"))
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(4)

    def show_merged(self, merged: Sequence[Merged]) -> None:
        """Show these."""
        if tuple(merged) == self._merged:
            return
        self._merged = tuple(merged)
        for line, _text, _button in self._lines:
            self._box.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [self._line(each) for each in merged]
        if self._look:
            self.set_look(*self._look)

    def _line(self, merged: Merged) -> tuple[QWidget, ReadingText, PillButton | None]:
        number, paper, why, when = merged
        line = QWidget(self)
        text = ReadingText(_("Also known as"), line=1.5)
        text.show_pieces(known_as(paper, why, when))
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(text, 1)
        button = None
        if why != "id":
            button = PillButton(_("Split"), shape="chip")
            button.setAccessibleName(_("Take this paper out again"))
            button.clicked.connect(partial(self._ask, number))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._box.addWidget(line)
        return line, text, button

    def _ask(self, number: PaperId, _checked: bool = False) -> None:  # noqa: FBT001, FBT002  a signal's argument
        self.split_asked.emit(number)

    def set_look(self, font: QFont, colours: Colours) -> None:
        """Take the body font and the colours."""
        self._look = font, colours
        for _line, text, button in self._lines:
            text.set_look(sized(font, 12), colours)
            if button is not None:
                button.set_look(font, colours)
