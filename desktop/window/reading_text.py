"""Text to be read and selected: as tall as its words, plain wherever it comes from."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
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
from desktop.window.paper_words import Piece

_LINK: Final = "#"


class ReadingText(QTextBrowser):
    """Pieces of text in the reader's font; `link_used` when a piece that is a link was clicked or entered.

    `line` is the height of a line in ems.
    """

    link_used = Signal()

    def __init__(self, name: str, *, line: float = 1.4, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        self.anchorClicked.connect(lambda _url: self.link_used.emit())
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
        """Give the selected text, a line for each paragraph."""
        return self.textCursor().selection().toPlainText().strip()

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

    def _no_focus_without_links(self) -> None:
        links = any(piece.tone == "link" for piece in self._pieces)
        flags = Qt.TextInteractionFlag.TextSelectableByMouse
        if links:
            flags |= Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        self.setTextInteractionFlags(flags)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if links else Qt.FocusPolicy.ClickFocus)

    def _write(self) -> None:
        colours = self._colours
        self._heights.clear()
        self._no_focus_without_links()
        self.setAccessibleDescription("".join(piece.text for piece in self._pieces))
        if colours is None:
            return
        self.clear()
        cursor = QTextCursor(self.document())
        block = QTextBlockFormat()
        block.setLineHeight(self._spread(), QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(block)
        for piece in self._pieces:
            cursor.insertText(piece.text, self._format(piece, colours))
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.updateGeometry()

    def _spread(self) -> float:
        """Give the line height in percent of the font's own, which differs from font to font."""
        metrics = QFontMetricsF(self.font())
        em = QFontInfo(self.font()).pixelSize()
        return max(100.0, 100 * self._line * em / metrics.height())

    def _format(self, piece: Piece, colours: Colours) -> QTextCharFormat:
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
                form.setAnchor(True)
                form.setAnchorHref(_LINK)
            case _:
                pass
        return form
