"""A layout that sets widgets under one another, each with a gap of its own above it that goes when it is hidden."""

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class ColumnLayout(QLayout):
    """Widgets as wide as the column and as tall as they ask for at that width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gaps: list[int] = []

    def add(self, widget: QWidget) -> None:
        """Put a widget at the end."""
        self.addWidget(widget)

    def set_gaps(self, gaps: list[int]) -> None:
        """Take the gap above each widget, in pixels."""
        self._gaps = gaps
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        """Take an item at the end."""
        self._items.append(item)
        self._gaps.append(0)

    def count(self) -> int:
        """Give how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Give an item, or None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Give an item away, or None past the end."""
        if not 0 <= index < len(self._items):
            return None
        del self._gaps[index]
        return self._items.pop(index)

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        """Take all the width there is."""
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Tell that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Give the height of the column."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        """Place the widgets."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for the width of the widest widget."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802
        """Need the width of the widest widget at its narrowest; the height follows from the width."""
        widest = max((item.minimumSize().width() for item in self._items if not item.isEmpty()), default=0)
        margins: QMargins = self.contentsMargins()
        return QSize(widest + margins.left() + margins.right(), 0)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        inner = rect.marginsRemoved(self.contentsMargins())
        y = inner.y()
        for item, gap in zip(self._items, self._gaps, strict=True):
            if item.isEmpty():
                continue
            y += gap
            tall = item.heightForWidth(inner.width()) if item.hasHeightForWidth() else item.sizeHint().height()
            if move:
                item.setGeometry(QRect(inner.x(), y, inner.width(), tall))
            y += tall
        return y + self.contentsMargins().bottom() - rect.y()
