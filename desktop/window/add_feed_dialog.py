"""A feed to be followed: by its address, with a look at what it holds, or a subject of arXiv, bioRxiv or medRxiv."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop import subjects
from desktop.feeds.kinds import cleaned_address
from desktop.language import _, ngettext
from desktop.window.subject_list import SubjectList
from storage import legible


class AddFeedDialog(QDialog):
    """`look_asked` wants an address looked at (and whether a page named it); `chosen` carries addresses to follow."""

    look_asked = Signal(str, bool)
    chosen = Signal(object)

    def __init__(self, arxiv_feeds: str, parent: QWidget | None = None) -> None:
        """Offer arXiv's categories at that server."""
        super().__init__(parent)
        self.setWindowTitle(_("Add feeds"))
        self._arxiv_feeds = arxiv_feeds
        self._good = ""
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("An address, or the name of a subject: neuroscience, cs.LG"))
        self.line.setAccessibleName(_("Address, or name of a subject"))
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(lambda _text: self._typed())
        self.look = QPushButton(_("Look"))
        self.look.setToolTip(_("See what is at this address; nothing is stored."))
        self.look.setAutoDefault(False)
        self.look.clicked.connect(lambda _checked=False: self._look())
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self.said.setObjectName("dim")
        self.subjects = SubjectList()
        self.subjects.ticked.connect(self._count)
        self.seen = QListWidget()
        self.seen.setObjectName("plainList")
        self.seen.setAccessibleName(_("What is there"))
        self.seen.setWordWrap(True)
        self.seen.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.seen.itemActivated.connect(self._pick)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.subjects)
        self.stack.addWidget(self.seen)
        self._lay_out()
        self._typed()

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.add = buttons.addButton(_("Add"), QDialogButtonBox.ButtonRole.AcceptRole)
        # Or it would take the place of a default that cannot be pressed yet, and Enter would end it all.
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self.add.setDefault(True)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        top = QHBoxLayout()
        top.addWidget(self.line, 1)
        top.addWidget(self.look)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 14)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.said)
        column.addWidget(self.stack, 1)
        column.addWidget(buttons)
        unit = self.fontMetrics().height()
        self.resize(min(unit * 40, 760), min(unit * 32, 620))

    # What is shown

    def show_seen(self, found: Sequence[dict[str, Any]]) -> None:
        """Show what was found at the address: one feed, those that a page names, or trouble."""
        self.seen.clear()
        self._good = ""
        first = found[0] if found else {"trouble": _("There is nothing to follow at this address.")}
        if "trouble" in first:
            self.said.setText(str(first["trouble"]))
        elif first["page"]:
            self.said.setText(_("This is a page. It names these feeds; Enter looks at one:"))
            for one in found:
                title = str(one["title"])
                item = QListWidgetItem(f"{legible(title)}\n{one['url']}" if title else str(one["url"]))
                item.setData(Qt.ItemDataRole.UserRole, str(one["url"]))
                self.seen.addItem(item)
            self.seen.setCurrentRow(0)
            self.seen.setFocus()
        else:
            self._good = str(first["url"])
            self.said.setText(_in_words(first))
            self.seen.addItems([legible(str(title)) for title in first["newest"]])
        self._count()

    def _typed(self) -> None:
        text = self.line.text().strip()
        is_address = "://" in text or text.lower().startswith(("www.", "localhost", "127."))
        self._good = ""
        self.look.setEnabled(is_address)
        self.stack.setCurrentWidget(self.seen if is_address else self.subjects)
        if is_address:
            self.seen.clear()
            self.said.setText(_("Enter looks at what is there."))
        else:
            found = subjects.search(text)
            self.subjects.show_subjects(found)
            hint = _("No subject is called so. An address begins with https://")
            self.said.setText(_("Space ticks a subject.") if found else hint)
        self._count()

    def _count(self) -> None:
        count = len(self._addresses())
        text = ngettext("Add {count} feed", "Add {count} feeds", count).format(count=count) if count else _("Add")
        self.add.setText(text)
        looking = self.stack.currentWidget() is self.seen and not self._good
        self.add.setEnabled(bool(count) or looking)
        if looking and not count:
            self.add.setText(_("Look"))

    def _addresses(self) -> list[str]:
        ticked = [subject.address(self._arxiv_feeds) for subject in self.subjects.chosen()]
        return [*ticked, self._good] if self._good else ticked

    # What the reader does

    def _look(self) -> None:
        text = self.line.text().strip()
        address = cleaned_address(text if "://" in text else f"https://{text}")
        if address:
            self._ask(address, linked=False)
        else:
            self.said.setText(_("This is no web address; it must begin with http:// or https://."))

    def _ask(self, address: str, *, linked: bool) -> None:
        self.said.setText(_("Looking at {address} …").format(address=address))
        self.seen.clear()
        self.look_asked.emit(address, linked)

    def _pick(self, item: QListWidgetItem) -> None:
        if address := item.data(Qt.ItemDataRole.UserRole):
            # What a page names may lie in the reader's own network only where the page itself does.
            here = urlsplit(self.line.text().strip()).hostname
            self._ask(str(address), linked=urlsplit(str(address)).hostname != here)

    def _accept(self) -> None:
        if self.stack.currentWidget() is self.seen and not self._good:
            named = self.seen.selectedItems()
            if named and named[0].data(Qt.ItemDataRole.UserRole):
                self._pick(named[0])
            else:
                self._look()
        elif addresses := self._addresses():
            self.chosen.emit(addresses)
            self.accept()


def _in_words(seen: dict[str, Any]) -> str:
    count = int(seen["total"])
    papers = ngettext("{count} paper now", "{count} papers now", count).format(count=f"{count:,}")
    return f"{legible(str(seen['title'])) or seen['url']}: {papers}"
