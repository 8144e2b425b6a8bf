"""A damaged library saved: every row that can still be read goes into a new file, and the newest backup fills the gaps.

The damaged file is renamed and never deleted. SQLite stops at the first page that it cannot read; we go on behind it.
"""

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from storage import checkup, keepsakes, moving_in, papers, polls, terms
from storage.backups import daily_backups, reading_only
from storage.connection import PATIENCE, translated, writing
from storage.errors import LibraryDamaged, LibraryError
from storage.opening import FILE_NAME, open_file
from storage.rows import dump, stamp

_PAGES: Final = ("feeds", "rules", "searches", "tags", "live_files", "papers", "journal", "quotes", "openings", "notes")
_BY_KEY: Final[dict[str, tuple[str, str]]] = {
    **dict.fromkeys(_PAGES, ("rowid", "rowid")),
    "merges": ("loser", "loser"),
    "marks": ("paper", "paper, kind"),
    "taggings": ("paper", "paper, tag"),
    "appearances": ("paper", "paper, feed, day"),
    "readings": ("paper", "paper, feed, metric, at"),
    "suggestions": ("paper", "paper, other"),
    "matches": ("rule", "rule, paper, edition"),
    "effects": ("paper", "paper, act, rule, edition"),
    "live_entries": ("file", "file, paper"),
}
"""For each table a whole number by which its rows can be asked for piece by piece, and the order in which they lie."""

_BY_TEXT: Final = {"meta": "key", "cite_keys": "key", "ids": "scheme, value", "gone": "scheme, value"}
"""Tables whose keys are text: read from both ends."""

ANEW: Final = ("pages", "items", "hosts", "answers", "words", "terms")
"""Tables that are made again, or that nobody misses: what feeds and browsers were last told, what search reads."""

_MOST_FAILURES: Final = 20_000
"""Pieces of one table that could not be read after which the rest of it is given up."""

_MOST_ROWS: Final = 1 << 40

_UNREADABLE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR})


@dataclass(slots=True)
class Salvaged:
    """What came of it: rows by table that were read from the damaged file, and that only the backup had.

    `gaps` are the tables that could not be read to their end; `stubs` counts the papers of which only identifiers were
    left, whose text the next check asks for.
    """

    aside: Path
    backup: Path | None = None
    read: dict[str, int] = field(default_factory=dict)
    added: dict[str, int] = field(default_factory=dict)
    gaps: list[str] = field(default_factory=list)
    stubs: int = 0
    papers: int = 0


def rebuild(folder: Path, *, now: datetime, backup: Path | None = None) -> Salvaged:
    """Save what can be read of the damaged library in `folder`, with `backup`, else the newest daily one that is good.

    Raises:
        LibraryOpen: another program has it open.
        LibraryError: there is no room, or the folder cannot be written; nothing was changed.
    """
    path = folder / FILE_NAME
    _see_that_nobody_has_it_open(path)
    saved = Salvaged(path)
    with tempfile.TemporaryDirectory(prefix="papertray-", dir=folder) as name, translated(path):
        place = Path(name)
        new, made = open_file(place, patience=PATIENCE, marks_protected=False, alone=True)
        with closing(new):
            new.execute("PRAGMA foreign_keys = OFF")
            _read_all(path, new, saved)
            for candidate in [backup] if backup else daily_backups(folder):
                if saved.gaps and _fill_gaps(candidate, place, new, saved):
                    break
            _join_up(new, saved, now)
            _complete(new, path, saved)
        saved.aside = _put_in_place(made, path, now)
    return saved


def _see_that_nobody_has_it_open(path: Path) -> None:
    # So broken that not even this can be told: nobody works with it either.
    with suppress(LibraryDamaged), translated(path), moving_in.alone(path):
        pass


# Reading


def _read_all(path: Path, new: sqlite3.Connection, saved: Salvaged) -> None:
    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
        with closing(db):
            db.execute("PRAGMA cell_size_check = ON")
            tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            for table in (*_BY_TEXT, *_BY_KEY):
                if table in tables:
                    _read(db, new, table, saved)
    except sqlite3.DatabaseError as fault:
        if fault.sqlite_errorcode & 0xFF not in _UNREADABLE:
            raise
    saved.gaps += [table for table in (*_BY_TEXT, *_BY_KEY) if table not in saved.read]


def _read(db: sqlite3.Connection, new: sqlite3.Connection, table: str, saved: Salvaged) -> None:
    theirs = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    ours = {row[1] for row in new.execute(f"PRAGMA table_info({table})")}
    columns = [name for name in theirs if name in ours]
    if table == "openings":  # without a key of their own: read twice, a row must not be two
        columns.insert(0, "rowid")
    reader = _Reader(db, table, columns)
    before = new.total_changes
    with writing(new):
        verb = "OR REPLACE" if table == "meta" else "OR IGNORE"
        keepsakes.put_in(new, table, columns, reader.rows(), verb=verb)
    saved.read[table] = new.total_changes - before
    if reader.failures:
        saved.gaps.append(table)


