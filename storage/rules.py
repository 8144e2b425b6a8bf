"""Rules: words that deserve a notice, kept by the reader and tried once on every new paper."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from storage.errors import NotFound
from storage.expressions import INDEX, Sought, sought, wanted_words
from storage.fold import Span, spans
from storage.journal import Act
from storage.model import Match, Paper, Rule, RuleId
from storage.papers import words
from storage.query import parse
from storage.rows import put_row, stamp


def rules(db: sqlite3.Connection, *, removed: bool = False) -> list[Rule]:
    """Give the rules in force, oldest first; with `removed` also those that are not any more."""
    rows = db.execute("SELECT id, text, added FROM rules WHERE removed IS NULL OR ? ORDER BY id", (removed,))
    return [Rule(RuleId(row["id"]), row["text"], datetime.fromisoformat(row["added"])) for row in rows]


def add(act: Act, text: str) -> Rule:
    """Keep a rule; one with the same words that is in force already is given instead.

    Raises:
        QueryError: the text cannot be read, or asks for more than a paper's own words.
    """
    text = " ".join(text.split())
    wanted_words(parse(text))
    same = next((rule for rule in rules(act.db) if rule.text == text), None)
    if same is not None:
        return same
    number = put_row(act.db, "rules", {"text": text, "added": stamp(act.now), "removed": stamp(act.now)})
    act.put("rules", {"id": number}, {"removed": None})
    return Rule(RuleId(number), text, act.now)


def remove(act: Act, number: RuleId) -> None:
    """Take a rule out of force; its matches are shown no more.

    Raises:
        NotFound: no rule in force has this number.
    """
    if not any(rule.id == number for rule in rules(act.db)):
        raise NotFound("rule", str(number))
    act.put("rules", {"id": number}, {"removed": stamp(act.now)})


def matches(rules_: Sequence[Rule], papers: Sequence[Paper]) -> list[tuple[Match, ...]]:
    """Try every rule on every paper: for each paper, in order, the rules that fire and the words that made them.

    Search and rules cannot differ: the papers go through the same folding into an index of the same kind, in memory.
    """
    found: list[list[Match]] = [[] for _ in papers]
    if not rules_ or not papers:
        return [tuple(hits) for hits in found]
    db = sqlite3.connect(":memory:")
    try:
        db.execute(INDEX)
        db.executemany(
            "INSERT INTO papers_fts (rowid, title, abstract, authors, cats) VALUES (?, ?, ?, ?, ?)",
            [(place, *words(paper)) for place, paper in enumerate(papers)],
        )
        for rule in rules_:
            asked = parse(rule.text)
            rows = db.execute(
                "SELECT rowid FROM papers_fts WHERE papers_fts MATCH ? ORDER BY rowid", (wanted_words(asked),)
            )
            if fired := [place for (place,) in rows]:
                wanted = list(sought(asked))
                for place in fired:
                    found[place].append(_match(rule, wanted, papers[place]))
    finally:
        db.close()
    return [tuple(hits) for hits in found]


def _match(rule: Rule, wanted: Sequence[Sought], paper: Paper) -> Match:
    """Find the words of a rule in the text as it is shown, in title, then abstract, then authors."""
    texts = {
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": ", ".join(author.name for author in paper.authors),
    }
    hits = [
        (field, start, end)
        for field, text in texts.items()
        for start, end in _places(spans(text), [one for one in wanted if one.part in {None, _PARTS[field]}])
    ]
    seen = dict.fromkeys(texts[field][start:end] for field, start, end in hits)
    return Match(rule.id, tuple(seen), tuple(dict.fromkeys(hits)))


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


_PARTS: Final = {"title": "title", "abstract": "abs", "authors": "author"}
