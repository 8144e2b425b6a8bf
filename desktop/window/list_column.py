"""The middle of the window: which list this is, news that waits, and the list or what stands in its place."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.language import _, ngettext
from desktop.window.blank_page import BlankPage
from desktop.window.blank_words import Blank
from desktop.window.day_bar import DayBar
from desktop.window.listing import Listing
from desktop.window.paper_table import PaperTable
from desktop.window.parts import Folding
from desktop.window.welcome import Welcome
from storage import PaperId

if TYPE_CHECKING:
    from array import array


class ListColumn(QWidget):
    """Shows a list, a page of words where it is empty, or the welcome of a first start.

    Papers that came while the reader looked wait above the list, which does not move under their eyes.
    """

    filled = Signal()
    """Other papers are shown than before; also when waiting ones were taken."""
    asked = Signal(str)
    """The name of the action that a button in place of the list, or below it, stands for."""

    def __init__(self, table: PaperTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("column")
        self.table = table
        self.folding = Folding()
        self._listing = Listing()
        self._waiting: Listing | None = None
        self._wanted: PaperId | None = None
        self.day_bar = DayBar()
        self.banner = self._strip("banner")
        self.banner.clicked.connect(self._take_waiting)
        self.seen = self._strip("seen")
        self.seen.clicked.connect(lambda: self.asked.emit("previous_day"))
        self.empty = BlankPage()
        self.empty.asked.connect(self.asked)
        self.welcome = Welcome()
        self.stack = QStackedWidget()
        for page in (self.table, self.empty, self.welcome):
            self.stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        # What comes and goes at the foot leaves the rows where they are.
        for widget in (self.day_bar, self.banner, self.stack, self.seen):
            layout.addWidget(widget)
        layout.setStretch(2, 1)
        table.fold_asked.connect(self._fold)
        table.selection_changed.connect(self.day_bar.show_selected)

    def _strip(self, name: str) -> QPushButton:
        strip = QPushButton(self)
        strip.setObjectName(name)
        strip.hide()
        return strip

    @property
    def listing(self) -> Listing:
        """What is shown, with what is folded away."""
        return self._listing

    def show_listing(self, listing: Listing) -> None:
        """Show these papers, and the one that is wanted or else the first where none is current."""
        self._waiting = None
        self.banner.hide()
        self._listing = listing
        with self.table.at_once():
            self._show_rows()
            if listing.numbers:
                self._turn_to(self.table)
                self._choose()
        self.filled.emit()

    def show_numbers(self, numbers: "array[int]") -> None:
        """Show these papers without parts."""
        self.show_listing(Listing(numbers))

    def show_unread(self, unread: frozenset[int]) -> None:
        """Take which papers are unread now: their number stands beside the headings."""
        shown = self._listing
        self._listing = Listing(shown.numbers, shown.parts, unread, shown.latest)
        self._show_rows()

    def show_seen(self, *, earlier: bool) -> None:
        """Say at the foot that every paper of a day is seen, where that is so and there is a day before it."""
        self.seen.setText(_("Every paper of this list is seen  ·  ‹ The day before"))
        self.seen.setVisible(earlier and self._listing.left() == 0 and bool(self._listing.numbers))

    def _show_rows(self) -> None:
        shown = self._listing
        if shown.parts:
            rows = self.folding.rows(shown.parts, shown.unread)
            self.table.set_numbers(rows.numbers, rows.headings)
        else:
            self.table.set_numbers(shown.numbers)

    def _fold(self, key: str, folded: bool) -> None:  # noqa: FBT001  a signal's argument
        self.folding.turn(key, folded=folded)
        self._show_rows()
        self.filled.emit()

    def _choose(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._unfold(wanted)
            self.table.go_to(wanted)
        elif not self.table.numbers_selected():
            # A view that gets the focus makes its first row the current one, and selects nothing.
            current, first = self.table.current_number(), self.table.next_paper(0, 1)
            if current is not None:
                self.table.go_to(current)
            elif first is not None and not self.table.parts.on_heading():
                self.table.go_to_row(first)

    def _unfold(self, number: PaperId) -> None:
        """Unfold the parts that hide this paper."""
        for key in self.folding.hiding(self._listing.parts, number):
            self._fold(key, folded=False)

    def bring_up(self, number: PaperId) -> bool:
        """Go to a paper of this list, wherever it is folded away; False where the list does not have it."""
        if number not in self._listing.numbers:
            return False
        self._unfold(number)
        self.table.go_to(number)
        return True

    def offer_listing(self, listing: Listing) -> None:
        """Show these papers, unless some of them came while others are shown: then say so and wait to be asked."""
        shown = self._listing.numbers
        came = set(listing.numbers) - set(shown)
        if not shown or not came:
            self.show_listing(listing)
            return
        self._waiting = listing
        text = ngettext("{count} new paper", "{count} new papers", len(came))
        self.banner.setText(text.format(count=f"{len(came):,}"))
        self.banner.show()

    def want(self, number: PaperId) -> None:
        """Make this paper the current one once it is shown."""
        self._wanted = number

    def show_blank(self, blank: Blank) -> None:
        """Show words in place of the list."""
        self.empty.show_blank(blank)
        self._turn_to(self.empty)

    def show_welcome(self) -> None:
        """Show the welcome in place of the list."""
        if self.stack.currentWidget() is not self.welcome:
            self._turn_to(self.welcome)
            # Its page is built while it is being shown, and can take the focus only after that.
            QTimer.singleShot(0, self.welcome, self.welcome.begin)

    def _turn_to(self, page: QWidget) -> None:
        """Show a page; the focus stays in this place if it was here, instead of going to whatever comes next."""
        focus = self.window().focusWidget()
        here = bool(focus) and self.stack.isAncestorOf(focus)
        self.stack.setCurrentWidget(page)
        if here:
            page.setFocus()

    def _take_waiting(self) -> None:
        if self._waiting is not None:
            self.show_listing(self._waiting)
