import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from storage import Library, LibraryDamaged, LibraryForeign, LibraryLocked, LibraryNewer, LibraryReadOnly, schema
from storage.migrations import copy_aside, statements
from tests.fakes.clock import Clock

STORED = Path(__file__).with_name("schemas")
ROOT = Path(__file__).parents[2]


def _open(folder: Path) -> Library:
    return Library(folder, origin="cli", now=Clock(), patience=0.1)


def test_a_new_library_is_for_its_owner_alone(folder: Path) -> None:
    with _open(folder) as library:
        library.add_rule("attention")
        files = {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert files.keys() == {"library.db", "library.db-wal", "library.db-shm"}
    assert set(files.values()) == {0o600}


def test_a_file_is_known_as_ours_and_by_its_schema(folder: Path) -> None:
    _open(folder).close()
    header = (folder / "library.db").read_bytes()[:100]
    assert header[68:72] == b"PTRY"
    assert int.from_bytes(header[60:64], "big") == schema.VERSION


def test_a_newer_file_is_refused_and_left_alone(folder: Path) -> None:
    _open(folder).close()
    db = sqlite3.connect(folder / "library.db")
    db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    db.close()
    before = (folder / "library.db").read_bytes()
    with pytest.raises(LibraryNewer) as refused:
        _open(folder)
    assert (refused.value.found, refused.value.known) == (schema.VERSION + 1, schema.VERSION)
    assert (folder / "library.db").read_bytes() == before


def test_another_programs_database_is_refused_and_left_alone(folder: Path) -> None:
    folder.mkdir()
    db = sqlite3.connect(folder / "library.db")
    db.execute("CREATE TABLE theirs (x)")
    db.close()
    before = (folder / "library.db").read_bytes()
    with pytest.raises(LibraryForeign):
        _open(folder)
    assert (folder / "library.db").read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database at all" * 50, b"SQLite format 3\x00" + bytes(range(256)) * 20])
def test_a_damaged_file_is_refused(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "library.db").write_bytes(content)
    with pytest.raises(LibraryDamaged):
        _open(folder)
    assert (folder / "library.db").read_bytes() == content


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_said_to_be_one(folder: Path) -> None:
    folder.mkdir(mode=0o500)
    with pytest.raises(LibraryReadOnly):
        _open(folder)


def test_a_folder_where_a_file_is_in_the_way_is_an_error_of_the_library(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(Exception, match="data"):
        _open(tmp_path / "data")


def test_two_programs_may_make_the_library_at_once(folder: Path) -> None:
    first, second = _open(folder), _open(folder)
    first.add_rule("attention")
    assert [rule.text for rule in second.rules()] == ["attention"]
    first.close()
    second.close()


_ANOTHER_PROGRAM = """
import sys, datetime, pathlib
from storage import Library
with Library(pathlib.Path(sys.argv[1]), origin="poll", now=lambda: datetime.datetime.now(datetime.UTC)) as library:
    print(*sorted(rule.text for rule in library.rules()))
    library.add_rule(sys.argv[2])
"""


def test_a_second_opening_in_one_program_takes_nothing_from_the_first(folder: Path) -> None:
    def elsewhere(rule: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", _ANOTHER_PROGRAM, folder, rule], capture_output=True, check=True, cwd=ROOT
        )
        return done.stdout.decode().strip()

    with _open(folder) as first:
        with _open(folder) as second:
            second.add_rule("terns")
        elsewhere("otters")
        assert (folder / "library.db-wal").exists()
        first.add_rule("whales")
        assert elsewhere("seals") == "otters terns whales"
        assert len(first.rules()) == 4


def test_every_schema_that_was_ever_released_is_kept_as_text() -> None:
    numbers = {int(file.stem) for file in STORED.glob("*.sql") if file.stem.isdigit()}
    assert numbers == set(range(1, schema.VERSION + 1))
    newest = (STORED / f"{schema.VERSION}.sql").read_text(encoding="utf-8")
    assert newest.strip() == schema.SQL.strip(), "a schema that was released is never edited: add a migration"


def _stored(folder: Path, number: int) -> None:
    """Make the library of an earlier program, as it wrote it."""
    folder.mkdir()
    db = sqlite3.connect(folder / "library.db")
    for statement in statements((STORED / f"{number}.sql").read_text(encoding="utf-8")):
        db.execute(statement)
    db.executescript((STORED / f"{number}-data.sql").read_text(encoding="utf-8"))
    db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {number}")
    db.close()


@pytest.mark.parametrize("number", range(1, schema.VERSION + 1))
def test_a_library_of_every_schema_opens_with_all_that_was_in_it(folder: Path, number: int) -> None:
    _stored(folder, number)
    with _open(folder) as library:
        [entry] = library.entries("starred")
        assert entry.paper.title == "A paper from long ago"
        assert entry.mark.tags == ("old/times",)
        assert entry.mark.note == "why I kept it"
        assert [quote.text for quote in entry.quotes] == ["a passage"]
        assert [found.id for found in library.search("long ago")] == [entry.id]
        assert [match.words for match in entry.matches] == [("long ago",)]
        assert [feed.title for feed in library.feeds()] == ["A feed"]
        assert library.check() == []
        library.undo()  # what the older program did
        assert library.feeds() == []


def test_what_an_older_program_told_is_not_told_again(folder: Path) -> None:
    _stored(folder, 1)
    with _open(folder) as library:
        assert [tuple(row) for row in library._db.execute("SELECT at, shown FROM matches")] == [
            ("2026-01-05T08:00:00+00:00", "2026-01-05T08:00:00+00:00")
        ]


@pytest.mark.parametrize("number", range(1, schema.VERSION))
def test_a_migrated_library_is_built_like_a_new_one(folder: Path, tmp_path: Path, number: int) -> None:
    _stored(folder, number)
    with _open(folder) as migrated, _open(tmp_path / "new") as new:
        assert _shape(migrated._db) == _shape(new._db)


def _shape(db: sqlite3.Connection) -> dict[str, object]:
    """Give every table with its columns, and every index with what it is of, as SQLite understands them."""
    shape: dict[str, object] = {}
    for _, name, kind, _, keyless, strict in db.execute("PRAGMA table_list").fetchall():
        columns = [tuple(row) for row in db.execute(f"PRAGMA table_xinfo('{name}')")]
        shape[name] = (kind, keyless, strict, columns)
    for name, sql in db.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger')").fetchall():
        shape[name] = " ".join(sql.split()) if sql else None
    return shape


def test_a_copy_is_whole_and_can_be_opened(library: Library, folder: Path, tmp_path: Path) -> None:
    library.add_rule("attention")
    other = tmp_path / "copy"
    other.mkdir()
    copy_aside(library._db, other / "library.db")
    assert [file.name for file in other.iterdir()] == ["library.db"]
    with _open(other) as copied:
        assert [rule.text for rule in copied.rules()] == ["attention"]


def test_a_write_that_waits_too_long_says_that_the_library_is_locked(library: Library, folder: Path) -> None:
    other = sqlite3.connect(folder / "library.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LibraryLocked):
        library.add_rule("attention")
    other.execute("ROLLBACK")
    other.close()
    library.add_rule("attention")


def test_closing_twice_does_nothing_more_and_tells_whether_anything_was_written(folder: Path) -> None:
    library = _open(folder)
    library.add_rule("attention")
    library.close()
    library.close()
    assert library.wrote
    with _open(folder) as unchanged:
        unchanged.rules()
    assert not unchanged.wrote
