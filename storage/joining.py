"""The reader's word on which papers are one work: joined, split again, kept apart; each an act to be taken back."""

from storage import merges, papers
from storage.errors import NotFound
from storage.journal import Act, Row, row_at
from storage.model import PaperId
from storage.rows import stamp


def merge(act: Act, loser: PaperId, winner: PaperId) -> None:
    """Make one paper part of another; nothing changes where they are one already.

    Raises:
        NotFound: there is no such paper.
    """
    loser, winner = _root(act, loser), _root(act, winner)
    pair = _pair(loser, winner)
    suggested = row_at(act.db, "suggestions", pair)
    if merges.merge(act.db, loser, winner, why="reader", now=act.now):
        # In this order, because undoing a merge leaves a verdict, which then gives way to what was there.
        act.note("suggestions", pair, suggested, None)
        act.note("merges", {"loser": loser}, None, row_at(act.db, "merges", {"loser": loser}))


def split(act: Act, number: PaperId) -> None:
    """Take a paper out of the one it was merged into, and remember that the two are not one.

    Raises:
        NotFound: no merge took this paper.
    """
    row = row_at(act.db, "merges", {"loser": number})
    if row is None:
        raise NotFound("merge", str(number))
    winner = {"id": row["winner"]}
    pair = _pair(number, PaperId(row["winner"]))
    suggested, text = row_at(act.db, "suggestions", pair), row_at(act.db, "papers", winner)
    merges.take_apart(act.db, number, now=act.now)
    changed = {} if text == row_at(act.db, "papers", winner) else {"text": text}
    act.note("suggestions", pair, suggested, row_at(act.db, "suggestions", pair))
    act.note("merges", {"loser": number}, {**row, **changed}, None)


def keep_apart(act: Act, one: PaperId, other: PaperId) -> None:
    """Say that two papers are two works: nothing joins them any more, and nothing suggests it.

    Raises:
        NotFound: there is no such paper.
    """
    one, other = _root(act, one), _root(act, other)
    if one == other:
        return
    ones, others = papers.members(act.db, [one]), papers.members(act.db, [other])
    for pair in (_pair(PaperId(left), PaperId(right)) for left in ones for right in others):
        suggested = row_at(act.db, "suggestions", pair)
        if suggested or pair == _pair(one, other):
            act.put("suggestions", pair, {"verdict": "apart", "at": (suggested or {}).get("at", stamp(act.now))})


def _pair(one: PaperId, other: PaperId) -> Row:
    return {"paper": min(one, other), "other": max(one, other)}


def _root(act: Act, number: PaperId) -> PaperId:
    root = papers.roots(act.db, [number])[number]
    if not papers.rows_of(act.db, [root]):
        raise NotFound("paper", str(number))
    return root
