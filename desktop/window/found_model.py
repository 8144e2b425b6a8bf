"""The papers found in a text, as a list in which each can be ticked; of any length."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont

from desktop.language import _, ngettext
from desktop.window.colours import is_dark, palette
from storage import legible

_Index = QModelIndex | QPersistentModelIndex
_TOP: Final = QModelIndex()
_SCHEMES: Final = {"arxiv": "arXiv", "doi": "DOI", "acl": "ACL", "openreview": "OpenReview", "pubmed": "PubMed"}


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One line: the paper's number in the text (None: not understood), its words, and what is known of it.

    `adds` counts what an import would give it: tags, marks, a note, quotes, a key.
    """

    number: int | None
    title: str
    detail: str = ""
    state: str = ""
    known: bool = False
    keywords: int = 0
    adds: int = 0

    @classmethod
    def of(cls, said: dict[str, Any]) -> "FoundRow":
        """Read what the command says about one paper, or about what it did not understand."""
        if "odd" in said:
            return cls(None, str(said["odd"]), state=_("not understood"))
        authors = [str(name) for name in said["authors"]]
        who = ", ".join(authors[:3]) + (_(" and others") if len(authors) > 3 else "")
        ids = ", ".join(_named(str(name)) for name in said["ids"])
        parts = [who, str(said["year"] or ""), ids if said["title"] else _("its title follows")]
        detail = " · ".join(part for part in parts if part)
        known = said["known"] is not None
        return cls(
            int(said["n"]),
            legible(str(said["title"])) or ids,
            detail,
            _state(said),
            known,
            len(said["keywords"]),
            _changes(said),
        )


def _named(identifier: str) -> str:
    scheme, _blank, value = identifier.partition(" ")
    return f"{_SCHEMES.get(scheme, scheme)} {value}"


def _changes(said: dict[str, Any]) -> int:
    """Count what an import would add to a paper."""
    brings = said.get("brings") or {}
    return sum(len(brings.get(name, ())) for name in ("tags", "marks")) + sum(
        bool(brings.get(name)) for name in ("note", "quotes", "key")
    )


def _state(said: dict[str, Any]) -> str:
    if said["known"] is not None and (count := _changes(said)):
        return ngettext("here already, {count} thing to add", "here already, {count} things to add", count).format(
            count=count
        )
    if said["starred"]:
        then = datetime.fromisoformat(str(said["starred"])).astimezone()
        return _("starred {day}").format(day=f"{then.day} {then:%b %Y}")
    return _("here already") if said["known"] is not None else _("new")


class FoundModel(QAbstractTableModel):
    """Title with a tick, details, and what is known; new papers are ticked, those that are here already are not."""

    ticked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[FoundRow] = []
        self.chosen: set[int] = set()

    def take(self, rows: Sequence[FoundRow]) -> None:
        """Show more rows below those that are there."""
        if not rows:
            return
        first = len(self.rows)
        self.beginInsertRows(_TOP, first, first + len(rows) - 1)
        self.rows += rows
        self.chosen.update(row.number for row in rows if row.number is not None and (row.adds or not row.known))
        self.endInsertRows()
        self.ticked.emit()

    def tick_all(self, *, on: bool) -> None:
        """Tick every paper, or none."""
        self.chosen = {row.number for row in self.rows if row.number is not None} if on else set()
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0), [Qt.ItemDataRole.CheckStateRole])
        self.ticked.emit()

    def left_out(self) -> str:
        """Give the numbers that are not ticked as ranges: "3,5-9"."""
        numbers = [row.number for row in self.rows if row.number is not None and row.number not in self.chosen]
        ranges: list[list[int]] = []
        for number in numbers:
            if ranges and ranges[-1][1] == number - 1:
                ranges[-1][1] = number
            else:
                ranges.append([number, number])
        return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)

    # What Qt asks

    def rowCount(self, parent: _Index = _TOP) -> int:  # noqa: N802
        """Give how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _TOP) -> int:  # noqa: N802
        """Give how many columns there are."""
        return 0 if parent.isValid() else 3

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let papers be ticked."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.isValid() and index.column() == 0 and self.rows[index.row()].number is not None:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give what one cell shows."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                text = (row.title, row.detail, row.state)[column]
                return text if role == Qt.ItemDataRole.DisplayRole else _escaped(text)
            case Qt.ItemDataRole.CheckStateRole if column == 0 and row.number is not None:
                return Qt.CheckState.Checked if row.number in self.chosen else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(part for part in (row.title, row.detail, row.state) if part)
            case Qt.ItemDataRole.ForegroundRole if column or row.number is None:
                colours = palette(is_dark())
                return colours.accent if row.number is None and column == 2 else colours.dim
            case Qt.ItemDataRole.FontRole if row.number is None and column == 0:
                font = QFont()
                font.setItalic(True)
                return font
            case _:
                return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Tick a paper, or take its tick away."""
        number = self.rows[index.row()].number if index.isValid() else None
        if role != Qt.ItemDataRole.CheckStateRole or number is None:
            return False
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self.chosen.add(number)
        else:
            self.chosen.discard(number)
        self.dataChanged.emit(index, index, [role])
        self.ticked.emit()
        return True


def _escaped(text: str) -> str:
    """Keep a tooltip from taking a title for markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;")
