"""A drawn formula as a sign within a text: on the baseline of its line, in the text's colour, sharp on every screen."""

from typing import Final

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontInfo,
    QFontMetrics,
    QFontMetricsF,
    QPainter,
    QPen,
    QPyTextObject,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
)

from desktop.window.formula_parts import Part
from desktop.window.formula_shape import Shape

KIND: Final = QTextFormat.ObjectTypes.UserObject.value + 1
SIGN: Final = "\ufffc"
"""What stands in the text for a formula, or for a part of one."""

_NUMBER: Final = QTextFormat.Property.UserProperty.value + 1
SOURCE: Final = QTextFormat.Property.UserProperty.value + 2
"""The source of the formula; all its parts have it."""
FORMULA: Final = QTextFormat.Property.UserProperty.value + 3
"""The formula's number in its text."""

_X_HEIGHT: Final = 0.467
"""Of the letters of the formulas, in ems."""
_MOST_GROWTH: Final = 1.16
_BOLD: Final = 0.03


class FormulaObject(QPyTextObject):
    """Lays out and paints the formulas of one document; those of another text take the place of those before."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._placed: list[tuple[Part, Shape]] = []
        self._em = 13.0
        self._font = QFont()
        self._air = 0.0
        self.over = self.under = 0.0
        """Pixels by which formulas stand out of their lines, above and below: what the first and the last line need."""
        self._selection = (0, 0)
        self._selected: list[tuple[QPointF, float, Shape]] = []

    def begin(self, font: QFont, *, air: float) -> None:
        """Forget what was placed; `air`: pixels between two lines that a formula may use."""
        self._placed.clear()
        self._font, self._air = font, air
        self.over = self.under = 0.0
        pixels = QFontInfo(font).pixelSize()
        # Letters of a formula are as tall as those of the words around them.
        growth = QFontMetricsF(font).xHeight() / (pixels * _X_HEIGHT)
        self._em = pixels * min(max(growth, 1.0), _MOST_GROWTH)

    def placed(self, part: Part, shape: Shape, like: QTextCharFormat, *, source: str, formula: int) -> QTextCharFormat:
        """Give the format of a sign that stands for this part of a formula."""
        form = QTextCharFormat(like)
        form.setObjectType(KIND)
        form.setFont(self._font)
        form.setProperty(_NUMBER, len(self._placed))
        form.setProperty(SOURCE, source)
        form.setProperty(FORMULA, formula)
        fits = shape.descent * self._em <= QFontMetrics(self._font).descent() + self._air / 2
        alignment = QTextCharFormat.VerticalAlignment
        # Qt hangs a sign below the line by the font's own descent, or around its middle; there is no third way.
        form.setVerticalAlignment(alignment.AlignBaseline if fits else alignment.AlignMiddle)
        self._placed.append((part, shape))
        metrics = QFontMetricsF(self._font)
        self.over = max(self.over, min(shape.ascent * self._em - metrics.ascent(), self._air / 2))
        self.under = max(self.under, min(shape.descent * self._em - metrics.descent(), self._air / 2))
        return form

    def intrinsicSize(self, document: QTextDocument, _place: int, form: QTextFormat) -> QSizeF:  # noqa: N802
        """Give the room that a part takes in its line; one that is wider than all lines is drawn smaller."""
        part, shape = self._placed[int(form.property(_NUMBER))]
        em = self._em * self._scale(part, shape, document.textWidth())
        above, below = self._reach(shape, em, form)
        return QSizeF((shape.width + part.before + part.after) * em, above + below)

    def _scale(self, part: Part, shape: Shape, room: float) -> float:
        wide = (shape.width + part.before + part.after) * self._em
        return min(1.0, room / wide) if room > 0 and wide > 0 else 1.0

    def _reach(self, shape: Shape, em: float, form: QTextFormat) -> tuple[float, float]:
        """Give how far its box goes above and below the baseline: what Qt makes of the box's height."""
        metrics = QFontMetrics(self._font)
        above = max(shape.ascent * em - self._air / 2, 1.0)
        if form.toCharFormat().verticalAlignment() == QTextCharFormat.VerticalAlignment.AlignBaseline:
            return above, metrics.descent()
        half = metrics.xHeight() / 2
        below = max(shape.descent * em - self._air / 2, 0.0)
        height = max(2 * above - half, 2 * below + half)
        return (height + half) / 2, (height - half) / 2

    def drawObject(  # noqa: N802
        self, painter: QPainter, rect: QRectF | QRect, document: QTextDocument, place: int, form: QTextFormat
    ) -> None:
        """Paint a part."""
        part, shape = self._placed[int(form.property(_NUMBER))]
        em = self._em * self._scale(part, shape, document.textWidth())
        _above, below = self._reach(shape, em, form)
        box = QRectF(rect)
        base = QPointF(box.x() + part.before * em, box.bottom() - below)
        ink = form.foreground()
        self._paint(painter, base, em, shape, ink if ink.style() != Qt.BrushStyle.NoBrush else painter.pen().color())
        if self._selection[0] <= place < self._selection[1]:
            self._selected.append((base, em, shape))

    def watch(self, start: int, end: int) -> None:
        """Note what of this stretch of the text is painted from now on."""
        self._selection = (start, end)
        self._selected.clear()

    def paint_selected(self, painter: QPainter, ground: QColor, ink: QColor) -> None:
        """Paint what was noted once more: Qt lays half of the selection's colour over signs like ours."""
        for base, em, shape in self._selected:
            tall = QRectF(0, -shape.ascent * em, shape.width * em, (shape.ascent + shape.descent) * em)
            painter.fillRect(tall.translated(base), ground)
            self._paint(painter, base, em, shape, ink)
        self._selected.clear()

    def _paint(self, painter: QPainter, base: QPointF, em: float, shape: Shape, ink: QBrush | QColor) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(base)
        painter.scale(em, em)
        brush = QBrush(ink)
        painter.fillPath(shape.path, brush)
        if self._font.bold():
            # The maths font has one weight.
            painter.strokePath(shape.path, QPen(brush, _BOLD))
        painter.restore()