class _Reader:
    """Reads a table around what cannot be read of it; a row may come twice."""

    def __init__(self, db: sqlite3.Connection, table: str, columns: Sequence[str]) -> None:
        self._db, self._table, self._columns = db, table, ", ".join(columns)
        self.failures = 0

    def rows(self) -> Iterator[tuple[object, ...]]:
        if self._table in _BY_TEXT:
            yield from self._from_both_ends()
            return
        yield from self._between(-1, self._highest())

    def _highest(self) -> int:
        """Give the highest key, or one that is surely above it where the page with it cannot be read."""
        try:
            return int(self._db.execute(f"SELECT max({_BY_KEY[self._table][0]}) FROM {self._table}").fetchone()[0] or 0)
        except sqlite3.DatabaseError as fault:
            self._count(fault)
            return _MOST_ROWS

    def _between(self, low: int, high: int) -> Iterator[tuple[object, ...]]:
        """Give the rows of these keys; where one cannot be read, those of each half of what is left."""
        waiting = [(low, high)]
        while waiting and self.failures < _MOST_FAILURES:
            low, high = waiting.pop()
            last = low
            try:
                for row in self._ask(low, high):
                    last = max(last, row[0])
                    yield row[1:]
            except sqlite3.DatabaseError as fault:
                self._count(fault)
                if low == high:
                    yield from self._backwards(low)
                else:
                    middle = (last + high) // 2
                    waiting += [(middle + 1, high), (last, middle)] if last < high else [(high, high)]

    def _ask(self, low: int, high: int, direction: str = "") -> Iterator[tuple[int, ...]]:
        key, order = _BY_KEY[self._table]
        order = ", ".join(f"{column}{direction}" for column in order.split(", "))
        return self._db.execute(
            f"SELECT {key}, {self._columns} FROM {self._table} WHERE {key} BETWEEN ? AND ? ORDER BY {order}",
            (low, high),
        )

    def _backwards(self, key: int) -> Iterator[tuple[object, ...]]:
        """Give the rows of one key from its end: several may share it."""
        try:
            for row in self._ask(key, key, " DESC"):
                yield row[1:]
        except sqlite3.DatabaseError as fault:
            self._count(fault)

    def _from_both_ends(self) -> Iterator[tuple[object, ...]]:
        order = _BY_TEXT[self._table].split(", ")
        ways = [
            f"FROM {self._table} ORDER BY " + ", ".join(f"{column}{way}" for column in order) for way in ("", " DESC")
        ]
        if self._table == "ids":  # an index with all its columns, on other pages
            ways.append("FROM ids INDEXED BY ids_by_paper ORDER BY paper")
        for way in ways:
            try:
                yield from self._db.execute(f"SELECT {self._columns} {way}")
            except sqlite3.DatabaseError as fault:
                self._count(fault)
            else:
                return

    def _count(self, fault: sqlite3.DatabaseError) -> None:
        if fault.sqlite_errorcode & 0xFF not in _UNREADABLE:
            raise fault
        self.failures += 1


# Filling up


def _fill_gaps(backup: Path, place: Path, new: sqlite3.Connection, saved: Salvaged) -> bool:
    """Add from a backup the rows of tables with gaps; False where it cannot be read itself."""
    try:
        with moving_in.unpressed(backup, place) as file, reading_only(file) as old:
            for table in saved.gaps:
                columns = [row[1] for row in old.execute(f"PRAGMA table_info({table})")]
                ours = {row[1] for row in new.execute(f"PRAGMA table_info({table})")}
                columns = [name for name in columns if name in ours]
                where = " WHERE key IN ('library', 'machine')" if table == "meta" and table not in saved.read else ""
                rows = old.execute(f"SELECT {', '.join(columns)} FROM {table}{where}")
                before = new.total_changes
                with writing(new):
                    verb = "OR REPLACE" if where else "OR IGNORE"
                    keepsakes.put_in(new, table, columns, rows, verb=verb)
                saved.added[table] = new.total_changes - before
    except (LibraryError, sqlite3.DatabaseError):
        return False
    saved.backup = backup
    return True


