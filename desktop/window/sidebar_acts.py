"""What the reader does with the lines of the sidebar: rules, saved searches, tags, feeds and folders."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

from desktop.feeds.kinds import cleaned_address, page_of
from desktop.language import _, ngettext
from desktop.problems import problem
from desktop.window.shelves import Row, Shelves, feed_name
from desktop.window.tips import plainly
from storage import Counts, Feed, FeedId, PaperId, Rule, SavedSearch, Tag, understood

if TYPE_CHECKING:
    from desktop.poller import Poller
    from desktop.reading import Reading


class SidebarActs(QObject):
    """Carries out what is asked of a line; every act can be undone, and the status line says what was done.

    `rule_asked` carries the number of a rule that is to be changed.
    """

    rule_asked = Signal(int)

    def __init__(self, window: QWidget, reading: "Reading", poller: "Poller") -> None:
        super().__init__(window)
        self._window, self._reading, self._poller = window, reading, poller
        self._shelves = Shelves(Counts(0, 0, 0, 0))

    def take(self, shelves: Shelves) -> None:
        """Take what the sidebar is made from now."""
        self._shelves = shelves

    def tag(self, row: Row) -> Tag | None:
        """Give the tag of a line, None where it has none."""
        return self._tag_named(row.whole) if row.kind == "tag" else None

    def feed(self, row: Row) -> Feed | None:
        """Give the feed of a line, None where it has none."""
        return next((feed for feed in self._shelves.feeds if row.key == f"feed/{feed.id}"), None)

    def search(self, row: Row) -> SavedSearch | None:
        """Give the saved search of a line, None where it has none."""
        return next((search for search in self._shelves.searches if row.key == f"search/{search.id}"), None)

    def rule(self, row: Row) -> Rule | None:
        """Give the rule of a line, None where it has none."""
        return next((rule for rule in self._shelves.rules if row.key == f"rule/{rule.id}"), None)

    def edit_rule(self, row: Row) -> None:
        """Have the rule of a line changed."""
        if rule := self.rule(row):
            self.rule_asked.emit(rule.id)

    def _tag_named(self, name: str) -> Tag | None:
        return next((tag for tag in self._shelves.tags if tag.name.casefold() == name.casefold()), None)

    # Names

    def rename(self, row: Row, new: str) -> None:
        """Give a line the name that the reader wrote; a tag with the name of another becomes one with it."""
        if row.kind == "tag":
            self._rename_tag(row.whole, new)
        elif row.kind == "folder":
            self._reading.rename_folder(row.whole, new)
        elif feed := self.feed(row):
            self._reading.edit_feed(feed.id, name=new)
        elif search := self.search(row):
            self._reading.edit_search(search.id, name=new, text=search.text)
        elif rule := self.rule(row):
            self._reading.edit_rule(replace(rule, name=new))

    def _rename_tag(self, name: str, new: str) -> None:
        there = self._tag_named(new)
        if there is not None and there.name.casefold() != name.casefold():
            self._join(name, there)
        else:
            self._reading.rename_tag(name, new)

    def join(self, row: Row) -> None:
        """Ask for another tag and make this one part of it."""
        others = [
            tag.name for tag in self._shelves.tags if tag.name.casefold() != row.whole.casefold() and not tag.bare
        ]
        if not others:
            self._reading.done.emit(_("There is no other tag."))
            return
        question = _("Join “{name}” with:").format(name=row.whole)
        chosen, fine = QInputDialog.getItem(self._window, _("Join tags"), plainly(question), others, 0, False)  # noqa: FBT003
        there = self._tag_named(chosen)
        if fine and there:
            self._join(row.whole, there)

    def _join(self, name: str, there: Tag) -> None:
        tag = self._tag_named(name)
        question = _("“{there}” is a tag already, with {kept}. Join “{name}” ({moved}) with it?").format(
            there=there.name, kept=_papers(there.papers), name=name, moved=_papers(tag.papers if tag else 0)
        )
        if self._agreed(_("Join tags"), question, _("Join")):
            self._reading.rename_tag(name, there.name)

    def _agreed(self, title: str, question: str, yes: str) -> bool:
        box = QMessageBox(QMessageBox.Icon.Question, title, question, QMessageBox.StandardButton.Cancel, self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(_("Undo takes it back."))
        agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(agree)
        box.exec()
        return box.clickedButton() is agree

    # Going away, without a question: undo takes it back

    def remove(self, row: Row) -> None:
        """Take a line away; papers and what the reader said of them stay."""
        if tag := self.tag(row):
            self._reading.delete_tag(tag.name)
        elif feed := self.feed(row):
            self._reading.remove_feed(feed.id)
        elif search := self.search(row):
            self._reading.remove_search(search.id)
        elif row.kind == "folder":
            self._reading.rename_folder(row.whole, "")
        elif rule := self.rule(row):
            self._reading.remove_rule(rule.id)

    # Tags

    def colour(self, row: Row, colour: str) -> None:
        """Give a tag a colour, #rrggbb, or leave it to the program again: ''."""
        if (tag := self.tag(row)) and not tag.bare:
            self._reading.colour_tag(tag.name, colour)

    def give(self, papers: Sequence[PaperId], row: Row) -> None:
        """Give papers the tag, the star or the place in Later that a line stands for."""
        if tag := self.tag(row):
            self._reading.tag(papers, add=[tag.name])
        elif row.view is not None and row.view.name in {"later", "starred"}:
            self._reading.mark(papers, "later" if row.view.name == "later" else "star", on=True)

    # Searches

    def save_search(self, text: str) -> None:
        """Ask for a name and keep what is searched for."""
        if not text:
            self._reading.done.emit(_("First search for something; then it can be kept."))
            return
        name, fine = QInputDialog.getText(self._window, _("Save this search"), _("Name:"), text=text)
        if fine:
            self._reading.add_search(name, text)

    def edit_search(self, row: Row) -> None:
        """Ask what a saved search is to look for, until it can be read."""
        search = self.search(row)
        text = self._asked_for(search.name, search.text) if search else ""
        if search and text and text != search.text:
            # A search without a name of its own goes by its words.
            name = text if search.name == search.text else search.name
            self._reading.edit_search(search.id, name=name, text=text)

    def _asked_for(self, title: str, text: str) -> str:
        """Ask what to search for, again where it cannot be read; give nothing where the reader turned away."""
        label, fine = _("Search for:"), True
        while fine:
            text, fine = QInputDialog.getText(self._window, title, plainly(label), text=text)
            fault = understood(text)[1]
            if fine and fault is None:
                return text.strip()
            label = problem(fault).text() if fault else label
        return ""

    # Feeds

    def move_feed(self, row: Row) -> None:
        """Ask for a folder, one there is or a new one, and put a feed into it."""
        if feed := self.feed(row):
            folders = sorted({other.folder for other in self._shelves.feeds if other.folder}, key=str.casefold)
            offers = ["", *folders]
            at = offers.index(feed.folder) if feed.folder in offers else 0
            question = _("Folder for “{name}”; empty for none:").format(name=feed_name(feed))
            folder, fine = QInputDialog.getItem(self._window, _("Move to a folder"), plainly(question), offers, at)
            if fine and folder != feed.folder:
                self.move_feeds([feed.id], folder)

    def move_feeds(self, feeds: Sequence[FeedId], folder: str) -> None:
        """Put feeds into a folder, or into none: ''."""
        for number in feeds:
            self._reading.edit_feed(number, folder=folder)

    def rest_feed(self, row: Row) -> None:
        """Let a feed rest, or check it again from now on."""
        if feed := self.feed(row):
            self._reading.edit_feed(feed.id, paused=feed.paused is None)

    def check_feed(self, row: Row) -> None:
        """Check one feed now."""
        if feed := self.feed(row):
            self._poller.check(force=True, only=feed.id)

    def open_page(self, row: Row) -> None:
        """Open the page for people that belongs to a feed."""
        if (feed := self.feed(row)) and (page := page_of(feed.url, feed.kind)):
            QDesktopServices.openUrl(QUrl(page))

    def copy_address(self, row: Row) -> None:
        """Copy the address of a feed."""
        if (feed := self.feed(row)) and cleaned_address(feed.url):
            QGuiApplication.clipboard().setText(feed.url)
            self._reading.done.emit(_("Address copied."))


def _papers(count: int) -> str:
    return ngettext("{count} paper", "{count} papers", count).format(count=f"{count:,}")
