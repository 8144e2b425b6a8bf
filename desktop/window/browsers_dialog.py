"""The browsers found on this computer: whether each reaches the library, and what to do where it does not."""

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.language import N_, _

_KNOWN: Final = frozenset({"fine", "stale", "broken", "silent"})
"""States of a browser that was told of the library."""

_SAID: Final = {
    "fine": N_("reaches this library"),
    "stale": N_("reaches another Papertray or another library"),
    "missing": N_("not connected"),
    "broken": N_("does not find Papertray any more; it has moved"),
}
"""What a state is called here, where a button stands beside it; of others the command's own words are shown."""


class BrowsersDialog(QDialog):
    """Shows one line a browser; says what the reader wants with it by its key, as `papertray browser` knows it."""

    connect_asked = Signal(str)
    disconnect_asked = Signal(str)
    folder_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Browsers"))
        self.rows: dict[str, QWidget] = {}
        intro = _plain(
            _(
                "With the extension, one key saves the paper on a page, and its button says whether you have it"
                " already. It asks this library alone; nothing goes to the network."
            )
        )
        self.said = _plain(_("Looking for browsers…"), "dim")
        self._list = QVBoxLayout()
        self._list.setSpacing(10)
        self.how = _plain("", "dim")
        self.how.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.folder = QPushButton(_("Show the extension's folder"))
        self.folder.setAutoDefault(False)
        self.folder.clicked.connect(lambda _checked=False: self.folder_asked.emit())
        buttons.addButton(self.folder, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 14)
        column.setSpacing(12)
        column.addWidget(intro)
        column.addLayout(self._list)
        column.addWidget(self.said)
        column.addStretch(1)
        column.addWidget(self.how)
        column.addWidget(buttons)
        unit = self.fontMetrics().height()
        self.resize(unit * 40, unit * 22)

    def clear(self) -> None:
        """Begin anew: what is shown is out of date."""
        for row in self.rows.values():
            self._list.removeWidget(row)
            row.deleteLater()
        self.rows = {}
        self.say(_("Asking each browser's way to the library…"))

    def add(self, browser: Mapping[str, Any]) -> None:
        """Show one browser as `papertray browser doctor --json` tells of it."""
        key, name = str(browser.get("browser", "")), str(browser.get("name", ""))
        known = browser.get("state") in _KNOWN
        row = QWidget()
        title = _plain(name)
        title.setObjectName("name")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(title)
        said = _(_SAID[state]) if (state := str(browser.get("state"))) in _SAID else str(browser.get("text", ""))
        words.addWidget(_plain(said, "dim" if browser.get("fine") or state == "missing" else "accent"))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addLayout(words, 1)
        if not (known and browser.get("fine") and browser.get("state") == "fine"):
            text = _("Repair") if known else _("Connect")
            line.addWidget(self._button(text, name, self.connect_asked, key))
        if known:
            line.addWidget(self._button(_("Disconnect"), name, self.disconnect_asked, key))
        self.rows[f"{key}/{browser.get('sandbox') or ''}"] = row
        self._list.addWidget(row)

    def _button(self, text: str, name: str, asked: Any, key: str) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(f"{text}: {name}")
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: asked.emit(key))
        return button

    def finish(self) -> None:
        """Say what is left to do, once every browser has been shown."""
        self.say("" if self.rows else _("No browser was found that can use the extension."))
        self.how.setText(
            _(
                "Then load the extension once. Chrome, Chromium, Edge, Brave, Vivaldi: chrome://extensions, developer"
                " mode, “Load unpacked”, its folder. Firefox: about:debugging#/runtime/this-firefox, “Load Temporary"
                " Add-on”, manifest.json in it. Restart a browser that was open."
            )
            if self.rows
            else ""
        )

    def say(self, text: str) -> None:
        """Say how it goes; an empty text says nothing."""
        self.said.setText(text)
        self.said.setVisible(bool(text))


def _plain(text: str, name: str = "") -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
