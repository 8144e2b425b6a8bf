"""Which papers are rising: readings of the last days read once, heat computed for all of them."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final, cast

from storage.heat import Metric, Reading, heat, shares
from storage.model import FeedId, Heat, PaperId
from storage.papers import roots

WINDOW: Final = timedelta(days=7)
"""How far back a source's own days are compared with one another."""


def heats(db: sqlite3.Connection, *, now: datetime) -> dict[PaperId, Heat]:
    """Give the heat of every paper that a voting feed showed in its last 7 days, hottest first.

    A paper in two such feeds counts where it is hotter. Papers without votes are not in it.
    """
    shown = _appearances(db, now)
    part_of = roots(db, [paper for paper, _, _ in shown])
    readings = _readings(db, now)
    confirmed = _confirmed(db, now)
    presence = _presence(db, set(part_of.values()))
    found: dict[FeedId, dict[PaperId, Heat]] = defaultdict(dict)
    for (paper, feed, day), known_readings in ((key, readings.get(key[:2], [])) for key in shown):
        root = part_of[paper]
        rising = heat(
            known_readings, day=day, now=now, presence=presence.get(root, 1), confirmed=confirmed.get((feed, day))
        )
        if rising is not None:
            found[feed][root] = rising
    return _with_shares(found)


class Rising:
    """The heat of the papers that are rising, kept until the library changes or a minute has passed."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._as_of: tuple[object, ...] = ()
        self._heats: dict[PaperId, Heat] = {}

    def at(self, now: datetime) -> dict[PaperId, Heat]:
        """Give what `heats` gives."""
        version = self._db.execute("PRAGMA data_version").fetchone()[0]  # counts what other programs write
        as_of = (version, self._db.total_changes, now.replace(second=0, microsecond=0))
        if as_of != self._as_of:
            self._heats, self._as_of = heats(self._db, now=now), as_of
        return self._heats


def _appearances(db: sqlite3.Connection, now: datetime) -> list[tuple[int, FeedId, date]]:
    """Give paper, feed and latest day of what voting feeds showed lately."""
    rows = db.execute(
        f"SELECT a.paper, a.feed, max(a.day) AS day FROM {_LATELY} GROUP BY a.paper, a.feed",  # noqa: S608
        ((now.date() - WINDOW).isoformat(),),
    )
    return [(row["paper"], FeedId(row["feed"]), date.fromisoformat(row["day"])) for row in rows]


def _readings(db: sqlite3.Connection, now: datetime) -> dict[tuple[int, FeedId], list[Reading]]:
    rows = db.execute(
        "SELECT paper, feed, metric, at, value"  # noqa: S608
        f" FROM (SELECT DISTINCT a.paper, a.feed FROM {_LATELY}) AS shown"
        " CROSS JOIN readings USING (paper, feed) ORDER BY at",
        ((now.date() - WINDOW).isoformat(),),
    )
    found: dict[tuple[int, FeedId], list[Reading]] = defaultdict(list)
    for row in rows:
        reading = Reading(cast("Metric", row["metric"]), datetime.fromisoformat(row["at"]), row["value"])
        found[row["paper"], FeedId(row["feed"])].append(reading)
    return found


def _confirmed(db: sqlite3.Connection, now: datetime) -> dict[tuple[FeedId, date], datetime]:
    """Give when each day's list was last looked at, changed or not: what it said then still held."""
    rows = db.execute(
        "SELECT feed, day, max(checked) AS checked FROM pages WHERE day > ? AND checked IS NOT NULL GROUP BY feed, day",
        ((now.date() - WINDOW).isoformat(),),
    )
    return {
        (FeedId(row["feed"]), date.fromisoformat(row["day"])): datetime.fromisoformat(row["checked"]) for row in rows
    }


def _presence(db: sqlite3.Connection, numbers: set[PaperId]) -> Mapping[PaperId, int]:
    """Count the independent kinds of feeds that show a paper: many categories of one source are one."""
    counts: dict[PaperId, int] = {}
    for number in numbers:
        row = db.execute(
            "SELECT count(DISTINCT f.kind) AS kinds FROM appearances a JOIN feeds f ON f.id = a.feed"
            " WHERE f.kind != 'by_hand' AND (a.paper = ? OR a.paper IN (SELECT loser FROM merges WHERE root = ?))",
            (number, number),
        ).fetchone()
        counts[number] = row["kinds"]
    return counts


def _with_shares(found: Mapping[FeedId, Mapping[PaperId, Heat]]) -> dict[PaperId, Heat]:
    best: dict[PaperId, Heat] = {}
    for risers in found.values():
        for (number, rising), share in zip(
            risers.items(), shares([rising.score for rising in risers.values()]), strict=True
        ):
            known = best.get(number)
            if known is None or share > known.share:
                best[number] = _shared(rising, share)
    return dict(sorted(best.items(), key=lambda pair: (-pair[1].score, pair[0])))


def _shared(rising: Heat, share: float) -> Heat:
    return Heat(rising.score, share, rising.votes, rising.gained, rising.hours, rising.projected, rising.presence)


# CROSS JOIN keeps this order: from the few voting feeds to their last days; SQLite would begin with every appearance.
_LATELY: Final = (
    "feeds f CROSS JOIN appearances a ON a.feed = f.id"
    " WHERE f.kind = 'daily_papers' AND f.removed IS NULL AND a.day > ?"
)
