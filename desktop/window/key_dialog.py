"""A field for a paper's citation key: says at every sign what is wrong with it, and what the library says of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.language import _
from desktop.problems import Problem, problem
from storage import Entry, KeyRefused, is_key, legible


class KeyDialog(QDialog):
    """`chosen` carries another key for the paper; whoever listens says how it went by `refused` or `accept`."""

    chosen = Signal(str)

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        """Show the key of a paper, which has one."""
        super().__init__(parent)
        self.setWindowTitle(_("Citation key"))
        self._now = entry.key
        self.key = QLineEdit(entry.key)
        self.key.setAccessibleName(_("Citation key"))
        self.key.textChanged.connect(lambda _text: self._typed())
        self.key.selectAll()
        self.said = _plain("")
        self.said.setObjectName("fault")
        self._lay_out(entry)
        self._typed()

    def _lay_out(self, entry: Entry) -> None:
        title = _plain(legible(entry.paper.title))
        hint = _plain(_("What \\cite takes. The key it had still finds the paper, in BibLaTeX also in documents."))
        hint.setObjectName("dim")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(_("Change"))
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 14)
        column.setSpacing(8)
        for part in (title, self.key, self.said, hint):
            column.addWidget(part)
        if entry.old_keys:
            old = _plain(_("Before: {keys}").format(keys=", ".join(entry.old_keys)))
            old.setObjectName("dim")
            column.addWidget(old)
        column.addStretch(1)
        column.addWidget(buttons)
        self.setMinimumWidth(self.fontMetrics().height() * 28)

    def _typed(self) -> None:
        key = self.key.text().strip()
        usable = is_key(key)
        self.said.setText("" if usable or not key else problem(KeyRefused(key, "unusable")).then)
        self.said.setVisible(bool(self.said.text()))
        self.ok.setEnabled(usable and key != self._now)

    def _choose(self) -> None:
        if self.ok.isEnabled():
            self.chosen.emit(self.key.text().strip())

    def refused(self, why: Problem) -> None:
        """Say why the key cannot be had."""
        self.said.setText(" ".join(part for part in (why.what, why.then) if part))
        self.said.show()
        self.key.setFocus(Qt.FocusReason.OtherFocusReason)
        self.key.selectAll()


def _plain(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
