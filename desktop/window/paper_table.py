"""The list of papers: a table of one column whose selection and place survive whatever happens to the list."""

from array import array
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QHeaderView, QWidget

from desktop.language import _
from desktop.window.colours import is_dark, palette
from desktop.window.folding_keys import FoldingKeys
from desktop.window.keeping import Keeping, Place
from desktop.window.own_order import OrderedTable, OwnOrder
from desktop.window.paper_model import PaperModel
from desktop.window.paper_row import PaperRow
from desktop.window.parts import Heading
from desktop.window.row_layout import Density
from storage import Entry, FeedId, PaperId, RuleId

_PLAIN: Final = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_ARROWS: Final = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right})

_Index = QModelIndex | QPersistentModelIndex
_Flag = QItemSelectionModel.SelectionFlag


class PaperTable(OrderedTable):
    """Shows papers by number, most of all fast; says what the reader chose, and keeps it."""

    current_changed = Signal(object)
    """The PaperId of the current paper, or None."""
    opened = Signal(object)
    """The PaperId that was double clicked or entered."""
    star_clicked = Signal(object)
    fold_asked = Signal(str, bool)
    """The key of a part, and whether it is to be folded."""
    moved = Signal(list, object)
    """Papers that were dropped before another one, None: at the end; only where the list has the reader's own order."""
    menu_asked = Signal(object, object)
    """Where on the screen a menu is wanted, and the Heading that it is about, None: the selected papers."""
    selection_changed = Signal(int)
    """How many papers are selected."""

    def __init__(self, fetch: Callable[[Sequence[PaperId]], list[Entry]], parent: QWidget | None = None) -> None:
        """Show nothing yet; `fetch` gives entries by their numbers, see PaperModel."""
        super().__init__(parent)
        self._model = PaperModel(fetch, self)
        self._row = PaperRow(self)
        self._row.star_clicked.connect(self.star_clicked)
        self._said: PaperId | None = None
        self._tag_colours: Mapping[str, str] = {}
        self._on_star = self._held = False
        self._keeping = Keeping(self, self._model)
        self.own_order = OwnOrder(self, self._model)
        self.parts = FoldingKeys(self, self._model)
        self.setModel(self._model)
        self.setItemDelegate(self._row)
        self.setAccessibleName(_("Papers"))
        self._set_up()
        self.set_density("tall")
        self.dress()
        self._model.about_to_change.connect(self._keeping.keep)
        self._model.changed.connect(self._restore)
        self.own_order.moved.connect(self.moved)
        self.parts.fold_asked.connect(self.fold_asked)
        self.selectionModel().selectionChanged.connect(lambda *_: self._say_selected())
        self._model.dataChanged.connect(lambda *_: self.viewport().update())

    def _set_up(self) -> None:
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.hide()
            header.setMinimumSectionSize(1)
        # Only rows of one fixed height let Qt show a million at once.
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setStretchLastSection(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        # Nothing is written here: an input method would keep the letters that are keys.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)

    # The papers

    def set_numbers(self, numbers: "array[int]", headings: Mapping[int, Heading] | None = None) -> None:
        """Show these papers in this order, with the headings whose numbers, below zero, stand among them."""
        self._model.set_numbers(numbers, headings)

    def numbers(self) -> "array[int]":
        """Give the papers shown, in order, without headings; not to be changed."""
        if not self._model.headings:
            return self._model.numbers
        return array("q", (number for number in self._model.numbers if number >= 0))

    def refresh(self, numbers: Collection[int] | None) -> None:
        """Show these papers as they are now."""
        self._model.refresh(numbers)

    def row_count(self) -> int:
        """Give how many papers are shown; headings are none."""
        return self._model.rowCount() - len(self._model.headings)

    def last_row(self) -> int:
        """Give the last row there is; -1 where there is none."""
        return self._model.rowCount() - 1

    def next_paper(self, row: int, by: int) -> int | None:
        """Give the nearest row of a paper from this row on, by steps of 1 or -1; None where there is none."""
        while 0 <= row < self._model.rowCount():
            if self._model.heading_at(row) is None:
                return row
            row += by
        return None

    def entry_at(self, row: int) -> Entry | None:
        """Give the entry of a row that there is; None where it is a heading or the library no longer has it."""
        return self._model.entry_at(row)

    def entry_known(self, row: int) -> Entry | None:
        """Give the entry of a row if it has been read already."""
        return self._model.entry_known(row)

    def entry_of(self, number: int) -> Entry | None:
        """Give the entry of a paper; None where the list does not have it."""
        row = self._model.row_of(number)
        return None if row is None else self._model.entry_at(row)

    # What is chosen

    def current_row(self) -> int | None:
        """Give the current row, which may be a heading's."""
        index = self.currentIndex()
        return index.row() if index.isValid() else None

    def current_number(self) -> PaperId | None:
        """Give the current paper; None also where a heading is current."""
        row = self.current_row()
        return None if row is None or self.parts.on_heading() else self._model.number_at(row)

    def rows_selected(self) -> list[int]:
        """Give the rows of the selected papers, ascending."""
        numbers, headings = self._model.numbers, bool(self._model.headings)
        return [
            row
            for first, last in self._selected()
            for row in range(first, last + 1)
            if not headings or numbers[row] >= 0
        ]

    def numbers_selected(self) -> list[PaperId]:
        """Give the selected papers in the order of the list."""
        return [self._model.number_at(row) for row in self.rows_selected()]

    def numbers_acted_on(self) -> list[PaperId]:
        """Give the papers that an act is about: the selected ones, or the current one where none is selected."""
        current = self.current_number()
        return self.numbers_selected() or ([current] if current is not None else [])

    def _selected(self) -> list[tuple[int, int]]:
        return sorted((part.top(), part.bottom()) for part in self.selectionModel().selection().toList())

    def selected_count(self) -> int:
        """Give how many papers are selected."""
        if self._model.headings:
            return len(self.rows_selected())
        return sum(last - first + 1 for first, last in self._selected())

    def _say_selected(self) -> None:
        if not self._keeping.busy:
            self.selection_changed.emit(self.selected_count())

    def go_to(self, number: int) -> None:
        """Make a paper the current and the only selected one, and show it; nothing where the list lacks it."""
        row = self._model.row_of(number)
        if row is not None:
            self.go_to_row(row)

    def go_to_row(self, row: int) -> None:
        """Do the same with a row."""
        index = self._model.index(row, 0)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, _Flag.ClearAndSelect | _Flag.Rows)
            self.scrollTo(index)
            self._show_heading(row)

    def _show_heading(self, row: int) -> None:
        """Show the heading above a paper together with it."""
        first = row
        while first > 0 and self._model.heading_at(first - 1):
            first -= 1
        if first < row and self.rowViewportPosition(first) < 0:
            self.scrollTo(self._model.index(first, 0))

    def extend(self, by: int) -> None:
        """Take the next paper (1) or the one before (-1) into the selection, as Shift and an arrow do."""
        key = Qt.Key.Key_Down if by > 0 else Qt.Key.Key_Up
        super().keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.ShiftModifier))

    # How it looks

    def set_names(self, feeds: Mapping[FeedId, str], rules: Mapping[RuleId, str]) -> None:
        """Take what feeds are called and what rules ask for."""
        self._row.set_names(feeds, rules)
        self.viewport().update()

    def set_now(self, now: datetime) -> None:
        """Take the moment from which ages count."""
        self._row.set_now(now)
        self.viewport().update()

    def density(self) -> Density:
        """Give how much a row shows."""
        return self._row.density

    def set_density(self, density: Density) -> None:
        """Show more or less of each paper; what was on top of the view stays there."""
        top = self.rowAt(0)
        # Not the table's own: under a style sheet Qt no longer hands it on.
        self._row.set_look(QApplication.font(), density)
        self.verticalHeader().setDefaultSectionSize(self._row.height)
        self._keeping.size_headings(self._row.heading_height)
        self.verticalScrollBar().setSingleStep(max(self._row.height // 2, 20))
        if top > 0:
            self.scrollTo(self._model.index(top, 0), QAbstractItemView.ScrollHint.PositionAtTop)
        if (current := self.currentIndex()).isValid():
            self.scrollTo(current)
        self.viewport().update()

    def dress(self, tags: Mapping[str, str] | None = None) -> None:
        """Put on the colours of the desktop, light or dark, and those that the reader chose for `tags`."""
        self._tag_colours = self._tag_colours if tags is None else tags
        self._row.set_colours(palette(is_dark()).with_chosen(self._tag_colours))
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the desktop's font and colours; under a style sheet a new one of it tells of them."""
        super().changeEvent(event)
        if event.type() not in (QEvent.Type.FontChange, QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            return
        self.dress()
        if self._row.font != QApplication.font():
            self.set_density(self.density())

    def set_own_order(self, on: bool) -> None:  # noqa: FBT001  there is nothing else to say
        """Number the rows, and let the reader move them: the list has an order that is theirs."""
        self.own_order.set_on(on=on)
        self._row.numbered = on
        self.viewport().update()

    def in_own_order(self) -> bool:
        """Say whether the reader may move the rows."""
        return self._row.numbered

    # What the reader does

    def currentChanged(self, current: _Index, previous: _Index) -> None:  # noqa: N802
        """Say which paper is current, unless the list is just being exchanged."""
        super().currentChanged(current, previous)
        if not self._keeping.busy:
            self._say_current()

    @contextmanager
    def at_once(self) -> Generator[None, None, None]:
        """Say which paper is current when all is done, not in between: each time costs the pane a new layout."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
            self._say_current()

    def _say_current(self) -> None:
        number = self.current_number()
        if self._held:
            return
        if number != self._said:
            self._said = number
            self.current_changed.emit(number)

    def place(self) -> Place:
        """Give what the reader has in hand: the current paper, the selected ones and what is in sight."""
        return self._keeping.place()

    def go_back_to(self, place: Place) -> None:
        """Take in hand again what the reader had, as far as the list still has it."""
        self._keeping.go_back_to(place)
        self._say_current()
        self._say_selected()

    def _restore(self, followed: bool) -> None:  # noqa: FBT001
        self._keeping.size_headings(self._row.heading_height)
        self._keeping.restore(followed=followed)
        self._say_current()
        self._say_selected()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Open the current paper with Enter; fold and unfold parts with Left and Right, a heading with Enter too."""
        number, plain = self.current_number(), event.modifiers() in _PLAIN
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and number is not None:
            self.opened.emit(number)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.parts.turn()
        elif not (plain and event.key() in _ARROWS and self.parts.turn_by_arrow(event.key())):
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Do nothing: Qt would read a million papers to find a title that begins with the letter."""

    def moveCursor(  # noqa: N802
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Let Home and End go to the ends of the list (a table means those of the row); stop at headings step by step.

        Whole pages, and what extends a selection, go on to the next paper.
        """
        move = QAbstractItemView.CursorAction
        last = self._model.rowCount() - 1
        if action in (move.MoveHome, move.MoveEnd):
            target = 0 if action == move.MoveHome else last
        else:
            target = super().moveCursor(action, modifiers).row()
        step = action in (move.MoveUp, move.MoveDown) and not modifiers & Qt.KeyboardModifier.ShiftModifier
        if not self._model.headings or target < 0 or step:
            return self._model.index(target, 0)
        down = action in (move.MoveHome, move.MoveDown, move.MovePageDown)
        found = self.next_paper(target, 1 if down else -1)
        if found is None and (found := self.next_paper(target, -1 if down else 1)) is None:
            return self.currentIndex()
        return self._model.index(found, 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Give a star where one was clicked, and leave the selection as it is; else select."""
        number = self._star_under(event)
        self._on_star = number is not None and event.button() == Qt.MouseButton.LeftButton
        if self._on_star:
            self._row.star_clicked.emit(number)
        elif heading := self._heading_under(event):
            if event.button() == Qt.MouseButton.LeftButton:
                self._on_star = True
                self.parts.ask(heading)
        else:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Leave alone what was pressed on a star."""
        if not self._on_star:
            super().mouseReleaseEvent(event)
        self._on_star = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Open a paper; two clicks on a star are two clicks."""
        if event.button() != Qt.MouseButton.LeftButton:
            super().mouseDoubleClickEvent(event)
        elif (number := self._star_under(event)) is not None:
            self._on_star = True
            self._row.star_clicked.emit(number)
        elif heading := self._heading_under(event):
            self._on_star = True
            self.parts.ask(heading)
        elif (index := self.indexAt(event.position().toPoint())).isValid():
            self.opened.emit(self._model.number_at(index.row()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Show that a star or a heading can be clicked."""
        star = not event.buttons() and (self._heading_under(event) or self._star_under(event)) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if star else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def _heading_under(self, event: QMouseEvent) -> Heading | None:
        if not self._model.headings:
            return None
        index = self.indexAt(event.position().toPoint())
        return self._model.heading_at(index.row()) if index.isValid() else None

    def _star_under(self, event: QMouseEvent) -> PaperId | None:
        index = self.indexAt(event.position().toPoint())
        entry = self._model.entry_at(index.row()) if index.isValid() else None
        if entry is None or not self._row.star_at(entry, self.visualRect(index), event.position()):
            return None
        return entry.id

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Ask for a menu on what is under the mouse, or for the Menu key on the current row."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            row, place = self.rowAt(event.pos().y()), event.pos()
        else:
            row = self.currentIndex().row()
            rect = self.visualRect(self.currentIndex())
            place = rect.bottomLeft() if rect.bottom() < self.viewport().height() else rect.topLeft()
        if row >= 0:
            self.menu_asked.emit(self.viewport().mapToGlobal(place), self._model.heading_at(row))
