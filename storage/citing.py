"""Citation keys as the library keeps them: dealt once, at first sight, and never dealt again."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from storage.citation_keys import USUAL, deal, is_key, stem
from storage.errors import KeyRefused, NotFound
from storage.journal import Act
from storage.model import Entry, PaperId
from storage.papers import members, roots, rows_of
from storage.rows import places, stamp


def with_keys(db: sqlite3.Connection, listed: Sequence[Entry], *, now: datetime, template: str = USUAL) -> list[Entry]:
    """Give the entries with their keys, dealing those that are missing; within a transaction of the caller's.

    An entry may be older than the transaction, and another program may have dealt its key since.
    """
    keyed: list[Entry] = []
    for entry in listed:
        key = entry.key or _key(db, entry.id)
        if not key:
            key = deal(stem(entry.paper, template), lambda wanted: is_taken(db, wanted))
            db.execute(
                "INSERT INTO cite_keys (key, paper, current, at) VALUES (?, ?, 1, ?)", (key, entry.id, stamp(now))
            )
        keyed.append(replace(entry, key=key))
    return keyed


def rename(act: Act, number: PaperId, key: str) -> None:
    """Give a paper another key, or one that it had before; the old one stays, so that what cites it finds the paper.

    Raises:
        NotFound: there is no such paper.
        KeyRefused: it cannot be a key, or another paper has it.
    """
    key = key.strip()
    number = roots(act.db, [number])[number]
    if not rows_of(act.db, [number]):
        raise NotFound("paper", str(number))
    if not is_key(key):
        raise KeyRefused(key, "unusable")
    own = list(members(act.db, [number]))
    held = act.db.execute("SELECT key, paper FROM cite_keys WHERE key = ?", (key,)).fetchone()
    if held is not None and held["paper"] not in own:
        raise KeyRefused(key, "taken", paper=held["paper"])
    marks = places(own)
    current = act.db.execute(f"SELECT key FROM cite_keys WHERE current = 1 AND paper IN ({marks})", own).fetchall()  # noqa: S608
    for row in current:
        act.put("cite_keys", {"key": row["key"]}, {"current": 0})
    if held is not None and held["key"] != key:  # the same letters in another case are another key to a reader
        act.put("cite_keys", {"key": held["key"]}, None)
    act.put("cite_keys", {"key": key}, {"paper": number, "current": 1})


def _key(db: sqlite3.Connection, number: PaperId) -> str:
    row = db.execute(
        "SELECT key FROM cite_keys WHERE current = 1"
        " AND (paper = ? OR paper IN (SELECT loser FROM merges WHERE root = ?)) ORDER BY at",
        (number, number),
    ).fetchone()
    return row["key"] if row else ""


def is_taken(db: sqlite3.Connection, key: str) -> bool:
    """Tell whether a key, in capitals or not, is some paper's, or was."""
    return db.execute("SELECT 1 FROM cite_keys WHERE key = ?", (key,)).fetchone() is not None
