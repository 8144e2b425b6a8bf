"""Searches answered: a query becomes FTS5 MATCH and SQL, and what is typed reaches neither but as bound values.

Words are looked up in the folded copy of the text (`words`, `papers_fts`); states, tags, notes, feeds and votes are
read through `merges`, because every row keeps the number of the paper it was written for.
"""

# ruff: noqa: S608  # all SQL here is put together from our own pieces, values are bound

import json
import sqlite3
from collections.abc import Collection, Iterable
from typing import Final, Literal

from storage.asked import And, Family, Moment, Near, Not, Or, Phrase, Prefix, Query, Word
from storage.conditions import EVERY_PAPER, Condition, leader, of_filter
from storage.expressions import expression, sought
from storage.model import PaperId

RANKED: Final = 30_000
"""How many papers may hold the words of a query for it to be ranked: bm25 reads them all, 39 ms of CPU at most."""

RANKED_AND_FILTERED: Final = 10_000
"""The same for a query with filters, which are asked for every one of these papers before they are ranked."""


def ids(
    db: sqlite3.Connection,
    query: Query,
    *,
    at: Moment,
    order: Literal["best", "newest"] = "best",
    limit: int,
    offset: int = 0,
) -> list[PaperId]:
    """Give the papers that fit, best first where few enough hold the words to rank them, else newest first.

    `limit` -1 is no limit.
    """
    words, rest = split(query)
    ranked = RANKED_AND_FILTERED if rest else RANKED
    if words is None or order == "newest" or _holders(db, query) > ranked:
        said = statement(query, at=at)
        sql = f"{said.sql} LIMIT ? OFFSET ?"
    elif rest:
        said = _with_words(words, rest, at)
        sql = f"SELECT p.id FROM {said.sql} ORDER BY {_BM25}, papers_fts.rowid DESC LIMIT ? OFFSET ?"
    else:
        said, sql = Condition("", (words,)), _BEST
    return [PaperId(row[0]) for row in db.execute(sql, (*said.params, limit, offset))]


def statement(query: Query, *, at: Moment) -> Condition:
    """Give the statement for the ids of the papers that fit, newest first."""
    words, rest = split(query)
    if words is None:
        source = _without_words(rest, at)
        return Condition(f"SELECT p.id FROM {source.sql} ORDER BY p.seq DESC", source.params)
    source = _with_words(words, rest, at)
    return Condition(f"SELECT p.id FROM {source.sql} ORDER BY papers_fts.rowid DESC", source.params)


def count(db: sqlite3.Connection, query: Query, *, at: Moment) -> int:
    """Count the papers that fit; a frequent word takes 100 ms in a library of a million."""
    words, rest = split(query)
    source = _without_words(rest, at) if words is None else _with_words(words, rest, at)
    found: int = db.execute(f"SELECT count(*) FROM {source.sql}", source.params).fetchone()[0]
    return found


def condition(query: Query, *, at: Moment) -> Condition:
    """Give a query as an expression for lists of other kinds.

    Its words are looked up as a set before the list is read, which is slow for frequent ones: `ids` knows better.
    """
    match query:
        case And():
            words, rest = split(query)
            return _put(" AND ", [*_in_words(words), *_each(rest, at)])
        case Or(inner=inner):
            texts = tuple(each for each in inner if expression(each))
            words = expression(Or(texts)) if texts else None
            return _put(" OR ", [*_in_words(words), *_each(_others(inner, texts), at)])
        case Not(inner=unwanted):
            inside = condition(unwanted, at=at)
            return Condition(f"NOT {inside.sql}", inside.params)
        case Word() | Phrase() | Prefix() | Family() | Near():
            return _put(" AND ", _in_words(expression(query)))
        case _:
            return of_filter(query, at)


def split(query: Query) -> tuple[str | None, list[Query]]:
    """Part what must hold into one FTS5 expression, if any word must be there, and the rest."""
    inner = query.inner if isinstance(query, And) else (query,)
    positive = [each for each in inner if expression(each)]
    if not positive:
        return None, list(inner)
    negative = [each for each in inner if isinstance(each, Not) and expression(each.inner)]
    return expression(And((*positive, *negative))), _others(inner, (*positive, *negative))


def _others(queries: Iterable[Query], taken: Collection[Query]) -> list[Query]:
    return [query for query in queries if query not in taken]


def _holders(db: sqlite3.Connection, query: Query) -> float:
    """Give how many papers hold the words that are wanted, each word by itself; unknown words count nothing."""
    found = list(sought(query))
    terms = sorted({term for one in found for term in (one.tokens[:-1] if one.begun else one.tokens)})
    row = db.execute("SELECT total(df) FROM terms WHERE term IN (SELECT value FROM json_each(?))", (json.dumps(terms),))
    total: float = row.fetchone()[0]
    for begun in {one.tokens[-1] for one in found if one.begun}:
        total += db.execute(
            "SELECT total(df) FROM terms WHERE term >= ? AND term < ?", (begun, f"{begun}\U0010ffff")
        ).fetchone()[0]
    return total


def _with_words(words: str, rest: list[Query], at: Moment) -> Condition:
    """Give tables and conditions of a query that its words lead, newest paper first; any other order takes seconds."""
    fits = condition(And(tuple(rest)), at=at)
    source = "papers_fts CROSS JOIN papers p ON p.seq = papers_fts.rowid WHERE papers_fts MATCH ?"
    return Condition(f"{source} AND {fits.sql}", (words, *fits.params))


def _without_words(terms: list[Query], at: Moment) -> Condition:
    """Give tables and conditions of a query that no word leads; a filter that names few papers leads it instead."""
    fits = condition(And(tuple(terms)), at=at)
    led = next(filter(None, (leader(term, at) for term in terms)), None)
    if led is None:
        return Condition(f"papers p WHERE {fits.sql}", fits.params)
    source = f"(SELECT DISTINCT id FROM ({led.sql})) AS led CROSS JOIN papers p ON p.id = led.id"
    return Condition(f"{source} WHERE {fits.sql}", (*led.params, *fits.params))


def _each(queries: Iterable[Query], at: Moment) -> list[Condition]:
    return [condition(query, at=at) for query in queries]


def _put(between: str, conditions: list[Condition]) -> Condition:
    if not conditions:
        return EVERY_PAPER
    sql = between.join(each.sql for each in conditions)
    return Condition(f"({sql})", tuple(value for each in conditions for value in each.params))


def _in_words(expression: str | None) -> list[Condition]:
    sql = "p.seq IN (SELECT rowid FROM papers_fts WHERE papers_fts MATCH ?)"
    return [Condition(sql, (expression,))] if expression else []


_BM25: Final = "bm25(papers_fts, 4.0, 1.0, 2.0, 1.0)"
_BEST: Final = (
    f"SELECT p.id FROM (SELECT rowid AS seq, {_BM25} AS score FROM papers_fts WHERE papers_fts MATCH ?"
    " ORDER BY score, rowid DESC LIMIT ? OFFSET ?) AS best CROSS JOIN papers p ON p.seq = best.seq"
    " ORDER BY best.score, best.seq DESC"
)
