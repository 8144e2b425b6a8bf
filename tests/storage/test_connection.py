import errno
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from storage import Library, LibraryDamaged, LibraryError, LibraryFull, LibraryLocked, LibraryReadOnly
from storage.connection import connect, create_file, reading, translated, writing


@pytest.fixture
def path(library: Library) -> Path:
    return library.path


def test_what_fails_half_way_is_not_stored_at_all(path: Path) -> None:
    db = connect(path)

    def act() -> None:
        with writing(db):
            db.execute("INSERT INTO rules (text, added) VALUES ('x', 'y')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert not db.in_transaction
    assert db.execute("SELECT count(*) FROM rules").fetchone()[0] == 0
    db.close()


def test_a_full_disk_is_said_to_be_one_and_leaves_what_was_there(path: Path) -> None:
    db = connect(path)
    db.execute("INSERT INTO rules (text, added) VALUES ('whales', 'y')")
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}")
    rows = [("x" * 10_000,)] * 100
    with pytest.raises(LibraryFull), translated(path), writing(db):
        db.executemany("INSERT INTO rules (text, added) VALUES (?, 'y')", rows)
    assert not db.in_transaction
    assert [row["text"] for row in db.execute("SELECT text FROM rules")] == ["whales"]
    db.close()


def test_readings_within_one_another_see_the_same(path: Path) -> None:
    one, other = connect(path), connect(path)
    with reading(one):
        assert one.execute("SELECT count(*) FROM rules").fetchone()[0] == 0
        other.execute("INSERT INTO rules (text, added) VALUES ('x', 'y')")
        with reading(one):
            assert one.execute("SELECT count(*) FROM rules").fetchone()[0] == 0
        assert one.in_transaction
    assert one.execute("SELECT count(*) FROM rules").fetchone()[0] == 1
    one.close()
    other.close()


def _raise(fault: Exception) -> Callable[[], None]:
    def act() -> None:
        raise fault

    return act


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (PermissionError(errno.EACCES, "not yours"), LibraryReadOnly),
        (OSError(errno.EIO, "the disk is broken"), LibraryError),
        (NotADirectoryError(errno.ENOTDIR, "no folder"), LibraryError),
    ],
)
def test_faults_of_the_system_are_the_librarys(fault: Exception, kind: type[LibraryError], tmp_path: Path) -> None:
    with pytest.raises(kind) as told, translated(tmp_path / "library.db"):
        _raise(fault)()
    assert type(told.value) is kind
    assert told.value.__cause__ is fault
    assert str(tmp_path) in str(told.value)


@pytest.mark.parametrize(
    ("folder", "kind"), [("/proc", LibraryFull), ("/nowhere/at/all", LibraryError), ("", LibraryError)]
)
def test_an_error_of_the_disk_is_for_want_of_room_where_there_is_none(
    tmp_path: Path, folder: str, kind: type[LibraryError]
) -> None:
    if folder == "/proc" and not Path(folder).exists():
        pytest.skip("this system has no file system without any room")
    fault = sqlite3.OperationalError("disk I/O error")
    fault.sqlite_errorcode = sqlite3.SQLITE_IOERR
    with pytest.raises(LibraryError) as told, translated((Path(folder) if folder else tmp_path) / "library.db"):
        _raise(fault)()
    assert type(told.value) is kind


def test_faults_of_ours_stay_what_they_are(path: Path) -> None:
    db = connect(path)
    for fault in ("SELECT nothing FROM rules", "INSERT INTO rules (text) VALUES ('x')"):
        with pytest.raises(sqlite3.Error) as told, translated(path):
            db.execute(fault)
        assert not isinstance(told.value, LibraryError)
    db.close()
    with pytest.raises(sqlite3.ProgrammingError), translated(path):
        db.execute("SELECT 1")


def test_a_file_that_is_torn_is_said_to_be_damaged(path: Path, library: Library) -> None:
    for number in range(200):
        library.add_rule(f"whales{number}")
    library.close()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    with pytest.raises(LibraryDamaged), translated(path):
        connect(path)


def test_a_write_waits_for_another_only_so_long(path: Path) -> None:
    one, other = connect(path), connect(path, patience=0.05)
    with writing(one), pytest.raises(LibraryLocked), translated(path), writing(other):
        pass
    one.close()
    other.close()


def test_a_connection_that_cannot_be_made_leaves_nothing_open(tmp_path: Path) -> None:
    with pytest.raises(LibraryReadOnly), translated(tmp_path):
        connect(tmp_path)


def test_a_file_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "library.db"
    file.write_bytes(b"something")
    os.utime(file, (1, 1))
    create_file(file)
    assert (file.read_bytes(), file.stat().st_mtime) == (b"something", 1)
