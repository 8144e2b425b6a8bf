"""A day's, a week's or a month's list: which papers the feeds showed then, in which order, and in which parts."""

# ruff: noqa: S608  # all SQL here is put together from our own pieces, values are bound

import sqlite3
from array import array
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Final

from storage import conditions
from storage.model import FeedId, PaperId, Part


@dataclass(frozen=True, slots=True)
class Days:
    """The days from `first` to `last`; without them the newest day that feeds have, and what came since."""

    first: date | None = None
    last: date | None = None


def latest_day(db: sqlite3.Connection) -> date | None:
    """Give the newest day of the feeds that come by days; if there are none, of any feed; None without papers."""
    for kinds in ("'daily_papers', 'arxiv'", "'feed'"):
        row = db.execute(
            "SELECT max((SELECT max(a.day) FROM appearances a WHERE a.feed = f.id)) AS day FROM feeds f"
            f" WHERE f.removed IS NULL AND f.kind IN ({kinds})"
        ).fetchone()
        if row["day"]:
            return date.fromisoformat(row["day"])
    return None


def day_near(db: sqlite3.Connection, day: date, *, after: bool) -> date | None:
    """Give the nearest day before another, or after it, on which a feed in force showed something new; None: none."""
    nearest, beyond = ("min", ">") if after else ("max", "<")
    row = db.execute(
        f"SELECT {nearest}((SELECT {nearest}(a.day) FROM appearances a WHERE a.feed = f.id AND a.day {beyond} ?"
        " AND (a.announced IS NULL OR a.announced NOT LIKE 'replace%'))) AS day"
        " FROM feeds f WHERE f.removed IS NULL AND f.kind != 'by_hand'",
        (day.isoformat(),),
    ).fetchone()
    return date.fromisoformat(row["day"]) if row["day"] else None


def statement(
    db: sqlite3.Connection, days: Days, fits: conditions.Condition, *, columns: str = "p.id"
) -> tuple[str, list[object]]:
    """Give the statement of the list, and what it binds; `columns` are of `p` and `shown`.

    One day: matched papers first, then by votes, then as the feeds have them. More: by votes, then the newest.
    Replaced papers are no news, dismissed ones are left out.
    """
    first, last = days.first or latest_day(db), days.last or days.first
    order = "shown.votes DESC NULLS LAST, shown.day DESC"
    if last is None or first == last:
        order = f"{conditions.matched()} DESC, shown.votes DESC NULLS LAST, shown.rank"
    sql = (
        f"{_SHOWN} SELECT {columns} FROM shown JOIN papers p ON p.id = shown.paper"
        f" WHERE NOT {conditions.marked('dismissed')} AND ({fits.sql}) ORDER BY {order}, p.seq DESC"
    )
    return sql, [first.isoformat() if first else "9999", last.isoformat() if last else "9999", *fits.params]


def parts(db: sqlite3.Connection, days: Days, fits: conditions.Condition) -> list[Part]:
    """Give the list in its parts: what rules found, the Daily Papers, each category by name, then the other feeds.

    Every paper is in the first part that fits it, in the order of the list; a part without papers is left out.
    """
    matched: array[int] = array("q")
    voted: array[int] = array("q")
    categories: dict[str, array[int]] = defaultdict(_none)
    others: dict[FeedId, array[int]] = defaultdict(_none)
    columns = f"p.id, {conditions.matched()}, shown.daily, json_extract(p.categories, '$[0]'), shown.feed"
    for number, matches, daily, category, feed in db.execute(*statement(db, days, fits, columns=columns)):
        if matches:
            matched.append(number)
        elif daily:
            voted.append(number)
        elif category:
            categories[category].append(number)
        else:
            others[FeedId(feed)].append(number)
    found = [
        Part("matches", "", matched),
        Part("votes", "", voted),
        *(Part("category", name, numbers) for name, numbers in sorted(categories.items(), key=_by_name)),
        *(Part("rest", name, numbers) for name, numbers in sorted(_named(db, others), key=_by_name)),
    ]
    return [part for part in found if part.numbers]


def shown_newest(db: sqlite3.Connection) -> set[PaperId]:
    """Give the papers of the newest day's list and of what came since, dismissed ones included."""
    first = latest_day(db)
    rows = db.execute(f"{_SHOWN} SELECT paper FROM shown", (first.isoformat() if first else "9999", "9999"))
    return {PaperId(row[0]) for row in rows}


def _named(db: sqlite3.Connection, others: dict[FeedId, "array[int]"]) -> list[tuple[str, "array[int]"]]:
    rows = db.execute("SELECT id, coalesce(nullif(name, ''), nullif(title, ''), url) FROM feeds")
    names: dict[FeedId, str] = {FeedId(row[0]): row[1] for row in rows}
    return [(names[feed], numbers) for feed, numbers in others.items()]


def _by_name(part: tuple[str, "array[int]"]) -> tuple[str, str]:
    return part[0].casefold(), part[0]


def _none() -> "array[int]":
    return array("q")


# CROSS JOIN keeps this order: from the feeds to their days; SQLite would begin with every appearance.
_SHOWN: Final = (
    "WITH shown(paper, votes, rank, day, daily, feed) AS (SELECT coalesce(g.root, a.paper), max(a.votes), min(a.rank),"
    " max(a.day), max(f.kind = 'daily_papers'), min(f.id) FROM feeds f CROSS JOIN appearances a ON a.feed = f.id"
    " LEFT JOIN merges g ON g.loser = a.paper WHERE f.removed IS NULL AND f.kind != 'by_hand'"
    " AND a.day BETWEEN ? AND ? AND (a.announced IS NULL OR a.announced NOT LIKE 'replace%') GROUP BY 1)"
)
