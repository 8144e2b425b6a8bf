"""What runs here, for the curious and for reports of faults."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop import paths
from desktop.language import _

_LICENCE = "MIT"


class AboutDialog(QDialog):
    """Shows versions and where the library is; `copy_asked` wants the diagnostics, `licences_asked` the licences."""

    copy_asked = Signal()
    licences_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("About Papertray"))
        picture = QLabel()
        picture.setPixmap(QIcon(str(paths.asset("papertray.svg"))).pixmap(QSize(56, 56)))
        picture.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self.licences = QPlainTextEdit()
        self.licences.setReadOnly(True)
        self.licences.setAccessibleName(_("Licences"))
        self.licences.setTabChangesFocus(True)
        self.licences.hide()
        self.said = _plain("", "dim")
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(_plain("Papertray", "title"))
        words.addWidget(_plain(_("Research papers in your system tray. What you read stays on this computer."), "dim"))
        words.addSpacing(8)
        words.addLayout(self._grid)
        words.addSpacing(8)
        words.addWidget(self.licences, 1)
        words.addWidget(self.said)
        top = QHBoxLayout()
        top.setSpacing(18)
        top.addWidget(picture)
        top.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 16)
        column.addLayout(top, 1)
        column.addWidget(self._buttons())
        self.setMinimumWidth(self.fontMetrics().height() * 34)

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy = QPushButton(_("Copy diagnostics"))
        self.copy.setToolTip(_("Versions, counts, how feeds fare, the end of the log: no titles, notes or secrets."))
        self.copy.clicked.connect(lambda _checked=False: self.copy_asked.emit())
        self.show_licences_button = QPushButton(_("Licences"))
        self.show_licences_button.clicked.connect(lambda _checked=False: self.licences_asked.emit())
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.show_licences_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        return buttons

    def show_facts(self, facts: Mapping[str, str]) -> None:
        """Show these by name, in their order."""
        for row, (name, value) in enumerate(facts.items()):
            label = _plain(name, "empty")
            label.setMinimumWidth(label.sizeHint().width())
            label.setWordWrap(False)
            shown = _plain(value, "")
            shown.setMinimumHeight(shown.fontMetrics().lineSpacing() + 3)
            shown.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            shown.setAccessibleName(f"{name}: {value}")
            self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignTop)
            shown.setAlignment(Qt.AlignmentFlag.AlignTop)
            if shown.fontMetrics().horizontalAdvance(value) > self.minimumWidth() // 2:  # a long path takes two lines
                shown.setMinimumHeight(2 * shown.fontMetrics().lineSpacing() + 3)
        self.adjustSize()

    def show_licences(self, text: str) -> None:
        """Show whose work this stands on."""
        own = _("Papertray is free software under the {licence} licence. It stands on the work of others:")
        self.licences.setPlainText(own.format(licence=_LICENCE) + "\n\n" + text)
        self.licences.show()
        self.resize(self.width(), max(self.height(), self.fontMetrics().height() * 34))
        self.licences.setFocus()

    def say(self, text: str) -> None:
        """Say what was just done."""
        self.said.setText(text)


def _plain(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setObjectName(name)
    return label
