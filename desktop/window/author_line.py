"""Who wrote a paper: each author leads to their papers; more than ten are folded."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from desktop.language import _
from desktop.window.paper_words import BY, authors
from desktop.window.reading_text import ReadingText
from storage import Entry


class AuthorLine(ReadingText):
    """Offers what can be done with an author: `search_asked` what to search for, `copied` what is on the clipboard.

    `follow_asked` wants to be told of what an author writes.
    """

    search_asked = Signal(str)
    copied = Signal(str)
    follow_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Authors"), line=1.5, parent=parent)
        self._entry: Entry | None = None
        self._whole = False
        self.link_used.connect(self._follow)

    def show_entry(self, entry: Entry, *, another: bool) -> None:
        """Name the authors of a paper, those of another one folded."""
        self._entry = entry
        self._whole = self._whole and not another
        self.show_pieces(authors(entry.paper, entry.matches, whole=self._whole))

    def _follow(self, link: str) -> None:
        if link.startswith(BY):
            self._offer(link.removeprefix(BY))
        elif self._entry is not None:
            self._whole = link == "all"
            self.show_entry(self._entry, another=False)

    def _offer(self, name: str) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(name)
        search = 'author:"{name}"'.format(name=name.replace('"', ""))
        papers = menu.addAction(_("Papers by {name}").format(name=name.replace("&", "&&")))
        papers.triggered.connect(lambda _checked=False: self.search_asked.emit(search))
        follow = menu.addAction(_("Tell me of new papers by {name}").format(name=name.replace("&", "&&")))
        follow.triggered.connect(lambda _checked=False: self.follow_asked.emit(name))
        menu.addAction(_("Copy the name")).triggered.connect(lambda _checked=False: self._copy_name(name))
        place = self.viewport().mapToGlobal(self.cursorRect().bottomLeft())
        menu.popup(QCursor.pos() if self.underMouse() else place)

    def _copy_name(self, name: str) -> None:
        QGuiApplication.clipboard().setText(name)
        self.copied.emit(_("Name copied."))
