"""What happens when the reader does something with papers: the selected ones, or the one that is open."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.language import _
from storage import Entry, MarkKind, PaperId

if TYPE_CHECKING:
    from desktop.reading import Reading
    from desktop.window.paper_pane import PaperPane
    from desktop.window.paper_table import PaperTable

_FARTHEST: Final = 5_000
"""Rows that a search for the next unread paper looks at."""


class Deeds(QObject):
    """Carries out the table of actions on a list, a paper and the library behind them."""

    def __init__(self, window: QWidget, reading: "Reading", table: "PaperTable", pane: "PaperPane") -> None:
        super().__init__(window)
        self._window, self._reading, self._table, self._pane = window, reading, table, pane
        self._looking_at: PaperId | None = None
        pane.star_asked.connect(partial(self._mark_open, "star"))
        pane.later_asked.connect(partial(self._mark_open, "later"))
        pane.tags_asked.connect(self._tag_open)
        pane.note_asked.connect(self._note_open)
        pane.quote_asked.connect(self._quote_open)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Give what to do for each deed that is about papers."""
        return {
            "go_on": self.go_on,
            "next": partial(self._step, 1),
            "previous": partial(self._step, -1),
            "next_unread": partial(self._step_unread, 1),
            "previous_unread": partial(self._step_unread, -1),
            "rest_read": self.rest_read,
            "star": self.star,
            "later": self.later,
            "done": partial(self._mark_selected, "done"),
            "dismiss": self.dismiss,
            "read": self.toggle_read,
            "tag": self._pane.edit_tags,
            "note": self._pane.edit_note,
            "quote": self._pane.add_quote,
            "undo": self._reading.undo,
            "redo": self._reading.redo,
        }

    # Going on

    def go_on(self) -> None:
        """Scroll the paper; at its end go to the next unread one."""
        if not self._pane.scroll_page() and not self._step_unread(1):
            self.left_for(None)  # there is none to go to, so this one is left where it stands

    def left_for(self, number: PaperId | None) -> None:
        """Note that the reader looks at another paper: the one that was left is read, unless it was left unread."""
        before, self._looking_at = self._looking_at, number
        if before is None or before == number:
            return
        entry = self._table.entry_of(before)
        if entry is not None and entry.unread:
            self._reading.mark([before], "read", on=True, by_itself=True)

    def _step(self, by: int) -> None:
        row = self._table.current_row()
        if self._table.row_count():
            self._table.go_to_row(min(max(0 if row is None else row + by, 0), self._table.row_count() - 1))

    def _step_unread(self, by: int) -> bool:
        """Go to the next unread paper in that direction; False, and the reader told so, where there is none."""
        row = self._table.current_row()
        place = (-1 if by > 0 else self._table.row_count()) if row is None else row
        for _step in range(_FARTHEST):
            place += by
            if not 0 <= place < self._table.row_count():
                break
            entry = self._table.entry_at(place)
            if entry is not None and entry.unread:
                self._table.go_to_row(place)
                return True
        self._reading.done.emit(_("No unread paper that way."))
        return False

    def rest_read(self) -> None:
        """Mark every unread paper of the list as read; one undo takes it back."""
        unread = [PaperId(number) for number in self._table.numbers()[:_FARTHEST]]
        unread = [entry.id for entry in self._reading.entries(unread) if entry.unread]
        self._reading.mark(unread, "read", on=True)

    # Keeping

    def star(self) -> None:
        """Star the selected papers, or take the stars back if all of them have one."""
        self._toggle("star", lambda entry: entry.mark.starred is not None)

    def toggle_star(self, number: PaperId) -> None:
        """Turn the star of one paper."""
        entry = self._table.entry_of(number)
        self._reading.mark([number], "star", on=entry is None or entry.mark.starred is None)

    def toggle_read(self) -> None:
        """Turn the selected papers unread, or read if they all are unread."""
        unread = all(entry.unread for entry in self._selected())
        self._looking_at = None  # the paper in sight keeps what the reader just said about it
        self._reading.mark(self._table.numbers_acted_on(), "read", on=unread)

    def later(self) -> None:
        """Put the selected papers on the reading list and go on, or take them from it if they are all there."""
        if self._toggle("later", lambda entry: entry.mark.later is not None):
            self._step_on()

    def dismiss(self) -> None:
        """Send the selected papers away and go on to the next."""
        numbers = self._table.numbers_acted_on()
        if numbers:
            self._step_on()
            self._reading.mark(numbers, "dismissed", on=True)

    def _step_on(self) -> None:
        row = self._table.current_row()
        if row is not None and row + 1 < self._table.row_count():
            self._table.go_to_row(row + 1)

    def _toggle(self, kind: MarkKind, is_set: Callable[[Entry], bool]) -> bool:
        """Set a mark on the selected papers, or take it back where all have it; give whether it was set."""
        entries = self._selected()
        on = not all(is_set(entry) for entry in entries)
        if entries:
            self._reading.mark([entry.id for entry in entries], kind, on=on)
        return bool(entries) and on

    def _mark_selected(self, kind: MarkKind) -> None:
        if numbers := self._table.numbers_acted_on():
            self._reading.mark(numbers, kind, on=True)

    def _mark_open(self, kind: MarkKind, on: bool) -> None:  # noqa: FBT001  a signal's argument
        if (number := self._pane.number()) is not None:
            self._reading.mark([number], kind, on=on)

    def _tag_open(self, add: list[str], remove: list[str]) -> None:
        number = self._pane.number()
        if number is not None:
            # A tag typed for one paper must not land on others that were selected since.
            selected = self._table.numbers_acted_on()
            self._reading.tag(selected if number in selected else [number], add=add, remove=remove)

    def _note_open(self, text: str) -> None:
        if (number := self._pane.number()) is not None:
            self._reading.set_note(number, text)

    def _quote_open(self, text: str, place: str) -> None:
        if (number := self._pane.number()) is not None:
            self._reading.add_quote(number, text, place=place)

    def _selected(self) -> list[Entry]:
        return self._reading.entries(self._table.numbers_acted_on())
