"""Where the reader is: the view and the search that the list shows, and how they get from one to another."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.language import _
from desktop.window import blank_words, orders
from desktop.window.blank_words import Situation
from desktop.window.listing import Listing, find, unread
from desktop.window.shelves import names, rule_name
from storage import Changes, Counts, Library, Order, PaperId, View

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from PySide6.QtGui import QAction

    from desktop.problems import Problem
    from desktop.reading import Reading
    from desktop.window.keeping import Place
    from desktop.window.list_column import ListColumn
    from desktop.window.search_box import SearchBox
    from desktop.window.sidebar import Sidebar


_SLOW: Final = 250
"""Milliseconds after which the reader is told that a list is being looked for; before that the old one stays."""

_FIRST: Final = 500
"""Papers of a search that are shown at every key: a frequent word is in half of the library, which takes its time."""

_TYPING: Final = 500
"""Milliseconds without a key after which the other papers of a search are asked for."""

_MOVING: Final = frozenset(
    {"dismissed", "not dismissed", "add feed", "remove feed", "edit feed", "move later", "merge", "split", "add"}
)
"""Acts of the reader's that change which papers a list has, or their order."""

_MOVING_LATER: Final = frozenset({"later", "not later", "done", "not done"})
"""The same for Later alone. A paper that loses its star stays where it is until the reader comes back."""


