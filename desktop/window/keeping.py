"""What survives when a list is exchanged: selection, current paper and place, noted by number and found again."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex

from desktop.window.paper_model import PaperModel, runs
from storage import PaperId

if TYPE_CHECKING:
    from desktop.window.paper_table import PaperTable

_NEAR: Final = 200
"""So many papers around the current one are asked whether they are still there when it is not."""

_MANY: Final = 20_000
"""More selected papers than this are not looked for in a new list: that would take longer than a blink."""

_Flag = QItemSelectionModel.SelectionFlag


class Keeping:
    """Notes what a table has before its list is exchanged, and gives it back after that."""

    def __init__(self, table: "PaperTable", model: PaperModel) -> None:
        self._table, self._model = table, model
        self._kept: Place | None = None
        self._sized: set[int] = set()
        self.busy = False
        """Whether the list is just being exchanged, so that what Qt says of rows means nothing."""

    def size_headings(self, height: int) -> None:
        """Make headings this high, and what was one and is none any more as high as a paper."""
        header = self._table.verticalHeader()
        rows = {row for number in self._model.headings if (row := self._model.row_of(number)) is not None}
        for row in sorted(self._sized | rows):
            wanted = height if row in rows else header.defaultSectionSize()
            if row < header.count() and header.sectionSize(row) != wanted:
                header.resizeSection(row, wanted)
        self._sized = rows

    def keep(self) -> None:
        """Note by number what is known by row."""
        self._kept = self.place()
        self.busy = True

    def go_back_to(self, place: "Place") -> None:
        """Take in hand what was noted once, as far as the list still has it."""
        self.busy = True
        self._restore_place(place)
        self._restore_selection(place, followed=False)
        self.busy = False

    def place(self) -> "Place":
        """Give what the reader has in hand: the current row, the selected papers and what is in sight."""
        table, model = self._table, self._model
        many = model.rowCount()
        top, bottom = table.rowAt(0), table.rowAt(table.viewport().height() - 1)
        visible = range(top, (bottom if bottom >= 0 else many - 1) + 1) if top >= 0 else range(0)
        row = table.current_row()
        around = range(0) if row is None else range(row + 1, min(row + _NEAR, many))
        before = range(0) if row is None else range(row - 1, max(row - _NEAR, -1), -1)
        return Place(
            current=None if row is None else model.number_at(row),
            selected=table.numbers_selected() if table.selected_count() <= _MANY else None,
            visible=[(model.number_at(one), table.rowViewportPosition(one)) for one in visible],
            heirs=[model.number_at(one) for one in (*around, *before) if not model.heading_at(one)],
        )

    def restore(self, *, followed: bool) -> None:
        """Find it again by number; `followed`: rows kept their places, and Qt knows most of it already."""
        kept, self._kept = self._kept, None
        if kept is not None:
            self._restore_place(kept)
            self._restore_selection(kept, followed=followed)
        self.busy = False

    def _restore_place(self, kept: "Place") -> None:
        self._table.updateGeometries()
        for number, position in kept.visible:
            row = self._model.row_of(number)
            if row is not None:
                self._table.verticalScrollBar().setValue(self._table.verticalHeader().sectionPosition(row) - position)
                return
        self._table.scrollToTop()

    def _restore_selection(self, kept: "Place", *, followed: bool) -> None:
        model, chosen = self._model, self._table.selectionModel()
        current = model.row_of(kept.current) if kept.current is not None else None
        if current is None and followed and kept.current is not None:
            # The paper went, its neighbours did not: the next one takes its place, as after a dismissal.
            heir = next((number for number in kept.heirs if model.row_of(number) is not None), None)
            current = model.row_of(heir) if heir is not None else None
            if heir is not None and kept.selected is not None and not _stays(model, kept.selected):
                kept.selected = [heir]
        if kept.selected is not None:
            selection = QItemSelection()
            for first, last in runs(model.rows_of(kept.selected)):
                selection.select(model.index(first, 0), model.index(last, 0))
            chosen.select(selection, _Flag.ClearAndSelect)
        index = model.index(current, 0) if current is not None else QModelIndex()
        # Without selecting, and without scrolling to it: the reader may have scrolled elsewhere.
        scrolled = self._table.verticalScrollBar().value()
        chosen.setCurrentIndex(index, _Flag.NoUpdate)
        self._table.verticalScrollBar().setValue(scrolled)


def _stays(model: PaperModel, numbers: list[PaperId]) -> bool:
    return bool(model.rows_of(numbers))


@dataclass(slots=True)
class Place:
    """What the reader had in hand, by number. `selected` None: too many to note, Qt keeps them where it can.

    `heirs` are the papers around the current one, nearest first.
    """

    current: PaperId | None
    selected: list[PaperId] | None
    visible: list[tuple[PaperId, int]]
    heirs: list[PaperId]
