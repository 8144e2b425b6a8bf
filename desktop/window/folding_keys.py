"""Folding and unfolding the parts of a list by keys, as in a tree."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from desktop.window.paper_model import PaperModel
from desktop.window.parts import REST, Heading

if TYPE_CHECKING:
    from desktop.window.paper_table import PaperTable


class FoldingKeys(QObject):
    """Finds the part that the reader means; who owns the list folds it."""

    fold_asked = Signal(str, bool)
    """The key of a part, and whether it is to be folded."""

    def __init__(self, table: "PaperTable", model: PaperModel) -> None:
        super().__init__(table)
        self._table, self._model = table, model

    def headings(self) -> Mapping[int, Heading]:
        """Give the headings by their numbers; not to be changed."""
        return self._model.headings

    def heading_at(self, row: int) -> Heading | None:
        """Give the heading that a row is; None where it is a paper."""
        return self._model.heading_at(row)

    def on_heading(self) -> bool:
        """Say whether a heading is current."""
        row = self._table.current_row()
        return row is not None and self._model.heading_at(row) is not None

    def ask(self, heading: Heading) -> None:
        """Turn this part."""
        self.fold_asked.emit(heading.key, not heading.folded)

    def turn(self) -> None:
        """Fold the part of the current row and go to its heading, or unfold it."""
        if heading := self._current():
            self._table.go_to(heading.number)
            self.ask(heading)

    def turn_all(self) -> None:
        """Fold every part, or unfold all where all are folded; what stands within "the rest" stays as it is."""
        tops = [heading for heading in self._model.headings.values() if not heading.level]
        folded = any(not heading.folded for heading in tops)
        above = self._current()
        if above and above.level and folded:
            above = self._rest()
        if above and folded:
            self._table.go_to(above.number)
        for heading in tops:
            if heading.folded != folded:
                self.ask(heading)

    def turn_by_arrow(self, key: int) -> bool:
        """Do what Left and Right do in a tree, and say whether there was something to do."""
        row, here = self._table.current_row(), self._current()
        if row is None or here is None:
            return False
        if key == Qt.Key.Key_Right:
            if here.folded:
                self.ask(here)
            elif self.on_heading() and row + 1 < self._model.rowCount():
                self._table.go_to_row(row + 1)
        elif not here.folded:
            self.turn()
        elif here.level and (above := self._rest()):
            self._table.go_to(above.number)
        return True

    def _current(self) -> Heading | None:
        """Give the heading that the current row is, or that it stands under."""
        row = self._table.current_row() if self._model.headings else None
        while row is not None and row >= 0:
            if heading := self._model.heading_at(row):
                return heading
            row -= 1
        return None

    def _rest(self) -> Heading | None:
        return next((heading for heading in self._model.headings.values() if heading.key == REST), None)
