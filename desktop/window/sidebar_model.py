"""The lines of the sidebar as Qt wants them, brought up to date in place: what stays the same is not touched."""

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from desktop.window.dragging import FEEDS, pack
from desktop.window.shelves import Node, Row
from desktop.window.tips import plainly

ROW: Final = Qt.ItemDataRole.UserRole
_RENAMED: Final = frozenset({"tag", "search", "feed", "folder"})
_Flag = Qt.ItemFlag
_Index = QModelIndex | QPersistentModelIndex


class Line(QStandardItem):
    """One line; `below` are the lines under it, kept here as well because asking Qt costs more than comparing."""

    def __init__(self, row: Row) -> None:
        super().__init__()
        self.below: list[Line] = []
        self.shows = row
        self.setText(row.text)
        self._tell(row)
        flags = _Flag.ItemIsEnabled | _Flag.ItemIsSelectable | _Flag.ItemIsDropEnabled
        if row.kind in _RENAMED:
            flags |= _Flag.ItemIsEditable
        if row.kind == "feed":
            flags |= _Flag.ItemIsDragEnabled
        self.setFlags(flags)

    def take(self, row: Row) -> None:
        """Show this row of the same kind."""
        before, self.shows = self.shows, row
        if row.text != before.text:
            self.setText(row.text)
        self._tell(row)

    def _tell(self, row: Row) -> None:
        self.setData(row, ROW)
        self.setData(row.words(), Qt.ItemDataRole.AccessibleTextRole)
        tip = plainly("\n".join(filter(None, (row.whole, row.trouble))))
        if tip != self.toolTip():
            self.setToolTip(tip)


class SidebarModel(QStandardItemModel):
    """A tree of lines in one column."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: dict[str, Line] = {}
        self._top: list[Line] = []

    def show(self, nodes: Sequence[Node]) -> None:
        """Show this tree: lines that went go, lines that came come, lines that changed change, the others stay."""
        changed: list[tuple[Line, Row]] = []
        self._sync(self.invisibleRootItem(), self._top, nodes, changed)
        # One word to the view for all of them: a line keeps its height whatever it says.
        self.blockSignals(True)  # noqa: FBT003  Qt's way
        for line, row in changed:
            line.take(row)
        self.blockSignals(False)  # noqa: FBT003
        if changed:
            first, last = self.indexFromItem(changed[0][0]), self.indexFromItem(changed[-1][0])
            self.dataChanged.emit(first, last if len(changed) > 1 and last.parent() == first.parent() else first)
        self._lines = {line.shows.key: line for line in self._every(self._top)}

    def _sync(
        self, parent: QStandardItem, there: list[Line], nodes: Sequence[Node], changed: list[tuple[Line, Row]]
    ) -> None:
        if [line.shows.key for line in there] != [node.row.key for node in nodes]:
            self._arrange(parent, there, nodes)
        for line, node in zip(there, nodes, strict=True):
            if line.shows != node.row:
                changed.append((line, node.row))
            if line.below or node.below:
                self._sync(line, line.below, node.below, changed)

    def _arrange(self, parent: QStandardItem, there: list[Line], nodes: Sequence[Node]) -> None:
        """Make the lines under a parent those of these nodes, in their order."""
        wanted = {node.row.key for node in nodes}
        for place in reversed(range(len(there))):
            if there[place].shows.key not in wanted:
                parent.removeRow(place)
                del there[place]
        if not there:
            there.extend(Line(node.row) for node in nodes)
            parent.appendRows(there)
            return
        for place, node in enumerate(nodes):
            if place < len(there) and there[place].shows.key == node.row.key:
                continue
            before = next((at for at in range(place, len(there)) if there[at].shows.key == node.row.key), None)
            if before is None:
                line = Line(node.row)
            else:
                line = there.pop(before)
                parent.takeRow(before)
            there.insert(place, line)
            parent.insertRow(place, line)

    def _every(self, lines: Sequence[Line]) -> Iterator[Line]:
        for line in lines:
            yield line
            yield from self._every(line.below)

    def lines(self) -> Iterator[Line]:
        """Give every line, each before those below it."""
        return iter(self._lines.values())

    def line(self, key: str) -> Line | None:
        """Give the line of this key; None where there is none."""
        return self._lines.get(key)

    @staticmethod
    def row_of(index: _Index) -> Row | None:
        """Give what a line shows; None for no line."""
        row = index.data(ROW) if index.isValid() else None
        return row if isinstance(row, Row) else None

    # Feeds can be dragged

    def mimeTypes(self) -> list[str]:  # noqa: N802  Qt's name
        """Name what can be dragged from here."""
        return [FEEDS]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        """Give the feeds among these lines to be dragged."""
        rows = (self.row_of(index) for index in indexes)
        return pack(FEEDS, [row.subject for row in rows if row and row.kind == "feed" and isinstance(row.subject, int)])
