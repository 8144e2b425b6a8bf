"""Connections to the library's file: settings, short write transactions, and faults as our own errors."""

import errno
import functools
import os
import shutil
import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, Protocol, TypeVar

from storage.errors import (
    LibraryDamaged,
    LibraryError,
    LibraryFull,
    LibraryLocked,
    LibraryReadOnly,
)
from storage.schema import READERS_COLUMNS, READERS_TABLES

PATIENCE: Final = 5.0
"""Seconds a statement waits for another program's write to end."""

_CACHE_KIB: Final = 1024
"""Of one connection. A window has two, and 8 MB each cost it 7 MB for no visible gain: the system keeps pages too."""

_FEEDING_KIB: Final = 8192
"""Of the poller's, which writes to the same leaves of the index again and again."""

_CHANGING = frozenset({sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE, sqlite3.SQLITE_DROP_TABLE})


def connect(path: Path, *, patience: float = PATIENCE) -> sqlite3.Connection:
    """Open the existing file at `path` for reading and writing, and leave it as it is; rows come as sqlite3.Row.

    Transactions are ours alone: sqlite3 opens none by itself.
    """
    # check_same_thread: a search runs in a worker while its window lives elsewhere; each connection has one user.
    db = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
    try:
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA foreign_keys = ON")
        db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        # NORMAL loses at most the last commits at a power cut, never the file; OFF would.
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        db.close()
        raise
    return db


def feed(db: sqlite3.Connection) -> None:
    """Give a connection the larger cache that storing papers wants."""
    db.execute(f"PRAGMA cache_size = -{_FEEDING_KIB}")


def write_ahead(db: sqlite3.Connection) -> None:
    """Let readers and a writer work at once (WAL), which is written into the file: only once it is known as ours."""
    db.execute("PRAGMA journal_mode = WAL")


def roll_back(db: sqlite3.Connection) -> None:
    """Let a writer keep what it overwrites beside the file, and readers wait for it: what a network can bear."""
    db.execute("PRAGMA journal_mode = DELETE")
    db.execute("PRAGMA synchronous = FULL")


def create_file(path: Path) -> None:
    """Make an empty file at `path` that only its owner can read, in a folder that only its owner can enter.

    A file that is there is not touched, and above all not opened: closing it again would drop every lock that this
    process's other connections hold on it (https://sqlite.org/howtocorrupt.html, 2.2). The next program to close its
    own then takes itself for the last one and deletes the write-ahead log beneath them.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        if not os.access(path, os.R_OK | os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path)) from None


def protect_marks(db: sqlite3.Connection) -> None:
    """Make every change to what the reader said fail on this connection, also from triggers and cascades."""
    db.set_authorizer(_no_reader_tables)


def _no_reader_tables(action: int, table: str | None, *rest: str | None) -> int:
    if action in _CHANGING and table in READERS_TABLES:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_UPDATE and rest[0] in READERS_COLUMNS.get(table or "", ()):
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_ALTER_TABLE and rest[0] in READERS_TABLES:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


@contextmanager
def writing(db: sqlite3.Connection) -> Generator[None, None, None]:
    """Hold the write lock for the block: all of it is stored, or nothing.

    Never around a fetch or a question to the reader; 25 papers or fewer, so that a star does not wait.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # not so after a full disk: SQLite has rolled back already
            db.execute("ROLLBACK")
        raise


@contextmanager
def reading(db: sqlite3.Connection) -> Generator[None, None, None]:
    """Give the block one consistent view of the library, however many statements it takes."""
    if db.in_transaction:
        yield
        return
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.execute("COMMIT")


class HasPath(Protocol):
    """Something that knows the file it works on."""

    @property
    def path(self) -> Path:
        """The library's file."""
        ...


S = TypeVar("S", bound=HasPath)
P = ParamSpec("P")
R = TypeVar("R")


def guarded(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Wrap a method so that faults of the file and its surroundings leave it as LibraryError."""

    def wrapped(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with translated(self.path):
            return method(self, *args, **kwargs)

    return functools.update_wrapper(wrapped, method)


@contextmanager
def translated(path: Path) -> Generator[None, None, None]:
    """Turn SQLite's and the system's faults inside the block into LibraryError; what is our bug stays as it is."""
    try:
        yield
    except sqlite3.Error as fault:
        ours = _translate(path, fault)
        if ours is None:
            raise
        raise ours from fault
    except PermissionError as fault:
        raise LibraryReadOnly(path, fault.strerror or "") from fault
    except OSError as fault:
        raise LibraryError(path, fault.strerror or str(fault)) from fault


def _translate(path: Path, fault: sqlite3.Error) -> LibraryError | None:
    code = getattr(fault, "sqlite_errorcode", None)
    if code is None:
        return None
    if code & 0xFF == sqlite3.SQLITE_IOERR and _full(path):
        return LibraryFull(path, str(fault))
    kind = _KINDS.get(code & 0xFF)  # the low byte is the primary code
    return kind(path, str(fault)) if kind else None


def _full(path: Path) -> bool:
    """Say whether the disk is; SQLite calls it a disk I/O error where it cannot even begin its shared memory."""
    try:
        return shutil.disk_usage(path.parent).free < _LEAST_ROOM
    except OSError:
        return False


_LEAST_ROOM: Final = 64 * 1024  # bytes; the shared memory takes 32 KiB

_KINDS: dict[int, type[LibraryError]] = {
    sqlite3.SQLITE_BUSY: LibraryLocked,
    sqlite3.SQLITE_LOCKED: LibraryLocked,
    sqlite3.SQLITE_FULL: LibraryFull,
    sqlite3.SQLITE_READONLY: LibraryReadOnly,
    sqlite3.SQLITE_PERM: LibraryReadOnly,
    sqlite3.SQLITE_CANTOPEN: LibraryReadOnly,
    sqlite3.SQLITE_CORRUPT: LibraryDamaged,
    sqlite3.SQLITE_NOTADB: LibraryDamaged,
    sqlite3.SQLITE_IOERR: LibraryError,
    sqlite3.SQLITE_PROTOCOL: LibraryLocked,
}
