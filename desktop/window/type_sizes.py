"""Sizes of type as ratios of the desktop's own font, drawn for a body of 13 pixels."""

from typing import Final

from PySide6.QtGui import QFont, QFontMetricsF

BODY: Final = 13.0


def sized(font: QFont, pixels: float, *, bold: bool = False, tabular: bool = False) -> QFont:
    """Give the font at the size that is `pixels` where the body is 13; tabular: all figures equally wide."""
    changed = QFont(font)
    if font.pointSizeF() > 0:
        changed.setPointSizeF(font.pointSizeF() * pixels / BODY)
    else:
        changed.setPixelSize(max(1, round(font.pixelSize() * pixels / BODY)))
    changed.setBold(bold)
    if tabular:
        changed.setFeature(QFont.Tag("tnum"), 1)
    return changed


def scaled(font: QFont, pixels: float) -> int:
    """Give a length that is `pixels` where the body is 13, in pixels of this screen."""
    return round(QFontMetricsF(font).height() / 15.0 * pixels)


def measure(font: QFont, characters: int) -> int:
    """Give how wide a line of so many figures is: characters as typographers count them."""
    return round(QFontMetricsF(font).horizontalAdvance("0") * characters)
