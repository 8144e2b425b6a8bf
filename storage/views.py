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

from storage import days, entries, merges, search, searches, tagging
from storage.asked import EVERYTHING, And, InFeed, Moment, Tag
from storage.model import Counts, FeedId, Heat, PaperId, Part, RuleId, View
from storage.papers import members
from storage.query import Query, parse
from storage.trending import Rising

Kind = TypeVar("Kind", FeedId, RuleId)


def numbers(db: sqlite3.Connection, view: View, *, query: Query | None, at: Moment, rising: Rising) -> "array[int]":
    """Give the papers of a view in its order, narrowed by a search; half a second for a million.

    Raises:
        NotFound: the view is of a saved search that there never was.
    """
    narrowed = _narrowed(db, view, query)
    return _sorted(db, _listed(db, view, narrowed, at), view, rising.at(at.now) if view.order == "heat" else {})


def _listed(db: sqlite3.Connection, view: View, query: Query | None, at: Moment) -> "array[int]":
    if view.rule is not None:
        return _of_rule(db, view.rule, _condition(query, at))
    if view.name == "all":
        return array("q", search.ids(db, query or EVERYTHING, at=at, order="newest", limit=-1))
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
    heats = rising.at(at.now) if view.order == "heat" else {}
    return [
        Part(part.kind, part.name, _sorted(db, part.numbers, view, heats))
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


def _condition(query: Query | None, at: Moment) -> search.Condition:
    return search.condition(query, at=at) if query else search.EVERY_PAPER


def _of_rule(db: sqlite3.Connection, rule: RuleId, fits: search.Condition) -> "array[int]":
    rows = db.execute(
        "SELECT DISTINCT p.id FROM matches m LEFT JOIN merges g ON g.loser = m.paper"
        " JOIN papers p ON p.id = coalesce(g.root, m.paper)"
        f" WHERE m.rule = ? AND NOT {search.marked('dismissed')} AND ({fits.sql}) ORDER BY p.seq DESC",
        (rule, *fits.params),
    )
    return array("q", (row[0] for row in rows))


def _sorted(db: sqlite3.Connection, found: "array[int]", view: View, heats: Mapping[PaperId, Heat]) -> "array[int]":
    """Sort as the view asks; what has no votes or no heat comes last, the newest first."""
    if view.order == "list":
        return found
    newest = found if view.name == "all" else _by_date(db, found)
    if view.order == "date":
        return newest
    if view.order == "heat":
        scores: Mapping[int, float] = {number: heat.score for number, heat in heats.items()}
    else:
        scores = dict(db.execute(_VOTES).fetchall())
    return array("q", sorted(newest, key=lambda number: -scores.get(number, -inf)))


def _by_date(db: sqlite3.Connection, found: "array[int]") -> "array[int]":
    sql = "SELECT p.id FROM json_each(?) n CROSS JOIN papers p ON p.id = n.value ORDER BY p.seq DESC"
    return array("q", (row[0] for row in db.execute(sql, (json.dumps(found.tolist()),))))


def counts(db: sqlite3.Connection, *, at: Moment) -> Counts:
    """Count what a sidebar shows: a few milliseconds at a hundred thousand papers."""
    unread = search.unread(at)
    left = [PaperId(row[0]) for row in db.execute(f"SELECT p.id FROM papers p WHERE {unread.sql}", unread.params)]
    belongs = members(db, left)
    named = json.dumps(list(belongs))
    newest = days.latest_day(db)
    today: set[PaperId] = set()
    feeds: set[tuple[FeedId, PaperId]] = set()
    for paper, feed, day, replaced in db.execute(_UNREAD_SHOWN, (named,)):
        feeds.add((FeedId(feed), belongs[paper]))
        if newest and day >= newest.isoformat() and not replaced:
            today.add(belongs[paper])
    rules = {(RuleId(rule), belongs[paper]) for paper, rule in db.execute(_UNREAD_MATCHED, (named,))}
    return Counts(
        papers=db.execute("SELECT count(*) FROM papers").fetchone()[0],
        later=len(entries.numbers(db, "later", at=at)),
        today=len(today),
        starred=len(entries.numbers(db, "starred", at=at)),
        tags=tuple((tag.name, tag.papers) for tag in tagging.tags(db)),
        rules=_each(rules, [RuleId(row[0]) for row in db.execute("SELECT id FROM rules WHERE removed IS NULL")]),
        notes=len(entries.numbers(db, "notes", at=at)),
        feeds=_each(feeds, [FeedId(row[0]) for row in db.execute(_FOLLOWED)]),
        suggestions=len(merges.suggestions(db)),
    )


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

# CROSS JOIN keeps the order of all these: from the few to what belongs to them.
_UNREAD_SHOWN: Final = (
    "SELECT a.paper, a.feed, a.day, a.announced LIKE 'replace%' FROM json_each(?) n"
    f" CROSS JOIN appearances a ON a.paper = n.value WHERE a.feed IN ({_FOLLOWED})"
)
_UNREAD_MATCHED: Final = "SELECT m.paper, m.rule FROM json_each(?) n CROSS JOIN matches m ON m.paper = n.value"
_VOTES: Final = (
    "SELECT coalesce(g.root, a.paper), max(a.votes) FROM feeds f CROSS JOIN appearances a ON a.feed = f.id"
    " LEFT JOIN merges g ON g.loser = a.paper WHERE f.kind = 'daily_papers' AND a.votes IS NOT NULL GROUP BY 1"
)
