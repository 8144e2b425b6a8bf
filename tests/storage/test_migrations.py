"""The way from an older file to today's, shown with steps that lead from today's to schemas that there are not yet."""

import sqlite3
import stat
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storage import Library, LibraryDamaged, LibraryNewer, migrations, schema
from storage.connection import connect
from storage.migrations import Steps, copy_aside, prepare
from tests.fakes.clock import Clock

if TYPE_CHECKING:
    from sqlite_utils import Database

NOW, NEXT, LAST = schema.VERSION, schema.VERSION + 1, schema.VERSION + 2


@pytest.fixture
def path(folder: Path) -> Path:
    """Give the file of a library with a rule and a feed in it."""
    with Library(folder, origin="cli", now=Clock()) as library:
        library.add_rule("whales")
        library.add_feed("http://127.0.0.1/lab")
    return folder / "library.db"


def add_colour(db: "Database") -> None:
    db["rules"].add_column("colour", str)  # type: ignore[union-attr]  # a table, not a view
    db["rules"].upsert({"id": 1, "text": "whales", "added": "2026-06-02", "colour": "blue"}, pk="id")  # type: ignore[union-attr]  # a table, not a view


def add_shelves(db: "Database") -> None:
    db["shelves"].insert_all([{"id": 1, "name": "whales"}, {"id": 2, "name": "seals"}], pk="id")  # type: ignore[union-attr]  # a table, not a view


def break_down(db: "Database") -> None:
    add_shelves(db)
    raise ZeroDivisionError


STEPS: Steps = {NOW: add_colour, NEXT: add_shelves}


def facts(path: Path) -> tuple[int, set[str], list[tuple[object, ...]]]:
    """Give schema number, tables and rules as any SQLite reads them."""
    db = sqlite3.connect(path)
    try:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        return version, tables, db.execute("SELECT * FROM rules").fetchall()
    finally:
        db.close()


def test_steps_are_taken_in_order_up_to_the_number_asked_for(path: Path) -> None:
    db = connect(path)
    prepare(db, path, steps=STEPS, today=LAST)
    assert db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    db.close()
    version, tables, [rule] = facts(path)
    assert (version, "shelves" in tables, rule[1], rule[-1]) == (LAST, True, "whales", "blue")


def test_the_file_as_it_was_is_kept_beside_it(path: Path) -> None:
    before = facts(path)
    db = connect(path)
    prepare(db, path, steps=STEPS, today=LAST)
    db.close()
    copy = path.with_name(f"library-schema{NOW}.db")
    assert facts(copy) == before
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert not list(path.parent.glob("*.part"))


def test_a_step_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    before = facts(path)
    db = connect(path)
    with pytest.raises(ZeroDivisionError):
        prepare(db, path, steps={NOW: add_colour, NEXT: break_down}, today=LAST)
    assert not db.in_transaction
    assert db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    db.close()
    assert facts(path) == before
    assert facts(path.with_name(f"library-schema{NOW}.db")) == before
    with Library(path.parent, origin="cli", now=Clock()) as library:
        assert library.check() == []


def test_a_step_that_breaks_references_is_taken_back(path: Path) -> None:
    def lose_feeds(db: "Database") -> None:
        db.execute("INSERT INTO pages (feed, url) VALUES (1, 'x')")
        db.execute("DELETE FROM feeds")

    before = facts(path)
    db = connect(path)
    with pytest.raises(LibraryDamaged, match="1 broken references"):
        prepare(db, path, steps={NOW: lose_feeds}, today=NEXT)
    db.close()
    assert facts(path) == before


def test_a_step_may_build_a_table_anew_that_others_refer_to(path: Path) -> None:
    def rebuild(db: "Database") -> None:
        db.execute("INSERT INTO pages (feed, url) VALUES (1, 'x')")
        db.execute("CREATE TABLE newer (id INTEGER PRIMARY KEY, url TEXT)")
        db.execute("INSERT INTO newer SELECT id, url FROM feeds")
        db.execute("DROP TABLE feeds")
        db.execute("ALTER TABLE newer RENAME TO feeds")

    db = connect(path)
    prepare(db, path, steps={NOW: rebuild}, today=NEXT)
    assert db.execute("SELECT f.url FROM pages p JOIN feeds f ON f.id = p.feed").fetchone()[0] == "http://127.0.0.1/lab"
    db.close()


def test_what_another_program_migrated_meanwhile_is_neither_copied_nor_migrated_again(path: Path) -> None:
    first, second = connect(path), connect(path)
    prepare(first, path, steps=STEPS, today=LAST)
    copy = path.with_name(f"library-schema{NOW}.db")
    before = copy.read_bytes()
    copy_aside(second, copy, of=NOW)
    assert copy.read_bytes() == before
    prepare(second, path, steps={}, today=LAST)
    first.close()
    second.close()
    assert sorted(file.name for file in path.parent.iterdir()) == [f"library-schema{NOW}.db", "library.db"]


def test_a_file_from_tomorrow_is_refused_by_its_number(path: Path) -> None:
    db = connect(path)
    prepare(db, path, steps=STEPS, today=LAST)
    with pytest.raises(LibraryNewer) as refused:
        prepare(db, path)
    db.close()
    assert (refused.value.found, refused.value.known) == (LAST, NOW)


def test_of_two_programs_that_make_the_library_one_makes_it(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    quick, slow = connect(path), connect(path)
    quick.execute("BEGIN IMMEDIATE")
    waiting = threading.Thread(target=prepare, args=(slow, path))
    waiting.start()
    time.sleep(0.05)  # by now it has seen an empty file and waits for the lock
    for statement in migrations.statements(schema.SQL):
        quick.execute(statement)
    quick.execute("INSERT INTO meta VALUES ('library', 'the first')")
    quick.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    quick.execute(f"PRAGMA user_version = {NOW}")
    quick.execute("COMMIT")
    waiting.join(60)
    assert [tuple(row) for row in slow.execute("SELECT value FROM meta")] == [("the first",)]
    quick.close()
    slow.close()
