"""The poller's connection cannot change what the reader said, by whatever way it tries."""

import sqlite3
from pathlib import Path

import pytest

from storage import Feed, Intake, Library, LiveEntry, schema
from tests.builders import arrive, incoming, live_file, only, paper

TABLES = schema.READERS_TABLES


@pytest.fixture
def polling(folder: Path, library: Library, intake: Intake, daily: Feed) -> sqlite3.Connection:
    """A protected connection to a library in which every table of the reader's has a row."""
    arrive(intake, daily, incoming(paper(arxiv="2606.00001")))
    number = only(library)
    library.mark([number], "star")
    library.tag([number], add=["methods"])
    library._db.execute("INSERT INTO searches (name, text, added) VALUES ('a', 'b', '2026-06-02')")
    library._db.execute("INSERT INTO answers VALUES ('a', '2026-06-02', '{}')")
    library.set_note(number, "why")
    library.add_quote(number, "a passage")
    library.opened(number, "pdf")
    library.add_rule("attention")
    library.with_keys(library.entries("starred"))
    live, _changes = library.add_live_file(live_file(folder / "refs.bib"))
    library.wrote_live_file(live.id, {number: LiveEntry("k", 1, 2)}, stat="")
    return intake._db


def _state(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    db = sqlite3.connect(folder / "library.db")
    rows = {table: db.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    db.close()
    return rows


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM {table}",
        "INSERT INTO {table} SELECT * FROM {table}",
        "REPLACE INTO {table} SELECT * FROM {table}",
        "UPDATE {table} SET {column} = {column}",
        "DROP TABLE {table}",
        "ALTER TABLE {table} RENAME TO elsewhere",
        "ALTER TABLE {table} ADD COLUMN more",
        "WITH all_of AS (SELECT 1) DELETE FROM {table}",
    ],
)
def test_no_statement_reaches_the_readers_tables(
    polling: sqlite3.Connection, folder: Path, table: str, statement: str
) -> None:
    before = _state(folder)
    assert all(before.values()), "every table has something to lose"
    column = polling.execute(f"PRAGMA table_info({table})").fetchone()["name"]
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        polling.execute(statement.format(table=table, column=column))
    assert _state(folder) == before


@pytest.mark.parametrize(("table", "column"), [(t, c) for t, names in schema.READERS_COLUMNS.items() for c in names])
def test_the_readers_columns_of_the_pollers_tables_stay(polling: sqlite3.Connection, table: str, column: str) -> None:
    with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|prohibited"):
        polling.execute(f"UPDATE {table} SET {column} = 'x'")


@pytest.mark.parametrize("table", TABLES)
def test_no_trigger_reaches_the_readers_tables(polling: sqlite3.Connection, folder: Path, table: str) -> None:
    free = sqlite3.connect(folder / "library.db")
    free.execute(f"CREATE TRIGGER sly AFTER UPDATE ON papers BEGIN DELETE FROM {table}; END")
    free.commit()
    free.close()
    before = _state(folder)
    with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|prohibited"):
        polling.execute("UPDATE papers SET title = 'x'")
    assert _state(folder) == before


@pytest.mark.parametrize("action", ["CASCADE", "SET NULL", "SET DEFAULT"])
@pytest.mark.parametrize("table", TABLES)
def test_no_cascade_reaches_the_readers_tables(
    polling: sqlite3.Connection, folder: Path, table: str, action: str
) -> None:
    free = sqlite3.connect(folder / "library.db", isolation_level=None)
    free.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
    free.execute("INSERT INTO parent VALUES (1)")
    rows = free.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    free.execute(f"ALTER TABLE {table} ADD COLUMN child INTEGER REFERENCES parent(id) ON DELETE {action}")
    free.execute(f"UPDATE {table} SET child = 1")
    free.close()
    before = _state(folder)
    with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|prohibited"):
        polling.execute("DELETE FROM parent")
    assert _state(folder) == before
    assert rows


def test_the_poller_can_still_store_papers(polling: sqlite3.Connection, intake: Intake, daily: Feed) -> None:
    arrive(intake, daily, incoming(paper("Another paper about something else", arxiv="2606.00002")))
    assert polling.execute("SELECT count(*) FROM papers").fetchone()[0] == 2


def test_every_table_is_either_the_readers_or_the_pollers(library: Library) -> None:
    tables = {
        row[0]
        for row in library._db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        if not row[0].startswith("papers_fts") and row[0] != "papers_vocab"
    }
    pollers = {
        "meta",
        "feeds",
        "pages",
        "hosts",
        "items",
        "papers",
        "ids",
        "merges",
        "suggestions",
        "appearances",
        "readings",
        "matches",
        "effects",
        "gone",
        "words",
        "terms",
    }
    assert tables == pollers | set(TABLES)
