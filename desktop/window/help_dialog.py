"""The keys, as the table of actions has them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.language import _
from desktop.window.actions import DEEDS, NO_KEYS, Keys, keys_of, native


class HelpDialog(QDialog):
    """Lists every key, by what it is for."""

    def __init__(self, parent: QWidget | None = None, own: Keys = NO_KEYS) -> None:
        """Show the usual keys, and the reader's own in their place."""
        super().__init__(parent)
        self.setWindowTitle(_("Keys"))
        inside = QWidget()
        inside.setObjectName("page")
        grid = QGridLayout(inside)
        grid.setHorizontalSpacing(24)
        group = ""
        for deed, keys in ((deed, keys_of(deed, own)) for deed in DEEDS if keys_of(deed, own)):
            if deed.group != group:
                group = deed.group
                heading = _plain(_(group))
                heading.setObjectName("heading")
                grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
            row = grid.rowCount()
            grid.addWidget(_plain(_(deed.text)), row, 0)
            grid.addWidget(_plain(native(keys)), row, 1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setAccessibleName(_("Keys"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(area)
        column.addWidget(buttons)
        self.resize(inside.sizeHint().width() + 60, 620)


def _plain(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
