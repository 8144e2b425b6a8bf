"""Searches answered: a query becomes FTS5 MATCH and SQL, and what is typed reaches neither but as bound values.

Words are looked up in the folded copy of the text (`words`, `papers_fts`); states, tags, notes, feeds and votes are
read through `merges`, because every row keeps the number of the paper it was written for.
"""

# ruff: noqa: S608  # all SQL here is put together from our own pieces, values are bound

import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, assert_never

from storage.asked import (
    After,
    And,
    Before,
    Filter,
    InFeed,
    Is,
    Moment,
    Not,
    Note,
    Or,
    Phrase,
    Query,
    State,
    Tag,
    Votes,
    Word,
    Year,
)
from storage.errors import QueryError
from storage.fold import fold
from storage.model import MarkKind, PaperId
from storage.query import to_text

RANKED: Final = 30_000
"""How many papers may hold the words of a query for it to be ranked: bm25 reads them all, 39 ms of CPU at most."""

RANKED_AND_FILTERED: Final = 10_000
"""The same for a query with filters, which are asked for every one of these papers before they are ranked."""

INDEX: Final = (
    "CREATE VIRTUAL TABLE papers_fts"
    " USING fts5(title, abstract, authors, cats, tokenize='unicode61 remove_diacritics 2')"
)
"""An index like the library's for texts that are not in it: rules try new papers in one."""


@dataclass(frozen=True, slots=True)
class Condition:
    """An SQL expression about a row `p` of papers, and the values it binds."""

    sql: str
    params: tuple[object, ...] = ()


EVERY_PAPER: Final = Condition("1")
"""What holds of every paper."""


@dataclass(frozen=True, slots=True)
class Matching:
    """An FTS5 expression, and the tokens of each word or phrase that can have made it true."""

    match: str
    phrases: tuple[tuple[str, ...], ...]


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
    words, rest = _split(query)
    if words is None:
        source = _without_words(rest, at)
        sql = f"SELECT p.id FROM {source.sql} ORDER BY p.seq DESC LIMIT ? OFFSET ?"
    else:
        source = _with_words(words, rest, at)
        if order == "newest" or _holders(db, query) > (RANKED_AND_FILTERED if rest else RANKED):
            sql = f"SELECT p.id FROM {source.sql} ORDER BY papers_fts.rowid DESC LIMIT ? OFFSET ?"
        elif rest:
            sql = f"SELECT p.id FROM {source.sql} ORDER BY {_BM25}, papers_fts.rowid DESC LIMIT ? OFFSET ?"
        else:  # without filters only the rows to show need their papers
            source, sql = Condition("", (words,)), _BEST
    return [PaperId(row[0]) for row in db.execute(sql, (*source.params, limit, offset))]


def count(db: sqlite3.Connection, query: Query, *, at: Moment) -> int:
    """Count the papers that fit; a frequent word takes 100 ms in a library of a million."""
    words, rest = _split(query)
    source = _without_words(rest, at) if words is None else _with_words(words, rest, at)
    found: int = db.execute(f"SELECT count(*) FROM {source.sql}", source.params).fetchone()[0]
    return found


def condition(query: Query, *, at: Moment) -> Condition:
    """Give a query as an expression for lists of other kinds.

    Its words are looked up as a set before the list is read, which is slow for frequent ones: `ids` knows better.
    """
    match query:
        case And():
            words, rest = _split(query)
            return _put(" AND ", [*_in_words(words), *_each(rest, at)])
        case Or(inner=inner):
            texts = tuple(each for each in inner if _expression(each))
            words = _expression(Or(texts)) if texts else None
            return _put(" OR ", [*_in_words(words), *_each(_others(inner, texts), at)])
        case Not(inner=unwanted):
            inside = condition(unwanted, at=at)
            return Condition(f"NOT {inside.sql}", inside.params)
        case Word() | Phrase():
            return _put(" AND ", _in_words(_expression(query)))
        case _:
            return _filter(query, at)


def match_text(query: Query) -> Matching:
    """Give a query that asks for words alone, and for one that must be there at least, as an FTS5 expression.

    Raises:
        QueryError: it asks for more (kind "filter"), for nothing ("empty"), or only what must not be there
            ("only_not").
    """
    text = to_text(query)
    if any(isinstance(leaf, Filter) for leaf in _leaves(query)):
        raise QueryError("filter", text, 0, len(text))
    expression = _expression(query)
    if expression is None:
        raise QueryError("only_not" if text else "empty", text, 0, len(text))
    return Matching(expression, tuple(dict.fromkeys(tuple(tokens.split()) for tokens in _sought(query))))


def marked(kind: MarkKind, *, of: str = "p.id") -> str:
    """Give the expression that the reader set this mark on the paper `of`, or on one that was merged into it."""
    return _own_or_merged("marks", f"k.kind = '{kind}' AND k.state = 1", of=of)


def matched() -> str:
    """Give the expression that a rule in force fired for the paper `p`, or for one that was merged into it."""
    return _own_or_merged("matches", _IN_FORCE)


