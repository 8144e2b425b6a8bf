"""What the reader says about papers: marks, notes, quotes; each act is one row of the journal."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from storage import papers
from storage.errors import NotFound
from storage.journal import Act
from storage.model import Mark, MarkKind, PaperId, Quote
from storage.rows import chunks, places, put_row, stamp


def set_mark(act: Act, numbers: Iterable[PaperId], kind: MarkKind, *, on: bool) -> None:
    """Set a mark on papers, or take it back wherever it was set.

    A mark set on a paper that was merged since is taken back there; Later keeps the order in which papers came.
    """
    for number in papers.roots(act.db, numbers).values():
        if on:
            _set(act, number, kind)
        else:
            _take_back(act, number, kind)


def _set(act: Act, number: PaperId, kind: MarkKind) -> None:
    # What is kept for later once more is to be read once more.
    again = kind == "later" and _take_back(act, number, "done")
    if _is_set(act.db, number, kind) and not again:
        return  # not so where only a rule set it: what the reader says too is the reader's from now on
    values: dict[str, Any] = {"state": 1}
    if kind == "later":
        highest = act.db.execute("SELECT max(place) FROM marks WHERE kind = 'later'").fetchone()[0]
        values["place"] = (highest or 0.0) + 1.0
    act.put("marks", {"paper": number, "kind": kind}, values)


def _take_back(act: Act, number: PaperId, kind: MarkKind) -> bool:
    """Take a mark back wherever it was set; say whether it was."""
    members = list(papers.members(act.db, [number]))
    rows = act.db.execute(
        f"SELECT DISTINCT paper FROM standing WHERE kind = ? AND paper IN ({places(members)})",  # noqa: S608
        (kind, *members),
    ).fetchall()
    for row in rows:
        act.put("marks", {"paper": row["paper"], "kind": kind}, {"state": 0})
    return bool(rows)


def _is_set(db: sqlite3.Connection, number: PaperId, kind: MarkKind) -> bool:
    members = list(papers.members(db, [number]))
    row = db.execute(
        f"SELECT 1 FROM marks WHERE kind = ? AND state = 1 AND paper IN ({places(members)})",  # noqa: S608
        (kind, *members),
    ).fetchone()
    return row is not None


def set_note(act: Act, number: PaperId, text: str) -> None:
    """Replace the note of a paper, those of papers merged into it included; an empty text takes it away."""
    number = papers.roots(act.db, [number])[number]
    for member in papers.members(act.db, [number]):
        if member != number:
            act.put("notes", {"paper": member}, None)
    act.put("notes", {"paper": number}, {"text": text} if text.strip() else None)


def add_quote(act: Act, number: PaperId, text: str, *, place: str, note: str) -> int:
    """Keep a passage and give its number."""
    highest = act.db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'quotes'").fetchone()
    quote = (highest["seq"] if highest else 0) + 1
    act.put("quotes", {"id": quote}, {"paper": number, "text": text, "place": place, "note": note})
    return quote


def edit_quote(act: Act, quote: int, *, text: str, place: str, note: str) -> None:
    """Change a kept passage.

    Raises:
        NotFound: there is no such quote.
    """
    _quote(act.db, quote)
    act.put("quotes", {"id": quote}, {"text": text, "place": place, "note": note})


def remove_quote(act: Act, quote: int) -> None:
    """Take a kept passage away.

    Raises:
        NotFound: there is no such quote.
    """
    _quote(act.db, quote)
    act.put("quotes", {"id": quote}, {"removed": stamp(act.now)})


def _quote(db: sqlite3.Connection, quote: int) -> None:
    if not db.execute("SELECT 1 FROM quotes WHERE id = ? AND removed IS NULL", (quote,)).fetchone():
        raise NotFound("quote", str(quote))


def opened(db: sqlite3.Connection, number: PaperId, what: str, *, now: datetime, origin: str) -> None:
    """Remember that the reader opened something of a paper: its page, its PDF, its code."""
    put_row(db, "openings", {"paper": number, "what": what, "at": stamp(now), "origin": origin})


def marks_of(db: sqlite3.Connection, belongs: Mapping[int, PaperId]) -> dict[PaperId, Mark]:
    """Give the mark of every paper in `belongs` (papers.members): set anywhere in it is set."""
    times: dict[PaperId, dict[str, datetime]] = defaultdict(dict)
    tags: dict[PaperId, set[str]] = defaultdict(set)
    notes: dict[PaperId, list[str]] = defaultdict(list)
    for some in chunks(list(belongs)):
        marks = places(some)
        for row in db.execute(f"SELECT paper, kind, at FROM standing WHERE paper IN ({marks})", some):  # noqa: S608
            number, at = belongs[row["paper"]], datetime.fromisoformat(row["at"])
            times[number][row["kind"]] = min(at, times[number].get(row["kind"], at))
        for row in db.execute(
            f"SELECT g.paper, t.name FROM (SELECT paper, tag FROM carried WHERE paper IN ({marks})) g"  # noqa: S608
            " JOIN tags t ON t.id = g.tag",
            some,
        ):
            tags[belongs[row["paper"]]].add(row["name"])
        for row in db.execute(f"SELECT paper, text FROM notes WHERE paper IN ({marks}) ORDER BY at", some):  # noqa: S608
            notes[belongs[row["paper"]]].append(row["text"])
    return {
        number: Mark(
            starred=times[number].get("star"),
            later=times[number].get("later"),
            done=times[number].get("done"),
            dismissed=times[number].get("dismissed"),
            read=times[number].get("read"),
            tags=tuple(sorted(tags[number], key=str.casefold)),
            note="\n\n".join(notes[number]),
        )
        for number in set(belongs.values())
    }


def quotes_of(db: sqlite3.Connection, belongs: Mapping[int, PaperId]) -> dict[PaperId, list[Quote]]:
    """Give the kept passages of papers, oldest first."""
    found: dict[PaperId, list[Quote]] = defaultdict(list)
    for some in chunks(list(belongs)):
        rows = db.execute(
            f"SELECT * FROM quotes WHERE removed IS NULL AND paper IN ({places(some)}) ORDER BY id",  # noqa: S608
            some,
        )
        for row in rows:
            found[belongs[row["paper"]]].append(
                Quote(row["id"], row["text"], row["place"], row["note"], datetime.fromisoformat(row["at"]))
            )
    return found
