"""The window: sidebar, list and paper side by side; builds its parts, joins them, and hears what has changed."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QPoint, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QVBoxLayout, QWidget

from desktop.language import _, ngettext
from desktop.window import colours, row_menu
from desktop.window.actions import make_actions, set_keys
from desktop.window.adding import Adding
from desktop.window.browsing import Browsing
from desktop.window.citing import Citing
from desktop.window.deeds import Deeds
from desktop.window.dialogs import Dialogs, show_count
from desktop.window.following import Following
from desktop.window.in_sight import InSight
from desktop.window.list_column import ListColumn
from desktop.window.look import sheet
from desktop.window.opening import Opening
from desktop.window.orders import ORDERS
from desktop.window.other_layouts import OtherLayouts
from desktop.window.paper_pane import PaperPane
from desktop.window.paper_table import PaperTable
from desktop.window.parts import Heading
from desktop.window.ruling import Ruling
from desktop.window.search_box import SearchBox
from desktop.window.search_offers import Known, known_in_sight
from desktop.window.shelves import Shelves, names, read, rule_name
from desktop.window.sidebar import Sidebar
from desktop.window.sidebar_acts import SidebarActs
from desktop.window.sidebar_menu import SidebarMenu
from desktop.window.status_line import StatusLine, ago
from desktop.window.top_bar import TopBar
from desktop.window.trouble_banner import TroubleBanner
from desktop.window.welcome import Wishes
from storage import Changes, Counts, Entry, FeedId, ListName, PaperId, RuleId, View

if TYPE_CHECKING:
    from desktop.choices import Choices
    from desktop.poller import Poller
    from desktop.problems import Problem
    from desktop.reading import Reading
    from desktop.settings import Settings

_MENU = (
    *("check", "add_papers", "import_papers", "duplicates", "feeds", "add_feed"),
    *("add_rule", "save_search", "rule_of_search", ""),
    *("undo", "redo", "rest_read", "export", "back_up", ""),
    *("density", "settings", "browsers", "help", "about", "quit"),
)


_TYPING: Final = 150
"""Milliseconds without a key in the search box after which the first paper found is shown beside the list."""


class MainWindow(QMainWindow):
    """Everything on screen; what the reader wants done goes to `reading` and `poller`."""

    quit_asked = Signal()
    closing = Signal()

    def __init__(
        self,
        reading: "Reading",
        poller: "Poller",
        choices: "Choices",
        *,
        now: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("main")
        self.setWindowTitle("Papertray")
        self._reading, self._poller, self._choices, self._now = reading, poller, choices, now
        self._counts = Counts(0, 0, 0, 0)
        self._named: tuple[dict[FeedId, str], dict[RuleId, str]] | None = None
        self._checked: datetime | None = None
        self._tag_colours: dict[str, str] = {}
        self._build()
        self._beside = QTimer(self, interval=_TYPING, singleShot=True)
        self._connect()
        self._take_choices(self._choices.now)
        self._restore()
        if self._choices.problem is not None:
            self.trouble.show_problem(self._choices.problem)
        self.refill()
        self.browsing.show_view(View("today"))
        self.table.setFocus()

    # Building

    def _build(self) -> None:
        self.search_box = SearchBox()
        self.sidebar = Sidebar()
        self.table = PaperTable(self._reading.entries)
        self.column = ListColumn(self.table)
        self.pane = PaperPane()
        self.status = StatusLine()
        self.browsing = Browsing(self._reading, self.sidebar, self.search_box, self.column, now=self._now, parent=self)
        self.deeds = Deeds(self, self._reading, self.column, self.pane, self.browsing.where)
        self.opening = Opening(self, self._reading, self.table, self.pane)
        self.citing = Citing(self, self._reading, self.table, self.pane)
        self.in_sight = InSight(self._reading, self.table, self.pane, self.search_box, self)
        self.following = Following(self, self._reading, self._choices, self._now)
        self.ruling = Ruling(self, self._reading, self._now)
        self.dialogs = Dialogs(self, reading=self._reading, choices=self._choices, now=self._now)
        self.adding = Adding(self, self._reading, self.show_paper)
        self.trouble = TroubleBanner()
        self.sidebar_acts = SidebarActs(self, self._reading, self._poller)
        self.sidebar_menu = SidebarMenu(self.sidebar, self.sidebar_acts, self.search_box.text)
        lists, own = (self.table, self.pane), self._choices.now.keys
        self.actions_ = make_actions(self, lists, self._handlers(), own, self.sidebar)
        show_count(self.actions_["duplicates"], 0)
        self.sidebar_menu.set_actions(self.actions_)
        self.browsing.order_actions = {order: self.actions_[f"order_{order}"] for order in ORDERS}
        self.other_layouts = OtherLayouts(self, self.actions_)
        for name in ("copy_bibtex", "copy_cite", "rename_key"):
            self.pane.copy_menu.addAction(self.actions_[name])
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(TopBar(self.actions_, _MENU, self.search_box))
        column.addWidget(self.trouble)
        column.addWidget(self._side_by_side(), 1)
        column.addWidget(self.status)
        self.setCentralWidget(page)
        self.setMinimumSize(720, 480)
        room = self.screen().availableGeometry()
        # The frame and a panel want their share as well: what says how a check went stands at the foot.
        self.resize(min(1280, room.width() - 24), min(800, room.height() - 64))

    def _side_by_side(self) -> QSplitter:
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        panes: tuple[QWidget, ...] = (self.sidebar, self.column, self.pane)
        for place, (pane, least, share) in enumerate(zip(panes, (140, 320, 330), (0, 1, 1), strict=True)):
            self._splitter.addWidget(pane)
            pane.setMinimumWidth(least)
            self._splitter.setStretchFactor(place, share)
        # Larger letters want a wider list of names; 210 is what the usual ones need.
        side = min(260, max(210, self.fontMetrics().height() * 12))
        self._splitter.setSizes([side, 500, 560])
        return self._splitter

    def _handlers(self) -> dict[str, Callable[[], object]]:
        views: dict[str, ListName] = {"today": "today", "view_later": "later", "trending": "trending"}
        views |= {"starred": "starred", "view_notes": "notes", "recent": "recent", "all": "all"}
        return {
            **self.deeds.handlers(),
            **self.opening.handlers(),
            **self.citing.handlers(),
            **self.following.handlers(),
            **self.ruling.handlers(self.search_box.text),
            **self.sidebar_menu.handlers(),
            **self.dialogs.handlers(),
            **self.adding.handlers(),
            **{name: partial(self.browsing.go_to, View(list_)) for name, list_ in views.items()},
            **{f"order_{order}": partial(self.browsing.sort, order) for order in ORDERS},
            "previous_day": partial(self.column.day_bar.step, -1),
            "next_day": partial(self.column.day_bar.step, 1),
            "search": self.browsing.start_search,
            "search_help": self._show_search_page,
            "next_part": partial(self._go_to_part, 1),
            "previous_part": partial(self._go_to_part, -1),
            "check": lambda: self._poller.check(force=True),
            "quit": self.quit_asked.emit,
        }

    def _connect(self) -> None:
        self.search_box.set_known(self._known)
        self.column.filled.connect(self.search_box.refresh_offers)
        self.sidebar.told.connect(self.status.say)
        self.browsing.emptied.connect(lambda: self._show_paper(None))
        self.table.current_changed.connect(self._show_paper)
        self._beside.timeout.connect(self._show_current)
        self.search_box.entered.connect(self._look_at_results)
        self.table.opened.connect(lambda _number: self.opening.open("pdf"))
        self.table.star_clicked.connect(self.deeds.toggle_star)
        self.table.menu_asked.connect(self._show_row_menu)
        self.column.asked.connect(self._do)
        welcome = self.column.welcome
        welcome.chosen.connect(self._begin)
        welcome.opml_asked.connect(self.following.import_feeds)
        welcome.papers_asked.connect(self.adding.ask_file)
        welcome.library_asked.connect(self.following.move_in)
        self.following.followed.connect(self._check_new)
        for signal, running in ((self._poller.started, True), (self._poller.finished, False)):
            signal.connect(lambda *_, running=running: self.browsing.show_checking(checking=running))
        self.status.stop.clicked.connect(self._poller.cancel)
        self._poller.started.connect(lambda: self.status.show_check(_("Checking feeds…"), running=True))
        self._poller.progressed.connect(self.status.show_progress)
        self._poller.finished.connect(self._check_ended)
        for ended in (self._poller.finished, self._poller.failed):
            ended.connect(lambda *_: setattr(self.browsing, "filling", False))
        self._poller.failed.connect(self._check_failed)
        self.trouble.retry_asked.connect(self._check_again)
        self._reading.changed.connect(self._changed)
        self._reading.failed.connect(self._failed)
        self._choices.changed.connect(self._take_choices)
        self._choices.failed.connect(self.trouble.show_problem)
        self._reading.done.connect(self.status.say)
        self.pane.copied.connect(self.status.say)
        self.pane.follow_asked.connect(self.ruling.follow_author)
        self.sidebar_acts.rule_asked.connect(self.ruling.edit)
        QGuiApplication.styleHints().colorSchemeChanged.connect(lambda _scheme: self.dress())

    def _take_choices(self, settings: "Settings") -> None:
        set_keys(self.actions_, settings.keys)
        if self.table.density() != settings.row_density:
            self.table.set_density(settings.row_density)
        self.pane.set_proxy(settings.library_proxy)
        colours.choose(settings.colour_scheme)
        self.dress()

    def _failed(self, problem: "Problem") -> None:
        """Say it at the foot, or above the list for as long as it takes where the reader has to do something."""
        if problem.lasting:
            self.trouble.show_problem(problem)
        else:
            self.status.say(problem.text())

    def dress(self) -> None:
        """Put on the colours of the desktop or the chosen ones, light or dark."""
        self._colour()
        chosen = colours.palette(colours.is_dark())
        self.setStyleSheet(sheet(chosen, QApplication.font()))

    def _colour(self) -> None:
        chosen = colours.palette(colours.is_dark()).with_chosen(self._tag_colours)
        self.sidebar.set_colours(chosen)
        self.pane.set_colours(chosen)
        self.table.dress(self._tag_colours)

    def _take_tag_colours(self, of_tags: dict[str, str]) -> None:
        if of_tags != self._tag_colours:
            self._tag_colours = of_tags
            self._colour()

    # What is shown

    def show_paper(self, number: PaperId) -> None:
        """Put one paper before the reader, in the list that is shown or else in all papers."""
        self.browsing.show_paper(number)

    def open_settings(self) -> None:
        """Put the settings before the reader."""
        if "settings" in self.actions_:
            self.actions_["settings"].trigger()

    def _show_search_page(self) -> None:
        from desktop.window.search_page import SearchPage

        page = SearchPage(self)
        page.tried.connect(self.search_box.put)
        page.open()

    def _go_to_part(self, by: int) -> None:
        parts: tuple[QWidget, ...] = (self.search_box, self.sidebar, self.table, self.pane)
        focused = self.focusWidget()
        here = next((at for at, part in enumerate(parts) if part is focused or part.isAncestorOf(focused)), 1)
        parts[(here + by) % len(parts)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _known(self) -> Known:
        return known_in_sight(self.table, self._counts.tags, self._reading.feeds(), self._now())

    def _show_paper(self, number: PaperId | None) -> None:
        if self.search_box.hasFocus():
            # The first paper of each key's results is not one that anybody looks at and leaves.
            self.deeds.left_for(None)
            self._beside.start()
        else:
            self.deeds.left_for(number)
            self._show_current()

    def _show_current(self) -> None:
        self._beside.stop()
        number = self.table.current_number()
        self._show_entry(self.table.entry_of(number) if number is not None else None)

    def _look_at_results(self) -> None:
        """Begin to look at the paper that a search has brought up."""
        self.deeds.left_for(self.table.current_number())
        self._show_current()

    def _show_entry(self, entry: Entry | None) -> None:
        feeds, rules = self._names()
        tags = [name for name, _count in self._counts.tags]
        self.in_sight.show(entry, feeds=feeds, rules=rules, tags=tags)

    def _names(self) -> tuple[dict[FeedId, str], dict[RuleId, str]]:
        """Give what feeds and rules are called, as the sidebar has it: with many feeds reading them costs a frame."""
        if self._named is None:
            self._named = names(self._reading.feeds()), {rule.id: rule_name(rule) for rule in self._reading.rules()}
        return self._named

    def _take_names(self, shelves: Shelves) -> None:
        before = self._named
        self._named = names(shelves.feeds), {rule.id: rule_name(rule) for rule in shelves.rules}
        self.table.set_names(*self._named)
        if before is not None and self._named != before:
            self._show_current()

    # What has changed

    def refill(self) -> None:
        """Bring sidebar, names and numbers up to date."""
        self._reading.renew("shelves", read, self._take)

    def _take(self, shelves: Shelves) -> None:
        self._counts, feeds, counts = shelves.counts, shelves.feeds, shelves.counts
        self.sidebar_acts.take(shelves)
        self.sidebar.fill(shelves)
        self._take_tag_colours({tag.name.casefold(): tag.colour for tag in shelves.tags if tag.colour})
        self._take_names(shelves)
        self.table.set_now(self._now())
        in_trouble = sum(feed.trouble is not None for feed in feeds)
        self.status.show_library(counts.papers, in_trouble, self._reading.live_files())
        self.browsing.take_counts(counts)
        self.pane.say_nothing_selected(on=counts.papers > 0)
        show_count(self.actions_["duplicates"], counts.suggestions)

    def _changed(self, changes: Changes) -> None:
        own = bool(changes.papers or changes.feeds or changes.rules or changes.searches or changes.tags)
        self.table.refresh(changes.papers if own else None)
        current = self.table.current_number()
        if current is not None and (not own or current in changes.papers):
            self._show_entry(self.table.entry_of(current))
        self.refill()
        self.browsing.take_changes(changes)

    def _show_row_menu(self, place: QPoint, heading: Heading | None) -> None:
        if heading is not None:
            self.table.go_to(heading.number)
        own = row_menu.ORDER if self.table.in_own_order() else ()
        names_ = row_menu.HEADING if heading else (*row_menu.PAPERS, *own)
        papers = 0 if heading else self.table.selected_count()
        row_menu.row_menu(self, self.actions_, names_, papers=papers).popup(place)

    def _do(self, name: str) -> None:
        """Do what a button in place of the list stands for."""
        doing: dict[str, Callable[[], object]] = {
            "leave_search": self.browsing.end_search,
            "reload": self.browsing.reload,
        }
        doing.get(name, self.actions_[name].trigger if name in self.actions_ else self.browsing.reload)()

    def _check_failed(self, problem: "Problem") -> None:
        self.status.show_check(problem.text())
        if problem.lasting:
            self.trouble.show_problem(problem, retry=True)

    def _check_again(self) -> None:
        self.trouble.hide()
        self._poller.check(force=True)

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
        self.browsing.show_checking(checking=True)
        self.browsing.filling = True
        self.following.begin(wishes)

    def _check_new(self) -> None:
        self.refill()
        self.browsing.reload()
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
