"""Opening and copying: what leads from a paper out of the window, to a browser, the clipboard or a file."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.feeds.kinds import cleaned_address
from desktop.language import _, ngettext
from desktop.window.paper_doors import Opening as Kind
from desktop.window.paper_doors import address, doors
from storage import Entry

if TYPE_CHECKING:
    from desktop.reading import Reading
    from desktop.window.paper_pane import PaperPane
    from desktop.window.paper_table import PaperTable

_PAGES: Final[tuple[Kind, ...]] = ("arxiv", "page", "doi", "discussion", "project")
"""What a paper's own page can be, best first."""

_SAID: Final[dict[Kind, str]] = {"pdf": "pdf", "code": "code"}
"""What the library is told that was opened; everything else is a page."""


class Opening(QObject):
    """Carries out the actions that open or copy the paper in sight, or the selected ones."""

    def __init__(self, window: QWidget, reading: "Reading", table: "PaperTable", pane: "PaperPane") -> None:
        super().__init__(window)
        self._window, self._reading, self._table, self._pane = window, reading, table, pane
        pane.open_asked.connect(self._open_address)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Give what to do for each deed that opens or copies."""
        return {
            "open_pdf": partial(self.open, "pdf"),
            "open_page": self.open_page,
            "open_code": partial(self.open, "code"),
            "copy_link": self.copy_link,
            "export": self.export,
            "export_selected": self.export_selected,
        }

    def open(self, *kinds: Kind) -> None:
        """Open the first of these that the paper in sight has, as its buttons do."""
        if (entry := self._open_entry()) is None:
            return
        found = {door.kind: door for door in doors(entry, self._pane.proxy())}
        door = next((found[kind] for kind in kinds if kind in found), None)
        if door is not None:
            self._open_address(door.url, _SAID.get(door.kind, "page"))
        else:
            self._reading.done.emit(_("This paper has no such link."))

    def open_page(self) -> None:
        """Open the paper's page, whichever it has."""
        self.open(*_PAGES)

    def _open_address(self, url: str, what: str = "page") -> None:
        if cleaned_address(url):
            QDesktopServices.openUrl(QUrl(url))
            if (number := self._pane.number()) is not None:
                self._reading.opened(number, what)

    def copy_link(self) -> None:
        """Copy the addresses of the selected papers, each on a line of its own."""
        numbers = self._table.numbers_acted_on()
        if len(numbers) > 1:
            self._reading.ask(lambda library: library.entries_of(numbers), self._copy_links)
        elif entry := self._open_entry():
            self._copy_links([entry])

    def _copy_links(self, entries: Sequence[Entry]) -> None:
        urls = [url for entry in entries if (url := address(entry))]
        if urls:
            said = ngettext("Link copied.", "{count} links copied.", len(urls))
            self._copy("\n".join(urls), said.format(count=f"{len(urls):,}"))
        else:
            self._reading.done.emit(_("There is no link to copy."))

    def _copy(self, text: str, said: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._reading.done.emit(said)

    def export(self) -> None:
        """Write the starred papers to a .bib file that the reader names."""
        name, _kind = QFileDialog.getSaveFileName(
            self._window, _("Export the starred papers"), str(Path.home() / "starred.bib"), "BibTeX (*.bib)"
        )
        if name:
            self._reading.export_starred(Path(name))

    def export_selected(self) -> None:
        """Write the selected papers to a .bib file that the reader names."""
        numbers = self._table.numbers_acted_on()
        if not numbers:
            return
        name, _kind = QFileDialog.getSaveFileName(
            self._window, _("Export the selected papers"), str(Path.home() / "papers.bib"), "BibTeX (*.bib)"
        )
        if name:
            self._reading.export_papers(numbers, Path(name))

    def _open_entry(self) -> Entry | None:
        number = self._table.current_number()
        return self._table.entry_of(number) if number is not None else None
