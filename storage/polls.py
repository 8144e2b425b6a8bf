"""What the poller remembers: feeds, their pages with validators, and hosts that asked us to wait."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, cast

from storage.errors import NotFound
from storage.model import Feed, FeedId, FeedKind, Hints, Page, Trouble
from storage.rows import day, dump, moment, put_row, stamp


def feeds(db: sqlite3.Connection, *, removed: bool = False) -> list[Feed]:
    """Give the feeds by number; with `removed` also those the reader removed."""
    rows = db.execute("SELECT * FROM feeds WHERE removed IS NULL OR ? ORDER BY id", (removed,))
    return [_feed(row) for row in rows]


def feed(db: sqlite3.Connection, number: FeedId) -> Feed:
    """Give one feed, also a removed one.

    Raises:
        NotFound: there is none with this number.
    """
    row = db.execute("SELECT * FROM feeds WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise NotFound("feed", str(number))
    return _feed(row)


def feed_at(db: sqlite3.Connection, url: str) -> Feed | None:
    """Give the feed with this address, also a removed one; None where there is none."""
    row = db.execute("SELECT * FROM feeds WHERE url = ?", (url,)).fetchone()
    return _feed(row) if row else None


def _feed(row: sqlite3.Row) -> Feed:
    return Feed(
        id=FeedId(row["id"]),
        url=row["url"],
        kind=cast("FeedKind", row["kind"]),
        title=row["title"],
        added=datetime.fromisoformat(row["added"]),
        backfill=row["backfill"],
        first_polled=moment(row["first_polled"]),
        next_check=moment(row["next_check"]),
        checked=moment(row["checked"]),
        succeeded=moment(row["succeeded"]),
        failures=row["failures"],
        trouble=_trouble(row["trouble"]),
        warning=row["warning"],
        removed=row["removed"] is not None,
        folder=row["folder"],
        paused=moment(row["paused"]),
        name=row["name"],
        hints=_hints(row["hints"]),
        why=row["why"],
        login=row["login"],
    )


def _hints(text: str) -> Hints:
    if text == "{}":
        return Hints()
    said = json.loads(text)
    ttl = timedelta(seconds=said["ttl"]) if said.get("ttl") else None
    return Hints(ttl, frozenset(said.get("skip_days", ())), frozenset(said.get("skip_hours", ())))


def _hints_json(hints: Hints) -> str:
    said = {
        "ttl": int(hints.ttl.total_seconds()) if hints.ttl else 0,
        "skip_days": sorted(hints.skip_days),
        "skip_hours": sorted(hints.skip_hours),
    }
    return dump({name: value for name, value in said.items() if value})


def _trouble(text: str | None) -> Trouble | None:
    if text is None:
        return None
    saved = json.loads(text)
    return Trouble(saved["kind"], tuple(sorted(saved["values"].items())), moment(saved["since"]))


def save_state(db: sqlite3.Connection, state: Feed) -> None:
    """Write what a check found out about a feed: kind, title, times, trouble, and what is left of the backfill.

    Folder, pause, name and login are the reader's and stay.
    """
    trouble = state.trouble
    db.execute(
        "UPDATE feeds SET kind = ?, title = ?, backfill = ?, first_polled = ?, next_check = ?, checked = ?,"
        " succeeded = ?, failures = ?, trouble = ?, warning = ?, hints = ?, why = ? WHERE id = ?",
        (
            state.kind,
            state.title,
            state.backfill,
            _stamp(state.first_polled),
            _stamp(state.next_check),
            _stamp(state.checked),
            _stamp(state.succeeded),
            state.failures,
            dump({"kind": trouble.kind, "values": dict(trouble.values), "since": _stamp(trouble.since)})
            if trouble
            else None,
            state.warning,
            _hints_json(state.hints),
            state.why,
            state.id,
        ),
    )


def add(db: sqlite3.Connection, url: str, *, kind: FeedKind, title: str, backfill: int, now: datetime) -> FeedId:
    """Give the number of the feed with this address; a new one stays removed until an act takes it in."""
    known = feed_at(db, url)
    if known is not None:
        return known.id
    row = {"url": url, "kind": kind, "title": title, "added": stamp(now), "backfill": backfill, "removed": stamp(now)}
    return FeedId(put_row(db, "feeds", row))


BY_HAND: Final = "papertray:by-hand"
"""The address of the feed that holds what the reader added; nothing is ever fetched from it."""


def by_hand(db: sqlite3.Connection, now: datetime) -> Feed:
    """Give the feed that holds what the reader added, made at first use."""
    number = add(db, BY_HAND, kind="by_hand", title="", backfill=0, now=now)
    db.execute("UPDATE feeds SET removed = NULL WHERE id = ?", (number,))
    return feed(db, number)


def move(db: sqlite3.Connection, number: FeedId, url: str, *, page: tuple[str, str]) -> bool:
    """Store the address a feed has moved to for good; False where another feed has it already.

    `page` is the address that was asked and the one that will be from now on: what was heard there goes along.
    """
    if db.execute("UPDATE OR IGNORE feeds SET url = ? WHERE id = ?", (url, number)).rowcount == 0:
        return False
    old, new = page
    db.execute("UPDATE OR REPLACE pages SET url = ? WHERE feed = ? AND url = ?", (new, number, old))
    db.execute("UPDATE OR REPLACE items SET url = ? WHERE feed = ? AND url = ?", (new, number, old))
    return True


def pace(db: sqlite3.Connection, feed: Feed, now: datetime) -> float | None:
    """Give how many papers a feed has brought a day in the last two weeks; None before it was watched for two days.

    What its first check brought had gathered before.
    """
    if feed.first_polled is None:
        return None
    begun = max(feed.first_polled.date() + timedelta(days=1), now.date() - timedelta(days=14))
    watched = (now.date() - begun).days
    if watched < 2:
        return None
    rows = db.execute(
        "SELECT count(*) FROM appearances WHERE feed = ? AND day >= ? AND day < ?",
        (feed.id, begun.isoformat(), now.date().isoformat()),
    )
    return float(rows.fetchone()[0]) / watched


def _stamp(moment_: datetime | None) -> str | None:
    return stamp(moment_) if moment_ else None


def pages(db: sqlite3.Connection, number: FeedId) -> dict[str, Page]:
    """Give the pages of a feed by address."""
    return {row["url"]: _page(row) for row in db.execute("SELECT * FROM pages WHERE feed = ?", (number,))}


def _page(row: Mapping[str, Any] | sqlite3.Row) -> Page:
    return Page(
        url=row["url"],
        day=day(row["day"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        body_hash=row["body_hash"],
        checked=moment(row["checked"]),
        changed=moment(row["changed"]),
        complete=bool(row["complete"]),
        fetched=moment(row["fetched"]),
    )


def save_page(db: sqlite3.Connection, number: FeedId, page: Page) -> None:
    """Write one page, both validators always together."""
    db.execute(
        "INSERT OR REPLACE INTO pages"
        " (feed, url, day, etag, last_modified, body_hash, checked, changed, complete, fetched)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            page.url,
            page.day.isoformat() if page.day else None,
            page.etag,
            page.last_modified,
            page.body_hash,
            _stamp(page.checked),
            _stamp(page.changed),
            int(page.complete),
            _stamp(page.fetched),
        ),
    )
    if page.items is not None:
        db.execute("INSERT OR REPLACE INTO items (feed, url, marks) VALUES (?, ?, ?)", (number, page.url, page.items))


def items(db: sqlite3.Connection, number: FeedId, url: str) -> bytes:
    """Give the marks of the items that are known of an address; empty where none are."""
    row = db.execute("SELECT marks FROM items WHERE feed = ? AND url = ?", (number, url)).fetchone()
    return bytes(row["marks"]) if row else b""


def hosts(db: sqlite3.Connection, now: datetime) -> dict[str, datetime]:
    """Give who asked us to wait, with the time until which."""
    rows = db.execute("SELECT host, not_before FROM hosts WHERE not_before > ?", (stamp(now),))
    return {row["host"]: datetime.fromisoformat(row["not_before"]) for row in rows}


def save_host(db: sqlite3.Connection, host: str, until: datetime) -> None:
    """Remember that a host asked us to wait; a longer wait that is known already stays."""
    db.execute(
        "INSERT INTO hosts (host, not_before) VALUES (?, ?) ON CONFLICT (host)"
        " DO UPDATE SET not_before = max(not_before, excluded.not_before)",
        (host, stamp(until)),
    )
