"""Rules and searches tried on papers that are here: what would have been found, what came of it, and why."""

# ruff: noqa: S608  # all SQL here is put together from our own pieces, values are bound

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, timedelta
from typing import Final

from storage import conditions, rules, search
from storage.asked import And, InFeed, Moment, Not, Or, Query, Text
from storage.errors import NotFound
from storage.expressions import expression, leaves
from storage.matching import compiled
from storage.model import FeedId, PaperId, RuleId
from storage.papers import SEATS_A_DAY, roots, rows_of
from storage.query import parse, to_text
from storage.rule_model import Explanation, Preview, Reason, Rule, Yield

_WEEK: Final = 7


def preview(db: sqlite3.Connection, wanted: Rule, *, days: int, at: Moment) -> Preview:
    """Say which papers of so many last days, by the day they are of, a rule would have found.

    Raises:
        QueryError: the rule cannot be read, or asks for what no new paper has.
    """
    compiled(wanted.text)
    query = parse(wanted.text)
    if wanted.feeds:
        some = tuple(InFeed(str(feed)) for feed in wanted.feeds)
        query = And((query, some[0] if len(some) == 1 else Or(some)))
    found = _since(db, query, (at.now - timedelta(days=days)).date(), at)
    overlap = rules.overlap(db, found, but=[wanted.id])
    return Preview(tuple(found), days, len(found) * _WEEK / days, tuple(overlap.items()))


def _since(db: sqlite3.Connection, query: Query, first: date, at: Moment) -> list[PaperId]:
    """Give the papers that fit and are of this day or later, newest first; the seats of the index lead to them."""
    words, rest = search.split(query)
    fits = search.condition(And(tuple(rest)), at=at)
    seat = first.toordinal() * SEATS_A_DAY
    if words is None:
        sql, bound = "SELECT p.id FROM papers p WHERE p.seq >= ?", (seat,)
        rows = db.execute(f"{sql} AND {fits.sql} ORDER BY p.seq DESC", (*bound, *fits.params))
    else:
        sql = "SELECT p.id FROM papers_fts CROSS JOIN papers p ON p.seq = papers_fts.rowid WHERE papers_fts MATCH ?"
        order = "AND papers_fts.rowid >= ? ORDER BY papers_fts.rowid DESC"
        rows = db.execute(f"{sql} AND {fits.sql} {order}", (words, *fits.params, seat))
    return [PaperId(row[0]) for row in rows]


def yields(db: sqlite3.Connection) -> dict[RuleId, Yield]:
    """Say what came of every rule that is kept."""
    rows = db.execute(
        f"SELECT found.rule, count(*), sum({conditions.marked('star', of='found.paper')}) FROM"
        " (SELECT DISTINCT m.rule, coalesce(g.root, m.paper) AS paper FROM matches m"
        " JOIN rules r ON r.id = m.rule AND r.edition = m.edition LEFT JOIN merges g ON g.loser = m.paper"
        " WHERE r.removed IS NULL) AS found GROUP BY 1"
    )
    found = {RuleId(row[0]): (row[1], row[2]) for row in rows}
    return {
        one.id: Yield(*found.get(one.id, (0, 0)), unopened=_unopened(db, one.id) if one.notify else 0)
        for one in rules.rules(db)
    }


def _unopened(db: sqlite3.Connection, number: RuleId) -> int:
    """Count the papers that a rule told of since the reader last did something with one of them."""
    count = 0
    told = db.execute(
        f"SELECT {_TAKEN_UP} FROM matches m WHERE m.rule = ? AND m.shown IS NOT NULL ORDER BY m.shown DESC, m.at DESC"
        " LIMIT 100",
        (number,),
    )
    for (taken_up,) in told:
        if taken_up:
            break
        count += 1
    return count


_TAKEN_UP: Final = (
    "(EXISTS (SELECT 1 FROM openings o WHERE o.paper = m.paper) OR EXISTS (SELECT 1 FROM marks k"
    " WHERE k.paper = m.paper AND k.state = 1 AND k.kind != 'dismissed') OR EXISTS (SELECT 1 FROM merges g"
    " CROSS JOIN marks k ON k.paper = g.root WHERE g.loser = m.paper AND k.state = 1 AND k.kind != 'dismissed'))"
)


