"""Marks under the letters of a line of text, which a QLineEdit has no method for."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QInputMethodEvent, QTextCharFormat
from PySide6.QtWidgets import QLineEdit

from desktop.window.colours import is_dark, palette

_Attribute = QInputMethodEvent.Attribute


def underline(line: QLineEdit, start: int, end: int) -> None:
    """Draw a wave under these letters of a line and under no others; under none where `end` is not after `start`."""
    marks: list[QInputMethodEvent.Attribute] = []
    if end > start:
        wave = QTextCharFormat()
        wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        wave.setUnderlineColor(palette(is_dark()).accent)
        kind = QInputMethodEvent.AttributeType.TextFormat
        # Places count from the cursor, as an input method has them; QLineEdit has no other door for formats.
        marks.append(_Attribute(kind, start - line.cursorPosition(), end - start, wave))
    QCoreApplication.sendEvent(line, QInputMethodEvent("", marks))
