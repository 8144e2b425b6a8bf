"""Rules: what the reader wants to be told of, kept with what shall happen to it; `matching` tries them on papers."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from storage import tagging
from storage.errors import NotFound
from storage.journal import Act
from storage.matching import compiled, matches
from storage.model import FeedId, Match, PaperId, RuleId
from storage.papers import paper_of, rows_of
from storage.rows import dump, moment, places, put_row, stamp
from storage.rule_model import RULE_MARKS, Rule

CARRIED: int = 500
"""Papers that a rule found last which are tried again when it is changed."""


def rules(db: sqlite3.Connection, *, removed: bool = False) -> list[Rule]:
    """Give the rules that the reader keeps, oldest first; with `removed` also those that are kept no more."""
    rows = db.execute("SELECT * FROM rules WHERE removed IS NULL OR ? ORDER BY id", (removed,)).fetchall()
    tags = {f"tag:{row['id']}": str(row["name"]) for row in db.execute("SELECT id, name FROM tags")} if rows else {}
    return [_rule(row, tags) for row in rows]


def _rule(row: sqlite3.Row, tags: dict[str, str]) -> Rule:
    acts = json.loads(row["actions"])
    return Rule(
        id=RuleId(row["id"]),
        text=row["text"],
        added=datetime.fromisoformat(row["added"]),
        name=row["name"],
        notify=bool(row["notify"]),
        marks=tuple(act for act in acts if act in RULE_MARKS),
        tags=tuple(sorted((tags[act] for act in acts if act in tags), key=str.casefold)),
        feeds=tuple(FeedId(feed) for feed in json.loads(row["feeds"])),
        heat=row["heat"],
        cap=row["cap"],
        exempt=bool(row["exempt"]),
        paused=moment(row["paused"]),
        edition=row["edition"],
    )


def rule(db: sqlite3.Connection, number: RuleId) -> Rule:
    """Give one rule that is kept.

    Raises:
        NotFound: no such rule is kept.
    """
    found = next((one for one in rules(db) if one.id == number), None)
    if found is None:
        raise NotFound("rule", str(number))
    return found


def add(act: Act, text: str, like: Rule | None = None) -> Rule:
    """Keep a rule that does what `like` does; one with the same words that does the same is given instead.

    Raises:
        QueryError: the text cannot be read, or asks for what no new paper has.
    """
    text = _checked(text)
    wanted = replace(like or Rule(RuleId(0), text, act.now), text=text)
    values = _values(act, wanted)
    same = [one for one in rules(act.db) if one.text == text]
    if same and (like is None or _values(act, same[0]) == values):
        return same[0]
    start = {"text": text, "added": stamp(act.now), "removed": stamp(act.now)}
    number = put_row(act.db, "rules", {**start, **values, "paused": stamp(act.now) if wanted.paused else None})
    act.put("rules", {"id": number}, {"removed": None})
    return rule(act.db, RuleId(number))


def edit(act: Act, wanted: Rule) -> None:
    """Change a rule to what is wanted.

    Asking for something else, or doing something else, takes away what the rule did until now; of what it had found,
    that stays which it would find still.

    Raises:
        NotFound: no such rule is kept.
        QueryError: as in `add`.
    """
    before = rule(act.db, wanted.id)
    wanted = replace(wanted, text=_checked(wanted.text))
    values = _values(act, wanted)
    if (wanted.paused is None) != (before.paused is None):
        values["paused"] = stamp(act.now) if wanted.paused else None
    old = _values(act, before)
    changed = wanted.text != before.text or any(values[name] != old[name] for name in ("actions", "feeds"))
    if changed:
        values["edition"] = _next_edition(act.db, before)
    act.put("rules", {"id": wanted.id}, {"text": wanted.text, **values})
    if changed:
        _carry_over(act, before, rule(act.db, wanted.id))


def _next_edition(db: sqlite3.Connection, kept: Rule) -> int:
    """Give a number that no edition of a rule has had, one that was taken back included."""
    row = db.execute(
        "SELECT max(edition) FROM (SELECT edition FROM matches WHERE rule = ?"
        " UNION ALL SELECT edition FROM effects WHERE rule = ?)",
        (kept.id, kept.id),
    ).fetchone()
    return max(kept.edition, int(row[0] or 0)) + 1


def _carry_over(act: Act, before: Rule, after: Rule) -> None:
    """Let the new edition of a rule have what the old one found, as far as it would find it too."""
    rows = act.db.execute(
        "SELECT paper, at, silent, shown, words, places FROM matches WHERE rule = ? AND edition = ?"
        " ORDER BY at DESC, paper DESC LIMIT ?",
        (before.id, before.edition, CARRIED),
    ).fetchall()
    fits: dict[int, Match | None] = dict.fromkeys((row["paper"] for row in rows), None)
    if before.text != after.text:
        stored = rows_of(act.db, [PaperId(row["paper"]) for row in rows])
        tried = matches([replace(after, feeds=(), paused=None)], [paper_of(row) for row in stored.values()])
        fits = {number: hits[0] for number, hits in zip(stored, tried, strict=True) if hits}
    for row in rows:
        if row["paper"] in fits:
            hit = fits[row["paper"]]
            put_row(
                act.db,
                "matches",
                {
                    **dict(row),
                    "rule": after.id,
                    "edition": after.edition,
                    "words": dump(hit.words) if hit else row["words"],
                    "places": dump(hit.places) if hit else row["places"],
                },
            )


def remove(act: Act, number: RuleId) -> None:
    """Keep a rule no more; its matches and all that it did are gone with it.

    Raises:
        NotFound: no such rule is kept.
    """
    rule(act.db, number)
    act.put("rules", {"id": number}, {"removed": stamp(act.now)})


def _checked(text: str) -> str:
    text = " ".join(text.split())
    compiled(text)
    return text


def _values(act: Act, wanted: Rule) -> dict[str, Any]:
    """Give the columns of a rule that the reader decides, without its text and whether it is on."""
    kinds = [kind for kind in RULE_MARKS if kind in wanted.marks]
    names = dict.fromkeys(name for name in map(tagging.tag_name, wanted.tags) if name)
    tags = sorted(tagging.made(act, name) for name in names)
    return {
        "name": " ".join(wanted.name.split()),
        "notify": int(wanted.notify),
        "actions": dump([*kinds, *(f"tag:{number}" for number in tags)]),
        "feeds": dump(sorted(wanted.feeds)),
        "heat": min(max(wanted.heat, 0.0), 1.0),
        "cap": max(wanted.cap, 0),
        "exempt": int(wanted.exempt),
    }


def overlap(db: sqlite3.Connection, numbers: Sequence[PaperId], *, but: Iterable[RuleId] = ()) -> dict[RuleId, int]:
    """Count how many of these papers other rules have found, those that found most first."""
    left_out = list(but)
    rows = db.execute(
        "SELECT m.rule, count(DISTINCT m.paper) FROM json_each(?) n CROSS JOIN matches m ON m.paper = n.value"  # noqa: S608
        " JOIN rules r ON r.id = m.rule AND r.edition = m.edition"
        f" WHERE r.removed IS NULL AND m.rule NOT IN ({places(left_out)}) GROUP BY 1 ORDER BY 2 DESC, 1",
        (json.dumps([int(number) for number in numbers]), *left_out),
    )
    return {RuleId(row[0]): row[1] for row in rows}
