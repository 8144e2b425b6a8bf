"""A library of any size, made up: papers over the last years, votes on the newest, tags, marks, a rule that matches.

`python -m tests.benchmarks.library FOLDER --papers 100000` makes one to keep. It is written past the door of the
library, statement by statement, because a million papers through a poll would take an hour.
"""

import argparse
import json
import random
import sqlite3
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Final

from storage import Library, terms
from storage.opening import FILE_NAME
from storage.papers import SEATS_A_DAY

NOW: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
A_DAY: Final = 500
"""Papers of one day, as some categories of arXiv together have."""

CATEGORIES: Final = ("cs.LG", "cs.CL", "cs.CV", "cs.AI", "stat.ML", "cs.RO", "math.OC", "q-bio.QM")
_WORDS: Final = 30_000
_STEP: Final = 5_000
_SYLLABLES: Final = tuple(first + second for first in "bdfghklmnprstvz" for second in "aeiou")


@dataclass(frozen=True, slots=True)
class _Made:
    """A paper as rows: of papers, of words, its identifier, its day and its category."""

    number: int
    seq: int
    title: str
    abstract: str
    authors: tuple[str, ...]
    day: date
    category: str


def make(folder: Path, papers: int) -> None:
    """Write a library of so many papers into an empty folder; 25 s for a hundred thousand."""
    with Library(folder, origin="cli", now=lambda: NOW) as library:
        daily = library.add_feed("http://127.0.0.1/api/daily_papers", kind="daily_papers", title="Daily Papers")[0].id
        feeds = {
            category: library.add_feed(f"http://127.0.0.1/rss/{category}", kind="arxiv", title=f"arXiv {category}")[
                0
            ].id
            for category in CATEGORIES
        }
        library.add_rule('"state space"')
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -200000")
        some: list[_Made] = []
        for one in _papers(papers):
            some.append(one)
            if len(some) == _STEP:
                _store(db, some, feeds, daily)
                some = []
        _store(db, some, feeds, daily)
        _mark(db, papers)
        db.execute("INSERT INTO papers_fts(papers_fts) VALUES ('optimize')")
        terms.refresh(db)
        db.execute("UPDATE meta SET value = ? WHERE key = 'terms_papers'", (str(papers),))
        db.execute("ANALYZE")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def made(folder: Path, papers: int) -> Path:
    """Give a library of so many papers below `folder`, made unless an earlier run made it."""
    kept = folder / f"papers-{papers}"
    done = kept / "made"
    if not done.exists():
        began = time.perf_counter()
        make(kept, papers)
        done.touch()
        sys.stderr.write(f"made a library of {papers:,} papers in {time.perf_counter() - began:.0f} s: {kept}\n")
    return kept


def vocabulary() -> list[str]:
    """Give the words that papers are made of, the commonest first."""
    dice = random.Random(7)
    real = ("learning", "model", "data", "neural", "language", "state", "space", "attention", "graph", "vision")
    invented = ("".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4))) for _ in range(_WORDS * 2))
    return list(dict.fromkeys([*real, *invented]))[:_WORDS]


