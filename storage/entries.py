"""Lists as a reader sees them: which papers, in which order, and each with all that belongs to it."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast

from storage import conditions, days, search
from storage.asked import Moment
from storage.marks import marks_of, quotes_of
from storage.model import Announcement, Appearance, Entry, FeedId, ListName, Mark, Match, PaperId, RuleId
from storage.papers import ids_of, members, paper_of, rows_of
from storage.query import Query
from storage.rows import chunks, places
from storage.trending import Rising, heats

_MARKED = (
    "WITH marked(paper, at, place) AS (SELECT coalesce(g.root, s.paper), max(s.at), min(s.place) FROM standing s"
    " LEFT JOIN merges g ON g.loser = s.paper WHERE s.kind = '{kind}' GROUP BY 1)"
    " SELECT p.id FROM marked JOIN papers p ON p.id = marked.paper WHERE {where} ORDER BY {order}"
)
_PAPERS = "SELECT p.id FROM papers p WHERE {where} ORDER BY {order}"
_NOTED = (
    "WITH noted(paper, at) AS (SELECT coalesce(g.root, k.paper), max(k.at) FROM (SELECT paper, at FROM notes"
    " UNION ALL SELECT paper, at FROM quotes WHERE removed IS NULL) k LEFT JOIN merges g ON g.loser = k.paper"
    " GROUP BY 1) SELECT p.id FROM noted JOIN papers p ON p.id = noted.paper"
)


def entries(
    db: sqlite3.Connection,
    name: ListName,
    *,
    at: Moment,
    day: date | None = None,
    query: Query | None = None,
    limit: int = -1,
    offset: int = 0,
) -> list[Entry]:
    """Give one page of a list, in the list's own order.

    `day` is for today alone: the day to show; None is the newest day that any feed has, and what came since.
    """
    found = numbers(db, name, at=at, day=day, query=query, limit=limit, offset=offset)
    return entries_of(db, found, at=at)


def numbers(
    db: sqlite3.Connection,
    name: ListName,
    *,
    at: Moment,
    day: date | None = None,
    query: Query | None = None,
    limit: int = -1,
    offset: int = 0,
) -> list[PaperId]:
    """Give the numbers of one page of a list, as `entries` has them."""
    fits = search.condition(query, at=at) if query else conditions.EVERY_PAPER
    if name == "trending":
        hottest = _trending(db, fits, at)
        return hottest[offset : None if limit < 0 else offset + limit]
    if name == "today":
        sql, bound = days.statement(db, days.Days(day, day), fits)
    else:
        sql, bound = _list(name, fits, at)
    rows = db.execute(f"{sql} LIMIT ? OFFSET ?", [*bound, limit, offset])
    return [PaperId(row["id"]) for row in rows]


def _list(name: ListName, fits: conditions.Condition, at: Moment) -> tuple[str, list[object]]:
    """Give the statement of a list and the values it binds."""
    bound = list(fits.params)
    if name == "later":
        where = f"NOT {conditions.marked('done')} AND {fits.sql}"
        return _MARKED.format(kind="later", where=where, order="marked.place, p.id"), bound
    if name == "starred":
        return _MARKED.format(kind="star", where=fits.sql, order="marked.at DESC, p.id DESC"), bound
    if name == "notes":
        return f"{_NOTED} WHERE {fits.sql} ORDER BY noted.at DESC, p.id DESC", bound
    if name == "unread":
        unread = conditions.unread(at)
        return _PAPERS.format(where=f"{unread.sql} AND {fits.sql}", order="p.seq DESC"), [*unread.params, *bound]
    if name == "recent":
        where = f"NOT {conditions.marked('dismissed')} AND {fits.sql}"
        return _PAPERS.format(where=where, order="p.added DESC, p.seq DESC"), bound
    return _PAPERS.format(where=fits.sql, order="p.seq DESC"), bound


def _trending(db: sqlite3.Connection, fits: conditions.Condition, at: Moment) -> list[PaperId]:
    hottest = list(heats(db, now=at.now))
    kept: set[int] = set()
    for some in chunks(hottest):
        rows = db.execute(
            f"SELECT p.id FROM papers p WHERE p.id IN ({places(some)})"  # noqa: S608
            f" AND NOT {conditions.marked('dismissed')} AND {fits.sql}",
            [*some, *fits.params],
        )
        kept.update(row["id"] for row in rows)
    return [number for number in hottest if number in kept]


def entries_of(
    db: sqlite3.Connection, numbers: Sequence[PaperId], *, at: Moment, rising: Rising | None = None
) -> list[Entry]:
    """Give the entries of these papers in this order; a number that is no paper is left out.

    With `rising`, heat is worked out once for many calls: a window asks for fifty papers at a time.
    """
    rows = rows_of(db, numbers)
    belongs = members(db, list(rows))
    ids = ids_of(db, belongs)
    marks = marks_of(db, belongs)
    quotes = quotes_of(db, belongs)
    shown = _appearances(db, belongs)
    matches = _matches(db, belongs)
    keys = _keys(db, belongs)
    unread = _unread(db, list(rows), at)
    voted = any(appearance.votes is not None for some in shown.values() for _, appearance in some)
    heat = ((rising or Rising(db)).at(at.now)) if voted else {}
    entries: list[Entry] = []
    for number in numbers:
        row = rows.get(number)
        if row is None:
            continue
        mark = marks.get(number, Mark())
        entries.append(
            Entry(
                id=number,
                paper=paper_of(row, ids.get(number, ())),
                mark=mark,
                appearance=_latest([appearance for _, appearance in shown[number]]),
                feeds=tuple(dict.fromkeys(feed for feed, _ in shown[number])),
                added=datetime.fromisoformat(row["added"]),
                unread=number in unread,
                updated_to=_updated_to(mark, [appearance for _, appearance in shown[number]]),
                heat=heat.get(number),
                matches=tuple(matches.get(number, ())),
                quotes=tuple(quotes.get(number, ())),
                key=keys[number][0] if number in keys else "",
                old_keys=tuple(keys[number][1:]) if number in keys else (),
            )
        )
    return entries


def appearances(db: sqlite3.Connection, number: PaperId) -> list[tuple[FeedId, Appearance]]:
    """Give where a paper was shown, and what was merged into it, newest day first."""
    return _appearances(db, members(db, [number]))[number]


def _appearances(
    db: sqlite3.Connection, belongs: Mapping[int, PaperId]
) -> dict[PaperId, list[tuple[FeedId, Appearance]]]:
    """Give where papers were shown, newest day first."""
    found: dict[PaperId, list[tuple[FeedId, Appearance]]] = defaultdict(list)
    for some in chunks(list(belongs)):
        rows = db.execute(
            f"SELECT * FROM appearances WHERE paper IN ({places(some)}) ORDER BY day DESC, feed",  # noqa: S608
            some,
        )
        for row in rows:
            appearance = Appearance(
                day=date.fromisoformat(row["day"]),
                rank=row["rank"],
                votes=row["votes"],
                comments=row["comments"],
                announced=cast("Announcement | None", row["announced"]),
                version=row["version"],
            )
            found[belongs[row["paper"]]].append((FeedId(row["feed"]), appearance))
    for shown in found.values():  # a paper and what was merged into it may have come by different statements
        shown.sort(key=lambda one: (-one[1].day.toordinal(), one[0]))
    return found


def _latest(shown: Sequence[Appearance]) -> Appearance | None:
    """Prefer the newest appearance that carries votes; else the newest."""
    return next((appearance for appearance in shown if appearance.votes is not None), shown[0] if shown else None)


def _updated_to(mark: Mark, shown: Sequence[Appearance]) -> int | None:
    """Give the version that was announced since the reader first marked the paper; None where there is none."""
    marked = [at for at in (mark.starred, mark.later, mark.read) if at is not None]
    if not marked:
        return None
    versions = [
        appearance.version
        for appearance in shown
        if appearance.version
        and appearance.announced in {"replace", "replace-cross"}
        and appearance.day >= min(marked).date()
    ]
    return max(versions, default=None)


def _matches(db: sqlite3.Connection, belongs: Mapping[int, PaperId]) -> dict[PaperId, list[Match]]:
    """Give the rules in force that fired, each once; the places of a merged paper's words are not in this text."""
    found: dict[PaperId, dict[RuleId, Match]] = defaultdict(dict)
    for some in chunks(list(belongs)):
        rows = db.execute(
            "SELECT m.* FROM matches m JOIN rules r ON r.id = m.rule AND r.edition = m.edition WHERE r.removed IS NULL"  # noqa: S608
            f" AND m.paper IN ({places(some)}) ORDER BY m.rule",
            some,
        )
        for row in rows:
            number, match = belongs[row["paper"]], match_of(row)
            if row["paper"] == number:
                found[number][match.rule] = match
            else:
                found[number].setdefault(match.rule, replace(match, places=()))
    return {number: sorted(hits.values(), key=lambda match: match.rule) for number, hits in found.items()}


