"""Rules tried on papers that are not in the library yet, in memory; opens no file.

Search and rules cannot differ: the papers go through the same folding into an index of the same kind.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from storage import search
from storage.asked import (
    After,
    And,
    Before,
    Family,
    Filter,
    Has,
    InFeed,
    Moment,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Word,
    Year,
)
from storage.conditions import EVERY_PAPER, Condition
from storage.errors import QueryError
from storage.expressions import INDEX, Sought, leaves, sought
from storage.fold import Span, fold, spans
from storage.model import Feed, Match, Paper
from storage.papers import Words, columns, words
from storage.query import parse, to_text
from storage.rule_model import Rule


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule prepared: the index's expression if it has words, the tokens without which it cannot hold, its filters."""

    words: str | None
    needed: frozenset[str]
    filters: Condition
    wanted: tuple[Sought, ...]
    by_feed: bool


def is_by_feed(rule: Rule) -> bool:
    """Say whether it matters to a rule which feed a paper comes in, so that it may fire for one that is known."""
    return bool(rule.feeds) or compiled(rule.text).by_feed


@lru_cache(maxsize=4096)
def compiled(text: str) -> Compiled:
    """Prepare a rule.

    Raises:
        QueryError: it cannot be read; it asks for what no new paper has ("filter"); it asks for nothing ("empty") or
            only for what must not be there ("only_not").
    """
    query = parse(text)
    typed = to_text(query)
    found = list(leaves(query))
    for leaf in found:
        if isinstance(leaf, Filter) and not (isinstance(leaf, _OF_PAPERS) or leaf in _THINGS):
            said = to_text(leaf)
            start = max(typed.find(said), 0)
            raise QueryError("filter", typed, start, start + len(said), value=said)
    if not _positive(query):
        raise QueryError("only_not" if typed else "empty", typed, 0, len(typed))
    words_, rest = search.split(query)
    return Compiled(
        words_,
        frozenset(_needed(query)),
        search.condition(And(tuple(rest)), at=_ANY_TIME),
        tuple(sought(query)),
        any(isinstance(leaf, InFeed) for leaf in found),
    )


def _positive(query: Query) -> bool:
    """Say whether something must be there; what only must not would let every other paper through."""
    match query:
        case And(inner=inner):
            return any(map(_positive, inner))
        case Or(inner=inner):
            return all(map(_positive, inner))
        case Not():
            return False
        case _:
            return True


def _needed(query: Query) -> Iterator[str]:
    """Give tokens that are in every paper that fits."""
    match query:
        case Word() | Phrase():
            yield from fold(query.text).split()
        case Prefix() | Family():
            yield from fold(query.text).split()[:-1]
        case And(inner=inner):
            for each in inner:
                if not isinstance(each, Not):
                    yield from _needed(each)
        case _:
            return


def matches(rules: Sequence[Rule], papers: Sequence[Paper], feed: Feed | None = None) -> list[tuple[Match, ...]]:
    """Try every rule on papers of one feed: for each paper, in order, the rules that fire and the words that made them.

    A rule that is off, or that looks at other feeds, does not fire.
    """
    found: list[list[Match]] = [[] for _ in papers]
    tried = [rule for rule in rules if rule.paused is None and (not rule.feeds or (feed and feed.id in rule.feeds))]
    if not tried or not papers:
        return [tuple(hits) for hits in found]
    folded = [words(paper) for paper in papers]
    there = frozenset(token for parts in folded for part in parts for token in part.split())
    tokens: dict[int, dict[str, list[Span]]] = {}
    with closing(_shelf(papers, folded, feed)) as db:
        for rule in tried:
            asked = compiled(rule.text)
            if not asked.needed <= there:  # far cheaper than asking the index
                continue
            for place in _fitting(db, asked):
                found[place].append(_match(rule, asked.wanted, _texts(papers[place]), tokens.setdefault(place, {})))
    return [tuple(hits) for hits in found]


