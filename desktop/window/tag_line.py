"""The tags of a paper: chips that can be taken away, and a field that offers the tags there are."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QSizePolicy, QWidget

from desktop.language import _
from desktop.window.colours import Colours
from desktop.window.flow_layout import FlowLayout
from desktop.window.pill_button import PillButton
from desktop.window.type_sizes import scaled, sized

_ENDS: Final = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Comma}


class TagLine(QWidget):
    """Says what the reader wants, `tags_asked` with tags to add and to remove; shows a tag once it is told so."""

    tags_asked = Signal(list, list)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tags: tuple[str, ...] = ()
        self._known: tuple[str, ...] = ()
        self._chips: list[PillButton] = []
        self._look: tuple[QFont, Colours] | None = None
        self.setAccessibleName(_("Tags"))
        self._flow = FlowLayout(self, gap=6)
        self.add_button = PillButton("+ " + _("add"), shape="chip")
        self.add_button.setAccessibleName(_("Add a tag"))
        self.add_button.clicked.connect(self.edit)
        self.field = QLineEdit()
        self.field.setAccessibleName(_("New tag"))
        self.field.setPlaceholderText(_("new tag"))
        self.field.installEventFilter(self)
        self.field.hide()
        self._make_completion()
        self._flow.addWidget(self.add_button)
        self._flow.addWidget(self.field)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _make_completion(self) -> None:
        self._offers = QStringListModel(self)
        self.completer = QCompleter(self._offers, self)
        self.completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.completer.setFilterMode(Qt.MatchFlag.MatchContains)
        if popup := self.completer.popup():
            popup.setAccessibleName(_("Tags that fit"))
        self.field.setCompleter(self.completer)
        # Queued: the field takes the completion as its text after this signal.
        self.completer.activated.connect(lambda _text: self.commit(), Qt.ConnectionType.QueuedConnection)

    def show_tags(self, tags: Sequence[str], known: Sequence[str]) -> None:
        """Show these tags, and offer the known ones; a half-written tag stays."""
        if tuple(tags) != self._tags:
            self._tags = tuple(tags)
            self._renew_chips()
        if tuple(known) != self._known or tags:
            self._known = tuple(known)
            have = {tag.casefold() for tag in self._tags}
            offers = [tag for tag in self._known if tag.casefold() not in have]
            if offers != self._offers.stringList():
                self._offers.setStringList(offers)

    def set_look(self, font: QFont, colours: Colours) -> None:
        """Take the body font and the colours."""
        self._look = font, colours
        for chip in (*self._chips, self.add_button):
            chip.set_look(font, colours)
        self.field.setFont(sized(font, 12))
        self.field.setFixedSize(QSize(scaled(font, 150), self.add_button.sizeHint().height()))
        edge = scaled(font, 9)
        self.field.setStyleSheet(
            f"QLineEdit {{ background: {colours.ground.name()}; color: {colours.text.name()};"
            f" border: 1px solid {colours.dim.name()}; border-radius: {self.field.height() // 2 - 1}px;"
            f" padding: 0 {edge}px; selection-background-color: {colours.dim.name()};"
            f" selection-color: {colours.ground.name()}; }}"
        )

    def edit(self) -> None:
        """Put the focus into the field for a new tag."""
        self.add_button.hide()
        self.field.show()
        self.field.setFocus()

    def commit(self) -> None:
        """Ask for what is written, unless the paper has it, and wait for the next tag."""
        name = _tidy(self.field.text())
        self.field.clear()
        if name and name.casefold() not in {tag.casefold() for tag in self._tags}:
            self.tags_asked.emit([name], [])

    def close_field(self) -> None:
        """Show the button again; what is written is dropped."""
        had_focus = self.field.hasFocus()
        self.field.clear()
        self.add_button.show()
        self.field.hide()
        if had_focus:
            self.left.emit()

    def leave(self) -> None:
        """Ask for a tag that is still being written, and close the field."""
        self.commit()
        self.close_field()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take the keys that end a tag, Esc, and Backspace where nothing is written."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._took(event)
        if watched is self.field and event.type() == QEvent.Type.FocusOut and not self._choosing():
            if _tidy(self.field.text()):
                self.commit()
            self.close_field()
        return super().eventFilter(watched, event)

    def _took(self, event: QKeyEvent) -> bool:
        if event.key() in _ENDS:
            self.commit()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_field()
        elif event.key() == Qt.Key.Key_Backspace and not self.field.text() and self._chips:
            self._chips[-1].setFocus()
        else:
            return False
        return True

    def _choosing(self) -> bool:
        popup = self.completer.popup()
        return popup is not None and popup.isVisible()

    def _renew_chips(self) -> None:
        focused = next((place for place, chip in enumerate(self._chips) if chip.hasFocus()), None)
        self.setUpdatesEnabled(False)
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(place, tag) for place, tag in enumerate(self._tags)]
        for before, after in pairwise((*self._chips, self.add_button, self.field)):
            QWidget.setTabOrder(before, after)
        if focused is not None:
            (self._chips[min(focused, len(self._chips) - 1)] if self._chips else self.add_button).setFocus()
        self.setUpdatesEnabled(True)
        self.updateGeometry()

    def _chip(self, place: int, tag: str) -> PillButton:
        chip = PillButton(tag, shape="chip", cross=True, parent=self)
        chip.setAccessibleName(_("Remove the tag {tag}").format(tag=tag))
        chip.clicked.connect(lambda: self.tags_asked.emit([], [tag]))
        if self._look:
            chip.set_look(*self._look)
        self._flow.insert(place, chip)
        chip.show()
        return chip


def _tidy(text: str) -> str:
    """Give a tag on one line with single blanks; slashes stand between its levels, none at the ends."""
    levels = (" ".join(level.split()) for level in text.split("/"))
    return "/".join(level for level in levels if level)
