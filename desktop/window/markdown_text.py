"""A note as its Markdown means it: headings, lists, emphasis, links, formulas; no picture is fetched, no HTML read."""

import re
from typing import Final

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat
from PySide6.QtWidgets import QWidget

from desktop.language import _
from desktop.window.colours import Colours
from desktop.window.formulas import Formulas, Wanted
from desktop.window.tall_text import TallText
from desktop.window.type_sizes import scaled
from storage import Passage, passages

_FIRST: Final = 0xE100
_MOST: Final = 0x400
_PLACES: Final = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + _MOST)}]")
"""Private characters, each for a formula, so that Markdown takes nothing in it for its own signs."""

_FEATURES: Final = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML


class MarkdownText(TallText):
    """A note to be read; `link_used` has the http or https address of a link that was clicked or entered."""

    link_used = Signal(str)

    def __init__(self, name: str, *, formulas: Formulas | None = None, parent: QWidget | None = None) -> None:
        super().__init__(name, line=1.5, formulas=formulas, parent=parent)
        self._note = ""
        self._found: list[Passage] = []
        self.set_links(there=True)
        self.anchorClicked.connect(self._use)

    def show_note(self, note: str) -> None:
        """Show this note, unless it is shown already."""
        if note == self._note:
            return
        self._note = note
        clear = _PLACES.search(note) is None
        self._found = [part for part in passages(note) if part.tex][:_MOST] if clear else []
        if self._formulas is not None:
            self._formulas.want(Wanted(part.tex, part.display) for part in self._found)
        self.setAccessibleDescription(note)
        self.rewrite()

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:  # noqa: N802
        """Load nothing: neither from the network nor from a file."""
        return None

    def write(self, colours: Colours) -> None:
        """Fill the document."""
        self.document().setDefaultFont(self.font())
        self.document().setIndentWidth(scaled(self.font(), 16))
        self.document().setMarkdown(self._with_places(), _FEATURES)
        self._set_blocks()
        self._set_words(colours)
        self._set_formulas()

    def _with_places(self) -> str:
        parts: list[str] = []
        done = 0
        for number, part in enumerate(self._found):
            parts += (self._note[done : part.start], chr(_FIRST + number))
            done = part.end
        return "".join(parts) + self._note[done:]

    def _set_blocks(self) -> None:
        """Give paragraphs the air of the pane; headings are hardly larger than words."""
        block = self.document().begin()
        while block.isValid():
            cursor = QTextCursor(block)
            form = QTextBlockFormat(block.blockFormat())
            form.setLineHeight(self.air(), QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value)
            form.setTopMargin(self.air() if block.blockNumber() else 0)
            form.setBottomMargin(0)
            cursor.setBlockFormat(form)
            if form.headingLevel():
                cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
                plain = QTextCharFormat()
                plain.setProperty(QTextFormat.Property.FontSizeAdjustment.value, 1 if form.headingLevel() == 1 else 0)
                plain.setFontWeight(QFont.Weight.Bold)
                cursor.mergeCharFormat(plain)
            block = block.next()

    def _set_words(self, colours: Colours) -> None:
        """Give links our colour, or take them away where they lead nowhere; words stand for pictures."""
        for start, length, form in self._fragments():
            cursor = QTextCursor(self.document())
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            if form.isImageFormat():
                alternative = str(form.property(QTextFormat.Property.ImageAltText.value) or "")
                said = QTextCharFormat()
                said.setForeground(colours.dim)
                cursor.insertText(_("[picture: {words}]").format(words=alternative or _("without words")), said)
                continue
            change = QTextCharFormat()
            opens = form.isAnchor() and _leads_out(form.anchorHref())
            change.setForeground(colours.accent if opens else colours.text)
            if form.isAnchor():
                change.setAnchor(opens)
                change.setFontUnderline(opens)
            cursor.mergeCharFormat(change)

    def _fragments(self) -> list[tuple[int, int, QTextCharFormat]]:
        """Give start, length and format of all stretches of one format, the last first."""
        found: list[tuple[int, int, QTextCharFormat]] = []
        block = self.document().begin()
        while block.isValid():
            fragments = block.begin()
            while not fragments.atEnd():
                fragment = fragments.fragment()
                found.append((fragment.position(), fragment.length(), fragment.charFormat()))
                fragments += 1
            block = block.next()
        return found[::-1]

    def _set_formulas(self) -> None:
        """Put formulas where characters stand for them, the last first."""
        text = self.document().toRawText()
        for found in reversed(list(_PLACES.finditer(text))):
            number = ord(found[0]) - _FIRST
            if number >= len(self._found):
                continue
            part = self._found[number]
            place = len(text[: found.start()].encode("utf-16-le", "surrogatepass")) // 2
            cursor = QTextCursor(self.document())
            cursor.setPosition(place)
            cursor.setPosition(place + 1, QTextCursor.MoveMode.KeepAnchor)
            form = cursor.charFormat()
            cursor.removeSelectedText()
            source = self._note[part.start : part.end]
            wanted = Wanted(part.tex, part.display)
            self.insert_formula(cursor, wanted, form, source=source, number=number, words=part.text)

    def _use(self, url: QUrl) -> None:
        if _leads_out(url.toString()):
            self.link_used.emit(url.toString())


def _leads_out(address: str) -> bool:
    return address.lower().startswith(("http://", "https://"))
