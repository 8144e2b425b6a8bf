"""Searches that the reader keeps under a name."""

import sqlite3
from datetime import datetime

from storage.errors import NotFound
from storage.journal import Act
from storage.model import SavedSearch, SearchId
from storage.query import parse
from storage.rows import put_row, stamp


def searches(db: sqlite3.Connection, *, removed: bool = False) -> list[SavedSearch]:
    """Give the searches that are kept, by name; with `removed` also those that are kept no more."""
    rows = db.execute("SELECT * FROM searches WHERE removed IS NULL OR ? ORDER BY name COLLATE NOCASE, id", (removed,))
    return [_search(row) for row in rows]


def _search(row: sqlite3.Row) -> SavedSearch:
    return SavedSearch(SearchId(row["id"]), row["name"], row["text"], datetime.fromisoformat(row["added"]))


def text(db: sqlite3.Connection, number: SearchId) -> str:
    """Give what a search asks for, also one that was removed.

    Raises:
        NotFound: there never was one.
    """
    row = db.execute("SELECT text FROM searches WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise NotFound("search", str(number))
    return str(row["text"])


def add(act: Act, name: str, asked: str) -> SavedSearch:
    """Keep a search; without a name it goes by its words. The same under the same name is given instead.

    Raises:
        QueryError: the text cannot be read.
    """
    name, asked = _checked(name, asked)
    same = next((kept for kept in searches(act.db) if (kept.name, kept.text) == (name, asked)), None)
    if same is not None:
        return same
    now = stamp(act.now)
    number = put_row(act.db, "searches", {"name": name, "text": asked, "added": now, "removed": now})
    act.put("searches", {"id": number}, {"removed": None})
    return SavedSearch(SearchId(number), name, asked, datetime.fromisoformat(now))


def edit(act: Act, number: SearchId, *, name: str, text: str) -> None:
    """Change what a search is called and what it asks for.

    Raises:
        NotFound: there is no such search.
        QueryError: the text cannot be read.
    """
    _there(act.db, number)
    name, text = _checked(name, text)
    act.put("searches", {"id": number}, {"name": name, "text": text})


def remove(act: Act, number: SearchId) -> None:
    """Keep a search no more.

    Raises:
        NotFound: there is no such search.
    """
    _there(act.db, number)
    act.put("searches", {"id": number}, {"removed": stamp(act.now)})


def _checked(name: str, text: str) -> tuple[str, str]:
    text = " ".join(text.split())
    parse(text)
    return " ".join(name.split()) or text, text


def _there(db: sqlite3.Connection, number: SearchId) -> None:
    if not db.execute("SELECT 1 FROM searches WHERE id = ? AND removed IS NULL", (number,)).fetchone():
        raise NotFound("search", str(number))
