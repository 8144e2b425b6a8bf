"""A library from elsewhere becomes this one: a backup, or the file of another computer. What was here is kept aside."""

import gzip
import os
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from storage import checkup, keepsakes, migrations, papers
from storage.backups import ENCLOSED, reading_only
from storage.connection import PATIENCE, connect, translated, writing
from storage.errors import LibraryDamaged, LibraryOpen, LibraryUsed
from storage.opening import FILE_NAME, open_file

_PRESSED: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class MovedIn:
    """What came: how many papers, and the texts by name that were enclosed, such as the settings.

    `aside` is where the library is that was here before, None where there was none. `logins` are the addresses of feeds
    behind a login, whose secrets no backup holds.
    """

    papers: int
    aside: Path | None = None
    logins: tuple[str, ...] = ()
    enclosed: Mapping[str, str] = field(default_factory=dict)


def move_in(folder: Path, file: Path) -> MovedIn:
    """Fill the empty library in `folder` with all that `file` holds; `file` stays as it is.

    `file` may be a backup of any kind, a folder with a library in it, and of an older Papertray. Programs that have the
    library open see what came at their next look.

    Raises:
        LibraryUsed: the library here has papers or feeds already.
        LibraryError: `file` is no library, is damaged or newer, or there is no room; nothing was changed here.
    """
    path = folder / FILE_NAME
    with _arrived(folder, file) as (came, moved):
        with translated(path):
            db = connect(path)
            try:
                if not keepsakes.is_empty(db):
                    raise LibraryUsed(path)
                came.backup(db)
            finally:
                db.close()
        return moved


def restore(folder: Path, file: Path, *, now: datetime) -> MovedIn:
    """Let the library in `folder` be what `file` holds, as `move_in` does, whatever is here.

    What was here is copied to library-before-DATE.db first; where it is damaged, it becomes library-damaged-DATE.db.

    Raises:
        LibraryOpen: another program has the library open.
        LibraryError: as for move_in; nothing was changed here.
    """
    path = folder / FILE_NAME
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _arrived(folder, file) as (came, moved):
        aside = _out_of_the_way(folder, path, now)
        with translated(path), alone(path) as db:
            came.backup(db)
        return MovedIn(moved.papers, aside, moved.logins, moved.enclosed)


# What comes


@contextmanager
def _arrived(folder: Path, file: Path) -> Generator[tuple[sqlite3.Connection, MovedIn], None, None]:
    """Give an opened copy of what `file` holds, whole, sound and of today's format, for as long as the block lasts."""
    source = file / FILE_NAME if file.is_dir() else file
    with tempfile.TemporaryDirectory(prefix="papertray-", dir=folder) as place:
        _fetch(source, Path(place))
        came, _path = open_file(Path(place), patience=PATIENCE, marks_protected=False, alone=True)
        try:
            with translated(source):
                moved = _make_ready(came, source)
            yield came, moved
        finally:
            came.close()


def _fetch(source: Path, place: Path) -> None:
    """Copy a file as one moment of it, whatever its own program is writing."""
    with unpressed(source, place) as file, reading_only(file) as there, translated(source):
        copy = sqlite3.connect(place / FILE_NAME)
        try:
            there.backup(copy)
        finally:
            copy.close()


@contextmanager
def unpressed(source: Path, place: Path) -> Generator[Path, None, None]:
    """Give the file itself, or what is pressed in it as a file in the folder `place`.

    Raises:
        LibraryDamaged: it was cut off, or its sum is wrong.
    """
    with translated(source), source.open("rb") as opened:
        is_pressed = opened.read(2) == _PRESSED
    if not is_pressed:
        yield source
        return
    whole = place / "unpressed.db"
    try:
        with translated(source):
            _unpress(source, whole)
        yield whole
    finally:
        whole.unlink(missing_ok=True)


def _unpress(source: Path, whole: Path) -> None:
    try:
        with gzip.open(source, "rb") as pressed, whole.open("wb") as file:
            shutil.copyfileobj(pressed, file, 1 << 20)
    except (EOFError, gzip.BadGzipFile, zlib.error) as fault:
        raise LibraryDamaged(source, str(fault)) from fault


def _make_ready(came: sqlite3.Connection, source: Path) -> MovedIn:
    """See that what came is sound, complete it, and take out of it what was only enclosed."""
    found = came.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise LibraryDamaged(source, found)
    enclosed = {
        str(row["key"]).removeprefix(ENCLOSED): str(row["value"])
        for row in came.execute("SELECT key, value FROM meta WHERE key LIKE ?", (f"{ENCLOSED}%",))
    }
    with writing(came):
        came.execute("DELETE FROM meta WHERE key = 'wordless' OR key LIKE ?", (f"{ENCLOSED}%",))
        # What is done from here on is this house's: the same numbers may have been dealt elsewhere since.
        came.execute("UPDATE meta SET value = ? WHERE key = 'machine'", (os.urandom(8).hex(),))
    papers.write_missing_words(came)
    if faults := checkup.check(came):
        raise LibraryDamaged(source, "; ".join(f"{one.kind} {one.detail}" for one in faults[:3]))
    return MovedIn(
        papers=int(came.execute("SELECT count(*) FROM papers").fetchone()[0]),
        logins=tuple(
            row[0] for row in came.execute("SELECT url FROM feeds WHERE login != '' AND removed IS NULL ORDER BY id")
        ),
        enclosed=enclosed,
    )


# What was here


def _out_of_the_way(folder: Path, path: Path, now: datetime) -> Path | None:
    """Keep what is here under another name, and give that; None where nothing is."""
    if not path.exists():
        open_file(folder, patience=PATIENCE, marks_protected=False)[0].close()
        return None
    try:
        with translated(path), alone(path) as db:
            if not migrations.schema_number(db, path) or (_has_tables(db) and keepsakes.is_empty(db)):
                return None
            aside = free_name(folder / f"library-before-{now:%Y-%m-%d}.db")
            migrations.copy_aside(db, aside)
            return aside
    except LibraryDamaged:
        aside = set_aside(path, now)
        open_file(folder, patience=PATIENCE, marks_protected=False)[0].close()
        return aside


def _has_tables(db: sqlite3.Connection) -> bool:
    return bool(db.execute("SELECT count(*) FROM sqlite_master WHERE name IN ('papers', 'feeds')").fetchone()[0] == 2)


def set_aside(path: Path, now: datetime) -> Path:
    """Rename a damaged library, with the log beside it, and give its new name; it is never deleted."""
    aside = free_name(path.with_name(f"{path.stem}-damaged-{now:%Y-%m-%d}{path.suffix}"))
    with translated(path):
        for end in ("-wal", "-shm", ""):  # the file last: stopped in between, the damage is found again
            beside = path.with_name(path.name + end)
            if beside.exists():
                beside.rename(aside.with_name(aside.name + end))
    return aside


def free_name(path: Path) -> Path:
    """Give a name like this one that nothing has yet."""
    number, free = 2, path
    while free.exists():
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return free


@contextmanager
def alone(path: Path) -> Generator[sqlite3.Connection, None, None]:
    """Give a connection while no other program has the library open; only such a one can leave the write-ahead log.

    Raises:
        LibraryOpen: one has.
    """
    db = connect(path, patience=_SHORT)
    try:
        db.execute("PRAGMA synchronous = FULL")
        try:
            db.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise
            raise LibraryOpen(path) from fault
        yield db
    finally:
        db.close()


_SHORT: Final = 1.0
