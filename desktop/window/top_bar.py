"""The bar at the top: the name, the search box, a check now, and a menu of everything that has no button."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QWidget

from desktop.language import _
from desktop.window.actions import with_key
from desktop.window.search_box import SearchBox

_WIDEST = 640


class TopBar(QWidget):
    """Its buttons trigger the actions it is given; `search_box` is the box in its middle."""

    def __init__(
        self, actions: Mapping[str, QAction], menu: Sequence[str], search_box: SearchBox, parent: QWidget | None = None
    ) -> None:
        """Take the actions by name, those of the menu in order with "" for a line between them."""
        super().__init__(parent)
        self.setObjectName("top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        name = QLabel("Papertray")
        name.setObjectName("name")
        name.setMinimumWidth(190)
        check = QPushButton("↻ " + _("Check now"))
        check.setToolTip(with_key(_("Check the feeds now"), actions["check"]))
        check.clicked.connect(actions["check"].trigger)
        search_box.setMaximumWidth(_WIDEST)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 7, 12, 7)
        row.addWidget(name)
        row.addWidget(search_box, 1)
        row.addWidget(_how_to_search(actions["search_help"]))
        row.addStretch(1)
        row.addWidget(check)
        row.addWidget(self._more(actions, menu))

    def _more(self, actions: Mapping[str, QAction], entries: Sequence[str]) -> QToolButton:
        more = QToolButton()
        more.setObjectName("menu")
        more.setText("⋯")
        more.setAccessibleName(_("More"))
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(more)
        for entry in entries:
            if entry:
                menu.addAction(actions[entry])
            else:
                menu.addSeparator()
        more.setMenu(menu)
        return more


def _how_to_search(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setObjectName("ask")
    button.setText("?")
    button.setAccessibleName(action.text())
    button.setToolTip(action.toolTip())
    button.clicked.connect(action.trigger)
    return button
