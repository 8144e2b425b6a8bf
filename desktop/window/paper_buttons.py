"""The row of buttons of a paper: its star, Later, what can be opened or looked up, and copying."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from desktop.language import _
from desktop.window import paper_copies
from desktop.window.colours import Colours
from desktop.window.flow_layout import FlowLayout
from desktop.window.paper_doors import Opening, address, doors, lookups
from desktop.window.pill_button import PillButton
from desktop.window.tips import plainly
from storage import Entry

_DOORS: Final[tuple[Opening, ...]] = ("pdf", "arxiv", "doi", "page", "code", "discussion", "project")


class PaperButtons(QWidget):
    """Says what the reader wants; `copied` is a sentence on what is on the clipboard now."""

    star_asked = Signal(bool)
    later_asked = Signal(bool)
    open_asked = Signal(str)
    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry: Entry | None = None
        self._proxy = ""
        self.setAccessibleName(_("What you can do with this paper"))
        self._star, self._later = PillButton(), PillButton()
        self._look_up, self._copy = PillButton(_("Look up"), menu=True), PillButton(_("Copy"), menu=True)
        self._star.clicked.connect(self._ask_star)
        self._later.clicked.connect(self._ask_later)
        self._doors = {kind: PillButton() for kind in _DOORS}
        for kind in _DOORS:
            self._doors[kind].clicked.connect(partial(self._ask_open, kind))
        self.look_up_menu = self._make_look_up_menu()
        self.copy_menu = self._make_copy_menu()
        for button, menu in ((self._look_up, self.look_up_menu), (self._copy, self.copy_menu)):
            button.clicked.connect(partial(_drop_down, menu, button))
        flow = FlowLayout(self, gap=6)
        for button in self._all():
            flow.addWidget(button)

    def _all(self) -> list[PillButton]:
        return [self._star, self._later, *self._doors.values(), self._look_up, self._copy]

    def _make_look_up_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAccessibleName(_("Look up"))
        for place, text in enumerate(("Google Scholar", "Semantic Scholar", "Connected Papers")):
            menu.addAction(text).triggered.connect(partial(self._ask_look_up, place))
        return menu

    def _make_copy_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAccessibleName(_("Copy"))
        choices: tuple[tuple[str, str, Callable[[Entry], str]], ...] = (
            (_("Title"), _("Title copied."), paper_copies.title),
            (_("Link"), _("Link copied."), address),
            (_("Markdown link"), _("Link copied as Markdown."), paper_copies.as_markdown),
            (_("Citation"), _("Citation copied."), paper_copies.as_citation),
        )
        for text, said, words in choices:
            action = menu.addAction(text)
            action.triggered.connect(partial(self._copy_words, said, words))
            if words is address:
                self._copy_link = action
        return menu

    def set_proxy(self, proxy: str) -> None:
        """Take what the reader's library puts before a publisher's address; empty: nothing."""
        self._proxy = proxy
        if self._entry is not None:
            self.show_entry(self._entry)

    def show_entry(self, entry: Entry) -> None:
        """Show the marks of a paper, and a button for each thing of it that can be opened."""
        self._entry = entry
        if entry.mark.starred:
            self._star.set_words(_("Starred"), sign="★", tint=lambda colours: colours.star)
        else:
            self._star.set_words(_("Star"), sign="☆", tint=lambda colours: colours.dim)
        waiting = _waiting(entry)
        self._later.set_words(_("In Later") if waiting else _("Later"), sign="✓" if waiting else "")
        found = {door.kind: door for door in doors(entry, self._proxy)}
        for kind, button in self._doors.items():
            if kind in found:
                button.set_words(found[kind].text)
                button.setAccessibleName(found[kind].name)
                button.setToolTip(plainly(found[kind].url))
            button.setVisible(kind in found)
        self._copy_link.setVisible(bool(address(entry)))
        self.updateGeometry()

    def set_look(self, font: QFont, colours: Colours) -> None:
        """Take the body font and the colours."""
        for button in self._all():
            button.set_look(font, colours)

    def _ask_star(self) -> None:
        if self._entry is not None:
            self.star_asked.emit(self._entry.mark.starred is None)

    def _ask_later(self) -> None:
        if self._entry is not None:
            self.later_asked.emit(not _waiting(self._entry))

    def _ask_open(self, kind: Opening, _checked: bool = False) -> None:  # noqa: FBT001, FBT002  a signal's argument
        found = doors(self._entry, self._proxy) if self._entry else []
        url = next((door.url for door in found if door.kind == kind), "")
        if url:
            self.open_asked.emit(url)

    def _ask_look_up(self, place: int, _checked: bool = False) -> None:  # noqa: FBT001, FBT002
        if self._entry is not None:
            self.open_asked.emit(lookups(self._entry)[place].url)

    def _copy_words(self, said: str, words: Callable[[Entry], str], _checked: bool = False) -> None:  # noqa: FBT001, FBT002
        if self._entry is not None and (text := words(self._entry)):
            QGuiApplication.clipboard().setText(text)
            self.copied.emit(said)


def _drop_down(menu: QMenu, button: QWidget, _checked: bool = False) -> None:  # noqa: FBT001, FBT002
    menu.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))


def _waiting(entry: Entry) -> bool:
    return entry.mark.later is not None and entry.mark.done is None
