"""The paper in sight, whole: shows an entry and says what the reader wants done with it; opens and stores nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.language import _
from desktop.window import paper_facts, paper_words
from desktop.window.author_line import AuthorLine
from desktop.window.colours import Colours, is_dark, palette
from desktop.window.column_layout import ColumnLayout
from desktop.window.formulas import Formulas
from desktop.window.look import slim_bar
from desktop.window.merged_list import Merged, MergedList
from desktop.window.note_panel import NotePanel
from desktop.window.pane_section import PaneSection
from desktop.window.paper_buttons import PaperButtons
from desktop.window.paper_words import Piece
from desktop.window.quote_list import QuoteList
from desktop.window.reading_text import ReadingText
from desktop.window.tag_line import TagLine
from desktop.window.tall_text import TallText
from desktop.window.type_sizes import measure, scaled, sized
from desktop.window.why_band import WhyBand
from storage import Appearance, Entry, FeedId, PaperId, RuleId

_CHARACTERS: Final = 62
"""In a line of the abstract, at most: what the eye finds its way back in."""


class PaperPane(QScrollArea):
    """One paper. While a signal is emitted, `number` is the paper it is about, also when another is about to come.

    `note_asked` has the whole note as typed, `quote_asked` a passage, its place and a comment, `quote_changed` the
    quote's number before these, `tags_asked` tags to add and to remove, `search_asked` what to search for,
    `split_asked` the paper to take out of this one, `copied` a sentence on what is on the clipboard now. `key_asked`
    wants another citation key.
    """

    star_asked = Signal(bool)
    later_asked = Signal(bool)
    tags_asked = Signal(list, list)
    note_asked = Signal(str)
    quote_asked = Signal(str, str, str)
    quote_changed = Signal(int, str, str, str)
    quote_removed = Signal(int)
    split_asked = Signal(int)
    search_asked = Signal(str)
    open_asked = Signal(str)
    copied = Signal(str)
    follow_asked = Signal(str)
    key_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry: Entry | None = None
        self._feeds: Mapping[FeedId, str] = {}
        self._rules: Mapping[RuleId, str] = {}
        self._proxy = ""
        self._all_appearances = False
        self._appearances: Sequence[tuple[FeedId, Appearance]] = ()
        self.setAccessibleName(_("Paper"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._make_texts()
        self._make_buttons()
        self._make_own_words()
        self._lay_out()
        self.set_colours(palette(is_dark()))
        self._show_presence()

    # What it is made of

    def _make_texts(self) -> None:
        self.formulas = Formulas(self)
        self._title = ReadingText(_("Title"), line=1.3, formulas=self.formulas)
        self._authors = AuthorLine()
        self._authors.search_asked.connect(self.search_asked)
        self._authors.copied.connect(self.copied)
        self._authors.follow_asked.connect(self.follow_asked)
        self._facts = ReadingText(_("Date, categories and names"), line=1.5)
        self._facts.link_used.connect(lambda _link: self.key_asked.emit())
        self._why = WhyBand()
        self._abstract = ReadingText(_("Abstract"), line=1.6, formulas=self.formulas)
        self._comment = ReadingText(_("Comment"), line=1.5, formulas=self.formulas)
        self._summary = ReadingText(_("Summary"), line=1.5, formulas=self.formulas)
        for text in (self._title, self._abstract, self._summary):
            text.quotable = True
            text.quote_wanted.connect(self.add_quote)
        self._summary_section = PaneSection(_("Summary, written by a machine"), self._summary)
        self._kept = ReadingText(_("Why you kept it"), line=1.5)
        self._kept_section = PaneSection(_("Why you kept it"), self._kept)
        self._appeared = ReadingText(_("Where it appeared"), line=1.6)
        self._appeared.link_used.connect(self._fold_appearances)
        self._appeared_section = PaneSection(_("Where it appeared"), self._appeared)
        self._merged = MergedList()
        self._merged.split_asked.connect(self.split_asked)
        self._merged_section = PaneSection(_("Also known as"), self._merged)

    def _make_buttons(self) -> None:
        self._buttons = PaperButtons()
        self._buttons.star_asked.connect(self.star_asked)
        self._buttons.later_asked.connect(self.later_asked)
        self._buttons.open_asked.connect(self.open_asked)
        self._buttons.copied.connect(self.copied)
        self.copy_menu = self._buttons.copy_menu

    def _make_own_words(self) -> None:
        self._tags = TagLine()
        self._tags.tags_asked.connect(self.tags_asked)
        self._panel = NotePanel(self.formulas)
        self._panel.link_used.connect(self.open_asked)
        self._note = self._panel.box
        self._note.note_asked.connect(self.note_asked)
        self._note.cursorPositionChanged.connect(self._follow_writing)
        self._note.textChanged.connect(self._follow_writing)
        self._note.settled.connect(self._show_kept)
        self._quotes = QuoteList(self.formulas)
        self._quotes.quote_asked.connect(self.quote_asked)
        self._quotes.change_asked.connect(self.quote_changed)
        self._quotes.remove_asked.connect(self.quote_removed)
        for editor in (self._tags, self._note, self._quotes):
            editor.left.connect(self.setFocus)
        self._own = (
            PaneSection(_("Tags"), self._tags),
            PaneSection(_("Note and quotes"), self._panel, self._quotes, beside=self._panel.turn),
        )

    def _lay_out(self) -> None:
        parts: tuple[tuple[QWidget, int], ...] = (
            (self._title, 0),
            (self._authors, 7),
            (self._facts, 4),
            (self._buttons, 12),
            (self._why, 14),
            (self._abstract, 16),
            (self._comment, 8),
            (self._summary_section, 20),
            (self._kept_section, 20),
            *((section, 20) for section in self._own),
            (self._appeared_section, 20),
            (self._merged_section, 20),
        )
        self._paper = QWidget()
        self._column = ColumnLayout(self._paper)
        for widget, _gap in parts:
            self._column.add(widget)
        self._gaps = [gap for _widget, gap in parts]
        self._nothing = QLabel()
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._page = QWidget()
        self._page.setObjectName("page")
        both = QVBoxLayout(self._page)
        both.setContentsMargins(0, 0, 0, 0)
        both.addWidget(self._nothing)
        both.addWidget(self._paper)
        self.setWidget(self._page)

    # How it looks

    def set_colours(self, colours: Colours) -> None:
        """Take the colours, light or dark."""
        self._colours = colours
        look = self.palette()
        look.setColor(QPalette.ColorRole.Window, colours.ground)
        look.setColor(QPalette.ColorRole.WindowText, colours.text)
        look.setColor(QPalette.ColorRole.Base, colours.ground)
        look.setColor(QPalette.ColorRole.Text, colours.text)
        self.setPalette(look)
        self._nothing.setStyleSheet(f"color: {colours.dim.name()};")
        self._set_look()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the desktop's font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_look()

    def _set_look(self) -> None:
        font, colours = self.font(), self._colours
        self._title.set_look(sized(font, 20, bold=True), colours)
        self._abstract.set_look(sized(font, 14), colours)
        for text, size in (
            (self._authors, 13),
            (self._facts, 12),
            (self._comment, 12),
            (self._summary, 13),
            (self._kept, 13),
            (self._appeared, 12),
        ):
            text.set_look(sized(font, size), colours)
        for section in self._sections():
            section.set_look(font, colours)
        self._buttons.set_look(font, colours)
        self._why.set_look(font, colours)
        self._tags.set_look(font, colours)
        self._panel.set_look(font, colours)
        self._merged.set_look(font, colours)
        self._quotes.set_look(font, colours)
        self._nothing.setFont(font)
        self._space_out()

    def _sections(self) -> tuple[PaneSection, ...]:
        return (self._summary_section, self._kept_section, *self._own, self._appeared_section, self._merged_section)

    def _space_out(self) -> None:
        font = self.font()
        side = scaled(font, 26)
        self._column.setContentsMargins(side, scaled(font, 18), side, scaled(font, 26))
        self._paper.setMaximumWidth(measure(sized(font, 14), _CHARACTERS) + 2 * side)
        self.verticalScrollBar().setSingleStep(scaled(font, 22))
        self.verticalScrollBar().setStyleSheet(slim_bar(self._colours))
        self._column.set_gaps([scaled(font, gap) for gap in self._gaps])

    # What it shows

    def set_proxy(self, proxy: str) -> None:
        """Take what the reader's library puts before a publisher's address; empty: nothing."""
        self._proxy = proxy
        self._buttons.set_proxy(proxy)

    def proxy(self) -> str:
        """Give what stands before a publisher's address."""
        return self._proxy

    def say_nothing_selected(self, *, on: bool) -> None:
        """Say in place of a paper that none is selected, or nothing at all where there is none to select."""
        self._nothing.setText(_("No paper selected") if on else "")

    def number(self) -> PaperId | None:
        """Give the paper that is shown and that the signals are about; None while there is none."""
        return self._entry.id if self._entry else None

    def show_entry(
        self,
        entry: Entry | None,
        *,
        feeds: Mapping[FeedId, str],
        rules: Mapping[RuleId, str],
        votes: Sequence[tuple[datetime, int]] = (),
        tags: Sequence[str] = (),
        appearances: Sequence[tuple[FeedId, Appearance]] = (),
        merged: Sequence[Merged] = (),
    ) -> None:
        """Show a paper with the names of feeds and rules, and its votes over time; None: none.

        `tags` are those to offer, `appearances` where it was shown, latest first, `merged` what was joined into it.

        The same paper again is an update: scroll, focus, selection and what is being written stay.
        """
        another = self.number() != (entry.id if entry else None)
        if another:
            self.save()
            self._all_appearances = False
        self._appearances = appearances
        self._entry, self._feeds, self._rules = entry, feeds, rules
        if entry is not None:
            if another:
                self._note.begin(entry.mark.note)
            else:
                self._note.update_to(entry.mark.note)
            self._authors.show_entry(entry, another=another)
            self._show_paper(entry, votes)
            self._show_own(entry, tags)
            self._show_appearances()
            self._merged.show_merged(merged)
            self._merged_section.setVisible(bool(merged))
        self._show_presence()
        if another:
            self.verticalScrollBar().setValue(0)

    def save(self) -> None:
        """Hand on everything that was written and not handed on yet: before another paper comes, or the end."""
        if self._entry is not None:
            self._note.leave()
            self._quotes.leave()
            self._tags.leave()

    def _show_presence(self) -> None:
        self._paper.setVisible(self._entry is not None)
        self._nothing.setVisible(self._entry is None)

    def _show_paper(self, entry: Entry, votes: Sequence[tuple[datetime, int]]) -> None:
        paper, matches = entry.paper, entry.matches
        self._title.show_pieces(paper_words.marked(paper.title, "title", matches))
        self._show_optional(self._facts, paper_facts.facts(entry))
        self._why.show_reasons(paper_facts.rising(entry, votes), paper_facts.matching(entry, self._rules), votes)
        abstract = paper_words.marked(paper.abstract, "abstract", matches)
        self._abstract.show_pieces(abstract or [Piece(_("Its feeds gave no abstract."), "dim")])
        self._show_optional(self._comment, paper_words.dimmed(paper.comment))
        self._summary.show_pieces(paper_words.marked(paper.summary, "summary"))
        self._summary_section.setVisible(bool(paper.summary))

    def _show_appearances(self) -> None:
        pieces = paper_facts.appeared(self._appearances, self._feeds, whole=self._all_appearances)
        self._appeared.show_pieces(pieces)
        self._appeared_section.setVisible(bool(pieces))

    @staticmethod
    def _show_optional(text: ReadingText, pieces: list[Piece]) -> None:
        text.show_pieces(pieces)
        text.setVisible(bool(pieces))

    def _show_own(self, entry: Entry, tags: Sequence[str]) -> None:
        self._buttons.show_entry(entry)
        self._tags.show_tags(entry.mark.tags, tags)
        self._quotes.show_quotes(entry.quotes)
        if not self._note.hasFocus():
            self._show_kept()

    def _show_kept(self) -> None:
        """Say why it was kept; not while the note is being written, whose first line it is: nothing moves then."""
        if self._entry is not None:
            pieces = paper_facts.kept(self._entry, self._feeds, self._rules)
            self._kept.show_pieces(pieces)
            self._kept_section.setVisible(bool(pieces))

    # What the reader does

    def scroll_page(self) -> bool:
        """Scroll on towards the end of what the feeds wrote; False where it is in sight already."""
        if self._entry is None:
            return False
        last = self._summary_section if self._summary_section.isVisibleTo(self) else self._abstract
        end = last.mapTo(self._page, QPoint(0, last.height())).y()
        bar = self.verticalScrollBar()
        before, sight = bar.value(), self.viewport().height()
        if end <= before + sight:
            return False
        step = max(sight - 2 * scaled(self.font(), 22), 1)
        bar.setValue(min(before + step, end - sight + scaled(self.font(), 20)))
        return bar.value() > before

    def edit_tags(self) -> None:
        """Put the focus where a tag is written."""
        if self._entry is not None:
            self._tags.edit()
            self._bring_in_sight(self._tags)

    def edit_note(self) -> None:
        """Put the focus into the note, behind its last word."""
        if self._entry is not None:
            self._panel.write()
            self._bring_in_sight(self._note)

    def turn_note(self) -> None:
        """Turn the note between what is typed and how it reads."""
        if self._entry is not None:
            self._panel.toggle()
            self._bring_in_sight(self._panel)

    def reads_note(self) -> bool:
        """Tell whether the note is shown as it reads."""
        return self._panel.reads()

    def add_quote(self) -> None:
        """Open the form for a quote, with the passage that is selected in the pane."""
        if self._entry is not None:
            texts = (self._abstract, self._summary, self._title)
            self._quotes.edit(next((text for reading in texts if (text := reading.selected())), ""))
            self._bring_in_sight(self._quotes.form)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Give keys that a text for reading has no use for to the actions of the pane, as if it had the focus."""
        if isinstance(self.focusWidget(), TallText):
            pressed = QKeySequence(event.keyCombination())
            for action in self.actions():
                if action.isEnabled() and pressed in action.shortcuts():
                    action.trigger()
                    return
        super().keyPressEvent(event)

    def _bring_in_sight(self, widget: QWidget) -> None:
        # Afterwards: what was shown just now has no place before the layouts ran.
        QTimer.singleShot(0, widget, lambda: self.ensureWidgetVisible(widget, 0, scaled(self.font(), 24)))

    def _follow_writing(self) -> None:
        QTimer.singleShot(0, self._note, self._show_cursor)

    def _show_cursor(self) -> None:
        if self._note.hasFocus():
            place = self._note.viewport().mapTo(self._page, self._note.cursorRect().bottomLeft())
            self.ensureVisible(0, place.y(), 0, scaled(self.font(), 24))

    def _fold_appearances(self, link: str) -> None:
        self._all_appearances = link == "all"
        self._show_appearances()