def _shelf(papers: Sequence[Paper], folded: Sequence[Words], feed: Feed | None) -> sqlite3.Connection:
    """Make a library in memory of these papers and one feed, with as much of it as rules can ask for."""
    db = sqlite3.connect(":memory:")
    db.execute(INDEX)
    db.executescript(_TABLES)
    rows = ((place, *parts) for place, parts in enumerate(folded))
    db.executemany("INSERT INTO papers_fts (rowid, title, abstract, authors, cats) VALUES (?, ?, ?, ?, ?)", rows)
    told = [(place, columns(paper)) for place, paper in enumerate(papers)]
    db.executemany(
        "INSERT INTO papers VALUES (?, ?, coalesce(?, date('now')), date('now'), ?, ?)",
        [(place, place, said["published"], said["year"], said["links"]) for place, said in told],
    )
    if feed is not None:
        db.execute("INSERT INTO feeds VALUES (?, ?, ?)", (feed.id, feed.title, feed.name))
        db.executemany("INSERT INTO appearances VALUES (?, ?)", [(place, feed.id) for place in range(len(papers))])
    return db


def _fitting(db: sqlite3.Connection, asked: Compiled) -> list[int]:
    if asked.words is None:
        sql, bound = "SELECT p.id FROM papers p WHERE", asked.filters.params
        rows = db.execute(f"{sql} {asked.filters.sql} ORDER BY p.id", bound)
    elif asked.filters == EVERY_PAPER:
        rows = db.execute("SELECT rowid FROM papers_fts WHERE papers_fts MATCH ?", (asked.words,))
    else:
        sql = "SELECT p.id FROM papers_fts CROSS JOIN papers p ON p.seq = papers_fts.rowid WHERE papers_fts MATCH ? AND"
        rows = db.execute(f"{sql} {asked.filters.sql}", (asked.words, *asked.filters.params))
    return [row[0] for row in rows]


def _texts(paper: Paper) -> dict[str, str]:
    return {
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": ", ".join(author.name for author in paper.authors),
    }


def _match(rule: Rule, wanted: Sequence[Sought], texts: dict[str, str], traced: dict[str, list[Span]]) -> Match:
    """Find the words of a rule in the text as it is shown, in title, then abstract, then authors.

    `traced` keeps the tokens of the texts for the next rule that fires for the same paper.
    """
    hits: list[tuple[str, int, int]] = []
    for field, text in texts.items():
        of_it = [one for one in wanted if one.part in {None, _PARTS[field]}]
        if of_it:
            if field not in traced:
                traced[field] = spans(text)
            hits += [(field, start, end) for start, end in _places(traced[field], of_it)]
    seen = dict.fromkeys(texts[field][start:end] for field, start, end in hits)
    return Match(rule.id, tuple(seen), tuple(dict.fromkeys(hits)), edition=rule.edition)


def _places(tokens: Sequence[Span], wanted: Sequence[Sought]) -> Iterator[tuple[int, int]]:
    """Give where the wanted words stand, in order of the words and then of the text."""
    at: dict[str, list[int]] = {}
    for place, token in enumerate(tokens):
        at.setdefault(token.token, []).append(place)
    for one in wanted:
        first, size = one.tokens[0], len(one.tokens)
        begins = at.get(first, [])
        if one.begun and size == 1:
            begins = [place for place, token in enumerate(tokens) if token.token.startswith(first)]
        for start in begins:
            row = [token.token for token in tokens[start : start + size]]
            if len(row) == size and row[:-1] == [*one.tokens[:-1]] and _fits(row[-1], one):
                yield tokens[start].start, tokens[start + size - 1].end


def _fits(token: str, wanted: Sought) -> bool:
    return token.startswith(wanted.tokens[-1]) if wanted.begun else token == wanted.tokens[-1]


_OF_PAPERS: Final = (After, Before, Year, InFeed)
_THINGS: Final = (Has("code"), Has("pdf"))
"""What a paper has from the first, and what may be asked of it therefore."""

_ANY_TIME: Final = Moment(datetime.min.replace(tzinfo=UTC))  # nothing that a rule may ask for depends on it

_TABLES: Final = """
CREATE TABLE papers (id INTEGER PRIMARY KEY, seq INTEGER, published TEXT, added TEXT, year INTEGER, links TEXT);
CREATE TABLE feeds (id INTEGER PRIMARY KEY, title TEXT, name TEXT);
CREATE TABLE appearances (paper INTEGER, feed INTEGER, PRIMARY KEY (paper, feed)) WITHOUT ROWID;
CREATE TABLE merges (loser INTEGER, root INTEGER);
"""

_PARTS: Final = {"title": "title", "abstract": "abs", "authors": "author"}
