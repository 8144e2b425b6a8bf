"""What happens when the reader does something with papers: the selected ones, or the one that is open."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.language import _, ngettext
from desktop.reading import can_undo
from desktop.window.listing import unread
from storage import Changes, Entry, Library, MarkKind, PaperId, View

if TYPE_CHECKING:
    from desktop.reading import Reading
    from desktop.window.list_column import ListColumn
    from desktop.window.paper_pane import PaperPane

_FARTHEST: Final = 5_000
"""Rows that a search for the next unread paper looks at."""


class Deeds(QObject):
    """Carries out the table of actions on a list, a paper and the library behind them."""

    def __init__(
        self,
        window: QWidget,
        reading: "Reading",
        column: "ListColumn",
        pane: "PaperPane",
        where: Callable[[], tuple[View, str]],
    ) -> None:
        """`where` gives the view and the search that the list shows."""
        super().__init__(window)
        self._window, self._reading, self._column, self._pane = window, reading, column, pane
        self._table, self._where = column.table, where
        self._table.moved.connect(self.move_to)
        self._looking_at: PaperId | None = None
        pane.star_asked.connect(partial(self._mark_open, "star"))
        pane.later_asked.connect(partial(self._mark_open, "later"))

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Give what to do for each deed that is about papers."""
        return {
            "go_on": self.go_on,
            "next": partial(self._step, 1),
            "previous": partial(self._step, -1),
            "next_unread": partial(self._step_unread, 1),
            "previous_unread": partial(self._step_unread, -1),
            "select_next": partial(self._table.extend, 1),
            "select_previous": partial(self._table.extend, -1),
            "select_all": self.select_all,
            "fold": self._table.parts.turn,
            "fold_all": self._table.parts.turn_all,
            "part_read": self.part_read,
            "rest_read": self.rest_read,
            "star": self.star,
            "later": self.later,
            "done": self.done,
            "dismiss": self.dismiss,
            "read": self.toggle_read,
            "move_up": partial(self.move_by, -1),
            "move_down": partial(self.move_by, 1),
            "tag": self._pane.edit_tags,
            "note": self._pane.edit_note,
            "turn_note": self._pane.turn_note,
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
        # The list may be another one by now, which does not have it.
        entry = self._table.entry_of(before) or self._reading.entry(before)
        if entry is not None and entry.unread:
            self._reading.mark([before], "read", on=True, by_itself=True)

    def _step(self, by: int) -> None:
        row = self._table.current_row()
        found = self._table.next_paper(0 if row is None else row + by, by)
        if found is not None:
            self._table.go_to_row(found)

    def _step_unread(self, by: int) -> bool:
        """Go to the next unread paper in that direction; False, and the reader told so, where there is none."""
        row = self._table.current_row()
        place = (0 if by > 0 else self._table.last_row()) if row is None else row + by
        for _step in range(_FARTHEST):
            found = self._table.next_paper(place, by)
            if found is None:
                break
            entry = self._table.entry_at(found)
            if entry is not None and entry.unread:
                self._table.go_to_row(found)
                return True
            place = found + by
        folded = sum(heading.unread or 0 for heading in self._table.parts.headings().values() if heading.folded)
        if folded:
            said = ngettext(
                "No unread paper that way; {count} is in parts that are folded.",
                "No unread paper that way; {count} are in parts that are folded.",
                folded,
            )
            self._reading.done.emit(said.format(count=f"{folded:,}"))
        else:
            self._reading.done.emit(_("No unread paper that way."))
        return False

    def select_all(self) -> None:
        """Select every paper that is shown, headings being none."""
        if self._table.parts.on_heading():
            self._step(1)
        self._table.selectAll()

    def rest_read(self) -> None:
        """Mark every unread paper of the list as read; one undo takes it back. What waits above it stays unread."""
        self._looking_at = None
        self._mark_read(frozenset(self._column.listing.numbers))

    def part_read(self) -> None:
        """Do the same with the papers of the part whose heading is current, folded away or not."""
        row = self._table.current_row()
        heading = self._table.parts.heading_at(row) if row is not None else None
        if heading is not None:
            listing = self._column.listing
            self._mark_read(frozenset(self._column.folding.papers(listing.parts, heading.key)))

    def _mark_read(self, papers: frozenset[int]) -> None:
        view, text = self._where()

        def work(library: Library) -> Changes | None:
            left = [PaperId(number) for number in papers & unread(library, view, text)]
            return library.mark(left, "read") if left else None

        def done(changes: Changes | None) -> None:
            if changes is None:
                self._reading.done.emit(_("No unread paper here."))
                return
            self._reading.changed.emit(changes)
            count = len(changes.papers)
            said = ngettext("{count} paper marked as read.", "{count} papers marked as read.", count)
            self._reading.done.emit(can_undo(said.format(count=f"{count:,}")))

        self._reading.ask(work, done)

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
        rows = self._table.rows_selected()
        if self._toggle("later", lambda entry: entry.mark.later is not None and entry.mark.done is None):
            self._step_on(rows)

    def done(self) -> None:
        """Say that the selected papers are done with; in Later, which they leave, go on."""
        if numbers := self._table.numbers_acted_on():
            if self._where()[0].name == "later":
                self._step_on(self._table.rows_selected())
            self._reading.mark(numbers, "done", on=True)

    def dismiss(self) -> None:
        """Send the selected papers away and go on to the next one that stays."""
        numbers = self._table.numbers_acted_on()
        if numbers:
            self._looking_at = None  # what is sent away is not read besides, so that undo leaves it as it was
            self._step_on(self._table.rows_selected())
            self._reading.mark(numbers, "dismissed", on=True)

    def _step_on(self, rows: Sequence[int]) -> None:
        """Go to the first paper behind the last of these rows, else to the one before the first of them."""
        current = self._table.current_row()
        behind = rows[-1] if rows else current
        before = rows[0] if rows else current
        if behind is None or before is None:
            return
        found = self._table.next_paper(behind + 1, 1)
        if found is None and len(rows) > 1:
            found = self._table.next_paper(before - 1, -1)
        if found is not None:
            self._table.go_to_row(found)

    # The order of Later

    def move_by(self, by: int) -> None:
        """Move the selected papers up (-1) or down (1) in the reader's own order."""
        rows, numbers = self._table.rows_selected(), self._table.numbers()
        if not rows or not self._table.in_own_order():
            return
        chosen = [PaperId(numbers[row]) for row in rows]
        if by < 0:
            place = max(rows[0] - 1, 0)
        else:
            place = rows[-1] + 2
            if rows[-1] + 1 >= len(numbers):
                return
        if by < 0 and rows == list(range(len(rows))):
            return
        self.move_to(chosen, PaperId(numbers[place]) if place < len(numbers) else None)

    def move_to(self, numbers: list[PaperId], before: PaperId | None) -> None:
        """Put papers before another one in Later, None: at the end."""
        self._reading.write(lambda library: library.move_later(numbers, before=before), can_undo(_("Moved in Later.")))

    def _toggle(self, kind: MarkKind, is_set: Callable[[Entry], bool]) -> bool:
        """Set a mark on the selected papers, or take it back where all have it; give whether it was set."""
        entries = self._selected()
        on = not all(is_set(entry) for entry in entries)
        if entries:
            self._reading.mark([entry.id for entry in entries], kind, on=on)
        return bool(entries) and on

    def _mark_open(self, kind: MarkKind, on: bool) -> None:  # noqa: FBT001  a signal's argument
        if (number := self._pane.number()) is not None:
            self._reading.mark([number], kind, on=on)

    def _selected(self) -> list[Entry]:
        return self._reading.entries(self._table.numbers_acted_on())
