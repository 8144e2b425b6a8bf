"""Paints the heading of a part of the list: its name, how many papers it holds, and whether it is folded."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPolygonF

from desktop.window.colours import Colours
from desktop.window.parts import Heading
from desktop.window.row_layout import Sizes


def paint(painter: QPainter, size: QSize, heading: Heading, sizes: Sizes, colours: Colours, *, focused: bool) -> None:
    """Paint it into a row of this size, whose upper left corner is the painter's."""
    unit = sizes.unit
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillRect(0, 0, size.width(), size.height() - 1, colours.ground if heading.level else colours.side)
    if focused:
        painter.fillRect(0, 0, max(round(3 * unit), 2), size.height() - 1, colours.dim)
    left = (16 + 14 * heading.level) * unit
    painter.setBrush(colours.dim)
    painter.drawPolygon(_chevron(QPointF(left, (size.height() - 1) / 2), 4 * unit, folded=heading.folded))
    y = size.height() / 2 + sizes.meta_measure.capHeight() / 2
    x = left + 12 * unit
    right = size.width() - sizes.right
    count = heading.count()
    width = sizes.meta_measure.horizontalAdvance(count)
    font, measure = (sizes.meta, sizes.meta_measure) if heading.level else (sizes.heading, sizes.heading_measure)
    painter.setFont(font)
    painter.setPen(colours.dim if heading.level else colours.text)
    shown = measure.elidedText(heading.text, Qt.TextElideMode.ElideRight, right - x - width - 2 * sizes.gap)
    painter.drawText(QPointF(x, y), shown)
    painter.setFont(sizes.meta)
    painter.setPen(colours.dim)
    painter.drawText(QPointF(right - width, y), count)


def _chevron(centre: QPointF, reach: float, *, folded: bool) -> QPolygonF:
    corners = ((-0.6, -1.0), (0.8, 0.0), (-0.6, 1.0)) if folded else ((-1.0, -0.6), (1.0, -0.6), (0.0, 0.8))
    return QPolygonF([centre + QPointF(x * reach, y * reach) for x, y in corners])
