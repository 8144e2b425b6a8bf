"""The paper in sight: fetches what the pane shows of it, and hands on what the reader writes there."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from storage import Entry, FeedId, RuleId

if TYPE_CHECKING:
    from desktop.reading import Reading
    from desktop.window.paper_pane import PaperPane
    from desktop.window.paper_table import PaperTable
    from desktop.window.search_box import SearchBox


class InSight(QObject):
    """Joins the pane to the library; what is written for a paper goes to that paper, whatever was selected since."""

    def __init__(
        self, reading: "Reading", table: "PaperTable", pane: "PaperPane", search_box: "SearchBox", parent: QObject
    ) -> None:
        super().__init__(parent)
        self._reading, self._table, self._pane = reading, table, pane
        pane.tags_asked.connect(self._tag)
        pane.note_asked.connect(self._note)
        pane.quote_asked.connect(self._quote)
        pane.quote_changed.connect(self._change_quote)
        pane.quote_removed.connect(reading.remove_quote)
        pane.split_asked.connect(reading.split)
        pane.search_asked.connect(search_box.put)

    def show(
        self, entry: Entry | None, *, feeds: Mapping[FeedId, str], rules: Mapping[RuleId, str], tags: Sequence[str]
    ) -> None:
        """Show a paper with what the library knows of it beside its entry; None: none."""
        if entry is None:
            self._pane.show_entry(None, feeds=feeds, rules=rules)
            return
        self._pane.show_entry(
            entry,
            feeds=feeds,
            rules=rules,
            tags=tags,
            votes=self._reading.votes(entry.id) if entry.appearance and entry.appearance.votes else (),
            appearances=self._reading.appearances(entry.id),
            merged=self._reading.merged_into(entry.id),
        )

    def _tag(self, add: list[str], remove: list[str]) -> None:
        if (number := self._pane.number()) is not None:
            # A tag typed for one paper must not land on others that were selected since.
            selected = self._table.numbers_acted_on()
            self._reading.tag(selected if number in selected else [number], add=add, remove=remove)

    def _note(self, text: str) -> None:
        if (number := self._pane.number()) is not None:
            self._reading.set_note(number, text)

    def _quote(self, text: str, place: str, comment: str) -> None:
        if (number := self._pane.number()) is not None:
            self._reading.add_quote(number, text, place=place, note=comment)

    def _change_quote(self, quote: int, text: str, place: str, comment: str) -> None:
        self._reading.edit_quote(quote, text=text, place=place, note=comment)
