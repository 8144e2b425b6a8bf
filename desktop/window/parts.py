"""The parts of a day's list: the rows that they make with a heading above each, and which of them are folded."""

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from PySide6.QtCore import QSettings

from desktop.language import _, ngettext
from desktop.subjects import subjects
from storage import Part

REST: Final = "rest"
"""The key of the part that holds others."""

_FOLDED: Final = "list/folded"


@dataclass(frozen=True, slots=True)
class Heading:
    """A row that is no paper. `number` is below zero and stays the same for a part; `level` 1 stands under "the rest".

    `unread` None: not known yet.
    """

    number: int
    key: str
    text: str
    papers: int
    unread: int | None = None
    folded: bool = False
    level: int = 0

    def count(self) -> str:
        """Give "12", "3 of 12 left" or, of those that nobody has read yet, "12 left"."""
        if not self.unread:
            return f"{self.papers:,}"
        if self.unread == self.papers:
            return _("{count} left").format(count=f"{self.papers:,}")
        return _("{left} of {count} left").format(left=f"{self.unread:,}", count=f"{self.papers:,}")

    def spoken(self) -> str:
        """Give the same for a screen reader: "Matches, 12 papers, 3 unread, folded"."""
        said = [self.text, ngettext("{count} paper", "{count} papers", self.papers).format(count=f"{self.papers:,}")]
        if self.unread:
            said.append(_("{count} unread").format(count=f"{self.unread:,}"))
        said.append(_("folded") if self.folded else _("unfolded"))
        return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Rows:
    """What a table shows: numbers of papers, and between them numbers of headings, which `headings` knows."""

    numbers: "array[int]"
    headings: Mapping[int, Heading]


class Folding:
    """Which parts the reader folded away; remembered over the end of the program."""

    def __init__(self) -> None:
        kept = QSettings().value(_FOLDED, "")
        self._folded = set(kept.split("\n")) - {""} if isinstance(kept, str) else set[str]()
        self._numbers: dict[str, int] = {}

    def turn(self, key: str, *, folded: bool) -> None:
        """Fold a part, or unfold it."""
        (self._folded.add if folded else self._folded.discard)(key)
        QSettings().setValue(_FOLDED, "\n".join(sorted(self._folded)))

    def is_folded(self, key: str) -> bool:
        """Say whether a part is folded."""
        return key in self._folded

    def papers(self, parts: Sequence[Part], key: str) -> list[int]:
        """Give all papers of a part, folded away or not."""
        return next((list(piece.papers) for piece in _pieces(parts) if piece.key == key), [])

    def hiding(self, parts: Sequence[Part], number: int) -> list[str]:
        """Give the keys of the folded parts that a paper stands in."""
        return [piece.key for piece in _pieces(parts) if self.is_folded(piece.key) and number in piece.papers]

    def rows(self, parts: Sequence[Part], unread: Collection[int] | None = None) -> Rows:
        """Give the rows of these parts, as far as they are unfolded; one part alone needs no heading."""
        parts = [part for part in parts if part.numbers]
        if len(parts) < 2:
            return Rows(parts[0].numbers if parts else array("q"), {})
        numbers, headings, hidden = array("q"), dict[int, Heading](), False
        for piece in _pieces(parts):
            if piece.level and hidden:
                continue
            heading = self._heading(piece, unread)
            headings[heading.number] = heading
            numbers.append(heading.number)
            hidden = heading.folded if not piece.level else hidden
            if not heading.folded:
                numbers.extend(piece.own)
        return Rows(numbers, headings)

    def _heading(self, piece: "_Piece", unread: Collection[int] | None) -> Heading:
        number = self._numbers.setdefault(piece.key, -1 - len(self._numbers))
        left = None if unread is None else sum(map(unread.__contains__, piece.papers))
        return Heading(number, piece.key, piece.text, len(piece.papers), left, self.is_folded(piece.key), piece.level)


class _Piece(NamedTuple):
    """A heading to be: the papers that it counts, and those of them that stand right below it."""

    key: str
    text: str
    papers: "array[int]"
    own: "array[int]"
    level: int = 0


def _pieces(parts: Sequence[Part]) -> Iterator[_Piece]:
    first = [part for part in parts if part.kind in {"matches", "votes"}]
    rest = [part for part in parts if part.kind not in {"matches", "votes"}]
    for part in first:
        yield _Piece(part.kind, _title(part), part.numbers, part.numbers)
    if len(rest) == 1 or not first:
        for part in rest:
            yield _Piece(f"{part.kind}/{part.name}", _title(part), part.numbers, part.numbers)
    elif rest:
        together = array("q")
        for part in rest:
            together.extend(part.numbers)
        yield _Piece(REST, _("The rest"), together, array("q"))
        for part in rest:
            yield _Piece(f"{part.kind}/{part.name}", _title(part), part.numbers, part.numbers, level=1)


def _title(part: Part) -> str:
    if part.kind == "matches":
        return _("Matches")
    if part.kind == "votes":
        return part.name or _("Daily Papers")
    return _subjects().get(part.name, part.name) or _("Others")


@cache
def _subjects() -> Mapping[str, str]:
    """Give what categories are about, behind their codes."""
    return {subject.code: f"{subject.code}  {subject.name}" for subject in subjects() if subject.server == "arxiv"}
