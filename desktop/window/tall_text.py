"""Text that is as tall as its words and scrolls with the pane: selectable, with formulas, copied as plain text."""

import math
from typing import Final, Literal

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QTextBrowser, QWidget

from desktop.language import _
from desktop.window.colours import Colours
from desktop.window.formula_object import FORMULA, KIND, SIGN, SOURCE, FormulaObject
from desktop.window.formulas import Drawn, Formulas, Wanted

_JOINER: Final = "\u2060"
"""No line ends here: a formula is part of the word it stands in."""


class TallText(QTextBrowser):
    """What texts for reading have in common. `line` is the height of a line in ems.

    Whoever inherits writes the document in `write`, and opens links by itself. `quote_wanted` where a text that is
    `quotable` has something selected that is to be kept.
    """

    quote_wanted = Signal()

    def __init__(
        self, name: str, *, line: float = 1.4, formulas: Formulas | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.quotable = False
        self.colours: Colours | None = None
        self._line = line
        self._heights: dict[int, int] = {}
        self._formulas = formulas
        self._unfinished = False
        self._objects = FormulaObject(self)
        self.document().documentLayout().registerHandler(KIND, self._objects)
        if formulas is not None:
            formulas.drawn.connect(self._finish)
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
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        # Formulas may stand a little out of the room that Qt knows of.
        self.selectionChanged.connect(self.viewport().update)
        self.selectionChanged.connect(self._finish)
        # It is always as tall as its text; between two layouts it must not scroll after its cursor.
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(lambda value: bar.setValue(0) if value else None)

    # How it looks

    def set_look(self, font: QFont, colours: Colours) -> None:
        """Take font and colours."""
        self.colours = colours
        self.setFont(font)
        look = self.palette()
        look.setColor(QPalette.ColorRole.Highlight, colours.dim)
        look.setColor(QPalette.ColorRole.HighlightedText, colours.ground)
        self.setPalette(look)
        self.document().setDefaultFont(font)
        self.rewrite()

    def rewrite(self) -> None:
        """Write the document anew, once there are colours."""
        if self.colours is None:
            return
        self._unfinished = False
        self._objects.begin(self.font(), air=self.air())
        self.write(self.colours)
        page = self.document().rootFrame().frameFormat()
        page.setTopMargin(math.ceil(self._objects.over))
        page.setBottomMargin(math.ceil(self._objects.under))
        self.document().rootFrame().setFrameFormat(page)
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._heights.clear()
        self.updateGeometry()

    def write(self, colours: Colours) -> None:
        """Fill the document."""
        raise NotImplementedError

    def set_links(self, *, there: bool) -> None:
        """Take the mouse and the Tab key for links only where there are any."""
        flags = Qt.TextInteractionFlag.TextSelectableByMouse
        if there:
            flags |= Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        self.setTextInteractionFlags(flags)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if there else Qt.FocusPolicy.ClickFocus)

    def air(self) -> float:
        """Give the pixels between two lines: the font's own height differs from font to font."""
        em = QFontInfo(self.font()).pixelSize()
        return max(0.0, self._line * em - QFontMetricsF(self.font()).height())

    def lines_apart(self) -> QTextBlockFormat:
        """Give the format of a paragraph with this air between its lines."""
        block = QTextBlockFormat()
        block.setLineHeight(self.air(), QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value)
        return block

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the text, and formulas within the selection as clearly as its words."""
        cursor = self.textCursor()
        self._objects.watch(cursor.selectionStart(), cursor.selectionEnd())
        super().paintEvent(event)
        if cursor.hasSelection():
            look = self.palette()
            ground, ink = look.color(QPalette.ColorRole.Highlight), look.color(QPalette.ColorRole.HighlightedText)
            self._objects.paint_selected(QPainter(self.viewport()), ground, ink)

    # Formulas

    def insert_formula(
        self, cursor: QTextCursor, wanted: Wanted, form: QTextCharFormat, *, source: str, number: int, words: str
    ) -> bool:
        """Set a formula at the cursor; until it is drawn its words, where it cannot be its source.

        `number` tells it from others in the text. True where it was set.
        """
        drawn = self.formula(wanted)
        if not drawn or drawn == "waiting":
            self._unfinished |= drawn == "waiting"
            cursor.insertText(words if drawn == "waiting" else source, form)
            return False
        for part, shape in drawn:
            if part.before and cursor.positionInBlock():
                cursor.insertText(_JOINER, form)
            cursor.insertText(SIGN, self._objects.placed(part, shape, form, source=source, formula=number))
        return True

    def formula(self, wanted: Wanted) -> Drawn | Literal["waiting"]:
        """Give a drawn formula in parts."""
        return self._formulas.get(wanted) if self._formulas is not None else ()

    @staticmethod
    def join(cursor: QTextCursor, form: QTextCharFormat) -> None:
        """Let no line end at the cursor."""
        cursor.insertText(_JOINER, form)

    def is_waiting(self) -> bool:
        """Tell whether words stand for formulas that are still to be drawn."""
        return self._unfinished

    def _finish(self) -> None:
        """Put formulas where words stood for them, unless the reader is selecting these."""
        if self._unfinished and not self.textCursor().hasSelection():
            self.rewrite()

    # What is copied

    def selected(self) -> str:
        """Give the selected text, a line for each paragraph; formulas as their source has them."""
        cursor = self.textCursor()
        return self._written(cursor.selectionStart(), cursor.selectionEnd()).strip()

    def words(self) -> str:
        """Give the whole text; formulas as their source has them."""
        return self._written(0, self.document().characterCount() - 1)

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802
        """Give what is copied or dragged: plain text."""
        # WORKAROUND: one that is made here calls Python when the clipboard lets go of it, at the end of the program
        # when there is no Python left. Reading Qt's own makes it write itself down; only then can it be overwritten.
        data = super().createMimeDataFromSelection()
        data.text()
        data.clear()
        data.setText(self.selected())
        return data

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

    # How tall it is

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

    # What the reader does

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Offer to copy what is selected and to keep it; Qt's own menu would copy our links, which lead nowhere."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(self.accessibleName())
        some = self.textCursor().hasSelection()
        copy = menu.addAction(_("Copy"))
        copy.setEnabled(some)
        copy.triggered.connect(lambda _checked=False: self.copy())
        if self.quotable:
            keep = menu.addAction(_("Keep as a quote"))
            keep.setEnabled(some)
            keep.triggered.connect(lambda _checked=False: self.quote_wanted.emit())
        menu.addAction(_("Select all")).triggered.connect(lambda _checked=False: self.selectAll())
        menu.popup(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Leave scrolling to the pane."""
        event.ignore()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001, N802  Qt's signature
        """Leave by Tab at once: a paper may have a hundred authors, each a link."""
        return QWidget.focusNextPrevChild(self, forward)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Begin at the first link where the reader comes by Tab."""
        super().focusInEvent(event)
        by_tab = event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
        if by_tab and not self.textCursor().hasSelection():
            super().focusNextPrevChild(True)  # noqa: FBT003  Qt's signature

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Keep copying and links, between which Left and Right go; every other key is the pane's."""
        if event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right} and not event.modifiers():
            super().focusNextPrevChild(event.key() == Qt.Key.Key_Right)
            return
        on_link = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.textCursor().charFormat().isAnchor()
        if on_link or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            event.ignore()