def _join_up(new: sqlite3.Connection, saved: Salvaged, now: datetime) -> None:
    """Let every row lead somewhere again: what was merged into a lost paper stands alone, lost papers get a stub."""
    with writing(new):
        lost = new.execute("SELECT loser, saved FROM merges WHERE root NOT IN (SELECT id FROM papers)").fetchall()
        for row in lost:
            new.execute("DELETE FROM merges WHERE loser = ?", (row["loser"],))
            with suppress(ValueError, sqlite3.IntegrityError):
                papers.put_back(new, json.loads(row["saved"]))
        _name_tags(new)
        saved.stubs = _make_stubs(new, now)
        for table in ("ids", "appearances", "readings"):
            new.execute(
                f"DELETE FROM {table} WHERE paper NOT IN (SELECT id FROM papers)"
                " AND paper NOT IN (SELECT loser FROM merges)"
            )
        new.execute("DELETE FROM appearances WHERE feed NOT IN (SELECT id FROM feeds)")
        for table in ("matches", "effects"):
            new.execute(f"DELETE FROM {table} WHERE rule NOT IN (SELECT id FROM rules)")
        if saved.gaps:
            # What is read again is nothing new.
            new.execute("UPDATE feeds SET first_polled = NULL, next_check = NULL WHERE kind != 'by_hand'")
            new.execute("INSERT OR REPLACE INTO meta VALUES ('salvaged', ?)", (stamp(now),))
        new.execute("UPDATE meta SET value = ? WHERE key = 'machine'", (os.urandom(8).hex(),))
        new.execute("UPDATE meta SET value = '0' WHERE key = 'terms_papers'")


def _name_tags(new: sqlite3.Connection) -> None:
    """Give tags that were lost the last name that the journal knows for them."""
    lost = [row[0] for row in new.execute("SELECT DISTINCT tag FROM taggings WHERE tag NOT IN (SELECT id FROM tags)")]
    if not lost:
        return
    names = {number: f"tag-{number}" for number in lost}
    rows = new.execute("SELECT changes FROM journal WHERE changes LIKE '%\"tags\"%' ORDER BY id")
    for row in rows:
        with suppress(ValueError):
            for table, key, _before, after in json.loads(row["changes"]):
                if table == "tags" and after and key["id"] in names:
                    names[key["id"]] = after["name"]
    new.executemany("INSERT OR IGNORE INTO tags (id, name) VALUES (?, ?)", names.items())


def _make_stubs(new: sqlite3.Connection, now: datetime) -> int:
    """Give papers that are lost, and of which the reader said something, a row with what names them."""
    keepsakes.gather(new)
    lost = [
        row[0]
        for row in new.execute(
            "SELECT paper FROM temp.kept WHERE paper NOT IN (SELECT id FROM papers)"
            " AND paper NOT IN (SELECT loser FROM merges)"
        )
    ]
    if not lost:
        return 0
    _names_from_journal(new, frozenset(lost))
    feed = polls.by_hand(new, now).id
    made = 0
    for number in lost:
        ids = new.execute("SELECT scheme, value FROM ids WHERE paper = ?", (number,)).fetchall()
        if ids:
            title = f"{ids[0]['scheme']}:{ids[0]['value']}"
            row = {"id": number, "title": title, "authority": 0, "added": stamp(now), "fresh": 0}
            papers.put_back(new, {**_STUB, **row, "seq": now.date().toordinal() * papers.SEATS_A_DAY})
            new.execute(
                "INSERT OR IGNORE INTO appearances (paper, feed, day, seen) VALUES (?, ?, ?, ?)",
                (number, feed, now.date().isoformat(), stamp(now)),
            )
            made += 1
    return made


_STUB: Final[dict[str, object]] = {
    **dict.fromkeys(("abstract", "summary", "organisation", "thumbnail", "comment", "venue", "licence"), ""),
    **dict.fromkeys(("authors", "categories", "links", "keywords"), dump([])),
    **dict.fromkeys(("published", "updated", "version", "text_feed", "title_key", "year")),
}


def _names_from_journal(new: sqlite3.Connection, lost: frozenset[int]) -> None:
    for row in new.execute("SELECT papers FROM journal").fetchall():
        with suppress(ValueError):
            for number, ids in json.loads(row["papers"]):
                if number in lost:
                    new.executemany(
                        "INSERT OR IGNORE INTO ids (scheme, value, paper) VALUES (?, ?, ?)",
                        [(scheme, value, number) for scheme, value in ids],
                    )


def _complete(new: sqlite3.Connection, path: Path, saved: Salvaged) -> None:
    with writing(new):
        highest = new.execute(
            "SELECT max(coalesce(max(id), 0), (SELECT coalesce(max(paper), 0) FROM marks)) FROM papers"
        ).fetchone()[0]
        new.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'papers' AND seq < ?", (highest, highest))
    papers.write_missing_words(new)
    terms.refresh_if_grown(new)
    saved.papers = int(new.execute("SELECT count(*) FROM papers").fetchone()[0])
    if faults := checkup.check(new):
        raise LibraryDamaged(path, "; ".join(f"{one.kind} {one.detail}" for one in faults[:3]))


# Into its place


def _put_in_place(made: Path, path: Path, now: datetime) -> Path:
    """Give the damaged file another name and its name to the new one; killed in between, one of both has it."""
    aside = moving_in.free_name(path.with_name(f"{path.stem}-damaged-{now:%Y-%m-%d}{path.suffix}"))
    for end in ("-wal", "-shm"):  # beside the new file they would be taken for its own
        beside = path.with_name(path.name + end)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + end))
    try:
        os.link(path, aside)
    except OSError:  # a file system without links
        path.rename(aside)
    made.replace(path)
    return aside
