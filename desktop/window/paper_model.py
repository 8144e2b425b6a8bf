"""The papers of a list as a Qt model: every number at once, their entries in pages, when they are looked at."""

import logging
from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from desktop.language import _
from desktop.window.parts import Heading
from storage import Entry, PaperId, StorageError, legible

PAGE: Final = 20
"""Entries read at once: as many as half a screen has rows, few enough to leave most of a frame to painting them."""

KEPT: Final = 2000
"""Entries that are kept in memory: some forty screens' worth."""

_LOOK_AHEAD: Final = 64
_MOST_EDITS: Final = 32
_STRETCH: Final = 1 << 16
_RETRY_MS: Final = 1000
_FEW: Final = 20
"""Up to so many papers are looked for one by one; more in one walk over the list."""

_Fetch = Callable[[Sequence[PaperId]], list[Entry]]
_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()

_PAPER: Final = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

_log = logging.getLogger(__name__)


class PaperModel(QAbstractTableModel):
    """One column of papers; Qt.UserRole gives the Entry, or None where the library no longer has the paper.

    Numbers below zero are headings: they can be current, but neither selected nor marked, and give their Heading.
    """

    about_to_change = Signal()
    """Numbers are about to be exchanged; what is known by row is to be noted by number."""
    changed = Signal(bool)
    """They were exchanged; whether row by row, so that whoever follows rows knows already."""

    def __init__(self, fetch: _Fetch, parent: QObject | None = None) -> None:
        """Show nothing yet; `fetch` gives the entries of some numbers in their order and leaves out those it lacks."""
        super().__init__(parent)
        self._fetch = fetch
        self._numbers: array[int] = array("q")
        # The same as bytes: looking for eight bytes in eight million takes a millisecond, for a number forty.
        self._packed: bytes | None = b""
        self._headings: dict[int, Heading] = {}
        # By number, not by row, so that rows may move. None: the library does not have it.
        self._entries: OrderedDict[PaperId, Entry | None] = OrderedDict()
        self._failed: set[PaperId] = set()
        self._retry = QTimer(self, interval=_RETRY_MS, singleShot=True)
        self._retry.timeout.connect(self._try_again)

    def set_numbers(self, numbers: "array[int]", headings: Mapping[int, Heading] | None = None) -> None:
        """Show these papers in this order (type code q); rows that stay keep their place for whoever follows rows."""
        new = array("q", numbers)
        changes = edits(self._numbers, new)
        before, self._headings = self._headings, dict(headings or {})
        if changes == []:
            self._say_headings(before)
            return
        self.about_to_change.emit()
        if changes:
            self._edit(changes, new)
        else:
            self.beginResetModel()
            self._numbers, self._packed = new, None
            self.endResetModel()
        self.changed.emit(changes is not None)
        self._say_headings(before)

    def _say_headings(self, before: Mapping[int, Heading]) -> None:
        for number, heading in self._headings.items():
            if before.get(number, heading) != heading and (row := self.row_of(number)) is not None:
                self.dataChanged.emit(self.index(row, 0), self.index(row, 0))

    @property
    def headings(self) -> Mapping[int, Heading]:
        """The headings by their numbers; not to be changed."""
        return self._headings

    def heading_at(self, row: int) -> Heading | None:
        """Give the heading that a row is; None where it is a paper."""
        return self._headings.get(self._numbers[row])

    @property
    def numbers(self) -> "array[int]":
        """The papers in order; not to be changed."""
        return self._numbers

    def number_at(self, row: int) -> PaperId:
        """Give the number of the paper in a row that there is."""
        return PaperId(self._numbers[row])

    def row_of(self, number: int) -> int | None:
        """Give the row of a paper; None where the list does not have it."""
        if self._packed is None:
            self._packed = self._numbers.tobytes()
        wanted = array("q", [number]).tobytes()
        at = self._packed.find(wanted)
        while at >= 0 and at % 8:
            at = self._packed.find(wanted, at + 1)
        return at // 8 if at >= 0 else None

    def rows_of(self, numbers: Collection[PaperId]) -> list[int]:
        """Give the rows of these papers, ascending; those that the list lacks are left out."""
        if len(numbers) <= _FEW:
            return sorted(row for number in numbers if (row := self.row_of(number)) is not None)
        wanted = frozenset(numbers)
        return [row for row, number in enumerate(self._numbers) if number in wanted]

    def entry_at(self, row: int) -> Entry | None:
        """Give the entry of a row that there is; None where it is a heading or the library no longer has it."""
        number = self.number_at(row)
        if number < 0:
            return None
        if number in self._entries:
            self._entries.move_to_end(number)
        else:
            self._read(row // PAGE * PAGE)
        return self._entries[number]

    def entry_known(self, row: int) -> Entry | None:
        """Give the entry of a row if it has been read already; reads nothing."""
        return self._entries.get(self.number_at(row))

    def refresh(self, numbers: Collection[int] | None) -> None:
        """Read these papers anew when they are next looked at, None: all, also those of other lists; say so."""
        if numbers is None or len(numbers) > KEPT:
            stale = list(self._entries)
            self._entries.clear()
        else:
            stale = [PaperId(number) for number in numbers if number in self._entries]
            for number in stale:
                del self._entries[number]
        if not stale or not self._numbers:
            return
        # Saying it of every row costs nothing: only those in sight are painted.
        changed = runs(self.rows_of(stale)) if len(stale) <= _FEW else [(0, len(self._numbers) - 1)]
        for first, last in changed:
            self.dataChanged.emit(self.index(first, 0), self.index(last, 0))

    def rowCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802
        """Give how many papers the list has."""
        return 0 if parent.isValid() else len(self._numbers)

    def columnCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802
        """Give the one column."""
        return 0 if parent.isValid() else 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the entry of a row, its title, or its words for a tooltip or a screen reader; of a heading the same."""
        if not index.isValid() or role not in _WORDS:
            return None
        if self._headings and (heading := self.heading_at(index.row())):
            return _HEADING_WORDS[role](heading)
        entry = self.entry_at(index.row())
        return None if entry is None else _WORDS[role](entry)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let nobody select a heading."""
        if index.isValid() and self._headings and self._numbers[index.row()] < 0:
            return Qt.ItemFlag.ItemIsEnabled
        return _PAPER if index.isValid() else Qt.ItemFlag.NoItemFlags

    def _read(self, first: int) -> None:
        """Read what is not known of one page; if that fails just now, show it empty and try again: paint must go on."""
        page = [PaperId(number) for number in self._numbers[first : first + PAGE]]
        wanted = [number for number in page if number not in self._entries and number >= 0]
        try:
            found = {entry.id: entry for entry in self._fetch(wanted)}
        except StorageError:
            _log.warning("cannot read papers of a list, trying again", exc_info=True)
            found = {}
            self._failed.update(wanted)
            self._retry.start()
        for number in wanted:
            self._entries[number] = found.get(number)
        while len(self._entries) > KEPT:
            self._entries.popitem(last=False)

    def _try_again(self) -> None:
        failed, self._failed = self._failed, set()
        self.refresh(failed)

    def _edit(self, changes: Sequence["Edit"], new: "array[int]") -> None:
        # A copy: whoever holds the list as it was shall not see it change.
        self._numbers = array("q", self._numbers)
        for change in changes:
            last = change.row + change.many - 1
            self._packed = None
            if change.kind == "remove":
                self.beginRemoveRows(_ROOT, change.row, last)
                del self._numbers[change.row : last + 1]
                self.endRemoveRows()
            else:
                self.beginInsertRows(_ROOT, change.row, last)
                self._numbers[change.row : change.row] = new[change.source : change.source + change.many]
                self.endInsertRows()


class Edit(NamedTuple):
    """Rows to remove, or rows to insert from `source` on in the new list; `row` counts with the earlier edits done."""

    kind: Literal["insert", "remove"]
    row: int
    many: int
    source: int = 0


def edits(old: "array[int]", new: "array[int]") -> list[Edit] | None:
    """Give the few edits that lead from one list to the other, in order; None where they differ too much.

    A list that was sorted anew is better shown anew; one that lost a read paper or gained the morning's is not.
    """
    found: list[Edit] = []
    before, after = old.tobytes(), new.tobytes()
    row = at = 0  # Where we are in the new list, and in the old one.
    while True:
        same = _common(before, at, after, row)
        row, at = row + same, at + same
        if at == len(old) and row == len(new):
            return found
        alike = after.endswith(before[at * 8 :]) or before.endswith(after[row * 8 :])
        # What the one has more than the other was then added, or taken away, in one piece.
        more = (len(new) - row) - (len(old) - at)
        step = (max(-more, 0), max(more, 0)) if alike else _step(old, at, new, row)
        if step is None or len(found) >= _MOST_EDITS:
            return None
        removed, inserted = step
        if removed:
            found.append(Edit("remove", row, removed))
            at += removed
        if inserted:
            found.append(Edit("insert", row, inserted, row))
            row += inserted


def _step(old: "array[int]", at: int, new: "array[int]", row: int) -> tuple[int, int] | None:
    """Give how many rows to remove and to insert where the two lists part; None where that cannot be told."""
    ahead, behind = new[row : row + _LOOK_AHEAD], old[at : at + _LOOK_AHEAD]
    insert = ahead.index(old[at]) if old[at] in ahead else _LOOK_AHEAD
    remove = behind.index(new[row]) if new[row] in behind else _LOOK_AHEAD
    if min(insert, remove) < _LOOK_AHEAD:
        return (0, insert) if insert <= remove else (remove, 0)
    return (1, 1) if len(ahead) > 1 and len(behind) > 1 and ahead[1] == behind[1] else None


def _common(one: bytes, at: int, other: bytes, row: int) -> int:
    """Give how many numbers are the same from here on; by whole stretches of bytes, so a million take 2 ms."""
    size = min(len(one) - at * 8, len(other) - row * 8)
    for stretch in range(0, size, _STRETCH):
        ours = one[at * 8 + stretch : at * 8 + min(size, stretch + _STRETCH)]
        theirs = other[row * 8 + stretch : row * 8 + min(size, stretch + _STRETCH)]
        if ours != theirs:
            numbers = range(1, len(ours) // 8 + 1)
            return stretch // 8 + bisect_left(numbers, True, key=lambda end: ours[: end * 8] != theirs[: end * 8])  # noqa: FBT003
    return size // 8


def runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give the first and last of every unbroken run of ascending rows."""
    if not rows:
        return
    first = rows[0]
    for one, following in pairwise(rows):
        if following != one + 1:
            yield first, one
            first = following
    yield first, rows[-1]


def _spoken(entry: Entry) -> str:
    parts = [legible(entry.paper.title), *(author.name for author in entry.paper.authors[:3])]
    if len(entry.paper.authors) > 3:
        parts.append(_("and others"))
    if entry.mark.starred:
        parts.append(_("starred"))
    if entry.unread:
        parts.append(_("unread"))
    return ", ".join(part for part in parts if part)


def _tooltip(entry: Entry) -> str:
    """Give title and authors; as escaped rich text, for Qt takes plain text with a < in it for rich."""
    names = ", ".join(author.name for author in entry.paper.authors[:12])
    more = " …" if len(entry.paper.authors) > 12 else ""
    from html import escape  # brings a table of all entities along

    return f"<p>{escape(legible(entry.paper.title))}</p><p>{escape(names)}{more}</p>"


_WORDS: Final[dict[int, Callable[[Entry], object]]] = {
    Qt.ItemDataRole.UserRole: lambda entry: entry,
    Qt.ItemDataRole.DisplayRole: lambda entry: legible(entry.paper.title),
    Qt.ItemDataRole.ToolTipRole: _tooltip,
    Qt.ItemDataRole.AccessibleTextRole: _spoken,
}

_HEADING_WORDS: Final[dict[int, Callable[[Heading], object]]] = {
    Qt.ItemDataRole.UserRole: lambda heading: heading,
    Qt.ItemDataRole.DisplayRole: lambda heading: heading.text,
    Qt.ItemDataRole.ToolTipRole: lambda _heading: None,
    Qt.ItemDataRole.AccessibleTextRole: Heading.spoken,
}
