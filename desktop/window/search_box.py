"""The search box: every key is a search, a burst of them is one; Escape leads back to where the reader was.

What cannot be understood yet is marked and told; what can be is searched for all the same.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit, QListView, QStyle, QStyleOptionFrame, QWidget

from desktop.language import _
from desktop.window import search_history
from desktop.window.colours import is_dark, palette
from desktop.window.offer_row import MEANS, OfferRow
from desktop.window.search_marks import underline
from desktop.window.search_note import SearchNote, words
from desktop.window.search_offers import MOST, Known, Offer, Offering, offering
from desktop.window.signs import icon
from desktop.window.type_sizes import scaled, sized
from storage import QueryError, understood

PAUSE: Final = 60
"""Milliseconds after a search in which keys are gathered for the next: less than a finger takes, more than a burst."""

THOUGHT: Final = 1_200
"""Milliseconds without a key after which a search that only lacks its end is told to be wrong."""

_ENTER: Final = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_UNFINISHED: Final = {
    "no_value",
    "quote_open",
    "group_open",
    "operator",
    "state",
    "thing",
    "day",
    "year",
    "votes",
    "heat",
    "time",
    "prefix",
}


class SearchBox(QLineEdit):
    """A line for words and filters. `asked` carries what can be understood of it, `left` means back, `entered` on."""

    asked = Signal(str)
    left = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(_("Search: words, “a phrase”, author:, tag:, is:starred, -not"))
        self.setAccessibleName(_("Search"))
        self.setClearButtonEnabled(True)
        self._known: Callable[[], Known] | None = None
        self._offering = Offering(0, 0)
        self._fault: QueryError | None = None
        self._note: SearchNote | None = None
        self._offers = QStandardItemModel(self)
        self._popup = QListView()
        self._completer = self._build_completer()
        self._glass = self.addAction(icon("search", palette(is_dark()).dim), QLineEdit.ActionPosition.LeadingPosition)
        self._glass.setText(_("Search"))
        for clear in self.findChildren(QAction, "_q_qlineeditclearaction"):
            clear.setText(_("Empty the search box"))
        self._waiting = False
        self._pause = self._timer(PAUSE, self._ask_again)
        self._thought = self._timer(THOUGHT, self._tell)
        self.textChanged.connect(lambda _text: self._typed())
        self.textEdited.connect(lambda _text: self._offer())

    def _timer(self, interval: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(act)
        return timer

    def _build_completer(self) -> QCompleter:
        completer = QCompleter(self._offers, self)
        completer.setWidget(self)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)  # the other mode chooses a row itself
        completer.setMaxVisibleItems(MOST)
        completer.setPopup(self._popup)
        self._popup.setObjectName("offers")
        self._popup.setAccessibleName(_("Suggestions"))
        self._popup.setItemDelegate(OfferRow(self._popup))
        by_place = completer.activated[QModelIndex]  # type: ignore[index]  # an overload that the stubs lack
        by_place.connect(lambda index: self._take(index.row()))
        return completer

    def set_known(self, known: Callable[[], Known]) -> None:
        """Take what gives the values to be offered; it is asked whenever there is something to offer them for."""
        self._known = known

    def put(self, text: str) -> None:
        """Write a search into the box as if the reader had typed it."""
        self.setText(text)
        self._ask()

    def empty(self) -> None:
        """Take everything out of the box, and tell nobody."""
        self.blockSignals(True)  # noqa: FBT003  Qt's way
        self.clear()
        self.blockSignals(False)  # noqa: FBT003
        self._pause.stop()
        self._thought.stop()
        self._waiting = False
        self._show_fault(None)

    # What is typed

    def _typed(self) -> None:
        self._thought.stop()
        self._show_fault(None)
        if self._pause.isActive():
            self._waiting = True
        else:
            self._ask()

    def _ask_again(self) -> None:
        if self._waiting:
            self._ask()

    def _ask(self) -> None:
        self._waiting = False
        self._pause.start()
        text, fault = understood(self.text())
        self._fault = fault
        if fault is not None:
            underline(self, fault.start, fault.end)
            if fault.kind in _UNFINISHED and fault.end >= len(self.text().rstrip()):
                self._thought.start()
            else:
                self._tell()
        self.asked.emit(text)

    def _tell(self) -> None:
        self._thought.stop()
        if self._fault is not None and not self.offering():
            self._show_fault(self._fault)

    def _show_fault(self, fault: QueryError | None) -> None:
        if fault is None:
            if self._fault is not None:
                underline(self, 0, 0)
            self._fault = None
            if self._note is not None:
                self._note.hide()
        else:
            if self._note is None:
                self._note = SearchNote(self)
                self._note.mended.connect(self._mend)
            self._note.tell(fault)
        self.setAccessibleDescription(words(fault) if fault else "")
        self.setProperty("wrong", fault is not None)
        self.style().unpolish(self)
        self.style().polish(self)

    def _mend(self, text: str) -> None:
        self.setFocus()
        self.put(text)

    def problem(self) -> str:
        """Give the words that tell what is wrong, empty where nothing is told."""
        return self._note.text() if self._note is not None else ""

    # What is offered

    def offering(self) -> bool:
        """Tell whether something is being offered just now."""
        return self._popup.isVisible()

    def refresh_offers(self) -> None:
        """Offer what is known now, if something is being offered or waited for: other papers are in sight."""
        if self.hasFocus() and self.text() and (self.offering() or self.text().endswith(":")):
            self._offer()

    def _offer(self) -> None:
        found = Offering(0, 0)
        if self._known is not None and self.text():
            found = offering(self.text(), self.cursorPosition(), self._known())
        self._show_offers(found)

    def _offer_history(self) -> bool:
        past = tuple(Offer(text, text) for text in search_history.remembered()[:MOST])
        self._show_offers(Offering(0, 0, past))
        return bool(past)

    def _show_offers(self, found: Offering) -> None:
        chosen = self._chosen()
        same = found.offers == self._offering.offers and self.offering()
        self._offering = found
        if not found.offers:
            self._popup.hide()
            return
        if not same:
            self._offers.clear()
            for offer in found.offers:
                item = QStandardItem(offer.shown)
                item.setData(offer.means, MEANS)
                item.setData(", ".join(filter(None, (offer.shown, offer.means))), Qt.ItemDataRole.AccessibleTextRole)
                self._offers.appendRow(item)
        self._completer.complete(self.rect().adjusted(0, 0, 0, 3))
        if same and chosen is not None:
            self._popup.setCurrentIndex(self._offers.index(chosen, 0))
        if self._note is not None:
            self._note.hide()

    def _chosen(self) -> int | None:
        index = self._popup.currentIndex()
        return index.row() if self.offering() and index.isValid() else None

    def _take(self, row: int) -> None:
        if not 0 <= row < len(self._offering.offers):
            return
        found = self._offering
        self._popup.hide()
        puts = found.offers[row].puts
        rest = self.text()[found.end :]
        self.setText(self.text()[: found.start] + puts + (rest.lstrip() if puts.endswith(" ") else rest))
        self.setCursorPosition(found.start + len(puts))
        self._ask()
        if puts.endswith(":"):
            self._offer()

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Take the keys that lead out of the box; with an offer chosen they are the completer's."""
        key, offering_now = event.key(), self.offering()
        if key == Qt.Key.Key_Escape and not offering_now:
            self._leave()
        elif (key in _ENTER and self._chosen() is not None) or (key == Qt.Key.Key_Escape and offering_now):
            event.ignore()
        elif key in _ENTER:
            self._enter()
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up} and offering_now:
            event.ignore()
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up} and not self.text() and self._offer_history():
            rows = self._offers.rowCount()
            self._popup.setCurrentIndex(self._offers.index(0 if key == Qt.Key.Key_Down else rows - 1, 0))
        elif key == Qt.Key.Key_Down:
            self._enter()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001, N802  Qt's
        """Let Tab take the chosen or first offer; without one it goes on to the next part of the window."""
        if forward and self.offering():
            self._take(self._chosen() or 0)
            return True
        return super().focusNextPrevChild(forward)

    def _enter(self) -> None:
        self._popup.hide()
        self._ask()
        self._tell()
        self._remember()
        self.entered.emit()

    def _leave(self) -> None:
        self._remember()
        self.empty()
        self.left.emit()

    def _remember(self) -> None:
        if self._fault is None:
            search_history.remember(self.text())

    # How it looks

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Remember a search that the reader leaves for its papers."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._remember()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the words about a fault under the box."""
        super().resizeEvent(event)
        if self._note is not None:
            self._note.place()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the desktop's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._glass.setIcon(icon("search", palette(is_dark()).dim))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Show the key that leads here while the box is empty."""
        super().paintEvent(event)
        if self.text() or self.hasFocus() or self.width() < scaled(self.font(), 420):
            return
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        inner = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        painter = QPainter(self)
        painter.setFont(sized(QApplication.font(), 11.5))
        painter.setPen(palette(is_dark()).dim)
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "Ctrl+K")
