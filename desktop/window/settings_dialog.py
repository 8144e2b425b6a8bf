"""The settings, made from their list alone: a page for each group, what is chosen counts at once."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.language import _, ngettext
from desktop.settings import GROUPS, Group, Settings, described
from desktop.window.keys_page import KeysPage
from desktop.window.setting_row import SettingRow

if TYPE_CHECKING:
    from desktop.choices import Choices


class SettingsDialog(QDialog):
    """Shows the choices and changes them; follows what else changes them."""

    def __init__(self, choices: "Choices", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Settings"))
        self._choices = choices
        self.rows: dict[str, SettingRow] = {}
        self.keys = KeysPage()
        self.keys.chosen.connect(lambda keys: choices.change(keys=keys))
        self.pages = QListWidget()
        self.pages.setObjectName("pages")
        self.pages.setAccessibleName(_("Groups of settings"))
        self.stack = QStackedWidget()
        for group, title in GROUPS.items():
            self.pages.addItem(_(title))
            self.stack.addWidget(self._page(group))
        self.pages.setFixedWidth(self.pages.sizeHintForColumn(0) + 44)
        self.pages.currentRowChanged.connect(self.stack.setCurrentIndex)
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setObjectName("dim")
        self.said.setWordWrap(True)
        self._build()
        self.show_settings(choices.now)
        self.pages.setCurrentRow(0)
        choices.changed.connect(self.show_settings)
        choices.failed.connect(lambda problem: self._refused(problem.text()))

    def _build(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        # Enter ends what is typed into a field, not the dialog.
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 8, 14, 10)
        foot.addWidget(self.said, 1)
        foot.addWidget(buttons)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.pages)
        middle.addWidget(self.stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addWidget(_rule())
        column.addLayout(foot)
        unit = self.fontMetrics().height()
        self.resize(unit * 46, unit * 34)

    def _page(self, group: Group) -> QWidget:
        if group == "keys":
            return self.keys
        inside = QWidget()
        inside.setObjectName("page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(28, 18, 24, 18)
        column.setSpacing(0)
        for setting in described():
            if setting.group == group:
                row = SettingRow(setting)
                row.chosen.connect(lambda value, name=setting.name: self._choices.change(**{name: value}))
                self.rows[setting.name] = row
                column.addWidget(row)
                column.addWidget(_rule())
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def show_settings(self, settings: Settings) -> None:
        """Show what is chosen now."""
        for name, row in self.rows.items():
            row.show_value(getattr(settings, name))
        self.keys.show_keys(settings.keys)
        problem, others = self._choices.problem, sorted(settings.others)
        if problem is not None:
            self.said.setText(problem.text())
        elif others:
            text = ngettext(
                "The file holds a setting that this version does not know ({names}); it stays there.",
                "The file holds {count} settings that this version does not know ({names}); they stay there.",
                len(others),
            )
            self.said.setText(text.format(count=len(others), names=", ".join(others[:4])))
        else:
            self.said.setText(_("What you choose counts at once."))
        self.said.setObjectName("accent" if problem else "dim")
        self.said.style().polish(self.said)

    def show_group(self, group: Group) -> None:
        """Turn to the page of a group."""
        self.pages.setCurrentRow(list(GROUPS).index(group))

    def _refused(self, words: str) -> None:
        self.show_settings(self._choices.now)
        self.said.setText(words)


def _rule() -> QFrame:
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedHeight(1)
    return line
