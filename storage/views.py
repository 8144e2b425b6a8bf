"""Which papers a view shows, in its order: numbers only, for a list that fetches its rows as they come into sight."""

# ruff: noqa: S608  # all SQL here is put together from our own pieces, values are bound

import json
import sqlite3
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import inf
from typing import Final, TypeVar

from storage import conditions, days, entries, merges, search, searches, tagging
from storage.asked import EVERYTHING, And, InFeed, Moment, Tag
from storage.model import Counts, FeedId, PaperId, Part, RuleId, View
from storage.papers import members
from storage.query import Query, parse
from storage.trending import Rising

Kind = TypeVar("Kind", FeedId, RuleId)


def numbers(
    db: sqlite3.Connection, view: View, *, query: Query | None, at: Moment, rising: Rising, limit: int = -1
) -> "array[int]":
    """Give the papers of a view in its order, narrowed by a search; half a second for a million.

    Raises:
        NotFound: the view is of a saved search that there never was.
    """
    few = limit if view.order in {"list", "date"} else -1
    found = _listed(db, view, _narrowed(db, view, query), at, limit=few)
    found = _sorted(db, found, view, _scores(db, view, at, rising))
    return found if limit < 0 else found[:limit]


def _listed(db: sqlite3.Connection, view: View, query: Query | None, at: Moment, *, limit: int = -1) -> "array[int]":
    if view.rule is not None:
        return _of_rule(db, view.rule, _condition(query, at))
    if view.name == "all":
        return array("q", search.ids(db, query or EVERYTHING, at=at, order="newest", limit=limit))
    if view.name == "today":
        sql, bound = days.statement(db, days.Days(view.day, view.until), _condition(query, at))
        return array("q", (row[0] for row in db.execute(sql, bound)))
    return array("q", entries.numbers(db, view.name, at=at, query=query))


def parts(db: sqlite3.Connection, view: View, *, query: Query | None, at: Moment, rising: Rising) -> list[Part]:
    """Give the papers of a view in its parts, each in the view's order: today has several, other views have one.

    Raises:
        NotFound: as for `numbers`.
    """
    if view.name != "today":
        found = numbers(db, view, query=query, at=at, rising=rising)
        return [Part("rest", "", found)] if found else []
    fits = _condition(_narrowed(db, view, query), at)
    scores = _scores(db, view, at, rising)
    return [
        Part(part.kind, part.name, _sorted(db, part.numbers, view, scores))
        for part in days.parts(db, days.Days(view.day, view.until), fits)
    ]


def _narrowed(db: sqlite3.Connection, view: View, query: Query | None) -> Query | None:
    pieces: list[Query] = [query] if query and query != EVERYTHING else []
    if view.tag:
        pieces.append(Tag(view.tag))
    if view.feed is not None:
        pieces.append(InFeed(str(view.feed)))
    if view.search is not None:
        pieces.append(parse(searches.text(db, view.search)))
    if not pieces:
        return None
    return pieces[0] if len(pieces) == 1 else And(tuple(pieces))


def _condition(query: Query | None, at: Moment) -> conditions.Condition:
    return search.condition(query, at=at) if query else conditions.EVERY_PAPER


def _of_rule(db: sqlite3.Connection, rule: RuleId, fits: conditions.Condition) -> "array[int]":
    rows = db.execute(
        "SELECT DISTINCT p.id FROM matches m LEFT JOIN merges g ON g.loser = m.paper"
        " JOIN papers p ON p.id = coalesce(g.root, m.paper)"
        " WHERE m.rule = ? AND m.edition = (SELECT r.edition FROM rules r WHERE r.id = m.rule)"
        f" AND NOT {conditions.marked('dismissed')} AND ({fits.sql}) ORDER BY p.seq DESC",
        (rule, *fits.params),
    )
    return array("q", (row[0] for row in rows))


def _scores(db: sqlite3.Connection, view: View, at: Moment, rising: Rising) -> Mapping[int, float]:
    """Give by what the view sorts its papers, the highest first; nothing where it is not by numbers."""
    if view.order == "heat":
        return {number: heat.score for number, heat in rising.at(at.now).items()}
    return dict(db.execute(_VOTES).fetchall()) if view.order == "votes" else {}


def _sorted(db: sqlite3.Connection, found: "array[int]", view: View, scores: Mapping[int, float]) -> "array[int]":
    """Sort as the view asks; what has no votes or no heat comes last, the newest first."""
    if view.order == "list":
        return found
    newest = found if view.name == "all" else _by_date(db, found)
    return array("q", sorted(newest, key=lambda number: -scores.get(number, -inf))) if scores else newest


