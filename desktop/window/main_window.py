"""The window: sidebar, list and paper side by side; asks for what it shows and hears what has changed."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.language import _, ngettext
from desktop.window import colours
from desktop.window.actions import make_actions, with_key
from desktop.window.day_bar import DayBar
from desktop.window.deeds import Deeds
from desktop.window.look import sheet
from desktop.window.paper_pane import PaperPane
from desktop.window.paper_table import PaperTable
from desktop.window.search_box import SearchBox
from desktop.window.sidebar import Sidebar, names
from desktop.window.status_line import StatusLine, ago
from desktop.window.welcome import Welcome, Wishes
from storage import Changes, Counts, Entry, FeedId, PaperId, RuleId, View

if TYPE_CHECKING:
    from array import array

    from desktop.poller import Poller
    from desktop.reading import Reading

_MENU = ("check", "add_feed", "add_rule", "", "undo", "redo", "rest_read", "export", "", "density", "help", "quit")


class MainWindow(QMainWindow):
    """Everything on screen; what the reader wants done goes to `reading` and `poller`."""

    quit_asked = Signal()
    closing = Signal()

    def __init__(
        self, reading: "Reading", poller: "Poller", *, now: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("main")
        self.setWindowTitle("Papertray")
        self._reading, self._poller, self._now = reading, poller, now
        self._view, self._text = View("today"), ""
        self._before_search = self._view
        self._latest: date | None = None
        self._counts = Counts(0, 0, 0, 0)
        self._wanted: PaperId | None = None
        self._waiting: array[int] | None = None
        self._checked: datetime | None = None
        self._build()
        self._connect()
        self.dress()
        self._restore()
        self.refill()
        self.show_view(self._view)
        self.table.setFocus()

    # Building

    def _build(self) -> None:
        self.search_box = SearchBox()
        self.sidebar = Sidebar()
        self.day_bar = DayBar()
        self.table = PaperTable(self._reading.entries)
        self.pane = PaperPane()
        self.status = StatusLine()
        self.deeds = Deeds(self, self._reading, self.table, self.pane)
        self.actions_ = make_actions(self, (self.table, self.pane), self._handlers())
        self.pane.copy_menu.addAction(self.actions_["copy_bibtex"])
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        panes: tuple[QWidget, ...] = (self.sidebar, self._list_column(), self.pane)
        for place, (pane, least, share) in enumerate(zip(panes, (140, 320, 330), (0, 1, 1), strict=True)):
            self._splitter.addWidget(pane)
            pane.setMinimumWidth(least)
            self._splitter.setStretchFactor(place, share)
        self._splitter.setSizes([210, 500, 560])
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top())
        column.addWidget(self._splitter, 1)
        column.addWidget(self.status)
        self.setCentralWidget(page)
        self.setMinimumSize(720, 480)
        room = self.screen().availableGeometry()
        # The frame and a panel want their share as well: what says how a check went stands at the foot.
        self.resize(min(1280, room.width() - 24), min(800, room.height() - 64))

    def _top(self) -> QWidget:
        top = QWidget()
        top.setObjectName("top")
        name = QLabel("Papertray")
        name.setObjectName("name")
        name.setMinimumWidth(190)
        check = QPushButton("↻ " + _("Check now"))
        check.setToolTip(with_key(_("Check the feeds now"), self.actions_["check"]))
        check.clicked.connect(self.actions_["check"].trigger)
        more = QToolButton()
        more.setObjectName("menu")
        more.setText("⋯")
        more.setAccessibleName(_("More"))
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(more)
        for entry in _MENU:
            if entry:
                menu.addAction(self.actions_[entry])
            else:
                menu.addSeparator()
        more.setMenu(menu)
        self.search_box.setMaximumWidth(640)
        row = QHBoxLayout(top)
        row.setContentsMargins(14, 7, 12, 7)
        row.addWidget(name)
        row.addWidget(self.search_box, 1)
        row.addStretch(1)
        row.addWidget(check)
        row.addWidget(more)
        return top

    def _list_column(self) -> QWidget:
        column = QWidget()
        column.setObjectName("column")
        self.banner = QPushButton()
        self.banner.setObjectName("banner")
        self.banner.hide()
        self.empty = QLabel()
        self.empty.setObjectName("empty")
        self.empty.setTextFormat(Qt.TextFormat.PlainText)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.empty.setMargin(40)
        self.welcome = Welcome()
        self.stack = QStackedWidget()
        for page in (self.table, self.empty, self.welcome):
            self.stack.addWidget(page)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.day_bar, self.banner, self.stack):
            layout.addWidget(widget)
        layout.setStretch(2, 1)
        return column

    def _handlers(self) -> dict[str, Callable[[], object]]:
        views = {"today": "today", "view_later": "later", "trending": "trending", "starred": "starred"}
        views |= {"recent": "recent", "all": "all"}
        return {
            **self.deeds.handlers(),
            **{name: partial(self._go_to_view, View(list_)) for name, list_ in views.items()},  # type: ignore[arg-type]
            "previous_day": partial(self.day_bar.step, -1),
            "next_day": partial(self.day_bar.step, 1),
            "search": self.start_search,
            "check": lambda: self._poller.check(force=True),
            "quit": self.quit_asked.emit,
        }

    def _connect(self) -> None:
        self.sidebar.view_chosen.connect(self._chosen)
        self.day_bar.moved.connect(lambda first, last: self.show_view(View("today", day=first, until=last)))
        self.search_box.asked.connect(self.search)
        self.search_box.left.connect(self.leave_search)
        self.search_box.entered.connect(self.table.setFocus)
        self.banner.clicked.connect(self._take_waiting)
        self.table.current_changed.connect(self._show_paper)
        self.table.opened.connect(lambda _number: self.deeds.open("pdf"))
        self.table.star_clicked.connect(self.deeds.toggle_star)
        self.welcome.chosen.connect(self._begin)
        self.status.stop.clicked.connect(self._poller.cancel)
        self._poller.started.connect(lambda: self.status.show_check(_("Checking feeds…"), running=True))
        self._poller.finished.connect(self._check_ended)
        self._poller.failed.connect(lambda problem: self.status.show_check(problem.text()))
        self._reading.changed.connect(self._changed)
        self._reading.failed.connect(lambda problem: self.status.say(problem.text()))
        self._reading.done.connect(self.status.say)
        self.pane.copied.connect(self.status.say)
        QGuiApplication.styleHints().colorSchemeChanged.connect(lambda _scheme: self.dress())

    def dress(self) -> None:
        """Put on the colours of the desktop, light or dark."""
        chosen = colours.palette(colours.is_dark())
        self.sidebar.set_colours(chosen)
        self.pane.set_colours(chosen)
        self.setStyleSheet(sheet(chosen, QApplication.font()))

    # What is shown

    def show_view(self, view: View) -> None:
        """Show the papers of a view."""
        self._view = view
        self._reload()

    def show_paper(self, number: PaperId) -> None:
        """Put one paper before the reader, in the list that is shown or else in all papers."""
        if number not in self.table.numbers():
            self._wanted = number
            self.sidebar.choose(View("all"), quietly=True)
            self.show_view(View("all"))
        else:
            self.table.go_to(number)

    def search(self, text: str) -> None:
        """Show what fits, over everything; an empty text is the view the reader came from."""
        text = text.strip()
        if text and not self._text:
            self._before_search, self._view = self._view, View("all")
        elif not text and self._text:
            self._view = self._before_search
        self._text = text
        self._reload()

    def start_search(self) -> None:
        """Go to the search box."""
        self.search_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_box.selectAll()

    def leave_search(self) -> None:
        """Go back to where the reader was before the search."""
        self.search("")
        self.table.setFocus()

    def _go_to_view(self, view: View) -> None:
        """Go to a view by its key, also from another day of the same list."""
        self.sidebar.choose(view, quietly=True)
        self._chosen(view)

    def _chosen(self, view: View) -> None:
        if self._text:
            self._text = ""
            self.search_box.blockSignals(True)  # noqa: FBT003  Qt's way
            self.search_box.clear()
            self.search_box.blockSignals(False)  # noqa: FBT003
        self.show_view(view)
        self.table.setFocus()

    def _reload(self, *, gently: bool = False) -> None:
        asked = (self._view, self._text)
        self._reading.numbers(*asked, partial(self._take, asked, gently))

    def _take(self, asked: tuple[View, str], gently: bool, numbers: "array[int]") -> None:  # noqa: FBT001
        """Take the numbers of a view; gently: papers that came meanwhile wait above the list."""
        if asked != (self._view, self._text):
            return  # the reader has gone on
        shown = self.table.numbers()
        came = set(numbers) - set(shown)
        if gently and shown and came:
            self._waiting = numbers
            text = ngettext("{count} new paper", "{count} new papers", len(came))
            self.banner.setText(text.format(count=f"{len(came):,}"))
            self.banner.show()
            return
        self._put(numbers)

    def _take_waiting(self) -> None:
        if self._waiting is not None:
            self._put(self._waiting)

    def _put(self, numbers: "array[int]") -> None:
        self._waiting = None
        self.banner.hide()
        self.table.set_numbers(numbers)
        self._say_where(len(numbers))
        following = any(feed.kind != "by_hand" for feed in self._reading.feeds())
        if not following and not self._counts.papers and not numbers:
            self.stack.setCurrentWidget(self.welcome)
        elif numbers:
            self.stack.setCurrentWidget(self.table)
            if self._wanted is not None:
                self.table.go_to(self._wanted)
                self._wanted = None
            elif not self.table.numbers_selected():
                # A view that gets the focus makes its first row the current one, and selects nothing.
                self.table.go_to(self.table.current_number() or PaperId(numbers[0]))
        else:
            self.empty.setText(self._why_empty())
            self.stack.setCurrentWidget(self.empty)
            self._show_paper(None)

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

    def _say_where(self, total: int) -> None:
        if self._text:
            self.day_bar.show_title(_("Search"), total)
        elif self._view.name == "today":
            newest = self._view.day is None or self._view.day == self._latest
            left = self._counts.today if newest else None
            self.day_bar.show_days(self._view.day or self._latest, self._latest, left=left, total=total)
        else:
            self.day_bar.show_title(self._title(), total)

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

    def _show_paper(self, number: PaperId | None) -> None:
        self.deeds.left_for(number)
        entry = self.table.entry_of(number) if number is not None else None
        self._show_entry(entry)

    def _show_entry(self, entry: Entry | None) -> None:
        feeds, rules = self._names()
        votes = self._reading.votes(entry.id) if entry and entry.appearance and entry.appearance.votes else ()
        tags = [name for name, _count in self._counts.tags]
        self.pane.show_entry(entry, feeds=feeds, rules=rules, votes=votes, tags=tags)

    def _names(self) -> tuple[dict[FeedId, str], dict[RuleId, str]]:
        feeds = {FeedId(number): name for number, name in names(self._reading.feeds()).items()}
        return feeds, {rule.id: rule.text for rule in self._reading.rules()}

    # What has changed

    def refill(self) -> None:
        """Bring sidebar, names and numbers up to date."""
        self._reading.counts(self._take_counts)

    def _take_counts(self, counts: Counts) -> None:
        self._counts = counts
        self._latest = self._reading.latest_day()
        feeds = self._reading.feeds()
        self.sidebar.fill(feeds, self._reading.rules(), counts)
        self.table.set_names(*self._names())
        self.table.set_now(self._now())
        self.status.show_library(counts.papers, sum(feed.trouble is not None for feed in feeds))
        self._say_where(len(self.table.numbers()))
        if not self._text:
            self.sidebar.choose(View("today") if self._view.name == "today" else self._view, quietly=True)

    def _changed(self, changes: Changes) -> None:
        own = bool(changes.papers or changes.feeds or changes.rules)
        self.table.refresh(changes.papers if own else None)
        current = self.table.current_number()
        if current is not None and (not own or current in changes.papers):
            self._show_entry(self.table.entry_of(current))
        self.refill()
        moves = not own or changes.undone or changes.act in {"dismissed", "undo", "redo", "add feed", "remove feed"}
        if moves:
            self._reload(gently=not own)

    def _check_ended(self, outcome: dict[str, int]) -> None:
        self._checked = self._now()
        count = outcome.get("polled", 0)
        if not count:
            self.status.show_check(_("No feed was due."))
            return
        checked = ngettext("Checked {count} feed", "Checked {count} feeds", count).format(count=count)
        new = ngettext("{count} new", "{count} new", outcome.get("new", 0)).format(count=outcome.get("new", 0))
        self.status.show_check(f"{checked} {ago(self._checked, self._now())}: {new}")

    def _begin(self, wishes: Wishes) -> None:
        self.deeds.begin(wishes)
        self.stack.setCurrentWidget(self.empty)
        self.empty.setText(_("The first papers are on their way."))
        self._poller.check(force=True)

    # Coming and going

    def _restore(self) -> None:
        kept = QSettings().value("window/geometry")
        if isinstance(kept, QByteArray):
            self.restoreGeometry(kept)
        split = QSettings().value("window/splitter")
        if isinstance(split, QByteArray):
            self._splitter.restoreState(split)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  Qt's name
        """Remember the sizes; what closing means is decided by who built the window."""
        settings = QSettings()
        settings.setValue("window/geometry", self.saveGeometry())
        settings.setValue("window/splitter", self._splitter.saveState())
        self.pane.save()
        self.deeds.left_for(None)
        self.closing.emit()
        super().closeEvent(event)


def unread_after(numbers: Sequence[int], start: int, is_unread: Callable[[int], bool], *, step: int) -> int | None:
    """Give the row of the next unread paper from `start` on in steps of 1 or -1, None where there is none."""
    row = start + step
    while 0 <= row < len(numbers):
        if is_unread(row):
            return row
        row += step
    return None