class Browsing(QObject):
    """Joins sidebar, search box and list; asks the library for what they show.

    `emptied` when there is no paper to show any more.
    """

    emptied = Signal()

    def __init__(
        self,
        reading: "Reading",
        sidebar: "Sidebar",
        search_box: "SearchBox",
        column: "ListColumn",
        *,
        now: "Callable[[], datetime]",
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._asked = self._counting = 0
        self._checking = False
        self.order_actions: Mapping[Order, QAction] = {}
        self._slow = QTimer(self, interval=_SLOW, singleShot=True)
        self._slow.timeout.connect(self._say_looking)
        self._others = QTimer(self, interval=_TYPING, singleShot=True)
        self._others.timeout.connect(lambda: self.reload(all_=True))
        self._reading, self._sidebar, self._search_box, self._column = reading, sidebar, search_box, column
        self.filling = False
        """Whether the first papers of all are coming: nobody reads yet, so they need not wait above the list."""
        self._table = column.table
        self._view, self._text = View("today"), ""
        self._before_search = self._view
        self._place: Place | None = None
        self._back_to: Place | None = None
        self._latest: date | None = None
        self._counts = Counts(0, 0, 0, 0)
        sidebar.view_chosen.connect(self.choose)
        sidebar.entered.connect(self._table.setFocus)
        column.day_bar.moved.connect(lambda first, last: self.show_view(View("today", day=first, until=last)))
        column.day_bar.stepped.connect(self._step_days)
        column.day_bar.order_chosen.connect(self.sort)
        column.filled.connect(self._filled)
        reading.failed.connect(self.show_failure)
        search_box.asked.connect(self.search)
        search_box.left.connect(self.leave_search)
        search_box.entered.connect(self._table.setFocus)

    @property
    def view(self) -> View:
        """What the list shows, or what is being searched."""
        return self._view

    def where(self) -> tuple[View, str]:
        """Give the view and the search that the list shows."""
        return self._view, self._text

    def show_view(self, view: View) -> None:
        """Show the papers of a view, in the order in which the reader last had it."""
        self._view = replace(view, order=orders.kept(view))
        self._back_to = None
        self.reload()

    def go_to(self, view: View) -> None:
        """Go to a view by its key, also from another day of the same list."""
        self._sidebar.choose(view, quietly=True)
        self.choose(view)
        self._table.setFocus()

    def choose(self, view: View) -> None:
        """Show a view that the reader chose, and end a search."""
        self._text = ""
        self._search_box.empty()
        self.show_view(view)

    def show_paper(self, number: PaperId) -> None:
        """Put one paper before the reader, in the list that is shown or else in all papers."""
        if self._column.bring_up(number):
            return
        self._column.want(number)
        self.go_to(View("all"))

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

    def end_search(self) -> None:
        """Do the same from outside the search box."""
        self._search_box.empty()
        self.leave_search()

    # Sorting

    def sort(self, order: Order) -> None:
        """Show this view in another order, now and the next time."""
        if order in orders.orders(self._view):
            orders.keep(self._view, order)
            self.show_view(self._view)

    # What comes back

    def reload(self, *, gently: bool = False, all_: bool = False) -> None:
        """Ask anew for the papers of this view; gently: those that came meanwhile wait above the list.

        Of a search only the first papers, unless `all_` are wanted: the others come when the reader types no more.
        """
        view, text = self._view, self._text
        limit = _FIRST if text and not all_ and not gently else -1
        self._others.stop()
        self._asked += 1
        asked = self._asked

        def work(library: Library) -> Listing | None:
            return find(library, view, text, limit=limit) if asked == self._asked else None

        def take(listing: Listing | None) -> None:
            if listing is None or asked != self._asked:
                return  # the reader has gone on
            self._slow.stop()
            self._latest = listing.latest
            if listing.more:
                self._others.start()
            if gently:
                self._column.offer_listing(listing)
            else:
                self._show_listing(listing)

        if not gently and not text:
            self._slow.start()
        self._reading.ask(work, take)

    def _show_listing(self, listing: Listing) -> None:
        place, self._back_to = self._back_to, None
        if place is None or place.current is None or place.current not in listing.numbers:
            self._column.show_listing(listing)
        else:
            # Wanted, so that no other paper is the current one in between and taken for read.
            self._column.want(PaperId(place.current))
            self._column.show_listing(listing)
            self._table.go_back_to(place)

    def take_changes(self, changes: Changes) -> None:
        """Ask anew for what an act, or another program, may have changed."""
        own = bool(changes.papers or changes.feeds or changes.rules)
        moving = _MOVING | (_MOVING_LATER if self._view.name == "later" else frozenset())
        if own and changes.undone and changes.act == "dismissed" and len(changes.papers) == 1:
            self._column.want(next(iter(changes.papers)))  # what was brought back is what the reader wants to see
        if not own or changes.undone or changes.act in moving:
            self.reload(gently=not own and not self.filling)
        elif changes.papers:
            self.count_unread()

    def count_unread(self) -> None:
        """Ask anew which papers of a day are unread."""
        if self._column.listing.unread is None:
            return
        view, shown = self._view, self._column.listing
        self._counting += 1
        counting = self._counting

        def work(library: Library) -> frozenset[int] | None:
            return unread(library, view) if counting == self._counting else None

        def take(found: frozenset[int] | None) -> None:
            if found is not None and self._column.listing.numbers is shown.numbers:
                self._column.show_unread(found)
                self._say_where()

        self._reading.ask(work, take)

    def _say_looking(self) -> None:
        self._column.show_blank(blank_words.looking(self._counts.papers))

    def show_failure(self, problem: "Problem") -> None:
        """Say that the list could not be read, if it is being waited for."""
        if self._slow.isActive() or self._column.stack.currentWidget() is self._column.empty:
            self._slow.stop()
            self._column.show_blank(blank_words.failed(problem.text()))

    def take_counts(self, counts: Counts) -> None:
        """Take the numbers that stand beside the views."""
        self._counts = counts
        self._latest = self._reading.latest_day()
        self._say_where()
        if not self._text:
            self._sidebar.choose(
                View("today") if self._view.name == "today" else replace(self._view, order="list"), quietly=True
            )

    def show_checking(self, *, checking: bool) -> None:
        """Take whether the feeds are being checked: an empty first day says so."""
        self._checking = checking
        if self._column.stack.currentWidget() is self._column.empty and not self._column.listing.numbers:
            self._say_empty()

    def _filled(self) -> None:
        self._say_where()
        self._table.set_own_order(self._view == View("later") and not self._text)
        if self._column.listing.numbers:
            return
        following = any(feed.kind != "by_hand" for feed in self._reading.feeds())
        if not following and not self._counts.papers:
            self._column.show_welcome()
        else:
            self._say_empty()
            self.emptied.emit()

    def _say_empty(self) -> None:
        now = Situation(
            self._view, self._text, self._counts.papers, self._reading.feeds(), self._checking, self._has_earlier()
        )
        self._column.show_blank(blank_words.blank(now))

    def _has_earlier(self) -> bool:
        day = self._view.day or self._latest
        return (
            self._view.name == "today"
            and not self._text
            and day is not None
            and self._reading.day_near(day, after=False) is not None
        )

    def _step_days(self, edge: "date", after: bool) -> None:  # noqa: FBT001  a signal's argument
        """Go to the next list that there is, over weekends and days without one."""
        found = self._reading.day_near(edge, after=after)
        if found is not None:
            self._column.day_bar.go_to(found)
        else:
            self._reading.done.emit(_("There is no earlier list.") if not after else _("There is no later list."))

    def _say_where(self) -> None:
        listing, bar = self._column.listing, self._column.day_bar
        total = len(listing.numbers)
        if self._text:
            bar.show_title(_("Search"), total, more=listing.more)
        elif self._view.name == "today":
            bar.show_days(
                self._view.day or self._latest,
                self._latest,
                left=listing.left(),
                total=total,
                today=self._now().astimezone().date(),
            )
        else:
            bar.show_title(self._title(), total)
        bar.show_orders({} if self._text else orders.orders(self._view), self._view.order, self.order_actions)
        self._column.show_seen(earlier=self._has_earlier())

    def _title(self) -> str:
        view = self._view
        if view.tag:
            return view.tag
        if view.feed is not None:
            return names(self._reading.feeds()).get(view.feed, "")
        if view.rule is not None:
            return next((rule_name(rule) for rule in self._reading.rules() if rule.id == view.rule), "")
        if view.search is not None:
            return next((kept.name for kept in self._reading.searches() if kept.id == view.search), "")
        titles = {"later": _("Later"), "trending": _("Trending"), "starred": _("Starred")}
        titles |= {"recent": _("Recent"), "all": _("All papers"), "notes": _("Notes and quotes")}
        return titles.get(view.name, "")
