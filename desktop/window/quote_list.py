"""The passages that the reader kept, and a form for the next one."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.language import _
from desktop.window.colours import Colours
from desktop.window.growing_edit import GrowingEdit
from desktop.window.paper_words import Piece
from desktop.window.pill_button import PillButton
from desktop.window.reading_text import ReadingText
from desktop.window.type_sizes import scaled, sized
from storage import Quote


class KeptQuote(QWidget):
    """One passage behind a thin bar, its place, and what the reader said about it."""

    def __init__(self, quote: Quote, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours: Colours | None = None
        self.text = ReadingText(_("Quote"), line=1.5)
        pieces = [Piece(f"“{quote.text}”", "dim")]
        pieces += [Piece(f"  {quote.place}", "plain")] if quote.place else []
        pieces += [Piece(f"\n{quote.note}")] if quote.note else []
        self.text.show_pieces(pieces)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.text)

    def set_look(self, font: QFont, colours: Colours) -> None:
        """Take the body font and the colours."""
        self._colours = colours
        self._layout.setContentsMargins(scaled(font, 12), scaled(font, 2), 0, scaled(font, 2))
        self.text.set_look(font, colours)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the bar."""
        if self._colours is not None:
            QPainter(self).fillRect(0, 0, 3, self.height(), self._colours.star)


class QuoteForm(QWidget):
    """A passage and its place; `kept` has both, without blanks around them."""

    kept = Signal(str, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = GrowingEdit(_("Passage"), hint=_("Paste or type the passage…"), lines=2)
        self.place = QLineEdit()
        self.place.setAccessibleName(_("Place of the passage"))
        self.place.setPlaceholderText(_("Page or section"))
        self.keep = PillButton(_("Keep the quote"))
        self.text.confirmed.connect(self.send)
        self.text.left.connect(self.left)
        self.place.returnPressed.connect(self.send)
        self.keep.clicked.connect(self.send)
        below = QHBoxLayout()
        below.addWidget(self.place, 1)
        below.addWidget(self.keep)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(self.text)
        box.addLayout(below)

    def send(self) -> None:
        """Hand the passage on and close; without a passage the form only closes."""
        text, place = self.text.toPlainText().strip(), self.place.text().strip()
        self.text.clear()
        self.place.clear()
        if text:
            self.kept.emit(text, place)
        self.left.emit()

    def written(self) -> bool:
        """Tell whether there is a passage that is not kept yet."""
        return bool(self.text.toPlainText().strip())

    def set_look(self, font: QFont, colours: Colours) -> None:
        """Take the body font and the colours."""
        self.text.set_look(sized(font, 13), colours)
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


class QuoteList(QWidget):
    """Quotes in the order they were kept, a button, and behind it the form. `quote_asked` has passage and place."""

    quote_asked = Signal(str, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quotes: tuple[Quote, ...] = ()
        self._shown: list[KeptQuote] = []
        self._look: tuple[QFont, Colours] | None = None
        self.setAccessibleName(_("Quotes"))
        self.add_button = PillButton("+ " + _("quote"), shape="chip")
        self.add_button.setAccessibleName(_("Keep a quote"))
        self.add_button.clicked.connect(lambda _checked=False: self.edit())
        self.form = QuoteForm()
        self.form.kept.connect(self.quote_asked)
        self.form.left.connect(self._close)
        self.form.hide()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)
        self._box.addWidget(self.form)
        self._box.addWidget(self.add_button)

    def show_quotes(self, quotes: Sequence[Quote]) -> None:
        """Show these; a passage half written stays."""
        if tuple(quotes) == self._quotes:
            return
        self._quotes = tuple(quotes)
        for shown in self._shown:
            self._box.removeWidget(shown)
            shown.hide()
            shown.deleteLater()
        self._shown = [KeptQuote(quote, self) for quote in quotes]
        for place, shown in enumerate(self._shown):
            if self._look:
                shown.set_look(*self._look)
            self._box.insertWidget(place, shown)
            shown.show()

    def edit(self, text: str = "") -> None:
        """Open the form, with a passage that the reader had selected; then only its place is missing."""
        self.add_button.hide()
        self.form.show()
        if text and not self.form.written():
            self.form.text.setPlainText(text)
        (self.form.place if text else self.form.text).setFocus()

    def leave(self) -> None:
        """Keep what is in the form before another paper comes; nothing typed is lost."""
        if self.form.written():
            self.form.send()
        else:
            self.form.place.clear()
            self._close()

    def texts(self) -> list[ReadingText]:
        """Give the texts of the quotes, for selections in them."""
        return [shown.text for shown in self._shown]

    def set_look(self, font: QFont, colours: Colours) -> None:
        """Take the body font and the colours."""
        self._look = font, colours
        for shown in self._shown:
            shown.set_look(font, colours)
        self.form.set_look(font, colours)
        self.add_button.set_look(font, colours)

    def _close(self) -> None:
        held = any(field.hasFocus() for field in (self.form.text, self.form.place, self.form.keep))
        self.add_button.show()
        self.form.hide()
        if held:
            self.left.emit()
