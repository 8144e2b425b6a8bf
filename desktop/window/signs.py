"""Small drawn signs, sharp at every size and the same with every font: no letter of a font stands for a picture."""

from collections.abc import Callable
from functools import cache
from math import cos, pi, sin
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

SignName = Literal[
    "today", "later", "trending", "star", "notes", "recent", "all", "search", "warning", "paused", "closed", "open"
]

_SIDE: Final = 16.0
"""The square in which every sign is drawn here."""

_FILLED: Final = frozenset({"star", "paused"})


def paint(painter: QPainter, name: SignName, box: QRectF, colour: QColor) -> None:
    """Draw a sign so that it fills the square `box`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / _SIDE, box.height() / _SIDE)
    if name in _FILLED:
        painter.fillPath(_path(name), colour)
    else:
        pen = QPen(colour, 1.3)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(_path(name), pen)
    painter.restore()


def icon(name: SignName, colour: QColor) -> QIcon:
    """Give a sign as an icon for a menu or a field."""
    made = QIcon()
    for scale in (1, 2, 3):
        picture = QPixmap(round(_SIDE) * scale, round(_SIDE) * scale)
        picture.setDevicePixelRatio(scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint(painter, name, QRectF(0, 0, _SIDE, _SIDE), colour)
        painter.end()
        made.addPixmap(picture)
    return made


def dot(colour: QColor, *, ring: bool = False) -> QIcon:
    """Give a round swatch as an icon, hollow with `ring`."""
    picture = QPixmap(32, 32)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush if ring else colour)
    painter.drawEllipse(QRectF(3.5, 3.5, 9, 9))
    painter.end()
    return QIcon(picture)


@cache
def _path(name: SignName) -> QPainterPath:
    path = QPainterPath()
    _DRAWN[name](path)
    return path


def _line(path: QPainterPath, *points: tuple[float, float]) -> None:
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)


def _today(path: QPainterPath) -> None:
    path.addEllipse(QPointF(8, 8), 2.9, 2.9)
    for ray in range(8):
        x, y = cos(ray * pi / 4), sin(ray * pi / 4)
        _line(path, (8 + 5.1 * x, 8 + 5.1 * y), (8 + 6.8 * x, 8 + 6.8 * y))


def _later(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(5, 5, 9, 9), 1.4, 1.4)
    _line(path, (3.4, 10.6), (2.9, 10.6), (2, 9.7), (2, 2.9), (2.9, 2), (9.7, 2), (10.6, 2.9), (10.6, 3.4))


def _trending(path: QPainterPath) -> None:
    _line(path, (3, 13), (13, 3))
    _line(path, (6.6, 3), (13, 3), (13, 9.4))


def _star(path: QPainterPath) -> None:
    points = [
        (
            8 + (7.2 if corner % 2 == 0 else 2.9) * sin(corner * pi / 5),
            8.4 - (7.2, 2.9)[corner % 2] * cos(corner * pi / 5),
        )
        for corner in range(10)
    ]
    _line(path, *points)
    path.closeSubpath()


def _notes(path: QPainterPath) -> None:
    _line(path, (2.6, 13.4), (3.4, 10), (11, 2.4), (13.6, 5), (6, 12.6))
    path.closeSubpath()
    _line(path, (9.3, 4.1), (11.9, 6.7))


def _recent(path: QPainterPath) -> None:
    path.arcMoveTo(QRectF(2.6, 2.6, 10.8, 10.8), 150)
    path.arcTo(QRectF(2.6, 2.6, 10.8, 10.8), 150, -320)
    _line(path, (2.4, 2.6), (2.9, 5.9), (6.2, 5.2))


def _all(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(2.6, 2.6, 10.8, 10.8), 1.6, 1.6)


def _search(path: QPainterPath) -> None:
    path.addEllipse(QPointF(6.8, 6.8), 4.3, 4.3)
    _line(path, (10, 10), (13.6, 13.6))


def _warning(path: QPainterPath) -> None:
    _line(path, (8, 2.2), (14.4, 13.4), (1.6, 13.4))
    path.closeSubpath()
    _line(path, (8, 6.6), (8, 9.4))
    _line(path, (8, 11.5), (8, 11.6))


def _paused(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(4, 3, 2.6, 10), 0.8, 0.8)
    path.addRoundedRect(QRectF(9.4, 3, 2.6, 10), 0.8, 0.8)


def _closed(path: QPainterPath) -> None:
    _line(path, (6, 4), (10, 8), (6, 12))


def _open(path: QPainterPath) -> None:
    _line(path, (4, 6), (8, 10), (12, 6))


_DRAWN: Final[dict[SignName, Callable[[QPainterPath], None]]] = {
    "today": _today,
    "later": _later,
    "trending": _trending,
    "star": _star,
    "notes": _notes,
    "recent": _recent,
    "all": _all,
    "search": _search,
    "warning": _warning,
    "paused": _paused,
    "closed": _closed,
    "open": _open,
}