def feed_yields(db: sqlite3.Connection) -> dict[FeedId, Yield]:
    """Say what came of every feed: its papers, and those of them that are starred; reads every appearance."""
    rows = db.execute(
        "WITH kept(paper) AS MATERIALIZED (SELECT DISTINCT paper FROM standing WHERE kind = 'star')"
        " SELECT a.feed, count(DISTINCT a.paper), count(DISTINCT k.paper) FROM appearances a"
        " LEFT JOIN kept k ON k.paper = a.paper GROUP BY a.feed"
    )
    return {FeedId(row[0]): Yield(row[1], row[2]) for row in rows}


def why(db: sqlite3.Connection, text: str, number: PaperId, *, at: Moment) -> tuple[Reason, ...]:
    """Say of each word and filter of a search whether a paper fits it.

    Raises:
        QueryError: the search cannot be read.
        NotFound: there is no such paper.
    """
    root = roots(db, [number])[number]
    if not rows_of(db, [root]):
        raise NotFound("paper", str(number))
    query = parse(text)
    unwanted = set(_unwanted(query))
    return tuple(
        Reason(to_text(leaf), wanted=leaf not in unwanted, there=_fits(db, leaf, root, at))
        for leaf in dict.fromkeys(leaves(query))
    )


def fits(db: sqlite3.Connection, text: str, number: PaperId, *, at: Moment) -> bool:
    """Say whether a paper fits a search; errors as in `why`."""
    return _fits(db, parse(text), roots(db, [number])[number], at)


def _fits(db: sqlite3.Connection, query: Query, number: PaperId, at: Moment) -> bool:
    words = expression(query)
    if words is not None:
        sql = "SELECT 1 FROM papers_fts WHERE papers_fts MATCH ? AND rowid = (SELECT seq FROM papers WHERE id = ?)"
        return db.execute(sql, (words, number)).fetchone() is not None
    asked = search.condition(query, at=at)
    sql = f"SELECT 1 FROM papers p WHERE p.id = ? AND {asked.sql}"
    return db.execute(sql, (number, *asked.params)).fetchone() is not None


def _unwanted(query: Query, *, wanted: bool = True) -> Iterator[Query]:
    match query:
        case And(inner=inner) | Or(inner=inner):
            for each in inner:
                yield from _unwanted(each, wanted=wanted)
        case Not(inner=inside):
            yield from _unwanted(inside, wanted=not wanted)
        case _:
            if not wanted:
                yield query


def explain(db: sqlite3.Connection, text: str, *, at: Moment) -> Explanation:
    """Say how a search is read and how it is answered.

    Raises:
        QueryError: it cannot be read.
    """
    query = parse(text)
    words, _rest = search.split(query)
    said = search.statement(query, at=at)
    plan = [str(row[3]) for row in db.execute(f"EXPLAIN QUERY PLAN {said.sql}", said.params)]
    return Explanation(to_text(query), tuple(_tree(query)), words or "", said.sql, tuple(plan))


def _tree(query: Query, depth: int = 0) -> Iterator[str]:
    """Draw a tree, one node a line, what is inside further to the right."""
    margin = "  " * depth
    name = type(query).__name__
    match query:
        case And(inner=inner) | Or(inner=inner):
            yield f"{margin}{name if inner else 'every paper'}"
            for each in inner:
                yield from _tree(each, depth + 1)
        case Not(inner=inside):
            yield f"{margin}{name}"
            yield from _tree(inside, depth + 1)
        case _:
            values: Mapping[str, object] = {part.name: getattr(query, part.name) for part in fields(query)}
            said = ", ".join(f"{key} {value}" for key, value in values.items() if value not in {None, ""})
            folded = expression(query) if isinstance(query, Text) else None
            yield f"{margin}{name}: {said}" + (f"  →  {folded}" if folded else "")
