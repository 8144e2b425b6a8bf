"""How many papers hold each term, and the folded words themselves, brought up to date in small steps."""

import re
import sqlite3
from typing import Final

from storage import papers, schema
from storage.connection import writing
from storage.fold import fold
from storage.model import PaperId

COMPLETIONS: Final = 8
"""Words that one that is only begun may become; the ninth is no longer what somebody means."""

_LAST_WORD: Final = re.compile(r"(?:^|[\s(])-?(?!(?:AND|OR|NOT)$)([^\s\"():<>=*-]{2,})$")
"""Not the value of a field, which is a word of another kind."""

STEP: Final = 2_000
"""Terms in one transaction: a few milliseconds, so that a star does not wait."""


def refresh_if_grown(db: sqlite3.Connection) -> bool:
    """Count every term anew once the library has grown by a twentieth since the last time; say whether it was done."""
    highest = db.execute("SELECT coalesce(max(id), 0) FROM papers").fetchone()[0]
    counted = int(_meta(db, "terms_papers"))
    if highest - counted < max(100, counted // 20):
        return False
    refresh(db)
    with writing(db):
        _set_meta(db, "terms_papers", str(highest))
    return True


def refresh(db: sqlite3.Connection) -> None:
    """Make `terms` say what the index holds now."""
    # The count walks the whole index; in a table of this connection's own it holds no lock meanwhile.
    db.execute("DROP TABLE IF EXISTS temp.counted")
    db.execute("CREATE TEMP TABLE counted (term TEXT PRIMARY KEY, df INTEGER NOT NULL) WITHOUT ROWID")
    db.execute("INSERT INTO temp.counted SELECT term, doc FROM papers_vocab")
    last: str | None = ""
    while last is not None:
        with writing(db):
            end = db.execute(
                "SELECT max(term) FROM (SELECT term FROM temp.counted WHERE term > ? ORDER BY term LIMIT ?)",
                (last, STEP),
            ).fetchone()[0]
            db.execute(
                "DELETE FROM terms WHERE term > ? AND (? IS NULL OR term <= ?)"
                " AND term NOT IN (SELECT term FROM temp.counted)",
                (last, end, end),
            )
            db.execute(
                "INSERT INTO terms (term, df) SELECT term, df FROM temp.counted WHERE term > ? AND term <= ?"
                " ON CONFLICT (term) DO UPDATE SET df = excluded.df WHERE df != excluded.df",
                (last, end),
            )
        last = end
    db.execute("DROP TABLE temp.counted")


def completed(db: sqlite3.Connection, text: str) -> str:
    """Give a search whose last word is only begun with the words that it may become, the commonest ones.

    "state spa" becomes "state (space OR spatial)". One that some paper has stays as it is, as does one in quotes.
    """
    begun = _LAST_WORD.search(text)
    word = fold(begun[1]) if begun and text.count('"') % 2 == 0 else ""
    if begun is None or not word or " " in word:
        return text
    if db.execute("SELECT 1 FROM terms WHERE term = ?", (word,)).fetchone():
        return text
    rows = db.execute(
        "SELECT term FROM terms WHERE term > ? AND term < ? ORDER BY df DESC, term LIMIT ?",
        (word, f"{word}\U0010ffff", COMPLETIONS),
    ).fetchall()
    if not rows:
        return text
    return f"{text[: begun.start(1)]}({' OR '.join(row[0] for row in rows)})"


def refold_if_changed(db: sqlite3.Connection) -> int:
    """Write the words anew where other rules of folding wrote them, and give how many papers that were.

    May be interrupted at any moment and goes on at the next call; search finds old and new words meanwhile.
    """
    return 0 if _meta(db, "fold_version") == str(schema.FOLD_VERSION) else refold(db)


def refold(db: sqlite3.Connection) -> int:
    """Write anew the words of every paper that are not as they should be, and give how many those were."""
    folded, last = 0, 0
    while True:
        rows = db.execute("SELECT * FROM papers WHERE id > ? ORDER BY id LIMIT 25", (last,)).fetchall()
        if not rows:
            break
        with writing(db):
            for row in rows:
                folded += papers.refold(db, PaperId(row["id"]), papers.paper_of(row))
        last = rows[-1]["id"]
    with writing(db):
        _set_meta(db, "fold_version", str(schema.FOLD_VERSION))
    return folded


def _meta(db: sqlite3.Connection, key: str) -> str:
    return str(db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()[0])


def _set_meta(db: sqlite3.Connection, key: str, value: str) -> None:
    db.execute("UPDATE meta SET value = ? WHERE key = ?", (value, key))
