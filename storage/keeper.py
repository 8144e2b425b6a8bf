"""The browser's door to the library: each request once, in one transaction, as one act that can be taken back."""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from storage import arrivals, citing, entries, journal, marks, matching, papers, polls, query, rules, search, tagging
from storage.asked import Moment
from storage.connection import PATIENCE, guarded, reading, writing
from storage.desk import Desk
from storage.errors import NotFound
from storage.model import (
    Arrival,
    Changes,
    Entry,
    Feed,
    FeedId,
    FeedKind,
    Identifier,
    Known,
    MarkKind,
    Match,
    Paper,
    PaperId,
)
from storage.rows import dump, stamp
from storage.rule_model import Rule

if TYPE_CHECKING:
    from storage.journal import Act

REMEMBERED: Final = timedelta(days=60)
"""How long a request is known again. A browser that kept one for longer than this sends it under the same id once more
and finds its paper there all the same."""


_KEEPING: Final[tuple[MarkKind, ...]] = ("star", "later", "done")


class Sitting:
    """One request while it is carried out: all of it is stored, or nothing."""

    def __init__(self, db: sqlite3.Connection, act: "Act", at: Moment) -> None:
        self._db = db
        self._act = act
        self._at = at

    def feed(self) -> Feed:
        """Give the feed that holds what the reader added."""
        return polls.by_hand(self._db, self._act.now)

    def known(self, said: Sequence[Paper], feed: FeedId) -> list[Known]:
        """Give for each paper what the library has of it."""
        return papers.known(self._db, said, feed)

    def matches(self, said: Sequence[Paper]) -> list[tuple[Match, ...]]:
        """Try the rules on papers."""
        return matching.matches(self.rules(), said)

    def rules(self) -> list[Rule]:
        """Give the rules in force."""
        return rules.rules(self._db)

    def store(self, feed: FeedId, arrival: Arrival) -> tuple[PaperId, bool]:
        """Store one paper; give its number and whether it is new to the library."""
        [placed], _ = arrivals.carry_out(self._db, feed, [arrival], [None], now=self._act.now, origin="browser")
        number, is_new = placed
        if is_new:
            self._act.note("papers", {"id": number}, None, arrivals.add_row(self._db, number))
        return number, is_new

    def ask_again(self, feed: Feed) -> None:
        """Let the next poll ask about what the reader added, however often it was asked in vain before."""
        self._db.execute("UPDATE feeds SET next_check = NULL, failures = 0 WHERE id = ?", (feed.id,))

    def paper(self, number: int) -> PaperId:
        """Give the paper of this number, or the one it is part of.

        Raises:
            NotFound: there is none.
        """
        root = papers.roots(self._db, [number])[number]
        if not papers.rows_of(self._db, [root]):
            raise NotFound("paper", str(number))
        return root

    def entry(self, number: PaperId) -> Entry:
        """Give a paper as it stands now."""
        return _entry(self._db, number, self._at)

    def mark(self, number: PaperId, kind: MarkKind, *, on: bool) -> None:
        """Set a mark, or take it back."""
        marks.set_mark(self._act, [number], kind, on=on)

    def tag(self, number: PaperId, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
        """Give a paper tags and take tags from it; a tag that nothing has is not taken away."""
        known = {tag.name.casefold() for tag in tagging.tags(self._db)}
        gone = [name for name in remove if tagging.tag_name(name).casefold() in known]
        tagging.tag(self._act, [number], add=[name for name in add if tagging.tag_name(name)], remove=gone)

    def note(self, number: PaperId, text: str) -> None:
        """Replace a paper's note."""
        marks.set_note(self._act, number, text)

    def quote(self, number: PaperId, text: str, *, place: str, note: str) -> int:
        """Keep a passage, unless just this one is kept already; give its number."""
        belongs = papers.members(self._db, [number])
        for kept in marks.quotes_of(self._db, belongs).get(number, ()):
            if (kept.text, kept.place, kept.note) == (text, place, note):
                return kept.id
        return marks.add_quote(self._act, number, text, place=place, note=note)

    def remove(self, number: PaperId) -> None:
        """Take marks and tags from a paper, and withdraw what the reader added; one with a note or a quote stays."""
        for kind in _KEEPING:
            self.mark(number, kind, on=False)
        belongs = papers.members(self._db, [number])
        mark = marks.marks_of(self._db, belongs)[number]
        self.tag(number, remove=mark.tags)
        before = arrivals.add_row(self._db, number)
        if before["shown"] and not mark.note and not marks.quotes_of(self._db, belongs):
            arrivals.withdraw(self._db, number)
            self._act.note("papers", {"id": number}, before, None)

    def subscribe(self, url: str, *, kind: FeedKind, title: str, backfill: int) -> Feed:
        """Poll a feed from now on; one that is there stays as it is."""
        number = polls.add(self._db, url, kind=kind, title=title, backfill=backfill, now=self._act.now)
        self._act.put("feeds", {"id": number}, {"removed": None})
        return polls.feed(self._db, number)

    def take_back(self, number: int) -> Changes:
        """Take back one act.

        Raises:
            NotFound: there is no such act.
            NothingToUndo: something of it was changed since.
        """
        return journal.take_back(self._db, number, origin="browser", now=self._act.now)


class Keeper(Desk):
    """A library that the browser writes to; one thread at a time.

    Every method may raise LibraryError.
    """

    def __init__(self, folder: Path, *, now: Callable[[], datetime], patience: float = PATIENCE) -> None:
        """Open the library in `folder`, made at first use; errors as in opening.open_file."""
        super().__init__(folder, origin="browser", now=now, patience=patience)

    @guarded
    def once(self, request: str, name: str, work: Callable[[Sitting], Mapping[str, object]]) -> dict[str, object]:
        """Carry out a request as the act `name` and give its answer with `act`, the act's number (None: no change).

        One that was carried out before gets the answer that it got then. What `work` raises undoes all of it.
        """
        now = self._now()
        with writing(self._db):
            row = self._db.execute("SELECT answer FROM answers WHERE request = ?", (request,)).fetchone()
            if row is not None:
                return cast("dict[str, object]", json.loads(row["answer"]))
            act = journal.Act(self._db, name, "browser", now)
            answer = dict(work(Sitting(self._db, act, self._at())))
            act.close()
            answer["act"] = self._newest() if act.changes else None
            self._db.execute("DELETE FROM answers WHERE at < ?", (stamp(now - REMEMBERED),))
            self._db.execute("INSERT INTO answers VALUES (?, ?, ?)", (request, stamp(now), dump(answer)))
        return answer

    def _newest(self) -> int:
        return int(self._db.execute("SELECT max(id) FROM journal").fetchone()[0])

    @guarded
    def find(self, paper: Paper) -> Entry | None:
        """Give the entry of a paper, found by its names or its title; None where the library has it not."""
        with reading(self._db):
            [known] = papers.known(self._db, [paper], FeedId(0))
            return None if known.paper is None else _entry(self._db, known.paper, self._at())

    @guarded
    def cited(self, number: int) -> list[Entry]:
        """Give a paper with its citation key, dealt if it has none.

        Raises:
            NotFound: there is none.
        """
        entry = _entry(self._db, number, self._at())
        with writing(self._db):
            return citing.with_keys(self._db, [entry], now=self._now(), template=self.key_template)

    @guarded
    def numbers(self, ids: Sequence[Identifier]) -> dict[Identifier, PaperId]:
        """Give the papers that these identifiers name; unknown ones are left out."""
        return papers.by_ids(self._db, ids)

    @guarded
    def search(self, text: str, *, limit: int) -> list[Entry]:
        """Give the papers that fit.

        Raises:
            QueryError: the search cannot be read.
        """
        with reading(self._db):
            numbers = search.ids(self._db, query.parse(text), at=self._at(), limit=limit)
            return entries.entries_of(self._db, numbers, at=self._at())

    @guarded
    def recent(self, limit: int) -> list[Entry]:
        """Give what the browser saved last, newest first."""
        with reading(self._db):
            rows = self._db.execute(
                "SELECT DISTINCT json_extract(p.value, '$[0]') AS paper, max(j.id) FROM"
                " (SELECT id, papers FROM journal WHERE origin = 'browser' AND target IS NULL AND state = 'done'"
                " ORDER BY id DESC LIMIT 500) AS j, json_each(j.papers) AS p GROUP BY 1 ORDER BY 2 DESC LIMIT ?",
                (limit,),
            )
            numbers = list(dict.fromkeys(papers.roots(self._db, [row["paper"] for row in rows]).values()))
            return entries.entries_of(self._db, numbers, at=self._at())

    @guarded
    def tags(self) -> list[tuple[str, int]]:
        """Give the tags in use, the last used first, with the number of their papers."""
        counts = {tag.name: tag.papers for tag in tagging.tags(self._db)}
        rows = self._db.execute(
            "SELECT t.name FROM taggings g JOIN tags t ON t.id = g.tag WHERE g.state = 1"
            " GROUP BY t.id ORDER BY max(g.at) DESC, t.name"
        )
        return [(row["name"], counts[row["name"]]) for row in rows]

    @guarded
    def feeds(self) -> list[Feed]:
        """Give the feeds that are polled."""
        return polls.feeds(self._db)

    @guarded
    def rules(self) -> list[Rule]:
        """Give the rules in force."""
        return rules.rules(self._db)


def _entry(db: sqlite3.Connection, number: int, at: Moment) -> Entry:
    root = papers.roots(db, [number])[number]
    found = entries.entries_of(db, [root], at=at)
    if not found:
        raise NotFound("paper", str(number))
    return found[0]
