"""The way into the file: make it where there is none, check whose it is, migrate it, translate every fault."""

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from storage import file_systems, migrations
from storage.connection import connect, create_file, feed, protect_marks, roll_back, translated, write_ahead
from storage.errors import LibraryAway

FILE_NAME: Final = "library.db"


def open_file(
    folder: Path, *, patience: float, marks_protected: bool, alone: bool = False
) -> tuple[sqlite3.Connection, Path]:
    """Open the library in `folder`, made at first use; a write waits `patience` seconds for another program's.

    One that other computers can reach is opened where its reader allowed it, and then without the write-ahead log,
    which needs memory that all its programs share. `alone` says that no other program knows this file.

    Raises:
        LibraryAway: the folder is on a network, or kept in step with others.
        LibraryNewer: a newer Papertray wrote it.
        LibraryForeign: the file is another program's.
        LibraryError: it cannot be read or written.
    """
    path = folder / FILE_NAME
    away = None if alone else file_systems.away(folder)
    if away is not None and not file_systems.is_allowed(folder):
        raise LibraryAway(path, kind=away.kind, name=away.name)
    with translated(path):
        create_file(path)
        db = connect(path, patience=patience)
        try:
            migrations.schema_number(db, path)  # refuses what is not ours before anything is written
            (write_ahead if away is None and not alone else roll_back)(db)
            migrations.prepare(db, path)
            if marks_protected:
                feed(db)
                protect_marks(db)
        except BaseException:
            db.close()
            raise
    return db, path


class OpenFile:
    """An opened library; close it, or use it as a context."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db = db
        self.path = path
        self._closed = False
        self.wrote = False
        """Whether anything was written; known once it is closed."""

    def close(self) -> None:
        """Let go of the file; a second time does nothing."""
        if not self._closed:
            self._closed = True
            self.wrote = self._db.total_changes > 0
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()