def match_of(row: Mapping[str, Any] | sqlite3.Row) -> Match:
    """Give a row of `matches` as a value."""
    return Match(
        rule=RuleId(row["rule"]),
        words=tuple(json.loads(row["words"])),
        places=tuple((place[0], place[1], place[2]) for place in json.loads(row["places"])),
        silent=bool(row["silent"]),
        edition=row["edition"],
    )


def _keys(db: sqlite3.Connection, belongs: Mapping[int, PaperId]) -> dict[PaperId, list[str]]:
    """Give the citation key of each paper that has one, and after it those that it had before or came by a merge."""
    found: dict[PaperId, list[str]] = defaultdict(list)
    for some in chunks(list(belongs)):
        # The oldest key of a merged paper stays.
        rows = db.execute(
            f"SELECT paper, key FROM cite_keys WHERE paper IN ({places(some)}) ORDER BY current DESC, at, key",  # noqa: S608
            some,
        )
        for row in rows:
            found[belongs[row["paper"]]].append(row["key"])
    return found


def _unread(db: sqlite3.Connection, numbers: Sequence[PaperId], at: Moment) -> set[PaperId]:
    unread = conditions.is_unread(at)
    found: set[PaperId] = set()
    for some in chunks(numbers):
        rows = db.execute(
            f"SELECT p.id FROM papers p WHERE p.id IN ({places(some)}) AND {unread.sql}",  # noqa: S608
            [*some, *unread.params],
        )
        found.update(PaperId(row["id"]) for row in rows)
    return found