def unread(at: Moment) -> Condition:
    """Give the expression that the paper `p` arrived as new, is neither read nor dismissed, and is young or matched.

    For lists that it leads: SQLite begins with the few papers that can be unread.
    """
    seen = f"{marked('read', of='c.id')} OR {marked('dismissed', of='c.id')}"  # before any paper's row is read
    return Condition(
        f"(p.fresh = 1 AND p.id IN (SELECT c.id FROM ({_YOUNG_OR_MATCHED}) c WHERE NOT ({seen})))", (_young(at),)
    )


def is_unread(at: Moment) -> Condition:
    """Give the same for rows that something else has chosen; the set above would be walked for each of them."""
    return Condition(
        f"(p.fresh = 1 AND (p.added >= ? OR {matched()}) AND NOT {marked('read')} AND NOT {marked('dismissed')})",
        (_young(at),),
    )


def _young(at: Moment) -> str:
    return _stamp(at.now - timedelta(days=at.unread_days))


def _split(query: Query) -> tuple[str | None, list[Query]]:
    """Part what must hold into one FTS5 expression, if any word must be there, and the rest."""
    inner = query.inner if isinstance(query, And) else (query,)
    positive = [each for each in inner if _expression(each)]
    if not positive:
        return None, list(inner)
    negative = [each for each in inner if isinstance(each, Not) and _expression(each.inner)]
    return _expression(And((*positive, *negative))), _others(inner, (*positive, *negative))


def _others(queries: Iterable[Query], taken: Collection[Query]) -> list[Query]:
    return [query for query in queries if query not in taken]


def _expression(query: Query) -> str | None:
    """Give the FTS5 expression of a query; None where FTS5 cannot say it: filters, and "not" alone."""
    match query:
        case Word() | Phrase():
            tokens = fold(query.text)
            return f'{_columns(query)}"{tokens}"' if tokens else None
        case And(inner=inner):
            wanted = _expressions(each for each in inner if not isinstance(each, Not))
            unwanted = _expressions(each.inner for each in inner if isinstance(each, Not))
            if not wanted or unwanted is None:
                return None
            both = f"({' AND '.join(wanted)})"
            return f"({both} NOT ({' OR '.join(unwanted)}))" if unwanted else both
        case Or(inner=inner):
            either = _expressions(inner)
            return f"({' OR '.join(either)})" if either else None
        case _:
            return None


def _expressions(queries: Iterable[Query]) -> list[str] | None:
    """Give the FTS5 expressions of all the queries, or None if one has none."""
    found = [_expression(query) for query in queries]
    said = [each for each in found if each is not None]
    return said if len(said) == len(found) else None


def _columns(query: Word | Phrase) -> str:
    if query.part:
        return f"{_COLUMNS[query.part]} : "
    # A word is no category (AI is not cs.AI), unless it looks like one.
    return "" if _CATEGORY.fullmatch(query.text) else "{title abstract authors} : "


def _holders(db: sqlite3.Connection, query: Query) -> float:
    """Give how many papers hold the words that are wanted, each word by itself; unknown words count nothing."""
    terms = sorted({term for tokens in _sought(query) for term in tokens.split()})
    row = db.execute("SELECT total(df) FROM terms WHERE term IN (SELECT value FROM json_each(?))", (json.dumps(terms),))
    total: float = row.fetchone()[0]
    return total


def _sought(query: Query) -> Iterator[str]:
    """Give the folded words and phrases that are wanted."""
    match query:
        case Word() | Phrase():
            if tokens := fold(query.text):
                yield tokens
        case And(inner=inner) | Or(inner=inner):
            for each in inner:
                yield from _sought(each)
        case _:
            return


def _leaves(query: Query) -> Iterator[Query]:
    match query:
        case And(inner=inner) | Or(inner=inner):
            for each in inner:
                yield from _leaves(each)
        case Not(inner=each):
            yield from _leaves(each)
        case _:
            yield query


def _with_words(words: str, rest: list[Query], at: Moment) -> Condition:
    """Give tables and conditions of a query that its words lead, newest paper first; any other order takes seconds."""
    fits = condition(And(tuple(rest)), at=at)
    source = "papers_fts CROSS JOIN papers p ON p.seq = papers_fts.rowid WHERE papers_fts MATCH ?"
    return Condition(f"{source} AND {fits.sql}", (words, *fits.params))


def _without_words(terms: list[Query], at: Moment) -> Condition:
    """Give tables and conditions of a query that no word leads; a filter that names few papers leads it instead."""
    fits = condition(And(tuple(terms)), at=at)
    leader = next(filter(None, (_leader(term, at) for term in terms)), None)
    if leader is None:
        return Condition(f"papers p WHERE {fits.sql}", fits.params)
    source = f"(SELECT DISTINCT id FROM ({leader.sql})) AS led CROSS JOIN papers p ON p.id = led.id"
    return Condition(f"{source} WHERE {fits.sql}", (*leader.params, *fits.params))


