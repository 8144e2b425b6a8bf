"""All feeds with how they fare: find, name, file, rest, take up again, remove, add, bring in and take out."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.language import _, ngettext
from desktop.problems import feed_trouble, feed_warning
from desktop.window.colours import is_dark, palette
from desktop.window.paper_facts import day
from desktop.window.shelves import feed_name
from desktop.window.status_line import ago
from desktop.window.tips import plainly
from storage import Feed, FeedId

_FEED = Qt.ItemDataRole.UserRole


class FeedsDialog(QDialog):
    """Shows feeds; says what the reader wants with the chosen one."""

    edited = Signal(int, str, str)
    paused = Signal(int, bool)
    removed = Signal(int)
    add_asked = Signal()
    import_asked = Signal()
    export_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Feeds"))
        self._feeds: dict[int, Feed] = {}
        self._now = datetime.now(UTC)
        self.finder = QLineEdit()
        self.finder.setPlaceholderText(_("Find a feed, a folder or a trouble"))
        self.finder.setAccessibleName(_("Find a feed"))
        self.finder.setClearButtonEnabled(True)
        self.finder.textChanged.connect(lambda _text: self._filter())
        self.list = _FeedTree()
        self.list.currentItemChanged.connect(lambda _now, _before: self._show_chosen())
        self.list.remove_asked.connect(self._remove)
        self._lay_out()
        self._show_chosen()

    # Building

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.finder, 1)
        for text, asked in (
            (_("Add…"), self.add_asked),
            (_("Import OPML…"), self.import_asked),
            (_("Export OPML…"), self.export_asked),
        ):
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, asked=asked: asked.emit())
            top.addWidget(button)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        # Enter ends what is typed into a field, not the dialog.
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 14)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        column.addWidget(self._details())
        column.addWidget(buttons)
        unit = self.fontMetrics().height()
        self.resize(min(unit * 56, 880), min(unit * 40, 700))

    def _details(self) -> QWidget:
        self.details = QWidget()
        self.address = _label("dim")
        self.address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.state = _label("dim")
        self.name = QLineEdit()
        self.folder = QLineEdit()
        self.folder.setPlaceholderText(_("None; a slash makes a folder within one"))
        for line, words in ((self.name, _("Name of the feed")), (self.folder, _("Folder of the feed"))):
            line.setAccessibleName(words)
            line.editingFinished.connect(self._edit)
        self.pause = QPushButton()
        self.pause.setAutoDefault(False)
        self.pause.clicked.connect(lambda _checked=False: self._pause())
        self.remove = QPushButton(_("Remove"))
        self.remove.setAutoDefault(False)
        self.remove.setToolTip(_("Its papers stay, and everything you said about them; Ctrl+Z brings the feed back."))
        self.remove.clicked.connect(lambda _checked=False: self._remove())
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        rows = ((_("Name"), self.name, self.pause), (_("Folder"), self.folder, self.remove))
        for place, widgets in enumerate((QLabel(words), line, button) for words, line, button in rows):
            for column_, widget in enumerate(widgets):
                grid.addWidget(widget, place, column_)
        column = QVBoxLayout(self.details)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.address)
        column.addWidget(self.state)
        column.addLayout(grid)
        return self.details

    # What is shown

    def show_feeds(self, feeds: Sequence[Feed], papers: Mapping[FeedId, int], now: datetime) -> None:
        """Show these, those in trouble first, and keep the chosen one."""
        chosen = self.feed()
        self._feeds = {feed.id: feed for feed in feeds if feed.kind != "by_hand"}
        self._now = now
        self.list.clear()
        colours = palette(is_dark())
        order = sorted(
            self._feeds.values(), key=lambda feed: (not feed.trouble, feed.folder, feed_name(feed).casefold())
        )
        for feed in order:
            state = _short_state(feed, now)
            item = QTreeWidgetItem([_in_folder(feed), state, f"{papers[feed.id]:,}" if feed.id in papers else ""])
            item.setData(0, _FEED, feed.id)
            item.setToolTip(0, plainly(feed.url))
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{_in_folder(feed)}: {state}")
            item.setForeground(1, colours.accent if feed.trouble else colours.dim)
            item.setForeground(2, colours.dim)
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.list.addTopLevelItem(item)
            if chosen is not None and feed.id == chosen.id:
                self.list.setCurrentItem(item)
        first = self.list.topLevelItem(0)
        if self.list.currentItem() is None and first is not None:
            self.list.setCurrentItem(first)
        self._filter()
        self._show_chosen()

    def feed(self) -> Feed | None:
        """Give the chosen feed."""
        item = self.list.currentItem()
        return self._feeds.get(item.data(0, _FEED)) if item is not None else None

    def _show_chosen(self) -> None:
        feed = self.feed()
        self.details.setVisible(feed is not None)
        if feed is None:
            return
        self.address.setText(feed.url)
        self.state.setText(state_in_words(feed, self._now))
        self.state.setObjectName("accent" if feed.trouble else "dim")
        self.state.style().polish(self.state)
        if not self.name.hasFocus():
            self.name.setText(feed.name)
        self.name.setPlaceholderText(feed.title or feed.url)
        if not self.folder.hasFocus():
            self.folder.setText(feed.folder)
        self.pause.setText(_("Resume") if feed.paused else _("Pause"))

    def _filter(self) -> None:
        words = self.finder.text().casefold().split()
        for place in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(place)
            if item is not None:
                feed = self._feeds[item.data(0, _FEED)]
                text = f"{item.text(0)} {item.text(1)} {feed.url} {feed.title}".casefold()
                item.setHidden(not all(word in text for word in words))

    # What the reader does

    def _edit(self) -> None:
        feed = self.feed()
        name, folder = self.name.text().strip(), self.folder.text().strip()
        if feed is not None and (name, folder) != (feed.name, feed.folder):
            self.edited.emit(feed.id, name, folder)

    def _pause(self) -> None:
        if (feed := self.feed()) is not None:
            self.paused.emit(feed.id, feed.paused is None)

    def _remove(self) -> None:
        if (feed := self.feed()) is not None:
            self.removed.emit(feed.id)


class _FeedTree(QTreeWidget):
    """The feeds in lines; Delete wants the chosen one away."""

    remove_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plainTree")
        self.setAccessibleName(_("Feeds"))
        self.setColumnCount(3)
        self.setHeaderLabels([_("Feed"), _("State"), _("Papers")])
        self.headerItem().setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Hear Delete."""
        if event.key() == Qt.Key.Key_Delete:
            self.remove_asked.emit()
        else:
            super().keyPressEvent(event)


