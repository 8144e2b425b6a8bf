"""The papers of a list as a Qt model: every number at once, their entries in pages, when they are looked at."""

import html
import logging
from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from desktop.language import _
from storage import Entry, PaperId, StorageError

PAGE: Final = 50
"""Entries read at once: more than a screen has rows of the tallest kind, few enough for one frame."""

_PAGES: Final = 40
_LOOK_AHEAD: Final = 64
_MOST_EDITS: Final = 32
_STRETCH: Final = 1 << 16
_RETRY_MS: Final = 1000
_FEW: Final = 100
"""Up to so many papers are looked for one by one; more in one walk over the list."""

_Fetch = Callable[[Sequence[PaperId]], list[Entry]]
_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()

_log = logging.getLogger(__name__)


class PaperModel(QAbstractTableModel):
    """One column of papers; Qt.UserRole gives the Entry, or None where the library no longer has the paper."""

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
        self._pages: OrderedDict[int, dict[PaperId, Entry]] = OrderedDict()
        self._retry = QTimer(self, interval=_RETRY_MS, singleShot=True)
        self._retry.timeout.connect(self._try_again)

    def set_numbers(self, numbers: "array[int]") -> None:
        """Show these papers in this order (type code q); rows that stay keep their place for whoever follows rows."""
        new = array("q", numbers)
        changes = edits(self._numbers, new)
        if changes == []:
            return
        self.about_to_change.emit()
        if changes:
            self._edit(changes, new)
        else:
            self.beginResetModel()
            self._numbers = new
            self._forget()
            self.endResetModel()
        self.changed.emit(changes is not None)

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
        """Give the entry of a row that there is; None where the library no longer has it."""
        page = row // PAGE
        entries = self._pages.get(page)
        if entries is None:
            entries = self._read(page)
        else:
            self._pages.move_to_end(page)
        return entries.get(self.number_at(row))

    def refresh(self, numbers: Collection[int]) -> None:
        """Read these papers anew when they are next looked at, and say so to whoever shows them."""
        if len(numbers) > PAGE * _PAGES:
            self._pages.clear()
            if self._numbers:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self._numbers) - 1, 0))
            return
        wanted = frozenset(numbers)
        stale = sorted(
            row for page in self._pages for row, number in enumerate(self._slice(page), page * PAGE) if number in wanted
        )
        for page in {row // PAGE for row in stale}:
            del self._pages[page]
        for first, last in runs(stale):
            self.dataChanged.emit(self.index(first, 0), self.index(last, 0))

    def rowCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802
        """Give how many papers the list has."""
        return 0 if parent.isValid() else len(self._numbers)

    def columnCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802
        """Give the one column."""
        return 0 if parent.isValid() else 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the entry of a row, its title, or its words for a tooltip or a screen reader."""
        if not index.isValid() or role not in _WORDS:
            return None
        entry = self.entry_at(index.row())
        return None if entry is None else _WORDS[role](entry)

    def _slice(self, page: int) -> "array[int]":
        return self._numbers[page * PAGE : (page + 1) * PAGE]

    def _read(self, page: int) -> dict[PaperId, Entry]:
        """Read one page; one that cannot be read just now is shown empty and tried again, for painting must go on."""
        try:
            found = self._fetch([PaperId(number) for number in self._slice(page)])
        except StorageError:
            _log.warning("cannot read papers of a list, trying again", exc_info=True)
            found = []
            self._retry.start()
        entries = {entry.id: entry for entry in found}
        self._pages[page] = entries
        while len(self._pages) > _PAGES:
            self._pages.popitem(last=False)
        return entries

    def _try_again(self) -> None:
        empty = [page for page, entries in self._pages.items() if not entries]
        self.refresh({PaperId(number) for page in empty for number in self._slice(page)})

    def _edit(self, changes: Sequence["Edit"], new: "array[int]") -> None:
        """Carry out the edits one by one; the entries that were read are handed on to the rows where they are now."""
        known = {number: entry for entries in self._pages.values() for number, entry in entries.items()}
        for change in changes:
            last = change.row + change.many - 1
            if change.kind == "remove":
                self.beginRemoveRows(_ROOT, change.row, last)
                del self._numbers[change.row : last + 1]
                self._forget()
                self.endRemoveRows()
            else:
                self.beginInsertRows(_ROOT, change.row, last)
                self._numbers[change.row : change.row] = new[change.source : change.source + change.many]
                self._forget()
                self.endInsertRows()
        self._hand_on(known)

    def _forget(self) -> None:
        self._packed = None
        self._pages.clear()

    def _hand_on(self, known: dict[PaperId, Entry]) -> None:
        rows = sorted(row for number in known if (row := self.row_of(number)) is not None)
        for page in sorted({row // PAGE for row in rows})[-_PAGES:]:
            numbers = self._slice(page)
            if all(number in known for number in numbers):
                self._pages[page] = {PaperId(number): known[PaperId(number)] for number in numbers}


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
        step = _step(old, at, new, row)
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
    left, right = len(old) - at, len(new) - row
    if not left or not right or (left != right and _ends_alike(old, at, new, row)):
        # What is left over of the longer one was added, or taken away, in one piece.
        return max(left - right, 0), max(right - left, 0)
    ahead, behind = new[row : row + _LOOK_AHEAD], old[at : at + _LOOK_AHEAD]
    insert = ahead.index(old[at]) if old[at] in ahead else _LOOK_AHEAD
    remove = behind.index(new[row]) if new[row] in behind else _LOOK_AHEAD
    if min(insert, remove) < _LOOK_AHEAD:
        return (0, insert) if insert <= remove else (remove, 0)
    if left > 1 and right > 1 and old[at + 1] == new[row + 1]:
        return 1, 1
    return None


def _ends_alike(old: "array[int]", at: int, new: "array[int]", row: int) -> bool:
    rest = min(len(old) - at, len(new) - row)
    return old[len(old) - rest :] == new[len(new) - rest :]


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
    parts = [entry.paper.title, *(author.name for author in entry.paper.authors[:3])]
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
    return f"<p>{html.escape(entry.paper.title)}</p><p>{html.escape(names)}{more}</p>"


_WORDS: Final[dict[int, Callable[[Entry], object]]] = {
    Qt.ItemDataRole.UserRole: lambda entry: entry,
    Qt.ItemDataRole.DisplayRole: lambda entry: entry.paper.title,
    Qt.ItemDataRole.ToolTipRole: _tooltip,
    Qt.ItemDataRole.AccessibleTextRole: _spoken,
}
