"""Citing: what the selected papers are on the clipboard, and the key that each is cited by."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from shiboken6 import Shiboken

from desktop.language import _, ngettext
from desktop.problems import Problem, problem
from desktop.reading import can_undo
from storage import Changes, Entry, KeyRefused, Library, PaperId

if TYPE_CHECKING:
    from desktop.reading import Reading
    from desktop.window.key_dialog import KeyDialog
    from desktop.window.paper_pane import PaperPane
    from desktop.window.paper_table import PaperTable


class Citing(QObject):
    """Carries out the deeds that are about citing the paper in sight, or the selected ones."""

    def __init__(self, window: QWidget, reading: "Reading", table: "PaperTable", pane: "PaperPane") -> None:
        super().__init__(window)
        self._window, self._reading, self._table, self._pane = window, reading, table, pane
        pane.key_asked.connect(self.rename_key)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Give what to do for each deed about citing."""
        return {"copy_bibtex": self.copy_bibtex, "copy_cite": self.copy_cite, "rename_key": self.rename_key}

    def copy_bibtex(self) -> None:
        """Copy the selected papers as BibTeX."""
        from storage import to_bibtex  # brings LaTeX's tables along, which the first picture does not wait for

        numbers = self._table.numbers_acted_on()
        if numbers:
            count = ngettext("{count} paper copied as BibTeX.", "{count} papers copied as BibTeX.", len(numbers))
            self._reading.with_keys(
                numbers, lambda entries: self._copy(to_bibtex(entries), count.format(count=f"{len(numbers):,}"))
            )

    def copy_cite(self) -> None:
        r"""Copy a \cite of the selected papers, in the order of the list."""
        if numbers := self._table.numbers_acted_on():
            self._reading.with_keys(numbers, self._copy_cite)

    def _copy_cite(self, entries: Sequence[Entry]) -> None:
        self._copy(f"\\cite{{{','.join(entry.key for entry in entries)}}}", _("Citation copied."))

    def _copy(self, text: str, said: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._reading.done.emit(said)

    def rename_key(self) -> None:
        """Ask for another key for the paper in sight."""
        number = self._table.current_number()
        if number is not None:
            self._reading.with_keys([number], lambda entries: self._ask_key(entries[0]) if entries else None)

    def _ask_key(self, entry: Entry) -> None:
        from desktop.window.key_dialog import KeyDialog

        dialog = KeyDialog(entry, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(lambda key: self._rename(dialog, entry.id, key))
        dialog.open()

    def _rename(self, dialog: "KeyDialog", number: PaperId, key: str) -> None:
        def work(library: Library) -> Changes | Problem:
            try:
                return library.rename_key(number, key)
            except KeyRefused as refused:
                return problem(refused)

        def done(how: Changes | Problem) -> None:
            there = Shiboken.isValid(dialog)
            if isinstance(how, Problem):
                if there:
                    dialog.refused(how)
                return
            if there:
                dialog.accept()
            self._reading.changed.emit(how)
            self._reading.done.emit(can_undo(_("It is cited as {key} now.").format(key=key)))

        self._reading.ask(work, done)
