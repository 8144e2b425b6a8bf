"""Matches that deserve a notice: which there are, which the reader was told of."""

# ruff: noqa: S608  # all SQL here is put together from our own pieces, values are bound

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime

from storage import conditions
from storage.model import PaperId, RuleId
from storage.papers import members
from storage.rows import stamp


def matched(db: sqlite3.Connection, since: datetime) -> list[tuple[PaperId, RuleId]]:
    """Give the papers that rules in force have noticed from `since` on, latest first; without the silent ones."""
    rows = db.execute(
        "SELECT coalesce(g.root, m.paper), m.rule FROM matches m"
        " JOIN rules r ON r.id = m.rule AND r.edition = m.edition"
        " LEFT JOIN merges g ON g.loser = m.paper"
        " WHERE r.removed IS NULL AND r.notify = 1 AND NOT m.silent AND m.at >= ? ORDER BY m.at DESC, m.paper DESC",
        (stamp(since),),
    )
    return [(PaperId(row[0]), RuleId(row[1])) for row in rows]


def notices(db: sqlite3.Connection) -> list[tuple[PaperId, RuleId]]:
    """Give what the reader was never told of and has not seen either, each once, latest first."""
    rows = db.execute(
        "SELECT p.id, m.rule FROM matches m LEFT JOIN merges g ON g.loser = m.paper"
        " JOIN papers p ON p.id = coalesce(g.root, m.paper) JOIN rules r ON r.id = m.rule AND r.edition = m.edition"
        " WHERE m.shown IS NULL AND m.silent = 0 AND r.removed IS NULL AND r.notify = 1"
        f" AND NOT {conditions.marked('read')} AND NOT {conditions.marked('dismissed')}"
        " ORDER BY m.at DESC, m.paper DESC"
    )
    return list(dict.fromkeys((PaperId(row[0]), RuleId(row[1])) for row in rows))


def show(db: sqlite3.Connection, pairs: Iterable[tuple[PaperId, RuleId]], *, now: datetime) -> None:
    """Remember that the reader was told that these rules fired for these papers."""
    told = list(pairs)
    belongs = members(db, [paper for paper, _ in told])
    wanted = set(told)
    named = [[member, rule] for member, root in belongs.items() for paper, rule in wanted if paper == root]
    db.execute(
        "UPDATE matches SET shown = ? WHERE shown IS NULL AND (rule, paper) IN"
        " (SELECT json_extract(value, '$[1]'), json_extract(value, '$[0]') FROM json_each(?))",
        (stamp(now), json.dumps(named)),
    )
