"""A small library whose rows the tests write themselves, one table at a time."""

import sqlite3
from datetime import UTC, datetime, timedelta

from storage import schema, search
from storage.asked import Moment
from storage.fold import fold
from storage.query import parse

NOW = datetime(2025, 6, 15, 12, tzinfo=UTC)


class Shelf:
    """A library of a few papers, filled by hand."""

    def __init__(self) -> None:
        self.db = sqlite3.connect(":memory:", isolation_level=None)
        self.db.executescript(schema.SQL)

    def paper(
        self,
        title: str,
        abstract: str = "",
        authors: str = "",
        cats: str = "",
        *,
        published: str | None = "2025-06-01",
        added: datetime = NOW - timedelta(days=100),
        fresh: bool = True,
    ) -> int:
        seq = self.db.execute("SELECT coalesce(max(seq), 0) + 1 FROM papers").fetchone()[0]
        year = int(published[:4]) if published else None
        stamp = added.isoformat(timespec="seconds")
        row = (seq, title, published, year, stamp, fresh)
        sql = "INSERT INTO papers (seq, title, published, year, added, fresh, authority) VALUES (?, ?, ?, ?, ?, ?, 2)"
        number = self.db.execute(sql, row).lastrowid
        folded = (fold(text) for text in (title, abstract, authors, cats))
        self.db.execute(
            "INSERT INTO words (seq, title, abstract, authors, cats) VALUES (?, ?, ?, ?, ?)", (seq, *folded)
        )
        assert number is not None
        return number

    def put(self, table: str, **values: object) -> None:
        names = ", ".join(values)
        holes = ", ".join("?" * len(values))
        self.db.execute(f"INSERT INTO {table} ({names}) VALUES ({holes})", tuple(values.values()))

    def mark(self, paper: int, kind: str, *, state: int = 1) -> None:
        self.put("marks", paper=paper, kind=kind, state=state, at="2025-06-02T00:00:00+00:00", origin="cli")

    def tag(self, paper: int, name: str, *, state: int = 1) -> None:
        self.db.execute("INSERT OR IGNORE INTO tags (name) VALUES (?)", (name,))
        number = self.db.execute("SELECT id FROM tags WHERE name = ?", (name,)).fetchone()[0]
        self.put("taggings", paper=paper, tag=number, state=state, at="2025-06-02T00:00:00+00:00", origin="cli")

    def feed(self, title: str) -> int:
        self.put(
            "feeds", url=f"https://feeds.example/{title}", kind="feed", title=title, added="2025-01-01T00:00:00+00:00"
        )
        return int(self.db.execute("SELECT max(id) FROM feeds").fetchone()[0])

    def shown(self, paper: int, feed: int, *, votes: int | None = None, day: str = "2025-06-01") -> None:
        self.put("appearances", paper=paper, feed=feed, day=day, votes=votes, seen="2025-06-01T00:00:00+00:00")

    def merge(self, loser: int, winner: int) -> None:
        """Put away the loser as a merge does: its row goes, everything else keeps its number."""
        self.db.execute("DELETE FROM words WHERE seq = (SELECT seq FROM papers WHERE id = ?)", (loser,))
        self.db.execute("DELETE FROM papers WHERE id = ?", (loser,))
        self.put(
            "merges", loser=loser, winner=winner, root=winner, saved="{}", why="reader", at="2025-06-02T00:00:00+00:00"
        )

    def count_terms(self) -> None:
        self.db.execute("INSERT OR REPLACE INTO terms (term, df) SELECT term, doc FROM papers_vocab")

    def find(self, text: str) -> list[int]:
        """Search in every way there is, see that they agree, and give the papers in order of their numbers."""
        query = parse(text)
        newest = search.ids(self.db, query, at=Moment(NOW), order="newest", limit=-1)
        best = search.ids(self.db, query, at=Moment(NOW), limit=-1)
        condition = search.condition(query, at=Moment(NOW))
        listed = self.db.execute(
            f"SELECT p.id FROM papers p WHERE {condition.sql} ORDER BY p.seq DESC", condition.params
        )
        assert newest == [row[0] for row in listed]
        assert sorted(best) == sorted(newest)
        assert search.count(self.db, query, at=Moment(NOW)) == len(newest)
        return sorted(newest)
