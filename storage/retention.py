"""Papers that the reader left alone go after a while, where the reader wants that.

Their names stay, so that none of them is new again.
"""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from storage import keepsakes, papers
from storage.connection import writing
from storage.model import Arrival, FeedId, PaperId
from storage.rows import chunks, places, stamp

STEP: Final = 25
"""Papers in one transaction, so that a star does not wait."""

_DONE: Final = "forgot"
"""The key in meta of the day on which this was last done."""


def forget(db: sqlite3.Connection, *, before: datetime, now: datetime) -> int:
    """Let papers go that came before a moment and were in no list since, once a day; give how many went.

    Stays what the reader said or did anything about: a mark of any kind, also one taken back, a tag, note or quote, an
    opening, a citation key, an entry in a live file; what was added by hand, joined or kept apart; what a rule marked,
    or what the reader is still to be told of; and every paper that an act in the journal is about.
    """
    today = now.date().isoformat()
    if db.execute("SELECT 1 FROM meta WHERE key = ? AND value = ?", (_DONE, today)).fetchone():
        return 0
    gone = 0
    for some in chunks(_old(db, before), STEP):
        gone += _let_go(db, some, now)
    with writing(db):
        db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_DONE, today))
    return gone


def _old(db: sqlite3.Connection, before: datetime) -> list[PaperId]:
    keepsakes.gather(db)
    db.execute("INSERT OR IGNORE INTO temp.kept SELECT value ->> 0 FROM journal, json_each(journal.papers)")
    db.execute("INSERT OR IGNORE INTO temp.kept SELECT paper FROM matches WHERE shown IS NULL AND silent = 0")
    db.execute("INSERT OR IGNORE INTO temp.kept SELECT m.root FROM temp.kept k JOIN merges m ON m.loser = k.paper")
    rows = db.execute(
        "SELECT id FROM papers p WHERE added < :before AND id NOT IN (SELECT paper FROM temp.kept)"
        " AND NOT EXISTS (SELECT 1 FROM appearances a WHERE a.paper = p.id AND a.seen >= :before)"
        " AND NOT EXISTS (SELECT 1 FROM merges m JOIN appearances a ON a.paper = m.loser"
        " WHERE m.root = p.id AND a.seen >= :before) ORDER BY id",
        {"before": stamp(before)},
    ).fetchall()
    db.execute("DROP TABLE temp.kept")
    return [PaperId(row[0]) for row in rows]


def _let_go(db: sqlite3.Connection, some: Sequence[PaperId], now: datetime) -> int:
    with writing(db):
        belongs = papers.members(db, some)
        kept = _kept(db, list(belongs))
        spared = {root for number, root in belongs.items() if number in kept}
        numbers = [number for number, root in belongs.items() if root not in spared]
        here = places(numbers)
        db.execute(
            f"INSERT OR IGNORE INTO gone SELECT scheme, value, ? FROM ids WHERE paper IN ({here})",  # noqa: S608  ours
            (stamp(now), *numbers),
        )
        db.execute(f"DELETE FROM words WHERE seq IN (SELECT seq FROM papers WHERE id IN ({here}))", numbers)  # noqa: S608
        removed = db.execute(f"DELETE FROM papers WHERE id IN ({here})", numbers).rowcount  # noqa: S608
        for table, column in _FOLLOWING:
            db.execute(f"DELETE FROM {table} WHERE {column} IN ({here})", numbers)  # noqa: S608  our own words
    return removed


_FOLLOWING: Final = (
    ("ids", "paper"),
    ("appearances", "paper"),
    ("readings", "paper"),
    ("matches", "paper"),
    ("suggestions", "paper"),
    ("suggestions", "other"),
    ("merges", "loser"),
)
"""Tables with what feeds said about a paper, by the column with its number."""


def _kept(db: sqlite3.Connection, numbers: Sequence[int]) -> set[int]:
    """Give which of these the reader has said something about, at this moment: a star may have come in between."""
    here = places(numbers)
    kept: set[int] = set()
    for said in keepsakes.KEPT:
        rows = db.execute(f"WITH said (paper) AS ({said}) SELECT paper FROM said WHERE paper IN ({here})", numbers)  # noqa: S608  ours
        kept |= {row[0] for row in rows}
    return kept


def wanted(db: sqlite3.Connection, feed: FeedId, arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
    """Give the arrivals without those that are new and went before; what the reader adds by hand comes back."""
    if db.execute("SELECT min(scheme) FROM gone").fetchone()[0] is None or _is_by_hand(db, feed):
        return arrivals
    return [one for one in arrivals if one.paper is not None or not _went(db, one)]


def _is_by_hand(db: sqlite3.Connection, feed: FeedId) -> bool:
    return bool(db.execute("SELECT 1 FROM feeds WHERE id = ? AND kind = 'by_hand'", (feed,)).fetchone())


def _went(db: sqlite3.Connection, arrival: Arrival) -> bool:
    return any(
        db.execute("SELECT 1 FROM gone WHERE scheme = ? AND value = ?", (name.scheme, name.value)).fetchone()
        for name in arrival.incoming.paper.ids
    )


def come_back(db: sqlite3.Connection, arrival: Arrival) -> None:
    """Take the names of a paper that comes back out of those that went."""
    db.executemany(
        "DELETE FROM gone WHERE scheme = ? AND value = ?", [(n.scheme, n.value) for n in arrival.incoming.paper.ids]
    )
