"""The menu of a paper in the list: everything that can be done with the selected papers, each with its key."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop.language import _, ngettext

PAPERS: Final = (
    *("star", "later", "done", "dismiss", "read", ""),
    *("tag", "note", "quote", ""),
    *("open_pdf", "open_page", "open_code", ""),
    *("copy_link", "copy_bibtex", "copy_cite", "rename_key", "export_selected"),
)
"""What a menu on papers holds, in order; "" is a line."""

ORDER: Final = ("", "move_up", "move_down")
"""What it holds besides where the reader puts the papers in order."""

HEADING: Final = ("fold", "fold_all", "", "part_read")
"""What a menu on a heading holds."""

_ONE_AT_A_TIME: Final = frozenset({"note", "quote", "open_pdf", "open_page", "open_code", "rename_key"})


def row_menu(parent: QWidget, actions: Mapping[str, QAction], names: Sequence[str], *, papers: int) -> QMenu:
    """Make a menu of these actions, as far as there are such; it is deleted when it has been closed.

    `papers` is how many are selected: with several, what is for one paper only is left out and the number stands above.
    """
    menu = QMenu(parent)
    menu.setAccessibleName(_("Actions"))
    menu.aboutToHide.connect(menu.deleteLater)
    if papers > 1:
        menu.addAction(ngettext("{count} paper", "{count} papers", papers).format(count=f"{papers:,}")).setEnabled(
            False
        )
        menu.addSeparator()
    for name in names:
        if not name:
            menu.addSeparator()
        elif name in actions and not (papers > 1 and name in _ONE_AT_A_TIME):
            menu.addAction(actions[name])
    return menu
