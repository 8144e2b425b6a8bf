"""Rules in the window: made by hand, of a search or of an author, changed, and kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from desktop.window.rule_dialog import SHOWN, RuleDialog
from desktop.window.rule_words import by_author
from storage import Entry, Feed, Library, Preview, QueryError, Rule, RuleId, Yield

if TYPE_CHECKING:
    from desktop.reading import Reading


class Ruling(QObject):
    """Opens the editor of rules, answers what it asks, keeps what it gives."""

    def __init__(self, window: QWidget, reading: "Reading", now: Callable[[], datetime]) -> None:
        super().__init__(window)
        self._window, self._reading, self._now = window, reading, now
        self._asked = 0

    def handlers(self, search_text: Callable[[], str]) -> dict[str, Callable[[], object]]:
        """Give what to do for each deed that is about rules; `search_text` gives what is searched for."""
        return {"add_rule": self.add, "rule_of_search": lambda: self.add(search_text())}

    def add(self, text: str = "") -> None:
        """Make a rule, beginning with these words."""
        self._open(Rule(RuleId(0), text, self._now()))

    def follow_author(self, name: str) -> None:
        """Keep a rule that tells of papers by an author: one click, which undo takes back."""
        self._reading.add_rule(by_author(name))

    def edit(self, number: RuleId) -> None:
        """Change a rule."""
        rule = next((rule for rule in self._reading.rules() if rule.id == number), None)
        if rule is not None:
            self._open(rule)

    def _open(self, rule: Rule) -> None:
        def work(library: Library) -> tuple[list[Feed], list[Rule], Yield | None]:
            return library.feeds(), library.rules(), library.yields().get(rule.id)

        def show(found: tuple[list[Feed], list[Rule], Yield | None]) -> None:
            feeds, rules, came = found
            dialog = RuleDialog(rule, feeds=feeds, rules=rules, came=came, parent=self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.preview_asked.connect(lambda wanted, days: self._preview(dialog, wanted, days))
            dialog.kept.connect(lambda wanted: self._keep(dialog, wanted))
            dialog.open()

        self._reading.ask(work, show, owner=self)

    def _preview(self, dialog: RuleDialog, wanted: Rule, days: int) -> None:
        self._asked += 1
        asked = self._asked

        def work(library: Library) -> tuple[Preview, list[Entry]] | QueryError | None:
            if asked != self._asked:
                return None  # another key was pressed meanwhile
            try:
                preview = library.preview(wanted, days=days)
            except QueryError as fault:
                return fault
            return preview, library.entries_of(preview.papers[:SHOWN])

        def show(found: tuple[Preview, list[Entry]] | QueryError | None) -> None:
            if found is None or asked != self._asked:
                return
            if isinstance(found, QueryError):
                dialog.show_fault(found)
            else:
                dialog.show_preview(*found)

        self._reading.ask(work, show, owner=dialog)

    def _keep(self, dialog: RuleDialog, wanted: Rule) -> None:
        """Keep the rule, unless it cannot be read: then the editor stays and says so."""

        def work(library: Library) -> QueryError | None:
            try:
                library.preview(wanted, days=1)
            except QueryError as fault:
                return fault
            return None

        def checked(fault: QueryError | None) -> None:
            if fault is not None:
                dialog.show_fault(fault)
                return
            if wanted.id:
                self._reading.edit_rule(wanted)
            else:
                self._reading.add_rule(wanted.text, replace(wanted, added=self._now()))
            dialog.accept()

        self._reading.ask(work, checked, owner=dialog)
