"""Joining two papers that are one work, and taking them apart again; no mark is ever rewritten for it."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from storage import papers
from storage.errors import NotFound
from storage.model import MergeReason, Paper, PaperId
from storage.rows import chunks, dump, places, put_row, stamp


def merge(db: sqlite3.Connection, loser: PaperId, winner: PaperId, *, why: MergeReason, now: datetime) -> bool:
    """Make `loser` part of `winner`: a row in merges, and the loser's row kept in it.

    False, and nothing done, where the two are one already, carry different ids of one scheme, or the reader said
    that they are two works. Within a transaction of the caller's.
    """
    part_of = papers.roots(db, [loser, winner])
    loser, winner = part_of[loser], part_of[winner]
    if loser == winner or (why != "reader" and (_apart(db, loser, winner) or _ids_clash(db, loser, winner))):
        return False
    kept = dict(db.execute("SELECT * FROM papers WHERE id = ?", (winner,)).fetchone())
    _put(db, {"loser": loser, "winner": winner, "root": winner, "why": why, "at": stamp(now)}, kept)
    return True


def _put(db: sqlite3.Connection, row: dict[str, Any], kept: Mapping[str, Any]) -> None:
    saved = {"loser": papers.take_out(db, row["loser"]), "winner": kept}
    db.execute("UPDATE merges SET root = ? WHERE root = ?", (row["root"], row["loser"]))
    put_row(db, "merges", {**row, "saved": dump(saved)})
    pair = sorted((row["loser"], row["winner"]))
    db.execute("DELETE FROM suggestions WHERE paper = ? AND other = ?", pair)


def put_together(db: sqlite3.Connection, row: Mapping[str, Any]) -> None:
    """Make a merge again that was taken apart, from its row, with the same winner for the same reason.

    `text` in the row is the winner's own row as it stood, where taking apart had changed it. Nothing is done where
    either paper is gone or part of another one by now.
    """
    loser, winner = PaperId(row["loser"]), PaperId(row["winner"])
    part_of = papers.roots(db, [loser, winner])
    root = part_of[winner]
    if part_of[loser] != loser or root == loser or len(papers.rows_of(db, [loser, root])) < 2:
        return
    made = {"loser": loser, "winner": winner, "root": root, "why": row["why"], "at": row["at"]}
    _put(db, made, json.loads(row["saved"])["winner"])
    if row.get("text") and root == winner:
        papers.change(db, winner, papers.paper_of(row["text"]), feed=row["text"]["text_feed"])


def join(db: sqlite3.Connection, one: PaperId, other: PaperId, *, now: datetime) -> bool:
    """Make one of two papers that an answer names as the same, the older number staying; else suggest it."""
    ones, others = papers.roots(db, [one, other]).values() if one != other else (one, one)
    if merge(db, max(ones, others), min(ones, others), why="id", now=now):
        return True
    suggest(db, ones, others, now=now)
    return False


def take_apart(db: sqlite3.Connection, loser: PaperId, *, now: datetime) -> PaperId:
    """Undo the merge that took `loser` away, remember that the two are not one, and give the former winner.

    The winner's text goes back to what it was if the loser's feed had replaced it.

    Raises:
        NotFound: no merge took this paper.
    """
    row = db.execute("SELECT winner, saved FROM merges WHERE loser = ?", (loser,)).fetchone()
    if row is None:
        raise NotFound("merge", str(loser))
    saved = json.loads(row["saved"])
    db.execute("DELETE FROM merges WHERE loser = ?", (loser,))
    papers.put_back(db, saved["loser"])
    db.execute("UPDATE merges SET root = winner")
    while db.execute(
        "UPDATE merges SET root = (SELECT up.root FROM merges up WHERE up.loser = merges.root)"
        " WHERE root IN (SELECT loser FROM merges)"
    ).rowcount:
        pass  # one step up the chains of winners a round
    winner = PaperId(row["winner"])
    current = db.execute("SELECT text_feed FROM papers WHERE id = ?", (winner,)).fetchone()
    if current is not None and current["text_feed"] != saved["winner"]["text_feed"]:
        was = saved["winner"]
        papers.change(db, winner, papers.paper_of(was), feed=was["text_feed"])
    db.execute(
        "INSERT OR REPLACE INTO suggestions (paper, other, verdict, at) VALUES (?, ?, 'apart', ?)",
        (min(loser, winner), max(loser, winner), stamp(now)),
    )
    return winner


def suggest(db: sqlite3.Connection, one: PaperId, other: PaperId, *, now: datetime) -> None:
    """Note that two papers may be one work; a verdict of the reader's stays."""
    if one != other:
        db.execute(
            "INSERT OR IGNORE INTO suggestions (paper, other, verdict, at) VALUES (?, ?, 'open', ?)",
            (min(one, other), max(one, other), stamp(now)),
        )


def suggestions(db: sqlite3.Connection) -> list[tuple[PaperId, PaperId]]:
    """Give the pairs of papers that may be one work, latest first, without those the reader keeps apart."""
    rows = db.execute("SELECT paper, other, verdict FROM suggestions ORDER BY at DESC, paper, other").fetchall()
    part_of = papers.roots(db, [number for row in rows for number in (row["paper"], row["other"])])
    there = {
        row["id"]
        for some in chunks(list(set(part_of.values())))
        for row in db.execute(f"SELECT id FROM papers WHERE id IN ({places(some)})", some)  # noqa: S608
    }
    pairs: dict[str, dict[tuple[PaperId, PaperId], None]] = {"open": {}, "apart": {}}
    for row in rows:
        one, other = part_of[row["paper"]], part_of[row["other"]]
        if one != other and {one, other} <= there:
            pairs[row["verdict"]][min(one, other), max(one, other)] = None
    return [pair for pair in pairs["open"] if pair not in pairs["apart"]]


def merged_into(db: sqlite3.Connection, number: PaperId) -> list[tuple[PaperId, Paper, MergeReason, datetime]]:
    """Give what was joined into a paper, as it was, with why and when; latest first."""
    rows = db.execute("SELECT loser, saved, why, at FROM merges WHERE root = ? ORDER BY at DESC, loser", (number,))
    found = rows.fetchall()
    ids = papers.ids_of(db, {row["loser"]: PaperId(row["loser"]) for row in found})
    return [
        (
            number := PaperId(row["loser"]),
            papers.paper_of(json.loads(row["saved"])["loser"], ids.get(number, ())),
            cast("MergeReason", row["why"]),
            datetime.fromisoformat(row["at"]),
        )
        for row in found
    ]


def _apart(db: sqlite3.Connection, one: PaperId, other: PaperId) -> bool:
    """Say whether the reader keeps any part of the one from any part of the other."""
    ones = list(papers.members(db, [one]))
    others = list(papers.members(db, [other]))
    row = db.execute(
        f"SELECT 1 FROM suggestions WHERE verdict = 'apart' AND ((paper IN ({places(ones)})"  # noqa: S608
        f" AND other IN ({places(others)})) OR (paper IN ({places(others)})"
        f" AND other IN ({places(ones)})))",
        (*ones, *others, *others, *ones),
    ).fetchone()
    return row is not None


def _ids_clash(db: sqlite3.Connection, one: PaperId, other: PaperId) -> bool:
    belongs = papers.members(db, [one, other])
    ids = papers.ids_of(db, belongs)
    left = {i.scheme: i.value for i in ids.get(one, ()) if i.scheme != "guid"}
    right = {i.scheme: i.value for i in ids.get(other, ()) if i.scheme != "guid"}
    return any(left[scheme] != right[scheme] for scheme in left.keys() & right.keys())
