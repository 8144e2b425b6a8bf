"""How one line of the sidebar is drawn: a sign or a dot, the name, the count; nothing in it moves."""

from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from desktop.language import _
from desktop.window import signs
from desktop.window.colours import Colours, palette
from desktop.window.shelves import Row
from desktop.window.sidebar_model import ROW
from desktop.window.type_sizes import scaled, sized

_GUTTER: Final = 14
"""Room before the sign, where the arrow of a line with others below it stands."""
_SIGN: Final = 14
_GAP: Final = 7
_INDENT: Final = 13
_TALL: Final = 28
_HEADING: Final = 34
_EDGE: Final = 8

_Index = QModelIndex | QPersistentModelIndex


class SidebarRow(QStyledItemDelegate):
    """Draws lines, and lets a name be changed in its place: `renamed` carries the row and what was written.

    `shown` is the key of the chosen line, `over` of that on which something would be dropped, `meant` of that whose
    menu is open.
    """

    renamed = Signal(object, str)

    def __init__(self, parent: QTreeView) -> None:
        super().__init__(parent)
        self._view = parent
        self._colours = palette(dark=False)
        self.shown = ""
        self.over = ""
        self.meant = ""
        self.set_font(parent.font())

    def set_colours(self, colours: Colours) -> None:
        """Take the colours."""
        self._colours = colours

    def set_font(self, font: QFont) -> None:
        """Take the desktop's font."""
        self._plain = QFont(font)
        self._bold = sized(font, 13, bold=True)
        self._small = sized(font, 12, tabular=True)
        self._heading = sized(font, 11, bold=True)
        self._metrics = {key: QFontMetrics(one) for key, one in self._fonts().items()}

    def _fonts(self) -> dict[str, QFont]:
        return {"plain": self._plain, "bold": self._bold, "small": self._small, "heading": self._heading}

    def px(self, pixels: float) -> int:
        """Give a length that is `pixels` where the body is 13."""
        return scaled(self._plain, pixels)

    # Where things stand

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802
        """Give the height of a line; a heading has air above it."""
        row = index.data(ROW)
        return QSize(0, self.px(_HEADING if isinstance(row, Row) and row.kind == "section" else _TALL))

    def on_arrow(self, row: Row, box: QRect, place: QPointF) -> bool:
        """Tell whether a place in the view is on the arrow of a line."""
        return place.x() <= box.left() + self.px(_GUTTER + _INDENT * row.level)

    def _name_from(self, row: Row) -> int:
        sign = self.px(_SIGN + _GAP) if row.sign else 0
        return self.px(_GUTTER + _INDENT * row.level) + sign

    def name_box(self, row: Row, box: QRect) -> QRect:
        """Give where the name of a line may stand, the count left aside."""
        return box.adjusted(self._name_from(row), 0, -self.px(_EDGE), 0)

    # Drawing

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one line."""
        row = index.data(ROW)
        if not isinstance(row, Row):
            return
        box, state = QRect(option.rect), option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = row.key == self.shown
        colours = self._colours.on_selection() if chosen else self._colours
        current = bool(state & QStyle.StateFlag.State_HasFocus)
        self._paint_ground(painter, box, row, hot=bool(state & QStyle.StateFlag.State_MouseOver), current=current)
        if row.kind == "section":
            self._paint_heading(painter, box, row, index)
        else:
            self._paint_arrow(painter, box, row, index)
            self._paint_sign(painter, box, row, colours)
            self._paint_words(painter, box, row, colours, chosen=chosen)
        painter.restore()

    def _paint_ground(self, painter: QPainter, box: QRect, row: Row, *, hot: bool, current: bool) -> None:
        place = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = self.px(6)
        painter.setPen(Qt.PenStyle.NoPen)
        if row.kind == "section":
            place.setTop(place.top() + self.px(_HEADING - 24))
        if row.key in {self.shown, self.over}:
            painter.setBrush(self._colours.selection)
            painter.drawRoundedRect(place, radius, radius)
        elif hot and row.kind != "section":
            painter.setBrush(_between(self._colours.side, self._colours.selection))
            painter.drawRoundedRect(place, radius, radius)
        if current or row.key in {self.over, self.meant}:
            painter.setPen(QPen(self._colours.dim, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place, radius, radius)

    def _paint_heading(self, painter: QPainter, box: QRect, row: Row, index: _Index) -> None:
        painter.setFont(self._heading)
        painter.setPen(self._colours.dim)
        words = box.adjusted(self.px(_GUTTER), self.px(_HEADING - 24), -self.px(_EDGE), 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, row.text)
        if not self._view.isExpanded(index):
            x = words.left() + self._metrics["heading"].horizontalAdvance(row.text) + self.px(5)
            self._paint_small_sign(painter, "closed", QPointF(x, words.center().y() + 1), self._colours.dim)

    def _paint_arrow(self, painter: QPainter, box: QRect, row: Row, index: _Index) -> None:
        if index.model().hasChildren(index):
            middle = QPointF(box.left() + self.px(1 + _INDENT * row.level), box.center().y() + 1)
            name: signs.SignName = "open" if self._view.isExpanded(index) else "closed"
            self._paint_small_sign(painter, name, middle, self._colours.dim)

    def _paint_small_sign(self, painter: QPainter, name: signs.SignName, at: QPointF, colour: QColor) -> None:
        side = self.px(10)
        signs.paint(painter, name, QRectF(at.x(), at.y() - side / 2, side, side), colour)

    def _paint_sign(self, painter: QPainter, box: QRect, row: Row, colours: Colours) -> None:
        if not row.sign:
            return
        side = self.px(_SIGN)
        left = box.left() + self.px(_GUTTER + _INDENT * row.level)
        place = QRectF(left, box.center().y() + 0.5 - side / 2, side, side)
        if row.sign == "dot":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.tag_dot(row.whole))
            radius = self.px(8) / 2
            painter.drawEllipse(QPointF(place.left() + radius + 1, place.center().y()), radius, radius)
            return
        ink = {"star": colours.star, "warning": colours.accent, "paused": colours.faint}.get(row.sign)
        signs.paint(painter, row.sign, place, ink or (colours.dim if row.kind == "search" else colours.text))

    def _paint_words(self, painter: QPainter, box: QRect, row: Row, colours: Colours, *, chosen: bool) -> None:
        words = self.name_box(row, box)
        if row.count:
            count = f"{row.count:,}"
            painter.setFont(self._small)
            painter.setPen(colours.dim)
            painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)
            words.setRight(words.right() - self._metrics["small"].horizontalAdvance(count) - self.px(8))
        painter.setFont(self._bold if chosen else self._plain)
        troubled = row.trouble and row.kind == "feed"
        painter.setPen(colours.accent if troubled else colours.dim if row.resting else colours.text)
        name = self._metrics["bold" if chosen else "plain"].elidedText(
            row.text, Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)

    # A name that is being changed

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: _Index) -> QWidget:  # noqa: N802
        """Give a field for the new name."""
        field = QLineEdit(parent)
        field.setObjectName("rename")
        field.setAccessibleName(_("New name"))
        field.setFont(self._plain)
        return field

    def setEditorData(self, editor: QWidget, index: _Index) -> None:  # noqa: N802
        """Begin with the name there is, of a tag with the levels above it."""
        row = index.data(ROW)
        if isinstance(editor, QLineEdit) and isinstance(row, Row) and not editor.text():
            editor.setText(row.whole)
            editor.selectAll()

    def setModelData(self, editor: QWidget, _model: QAbstractItemModel, index: _Index) -> None:  # noqa: N802
        """Say what the reader wrote; the library decides what comes of it."""
        row = index.data(ROW)
        if isinstance(editor, QLineEdit) and isinstance(row, Row) and editor.text().strip() not in {"", row.whole}:
            self.renamed.emit(row, editor.text().strip())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:  # noqa: N802
        """Lie where the name stands."""
        row = index.data(ROW)
        if isinstance(row, Row):
            editor.setGeometry(self.name_box(row, QRect(option.rect)).adjusted(-self.px(5), 1, self.px(4), -1))


def _between(one: QColor, other: QColor) -> QColor:
    return QColor((one.red() + other.red()) // 2, (one.green() + other.green()) // 2, (one.blue() + other.blue()) // 2)
