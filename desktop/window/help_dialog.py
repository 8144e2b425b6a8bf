"""The keys, as the table of actions has them."""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import _
from desktop.window.actions import DEEDS, NO_KEYS, Deed, Keys, keys_of, native
from desktop.window.help_columns import Group, HelpColumns, Line, plain
from desktop.window.type_sizes import scaled


class HelpDialog(QDialog):
    """Lists every key, by what it is for."""

    def __init__(self, parent: QWidget | None = None, own: Keys = NO_KEYS) -> None:
        """Show the usual keys, and the reader's own in their place."""
        super().__init__(parent)
        self.setWindowTitle(_("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.columns = HelpColumns(_groups(own), _("Keys"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[scaled(self.font(), 20)] * 4)
        column.addWidget(self.columns)
        column.addWidget(buttons)
        self.resize(room_for(self, parent))
        self.columns.field.setFocus()


def room_for(dialog: QWidget, parent: QWidget | None) -> QSize:
    """Give a size that leaves the window behind it to be seen, and fits its screen."""
    window = parent.window().size() if parent else dialog.screen().availableGeometry().size()
    return QSize(min(window.width() - 60, scaled(dialog.font(), 1700)), min(window.height() - 60, 800))


def _groups(own: Keys) -> list[Group]:
    with_keys = [(deed, keys) for deed in DEEDS if (keys := keys_of(deed, own))]
    by_group = groupby(with_keys, key=lambda pair: pair[0].group)
    return [Group(_(name), [_line(deed, keys) for deed, keys in pairs]) for name, pairs in by_group]


def _line(deed: Deed, keys: Sequence[str]) -> Line:
    names = [native([key]) for key in keys]
    caps = QWidget()
    row = QHBoxLayout(caps)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(scaled(caps.font(), 4))
    for name in names:
        row.addWidget(plain(name, "key"))
    row.addStretch(1)
    return Line(caps, plain(_(deed.text)), " ".join([_(deed.text), *names]).casefold())
