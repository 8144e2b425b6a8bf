"""Which papers a view shows, in its order: numbers only, for a list that fetches its rows as they come into sight."""

# ruff: noqa: S608  # all SQL here is put together from our own pieces, values are bound

import sqlite3
from array import array
from datetime import date, datetime

from storage import entries, search
from storage.asked import EVERYTHING, And, InFeed, Tag
from storage.marks import tags
from storage.model import Counts, PaperId, RuleId, View
from storage.query import Query
from storage.rows import stamp

Condition = search.Condition


def numbers(db: sqlite3.Connection, view: View, *, query: Query | None, now: datetime) -> "array[int]":
    """Give the papers of a view in its order, narrowed by a search; half a second for a million."""
    narrowed = _narrowed(view, query)
    if view.rule is not None:
        return _of_rule(db, view.rule, narrowed, now)
    if view.name == "all":
        asked = narrowed or EVERYTHING
        return array("q", search.ids(db, asked, now=now, order="newest", limit=-1))
    if view.name == "today" and view.day and view.until and view.day != view.until:
        return _of_days(db, view.day, view.until, narrowed, now)
    return array("q", entries.numbers(db, view.name, now=now, day=view.day, query=narrowed))


def _narrowed(view: View, query: Query | None) -> Query | None:
    parts: list[Query] = [query] if query and query != EVERYTHING else []
    if view.tag:
        parts.append(Tag(view.tag))
    if view.feed is not None:
        parts.append(InFeed(str(view.feed)))
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def _condition(query: Query | None, now: datetime) -> Condition:
    return search.condition(query, now=now) if query else Condition("1")


def _of_rule(db: sqlite3.Connection, rule: RuleId, query: Query | None, now: datetime) -> "array[int]":
    narrowed = _condition(query, now)
    rows = db.execute(
        "SELECT DISTINCT p.id FROM matches m LEFT JOIN merges g ON g.loser = m.paper"
        " JOIN papers p ON p.id = coalesce(g.root, m.paper)"
        f" WHERE m.rule = ? AND NOT {search.marked('dismissed')} AND ({narrowed.sql}) ORDER BY p.seq DESC",
        (rule, *narrowed.params),
    )
    return array("q", (row[0] for row in rows))


def _of_days(db: sqlite3.Connection, first: date, last: date, query: Query | None, now: datetime) -> "array[int]":
    narrowed = _condition(query, now)
    rows = db.execute(
        "WITH shown(paper, votes, day) AS (SELECT coalesce(g.root, a.paper), max(a.votes), max(a.day)"
        " FROM appearances a LEFT JOIN merges g ON g.loser = a.paper"
        " WHERE a.feed IN (SELECT id FROM feeds WHERE removed IS NULL AND kind != 'by_hand')"
        " AND a.day BETWEEN ? AND ? AND (a.announced IS NULL OR a.announced NOT LIKE 'replace%') GROUP BY 1)"
        " SELECT p.id FROM shown JOIN papers p ON p.id = shown.paper"
        f" WHERE NOT {search.marked('dismissed')} AND ({narrowed.sql})"
        " ORDER BY shown.votes DESC NULLS LAST, shown.day DESC, p.seq DESC",
        (first.isoformat(), last.isoformat(), *narrowed.params),
    )
    return array("q", (row[0] for row in rows))


def counts(db: sqlite3.Connection, *, now: datetime) -> Counts:
    """Count what a sidebar shows: a few milliseconds at a hundred thousand papers."""
    unread = search.unread(now)
    newest = entries.latest_day(db)
    today = db.execute(
        "SELECT count(DISTINCT p.id) FROM appearances a LEFT JOIN merges g ON g.loser = a.paper"
        " JOIN papers p ON p.id = coalesce(g.root, a.paper) WHERE a.feed IN (SELECT id FROM feeds WHERE removed IS NULL"
        f" AND kind != 'by_hand') AND a.day >= ? AND {unread.sql}",
        (newest.isoformat() if newest else "9999", *unread.params),
    ).fetchone()[0]
    rules = db.execute(
        "SELECT r.id, count(p.id) FROM rules r LEFT JOIN matches m ON m.rule = r.id"
        f" LEFT JOIN papers p ON p.id = m.paper AND {unread.sql} WHERE r.removed IS NULL GROUP BY r.id",
        unread.params,
    )
    return Counts(
        papers=db.execute("SELECT count(*) FROM papers").fetchone()[0],
        later=len(entries.numbers(db, "later", now=now)),
        today=today,
        starred=db.execute("SELECT count(*) FROM marks WHERE kind = 'star' AND state = 1").fetchone()[0],
        tags=tuple(tags(db).items()),
        rules=tuple((RuleId(row[0]), row[1]) for row in rules),
    )


def votes(db: sqlite3.Connection, number: PaperId) -> list[tuple[datetime, int]]:
    """Give how the votes of a paper grew, oldest first; of the feed that has most of them."""
    rows = db.execute(
        "SELECT feed, at, value FROM readings WHERE metric = 'votes'"
        " AND (paper = ? OR paper IN (SELECT loser FROM merges WHERE root = ?)) ORDER BY at",
        (number, number),
    ).fetchall()
    best = max(rows, key=lambda row: row["value"], default=None)
    return [(datetime.fromisoformat(row["at"]), row["value"]) for row in rows if best and row["feed"] == best["feed"]]


def matched(db: sqlite3.Connection, since: datetime) -> list[tuple[PaperId, RuleId]]:
    """Give the papers that rules in force have noticed from `since` on, latest first; without the silent ones."""
    rows = db.execute(
        "SELECT coalesce(g.root, m.paper), m.rule FROM matches m JOIN rules r ON r.id = m.rule"
        " LEFT JOIN merges g ON g.loser = m.paper"
        " WHERE r.removed IS NULL AND NOT m.silent AND m.at >= ? ORDER BY m.at DESC, m.paper DESC",
        (stamp(since),),
    )
    return [(PaperId(row[0]), RuleId(row[1])) for row in rows]