def _leader(term: Query, at: Moment) -> Condition | None:
    """Give a statement for the ids among which all are that fit, where these are few and an index has them."""
    match term:
        case Is(state="starred" | "later" | "done" as state):
            kind = "star" if state == "starred" else state
            return Condition(_roots("marks", f"k.kind = '{kind}' AND k.state = 1"))
        case Is(state="unread"):
            return Condition(_YOUNG_OR_MATCHED, (_young(at),))
        case Is(state="new"):
            return Condition("SELECT id FROM papers WHERE added >= ?", (_stamp(at.now - timedelta(days=1)),))
        case Tag():
            tagged = _tagged(term)
            return Condition(_roots("taggings", tagged.sql), tagged.params)
        case Note():
            return Condition(_roots("notes", _NOTED), (term.text,))
        case _:
            return None


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


def _filter(query: Filter, at: Moment) -> Condition:
    match query:
        case Is():
            return _state(query.state, at)
        case Tag():
            tagged = _tagged(query)
            return Condition(_own_or_merged("taggings", tagged.sql), tagged.params * 2)
        case InFeed():
            number = int(query.name) if _NUMBER.fullmatch(query.name) else None
            return Condition(_own_or_merged("appearances", _FED), (query.name, number) * 2)
        case Note():
            return Condition(_own_or_merged("notes", _NOTED), (query.text, query.text))
        case After():
            return Condition(f"{_DAY} >= ?", (query.day.isoformat(),))
        case Before():
            return Condition(f"{_DAY} < ?", (query.day.isoformat(),))
        case Year():
            return Condition("p.year IS ?", (query.year,))
        case Votes():
            return _votes(query)
        case _:
            assert_never(query)


def _state(state: State, at: Moment) -> Condition:
    match state:
        case "starred":
            return Condition(marked("star"))
        case "later":
            return Condition(f"({marked('later')} AND NOT {marked('done')})")
        case "unread":
            return is_unread(at)
        case "new":
            return Condition("(p.fresh = 1 AND p.added >= ?)", (_stamp(at.now - timedelta(days=1)),))
        case _:
            return Condition(marked(state))


def _votes(query: Votes) -> Condition:
    if query.sign in (">", ">="):
        return Condition(_own_or_merged("appearances", f"k.votes {query.sign} ?"), (query.count, query.count))
    opposite = ">=" if query.sign == "<" else ">"
    voted = _own_or_merged("appearances", "k.votes IS NOT NULL")
    more = _own_or_merged("appearances", f"k.votes {opposite} ?")
    return Condition(f"({voted} AND NOT {more})", (query.count, query.count))


def _tagged(query: Tag) -> Condition:
    below = f"{query.name}/"
    return Condition(
        "k.state = 1 AND k.tag IN (SELECT t.id FROM tags t"
        " WHERE t.name = ? OR substr(t.name, 1, length(?)) = ? COLLATE NOCASE)",
        (query.name, below, below),
    )


def _own_or_merged(table: str, fits: str, *, of: str = "p.id") -> str:
    """Say that a row `k` of the table that fits is of the paper or of one merged into it; both by primary key."""
    return (
        f"(EXISTS (SELECT 1 FROM {table} k WHERE k.paper = {of} AND {fits})"
        f" OR EXISTS (SELECT 1 FROM merges g CROSS JOIN {table} k ON k.paper = g.loser WHERE g.root = {of} AND {fits}))"
    )


def _roots(table: str, fits: str) -> str:
    return f"SELECT coalesce(g.root, k.paper) AS id FROM {table} k LEFT JOIN merges g ON g.loser = k.paper WHERE {fits}"


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


_BM25: Final = "bm25(papers_fts, 4.0, 1.0, 2.0, 1.0)"
_BEST: Final = (
    f"SELECT p.id FROM (SELECT rowid AS seq, {_BM25} AS score FROM papers_fts WHERE papers_fts MATCH ?"
    " ORDER BY score, rowid DESC LIMIT ? OFFSET ?) AS best CROSS JOIN papers p ON p.seq = best.seq"
    " ORDER BY best.score, best.seq DESC"
)
_COLUMNS: Final = {"title": "title", "abs": "abstract", "author": "authors", "cat": "cats"}
_CATEGORY: Final = re.compile(r"[a-z]+(?:-[a-z]+)?\.[A-Za-z]{2,}(?:-[a-z]+)?")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_DAY: Final = "coalesce(p.published, substr(p.added, 1, 10))"
_NOTED: Final = "instr(lower(k.text), lower(?)) > 0"
_FED: Final = "k.feed IN (SELECT f.id FROM feeds f WHERE instr(lower(f.title), lower(?)) > 0 OR f.id = ?)"
_IN_FORCE: Final = "k.rule IN (SELECT r.id FROM rules r WHERE r.removed IS NULL)"
_YOUNG_OR_MATCHED: Final = f"SELECT id FROM papers WHERE added >= ? UNION {_roots('matches', _IN_FORCE)}"
