"""What a person did, act by act, so that each can be taken back and done again, in this program or the next."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, cast

from storage import arrivals, merges, papers
from storage.errors import NotFound, NothingToUndo
from storage.model import Changes, FeedId, Origin, PaperId, RuleId, SearchId
from storage.rows import dump, put_row, stamp
from storage.schema import READERS_COLUMNS

Row = dict[str, Any]

KEYS: Final[dict[str, tuple[str, ...]]] = {
    "marks": ("paper", "kind"),
    "taggings": ("paper", "tag"),
    "notes": ("paper",),
    "quotes": ("id",),
    "feeds": ("id",),
    "rules": ("id",),
    "papers": ("id",),
    "merges": ("loser",),
    "suggestions": ("paper", "other"),
    "tags": ("id",),
    "searches": ("id",),
    "live_files": ("id",),
    "cite_keys": ("key",),
}
"""The tables in which an act may change rows, and what names a row there."""

_OURS: Final = {
    "feeds": READERS_COLUMNS["feeds"],
    "live_files": ("path", "list", "text", "search", "flavour", "extras", "command", "paused", "removed"),
}
"""Where an act may change some columns alone: what a poll or a write left in the rest must not come back by an undo."""

_PAPER_COLUMNS: Final = {
    **dict.fromkeys(("marks", "taggings", "notes", "quotes", "cite_keys"), ("paper",)),
    "papers": ("id",),
    "merges": ("loser", "winner"),
    "suggestions": ("paper", "other"),
}


@dataclass(slots=True)
class Act:
    """One thing a person did, while it is being done: every change goes through `put`, then `close` writes it down.

    `by_itself` is what follows from reading on, such as a paper being read once it was left: no act to take back.
    """

    db: sqlite3.Connection
    name: str
    origin: Origin
    now: datetime
    by_itself: bool = False
    changes: list[tuple[str, Row, Row | None, Row | None]] = field(default_factory=list)

    def put(self, table: str, key: Row, values: Row | None) -> bool:
        """Make the row named by `key` hold `values` (None: be gone) and remember how it was; False: it was so already.

        When and from where an act came is no difference. Columns that `values` leaves out stay as they are.
        """
        before = row_at(self.db, table, key)
        if _same(before, values):
            return False
        stamped = None if values is None else {**_stamps(table, self), **values}
        _write(self.db, table, key, before, stamped)
        self.changes.append((table, key, before, row_at(self.db, table, key)))
        return True

    def note(self, table: str, key: Row, before: Row | None, after: Row | None) -> None:
        """Remember a change that somebody else already made."""
        self.changes.append((table, key, before, after))

    def close(self) -> Changes:
        """Write the act to the journal, unless it changed nothing, and give what it touched."""
        touched = _touched(self.changes)
        if self.changes:
            if not self.by_itself:
                self.db.execute("UPDATE journal SET state = 'passed' WHERE state = 'undone'")
            _append(
                self.db,
                self.name,
                touched["papers"],
                self.changes,
                origin=self.origin,
                now=self.now,
                state="passed" if self.by_itself else "done",
            )
        return _changes(self.db, self.name, self.origin, touched)


def row_at(db: sqlite3.Connection, table: str, key: Mapping[str, Any]) -> Row | None:
    """Give the row that `key` names, as far as an act may change it; None where there is none."""
    where = " AND ".join(f"{name} = ?" for name in key)
    columns = ", ".join(_OURS.get(table, "*"))
    row = db.execute(f"SELECT {columns} FROM {table} WHERE {where}", tuple(key.values())).fetchone()  # noqa: S608  ours
    return dict(row) if row else None


def _same(before: Row | None, values: Row | None) -> bool:
    if before is None or values is None:
        return before is None and values is None
    return all(before[name] == value for name, value in values.items())


def _stamps(table: str, act: Act) -> Row:
    if table in {"marks", "taggings", "notes", "quotes"}:
        return {"at": stamp(act.now), "origin": act.origin}
    return {"at": stamp(act.now)} if table == "cite_keys" else {}


def _write(db: sqlite3.Connection, table: str, key: Row, before: Row | None, values: Row | None) -> None:
    where = " AND ".join(f"{name} = ?" for name in key)
    if values is None:
        db.execute(f"DELETE FROM {table} WHERE {where}", tuple(key.values()))  # noqa: S608  our names, bound values
    elif before is None:
        put_row(db, table, {**key, **values})
    else:
        settings = ", ".join(f"{name} = ?" for name in values)
        db.execute(f"UPDATE {table} SET {settings} WHERE {where}", (*values.values(), *key.values()))  # noqa: S608


def _touched(changes: Iterable[tuple[str, Row, Row | None, Row | None]]) -> dict[str, set[int]]:
    touched: dict[str, set[int]] = {
        name: set() for name in ("papers", "feeds", "rules", "searches", "tags", "live_files")
    }
    for table, key, before, after in changes:
        named = {**(after or before or {}), **key}
        if table in {"tags", "taggings"}:
            touched["tags"].add(cast("int", named["id" if table == "tags" else "tag"]))
        if table in _PAPER_COLUMNS:
            touched["papers"] |= {cast("int", named[column]) for column in _PAPER_COLUMNS[table]}
        elif table != "tags":
            touched[table].add(cast("int", key["id"]))
    return touched


def _changes(
    db: sqlite3.Connection, name: str, origin: Origin, touched: Mapping[str, set[int]], *, undone: bool = False
) -> Changes:
    return Changes(
        origin,
        papers=frozenset(papers.roots(db, touched["papers"]).values()),
        feeds=frozenset(map(FeedId, touched["feeds"])),
        rules=frozenset(map(RuleId, touched["rules"])),
        searches=frozenset(map(SearchId, touched["searches"])),
        tags=bool(touched["tags"]),
        act=name,
        undone=undone,
    )


def _append(
    db: sqlite3.Connection,
    name: str,
    touched: Iterable[int],
    changes: Iterable[tuple[str, Row, Row | None, Row | None]],
    *,
    origin: Origin,
    now: datetime,
    target: int | None = None,
    state: str = "done",
) -> None:
    belongs = {number: PaperId(number) for number in touched}
    ids = papers.ids_of(db, belongs)
    named = [[number, [[i.scheme, i.value] for i in ids.get(PaperId(number), ())]] for number in belongs]
    db.execute(
        "INSERT INTO journal (machine, number, at, origin, act, papers, changes, target, state)"
        " SELECT m.value, 1 + coalesce((SELECT max(number) FROM journal WHERE machine = m.value), 0),"
        " ?, ?, ?, ?, ?, ?, ? FROM meta m WHERE m.key = 'machine'",
        (
            stamp(now),
            origin,
            name,
            dump(named),
            dump(list(changes)),
            target,
            "passed" if target else state,
        ),
    )


def undo(db: sqlite3.Connection, *, origin: Origin, now: datetime) -> Changes:
    """Take back the newest act that still stands; within a transaction of the caller's.

    Raises:
        NothingToUndo: every act is taken back already, or there was none.
    """
    return _turn(db, "done", "undone", origin=origin, now=now)


def redo(db: sqlite3.Connection, *, origin: Origin, now: datetime) -> Changes:
    """Do the act again that was taken back last; a new act in between ends that.

    Raises:
        NothingToUndo: nothing is waiting to be done again.
    """
    return _turn(db, "undone", "done", origin=origin, now=now)


def take_back(db: sqlite3.Connection, number: int, *, origin: Origin, now: datetime) -> Changes:
    """Take back one act, whichever came after it; within a transaction of the caller's.

    One that is taken back already changes nothing. Only the newest can be done again.

    Raises:
        NotFound: there is no such act.
        NothingToUndo: something of it was changed since.
    """
    row = db.execute(
        "SELECT id, act, changes, state FROM journal WHERE id = ? AND target IS NULL", (number,)
    ).fetchone()
    if row is None:
        raise NotFound("act", str(number))
    if row["state"] == "done":
        newest = db.execute("SELECT max(id) FROM journal WHERE state = 'done'").fetchone()[0]
        if newest != number and not _stands(db, json.loads(row["changes"])):
            raise NothingToUndo(redo=False)
        return _turned(db, row, "undone" if newest == number else "passed", origin=origin, now=now)
    if db.execute("SELECT 1 FROM journal WHERE target = ?", (number,)).fetchone() is None:
        raise NothingToUndo(redo=False)  # what follows from reading on is no act to take back
    return Changes(origin, act=row["act"], undone=True)


def _stands(db: sqlite3.Connection, changes: Sequence[tuple[str, Row, Row | None, Row | None]]) -> bool:
    """Say whether all is still as an act left it, and nothing was said since about a paper that it brought in."""
    for table, key, before, after in changes:
        if table == "papers":
            if before is None and _spoken_of(db, key["id"], changes):
                return False
        elif table != "merges" and row_at(db, table, key) != after:
            return False
    return True


_SPOKEN: Final = {
    "marks": "kind NOT IN ('read', 'dismissed') AND state = 1",
    "taggings": "state = 1",
    "notes": "1",
    "quotes": "removed IS NULL",
}


def _spoken_of(db: sqlite3.Connection, number: int, changes: Sequence[tuple[str, Row, Row | None, Row | None]]) -> bool:
    """Say whether the reader said more about a paper than these changes do."""
    own = [(table, key) for table, key, *_ in changes]
    return any(
        (table, {name: row[name] for name in KEYS[table]}) not in own
        for table, said in _SPOKEN.items()
        for row in db.execute(f"SELECT * FROM {table} WHERE paper = ? AND {said}", (number,))  # noqa: S608  ours
    )


def _turn(db: sqlite3.Connection, state: str, becomes: str, *, origin: Origin, now: datetime) -> Changes:
    back = becomes == "undone"
    row = db.execute(
        f"SELECT id, act, changes FROM journal WHERE state = ? ORDER BY id {'DESC' if back else 'ASC'} LIMIT 1",  # noqa: S608
        (state,),
    ).fetchone()
    if row is None:
        raise NothingToUndo(redo=not back)
    return _turned(db, row, becomes, origin=origin, now=now)


def _turned(db: sqlite3.Connection, row: sqlite3.Row, becomes: str, *, origin: Origin, now: datetime) -> Changes:
    """Put back, or do again, what the journal's row says, and note that this was done."""
    back = becomes != "done"
    changes = [tuple(change) for change in json.loads(row["changes"])]
    if becomes == "passed":  # a tag that came with it may be on other papers by now
        changes = [change for change in changes if change[0] != "tags" or change[2] is not None]
    for table, key, before, after in reversed(changes) if back else changes:
        _restore(db, table, key, before if back else after, now)
    db.execute("UPDATE journal SET state = ? WHERE id = ?", (becomes, row["id"]))
    touched = _touched(changes)
    _append(db, "undo" if back else "redo", touched["papers"], [], origin=origin, now=now, target=row["id"])
    return _changes(db, row["act"], origin, touched, undone=back)


def _restore(db: sqlite3.Connection, table: str, key: Row, row: Row | None, now: datetime) -> None:
    """Make the row as it was; papers and merges bring along what hangs on them."""
    if table == "merges":
        if row is None:
            merges.take_apart(db, PaperId(key["loser"]), now=now)
        else:
            merges.put_together(db, row)
        return
    if table == "papers":
        if row is None:
            arrivals.withdraw(db, PaperId(key["id"]))
        else:
            arrivals.readmit(db, row, now=now)
        return
    _write(db, table, key, row_at(db, table, key), row)
