"""Citation keys as the library keeps them: dealt once, at first sight, and never dealt again."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from storage.citation_keys import deal, stem
from storage.model import Entry, PaperId
from storage.rows import stamp


def with_keys(db: sqlite3.Connection, listed: Sequence[Entry], *, now: datetime) -> list[Entry]:
    """Give the entries with their keys, dealing those that are missing; within a transaction of the caller's.

    An entry may be older than the transaction, and another program may have dealt its key since.
    """
    keyed: list[Entry] = []
    for entry in listed:
        key = entry.key or _key(db, entry.id)
        if not key:
            key = deal(stem(entry.paper), lambda wanted: _taken(db, wanted))
            db.execute(
                "INSERT INTO cite_keys (key, paper, current, at) VALUES (?, ?, 1, ?)", (key, entry.id, stamp(now))
            )
        keyed.append(replace(entry, key=key))
    return keyed


def _key(db: sqlite3.Connection, number: PaperId) -> str:
    row = db.execute(
        "SELECT key FROM cite_keys WHERE current = 1"
        " AND (paper = ? OR paper IN (SELECT loser FROM merges WHERE root = ?)) ORDER BY at",
        (number, number),
    ).fetchone()
    return row["key"] if row else ""


def _taken(db: sqlite3.Connection, key: str) -> bool:
    return db.execute("SELECT 1 FROM cite_keys WHERE key = ?", (key,)).fetchone() is not None
