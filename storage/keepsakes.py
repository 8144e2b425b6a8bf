"""What of a library cannot be polled again, as a small library of its own: what the reader said, and about what."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from storage import migrations, schema
from storage.connection import reading, writing

WHOLE: Final = (
    "meta",
    "feeds",
    "rules",
    "searches",
    "tags",
    "marks",
    "taggings",
    "notes",
    "quotes",
    "openings",
    "cite_keys",
    "live_files",
    "live_entries",
    "journal",
    "gone",
)
"""Tables that are taken as they are."""

OF_PAPERS: Final = {
    "papers": "id",
    "ids": "paper",
    "appearances": "paper",
    "readings": "paper",
    "matches": "paper",
    "effects": "paper",
}
"""Tables of which only what belongs to kept papers is taken, by the column with the paper's number."""

KEPT: Final = (
    "SELECT paper FROM marks",
    "SELECT paper FROM taggings",
    "SELECT paper FROM notes",
    "SELECT paper FROM quotes",
    "SELECT paper FROM openings",
    "SELECT paper FROM cite_keys",
    "SELECT paper FROM effects",
    "SELECT paper FROM live_entries",
    "SELECT a.paper FROM appearances a JOIN feeds f ON f.id = a.feed WHERE f.kind = 'by_hand'",
    "SELECT paper FROM suggestions WHERE verdict = 'apart'",
    "SELECT other FROM suggestions WHERE verdict = 'apart'",
    "SELECT loser FROM merges WHERE why = 'reader'",
)
"""Papers about which the reader said or did anything."""


def is_empty(db: sqlite3.Connection) -> bool:
    """Say whether there is nothing yet that anybody would miss."""
    return not db.execute("SELECT EXISTS (SELECT 1 FROM papers) OR EXISTS (SELECT 1 FROM feeds)").fetchone()[0]


def gather(db: sqlite3.Connection) -> None:
    """Fill the connection's own table `kept` with every paper of the reader's, and all that is merged with them."""
    db.execute("DROP TABLE IF EXISTS temp.kept")
    db.execute("CREATE TEMP TABLE kept (paper INTEGER PRIMARY KEY)")
    for papers in KEPT:
        db.execute(f"INSERT OR IGNORE INTO temp.kept {papers}")
    db.execute("INSERT OR IGNORE INTO temp.kept SELECT m.root FROM temp.kept k JOIN merges m ON m.loser = k.paper")
    db.execute("INSERT OR IGNORE INTO temp.kept SELECT m.loser FROM temp.kept k JOIN merges m ON m.root = k.paper")


def collect(db: sqlite3.Connection, target: Path) -> int:
    """Write the keepsakes of an opened library into the empty file `target`; give how many papers are among them.

    Without words and index, which are made again where it is restored, and without what the feeds last answered: they
    are asked anew, as if for the first time, so that the papers which are not in here come quietly.
    """
    copy = sqlite3.connect(target, isolation_level=None)
    try:
        copy.execute("PRAGMA journal_mode = MEMORY")
        copy.execute("PRAGMA foreign_keys = OFF")
        with reading(db), writing(copy):
            gather(db)
            for statement in migrations.statements(schema.SQL):
                copy.execute(statement)
            for table in WHOLE:
                _take(db, copy, table, "1")
            for table, column in OF_PAPERS.items():
                _take(db, copy, table, f"{column} IN (SELECT paper FROM temp.kept)")  # noqa: S608  our own words
            _take(db, copy, "merges", "loser IN (SELECT paper FROM temp.kept)")
            _take(db, copy, "suggestions", "verdict = 'apart'")
            copy.execute("DELETE FROM sqlite_sequence")
            _take(db, copy, "sqlite_sequence", "1")
            copy.execute("UPDATE feeds SET first_polled = NULL, next_check = NULL")
            copy.execute("INSERT OR REPLACE INTO meta VALUES ('wordless', '1')")
            copy.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            copy.execute(f"PRAGMA user_version = {schema.VERSION}")
        found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(found)
        return int(copy.execute("SELECT count(*) FROM papers").fetchone()[0])
    finally:
        copy.close()
        db.execute("DROP TABLE IF EXISTS temp.kept")


def _take(db: sqlite3.Connection, copy: sqlite3.Connection, table: str, where: str) -> None:
    columns = [row[1] for row in copy.execute(f"PRAGMA table_info({table})")]
    rows = db.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {where}")  # noqa: S608  our own names
    put_in(copy, table, columns, rows)


def put_in(
    copy: sqlite3.Connection, table: str, columns: Iterable[str], rows: Iterable[Iterable[object]], *, verb: str = ""
) -> int:
    """Insert rows as they come, and give how many that were; `verb` is OR IGNORE where some may be there."""
    names = list(columns)
    marks = ", ".join("?" * len(names))
    insert = f"INSERT {verb} INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608  our own names
    return copy.executemany(insert, (tuple(row) for row in rows)).rowcount
