"""Later in the reader's own order: places are numbers between which there is always room for one more."""

import sqlite3
from collections.abc import Sequence
from itertools import count, takewhile
from typing import Final

from storage import papers
from storage.errors import NotFound
from storage.journal import Act
from storage.model import PaperId

_CLOSEST: Final = 1e-6
"""How near two places may come before all are dealt anew; doubles tell apart far more in a list of any length."""


def move(act: Act, numbers: Sequence[PaperId], *, before: PaperId | None) -> None:
    """Put papers, in this order, before another one in Later, or at its end; one that is not in Later stays out.

    Raises:
        NotFound: `before` is not in Later.
    """
    placed = _placed(act.db)
    roots = papers.roots(act.db, [*numbers, *([before] if before else [])])
    moving = {roots[each]: None for each in numbers if roots[each] in placed}
    if before is not None and roots[before] not in placed:
        raise NotFound("later", str(before))
    above = takewhile(lambda number: before is None or number != roots[before], placed)
    at = sum(number not in moving for number in above)
    staying = [number for number in placed if number not in moving]
    order = [*staying[:at], *moving, *staying[at:]]
    if not moving or order == list(placed):
        return
    for number, place in _dealt(placed, order, list(moving), at).items():
        _put(act, number, place)


def _placed(db: sqlite3.Connection) -> dict[PaperId, float]:
    """Give every paper that was put in Later, done ones included, with its place, in order."""
    rows = db.execute(
        "SELECT coalesce(g.root, k.paper) AS paper, min(k.place) AS place FROM standing k"
        " LEFT JOIN merges g ON g.loser = k.paper WHERE k.kind = 'later'"
        " GROUP BY 1 ORDER BY min(k.place), 1"
    )
    return {PaperId(row["paper"]): row["place"] or 0.0 for row in rows}


def _dealt(
    placed: dict[PaperId, float], order: Sequence[PaperId], moving: Sequence[PaperId], at: int
) -> dict[PaperId, float]:
    """Give new places to the papers that move, evenly between their neighbours; to all where these are too close."""
    after = at + len(moving)
    low = placed[order[at - 1]] if at else None
    high = placed[order[after]] if after < len(order) else None
    if low is None:
        low = (high or 0.0) - len(moving) - 1
    if high is None:
        high = low + len(moving) + 1
    step = (high - low) / (len(moving) + 1)
    if step < _CLOSEST:
        return dict(zip(order, count(1.0), strict=False))
    return {number: low + step * (place + 1) for place, number in enumerate(moving)}


def _put(act: Act, number: PaperId, place: float) -> None:
    for member in papers.members(act.db, [number]):
        row = act.db.execute(
            "SELECT s.at, coalesce(m.origin, ?) AS origin FROM standing s"
            " LEFT JOIN marks m ON m.paper = s.paper AND m.kind = s.kind WHERE s.paper = ? AND s.kind = 'later'",
            (act.origin, member),
        ).fetchone()
        if row is not None:  # it has been in Later since then, wherever it moves
            act.put("marks", {"paper": member, "kind": "later"}, {"state": 1, "place": place, **dict(row)})
