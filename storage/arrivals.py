"""What a poll brought, stored as feeds.plan decided it: a few papers a transaction, the page's validators in it."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from storage import merges, papers, polls, retention
from storage.connection import writing
from storage.model import Arrival, Changes, FeedId, Identifier, Origin, Page, Paper, PaperId
from storage.rows import dump, put_row, stamp


def store(
    db: sqlite3.Connection,
    feed: FeedId,
    arrivals: Sequence[Arrival],
    *,
    page: Page | None,
    now: datetime,
    origin: Origin,
) -> Changes:
    """Carry out the decisions in one transaction, in order; with `page`, its validators too, so only when all is in.

    A paper that another program stored since the decision is found again by its ids and not stored twice.
    """
    arrivals = retention.wanted(db, feed, arrivals)
    # Folded before the file is locked, so that a star waits less.
    folded = [papers.words(_as_new(one)) if one.paper is None else None for one in arrivals]
    with writing(db):
        _, changes = carry_out(db, feed, arrivals, folded, now=now, origin=origin)
        if page is not None:
            polls.save_page(db, feed, page)
    return changes


def carry_out(
    db: sqlite3.Connection,
    feed: FeedId,
    arrivals: Sequence[Arrival],
    folded: Sequence[papers.Words | None],
    *,
    now: datetime,
    origin: Origin,
) -> tuple[list[tuple[PaperId, bool]], Changes]:
    """Do the same within a transaction of the caller's; give for each arrival its paper and whether that is new.

    `folded` are the words of those that were new when it was decided, where the caller has them.
    """
    placed: list[tuple[PaperId, bool]] = []
    touched: set[PaperId] = set()
    added = updated = matched = 0
    named = papers.by_ids(db, [each for one in arrivals for each in one.incoming.paper.ids])
    for arrival, words in zip(arrivals, folded, strict=True):
        number, is_new, is_changed = _place(db, feed, arrival, named, words=words, now=now)
        joined = [other for other in arrival.joins if merges.join(db, number, other, now=now)]
        for other in arrival.maybe:
            merges.suggest(db, number, other, now=now)
        seen = _appear(db, feed, arrival, number, now)
        fired = _match(db, arrival, number, now)
        placed.append((number, is_new))
        added += is_new
        updated += is_changed
        matched += fired
        if is_new or is_changed or joined or seen or fired:
            touched.add(number)
    part_of = papers.roots(db, {number for number, _ in placed})
    changes = Changes(
        origin,
        papers=frozenset(part_of[number] for number in touched),
        feeds=frozenset({feed}),
        added=added,
        updated=updated,
        matched=matched,
    )
    return [(part_of[number], is_new) for number, is_new in placed], changes


def _as_new(arrival: Arrival) -> Paper:
    return arrival.text or arrival.incoming.paper


def _place(
    db: sqlite3.Connection,
    feed: FeedId,
    arrival: Arrival,
    named: dict[Identifier, PaperId],
    *,
    words: papers.Words | None,
    now: datetime,
) -> tuple[PaperId, bool, bool]:
    """Store or change the paper; give the number it came under, whether it is new and whether its text changed.

    `named` has the papers that were there before this transaction, by id; a new one is added to it. `words` are those
    of an arrival that was new when it was decided.
    """
    ids = arrival.incoming.paper.ids
    number = _current(db, arrival, named)
    if number is None:
        number = papers.insert(db, _as_new(arrival), feed=feed, now=now, fresh=arrival.fresh, folded=words)
        named.update((identifier, number) for identifier in ids)
        retention.come_back(db, arrival)
        return number, True, False
    came_as = number
    if arrival.via == "title":
        # The look-alike gets a number and a row of its own first, so that taking them apart has something to restore.
        came_as = papers.insert(db, arrival.incoming.paper, feed=feed, now=now, fresh=False)
        if merges.merge(db, came_as, number, why="title", now=now):
            number = papers.roots(db, [came_as])[came_as]
        else:
            merges.suggest(db, came_as, number, now=now)
            return came_as, True, False
    else:
        papers.add_ids(db, number, ids)
        came_as = _named(db, ids) or number
    said = arrival.text
    if said is None or (arrival.paper is None and not _better(db, said, number)):
        return came_as, False, False
    papers.change(db, number, said, feed=feed)
    return came_as, False, True


def _current(db: sqlite3.Connection, arrival: Arrival, named: Mapping[Identifier, PaperId]) -> PaperId | None:
    """Give the paper as it stands at this moment: merges and other writers may have moved it since the decision."""
    if arrival.paper is not None:
        root = papers.roots(db, [arrival.paper])[arrival.paper]
        if db.execute("SELECT 1 FROM papers WHERE id = ?", (root,)).fetchone():
            return root  # else the reader has taken back since that it was added
    found = next((named[identifier] for identifier in arrival.incoming.paper.ids if identifier in named), None)
    return None if found is None else papers.roots(db, [found])[found]


def _better(db: sqlite3.Connection, text: Paper, number: PaperId) -> bool:
    """Say whether a text that was meant for a new paper outweighs what another program stored meanwhile."""
    stored = papers.rows_of(db, [number])[number]
    return text.authority > int(stored["authority"])


def _named(db: sqlite3.Connection, ids: Sequence[Identifier]) -> PaperId | None:
    """Give the number under which the first of these ids came, before any merge."""
    for identifier in ids:
        row = db.execute(
            "SELECT paper FROM ids WHERE scheme = ? AND value = ?", (identifier.scheme, identifier.value)
        ).fetchone()
        if row is not None:
            return PaperId(row["paper"])
    return None


def _appear(db: sqlite3.Connection, feed: FeedId, arrival: Arrival, number: PaperId, now: datetime) -> bool:
    shown = arrival.appears
    if shown is None:
        return False
    # A half-filled answer takes nothing away: what it does not say stays.
    cursor = db.execute(
        "INSERT INTO appearances (paper, feed, day, rank, votes, comments, announced, version, seen)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (paper, feed, day) DO UPDATE"
        " SET (rank, votes, comments, announced, version) = (coalesce(excluded.rank, rank),"
        " coalesce(excluded.votes, votes), coalesce(excluded.comments, comments),"
        " coalesce(excluded.announced, announced), coalesce(excluded.version, version))"
        " WHERE (rank, votes, comments, announced, version) IS NOT (coalesce(excluded.rank, rank),"
        " coalesce(excluded.votes, votes), coalesce(excluded.comments, comments),"
        " coalesce(excluded.announced, announced), coalesce(excluded.version, version))",
        (
            number,
            feed,
            shown.day.isoformat(),
            shown.rank,
            shown.votes,
            shown.comments,
            shown.announced,
            shown.version,
            stamp(now),
        ),
    )
    counts = (("votes", shown.votes), ("comments", shown.comments), ("stars", shown.stars))
    readings = [(number, feed, metric, stamp(now), value) for metric, value in counts if value is not None]
    if readings:
        db.executemany(
            "INSERT OR IGNORE INTO readings (paper, feed, metric, at, value) VALUES (?, ?, ?, ?, ?)", readings
        )
    return cursor.rowcount > 0


def _match(db: sqlite3.Connection, arrival: Arrival, number: PaperId, now: datetime) -> int:
    if not arrival.matches:
        return 0
    root = papers.roots(db, [number])[number]
    fired = 0
    for match in arrival.matches:
        fired += db.execute(
            "INSERT OR IGNORE INTO matches (rule, paper, at, words, places, silent, edition)"
            " SELECT ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM matches WHERE rule = ? AND paper = ?)",
            (
                match.rule,
                root,
                stamp(now),
                dump(match.words),
                dump(match.places),
                int(match.silent),
                match.edition,
                match.rule,
                root,
            ),
        ).rowcount
        if not match.silent:
            db.execute(_TAKE_EFFECT, (root, stamp(now), match.rule, match.edition))
    return fired


_TAKE_EFFECT: Final = (
    "INSERT OR IGNORE INTO effects (paper, act, rule, edition, at) SELECT ?, a.value, r.id, r.edition, ?"
    " FROM rules r CROSS JOIN json_each(r.actions) a WHERE r.id = ? AND r.edition = ? AND r.removed IS NULL"
)


def add_row(db: sqlite3.Connection, number: PaperId) -> dict[str, Any]:
    """Give all that adding this paper by hand put into the library, so that `withdraw` can be undone by `readmit`."""
    row = db.execute("SELECT * FROM papers WHERE id = ?", (number,)).fetchone()
    ids = db.execute("SELECT scheme, value FROM ids WHERE paper = ?", (number,)).fetchall()
    shown = db.execute(
        "SELECT a.* FROM appearances a JOIN feeds f ON f.id = a.feed WHERE a.paper = ? AND f.kind = 'by_hand'",
        (number,),
    ).fetchall()
    return {"row": dict(row), "ids": [list(pair) for pair in ids], "shown": [dict(one) for one in shown]}


def withdraw(db: sqlite3.Connection, number: PaperId) -> None:
    """Take back that a paper was added by hand; what a feed shows too, or another paper was merged into, stays."""
    db.execute(
        "DELETE FROM appearances WHERE paper = ? AND feed IN (SELECT id FROM feeds WHERE kind = 'by_hand')", (number,)
    )
    elsewhere = db.execute(
        "SELECT 1 FROM appearances WHERE paper = ? UNION ALL SELECT 1 FROM merges WHERE root = ? OR loser = ?",
        (number, number, number),
    ).fetchone()
    if elsewhere is None and db.execute("SELECT 1 FROM papers WHERE id = ?", (number,)).fetchone():
        papers.take_out(db, number)
        db.execute("DELETE FROM ids WHERE paper = ?", (number,))


def readmit(db: sqlite3.Connection, saved: dict[str, Any], *, now: datetime) -> None:
    """Add again what `withdraw` took back; it is part of what a feed brought under its names since."""
    number = PaperId(saved["row"]["id"])
    if not papers.rows_of(db, [papers.roots(db, [number])[number]]):
        papers.put_back(db, saved["row"])
    ids = [Identifier(scheme, value) for scheme, value in saved["ids"]]
    papers.add_ids(db, number, ids)
    for other in papers.by_ids(db, ids).values():
        merges.merge(db, number, other, why="id", now=now)
    for shown in saved["shown"]:
        put_row(db, "appearances", shown, ignore=True)
