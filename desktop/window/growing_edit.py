"""A field for some lines of plain text that grows with them."""

import math
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QInputMethodEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from desktop.window.colours import Colours
from desktop.window.type_sizes import scaled

_MOST_LINES: Final = 18


class GrowingEdit(QPlainTextEdit):
    """As tall as its text, from a few lines up to eighteen; Tab leaves it, Esc says `left`."""

    left = Signal()
    confirmed = Signal()

    def __init__(self, name: str, *, hint: str, lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self._colours: Colours | None = None
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())

    def set_look(self, font: QFont, colours: Colours) -> None:
        """Take font and colours."""
        self._colours = colours
        self.setFont(font)
        edge = scaled(font, 9)
        self.setViewportMargins(edge, edge * 2 // 3, edge, edge * 2 // 3)
        dim, line = colours.dim.name(), colours.line.name()
        self.setStyleSheet(
            f"QPlainTextEdit {{ background: {colours.ground.name()}; color: {colours.text.name()};"
            f" border: 1px solid {line}; border-radius: 7px; padding: 0;"
            f" placeholder-text-color: {dim};"
            f" selection-background-color: {dim}; selection-color: {colours.ground.name()}; }}"
            f"QPlainTextEdit:focus {{ border-color: {dim}; }}"
        )
        self._fit()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for the lines there are."""
        # A plain text document counts its height in lines, wrapped ones included.
        lines = min(max(round(self.document().size().height()), self._lines), _MOST_LINES)
        margins = self.viewportMargins()
        frame = 2 * (round(self.document().documentMargin()) + 1) + margins.top() + margins.bottom()
        return QSize(200, math.ceil(lines * self._pitch()) + frame)

    def _pitch(self) -> float:
        """Give the height of a line as it is laid out, which differs from what the font says of itself."""
        first = self.document().firstBlock()
        lines = max(1, first.layout().lineCount())
        return max(self.blockBoundingRect(first).height() / lines, QFontMetricsF(self.font()).lineSpacing())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Let the width shrink with the pane."""
        return QSize(80, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Wrap anew, and grow where that makes more lines."""
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Leave at Esc, confirm at Ctrl+Enter, else write."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.confirmed.emit()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802
        """Grow also with what is being composed."""
        super().inputMethodEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if self.document().size().height() > _MOST_LINES
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        if self.height() != self.sizeHint().height():
            self.updateGeometry()
