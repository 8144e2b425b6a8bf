"""From any file we once wrote to today's schema: one transaction, a copy before, foreign keys checked after."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from storage import schema
from storage.connection import writing
from storage.errors import LibraryDamaged, LibraryForeign, LibraryNewer

if TYPE_CHECKING:
    from sqlite_utils import Database

Steps: TypeAlias = Mapping[int, Callable[["Database"], None]]


_LIVE_FILES: Final = """
CREATE TABLE live_files (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  list TEXT NOT NULL,
  text TEXT NOT NULL DEFAULT '',
  search INTEGER,
  flavour TEXT NOT NULL CHECK (flavour IN ('bibtex', 'biblatex')),
  extras TEXT NOT NULL DEFAULT '[]',
  command TEXT NOT NULL DEFAULT '[]',
  added TEXT NOT NULL,
  paused TEXT,
  removed TEXT,
  wrote TEXT,
  trouble TEXT,
  stat TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE live_entries (
  file INTEGER NOT NULL,
  paper INTEGER NOT NULL,
  key TEXT NOT NULL,
  digest INTEGER NOT NULL,
  text_hash INTEGER NOT NULL,
  PRIMARY KEY (file, paper)
) STRICT, WITHOUT ROWID;
"""


_RULES: Final = """
ALTER TABLE rules ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE rules ADD COLUMN notify INTEGER NOT NULL DEFAULT 1;
ALTER TABLE rules ADD COLUMN actions TEXT NOT NULL DEFAULT '[]';
ALTER TABLE rules ADD COLUMN feeds TEXT NOT NULL DEFAULT '[]';
ALTER TABLE rules ADD COLUMN heat REAL NOT NULL DEFAULT 0;
ALTER TABLE rules ADD COLUMN cap INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rules ADD COLUMN exempt INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rules ADD COLUMN paused TEXT;
ALTER TABLE rules ADD COLUMN edition INTEGER NOT NULL DEFAULT 1;
CREATE TABLE new_matches (
  rule INTEGER NOT NULL REFERENCES rules(id),
  paper INTEGER NOT NULL,
  edition INTEGER NOT NULL,
  at TEXT NOT NULL,
  words TEXT NOT NULL,
  places TEXT NOT NULL,
  silent INTEGER NOT NULL,
  shown TEXT,
  PRIMARY KEY (rule, paper, edition)
) STRICT, WITHOUT ROWID;
-- An older program told of them at once.
INSERT INTO new_matches SELECT rule, paper, 1, at, words, places, silent, at FROM matches;
DROP TABLE matches;
ALTER TABLE new_matches RENAME TO matches;
CREATE INDEX matches_by_paper ON matches(paper);
CREATE INDEX matches_to_show ON matches(at) WHERE shown IS NULL AND silent = 0;
CREATE TABLE effects (
  paper INTEGER NOT NULL,
  act TEXT NOT NULL,
  rule INTEGER NOT NULL REFERENCES rules(id),
  edition INTEGER NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (paper, act, rule, edition)
) STRICT, WITHOUT ROWID;
CREATE INDEX effects_by_act ON effects(act);
CREATE INDEX papers_with_code ON papers(seq) WHERE instr(links, '["code"') > 0;
CREATE INDEX appearances_by_votes ON appearances(votes) WHERE votes IS NOT NULL;
CREATE VIEW standing (paper, kind, at, place) AS
SELECT paper, kind, at, place FROM marks WHERE state = 1
UNION ALL
SELECT e.paper, e.act, e.at, 1e9 FROM effects e JOIN rules r ON r.id = e.rule AND r.edition = e.edition
WHERE r.removed IS NULL AND e.act IN ('star', 'later', 'read', 'dismissed')
AND NOT EXISTS (SELECT 1 FROM marks m WHERE m.paper = e.paper AND m.kind = e.act);
CREATE VIEW carried (paper, tag, at) AS
SELECT paper, tag, at FROM taggings WHERE state = 1
UNION ALL
SELECT e.paper, CAST(substr(e.act, 5) AS INTEGER), e.at FROM effects e
JOIN rules r ON r.id = e.rule AND r.edition = e.edition
WHERE r.removed IS NULL AND e.act LIKE 'tag:%'
AND NOT EXISTS (SELECT 1 FROM taggings m WHERE m.paper = e.paper AND m.tag = CAST(substr(e.act, 5) AS INTEGER));
"""


def _readers_own_lists(db: "Database") -> None:
    """1 to 2: what the reader adds to feeds and tags, searches, live files, rhythm of feeds, matches shown, answers."""
    feeds = db.table("feeds")
    feeds.add_column("folder", str, not_null_default="")
    feeds.add_column("paused", str)
    feeds.add_column("name", str, not_null_default="")
    feeds.add_column("hints", str, not_null_default="{}")
    feeds.add_column("why", str, not_null_default="")
    feeds.add_column("login", str, not_null_default="")
    db.table("pages").add_column("fetched", str)
    db.execute(
        "CREATE TABLE items (feed INTEGER NOT NULL REFERENCES feeds(id), url TEXT NOT NULL, marks BLOB NOT NULL,"
        " PRIMARY KEY (feed, url)) STRICT"
    )
    db.execute("INSERT INTO papers_fts(papers_fts, rank) VALUES ('automerge', 8)")
    db.table("tags").add_column("colour", str, not_null_default="")
    db.table("searches").create(
        {"id": int, "name": str, "text": str, "added": str, "removed": str},
        pk="id",
        not_null={"name", "text", "added"},
        strict=True,
    )
    for statement in statements(_LIVE_FILES):
        db.execute(statement)
    for statement in statements(_RULES):
        db.execute(statement)
    db.execute(
        "CREATE TABLE answers (request TEXT PRIMARY KEY, at TEXT NOT NULL, answer TEXT NOT NULL) STRICT, WITHOUT ROWID"
    )
    db.execute("CREATE INDEX answers_by_time ON answers(at)")
    db.execute(
        "CREATE TABLE gone (scheme TEXT NOT NULL, value TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (scheme, value))"
        " STRICT, WITHOUT ROWID"
    )


STEPS: Final[Steps] = {1: _readers_own_lists}
"""For each schema number the step that leads to the next one. A released step is never edited."""


def prepare(db: sqlite3.Connection, path: Path, *, steps: Steps = STEPS, today: int = schema.VERSION) -> None:
    """Bring the opened file to today's schema; a new file gets it whole, today's is left alone.

    An older file is copied first, to NAME-schemaN.db beside it.

    Raises:
        LibraryForeign: the file is another program's database.
        LibraryNewer: a newer Papertray wrote it.
        LibraryDamaged: a migration left broken references.
    """
    version = schema_number(db, path, today=today)
    if version == today:
        return
    if version == 0:
        _create(db, path)
        return
    copy_aside(db, path.with_name(f"{path.stem}-schema{version}{path.suffix}"), of=version)
    _migrate(db, path, steps, today)


def schema_number(db: sqlite3.Connection, path: Path, *, today: int = schema.VERSION) -> int:
    """Give the file's schema number, 0 for an empty file.

    Raises:
        LibraryForeign, LibraryNewer: it is no file for this program; nothing of it was changed.
    """
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    application: int = db.execute("PRAGMA application_id").fetchone()[0]
    if application != schema.APPLICATION_ID:
        if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] or version:
            raise LibraryForeign(path)
        return 0
    if version > today:
        raise LibraryNewer(path, found=version, known=today)
    return version


def _create(db: sqlite3.Connection, path: Path) -> None:
    with writing(db):
        if schema_number(db, path):  # another program was quicker
            return
        for statement in statements(schema.SQL):
            db.execute(statement)
        db.executemany(
            "INSERT INTO meta (key, value) VALUES (?, ?)",
            [
                ("library", os.urandom(8).hex()),
                ("machine", os.urandom(8).hex()),
                ("fold_version", str(schema.FOLD_VERSION)),
                ("terms_papers", "0"),
            ],
        )
        db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {schema.VERSION}")


def _migrate(db: sqlite3.Connection, path: Path, steps: Steps, today: int) -> None:
    from sqlite_utils import Database

    db.execute("PRAGMA foreign_keys = OFF")  # has no effect inside a transaction
    try:
        with writing(db):
            while (version := schema_number(db, path, today=today)) < today:
                steps[version](Database(db, recursive_triggers=False))
                db.execute(f"PRAGMA user_version = {version + 1}")
            broken = db.execute("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise LibraryDamaged(path, f"{len(broken)} broken references after migration")
    finally:
        db.execute("PRAGMA foreign_keys = ON")


def statements(sql: str) -> Iterator[str]:
    """Cut an SQL text into its statements, triggers in one piece."""
    piece = ""
    for line in sql.splitlines(keepends=True):
        piece += line
        if sqlite3.complete_statement(piece):
            yield piece.strip()
            piece = ""


def copy_aside(db: sqlite3.Connection, target: Path, *, of: int | None = None) -> None:
    """Copy the library as it stands to `target`, whole or not at all; an earlier copy there is replaced.

    With `of` only where it still has that schema number: another program may have been quicker.
    """
    half = target.with_name(f"{target.name}.{os.urandom(4).hex()}.part")
    half.touch(mode=0o600)
    try:
        copy = sqlite3.connect(half)
        try:
            db.backup(copy)
            version = copy.execute("PRAGMA user_version").fetchone()[0]
        finally:
            copy.close()
        if of in {None, version}:
            half.replace(target)
    finally:
        half.unlink(missing_ok=True)
