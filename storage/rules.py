"""Rules: words that deserve a notice, kept by the reader and tried once on every new paper."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from storage import search
from storage.errors import NotFound
from storage.fold import spans
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
    search.match_text(parse(text))
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
        db.execute(search.INDEX)
        db.executemany(
            "INSERT INTO papers_fts (rowid, title, abstract, authors, cats) VALUES (?, ?, ?, ?, ?)",
            [(place, *words(paper)) for place, paper in enumerate(papers)],
        )
        for rule in rules_:
            asked = search.match_text(parse(rule.text))
            rows = db.execute("SELECT rowid FROM papers_fts WHERE papers_fts MATCH ? ORDER BY rowid", (asked.match,))
            for (place,) in rows:
                found[place].append(_match(rule, asked.phrases, papers[place]))
    finally:
        db.close()
    return [tuple(hits) for hits in found]


def _match(rule: Rule, phrases: Iterable[tuple[str, ...]], paper: Paper) -> Match:
    """Find the words of a rule in the text as it is shown, in title, then abstract, then authors."""
    texts = {
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": ", ".join(author.name for author in paper.authors),
    }
    hits: list[tuple[str, int, int]] = []
    for field, text in texts.items():
        tokens = spans(text)
        for phrase in phrases:
            size = len(phrase)
            hits.extend(
                (field, tokens[start].start, tokens[start + size - 1].end)
                for start in range(len(tokens) - size + 1)
                if tuple(token.token for token in tokens[start : start + size]) == phrase
            )
    seen = dict.fromkeys(texts[field][start:end] for field, start, end in hits)
    return Match(rule.id, tuple(seen), tuple(dict.fromkeys(hits)))
