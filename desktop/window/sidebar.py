"""The sidebar: views, rules, tags and feeds; says which one the reader chose."""

from collections.abc import Mapping, Sequence
from typing import Final, cast

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFont
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from desktop.language import N_, _
from desktop.problems import feed_trouble, feed_warning
from desktop.window.colours import Colours
from storage import Counts, Feed, ListName, Rule, View

_VIEWS: Final[tuple[tuple[ListName, str, str], ...]] = (
    ("today", "☀", N_("Today")),
    ("later", "❐", N_("Later")),
    ("trending", "↗", N_("Trending")),
    ("starred", "★", N_("Starred")),
    ("recent", "↺", N_("Recent")),
    ("all", "▢", N_("All papers")),
)
_VIEW = Qt.ItemDataRole.UserRole


class Sidebar(QTreeWidget):
    """A tree of one level under headings; the view of an item is its value."""

    view_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAccessibleName(_("Views"))
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setItemsExpandable(False)
        self.setUniformRowHeights(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.currentItemChanged.connect(self._chosen)
        self.itemClicked.connect(self._clicked)
        self._colours: Colours | None = None
        self._filling = False

    def set_colours(self, colours: Colours) -> None:
        """Take the colours for headings, counts and marks of trouble."""
        self._colours = colours

    def fill(self, feeds: Sequence[Feed], rules: Sequence[Rule], counts: Counts) -> None:
        """Show these, and keep what is chosen."""
        chosen = self.view()
        self._filling = True
        self.clear()
        numbers = {"today": counts.today, "later": counts.later, "starred": counts.starred}
        for name, sign, text in _VIEWS:
            self._add(f"{sign}  {_(text)}", View(name), numbers.get(name, 0), name=_(text))
        matched = dict(counts.rules)
        self._section(_("Rules"), [(rule.text, View(rule=rule.id), matched.get(rule.id, 0), "") for rule in rules])
        self._section(_("Tags"), [(name, View(tag=name), count, "") for name, count in counts.tags])
        self._section(_("Feeds"), [_of_feed(feed) for feed in feeds if feed.kind != "by_hand"])
        self._filling = False
        self.choose(chosen or View("today"), quietly=True)

    def view(self) -> View | None:
        """Give the chosen view; None before anything was shown."""
        item = self.currentItem()
        return cast("View | None", item.data(0, _VIEW)) if item else None

    def choose(self, view: View, *, quietly: bool = False) -> None:
        """Choose the item of this view; quietly: nobody is told. A view without an item leaves nothing chosen."""
        found = next((item for item in self._items() if item.data(0, _VIEW) == view), None)
        before, self._filling = self._filling, quietly
        if found:
            self.setCurrentItem(found)
        else:
            self.selectionModel().clear()
        self._filling = before

    def _items(self) -> list[QTreeWidgetItem]:
        tops = (self.topLevelItem(place) for place in range(self.topLevelItemCount()))
        return [item for item in tops if item is not None]

    def _chosen(self, item: QTreeWidgetItem | None, _before: QTreeWidgetItem | None) -> None:
        if item is not None and not self._filling and item.data(0, _VIEW) is not None:
            self.view_chosen.emit(item.data(0, _VIEW))

    def _clicked(self, item: QTreeWidgetItem, _column: int) -> None:
        # Today leads back from another day also where it was the chosen view all along.
        if item.data(0, _VIEW) is not None:
            self.view_chosen.emit(item.data(0, _VIEW))

    def _section(self, title: str, rows: Sequence[tuple[str, View, int, str]]) -> None:
        if not rows:
            return
        heading = QTreeWidgetItem([title, ""])
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        heading.setSizeHint(0, QSize(0, self.fontMetrics().height() * 2 + 4))
        font = QFont(self.font())
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 0.87)
        heading.setFont(0, font)
        heading.setTextAlignment(0, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
        if self._colours:
            heading.setForeground(0, QBrush(self._colours.dim))
        self.addTopLevelItem(heading)
        for text, view, count, trouble in rows:
            self._add(text, view, count, trouble=trouble)

    def _add(self, text: str, view: View, count: int, *, trouble: str = "", name: str = "") -> None:
        item = QTreeWidgetItem([f"⚠ {text}" if trouble else text, f"{count:,}" if count else ""])
        item.setData(0, _VIEW, view)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{name or text}, {count}" if count else name or text)
        item.setToolTip(0, trouble or (name or text))
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setSizeHint(0, QSize(0, round(self.fontMetrics().height() * 1.65)))
        if self._colours:
            item.setForeground(1, QBrush(self._colours.dim))
            if trouble:
                item.setForeground(0, QBrush(self._colours.accent))
        self.addTopLevelItem(item)


def _of_feed(feed: Feed) -> tuple[str, View, int, str]:
    trouble = feed_trouble(feed.trouble).text() if feed.trouble else feed_warning(feed.warning)
    return feed.title or feed.url, View(feed=feed.id), 0, trouble


def names(feeds: Sequence[Feed]) -> Mapping[int, str]:
    """Give what feeds are called, by number."""
    return {feed.id: feed.title or (_("added by hand") if feed.kind == "by_hand" else feed.url) for feed in feeds}
