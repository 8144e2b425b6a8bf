"""Is the library sound, and what is it? Every check that SQLite and we ourselves know, as findings; mends nothing."""

import sqlite3
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that should not be: its kind and the details as SQLite or we would say them."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Facts:
    """About the file itself: the number of its format, SQLite's version, its size in bytes without its log."""

    format: int
    sqlite: str
    size: int


def facts(db: sqlite3.Connection) -> Facts:
    """Say what the file is, for people who look for a fault."""
    version, pages, page = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in _ABOUT)
    return Facts(version, sqlite3.sqlite_version, pages * page)


_ABOUT: Final = ("user_version", "page_count", "page_size")

_NOBODYS: Final = {
    "ids": "paper",
    "appearances": "paper",
    "readings": "paper",
}
"""Tables whose rows must lead to a paper, directly or by a merge. The reader's tables may outlive a paper."""


def check(db: sqlite3.Connection) -> list[Finding]:
    """Give what is wrong with the library, empty if it is sound.

    Reads the whole file: seconds for a hundred thousand papers.
    """
    found = [Finding("file", row[0]) for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
    found += [Finding("reference", f"{row[0]} {row[1]}") for row in db.execute("PRAGMA foreign_key_check")]
    found += _index(db)
    for table, column in _NOBODYS.items():
        lost = db.execute(
            f"SELECT count(*) FROM {table} t WHERE NOT EXISTS (SELECT 1 FROM papers p WHERE p.id = t.{column})"  # noqa: S608
            f" AND NOT EXISTS (SELECT 1 FROM merges m WHERE m.loser = t.{column})"
        ).fetchone()[0]
        if lost:
            found.append(Finding("lost rows", f"{table} {lost}"))
    wordless = db.execute(
        "SELECT (SELECT count(*) FROM papers p LEFT JOIN words w ON w.seq = p.seq WHERE w.seq IS NULL)"
        " + (SELECT count(*) FROM words w LEFT JOIN papers p ON p.seq = w.seq WHERE p.seq IS NULL)"
    ).fetchone()[0]
    if wordless:
        found.append(Finding("words", str(wordless)))
    adrift = db.execute("SELECT count(*) FROM merges WHERE root NOT IN (SELECT id FROM papers)").fetchone()[0]
    if adrift:
        found.append(Finding("merges", str(adrift)))
    return found


def _index(db: sqlite3.Connection) -> list[Finding]:
    """Compare the index with its words; rank 1, because without it FTS5 looks at the index alone."""
    try:
        db.execute("INSERT INTO papers_fts (papers_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as fault:
        if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise  # locked or unreadable: that says nothing about the index
        return [Finding("index", str(fault))]
    return []
