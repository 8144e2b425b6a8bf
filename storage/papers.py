"""Rows of `papers`, with their ids and words: values in, values out, and what is known of an incoming paper."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeAlias, cast

from storage.connection import writing
from storage.fold import fold
from storage.identity import Traits, surnames, title_key, verdict
from storage.model import Author, FeedId, Identifier, Known, Link, LinkKind, Paper, PaperId, Scheme, Venue
from storage.rows import chunks, day, dump, places, put_row, stamp

SEATS_A_DAY: Final = 1_000_000
"""`seq` is the proleptic day number of the publication times this, plus a place: room for a million papers a day."""

Words: TypeAlias = tuple[str, str, str, str]
"""The folded title, abstract, authors and categories of a paper."""

_TEXT_COLUMNS: Final = (
    "title, authors, abstract, published, updated, version, categories, links, summary, keywords, organisation, "
    "thumbnail, comment, venue, licence, authority"
)


def columns(paper: Paper) -> dict[str, object]:
    """Give the columns of `papers` that a source decides."""
    return {
        "title": paper.title,
        "authors": dump([_author_json(author) for author in paper.authors]),
        "abstract": paper.abstract,
        "published": paper.published.isoformat() if paper.published else None,
        "updated": paper.updated.isoformat() if paper.updated else None,
        "version": paper.version,
        "categories": dump(paper.categories),
        "links": dump([[link.kind, link.url] for link in paper.links]),
        "summary": paper.summary,
        "keywords": dump(paper.keywords),
        "organisation": paper.organisation,
        "thumbnail": paper.thumbnail,
        "comment": paper.comment,
        "venue": dump(asdict(paper.venue)) if paper.venue else "",
        "licence": paper.licence,
        "authority": paper.authority,
        "title_key": title_key(paper.title),
        "year": paper.published.year if paper.published else None,
    }


def _author_json(author: Author) -> dict[str, object]:
    parts: dict[str, object] = {
        "family": author.family,
        "given": author.given,
        "suffix": author.suffix,
        "group": author.group,
    }
    return {"name": author.name, **{name: value for name, value in parts.items() if value}}


def paper_of(row: Mapping[str, Any] | sqlite3.Row, ids: Iterable[Identifier] = ()) -> Paper:
    """Give a row of `papers` as a value, with the ids that were read beside it."""
    return Paper(
        title=row["title"],
        authors=tuple(Author(**author) for author in json.loads(row["authors"])),
        abstract=row["abstract"],
        ids=tuple(ids),
        published=day(row["published"]),
        updated=day(row["updated"]),
        version=row["version"],
        categories=tuple(json.loads(row["categories"])),
        links=tuple(Link(cast("LinkKind", kind), url) for kind, url in json.loads(row["links"])),
        summary=row["summary"],
        keywords=tuple(json.loads(row["keywords"])),
        organisation=row["organisation"],
        thumbnail=row["thumbnail"],
        comment=row["comment"],
        venue=Venue(**json.loads(row["venue"])) if row["venue"] else None,
        licence=row["licence"],
        authority=row["authority"],
    )


def insert(
    db: sqlite3.Connection,
    paper: Paper,
    *,
    feed: FeedId | None,
    now: datetime,
    fresh: bool,
    folded: Words | None = None,
) -> PaperId:
    """Store a new paper with its ids and words; within a transaction of the caller's, oldest publication first.

    `folded` are its words, where the caller has them already.
    """
    # A date that is far ahead would stand before everything for years.
    seq = _seat(db, min(paper.published or now.date(), now.date() + timedelta(days=1)))
    row = columns(paper) | {"seq": seq, "text_feed": feed, "added": stamp(now), "fresh": int(fresh)}
    number = put_row(db, "papers", row)
    add_ids(db, PaperId(number), paper.ids)
    _write_words(db, seq, folded or words(paper))
    return PaperId(number)


def _seat(db: sqlite3.Connection, published: date) -> int:
    first = published.toordinal() * SEATS_A_DAY
    highest = db.execute("SELECT max(seq) FROM papers WHERE seq >= ? AND seq < ?", (first, first + SEATS_A_DAY))
    return max(first, (highest.fetchone()[0] or first) + 1)


def add_ids(db: sqlite3.Connection, paper: PaperId, ids: Iterable[Identifier]) -> None:
    """Give `paper` the names that no paper has yet."""
    db.executemany(
        "INSERT OR IGNORE INTO ids (scheme, value, paper) VALUES (?, ?, ?)",
        [(identifier.scheme, identifier.value, paper) for identifier in ids],
    )


def _write_words(db: sqlite3.Connection, seq: int, folded: Words) -> None:
    db.execute("INSERT INTO words (seq, title, abstract, authors, cats) VALUES (?, ?, ?, ?, ?)", (seq, *folded))


def words(paper: Paper) -> Words:
    """Give the folded title, abstract, authors and categories: what search reads."""
    return (
        fold(paper.title),
        fold(paper.abstract),
        fold(", ".join(author.name for author in paper.authors)),
        fold(" ".join(paper.categories)),
    )


def change(db: sqlite3.Connection, number: PaperId, paper: Paper, *, feed: FeedId | None) -> None:
    """Replace what is said about a paper; its seat in the order, its ids and every mark stay."""
    row = columns(paper) | {"text_feed": feed}
    settings = ", ".join(f"{name} = ?" for name in row)
    db.execute(f"UPDATE papers SET {settings} WHERE id = ?", (*row.values(), number))  # noqa: S608  our own columns
    refold(db, number, paper)


def refold(db: sqlite3.Connection, number: PaperId, paper: Paper) -> bool:
    """Write what search reads of a paper; False, and the index untouched, where it stands so already."""
    seq = db.execute("SELECT seq FROM papers WHERE id = ?", (number,)).fetchone()[0]
    changed = db.execute(
        "UPDATE words SET title = ?, abstract = ?, authors = ?, cats = ? WHERE seq = ?"
        " AND (title, abstract, authors, cats) IS NOT (?, ?, ?, ?)",
        (*(folded := words(paper)), seq, *folded),
    )
    return changed.rowcount > 0


def write_missing_words(db: sqlite3.Connection) -> int:
    """Write what search reads of the papers of which nothing is written, and give how many those were.

    25 papers a transaction, oldest publication first.
    """
    written = last = 0
    while True:
        rows = db.execute(
            "SELECT p.* FROM papers p LEFT JOIN words w ON w.seq = p.seq WHERE p.seq > ? AND w.seq IS NULL"
            " ORDER BY p.seq LIMIT 25",
            (last,),
        ).fetchall()
        if not rows:
            return written
        with writing(db):
            for row in rows:
                _write_words(db, row["seq"], words(paper_of(row)))
        written += len(rows)
        last = rows[-1]["seq"]


def take_out(db: sqlite3.Connection, number: PaperId) -> dict[str, Any]:
    """Remove the row and its words, and give the row so that `put_back` can restore it; ids and marks stay."""
    row = dict(db.execute("SELECT * FROM papers WHERE id = ?", (number,)).fetchone())
    db.execute("DELETE FROM words WHERE seq = ?", (row["seq"],))
    db.execute("DELETE FROM papers WHERE id = ?", (number,))
    return row


def put_back(db: sqlite3.Connection, row: Mapping[str, Any]) -> None:
    """Restore what `take_out` gave, at its old seat unless somebody has it by now."""
    row = dict(row)
    if db.execute("SELECT 1 FROM papers WHERE seq = ?", (row["seq"],)).fetchone():
        row["seq"] = _seat(db, date.fromordinal(row["seq"] // SEATS_A_DAY))
    put_row(db, "papers", row)
    _write_words(db, row["seq"], words(paper_of(row)))


def roots(db: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, PaperId]:
    """Give for each number the paper it is part of: itself, unless a merge says otherwise."""
    asked = list(dict.fromkeys(numbers))
    merged = {
        row["loser"]: PaperId(row["root"])
        for some in chunks(asked)
        for row in db.execute(f"SELECT loser, root FROM merges WHERE loser IN ({places(some)})", some)  # noqa: S608
    }
    return {number: merged.get(number, PaperId(number)) for number in asked}


def members(db: sqlite3.Connection, numbers: Sequence[PaperId]) -> dict[int, PaperId]:
    """Give every number under which something of these papers may be stored, with the paper it belongs to."""
    found: dict[int, PaperId] = {int(number): number for number in numbers}
    for some in chunks(numbers):
        rows = db.execute(f"SELECT loser, root FROM merges WHERE root IN ({places(some)})", some)  # noqa: S608
        found.update((row["loser"], PaperId(row["root"])) for row in rows)
    return found


def ids_of(db: sqlite3.Connection, belongs: Mapping[int, PaperId]) -> dict[PaperId, list[Identifier]]:
    """Give the ids of papers, best scheme first; `belongs` comes from `members`."""
    found: dict[PaperId, list[Identifier]] = defaultdict(list)
    for some in chunks(list(belongs)):
        rows = db.execute(
            f"SELECT scheme, value, paper FROM ids WHERE paper IN ({places(some)})"  # noqa: S608
            " ORDER BY instr('arxiv doi acl openreview pubmed guid', scheme), value",
            some,
        )
        for row in rows:
            found[belongs[row["paper"]]].append(Identifier(cast("Scheme", row["scheme"]), row["value"]))
    return found


def by_ids(db: sqlite3.Connection, ids: Iterable[Identifier]) -> dict[Identifier, PaperId]:
    """Give for each id that the library knows the paper it names."""
    asked = list(dict.fromkeys(ids))
    found: dict[Identifier, int] = {}
    for some in chunks(asked, 250):
        marks = ", ".join(["(?, ?)"] * len(some))
        bound = [part for identifier in some for part in (identifier.scheme, identifier.value)]
        # Joined and in this order, because for `(scheme, value) IN (VALUES ...)` SQLite walks through all ids.
        rows = db.execute(
            f"WITH asked (scheme, value) AS (VALUES {marks})"  # noqa: S608
            " SELECT scheme, value, ids.paper FROM asked CROSS JOIN ids USING (scheme, value)",
            bound,
        )
        found.update((Identifier(row["scheme"], row["value"]), row["paper"]) for row in rows)
    part_of = roots(db, found.values())
    return {identifier: part_of[number] for identifier, number in found.items()}


_ASKABLE: Final = frozenset({"arxiv", "doi", "acl"})
"""Schemes for which somebody can be asked."""


def incomplete(db: sqlite3.Connection) -> list[tuple[PaperId, Identifier]]:
    """Give the papers that the reader added and whose own place was not asked yet, with their best identifier.

    Of some only an identifier is known, of others what a page in the browser said.
    """
    rows = db.execute(  # only what was added by hand can be so; SQLite would read every paper
        "SELECT DISTINCT p.id FROM feeds f CROSS JOIN appearances a ON a.feed = f.id"
        " LEFT JOIN merges g ON g.loser = a.paper CROSS JOIN papers p ON p.id = coalesce(g.root, a.paper)"
        " WHERE f.kind = 'by_hand' AND p.authority < 2 ORDER BY p.id"
    )
    numbers = [PaperId(row["id"]) for row in rows]
    ids = ids_of(db, members(db, numbers))
    return [(number, ids[number][0]) for number in numbers if ids.get(number) and ids[number][0].scheme in _ASKABLE]


def known(db: sqlite3.Connection, papers: Sequence[Paper], feed: FeedId) -> list[Known]:
    """Give for each paper what the library has of it, in the same order.

    Found by id, else by title where the guards of identity.verdict allow it.
    """
    named = by_ids(db, (identifier for paper in papers for identifier in paper.ids))
    hits = [list(dict.fromkeys(named[i] for i in paper.ids if i in named)) for paper in papers]
    looked_up = iter(_look_alikes(db, [paper for paper, hit in zip(papers, hits, strict=True) if not hit]))
    alike = [([], []) if hit else next(looked_up) for hit in hits]
    wanted = [(hit or same)[0] for hit, (same, _) in zip(hits, alike, strict=True) if hit or same]
    stored = rows_of(db, wanted)
    belongs = members(db, list(stored))
    ids = ids_of(db, belongs)
    shown = _shown(db, belongs, feed)
    answers: list[Known] = []
    for hit, (same, maybe) in zip(hits, alike, strict=True):
        found = hit or same
        if not found:
            answers.append(Known(maybe=tuple(maybe)))
            continue
        number = found[0]
        row = stored[number]
        answers.append(
            Known(
                paper=number,
                via="id" if hit else "title",
                stored=paper_of(row, ids.get(number, ())),
                text_feed=row["text_feed"],
                others=tuple(hit[1:]),
                # Two that look like a third need not look like each other.
                maybe=(*same[1:], *maybe),
                days=frozenset(day for day, _ in shown[number]),
                versions=frozenset(version for _, version in shown[number] if version),
            )
        )
    return answers


def rows_of(db: sqlite3.Connection, numbers: Sequence[PaperId]) -> dict[PaperId, sqlite3.Row]:
    """Give the rows of `papers` with these numbers; what is not there is left out."""
    rows: dict[PaperId, sqlite3.Row] = {}
    for some in chunks(list(dict.fromkeys(numbers))):
        found = db.execute(
            f"SELECT id, seq, text_feed, added, fresh, {_TEXT_COLUMNS} FROM papers WHERE id IN ({places(some)})",  # noqa: S608
            some,
        )
        rows.update((PaperId(row["id"]), row) for row in found)
    return rows


def _shown(
    db: sqlite3.Connection, belongs: Mapping[int, PaperId], feed: FeedId
) -> dict[PaperId, set[tuple[date, int | None]]]:
    """Give on which days the feed has shown papers, and which version of each."""
    shown: dict[PaperId, set[tuple[date, int | None]]] = defaultdict(set)
    for some in chunks(list(belongs)):
        rows = db.execute(
            f"SELECT paper, day, version FROM appearances WHERE feed = ? AND paper IN ({places(some)})",  # noqa: S608
            (feed, *some),
        )
        for row in rows:
            shown[belongs[row["paper"]]].add((date.fromisoformat(row["day"]), row["version"]))
    return shown


def _look_alikes(db: sqlite3.Connection, papers: Sequence[Paper]) -> list[tuple[list[PaperId], list[PaperId]]]:
    """Give for each paper those that are this one by title, and those that only may be."""
    keys = [title_key(paper.title) for paper in papers]
    rows = _by_title(db, {key for key in keys if key is not None})
    ids = ids_of(db, members(db, [PaperId(row["id"]) for some in rows.values() for row in some]))
    answers: list[tuple[list[PaperId], list[PaperId]]] = []
    for paper, key in zip(papers, keys, strict=True):
        same: list[PaperId] = []
        maybe: list[PaperId] = []
        for row in rows.get(key, ()):
            number = PaperId(row["id"])
            answer = verdict(traits(paper), traits(paper_of(row, ids.get(number, ()))))
            if answer == "same_title":
                same.append(number)
            elif answer == "maybe":
                maybe.append(number)
        answers.append((same, maybe))
    return answers


def _by_title(db: sqlite3.Connection, keys: Iterable[int]) -> dict[int | None, list[sqlite3.Row]]:
    """Give the papers of these titles by key, the oldest first."""
    rows: dict[int | None, list[sqlite3.Row]] = defaultdict(list)
    for some in chunks(list(keys)):
        found = db.execute(f"SELECT * FROM papers WHERE title_key IN ({places(some)}) ORDER BY id", some)  # noqa: S608
        for row in found:
            rows[row["title_key"]].append(row)
    return rows


def traits(paper: Paper) -> Traits:
    """Give what identity compares."""
    return Traits(
        ids=frozenset(paper.ids),
        title=paper.title,
        surnames=surnames(paper.authors),
        year=paper.published.year if paper.published else None,
    )