def state_in_words(feed: Feed, now: datetime) -> str:
    """Say how a feed fares: its trouble with what to do, or when it was and will be checked."""
    if feed.trouble:
        words = feed_trouble(feed.trouble).text()
        times = ngettext("It failed {count} time.", "It failed {count} times.", feed.failures)
        return f"{words} {times.format(count=feed.failures)} {_next(feed, now)}".strip()
    warning = feed_warning(feed.warning)
    state = _short_state(feed, now)
    return " ".join(part for part in (warning, f"{state[:1].upper()}{state[1:]}.", _next(feed, now)) if part)


def _short_state(feed: Feed, now: datetime) -> str:
    if feed.paused:
        return _("paused since {day}").format(day=day(feed.paused))
    if feed.trouble:
        return feed_trouble(feed.trouble).what
    return _("checked {ago}").format(ago=ago(feed.checked, now)) if feed.checked else _("not checked yet")


def _next(feed: Feed, now: datetime) -> str:
    if feed.paused or feed.next_check is None or feed.next_check.year > now.year + 1:
        return ""
    minutes = round((feed.next_check - now).total_seconds() / 60)
    if minutes < 1:
        return _("It is checked next.")
    if minutes < 120:
        return ngettext("Next in {count} minute.", "Next in {count} minutes.", minutes).format(count=minutes)
    return _("Next in {count} hours.").format(count=round(minutes / 60))


def _in_folder(feed: Feed) -> str:
    return f"{feed.folder} / {feed_name(feed)}" if feed.folder else feed_name(feed)


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setObjectName(name)
    return label
