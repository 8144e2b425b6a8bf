"""Where the reader is: the view and the search that the list shows, and how they get from one to another."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from desktop.language import _
from desktop.window.sidebar import names
from storage import Counts, PaperId, View

if TYPE_CHECKING:
    from array import array
    from datetime import date

    from desktop.reading import Reading
    from desktop.window.list_column import ListColumn
    from desktop.window.paper_table import Place
    from desktop.window.search_box import SearchBox
    from desktop.window.sidebar import Sidebar


class Browsing(QObject):
    """Joins sidebar, search box and list; asks the library for what they show.

    `emptied` when there is no paper to show any more.
    """

    emptied = Signal()

    def __init__(
        self, reading: "Reading", sidebar: "Sidebar", search_box: "SearchBox", column: "ListColumn", parent: QObject
    ) -> None:
        super().__init__(parent)
        self._reading, self._sidebar, self._search_box, self._column = reading, sidebar, search_box, column
        self._table = column.table
        self._view, self._text = View("today"), ""
        self._before_search = self._view
        self._place: Place | None = None
        self._back_to: Place | None = None
        self._latest: date | None = None
        self._counts = Counts(0, 0, 0, 0)
        sidebar.view_chosen.connect(self.choose)
        column.day_bar.moved.connect(lambda first, last: self.show_view(View("today", day=first, until=last)))
        column.filled.connect(self._filled)
        search_box.asked.connect(self.search)
        search_box.left.connect(self.leave_search)
        search_box.entered.connect(self._table.setFocus)

    @property
    def view(self) -> View:
        """What the list shows, or what is being searched."""
        return self._view

    def show_view(self, view: View) -> None:
        """Show the papers of a view."""
        self._view, self._back_to = view, None
        self.reload()

    def go_to(self, view: View) -> None:
        """Go to a view by its key, also from another day of the same list."""
        self._sidebar.choose(view, quietly=True)
        self.choose(view)

    def choose(self, view: View) -> None:
        """Show a view that the reader chose, and end a search."""
        if self._text:
            self._text = ""
            self._search_box.blockSignals(True)  # noqa: FBT003  Qt's way
            self._search_box.clear()
            self._search_box.blockSignals(False)  # noqa: FBT003
        self.show_view(view)
        self._table.setFocus()

    def show_paper(self, number: PaperId) -> None:
        """Put one paper before the reader, in the list that is shown or else in all papers."""
        if number in self._table.numbers():
            self._table.go_to(number)
            return
        self._column.want(number)
        self._sidebar.choose(View("all"), quietly=True)
        self.choose(View("all"))

    # Searching

    def search(self, text: str) -> None:
        """Show what fits, over everything; an empty text is the view the reader came from."""
        text = text.strip()
        if text and not self._text:
            self._before_search, self._view = self._view, View("all")
            self._place = self._table.place()
        elif not text and self._text:
            self._view = self._before_search
            self._back_to, self._place = self._place, None
        self._text = text
        self.reload()

    def start_search(self) -> None:
        """Go to the search box."""
        self._search_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search_box.selectAll()

    def leave_search(self) -> None:
        """Go back to where the reader was before the search."""
        self.search("")
        self._table.setFocus()

    # What comes back

    def reload(self, *, gently: bool = False) -> None:
        """Ask anew for the papers of this view; gently: those that came meanwhile wait above the list."""
        asked = (self._view, self._text)
        self._reading.numbers(*asked, partial(self._take, asked, gently))

    def _take(self, asked: tuple[View, str], gently: bool, numbers: "array[int]") -> None:  # noqa: FBT001
        if asked != (self._view, self._text):
            return  # the reader has gone on
        if gently:
            self._column.offer_numbers(numbers)
        else:
            self._show_numbers(numbers)

    def _show_numbers(self, numbers: "array[int]") -> None:
        place, self._back_to = self._back_to, None
        if place is None or place.current is None or place.current not in numbers:
            self._column.show_numbers(numbers)
        else:
            # Wanted, so that no other paper is the current one in between and taken for read.
            self._column.want(place.current)
            self._column.show_numbers(numbers)
            self._table.go_back_to(place)

    def take_counts(self, counts: Counts) -> None:
        """Take the numbers that stand beside the views."""
        self._counts = counts
        self._latest = self._reading.latest_day()
        self._say_where()
        if not self._text:
            self._sidebar.choose(View("today") if self._view.name == "today" else self._view, quietly=True)

    def _filled(self) -> None:
        self._say_where()
        if self._table.row_count():
            return
        following = any(feed.kind != "by_hand" for feed in self._reading.feeds())
        if not following and not self._counts.papers:
            self._column.show_welcome()
        else:
            self._column.show_empty(self._why_empty())
            self.emptied.emit()

    def _why_empty(self) -> str:
        if self._text:
            return _("Nothing fits “{text}”.").format(text=self._text)
        if self._view.name == "later":
            return _("Nothing for later. L puts a paper here.")
        if self._view.name == "starred":
            return _("No stars yet. S keeps a paper and cites it.")
        if not self._counts.papers:
            return _("The first papers are on their way.")
        return _("No papers here.")

    def _say_where(self) -> None:
        total, bar = self._table.row_count(), self._column.day_bar
        if self._text:
            bar.show_title(_("Search"), total)
        elif self._view.name == "today":
            newest = self._view.day is None or self._view.day == self._latest
            left = self._counts.today if newest else None
            bar.show_days(self._view.day or self._latest, self._latest, left=left, total=total)
        else:
            bar.show_title(self._title(), total)

    def _title(self) -> str:
        view = self._view
        if view.tag:
            return view.tag
        if view.feed is not None:
            return names(self._reading.feeds()).get(view.feed, "")
        if view.rule is not None:
            return next((rule.text for rule in self._reading.rules() if rule.id == view.rule), "")
        titles = {"later": _("Later"), "trending": _("Trending"), "starred": _("Starred")}
        return (titles | {"recent": _("Recent"), "all": _("All papers")}).get(view.name, "")
