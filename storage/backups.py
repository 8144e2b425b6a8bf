"""Copies of the library to fall back on: whole ones on request, and daily ones of what cannot be polled again.

Each is looked over before it gets its name, so that a file of that name is always one that can be restored.
"""

import gzip
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from storage import checkup, keepsakes, migrations, schema
from storage.connection import PATIENCE, create_file, reading, translated
from storage.errors import CopyFailed, LibraryDamaged, LibraryForeign
from storage.opening import FILE_NAME

FOLDER: Final = "backups"
"""Where the daily ones are, below the library's own folder."""

KEPT: Final = 14

ENCLOSED: Final = "enclosed "
"""What the keys of enclosed files begin with in the copy's table meta."""

_STEP: Final = 2048
"""Pages copied between two words about the progress: 8 MB."""

_NAME: Final = re.compile(r"papertray-(\d{4}-\d\d-\d\d)-([0-9a-f]{4})\.db\.gz")

Progress = Callable[[str, int, int], object]
"""Hears what is being done, "copy" or "check", how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy: where it is, how many papers are in it, its size in bytes."""

    path: Path
    papers: int
    size: int


def _quietly(_part: str, _done: int, _total: int) -> None:
    pass


def back_up(
    folder: Path, file: Path, *, enclosed: Mapping[str, str] | None = None, progress: Progress = _quietly
) -> Copied:
    """Copy the library in `folder` to `file` as one moment of it, whatever other programs are writing, and check it.

    `enclosed` are texts by name that belong to it, such as the settings. A library or a backup that has that name
    already is replaced once the new one is good; stopped in between, the old one stays.

    Raises:
        CopyFailed: `file` is something else, or cannot be written; nothing was changed.
        LibraryDamaged: the library itself is not sound, so there is no copy of it.
        LibraryError: it cannot be read.
    """
    source = folder / FILE_NAME
    _see_that_it_may_go(source, file)
    with _half(file) as half:
        with reading_only(source) as db:
            papers = _copy(db, half, (source, file), progress)
        _look_over(half, source, progress)
        _enclose(half, file, enclosed or {})
        size = half.stat().st_size
    return Copied(file, papers, size)


def _see_that_it_may_go(source: Path, file: Path) -> None:
    if file.exists():
        if source.exists() and file.samefile(source):
            raise CopyFailed(file, "own")
        if file.is_dir() or (file.stat().st_size and not _is_ours(file)):
            raise CopyFailed(file, "other")


