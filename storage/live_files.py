"""Which .bib files follow which lists, and what we wrote into them last; touches none of the files."""

# ruff: noqa: S608  # all SQL here is put together from our own pieces, values are bound

import json
import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, Literal, cast

from storage.errors import NotFound
from storage.journal import Act
from storage.live_model import LiveEntry, LiveFile, LiveId
from storage.marks import marks_of
from storage.model import ListName, PaperId, SearchId, Trouble
from storage.papers import members
from storage.query import parse
from storage.rows import chunks, dump, moment, places, put_row, stamp

EXTRAS: Final = ("abstract", "tags", "note")
"""What an entry may have beside its facts; the reader's own words leave the library only when asked to."""

_WRITER: Final = 1
"""Another number here writes every live file anew: it stands for how storage.bibtex writes."""

_FACTS: Final = "title, authors, published, version, categories, links, venue, authority"


def live_files(db: sqlite3.Connection) -> list[LiveFile]:
    """Give the live files, oldest first."""
    return [_file(row) for row in db.execute("SELECT * FROM live_files WHERE removed IS NULL ORDER BY id")]


def live_file(db: sqlite3.Connection, number: LiveId) -> LiveFile:
    """Give one live file.

    Raises:
        NotFound: there is none.
    """
    row = db.execute("SELECT * FROM live_files WHERE id = ? AND removed IS NULL", (number,)).fetchone()
    if row is None:
        raise NotFound("live file", str(number))
    return _file(row)


def _file(row: sqlite3.Row) -> LiveFile:
    return LiveFile(
        id=LiveId(row["id"]),
        path=row["path"],
        list=cast("ListName", row["list"]),
        text=row["text"],
        search=None if row["search"] is None else SearchId(row["search"]),
        flavour=cast("Literal['bibtex', 'biblatex']", row["flavour"]),
        extras=tuple(json.loads(row["extras"])),
        command=tuple(json.loads(row["command"])),
        paused=moment(row["paused"]),
        wrote=moment(row["wrote"]),
        trouble=_trouble(row["trouble"]),
        stat=row["stat"],
    )


def _trouble(text: str | None) -> Trouble | None:
    if not text:
        return None
    read = json.loads(text)
    return Trouble(read["kind"], tuple((name, value) for name, value in read["values"]), moment(read["since"]))


def add(act: Act, asked: LiveFile) -> LiveFile:
    """Let a file follow a list; the same path again changes what it follows and how.

    Raises:
        QueryError: its search cannot be read.
    """
    if asked.text.strip():
        parse(asked.text)
    values = {
        "list": asked.list,
        "text": asked.text,
        "search": asked.search,
        "flavour": asked.flavour,
        "extras": dump([name for name in EXTRAS if name in asked.extras]),
        "command": dump(list(asked.command)),
    }
    row = act.db.execute("SELECT id FROM live_files WHERE path = ? ORDER BY id DESC", (asked.path,)).fetchone()
    if row is None:
        now = stamp(act.now)
        made = {"path": asked.path, **values, "added": now, "removed": now}
        number = put_row(act.db, "live_files", made)
    else:
        number = int(row["id"])
        # What stood in it when it was last followed may be somebody else's by now.
        if act.db.execute("SELECT removed FROM live_files WHERE id = ?", (number,)).fetchone()["removed"]:
            act.db.execute("DELETE FROM live_entries WHERE file = ?", (number,))
            act.db.execute("UPDATE live_files SET stat = '', wrote = NULL, trouble = NULL WHERE id = ?", (number,))
    act.put("live_files", {"id": number}, {**values, "paused": None, "removed": None})
    return live_file(act.db, LiveId(number))


def pause(act: Act, number: LiveId, *, on: bool) -> None:
    """Let a file rest, or follow again.

    Raises:
        NotFound: there is no such live file.
    """
    there = live_file(act.db, number)
    if on != (there.paused is not None):
        act.put("live_files", {"id": number}, {"paused": stamp(act.now) if on else None})


def remove(act: Act, number: LiveId) -> None:
    """Let a file follow no more; it stays as it is.

    Raises:
        NotFound: there is no such live file.
    """
    live_file(act.db, number)
    act.put("live_files", {"id": number}, {"removed": stamp(act.now)})


def live_entries(db: sqlite3.Connection, number: LiveId) -> dict[PaperId, LiveEntry]:
    """Give what we wrote last into a file."""
    rows = db.execute("SELECT * FROM live_entries WHERE file = ?", (number,))
    return {PaperId(row["paper"]): LiveEntry(row["key"], row["digest"], row["text_hash"]) for row in rows}


def wrote(
    db: sqlite3.Connection, number: LiveId, entries: Mapping[PaperId, LiveEntry], *, stat: str, now: datetime
) -> None:
    """Remember what stands in a file now."""
    before = live_entries(db, number)
    gone = [(number, paper) for paper in before if paper not in entries]
    new = [
        (number, paper, entry.key, entry.digest, entry.text_hash)
        for paper, entry in entries.items()
        if before.get(paper) != entry
    ]
    db.executemany("DELETE FROM live_entries WHERE file = ? AND paper = ?", gone)
    db.executemany("INSERT OR REPLACE INTO live_entries VALUES (?, ?, ?, ?, ?)", new)
    db.execute("UPDATE live_files SET stat = ?, wrote = ? WHERE id = ?", (stat, stamp(now), number))


def troubled(db: sqlite3.Connection, number: LiveId, trouble: Trouble | None, *, now: datetime) -> None:
    """Remember why a file could not be written as it should be, and since when; None: it could."""
    before = live_file(db, number).trouble
    if trouble is not None:
        since = before.since if before and before.kind == trouble.kind else now
        trouble = replace(trouble, since=since)
    text = None
    if trouble is not None and trouble.since is not None:
        text = dump({"kind": trouble.kind, "values": trouble.values, "since": stamp(trouble.since)})
    db.execute("UPDATE live_files SET trouble = ? WHERE id = ?", (text, number))


def digests(db: sqlite3.Connection, numbers: Sequence[PaperId], extras: Sequence[str]) -> dict[PaperId, int]:
    """Give a number for each paper that changes when its entry may: a few microseconds each, an entry costs fifty."""
    found: dict[PaperId, int] = {}
    belongs = members(db, list(numbers))
    facts: dict[int, list[Any]] = {}
    columns = f"{_FACTS}, abstract" if "abstract" in extras else _FACTS
    for some in chunks(list(numbers)):
        for row in db.execute(f"SELECT id, {columns} FROM papers WHERE id IN ({places(some)})", some):
            facts[row["id"]] = [_WRITER, *tuple(row)]
    for some in chunks(list(belongs)):
        marks = places(some)
        for row in db.execute(f"SELECT scheme, value, paper FROM ids WHERE paper IN ({marks}) ORDER BY 1, 2", some):
            facts.get(belongs[row["paper"]], []).extend((row["scheme"], row["value"]))
        keys = f"SELECT key, current, paper FROM cite_keys WHERE paper IN ({marks}) ORDER BY at, key"
        for row in db.execute(keys, some):
            facts.get(belongs[row["paper"]], []).extend((row["key"], row["current"]))
    own = marks_of(db, belongs) if "tags" in extras or "note" in extras else {}
    for number in numbers:
        if number in facts:
            mark = own.get(number)
            said = [mark.tags if "tags" in extras else (), mark.note if "note" in extras else ""] if mark else []
            found[number] = zlib.crc32(repr([*facts[number], said]).encode(errors="surrogatepass"))
    return found
