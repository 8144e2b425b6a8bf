"""The tags of a paper: chips that can be taken away, and a field that offers the tags there are."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QAbstractItemModel, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QSizePolicy, QWidget

from desktop.language import _
from desktop.window.colours import Colours
from desktop.window.flow_layout import FlowLayout
from desktop.window.pill_button import PillButton
from desktop.window.type_sizes import scaled, sized

_ENTER: Final = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class TagField(QLineEdit):
    """A line for one tag.

    `ended` at Enter or a comma, `dropped` at Esc, `gone` when the focus is, `back` for Backspace with nothing written.
    """

    ended = Signal()
    dropped = Signal()
    gone = Signal()
    back = Signal()

    def __init__(self, offers: QAbstractItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("New tag"))
        self.setPlaceholderText(_("new tag"))
        completer = QCompleter(offers, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        if popup := completer.popup():
            popup.setAccessibleName(_("Tags that fit"))
        self.setCompleter(completer)
        # Queued: the field takes the chosen tag as its text only after this signal.
        completer.activated.connect(lambda _text: self.ended.emit(), Qt.ConnectionType.QueuedConnection)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Take the keys that end a tag; with an offer chosen they are the completer's."""
        if event.key() == Qt.Key.Key_Comma or (event.key() in _ENTER and not self._chosen()):
            self._hide_offers()
            self.ended.emit()
        elif event.key() == Qt.Key.Key_Escape and not self._offering():
            self.dropped.emit()
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.back.emit()
        elif event.key() == Qt.Key.Key_Down and not self._offering():
            # All of them, where nothing is written yet.
            self.completer().setCompletionPrefix(self.text())
            self.completer().complete()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Say that the reader went elsewhere, which the offers are not."""
        super().focusOutEvent(event)
        if event.reason() not in {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason}:
            self.gone.emit()

    def _offering(self) -> bool:
        popup = self.completer().popup()
        return popup is not None and popup.isVisible()

    def _chosen(self) -> bool:
        popup = self.completer().popup()
        return popup is not None and popup.isVisible() and popup.currentIndex().isValid()

    def _hide_offers(self) -> None:
        if popup := self.completer().popup():
            popup.hide()


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
        self._offers = QStringListModel(self)
        self.setAccessibleName(_("Tags"))
        self._flow = FlowLayout(self, gap=6)
        self.add_button = PillButton("+ " + _("add"), shape="chip")
        self.add_button.setAccessibleName(_("Add a tag"))
        self.add_button.clicked.connect(self.edit)
        self.field = TagField(self._offers)
        self.field.ended.connect(self.commit)
        self.field.dropped.connect(self.close_field)
        self.field.gone.connect(self.leave)
        self.field.back.connect(self._to_last_chip)
        self.field.hide()
        self._flow.addWidget(self.add_button)
        self._flow.addWidget(self.field)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

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

    def _to_last_chip(self) -> None:
        if self._chips:
            self._chips[-1].setFocus()

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