def _is_ours(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(72)[68:] == schema.APPLICATION_ID.to_bytes(4, "big")
    except OSError:
        return False


@contextmanager
def _half(file: Path) -> Generator[Path, None, None]:
    """Give a name beside `file` to write to; what is there at the end becomes `file`, on the disk and at once."""
    half = file.with_name(f".{file.name}.{os.urandom(4).hex()}.part")
    try:
        with _writing_to(file):
            for left in file.parent.glob(f".{file.name}.*.part*"):  # by one that was killed
                left.unlink(missing_ok=True)
            # Its folder is not made: a stick that is not there must not become a folder on this disk.
            os.close(os.open(half, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        yield half
        with _writing_to(file):
            _to_disk(half)
            half.replace(file)
            _to_disk(file.parent)
    finally:
        for each in (half, half.with_name(f"{half.name}-journal")):
            with suppress(OSError):
                each.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _writing_to(file: Path) -> Generator[None, None, None]:
    """Say of faults inside the block that it is the copy that cannot be written."""
    try:
        yield
    except OSError as fault:
        raise CopyFailed(file, "system", fault.strerror or str(fault)) from fault
    except sqlite3.Error as fault:
        raise CopyFailed(file, "system", str(fault)) from fault


@contextmanager
def reading_only(path: Path) -> Generator[sqlite3.Connection, None, None]:
    """Give a connection that cannot change the library at `path`, also where nobody may write.

    Raises:
        LibraryError: there is none, or it is not ours.
    """
    with translated(path):
        path.stat()  # not to be made by the mere look at it
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE, isolation_level=None)
        try:
            db = _unless_read_only(db, path)
            db.row_factory = sqlite3.Row
            if not migrations.schema_number(db, path):
                raise LibraryForeign(path)
            yield db
        finally:
            db.close()


def _unless_read_only(db: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """Open a file anew as one that never changes where SQLite may not put its log beside it: a stick, a CD."""
    try:
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as fault:
        if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CANTOPEN or os.access(path.parent, os.W_OK):
            raise
        db.close()
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    return db


def _copy(db: sqlite3.Connection, half: Path, names: tuple[Path, Path], progress: Progress) -> int:
    """Copy page by page within one view of the library: without it, every write of others would begin it anew."""
    source, file = names
    with reading(db):
        with translated(source):
            papers = int(db.execute("SELECT count(*) FROM papers").fetchone()[0])
        copy = sqlite3.connect(half)
        try:
            db.backup(copy, pages=_STEP, progress=lambda _how, left, total: progress("copy", total - left, total))
            # A file of its own, that can be read from where nothing may be written.
            copy.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error as fault:
            if fault.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
                raise LibraryDamaged(source, str(fault)) from fault
            raise CopyFailed(file, "system", _reason(fault, half)) from fault
        finally:
            copy.close()
    return papers


def _reason(fault: sqlite3.Error, half: Path) -> str:
    """Give why a write failed; SQLite calls a limit on the size of files a disk I/O error."""
    with suppress(OSError):
        if not shutil.disk_usage(half.parent).free:
            return os.strerror(28)
    return str(fault)


def _look_over(half: Path, source: Path, progress: Progress) -> None:
    with translated(half):
        copy = sqlite3.connect(half, isolation_level=None)
        try:
            if copy.execute("PRAGMA user_version").fetchone()[0] == schema.VERSION:
                found = checkup.check(copy, progress=lambda done, total: progress("check", done, total))
            else:  # an older one is checked once it is migrated
                found = [checkup.Finding("file", r[0]) for r in copy.execute("PRAGMA integrity_check") if r[0] != "ok"]
        finally:
            copy.close()
    if found:
        raise LibraryDamaged(source, "; ".join(f"{one.kind} {one.detail}".strip() for one in found[:3]))


def _enclose(half: Path, file: Path, enclosed: Mapping[str, str]) -> None:
    with _writing_to(file):
        copy = sqlite3.connect(half, isolation_level=None)
        try:
            copy.executemany(
                "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)",
                [(f"{ENCLOSED}{name}", text) for name, text in enclosed.items()],
            )
        finally:
            copy.close()


# Daily ones


def daily_backups(folder: Path) -> list[Path]:
    """Give the daily backups of all libraries that were ever in `folder`, newest day first."""
    try:
        found = [path for path in (folder / FOLDER).iterdir() if _NAME.fullmatch(path.name)]
    except OSError:
        return []
    return sorted(found, key=lambda path: path.name, reverse=True)


def day_of(backup: Path) -> date:
    """Give the day of a daily backup."""
    named = _NAME.fullmatch(backup.name)
    if named is None:
        raise ValueError(backup.name)
    return date.fromisoformat(named[1])


def back_up_daily(
    folder: Path, today: date, *, enclosed: Mapping[str, str] | None = None, kept: int = KEPT
) -> Copied | None:
    """Copy what cannot be polled again to backups/papertray-DAY-LIBRARY.db.gz; None where it is there.

    None, too, where there is nothing yet to keep.

    Marks, tags, notes, quotes, openings, citation keys and the papers that they are about; the journal with every
    earlier wording; rules, feeds, saved searches, live files. Of this library the `kept` newest stay; those of another
    one, which was in this folder before, are left alone.

    Raises:
        CopyFailed: it cannot be written.
        LibraryDamaged, LibraryError: the library cannot be read to its end; no older backup was touched.
    """
    source = folder / FILE_NAME
    with reading_only(source) as db:
        with translated(source):
            library = str(db.execute("SELECT value FROM meta WHERE key = 'library'").fetchone()[0])
        file = folder / FOLDER / f"papertray-{today.isoformat()}-{library[:4]}.db.gz"
        if file.exists() or keepsakes.is_empty(db):
            return None
        with _writing_to(file):
            file.parent.mkdir(mode=0o700, exist_ok=True)
        with _half(file) as half:
            plain = half.with_name(f"{half.name}-plain")
            try:
                papers = _plain(db, source, plain, file)
                _enclose(plain, file, enclosed or {})
                with _writing_to(file):
                    _press(plain, half)
                size = half.stat().st_size
            finally:
                plain.unlink(missing_ok=True)
    _thin_out(folder, file, kept)
    return Copied(file, papers, size)


def _plain(db: sqlite3.Connection, source: Path, plain: Path, file: Path) -> int:
    try:
        create_file(plain)
        return keepsakes.collect(db, plain)
    except sqlite3.Error as fault:
        if fault.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise LibraryDamaged(source, str(fault)) from fault
        raise CopyFailed(file, "system", _reason(fault, plain)) from fault
    except OSError as fault:
        raise CopyFailed(file, "system", fault.strerror or str(fault)) from fault


def _press(plain: Path, half: Path) -> None:
    """Write `plain` as gzip, which is a fifth of it, and read it once more: gzip compares its sum."""
    with plain.open("rb") as whole, gzip.open(half, "wb", compresslevel=4) as pressed:
        shutil.copyfileobj(whole, pressed, 1 << 20)
    with gzip.open(half, "rb") as pressed:
        while pressed.read(1 << 20):
            pass


def look_over(folder: Path, today: date, *, every: int = 7) -> bool:
    """Read the whole file once in so many days, to find damage while there are backups from before; say whether it was.

    Raises:
        LibraryDamaged: it is damaged.
    """
    note = folder / FOLDER / "last-check"
    with suppress(OSError, ValueError):
        if abs((today - date.fromisoformat(note.read_text(encoding="utf-8").strip())).days) < every:
            return False
    path = folder / FILE_NAME
    with reading_only(path) as db, translated(path):
        found = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise LibraryDamaged(path, found)
    with suppress(OSError):
        note.parent.mkdir(mode=0o700, exist_ok=True)
        note.write_text(f"{today.isoformat()}\n", encoding="utf-8")
    return True


def _thin_out(folder: Path, newest: Path, kept: int) -> None:
    """Delete the oldest; never what was just made, also where the clock says that it is the oldest."""
    library = newest.name.rpartition("-")[2]
    own = [path for path in daily_backups(folder) if path.name.endswith(library)]
    for path in own[kept:]:
        if path != newest:
            with suppress(OSError):
                path.unlink()
