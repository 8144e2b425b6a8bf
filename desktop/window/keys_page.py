"""The keys of every action, and how the reader gives them others."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.language import _
from desktop.window.actions import DEEDS, Deed, is_key, keys_of, native

_DEED = Qt.ItemDataRole.UserRole
_BY_NAME = {deed.name: deed for deed in DEEDS}

_KEPT: Final = frozenset({"Tab", "Shift+Tab", "Backtab", "Shift+Backtab", "Esc", "Up", "Down"})
"""What moves about in every window, and closes its dialogs."""


class KeysPage(QWidget):
    """A table of actions with their keys; says `chosen` with all own keys as they are to be."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._own: dict[str, tuple[str, ...]] = {}
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(_("Find an action or a key"))
        self.filter.setAccessibleName(_("Find an action or a key"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(lambda _text: self._filter())
        self.table = QTreeWidget()
        self.table.setObjectName("plainTree")
        self.table.setAccessibleName(_("Actions and their keys"))
        self.table.setHeaderHidden(True)
        self.table.setColumnCount(2)
        self.table.setRootIsDecorated(False)
        self.table.setIndentation(0)
        self.table.setUniformRowHeights(False)
        self.table.header().setStretchLastSection(False)
        self.table.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.table.currentItemChanged.connect(lambda _now, _before: self._chose())
        self.table.itemActivated.connect(self._start_capture)
        self.capture = QKeySequenceEdit()
        self.capture.setAccessibleName(_("Press the new keys"))
        self.capture.keySequenceChanged.connect(lambda _keys: self._judge())
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self.said.setObjectName("dim")
        self.instead = self._button(_("Use these"), lambda: self._take(add=False))
        self.also = self._button(_("Use these as well"), lambda: self._take(add=True))
        self.none = self._button(_("No keys"), lambda: self._set(()))
        self.reset = self._button(_("Usual keys"), self._reset)
        self.reset_all = self._button(_("All usual"), lambda: self.chosen.emit({}))
        self._fill()
        self._lay_out()
        self.show_keys({})

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def _start_capture(self, _item: QTreeWidgetItem, _column: int) -> None:
        self.capture.setFocus()

    def _lay_out(self) -> None:
        keys = QHBoxLayout()
        keys.addWidget(self.capture, 1)
        keys.addWidget(self.instead)
        keys.addWidget(self.also)
        back = QHBoxLayout()
        back.addWidget(self.none)
        back.addWidget(self.reset)
        back.addStretch(1)
        back.addWidget(self.reset_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 20, 24, 14)
        column.setSpacing(8)
        column.addWidget(self.filter)
        column.addWidget(self.table, 1)
        column.addWidget(self.said)
        column.addLayout(keys)
        column.addLayout(back)

    def _fill(self) -> None:
        group = ""
        for deed in DEEDS:
            if deed.group != group:
                group = deed.group
                heading = QTreeWidgetItem([_(group), ""])
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
                font = self.font()
                font.setBold(True)
                heading.setFont(0, font)
                self.table.addTopLevelItem(heading)
            item = QTreeWidgetItem([_(deed.text), ""])
            item.setData(0, _DEED, deed.name)
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.addTopLevelItem(item)

    # What is shown

    def show_keys(self, own: Mapping[str, tuple[str, ...]]) -> None:
        """Show the keys as they are, the reader's own in bold."""
        self._own = dict(own)
        for item in self._items():
            deed = _BY_NAME[item.data(0, _DEED)]
            item.setText(1, native(keys_of(deed, own)))
            font = item.font(1)
            font.setBold(deed.name in own)
            item.setFont(1, font)
            words = item.text(1) or _("no keys")
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{_(deed.text)}: {words}")
        self.reset_all.setEnabled(bool(own))
        self._chose()

    def _items(self) -> list[QTreeWidgetItem]:
        tops = (self.table.topLevelItem(place) for place in range(self.table.topLevelItemCount()))
        return [item for item in tops if item is not None and item.data(0, _DEED)]

    def _filter(self) -> None:
        wanted = self.filter.text().casefold().split()
        for place in range(self.table.topLevelItemCount()):
            item = self.table.topLevelItem(place)
            if item is None:
                continue
            text = f"{item.text(0)} {item.text(1)}".casefold()
            heading = not item.data(0, _DEED)
            item.setHidden(bool(wanted) and (heading or not all(word in text for word in wanted)))

    def deed(self) -> Deed | None:
        """Give the action that is chosen in the table."""
        item = self.table.currentItem()
        return _BY_NAME.get(item.data(0, _DEED)) if item else None

    # What the reader presses

    def _chose(self) -> None:
        self.capture.clear()
        self._judge()

    def _judge(self) -> None:
        """Say whether the keys can be used, and what they are for already."""
        deed, pressed = self.deed(), self.capture.keySequence()
        self.none.setEnabled(deed is not None and bool(keys_of(deed, self._own)))
        self.reset.setEnabled(deed is not None and deed.name in self._own)
        self.capture.setEnabled(deed is not None)
        fine = deed is not None and not pressed.isEmpty()
        words = _("Choose an action, then press its new keys.") if deed is None else _("Press the new keys.")
        if deed is not None and not pressed.isEmpty():
            kept = _reserved(pressed)
            taken = [other for other in DEEDS if other is not deed and self._clash(other, pressed)]
            fine = not kept
            if kept:
                words = _("These keys move about in the window and cannot be given away.")
            elif taken:
                names = ", ".join(f"“{_(other.text)}”" for other in taken)
                words = _("Now used for {names}; that would lose them.").format(names=names)
            else:
                words = _("These keys are free.")
        self.said.setText(words)
        self.instead.setEnabled(fine)
        self.also.setEnabled(fine)

    def _clash(self, other: Deed, pressed: QKeySequence) -> bool:
        return any(_meets(QKeySequence(key), pressed) for key in keys_of(other, self._own))

    def _take(self, *, add: bool) -> None:
        deed, pressed = self.deed(), self.capture.keySequence()
        if deed is None or pressed.isEmpty() or _reserved(pressed):
            return
        for other in DEEDS:
            if other is not deed and self._clash(other, pressed):
                self._own[other.name] = tuple(
                    key for key in keys_of(other, self._own) if not _meets(QKeySequence(key), pressed)
                )
        mine = keys_of(deed, self._own) if add else ()
        self._set((*mine, pressed.toString(QKeySequence.SequenceFormat.PortableText)))

    def _set(self, keys: tuple[str, ...]) -> None:
        if (deed := self.deed()) is not None:
            self._own[deed.name] = tuple(dict.fromkeys(key for key in keys if is_key(key)))
            self.chosen.emit(_without_usual(self._own))

    def _reset(self) -> None:
        if (deed := self.deed()) is not None:
            own = {name: keys for name, keys in self._own.items() if name != deed.name}
            for other in DEEDS:  # what others took of the usual keys comes back
                mine = [QKeySequence(key) for key in deed.keys]
                if other is not deed and other.name in own:
                    own[other.name] = tuple(
                        key for key in own[other.name] if not any(_meets(QKeySequence(key), one) for one in mine)
                    )
            self.chosen.emit(_without_usual(own))


def _meets(one: QKeySequence, other: QKeySequence) -> bool:
    """Tell whether two sequences cannot both be used: they are the same, or one begins the other."""
    none = QKeySequence.SequenceMatch.NoMatch
    return one.matches(other) != none or other.matches(one) != none


def _reserved(keys: QKeySequence) -> bool:
    first = keys.toString(QKeySequence.SequenceFormat.PortableText).partition(", ")[0]
    return first in _KEPT


def _without_usual(own: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Leave out what is as usual again; what this version does not know stays."""
    return {name: keys for name, keys in own.items() if name not in _BY_NAME or keys != _BY_NAME[name].keys}
