"""Text to be read and selected: as tall as its words, plain wherever it comes from."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QMimeData, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QFont,
    QFontInfo,
    QFontMetricsF,
    QKeyEvent,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from desktop.window.colours import Colours
from desktop.window.formula_object import FORMULA, KIND, SIGN, SOURCE, FormulaObject
from desktop.window.formulas import Formulas, Wanted
from desktop.window.paper_words import Piece

_JOINER: Final = "\u2060"
"""No line ends here: a formula is part of the word it stands in."""


class ReadingText(QTextBrowser):
    """Pieces of text in the reader's font; `link_used` has the link of a piece that was clicked or entered.

    `line` is the height of a line in ems.
    """

    link_used = Signal(str)

    def __init__(
        self, name: str, *, line: float = 1.4, formulas: Formulas | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._formulas = formulas
        self._unfinished = False
        self._objects = FormulaObject(self)
        self.document().documentLayout().registerHandler(KIND, self._objects)
        if formulas is not None:
            formulas.drawn.connect(self._finish)
        self._pieces: list[Piece] = []
        self._colours: Colours | None = None
        self._line = line
        self._heights: dict[int, int] = {}
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self._no_focus_without_links()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.anchorClicked.connect(self._use)
        # It is always as tall as its text; between two layouts it must not scroll after its cursor.
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(lambda value: bar.setValue(0) if value else None)

    def show_pieces(self, pieces: Sequence[Piece]) -> None:
        """Show these, unless they are shown already: what the reader selected stays."""
        if list(pieces) != self._pieces:
            self._pieces = list(pieces)
            self._write()

    def set_look(self, font: QFont, colours: Colours) -> None:
        """Take font and colours."""
        self._colours = colours
        self.setFont(font)
        look = self.palette()
        look.setColor(QPalette.ColorRole.Highlight, colours.dim)
        look.setColor(QPalette.ColorRole.HighlightedText, colours.ground)
        self.setPalette(look)
        self.document().setDefaultFont(font)
        self._write()

    def selected(self) -> str:
        """Give the selected text, a line for each paragraph; formulas as their source has them."""
        cursor = self.textCursor()
        return self._written(cursor.selectionStart(), cursor.selectionEnd()).strip()

    def words(self) -> str:
        """Give the whole text; formulas as their source has them."""
        return self._written(0, self.document().characterCount() - 1)

    def is_waiting(self) -> bool:
        """Tell whether words stand for formulas that are still to be drawn."""
        return self._unfinished

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802
        """Give what is copied or dragged: plain text."""
        # WORKAROUND: one that is made here calls Python when the clipboard lets go of it, at the end of the program
        # when there is no Python left. Reading Qt's own makes it write itself down; only then can it be overwritten.
        data = super().createMimeDataFromSelection()
        data.text()
        data.clear()
        data.setText(self.selected())
        return data

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Tell the layout that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Give the height of all words in lines of this width."""
        if width not in self._heights:
            if len(self._heights) > 8:
                self._heights.clear()
            document = self.document()
            before = document.textWidth()
            document.setTextWidth(width)
            self._heights[width] = round(document.size().height() + 0.49)
            document.setTextWidth(before)
        return self._heights[width]

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for little: the width is the layout's to give."""
        return QSize(120, self.heightForWidth(max(self.width(), 120)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for one word's width at least."""
        return QSize(60, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Leave scrolling to the pane."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Keep copying and links; every other key is the pane's."""
        on_link = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.textCursor().charFormat().isAnchor()
        if on_link or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _use(self, url: QUrl) -> None:
        place = int(url.fragment() or -1)
        if 0 <= place < len(self._pieces) and (link := self._pieces[place].link):
            self.link_used.emit(link)

    def _no_focus_without_links(self) -> None:
        links = any(piece.link for piece in self._pieces)
        flags = Qt.TextInteractionFlag.TextSelectableByMouse
        if links:
            flags |= Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        self.setTextInteractionFlags(flags)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if links else Qt.FocusPolicy.ClickFocus)

    def _write(self) -> None:
        colours = self._colours
        self._heights.clear()
        self._no_focus_without_links()
        self.setAccessibleDescription("".join(piece.source or piece.text for piece in self._pieces))
        if colours is None:
            return
        if self._formulas is not None:
            self._formulas.want(Wanted(piece.tex, piece.display) for piece in self._pieces if piece.tex)
        self._unfinished = False
        self.clear()
        self._objects.begin(self.font(), air=self._air())
        cursor = QTextCursor(self.document())
        block = QTextBlockFormat()
        block.setLineHeight(self._air(), QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value)
        cursor.setBlockFormat(block)
        cursor.beginEditBlock()
        for place, piece in enumerate(self._pieces):
            form = self._format(piece, place, colours)
            if piece.display:
                cursor.insertBlock(_centred(block))
            if piece.tex:
                self._write_formula(cursor, piece, place, form)
            else:
                cursor.insertText(piece.text, form)
            if piece.display:
                cursor.insertBlock(block)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._heights.clear()
        self.updateGeometry()

    def _write_formula(self, cursor: QTextCursor, piece: Piece, place: int, form: QTextCharFormat) -> None:
        drawn = self._formulas.get(Wanted(piece.tex, piece.display)) if self._formulas else ()
        if not drawn or drawn == "waiting":
            self._unfinished |= drawn == "waiting"
            cursor.insertText(piece.text if drawn == "waiting" else piece.source, form)
            return
        if self._ends(place - 1) and not piece.display:
            cursor.insertText(_JOINER, form)
        for part, shape in drawn:
            if part.before and cursor.positionInBlock():
                cursor.insertText(_JOINER, form)
            cursor.insertText(SIGN, self._objects.placed(part, shape, form, source=piece.source, formula=place))
        if self._begins(place + 1) and not piece.display:
            cursor.insertText(_JOINER, form)

    def _ends(self, place: int) -> bool:
        """Tell whether the piece before a formula ends within a word."""
        before = self._pieces[place].text if place >= 0 else ""
        return bool(before) and not before[-1].isspace()

    def _begins(self, place: int) -> bool:
        """Tell whether the piece behind a formula goes on with the word."""
        behind = self._pieces[place].text if place < len(self._pieces) else ""
        return bool(behind) and not behind[0].isspace()

    def _finish(self) -> None:
        """Put formulas where words stood for them, unless the reader is selecting these."""
        if self._unfinished and not self.textCursor().hasSelection():
            self._write()

    def _written(self, start: int, end: int) -> str:
        parts: list[str] = []
        last = None
        block = self.document().findBlock(start)
        while block.isValid() and block.position() < max(end, 1):
            parts += ["\n"] if parts else []
            fragments = block.begin()
            while not fragments.atEnd():
                fragment = fragments.fragment()
                first = max(fragment.position(), start)
                behind = min(fragment.position() + fragment.length(), end)
                form = fragment.charFormat()
                if first < behind and form.objectType() == KIND:
                    number = form.property(FORMULA)
                    parts += [str(form.property(SOURCE))] if number != last else []
                    last = number
                elif first < behind:
                    parts.append(self._text_between(first, behind))
                fragments += 1
            block = block.next()
        return "".join(parts)

    def _text_between(self, start: int, end: int) -> str:
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText().replace("\u2028", "\n").replace("\u2029", "\n").replace(_JOINER, "")

    def _air(self) -> float:
        """Give the pixels between two lines: the font's own height differs from font to font."""
        em = QFontInfo(self.font()).pixelSize()
        return max(0.0, self._line * em - QFontMetricsF(self.font()).height())

    def _format(self, piece: Piece, place: int, colours: Colours) -> QTextCharFormat:
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


def _centred(block: QTextBlockFormat) -> QTextBlockFormat:
    form = QTextBlockFormat(block)
    form.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return form
