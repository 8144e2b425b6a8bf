"""The sidebar: views, rules, saved searches, tags and feeds; says what the reader chose and wants done."""

import json
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QSettings, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QTreeView, QWidget

from desktop.language import _
from desktop.window.colours import Colours
from desktop.window.dragging import feeds_of, papers_of
from desktop.window.shelves import Row, Shelves, nodes
from desktop.window.sidebar_model import SidebarModel
from desktop.window.sidebar_row import SidebarRow
from storage import View

_FOLDED: Final = "sidebar/folded"
_UNFOLD: Final = 600
"""Milliseconds over a closed line after which what is dragged opens it."""

_GIVING: Final = frozenset({"later", "starred"})
_Index = QModelIndex | QPersistentModelIndex


class Sidebar(QTreeView):
    """A tree of lines; arrows walk over it and show what they pass, Enter goes on to the papers."""

    view_chosen = Signal(object)
    """A View that is to be shown."""
    entered = Signal()
    """The reader wants to be among the papers."""
    told = Signal(str)
    """What is wrong with the line that was chosen, in words."""
    menu_asked = Signal(object, object)
    """A Row and the place on the screen for its menu."""
    renamed = Signal(object, str)
    """A Row and its new name."""
    papers_given = Signal(object, object)
    """Papers by number that were dropped, and the Row they were dropped on: a tag, Later or Starred."""
    feeds_moved = Signal(object, str)
    """Feeds by number that were dropped, and the folder; '' for none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAccessibleName(_("Views"))
        self._lines = SidebarModel(self)
        self._look = SidebarRow(self)
        self._look.renamed.connect(self.renamed)
        self._filling = False
        self._shown: View | None = None
        self._folded: set[str] = _remembered()
        self.setModel(self._lines)
        self.setItemDelegate(self._look)
        self._set_up()
        self.expanded.connect(lambda index: self._remember(index, folded=False))
        self.collapsed.connect(lambda index: self._remember(index, folded=True))

    def _set_up(self) -> None:
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setExpandsOnDoubleClick(False)
        self.setUniformRowHeights(False)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDragEnabled(True)
        self.setDropIndicatorShown(False)
        self.setAutoExpandDelay(_UNFOLD)

    def set_colours(self, colours: Colours) -> None:
        """Take the colours, those of tags among them."""
        self._look.set_colours(colours)
        self.viewport().update()

    # What is shown

    def fill(self, shelves: Shelves) -> None:
        """Show these, and keep what is chosen, what is folded and what is in sight."""
        self._filling = True
        current = self.row()
        self._lines.show(nodes(shelves))
        for line in self._lines.lines():
            if line.below:
                index = self._lines.indexFromItem(line)
                if self.isExpanded(index) == (line.shows.key in self._folded):
                    self.setExpanded(index, line.shows.key not in self._folded)
        if current is not None and self.row() != current:
            self._go_to(current.key)
        self._filling = False
        self.choose(self._shown or View("today"), quietly=True)

    def row(self) -> Row | None:
        """Give the line on which the reader stands."""
        return self._lines.row_of(self.currentIndex())

    def view(self) -> View | None:
        """Give the chosen view; None where it has no line, as another day or a search."""
        line = self._lines.line(self._look.shown)
        return line.shows.view if line else None

    def choose(self, view: View, *, quietly: bool = False) -> None:
        """Choose the line of this view; quietly: nobody is told. A view without a line leaves nothing chosen."""
        self._shown = view
        found = next((line.shows for line in self._lines.lines() if line.shows.view == view), None)
        before, self._filling = self._filling, self._filling or quietly
        shown, self._look.shown = self._look.shown, found.key if found else ""
        if found and (found.key != shown or self.row() is None):
            self._go_to(found.key)
        if self._look.shown != shown:
            self.viewport().update()
        self._filling = before

    def _go_to(self, key: str) -> None:
        if line := self._lines.line(key):
            bar = self.verticalScrollBar()
            scrolled = bar.value()
            self.setCurrentIndex(self._lines.indexFromItem(line))
            if self._filling and not self.hasFocus():
                bar.setValue(scrolled)

    def rename(self, row: Row) -> None:
        """Let the reader change the name of a line in its place."""
        if line := self._lines.line(row.key):
            index = self._lines.indexFromItem(line)
            self.setCurrentIndex(index)
            self.edit(index)

    def place_of(self, row: Row) -> QPoint:
        """Give where on the screen something about a line may open: below its name."""
        line = self._lines.line(row.key)
        box = self.visualRect(self._lines.indexFromItem(line)) if line else self.viewport().rect()
        return self.viewport().mapToGlobal(QPoint(box.left() + 24, box.bottom()))

    def mean(self, row: Row | None) -> None:
        """Mark the line whose menu is open, None for no line."""
        self._look.meant = row.key if row else ""
        self.viewport().update()

    def _remember(self, index: QModelIndex, *, folded: bool) -> None:
        row = self._lines.row_of(index)
        if row is None or self._filling:
            return
        (self._folded.add if folded else self._folded.discard)(row.key)
        QSettings().setValue(_FOLDED, json.dumps(sorted(self._folded)))

    # Choosing

    def currentChanged(self, current: _Index, previous: _Index) -> None:  # noqa: N802  Qt's name
        """Show what the reader walks over."""
        super().currentChanged(current, previous)
        row = self._lines.row_of(current)
        if row is not None and row.view is not None and not self._filling:
            self._tell(row)

    def _tell(self, row: Row) -> None:
        self._shown, self._look.shown = row.view, row.key
        self.viewport().update()
        self.view_chosen.emit(row.view)
        if row.trouble:
            self.told.emit(f"{row.text}: {row.trouble}")

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose a line, or open and close one by its arrow; the other buttons choose nothing."""
        index = self.indexAt(event.position().toPoint())
        row = self._lines.row_of(index)
        if event.button() != Qt.MouseButton.LeftButton or row is None:
            return
        on_arrow = self._look.on_arrow(row, self.visualRect(index), event.position())
        if self._lines.hasChildren(index) and (on_arrow or row.view is None):
            self.setExpanded(index, not self.isExpanded(index))
            return
        # Chosen when the button is let go: a feed that is dragged shows nothing.
        self._filling = True
        super().mousePressEvent(event)
        self._filling = False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go on to the papers of a line that was clicked."""
        dragged = self.state() == QAbstractItemView.State.DraggingState
        super().mouseReleaseEvent(event)
        row = self._lines.row_of(self.indexAt(event.position().toPoint()))
        if event.button() == Qt.MouseButton.LeftButton and not dragged and row and row == self.row() and row.view:
            # Today leads back from another day also where it was the chosen view all along.
            self._tell(row)
            self.entered.emit()

    def event(self, event: QEvent) -> bool:
        """Keep letters and digits for finding a line by its name while the reader is here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier}
            if plain and event.text().isalnum():
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Let Enter go on to the papers, or open and close what only holds others; Escape goes back to them."""
        row = self.row()
        editing = self.state() == QAbstractItemView.State.EditingState
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space} and row and not editing:
            if row.view is None:
                self.setExpanded(self.currentIndex(), not self.isExpanded(self.currentIndex()))
            else:
                self._tell(row)
                self.entered.emit()
            return
        if event.key() == Qt.Key.Key_Escape and not editing:
            self.entered.emit()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Ask for the menu of the line under the mouse, or of the current one by the key."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        row = self._lines.row_of(index)
        if row is not None:
            place = self.place_of(row) if by_key else self.viewport().mapToGlobal(event.pos())
            self.menu_asked.emit(row, place)

    # Dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Let papers and feeds in."""
        super().dragEnterEvent(event)
        if papers_of(event.mimeData()) or feeds_of(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802
        """Show which line would take what is dragged."""
        super().dragMoveEvent(event)
        row = self._taking(event)
        self._mark_over(row)
        if row is None:
            event.ignore()
        else:
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        """Take the mark away."""
        super().dragLeaveEvent(event)
        self._mark_over(None)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Say what was dropped, and where; the lines change when the library has changed."""
        row = self._taking(event)
        self._mark_over(None)
        self.setState(QAbstractItemView.State.NoState)
        if row is None:
            event.ignore()
            return
        # Copied: otherwise the view that it came from would take its own line away.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if papers := papers_of(event.mimeData()):
            self.papers_given.emit(papers, row)
        else:
            self.feeds_moved.emit(feeds_of(event.mimeData()), str(row.subject) if row.kind == "folder" else "")

    def _taking(self, event: QDropEvent) -> Row | None:
        index = self.indexAt(event.position().toPoint())
        row = self._lines.row_of(index)
        if row is None:
            return None
        if papers_of(event.mimeData()):
            return row if row.kind == "tag" or (row.view and row.kind == "view" and row.view.name in _GIVING) else None
        if feeds_of(event.mimeData()):
            # A feed stands for the folder it lies in.
            row = self._lines.row_of(index.parent()) if row.kind == "feed" else row
            return row if row and (row.kind == "folder" or row.key == "section/feeds") else None
        return None

    def _mark_over(self, row: Row | None) -> None:
        key = row.key if row else ""
        if key != self._look.over:
            self._look.over = key
            self.viewport().update()

    # How it looks

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the desktop's font."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange} and hasattr(self, "_look"):
            # Not the tree's own: under a style sheet Qt no longer hands it on.
            self._look.set_font(QApplication.font())
            self.scheduleDelayedItemsLayout()


def _remembered() -> set[str]:
    try:
        read = json.loads(str(QSettings().value(_FOLDED, "[]")))
    except ValueError:
        return set()
    return {key for key in read if isinstance(key, str)} if isinstance(read, list) else set()
