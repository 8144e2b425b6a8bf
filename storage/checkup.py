"""Is the library sound, and what is it? Every check that SQLite and we ourselves know, as findings.

Mends nothing but what can be made anew from the rest: the words that search reads, and the indexes.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from storage import papers, schema, terms
from storage.connection import writing


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that should not be: its kind and the details as SQLite or we would say them.

    Kinds: file, reference, index, lost rows, words, merges, tags, keys, journal.
    """

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Facts:
    """About the file itself: the number of its format, SQLite's version, its size in bytes without its log."""

    format: int
    sqlite: str
    size: int


def facts(db: sqlite3.Connection) -> Facts:
    """Say what the file is, for people who look for a fault."""
    version, pages, page = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in _ABOUT)
    return Facts(version, sqlite3.sqlite_version, pages * page)


_ABOUT: Final = ("user_version", "page_count", "page_size")

_NOBODYS: Final = {
    "ids": "paper",
    "appearances": "paper",
    "readings": "paper",
}
"""Tables whose rows must lead to a paper, directly or by a merge. The reader's tables may outlive a paper."""

Check = Callable[[sqlite3.Connection], list[Finding]]


def check(
    db: sqlite3.Connection,
    *,
    deep: bool = False,
    progress: Callable[[int, int], object] = lambda _done, _all: None,
) -> list[Finding]:
    """Give what is wrong with the library, empty if it is sound; `progress` hears how much of the checks is done.

    Reads the whole file: seconds for a hundred thousand papers; with `deep` it also compares what search reads of each
    paper with the paper, which takes ten times as long.
    """
    found: list[Finding] = []
    for done, one in enumerate(_CHECKS):
        progress(done, len(_CHECKS))
        found += one(db)
    if deep:
        found += _stale(db, progress)
    progress(len(_CHECKS), len(_CHECKS))
    return found


def _file(db: sqlite3.Connection) -> list[Finding]:
    return [Finding("file", row[0]) for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]


def _references(db: sqlite3.Connection) -> list[Finding]:
    return [Finding("reference", f"{row[0]} {row[1]}") for row in db.execute("PRAGMA foreign_key_check")]


def _index(db: sqlite3.Connection) -> list[Finding]:
    """Compare the index with its words; rank 1, because without it FTS5 looks at the index alone."""
    try:
        db.execute("INSERT INTO papers_fts (papers_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as fault:
        if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise  # locked or unreadable: that says nothing about the index
        return [Finding("index", str(fault))]
    return []


def _lost_rows(db: sqlite3.Connection) -> list[Finding]:
    found = []
    for table, column in _NOBODYS.items():
        lost = db.execute(
            f"SELECT count(*) FROM {table} t WHERE NOT EXISTS (SELECT 1 FROM papers p WHERE p.id = t.{column})"  # noqa: S608
            f" AND NOT EXISTS (SELECT 1 FROM merges m WHERE m.loser = t.{column})"
        ).fetchone()[0]
        if lost:
            found.append(Finding("lost rows", f"{table} {lost}"))
    return found


_COUNTED: Final = {
    "words": (
        "SELECT (SELECT count(*) FROM papers p LEFT JOIN words w ON w.seq = p.seq WHERE w.seq IS NULL)"
        " + (SELECT count(*) FROM words w LEFT JOIN papers p ON p.seq = w.seq WHERE p.seq IS NULL)"
    ),
    "merges": "SELECT count(*) FROM merges WHERE root NOT IN (SELECT id FROM papers)",
    "tags": "SELECT count(*) FROM taggings WHERE tag NOT IN (SELECT id FROM tags)",
    "keys": "SELECT count(*) FROM (SELECT 1 FROM cite_keys WHERE current = 1 GROUP BY paper HAVING count(*) > 1)",
    # Numbers of a machine have no holes, and no act takes back one that is not there; unless pages of it were lost.
    "journal": (
        "SELECT (SELECT (SELECT count(*) FROM (SELECT 1 FROM journal GROUP BY machine"
        " HAVING count(*) != max(number) - min(number) + 1))"
        " + (SELECT count(*) FROM journal WHERE target NOT IN (SELECT id FROM journal)))"
        " * (NOT EXISTS (SELECT 1 FROM meta WHERE key = 'salvaged'))"
        " + (SELECT count(*) FROM journal WHERE NOT json_valid(changes) OR NOT json_valid(papers))"
    ),
}
"""Statements that count what should not be, by the kind of their finding."""


def _counts(db: sqlite3.Connection) -> list[Finding]:
    counted = ((kind, db.execute(statement).fetchone()[0]) for kind, statement in _COUNTED.items())
    return [Finding(kind, str(count)) for kind, count in counted if count]


_CHECKS: Final[tuple[Check, ...]] = (_file, _references, _index, _lost_rows, _counts)


def _stale(db: sqlite3.Connection, progress: Callable[[int, int], object]) -> list[Finding]:
    """Compare the words of every paper with what they would be now, unless older rules wrote all of them."""
    if db.execute("SELECT value FROM meta WHERE key = 'fold_version'").fetchone()[0] != str(schema.FOLD_VERSION):
        return []  # the next check of the feeds writes them anew
    total = db.execute("SELECT count(*) FROM papers").fetchone()[0]
    stale = 0
    for done, row in enumerate(db.execute(_WITH_WORDS)):
        if done % 1000 == 0:
            progress(done, total)
        stale += tuple(row)[-4:] != papers.words(papers.paper_of(row))
    return [Finding("words", str(stale))] if stale else []


_WITH_WORDS: Final = (
    "SELECT p.*, w.title AS w_title, w.abstract AS w_abstract, w.authors AS w_authors, w.cats AS w_cats"
    " FROM papers p JOIN words w USING (seq)"
)


def mend(db: sqlite3.Connection) -> None:
    """Make anew what is made from the rest: indexes, the words of every paper, the search index.

    Nothing that a feed or the reader said is touched.
    """
    with writing(db):
        db.execute("REINDEX")
        db.execute("DELETE FROM words WHERE seq NOT IN (SELECT seq FROM papers)")
        db.execute("INSERT INTO papers_fts (papers_fts) VALUES ('rebuild')")
    papers.write_missing_words(db)
    terms.refold(db)
