"""The form for a passage: its words, its place in the paper, and what the reader thinks of it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.language import _
from desktop.window.colours import Colours
from desktop.window.growing_edit import GrowingEdit
from desktop.window.pill_button import PillButton
from desktop.window.type_sizes import scaled, sized
from storage import Quote


class QuoteForm(QWidget):
    """A new quote, or one that is changed: `kept` has passage, place and comment, `changed` its number before these."""

    kept = Signal(str, str, str)
    changed = Signal(int, str, str, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quote: Quote | None = None
        self.text = GrowingEdit(_("Passage"), hint=_("Paste or type the passage…"), lines=2)
        self.comment = GrowingEdit(_("Comment on the passage"), hint=_("What you think of it…"), lines=1)
        self.place = QLineEdit()
        self.place.setAccessibleName(_("Place of the passage"))
        self.place.setPlaceholderText(_("Page or section"))
        self.keep = PillButton(_("Keep the quote"))
        for field in (self.text, self.comment):
            field.confirmed.connect(self.send)
            field.left.connect(self.drop)
        self.place.returnPressed.connect(self.send)
        self.keep.clicked.connect(self.send)
        below = QHBoxLayout()
        below.addWidget(self.place, 1)
        below.addWidget(self.keep)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(self.text)
        box.addWidget(self.comment)
        box.addLayout(below)

    def begin(self, text: str = "") -> None:
        """Begin a new quote, with a passage that the reader had selected; what is half written stays."""
        if text and not self.written():
            self.text.setPlainText(text)
        (self.place if text else self.text).setFocus()

    def change(self, quote: Quote) -> None:
        """Put a quote that is kept into the form."""
        self._quote = quote
        self.text.setPlainText(quote.text)
        self.comment.setPlainText(quote.note)
        self.place.setText(quote.place)
        self.comment.setFocus()

    def changes(self) -> int | None:
        """Give the number of the quote that is being changed, None for a new one."""
        return self._quote.id if self._quote else None

    def send(self) -> None:
        """Hand the passage on and close; without one, or where nothing changed, the form only closes."""
        before = self._quote
        text, place, comment = (
            said.strip() for said in (self.text.toPlainText(), self.place.text(), self.comment.toPlainText())
        )
        self._empty()
        if text and before is None:
            self.kept.emit(text, place, comment)
        elif text and before is not None and (text, place, comment) != (before.text, before.place, before.note):
            self.changed.emit(before.id, text, place, comment)
        self.left.emit()

    def drop(self) -> None:
        """Close; a new passage that is half written stays for the next time, a change is dropped."""
        if self._quote is not None or not self.written():
            self._empty()
        self.left.emit()

    def written(self) -> bool:
        """Tell whether there is a passage that is not kept yet."""
        return bool(self.text.toPlainText().strip())

    def has_focus(self) -> bool:
        """Tell whether the reader writes in it."""
        return any(field.hasFocus() for field in (self.text, self.comment, self.place, self.keep))

    def _empty(self) -> None:
        self._quote = None
        self.text.clear()
        self.comment.clear()
        self.place.clear()

    def set_look(self, font: QFont, colours: Colours) -> None:
        """Take the body font and the colours."""
        self.text.set_look(sized(font, 13), colours)
        self.comment.set_look(sized(font, 13), colours)
        self.keep.set_look(font, colours)
        self.place.setFont(sized(font, 12.5))
        self.place.setFixedHeight(self.keep.sizeHint().height())
        self.place.setStyleSheet(
            f"QLineEdit {{ background: {colours.ground.name()}; color: {colours.text.name()}; border-radius: 7px;"
            f" border: 1px solid {colours.line.name()}; padding: 0 {scaled(font, 9)}px;"
            f" placeholder-text-color: {colours.dim.name()};"
            f" selection-background-color: {colours.dim.name()}; selection-color: {colours.ground.name()}; }}"
            f"QLineEdit:focus {{ border-color: {colours.dim.name()}; }}"
        )
