"""The list of papers: a table of one column whose selection and place survive whatever happens to the list."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QHeaderView, QTableView, QWidget

from desktop.language import _
from desktop.window.colours import is_dark, palette
from desktop.window.paper_model import PaperModel, runs
from desktop.window.paper_row import PaperRow
from desktop.window.row_layout import Density
from storage import Entry, FeedId, PaperId, RuleId

if TYPE_CHECKING:
    from array import array

_NEAR: Final = 200
"""So many papers around the current one are asked whether they are still there when it is not."""

_MANY: Final = 20_000
"""More selected papers than this are not looked for in a new list: that would take longer than a blink."""

_Index = QModelIndex | QPersistentModelIndex
_Flag = QItemSelectionModel.SelectionFlag


class PaperTable(QTableView):
    """Shows papers by number, most of all fast; says what the reader chose, and keeps it."""

    current_changed = Signal(object)
    """The PaperId of the current paper, or None."""
    opened = Signal(object)
    """The PaperId that was double clicked or entered."""
    star_clicked = Signal(object)

    def __init__(self, fetch: Callable[[Sequence[PaperId]], list[Entry]], parent: QWidget | None = None) -> None:
        """Show nothing yet; `fetch` gives entries by their numbers, see PaperModel."""
        super().__init__(parent)
        self._model = PaperModel(fetch, self)
        self._row = PaperRow(self)
        self._row.star_clicked.connect(self.star_clicked)
        self._said: PaperId | None = None
        self._keeping = self._on_star = False
        self._kept: Place | None = None
        self.setModel(self._model)
        self.setItemDelegate(self._row)
        self.setAccessibleName(_("Papers"))
        self._set_up()
        self.set_density("tall")
        self.dress()
        self._model.about_to_change.connect(self._keep)
        self._model.changed.connect(self._restore)
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

    # The papers

    def set_numbers(self, numbers: "array[int]") -> None:
        """Show these papers in this order."""
        self._model.set_numbers(numbers)

    def numbers(self) -> "array[int]":
        """Give the papers shown, in order; not to be changed."""
        return self._model.numbers

    def refresh(self, numbers: Collection[int] | None) -> None:
        """Show these papers as they are now."""
        self._model.refresh(numbers)

    def row_count(self) -> int:
        """Give how many papers there are."""
        return self._model.rowCount()

    def entry_at(self, row: int) -> Entry | None:
        """Give the entry of a row that there is; None where the library no longer has it."""
        return self._model.entry_at(row)

    def entry_of(self, number: int) -> Entry | None:
        """Give the entry of a paper; None where the list does not have it."""
        row = self._model.row_of(number)
        return None if row is None else self._model.entry_at(row)

    # What is chosen

    def current_row(self) -> int | None:
        """Give the row of the current paper."""
        index = self.currentIndex()
        return index.row() if index.isValid() else None

    def current_number(self) -> PaperId | None:
        """Give the current paper."""
        row = self.current_row()
        return None if row is None else self._model.number_at(row)

    def numbers_selected(self) -> list[PaperId]:
        """Give the selected papers in the order of the list."""
        return [self._model.number_at(row) for first, last in self._selected() for row in range(first, last + 1)]

    def numbers_acted_on(self) -> list[PaperId]:
        """Give the papers that an act is about: the selected ones, or the current one where none is selected."""
        current = self.current_number()
        return self.numbers_selected() or ([current] if current is not None else [])

    def _selected(self) -> list[tuple[int, int]]:
        return sorted((part.top(), part.bottom()) for part in self.selectionModel().selection().toList())

    def _selected_count(self) -> int:
        return sum(last - first + 1 for first, last in self._selected())

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
        self.verticalScrollBar().setSingleStep(max(self._row.height // 2, 20))
        if top > 0:
            self.scrollTo(self._model.index(top, 0), QAbstractItemView.ScrollHint.PositionAtTop)
        if (current := self.currentIndex()).isValid():
            self.scrollTo(current)
        self.viewport().update()

    def dress(self) -> None:
        """Put on the colours of the desktop, light or dark."""
        self._row.set_colours(palette(is_dark()))
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the desktop's font and colours; under a style sheet a new one of it tells of them."""
        super().changeEvent(event)
        if event.type() not in (QEvent.Type.FontChange, QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            return
        self.dress()
        if self._row.font != QApplication.font():
            self.set_density(self.density())

    # What the reader does

    def currentChanged(self, current: _Index, previous: _Index) -> None:  # noqa: N802
        """Say which paper is current, unless the list is just being exchanged."""
        super().currentChanged(current, previous)
        if not self._keeping:
            self._say_current()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Open the current paper with Enter."""
        number = self.current_number()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and number is not None:
            self.opened.emit(number)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Do nothing: Qt would read a million papers to find a title that begins with the letter."""

    def moveCursor(  # noqa: N802
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Let Home and End go to the ends of the list; a table means those of the row."""
        move = QAbstractItemView.CursorAction
        if action in (move.MoveHome, move.MoveEnd):
            return self._model.index(0 if action == move.MoveHome else self.row_count() - 1, 0)
        return super().moveCursor(action, modifiers)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Give a star where one was clicked, and leave the selection as it is; else select."""
        number = self._star_under(event)
        self._on_star = number is not None and event.button() == Qt.MouseButton.LeftButton
        if not self._on_star:
            super().mousePressEvent(event)
        else:
            self._row.star_clicked.emit(number)

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
        elif (index := self.indexAt(event.position().toPoint())).isValid():
            self.opened.emit(self._model.number_at(index.row()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Show that a star can be clicked."""
        star = not event.buttons() and self._star_under(event) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if star else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def _star_under(self, event: QMouseEvent) -> PaperId | None:
        index = self.indexAt(event.position().toPoint())
        entry = self._model.entry_at(index.row()) if index.isValid() else None
        if entry is None or not self._row.star_at(entry, self.visualRect(index), event.position()):
            return None
        return entry.id

    # What survives when the list is exchanged

    def _say_current(self) -> None:
        number = self.current_number()
        if number != self._said:
            self._said = number
            self.current_changed.emit(number)

    def go_back_to(self, place: "Place") -> None:
        """Take in hand again what the reader had, as far as the list still has it."""
        self._keeping = True
        self._restore_place(place)
        self._restore_selection(place, followed=False)
        self._keeping = False
        self._say_current()

    def _keep(self) -> None:
        """Note by number what is known by row."""
        self._keeping = True
        self._kept = self.place()

    def place(self) -> "Place":
        """Give what the reader has in hand: the current paper, the selected ones and what is in sight."""
        top, bottom = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        visible = range(top, (bottom if bottom >= 0 else self.row_count() - 1) + 1) if top >= 0 else range(0)
        row = self.current_row()
        around = range(0) if row is None else range(row + 1, min(row + _NEAR, self.row_count()))
        before = range(0) if row is None else range(row - 1, max(row - _NEAR, -1), -1)
        return Place(
            current=self.current_number(),
            selected=self.numbers_selected() if self._selected_count() <= _MANY else None,
            visible=[(self._model.number_at(one), self.rowViewportPosition(one)) for one in visible],
            heirs=[self._model.number_at(one) for one in (*around, *before)],
        )

    def _restore(self, followed: bool) -> None:  # noqa: FBT001
        """Find it again by number; `followed`: rows kept their places, and Qt knows most of it already."""
        kept, self._kept = self._kept, None
        if kept is not None:
            self._restore_place(kept)
            self._restore_selection(kept, followed=followed)
        self._keeping = False
        self._say_current()

    def _restore_place(self, kept: "Place") -> None:
        self.updateGeometries()
        for number, position in kept.visible:
            row = self._model.row_of(number)
            if row is not None:
                self.verticalScrollBar().setValue(row * self._row.height - position)
                return
        self.scrollToTop()

    def _restore_selection(self, kept: "Place", *, followed: bool) -> None:
        model, chosen = self._model, self.selectionModel()
        current = model.row_of(kept.current) if kept.current is not None else None
        if current is None and followed and kept.current is not None:
            # The paper went, its neighbours did not: the next one takes its place, as after a dismissal.
            heir = next((number for number in kept.heirs if model.row_of(number) is not None), None)
            current = model.row_of(heir) if heir is not None else None
            if heir is not None and kept.selected is not None and len(kept.selected) <= 1:
                kept.selected = [heir]
        if kept.selected is not None:
            selection = QItemSelection()
            for first, last in runs(model.rows_of(kept.selected)):
                selection.select(model.index(first, 0), model.index(last, 0))
            chosen.select(selection, _Flag.ClearAndSelect)
        index = model.index(current, 0) if current is not None else QModelIndex()
        # Without selecting, and without scrolling to it: the reader may have scrolled elsewhere.
        scrolled = self.verticalScrollBar().value()
        chosen.setCurrentIndex(index, _Flag.NoUpdate)
        self.verticalScrollBar().setValue(scrolled)


@dataclass(slots=True)
class Place:
    """What the reader had in hand, by number. `selected` None: too many to note, Qt keeps them where it can.

    `heirs` are the papers around the current one, nearest first.
    """

    current: PaperId | None
    selected: list[PaperId] | None
    visible: list[tuple[PaperId, int]]
    heirs: list[PaperId]
