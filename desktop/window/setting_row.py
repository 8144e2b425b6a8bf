"""One setting on a page: its words, the control that its kind asks for, a way back to the usual value."""

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QToolButton,
    QWidget,
)

from desktop.language import _
from desktop.settings import Setting
from storage import example_key

_WIDE = 320


class SettingRow(QWidget):
    """Says `chosen` with the value as soon as the reader has chosen one that the setting can have."""

    chosen = Signal(object)

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setting = setting
        self._showing = False
        self.control, self._put = _CONTROLS[setting.kind](setting, self._choose)
        self.control.setAccessibleName(_(setting.label))
        self.control.setAccessibleDescription(_(setting.says))
        label = _plain(_(setting.label))
        label.setBuddy(self.control)
        self._says = _plain(_(setting.says))
        self._says.setObjectName("dim")
        self.wrong = _plain("")
        self.wrong.setObjectName("accent")
        self.wrong.hide()
        self.reset = QToolButton()
        self.reset.setText("↺")
        usual = _("Back to the usual: {value}").format(value=self._in_words(setting.default))
        self.reset.setToolTip(usual)
        self.reset.setAccessibleName(f"{_(setting.label)}: {usual}")
        self.reset.clicked.connect(lambda: self.chosen.emit(setting.default))
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 10, 0, 10)
        grid.setVerticalSpacing(3)
        wide = isinstance(self.control, QLineEdit)
        grid.addWidget(label, 0, 0)
        grid.addWidget(self.control, *((2, 0) if wide else (0, 1)))
        grid.addWidget(self.reset, 2 if wide else 0, 1 if wide else 2)
        grid.addWidget(self._says, 1, 0, 1, 2)
        grid.addWidget(self.wrong, 3, 0, 1, 3)
        grid.setColumnStretch(0, 1)

    def show_value(self, value: object) -> None:
        """Show what is chosen now."""
        self._showing = True
        self._put(value)
        self._showing = False
        self.wrong.hide()
        self.reset.setVisible(value != self.setting.default)
        if self.setting.kind == "template":
            self._says.setText(f"{_(self.setting.says)} {_example(str(value))}")

    def _choose(self, value: object) -> None:
        if self._showing:
            return
        if self.setting.fits(value):
            self.wrong.hide()
            self.chosen.emit(value)
        else:
            self.wrong.setText(_WRONG[self.setting.kind]())
            self.wrong.show()

    def _in_words(self, value: object) -> str:
        if isinstance(value, bool):
            return _("on") if value else _("off")
        if self.setting.kind == "choice":
            return _(dict(self.setting.choices)[str(value)])
        return f"{value} {_(self.setting.unit)}".strip() if value != "" else _("empty")


def _example(template: str) -> str:
    return _("This one makes {key}.").format(key=example_key(template))


_Control = tuple[QWidget, Callable[[object], None]]
"""What the reader works with, and how a value is shown in it."""


def _switch(_setting: Setting, choose: Callable[[object], None]) -> _Control:
    box = QCheckBox()
    box.toggled.connect(choose)
    return box, lambda value: box.setChecked(bool(value))


def _number(setting: Setting, choose: Callable[[object], None]) -> _Control:
    box = QSpinBox()
    box.setRange(setting.least, setting.most)
    box.setSuffix(f" {_(setting.unit)}" if setting.unit else "")
    box.setKeyboardTracking(False)
    box.valueChanged.connect(choose)
    _turn_only_with_focus(box)
    return box, lambda value: box.setValue(cast("int", value))


def _choice(setting: Setting, choose: Callable[[object], None]) -> _Control:
    box = QComboBox()
    for value, words in setting.choices:
        box.addItem(_(words), value)
    box.activated.connect(lambda place: choose(box.itemData(place)))
    box.currentIndexChanged.connect(lambda place: choose(box.itemData(place)))
    _turn_only_with_focus(box)
    return box, lambda value: box.setCurrentIndex(max(box.findData(value), 0))


def _text(setting: Setting, choose: Callable[[object], None]) -> _Control:
    box = QLineEdit()
    box.setMinimumWidth(_WIDE)
    box.setPlaceholderText(str(setting.default))
    # An emptied field is the usual value again, which stands in it greyed.
    box.editingFinished.connect(lambda: choose(box.text().strip() or setting.default))
    return box, lambda value: box.setText(str(value))


_CONTROLS: dict[str, Callable[[Setting, Callable[[object], None]], _Control]] = {
    "switch": _switch,
    "number": _number,
    "choice": _choice,
    "text": _text,
    "address": _text,
    "template": _text,
}

_WRONG: dict[str, Callable[[], str]] = {
    "address": lambda: _("This is no web address; it must begin with http:// or https://."),
    "template": lambda: _(
        "No key can be made of this: it needs a part in braces as {family}, and letters, digits, - _ : . + / beside it."
    ),
}


class _Still(QObject):
    """Lets the wheel scroll the page instead of changing a value that the pointer passes over."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Keep the wheel from what has no focus."""
        if event.type() is QEvent.Type.Wheel and not cast("QWidget", watched).hasFocus():
            event.ignore()
            return True
        return False


def _turn_only_with_focus(box: QWidget) -> None:
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.installEventFilter(_Still(box))


def _plain(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
