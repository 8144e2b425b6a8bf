"""Paints one paper as a row of the list, and knows where its star is."""

import math
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop import clock
from desktop.window import heading_row, row_words
from desktop.window.colours import Colours, palette
from desktop.window.parts import Heading
from desktop.window.row_layout import Density, RowLayout, RowMaker, Sizes
from storage import Entry, FeedId, PaperId, RuleId

_MOST_ROWS: Final = 400
"""Laid out rows that are kept: some screens' worth."""

_STAR: Final = tuple(
    (math.sin(turn * math.pi / 5) * radius, -math.cos(turn * math.pi / 5) * radius)
    for turn, radius in ((turn, 0.5 if turn % 2 == 0 else 0.215) for turn in range(10))
)
_Index = QModelIndex | QPersistentModelIndex


class PaperRow(QStyledItemDelegate):
    """Paints rows of entries (Qt.UserRole) in one of three densities; keeps what it laid out."""

    star_clicked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Paint tall light rows until told otherwise."""
        super().__init__(parent)
        self._colours = palette(dark=False)
        self._sizes = Sizes(QFont(), "tall")
        self._feeds: Mapping[FeedId, str] = {}
        self._rules: Mapping[RuleId, str] = {}
        self._now = clock.now()
        self._maker: RowMaker | None = None
        self._width = 0
        self._rows: OrderedDict[PaperId, RowLayout] = OrderedDict()
        self._numbered = False

    @property
    def numbered(self) -> bool:
        """Whether rows show their number in the list, as those of a list that the reader has put in order do."""
        return self._numbered

    @numbered.setter
    def numbered(self, on: bool) -> None:
        self._numbered = on
        self._forget()

    @property
    def heading_height(self) -> int:
        """How high a heading is, in pixels."""
        return self._sizes.heading_height

    @property
    def height(self) -> int:
        """How high every row is, in pixels."""
        return self._sizes.height

    @property
    def density(self) -> Density:
        """How much a row shows."""
        return self._sizes.density

    @property
    def font(self) -> QFont:
        """The desktop's font, from which the fonts of a row are made."""
        return self._sizes.font

    def set_look(self, font: QFont, density: Density) -> None:
        """Take the desktop's font and how much a row shows."""
        self._sizes = Sizes(font, density)
        self._forget()

    def set_colours(self, colours: Colours) -> None:
        """Take the colours."""
        self._colours = colours

    def set_names(self, feeds: Mapping[FeedId, str], rules: Mapping[RuleId, str]) -> None:
        """Take what feeds are called and what rules ask for."""
        if (self._feeds, self._rules) == (feeds, rules):
            return
        self._feeds, self._rules = dict(feeds), dict(rules)
        self._forget()

    def set_now(self, now: datetime) -> None:
        """Take the moment from which ages count."""
        if row_words.same_minute(self._now, now):
            return
        self._now = now
        self._forget()

    def laid(self, entry: Entry, width: int) -> RowLayout:
        """Give where everything of a paper's row stands in a row of this width."""
        if self._maker is None or width != self._width:
            self._rows.clear()
            self._width = width
            self._maker = RowMaker(self._sizes, width, self._now, self._feeds, self._rules)
            self._maker.waiting = not self._numbered
        row = self._rows.get(entry.id)
        if row is None or row.entry is not entry:
            row = self._rows[entry.id] = self._maker.lay(entry)
            if len(self._rows) > _MOST_ROWS:
                self._rows.popitem(last=False)
        return row

    def star_at(self, entry: Entry, rect: QRect, place: QPointF) -> bool:
        """Say whether a place in the view is on the star of the row that has this rectangle, or close to it."""
        star = self.laid(entry, rect.width()).star.translated(QPointF(rect.topLeft()))
        reach = (24 * self._sizes.unit - star.width()) / 2
        return star.adjusted(-reach, -reach, reach, reach).contains(place)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:  # noqa: N802
        """Give the height of a row; the width is the view's."""
        return QSize(200, self._sizes.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one row; a paper that the library no longer has is an empty one."""
        rect = QRect(option.rect)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        colours = self._colours.on_selection() if selected else self._colours
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, colours.ground)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, self._colours.line)
        if selected and state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(
                rect.left(), rect.top(), max(round(3 * self._sizes.unit), 2), rect.height() - 1, colours.dim
            )
        said = index.data(Qt.ItemDataRole.UserRole)
        painter.translate(rect.topLeft())
        if isinstance(said, Heading):
            focused = bool(state & QStyle.StateFlag.State_HasFocus)
            heading_row.paint(painter, rect.size(), said, self._sizes, self._colours, focused=focused)
        elif isinstance(said, Entry):
            row = self.laid(said, rect.width())
            self._paint(painter, row, colours)
            if self.numbered:
                self._paint_number(painter, index.row() + 1, row, colours)
        painter.restore()

    def _paint_number(self, painter: QPainter, number: int, row: RowLayout, colours: Colours) -> None:
        """Paint the number of a row where the dot of an unread paper would stand, in the dot's colour if it is one."""
        measure = self._sizes.meta_measure
        painter.setFont(self._sizes.meta)
        painter.setPen(colours.accent if row.dot is not None else colours.dim)
        right = self._sizes.left - self._sizes.gap - 3 * self._sizes.unit
        painter.drawText(QPointF(right - measure.horizontalAdvance(f"{number}"), row.baseline), f"{number}")

    def _paint(self, painter: QPainter, row: RowLayout, colours: Colours) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if row.dot is not None and not self.numbered:
            painter.setBrush(colours.accent)
            painter.drawEllipse(row.dot, 3.5 * self._sizes.unit, 3.5 * self._sizes.unit)
        for box in row.boxes:
            painter.setBrush(colours.tag_ground(box.tag) if box.tag else colours.marked)
            painter.drawRoundedRect(box.rect, box.radius, box.radius)
        if row.triangle is not None:
            painter.setBrush(colours.text)
            painter.drawPolygon(_triangle(row.triangle))
        self._paint_star(painter, row, colours)
        inks = {"text": colours.text, "dim": colours.dim, "growth": colours.growth}
        for run in row.runs:
            painter.setPen(colours.tag(run.tag) if run.tag else inks[run.ink])
            painter.setFont(run.font)
            painter.drawText(QPointF(run.x, run.y), run.text)

    def _paint_star(self, painter: QPainter, row: RowLayout, colours: Colours) -> None:
        size = row.star.width()
        path = _star(row.star.center(), size * 0.9)
        if row.entry.mark.starred:
            # The gold alone is pale on a light ground; its darker edge keeps the shape.
            edge = colours.star if colours.dark else QColor(colours.star).darker(118)
            painter.setPen(QPen(edge, size / 16, j=Qt.PenJoinStyle.RoundJoin))
            painter.setBrush(colours.star)
        else:
            painter.setPen(QPen(colours.faint, size / 14, j=Qt.PenJoinStyle.RoundJoin))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)

    def helpEvent(  # noqa: N802
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """Show the whole title only where it is cut: over every row a tooltip would be in the way."""
        entry = index.data(Qt.ItemDataRole.UserRole)
        if event.type() == QEvent.Type.ToolTip and isinstance(entry, Entry):
            width = view.viewport().width()
            if not self.laid(entry, width).cut:
                return False
        return super().helpEvent(event, view, option, index)

    def _forget(self) -> None:
        self._maker = None
        self._rows.clear()


def _triangle(rect: QRectF) -> QPolygonF:
    return QPolygonF([QPointF(rect.center().x(), rect.top()), rect.bottomRight(), rect.bottomLeft()])


def _star(centre: QPointF, size: float) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([centre + QPointF(x * size, y * size) for x, y in _STAR]))
    path.closeSubpath()
    return path
