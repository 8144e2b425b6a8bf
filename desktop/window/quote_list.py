"""The passages that the reader kept, each to be changed or taken away, and a form for the next one."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.language import _
from desktop.window.colours import Colours
from desktop.window.formulas import Formulas
from desktop.window.paper_words import Piece, dimmed, marked
from desktop.window.pill_button import PillButton
from desktop.window.quote_form import QuoteForm
from desktop.window.reading_text import ReadingText
from desktop.window.type_sizes import scaled
from storage import Quote


class KeptQuote(QWidget):
    """One passage behind a thin bar, its place, what the reader said about it, and a menu of what can be done."""

    change_asked = Signal()
    remove_asked = Signal()

    def __init__(self, quote: Quote, formulas: Formulas | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.quote = quote
        self._colours: Colours | None = None
        self.text = ReadingText(_("Quote"), line=1.5, formulas=formulas)
        pieces = [Piece("“", "dim"), *dimmed(quote.text), Piece("”", "dim")]
        pieces += [Piece(f"  {quote.place}", "plain")] if quote.place else []
        pieces += [Piece("\n"), *marked(quote.note, "")] if quote.note else []
        self.text.show_pieces(pieces)
        self.more = PillButton("⋯", shape="chip", parent=self)
        self.more.setAccessibleName(_("Change or remove this quote"))
        self.menu = self._make_menu()
        self.more.clicked.connect(
            lambda _checked=False: self.menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 2)))
        )
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self.text, 1)
        self._layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(_("Change…")).triggered.connect(lambda _checked=False: self.change_asked.emit())
        menu.addAction(_("Copy")).triggered.connect(
            lambda _checked=False: QGuiApplication.clipboard().setText(self.quote.text)
        )
        menu.addAction(_("Remove")).triggered.connect(lambda _checked=False: self.remove_asked.emit())
        return menu

    def set_look(self, font: QFont, colours: Colours) -> None:
        """Take the body font and the colours."""
        self._colours = colours
        self._layout.setContentsMargins(scaled(font, 12), scaled(font, 2), 0, scaled(font, 2))
        self.text.set_look(font, colours)
        self.more.set_look(font, colours)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Remove at Delete while its button has the focus."""
        if event.key() == Qt.Key.Key_Delete and self.more.hasFocus():
            self.remove_asked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the bar."""
        if self._colours is not None:
            QPainter(self).fillRect(0, 0, 3, self.height(), self._colours.star)


class QuoteList(QWidget):
    """Quotes in the order they were kept, a button, and the form.

    `quote_asked` has passage, place and comment; `change_asked` the number of a quote before these; `remove_asked` it.
    """

    quote_asked = Signal(str, str, str)
    change_asked = Signal(int, str, str, str)
    remove_asked = Signal(int)
    left = Signal()

    def __init__(self, formulas: Formulas | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._formulas = formulas
        self._quotes: tuple[Quote, ...] = ()
        self._shown: list[KeptQuote] = []
        self._look: tuple[QFont, Colours] | None = None
        self.setAccessibleName(_("Quotes"))
        self.add_button = PillButton("+ " + _("quote"), shape="chip")
        self.add_button.setAccessibleName(_("Keep a quote"))
        self.add_button.clicked.connect(lambda _checked=False: self.edit())
        self.form = QuoteForm()
        self.form.kept.connect(self.quote_asked)
        self.form.changed.connect(self.change_asked)
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
        self._shown = [self._kept(quote) for quote in quotes]
        for place, shown in enumerate(self._shown):
            self._box.insertWidget(place, shown)
            shown.setVisible(shown.quote.id != self.form.changes())

    def _kept(self, quote: Quote) -> KeptQuote:
        shown = KeptQuote(quote, self._formulas, self)
        shown.change_asked.connect(lambda: self.change(quote))
        shown.remove_asked.connect(lambda: self.remove_asked.emit(quote.id))
        if self._look:
            shown.set_look(*self._look)
        return shown

    def edit(self, text: str = "") -> None:
        """Open the form, with a passage that the reader had selected; then only its place is missing."""
        if self.form.changes() is not None:
            self.form.send()
        self._open()
        self.form.begin(text)

    def change(self, quote: Quote) -> None:
        """Open the form with a quote that is kept; a new one half written is kept first."""
        if self.form.written():
            self.form.send()
        self._open()
        self.form.change(quote)
        for shown in self._shown:
            if shown.quote.id == quote.id:
                shown.hide()
                self._box.insertWidget(self._box.indexOf(shown), self.form)

    def leave(self) -> None:
        """Keep what is in the form before another paper comes; nothing typed is lost."""
        if self.form.written():
            self.form.send()
        else:
            self.form.drop()

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

    def _open(self) -> None:
        self.add_button.hide()
        self._box.insertWidget(self._box.indexOf(self.add_button), self.form)
        self.form.show()

    def _close(self) -> None:
        held = self.form.has_focus()
        self.add_button.show()
        self.form.hide()
        for shown in self._shown:
            shown.show()
        if held:
            self.left.emit()
