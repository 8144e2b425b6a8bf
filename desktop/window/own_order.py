"""A list in the reader's own order: rows that are dragged to their new place, and the line that shows where."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView

from desktop.language import ngettext
from desktop.window.colours import is_dark, palette
from desktop.window.dragging import PAPERS, pack, papers_of
from desktop.window.paper_model import PaperModel

if TYPE_CHECKING:
    from desktop.window.paper_table import PaperTable

"""What is dragged: the numbers of papers in decimal, with blanks between them."""


class OwnOrder(QObject):
    """Carries papers out of a table, to the sidebar, and while it is on within it. Off until told otherwise."""

    moved = Signal(list, object)
    """The papers, and the one before which they were dropped, None: at the end."""

    def __init__(self, table: "PaperTable", model: PaperModel) -> None:
        super().__init__(table)
        self._table, self._model = table, model
        self._on = False
        self._row: int | None = None
        self.set_on(on=False)

    def set_on(self, *, on: bool) -> None:
        """Let rows be dropped among the others, or no longer."""
        self._on = on
        modes = QAbstractItemView.DragDropMode
        self._table.setDragDropMode(modes.InternalMove if on else modes.DragOnly)
        self._table.setDragEnabled(True)
        self._table.setDropIndicatorShown(False)

    def drag(self) -> None:
        """Carry the selected papers until they are dropped."""
        numbers = self._table.numbers_selected()
        if not numbers:
            return
        drag = QDrag(self._table)
        drag.setMimeData(pack(PAPERS, numbers))
        drag.setPixmap(self._picture(len(numbers)))
        drag.setHotSpot(QPoint(-12, -8))
        # What it answers means nothing: the drop has said where, and the library moves them.
        drag.exec(Qt.DropAction.MoveAction | Qt.DropAction.CopyAction)
        self.leave()

    def _picture(self, papers: int) -> QPixmap:
        text = ngettext("{count} paper", "{count} papers", papers).format(count=papers)
        colours, measure = palette(is_dark()), self._table.fontMetrics()
        size = measure.size(0, text)
        ratio = self._table.devicePixelRatio()
        picture = QPixmap(round((size.width() + 20) * ratio), round((size.height() + 10) * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(0, 0, 0, 0))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(colours.text)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(0, 0, size.width() + 20, size.height() + 10, 6, 6)
        painter.setPen(colours.ground)
        painter.drawText(QPointF(10, 5 + measure.ascent()), text)
        painter.end()
        return picture

    def enter(self, event: QDragEnterEvent) -> None:
        """Take papers of this table, nothing else."""
        if self._ours(event):
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
        else:
            event.ignore()

    def move(self, event: QDragMoveEvent) -> None:
        """Note where the papers would land, and have it shown."""
        if not self._ours(event):
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()
        self._show(self._row_at(event.position()))

    def leave(self) -> None:
        """Show no landing place."""
        self._show(None)

    def drop(self, event: QDropEvent) -> None:
        """Say where the papers landed; that they landed where they were is said too, and does no harm."""
        if not self._ours(event):
            event.ignore()
            return
        row = self._row_at(event.position())
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()
        self.leave()
        numbers = papers_of(event.mimeData())
        self.moved.emit(numbers, self.before(row, frozenset(numbers)))

    def before(self, row: int, moving: frozenset[int]) -> int | None:
        """Give the first paper from a row on that does not move itself; None at the end."""
        return next((number for number in self._model.numbers[row:] if number not in moving), None)

    def paint(self) -> None:
        """Paint the line where papers would land."""
        if self._row is None:
            return
        colours = palette(is_dark())
        painter = QPainter(self._table.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.accent)
        line = self._line(self._row)
        painter.drawRect(line.adjusted(4, 0, 0, 0))
        painter.drawEllipse(QPointF(line.left() + 4, line.center().y() + 0.5), 4, 4)
        painter.end()

    def _line(self, row: int) -> QRect:
        last = self._model.rowCount() - 1
        y = (
            self._table.rowViewportPosition(row)
            if row <= last
            else (self._table.rowViewportPosition(last) + self._table.rowHeight(last))
        )
        return QRect(4, min(max(y - 1, 3), self._table.viewport().height() - 5), self._table.viewport().width() - 8, 2)

    def _row_at(self, place: QPointF) -> int:
        """Give the row before which something dropped here would land."""
        row = self._table.rowAt(round(place.y()))
        if row < 0:
            return self._model.rowCount()
        middle = self._table.rowViewportPosition(row) + self._table.rowHeight(row) / 2
        return row + (place.y() > middle)

    def _show(self, row: int | None) -> None:
        if row != self._row:
            self._row = row
            self._table.viewport().update()

    def _ours(self, event: QDropEvent) -> bool:
        return self._on and event.source() is self._table and event.mimeData().hasFormat(PAPERS)


class OrderedTable(QTableView):
    """A table whose rows can be carried to another place; `own_order` says when and does it."""

    own_order: OwnOrder

    def startDrag(self, _actions: Qt.DropAction) -> None:  # noqa: N802
        """Take the selected papers along."""
        self.own_order.drag()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take what comes from this list."""
        self.own_order.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802
        """Show where it would land; scroll at the edges."""
        super().dragMoveEvent(event)
        self.own_order.move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        """Show nothing any more."""
        super().dragLeaveEvent(event)
        self.own_order.leave()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Say where it landed; Qt would move the rows by itself."""
        self.own_order.drop(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the rows, and the line where something would land."""
        super().paintEvent(event)
        self.own_order.paint()
