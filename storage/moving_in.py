"""A library from elsewhere becomes this one: a backup, or the file of another computer. Only where nothing is lost."""

import sqlite3
import tempfile
from pathlib import Path

from storage import migrations
from storage.connection import PATIENCE, connect, translated
from storage.errors import LibraryDamaged, LibraryForeign, LibraryUsed
from storage.opening import FILE_NAME, open_file


def move_in(folder: Path, file: Path) -> int:
    """Fill the library in `folder` with all that `file` holds, and give the number of its papers; `file` stays as is.

    `file` may be a folder with a library in it, and of an older Papertray. Programs that have the library open see what
    came at their next look.

    Raises:
        LibraryUsed: the library here has papers or feeds already.
        LibraryError: `file` is no library, is damaged or newer, or there is no room; nothing was changed here.
    """
    source = file / FILE_NAME if file.is_dir() else file
    with tempfile.TemporaryDirectory(prefix="papertray-", dir=folder) as place:
        _copy(source, Path(place) / FILE_NAME)
        came, _path = open_file(Path(place), patience=PATIENCE, marks_protected=False)
        try:
            return _fill(folder, source, came)
        finally:
            came.close()


def _copy(source: Path, target: Path) -> None:
    """Copy a file as one moment of it, whatever its own program is writing."""
    with translated(source):
        # Not to be made by the mere look at it.
        source.open("rb").close()
        there = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)
        try:
            if not migrations.schema_number(there, source):
                raise LibraryForeign(source)
            copy = sqlite3.connect(target)
            try:
                there.backup(copy)
            finally:
                copy.close()
        finally:
            there.close()


def _fill(folder: Path, source: Path, came: sqlite3.Connection) -> int:
    with translated(source):
        found = came.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise LibraryDamaged(source, found)
        papers = int(came.execute("SELECT count(*) FROM papers").fetchone()[0])
    path = folder / FILE_NAME
    with translated(path):
        db = connect(path)
        try:
            if db.execute("SELECT EXISTS (SELECT 1 FROM papers) OR EXISTS (SELECT 1 FROM feeds)").fetchone()[0]:
                raise LibraryUsed(path)
            came.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            came.backup(db)
        finally:
            db.close()
    return papers
