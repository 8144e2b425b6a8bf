"""The menu of a line of the sidebar, and its keys: what can be done with it, and nothing that cannot."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QMenu, QWidget

from desktop.language import _
from desktop.window import signs
from desktop.window.shelves import Kind, Row
from desktop.window.tag_colours import CHOICES

if TYPE_CHECKING:
    from desktop.window.sidebar import Sidebar
    from desktop.window.sidebar_acts import SidebarActs

_MENUS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "view": (),
    "section": (),
    "rule": ("edit_rule", "rename_line", "", "remove_line"),
    "search": ("rename_line", "edit_search", "", "remove_line"),
    "tag": ("rename_line", "join_tag", "colour_tag", "", "remove_line"),
    "folder": ("rename_line", "", "remove_line"),
    "feed": (
        *("check_feed", "rest_feed", "", "feed_page", "feed_address", ""),
        *("rename_line", "move_feed", "", "remove_line"),
    ),
}
"""The acts of each kind of line, "" for a line between them."""

_ADDING: Final[Mapping[str, str]] = {"section/feeds": "add_feed", "section/rules": "add_rule"}


class SidebarMenu(QObject):
    """Joins the lines of the sidebar with what can be done with them."""

    def __init__(self, sidebar: "Sidebar", acts: "SidebarActs", search_text: Callable[[], str]) -> None:
        super().__init__(sidebar)
        self._sidebar, self._acts, self._search_text = sidebar, acts, search_text
        self._actions: Mapping[str, QAction] = {}
        self._meant: Row | None = None
        sidebar.menu_asked.connect(self.show)
        sidebar.renamed.connect(acts.rename)
        sidebar.papers_given.connect(acts.give)
        sidebar.feeds_moved.connect(acts.move_feeds)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Give what to do for each deed of the sidebar."""
        acts = self._acts
        with_row: dict[str, Callable[[Row], object]] = {
            "rename_line": self._sidebar.rename,
            "remove_line": acts.remove,
            "join_tag": acts.join,
            "colour_tag": self._show_colours,
            "edit_search": acts.edit_search,
            "edit_rule": acts.edit_rule,
            "move_feed": acts.move_feed,
            "rest_feed": acts.rest_feed,
            "check_feed": acts.check_feed,
            "feed_page": acts.open_page,
            "feed_address": acts.copy_address,
        }
        made: dict[str, Callable[[], object]] = {name: partial(self._do, name, act) for name, act in with_row.items()}
        return {**made, "save_search": lambda: acts.save_search(self._search_text())}

    def set_actions(self, actions: Mapping[str, QAction]) -> None:
        """Take the actions by name, from which the menus are made."""
        self._actions = actions

    def _do(self, name: str, act: Callable[[Row], object]) -> None:
        """Do something with the line whose menu is open, or on which the reader stands, if that can be done with it."""
        row = self._meant or self._sidebar.row()
        if row is not None and name in _MENUS[row.kind]:
            act(row)

    # Menus

    def show(self, row: Row, place: QPoint) -> None:
        """Show the menu of a line at a place on the screen; nothing where nothing can be done."""
        menu = self.menu(row)
        if menu.isEmpty():
            menu.deleteLater()
            return
        self._mean(row)
        # Qt hides a menu before it does what was chosen from it.
        menu.aboutToHide.connect(lambda: QTimer.singleShot(0, self, lambda: self._mean(None)))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _mean(self, row: Row | None) -> None:
        self._meant = row
        self._sidebar.mean(row)

    def menu(self, row: Row) -> QMenu:
        """Give the menu of a line."""
        menu = QMenu(self._sidebar)
        menu.setAccessibleName(row.text)
        names = _MENUS[row.kind] or tuple(filter(None, [_ADDING.get(row.key, "")]))
        for name in names:
            if not name:
                menu.addSeparator()
            elif name == "colour_tag":
                menu.addMenu(self._colours(row, menu)).setEnabled(not row.bare)
            elif name in self._actions:
                menu.addAction(self._actions[name])
        return menu

    def _colours(self, row: Row, parent: QWidget) -> QMenu:
        menu = QMenu(self._actions["colour_tag"].text(), parent)
        tag = self._acts.tag(row)
        now = tag.colour if tag else ""
        for name, colour in CHOICES:
            action = menu.addAction(signs.dot(QColor(colour)), _(name))
            action.setCheckable(True)
            action.setChecked(colour == now)
            action.triggered.connect(partial(self._colour, row, colour))
        menu.addSeparator()
        by_itself = menu.addAction(_("As Papertray chooses"))
        by_itself.setCheckable(True)
        by_itself.setChecked(not now)
        by_itself.triggered.connect(partial(self._colour, row, ""))
        return menu

    def _colour(self, row: Row, colour: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002  a signal's
        self._acts.colour(row, colour)

    def _show_colours(self, row: Row) -> None:
        if not row.bare:
            menu = self._colours(row, self._sidebar)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self._sidebar.place_of(row))
