import re
import sqlite3
from datetime import UTC, datetime

from desktop.feeds import plan
from storage import Feed, FeedId, arrivals, papers, schema
from tests.builders import incoming, paper

NOW = datetime(2026, 6, 2, 12, tzinfo=UTC)
FEED = Feed(FeedId(1), "https://a.example/feed", "arxiv", "", NOW)


def test_no_statement_of_a_poll_walks_through_a_table() -> None:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.row_factory = sqlite3.Row
    db.executescript(schema.SQL)
    db.execute("INSERT INTO feeds (id, url, kind, added) VALUES (1, 'https://a.example/feed', 'arxiv', '2026-06-01')")
    shown = [incoming(paper(f"A title that is number {n} of many", arxiv=f"2606.0000{n}")) for n in range(3)]
    said: list[str] = []
    db.set_trace_callback(said.append)
    for _ in range(2):  # all new, then all known
        known = papers.known(db, [one.paper for one in shown], FEED.id)
        decided = plan.decide(shown, known, [()] * len(shown), FEED)
        arrivals.store(db, FEED.id, decided, page=None, now=NOW, origin="poll")
    db.set_trace_callback(None)
    steps = [row["detail"] for each in said if not each.startswith("--") for row in _plan(db, each)]
    ours = "|".join(row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'"))
    db.close()
    assert len(steps) > 20
    assert [step for step in steps if re.match(rf"SCAN (?:{ours})\b", step)] == []


def _plan(db: sqlite3.Connection, statement: str) -> list[sqlite3.Row]:
    return db.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
