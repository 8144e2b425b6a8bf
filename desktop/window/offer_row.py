"""One line of what the search box offers: what would be put in, and quietly what it means."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.window.colours import is_dark, palette
from desktop.window.type_sizes import scaled, sized

MEANS: Final = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex


class OfferRow(QStyledItemDelegate):
    """Draws the text of an item at the left and what it means at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one line."""
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        colours = palette(is_dark()).on_selection() if chosen else palette(is_dark())
        box: QRect = option.rect
        painter.fillRect(box, colours.ground)
        inner = box.adjusted(scaled(option.font, 10), 0, -scaled(option.font, 10), 0)
        text, means = str(index.data() or ""), str(index.data(MEANS) or "")
        painter.setFont(option.font)
        painter.setPen(colours.text)
        metrics = QFontMetrics(option.font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        room = inner.width() - metrics.horizontalAdvance(shown) - scaled(option.font, 16)
        small = sized(option.font, 11.5)
        painter.setFont(small)
        painter.setPen(colours.dim)
        means = QFontMetrics(small).elidedText(means, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, means)

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:  # noqa: N802
        """Give the height of a line."""
        return QSize(0, scaled(option.font, 26))
