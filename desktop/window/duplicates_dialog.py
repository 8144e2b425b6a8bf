"""Pairs of papers that may be one work, side by side: the reader says whether they are."""

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.language import _, ngettext
from desktop.window.paper_facts import day
from storage import Entry, PaperId, legible

_SCHEMES: Final = {"arxiv": "arXiv", "doi": "DOI", "acl": "ACL", "openreview": "OpenReview", "pubmed": "PubMed"}
_ABSTRACT: Final = 900
"""Characters of an abstract, enough to tell two apart."""


class DuplicatesDialog(QDialog):
    """Shows one pair after the other; `joined` carries the paper that goes into the other, and that other one.

    `wanted` asks for the entries of a pair, which `show_pair` shows.
    """

    wanted = Signal(object, object)
    joined = Signal(object, object)
    parted = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Possible duplicates"))
        self._pairs: list[tuple[PaperId, PaperId]] = []
        self._put_off: set[tuple[PaperId, PaperId]] = set()
        self._shown: tuple[Entry, Entry] | None = None
        self.said = _label("", "lead")
        self._inside = QWidget()
        self._inside.setObjectName("page")
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(8)
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1)
        area = QScrollArea()
        area.setWidget(self._inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(_("Two papers side by side"))
        self._lay_out(area)

    def _lay_out(self, area: QScrollArea) -> None:
        self.join = self._button(_("One paper"), "J", _("Join them; every mark of both stays."), self._join)
        self.part = self._button(_("Two papers"), "N", _("They stay apart, and are not suggested again."), self._part)
        self.later = self._button(_("Later"), "L", _("Ask again another time."), self._later)
        close = QPushButton(_("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(lambda _checked=False: self.reject())
        row = QHBoxLayout()
        for button in (self.join, self.part, self.later):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 14)
        column.setSpacing(12)
        column.addWidget(self.said)
        column.addWidget(area, 1)
        column.addLayout(row)
        unit = self.fontMetrics().height()
        self.resize(min(unit * 58, 880), min(unit * 38, 640))

    def _button(self, text: str, key: str, tip: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(f"{text}  ({key})")
        button.setAccessibleName(text)
        button.setAutoDefault(False)
        button.setShortcut(key)
        button.setToolTip(tip)
        button.clicked.connect(lambda _checked=False: act())
        return button

    # What is shown

    def show_pairs(self, pairs: Sequence[tuple[PaperId, PaperId]]) -> None:
        """Take the pairs that wait for a word; those put off come last."""
        self._pairs = sorted(pairs, key=lambda pair: pair in self._put_off)
        left = len(self._pairs)
        for button in (self.join, self.part, self.later):
            button.setEnabled(left > 0)
        if not left:
            self._clear()
            self.said.setText(_("No two papers look alike any more."))
            return
        text = ngettext("Are these one work? {count} pair waits.", "Are these one work? {count} pairs wait.", left)
        self.said.setText(text.format(count=left))
        self.wanted.emit(*self._pairs[0])

    def show_pair(self, one: Entry, other: Entry) -> None:
        """Show two papers, what differs marked; the left one stays where they are joined."""
        keep, goes = sorted((one, other), key=_worth, reverse=True)
        self._shown = keep, goes
        self._clear()
        for row, (name, left, right) in enumerate(_lines(keep, goes)):
            for column, text in enumerate((left, right)):
                shown = _label(text or "–", name)
                shown.setProperty("differs", left != right and name in {"pairTitle", "fact"})
                shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                shown.setAlignment(Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(shown, row, column)
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def _clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    # What the reader says

    def _join(self) -> None:
        if self._shown is not None and self._pairs:
            keep, goes = self._shown
            self._next()
            self.joined.emit(goes.id, keep.id)

    def _part(self) -> None:
        if self._pairs:
            pair = self._next()
            self.parted.emit(*pair)

    def _later(self) -> None:
        if self._pairs:
            self._put_off.add(self._pairs[0])
            if all(pair in self._put_off for pair in self._pairs):
                self.accept()
            else:
                self.show_pairs(self._pairs)

    def _next(self) -> tuple[PaperId, PaperId]:
        """Take the pair away at once, so that a second key does not mean it again; what is left comes with the news."""
        pair = self._pairs.pop(0)
        for button in (self.join, self.part, self.later):
            button.setEnabled(False)
        return pair


def _worth(entry: Entry) -> tuple[bool, int, int]:
    """Order papers by what the reader would keep: a starred one, the better source, the older entry."""
    return entry.mark.starred is not None, entry.paper.authority, -entry.id


def _lines(one: Entry, other: Entry) -> list[tuple[str, str, str]]:
    """Give what is shown of both, a line each with the name of its look."""
    pairs = zip_longest(_facts(one), _facts(other), fillvalue=("", ""))
    return [(left[0] or right[0], left[1], right[1]) for left, right in pairs if left[1] or right[1]]


def _facts(entry: Entry) -> list[tuple[str, str]]:
    paper, mark = entry.paper, entry.mark
    authors = ", ".join(author.name for author in paper.authors[:12])
    names = "\n".join(
        f"{_SCHEMES.get(one.scheme, one.scheme)} {one.value}" for one in paper.ids if one.scheme != "guid"
    )
    published = day(paper.published) if paper.published else ""
    venue = f"{paper.venue.name} {paper.venue.appeared}".strip() if paper.venue else ""
    marks = [_("starred")] if mark.starred else []
    marks += [_("in Later")] if mark.later else []
    marks += [_("with a note")] if mark.note else []
    return [
        ("pairTitle", legible(paper.title)),
        ("fact", authors),
        ("fact", " · ".join(part for part in (published, venue) if part)),
        ("fact", names),
        ("pairDim", ", ".join([*marks, *mark.tags])),
        ("abstract", legible(paper.abstract[:_ABSTRACT]) + ("…" if len(paper.abstract) > _ABSTRACT else "")),
    ]


def _label(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setObjectName(name)
    return label