def _by_date(db: sqlite3.Connection, found: "array[int]") -> "array[int]":
    sql = "SELECT p.id FROM json_each(?) n CROSS JOIN papers p ON p.id = n.value ORDER BY p.seq DESC"
    return array("q", (row[0] for row in db.execute(sql, (json.dumps(found.tolist()),))))


def counts(db: sqlite3.Connection, *, at: Moment) -> Counts:
    """Count what a sidebar shows: a few milliseconds at a hundred thousand papers.

    A feed's count is of the unread papers that came in the last days; a rule's is of all that it found.
    """
    unread = conditions.unread(at)
    # Two kinds of unread papers: those of the last days, and older ones that a rule found.
    rows = db.execute(f"SELECT p.id, p.added >= ? FROM papers p WHERE {unread.sql}", (*unread.params, *unread.params))
    left = {PaperId(number): young for number, young in rows}
    rules = {(RuleId(rule), root) for rule, root in db.execute(_MATCHED) if root in left}
    return Counts(
        papers=_count(db, "SELECT count(*) FROM papers"),
        later=_count(db, _LATER, "later"),
        today=len(days.shown_newest(db) & left.keys()),
        starred=_count(db, _KEPT, "star"),
        tags=tuple((tag.name, tag.papers) for tag in tagging.tags(db)),
        rules=_each(rules, [RuleId(row[0]) for row in db.execute("SELECT id FROM rules WHERE removed IS NULL")]),
        notes=_count(db, _NOTED),
        feeds=_each(
            _shown(db, [number for number, young in left.items() if young]),
            [FeedId(row[0]) for row in db.execute(_FOLLOWED)],
        ),
        suggestions=len(merges.suggestions(db)),
    )


def _count(db: sqlite3.Connection, sql: str, *params: object) -> int:
    found: int = db.execute(sql, params).fetchone()[0]
    return found


def _shown(db: sqlite3.Connection, numbers: Sequence[PaperId]) -> set[tuple[FeedId, PaperId]]:
    belongs = members(db, numbers)
    rows = db.execute(
        "SELECT a.feed, a.paper FROM json_each(?) n CROSS JOIN appearances a ON a.paper = n.value",
        (json.dumps(list(belongs)),),
    )
    return {(FeedId(feed), belongs[paper]) for feed, paper in rows}


def _each(unread: set[tuple[Kind, PaperId]], every: Sequence[Kind]) -> tuple[tuple[Kind, int], ...]:
    papers = Counter(number for number, _ in unread)
    return tuple((number, papers[number]) for number in every)


def votes(db: sqlite3.Connection, number: PaperId) -> list[tuple[datetime, int]]:
    """Give how the votes of a paper grew, oldest first; of the feed that has most of them."""
    rows = db.execute(
        "SELECT feed, at, value FROM readings WHERE metric = 'votes'"
        " AND (paper = ? OR paper IN (SELECT loser FROM merges WHERE root = ?)) ORDER BY at",
        (number, number),
    ).fetchall()
    best = max(rows, key=lambda row: row["value"], default=None)
    return [(datetime.fromisoformat(row["at"]), row["value"]) for row in rows if best and row["feed"] == best["feed"]]


_FOLLOWED: Final = "SELECT f.id FROM feeds f WHERE f.removed IS NULL AND f.kind != 'by_hand' ORDER BY f.id"

_MATCHED: Final = (
    "SELECT m.rule, coalesce(g.root, m.paper) FROM matches m LEFT JOIN merges g ON g.loser = m.paper"
    " WHERE (m.rule, m.edition) IN (SELECT r.id, r.edition FROM rules r WHERE r.removed IS NULL)"
)
# Without the papers' own rows, which lie all over the file.
_KEPT: Final = (
    "SELECT count(*) FROM (SELECT DISTINCT coalesce(g.root, k.paper) AS id FROM standing k"
    " LEFT JOIN merges g ON g.loser = k.paper WHERE k.kind = ?) AS kept"
)
_LATER: Final = f"{_KEPT} WHERE NOT {conditions.marked('done', of='kept.id')}"
_NOTED: Final = (
    "SELECT count(DISTINCT coalesce(g.root, k.paper)) FROM (SELECT paper FROM notes UNION ALL"
    " SELECT paper FROM quotes WHERE removed IS NULL) k LEFT JOIN merges g ON g.loser = k.paper"
)
_VOTES: Final = (
    "SELECT coalesce(g.root, a.paper), max(a.votes) FROM feeds f CROSS JOIN appearances a ON a.feed = f.id"
    " LEFT JOIN merges g ON g.loser = a.paper WHERE f.kind = 'daily_papers' AND a.votes IS NOT NULL GROUP BY 1"
)