def _papers(papers: int) -> Iterator[_Made]:
    dice = random.Random(11)
    words = vocabulary()
    # As in any language: the word at place n is 1/n as common as the first.
    common = list(accumulate(1 / (place + 8) for place in range(len(words))))
    families = [word.capitalize() for word in words[1000:4000]]
    first = NOW.date() - timedelta(days=(papers - 1) // A_DAY)
    for place in range(papers):
        day = first + timedelta(days=place // A_DAY)
        title = " ".join(dice.choices(words, cum_weights=common, k=dice.randint(5, 14))).capitalize()
        yield _Made(
            number=place + 1,
            seq=day.toordinal() * SEATS_A_DAY + place % A_DAY,
            title=title,
            abstract=" ".join(dice.choices(words, cum_weights=common, k=80)) + ".",
            authors=tuple(f"{dice.choice(families)} {dice.choice(families)}" for _ in range(dice.randint(1, 8))),
            day=day,
            category=dice.choice(CATEGORIES),
        )


def _store(db: sqlite3.Connection, some: list[_Made], feeds: Mapping[str, int], daily: int) -> None:
    db.execute("BEGIN")
    db.executemany(
        "INSERT INTO papers (id, seq, title, authors, abstract, published, categories, links, authority, year, added,"
        " fresh) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 3, ?, ?, ?)",
        (
            (
                one.number,
                one.seq,
                one.title,
                json.dumps([{"name": name} for name in one.authors]),
                one.abstract,
                one.day.isoformat(),
                json.dumps([one.category]),
                json.dumps([["abstract", f"https://arxiv.org/abs/{_arxiv(one)}"]]),
                one.day.year,
                f"{one.day.isoformat()}T08:00:00+00:00",
                int(one.day == NOW.date() or one.number % 3 == 0),
            )
            for one in some
        ),
    )
    db.executemany(
        "INSERT INTO words (seq, title, abstract, authors, cats) VALUES (?, ?, ?, ?, ?)",
        (
            (one.seq, one.title.lower(), one.abstract.rstrip("."), " ".join(one.authors).lower(), one.category.lower())
            for one in some
        ),
    )
    db.executemany(
        "INSERT INTO ids (scheme, value, paper) VALUES ('arxiv', ?, ?)", ((_arxiv(o), o.number) for o in some)
    )
    db.executemany(
        "INSERT INTO appearances (paper, feed, day, rank, announced, version, seen) VALUES (?, ?, ?, ?, 'new', 1, ?)",
        (
            (one.number, feeds[one.category], one.day.isoformat(), one.number % A_DAY, f"{one.day}T08:00:00+00:00")
            for one in some
        ),
    )
    voted = [one for one in some if one.number % 12 == 0]
    db.executemany(
        "INSERT INTO appearances (paper, feed, day, rank, votes, seen) VALUES (?, ?, ?, ?, ?, ?)",
        (
            (o.number, daily, o.day.isoformat(), o.number % 40, o.number * 7919 % 190, f"{o.day}T08:00:00+00:00")
            for o in voted
        ),
    )
    db.executemany(
        "INSERT INTO readings (paper, feed, metric, at, value) VALUES (?, ?, 'votes', ?, ?)",
        (
            (one.number, daily, f"{one.day}T{hour:02}:00:00+00:00", one.number * 7919 % 190 * hour // 20)
            for one in voted
            for hour in (8, 12, 16, 20)
        ),
    )
    db.executemany(
        "INSERT INTO matches (rule, edition, paper, at, words, places, silent)"
        " VALUES (1, 1, ?, ?, '[\"state space\"]', '[]', 1)",
        ((one.number, f"{one.day}T08:00:00+00:00") for one in some if one.number % 100 == 50),
    )
    db.execute("COMMIT")


def _arxiv(one: _Made) -> str:
    return f"{one.day:%y%m}.{one.number % 100_000:05}x{one.number // 100_000}"


def _mark(db: sqlite3.Connection, papers: int) -> None:
    """Mark the newest papers as a reader of some years has: one star in 50, one for later in 500, three tags."""
    at = NOW.isoformat(timespec="seconds")
    db.execute("BEGIN")
    for kind, every in (("star", 50), ("later", 500), ("read", 5), ("dismissed", 20)):
        db.executemany(
            "INSERT INTO marks (paper, kind, state, at, origin, place) VALUES (?, ?, 1, ?, 'window', ?)",
            ((number, kind, at, float(number)) for number in range(1, papers + 1, every)),
        )
    for tag, name in enumerate(("to-cite", "thesis/ch3", "reading group"), 1):
        db.execute("INSERT INTO tags (id, name) VALUES (?, ?)", (tag, name))
        db.executemany(
            "INSERT INTO taggings (paper, tag, state, at, origin) VALUES (?, ?, 1, ?, 'window')",
            ((number, tag, at) for number in range(tag, papers + 1, 200)),
        )
    db.execute("COMMIT")


def main() -> int:
    """Make a library where the command line says."""
    asked = argparse.ArgumentParser(description="Make a library of made-up papers.")
    asked.add_argument("folder", type=Path)
    asked.add_argument("--papers", type=int, default=100_000)
    given = asked.parse_args()
    made(given.folder, given.papers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
