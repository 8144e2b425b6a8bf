"""Text to be read and selected: pieces in their tones, plain wherever they come from."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QWidget

from desktop.window.colours import Colours
from desktop.window.formulas import Formulas, Wanted
from desktop.window.paper_words import Piece
from desktop.window.tall_text import TallText


class ReadingText(TallText):
    """Pieces of text in the reader's font; `link_used` has the link of a piece that was clicked or entered."""

    link_used = Signal(str)

    def __init__(
        self, name: str, *, line: float = 1.4, formulas: Formulas | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, line=line, formulas=formulas, parent=parent)
        self._pieces: list[Piece] = []
        self.set_links(there=False)
        self.anchorClicked.connect(self._use)

    def show_pieces(self, pieces: Sequence[Piece]) -> None:
        """Show these, unless they are shown already: what the reader selected stays."""
        if list(pieces) != self._pieces:
            self._pieces = list(pieces)
            self.set_links(there=any(piece.link for piece in self._pieces))
            self.setAccessibleDescription("".join(piece.source or piece.text for piece in self._pieces))
            if self._formulas is not None:
                self._formulas.want(Wanted(piece.tex, piece.display) for piece in self._pieces if piece.tex)
            self.rewrite()

    def write(self, colours: Colours) -> None:
        """Fill the document with the pieces."""
        self.clear()
        cursor = QTextCursor(self.document())
        block = self.lines_apart()
        cursor.setBlockFormat(block)
        cursor.beginEditBlock()
        for place, piece in enumerate(self._pieces):
            form = self._format(piece, place, colours)
            if piece.display:
                cursor.insertBlock(_centred(block, self.air()))
            if piece.tex:
                self._write_formula(cursor, piece, place, form)
            else:
                begins = place > 0 and self._pieces[place - 1].display
                cursor.insertText(piece.text.lstrip() if begins else piece.text, form)
            if piece.display:
                cursor.insertBlock(block)
        cursor.endEditBlock()

    def _write_formula(self, cursor: QTextCursor, piece: Piece, place: int, form: QTextCharFormat) -> None:
        """Set a formula, together with the word that it is part of."""
        wanted = Wanted(piece.tex, piece.display)
        drawn = bool(self.formula(wanted)) and self.formula(wanted) != "waiting"
        if drawn and not piece.display and self._ends(place - 1):
            self.join(cursor, form)
        self.insert_formula(cursor, wanted, form, source=piece.source, number=place, words=piece.text)
        if drawn and not piece.display and self._begins(place + 1):
            self.join(cursor, form)

    def _ends(self, place: int) -> bool:
        """Tell whether the piece before a formula ends within a word."""
        before = self._pieces[place].text if place >= 0 else ""
        return bool(before) and not before[-1].isspace()

    def _begins(self, place: int) -> bool:
        """Tell whether the piece behind a formula goes on with the word."""
        behind = self._pieces[place].text if place < len(self._pieces) else ""
        return bool(behind) and not behind[0].isspace()

    def _use(self, url: QUrl) -> None:
        place = int(url.fragment() or -1)
        if 0 <= place < len(self._pieces) and (link := self._pieces[place].link):
            self.link_used.emit(link)

    @staticmethod
    def _format(piece: Piece, place: int, colours: Colours) -> QTextCharFormat:
        form = QTextCharFormat()
        form.setForeground(colours.text)
        match piece.tone:
            case "dim":
                form.setForeground(colours.dim)
            case "accent":
                form.setForeground(colours.accent)
            case "growth":
                form.setForeground(colours.growth)
            case "strong":
                form.setFontWeight(QFont.Weight.Bold)
            case "marked":
                form.setBackground(colours.marked)
            case "link":
                form.setForeground(colours.dim)
                form.setFontUnderline(True)
            case _:
                pass
        if piece.link:
            form.setAnchor(True)
            form.setAnchorHref(f"#{place}")
        return form


def _centred(block: QTextBlockFormat, air: float) -> QTextBlockFormat:
    form = QTextBlockFormat(block)
    form.setTopMargin(air)
    form.setBottomMargin(air)
    form.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return form
