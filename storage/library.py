"""The door to the library: one file, opened once, and every act on it as a method that gives a value or Changes."""

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from storage import arrivals, checkup, citing, entries, journal, marks, papers, polls, query, rules, search, views
from storage.connection import PATIENCE, guarded, reading, writing
from storage.errors import NotFound, UnknownIdentifier
from storage.model import (
    Changes,
    Counts,
    Entry,
    Feed,
    FeedId,
    FeedKind,
    ListName,
    MarkKind,
    Origin,
    PaperId,
    Rule,
    RuleId,
    View,
)
from storage.opening import OpenFile, open_file
from storage.rows import chunks, stamp
from storage.trending import Rising
from storage.work_ids import identifiers

if TYPE_CHECKING:
    from array import array

BY_HAND: Final = "papertray:by-hand"
"""The address of the feed that holds what the reader added; nothing is ever fetched from it."""

_LONGEST_NUMBER: Final = 19

SHORT: Final = 25
"""Papers in one transaction, so that another program's does not wait."""


class Library(OpenFile):
    """A reading library; one thread at a time.

    Every method may raise LibraryError: locked by another program for too long, read-only, full, damaged.
    """

    def __init__(
        self, folder: Path, *, origin: Origin, now: Callable[[], datetime], patience: float = PATIENCE
    ) -> None:
        """Open the library in `folder`, made at first use; errors as in opening.open_file."""
        super().__init__(*open_file(folder, patience=patience, marks_protected=False))
        self._origin: Origin = origin
        self._now = now
        self._rising = Rising(self._db)

    # Lists and papers

    @guarded
    def entries(
        self, name: ListName, *, day: date | None = None, text: str = "", limit: int = -1, offset: int = 0
    ) -> list[Entry]:
        """Give a list, narrowed by the search `text`; `day` chooses the day of today, `limit` -1 is no limit.

        Raises:
            QueryError: the search cannot be read.
        """
        asked = query.parse(text) if text.strip() else None
        with reading(self._db):
            return entries.entries(self._db, name, now=self._now(), day=day, query=asked, limit=limit, offset=offset)

    @guarded
    def numbers(self, view: View, *, text: str = "") -> "array[int]":
        """Give the papers of a view in its order, narrowed by the search `text`.

        Raises:
            QueryError: the search cannot be read.
        """
        asked = query.parse(text) if text.strip() else None
        with reading(self._db):
            return views.numbers(self._db, view, query=asked, now=self._now())

    @guarded
    def entries_of(self, numbers: Sequence[PaperId]) -> list[Entry]:
        """Give the entries of these papers in this order; one that is gone is left out."""
        with reading(self._db):
            return entries.entries_of(self._db, numbers, now=self._now(), rising=self._rising)

    @guarded
    def counts(self) -> Counts:
        """Give the numbers that stand beside the views."""
        with reading(self._db):
            return views.counts(self._db, now=self._now())

    @guarded
    def votes(self, number: PaperId) -> list[tuple[datetime, int]]:
        """Give how the votes of a paper grew, oldest first; empty where nobody votes on it."""
        return views.votes(self._db, number)

    @guarded
    def matched(self, since: datetime) -> list[tuple[PaperId, RuleId]]:
        """Give the papers that deserve a notice, matched from `since` on, with their rules, latest first."""
        return views.matched(self._db, since)

    @guarded
    def data_version(self) -> int:
        """Give a number that changes when another program has written to the library."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    @guarded
    def facts(self) -> checkup.Facts:
        """Give what the file is, for people who look for a fault."""
        return checkup.facts(self._db)

    @guarded
    def latest_day(self) -> date | None:
        """Give the newest day that a feed has announced papers for; None in an empty library."""
        return entries.latest_day(self._db)

    @guarded
    def search(self, text: str, *, limit: int = 50, offset: int = 0) -> list[Entry]:
        """Give the papers that fit, best first where that can be told quickly, else newest first.

        Raises:
            QueryError: the search cannot be read.
        """
        with reading(self._db):
            numbers = search.ids(self._db, query.parse(text), now=self._now(), limit=limit, offset=offset)
            return entries.entries_of(self._db, numbers, now=self._now())

    @guarded
    def entry(self, number: PaperId) -> Entry:
        """Give one paper, also by the number it had before a merge.

        Raises:
            NotFound: there is none.
        """
        with reading(self._db):
            root = papers.roots(self._db, [number])[number]
            found = entries.entries_of(self._db, [root], now=self._now())
        if not found:
            raise NotFound("paper", str(number))
        return found[0]

    @guarded
    def number(self, asked: str) -> PaperId:
        """Give the paper that the reader means by our number, an identifier or an address.

        Raises:
            NotFound: the library has no such paper.
            UnknownIdentifier: the text is neither a number nor an identifier.
        """
        asked = asked.strip()
        if asked.isascii() and asked.isdigit():
            if len(asked) < _LONGEST_NUMBER:  # more does not fit into the file
                number = papers.roots(self._db, [int(asked)])[int(asked)]
                if papers.rows_of(self._db, [number]):
                    return number
            raise NotFound("paper", asked)
        ids = identifiers(asked)
        if not ids:
            raise UnknownIdentifier(asked)
        found = papers.by_ids(self._db, ids)
        for identifier in ids:
            if identifier in found:
                return found[identifier]
        raise NotFound("paper", asked)

    @guarded
    def count(self) -> int:
        """Give how many papers there are."""
        return int(self._db.execute("SELECT count(*) FROM papers").fetchone()[0])

    @guarded
    def tags(self) -> dict[str, int]:
        """Give the tags in use with the number of their papers, by name."""
        return marks.tags(self._db)

    # What the reader does: one transaction, one row of the journal each

    @contextmanager
    def _act(self, name: str, *, by_itself: bool = False) -> Generator[journal.Act, None, None]:
        with writing(self._db):
            yield journal.Act(self._db, name, self._origin, self._now(), by_itself=by_itself)

    @guarded
    def mark(self, numbers: Iterable[PaperId], kind: MarkKind, *, on: bool = True, by_itself: bool = False) -> Changes:
        """Set a mark on papers, or take it back; `by_itself` is no act of the reader's that undo would take back."""
        with self._act(kind if on else f"not {kind}", by_itself=by_itself) as act:
            marks.set_mark(act, numbers, kind, on=on)
            return act.close()

    @guarded
    def tag(self, numbers: Iterable[PaperId], *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> Changes:
        """Give papers tags and take tags from them.

        Raises:
            NotFound: a tag to remove that was never given.
        """
        with self._act("tag") as act:
            marks.tag(act, numbers, add=add, remove=remove)
            return act.close()

    @guarded
    def set_note(self, number: PaperId, text: str) -> Changes:
        """Replace a paper's note; an empty text takes it away."""
        with self._act("note") as act:
            marks.set_note(act, number, text)
            return act.close()

    @guarded
    def add_quote(self, number: PaperId, text: str, *, place: str = "", note: str = "") -> Changes:
        """Keep a passage of a paper."""
        with self._act("quote") as act:
            marks.add_quote(act, number, text, place=place, note=note)
            return act.close()

    @guarded
    def remove_quote(self, quote: int) -> Changes:
        """Take a kept passage away.

        Raises:
            NotFound: there is no such quote.
        """
        with self._act("remove quote") as act:
            marks.remove_quote(act, quote)
            return act.close()

    @guarded
    def opened(self, number: PaperId, what: str) -> Changes:
        """Remember that the reader opened something of a paper; no act to take back."""
        with writing(self._db):
            marks.opened(self._db, number, what, now=self._now(), origin=self._origin)
        return Changes(self._origin, papers=frozenset({number}))

    @guarded
    def undo(self) -> Changes:
        """Take back the newest act.

        Raises:
            NothingToUndo: there is none.
        """
        with writing(self._db):
            return journal.undo(self._db, origin=self._origin, now=self._now())

    @guarded
    def redo(self) -> Changes:
        """Do again what was taken back last.

        Raises:
            NothingToUndo: there is none.
        """
        with writing(self._db):
            return journal.redo(self._db, origin=self._origin, now=self._now())

    @guarded
    def added(self, numbers: Iterable[PaperId]) -> Changes:
        """Write down that the reader added these papers, so that it can be taken back."""
        with self._act("add") as act:
            for number in dict.fromkeys(numbers):
                act.note("papers", {"id": number}, None, arrivals.add_row(self._db, number))
            return act.close()

    @guarded
    def with_keys(self, listed: Sequence[Entry]) -> list[Entry]:
        """Give the same entries, each with its citation key; a key is dealt at first sight and then stays."""
        keyed: list[Entry] = []
        for some in chunks(listed, SHORT):
            if all(entry.key for entry in some):
                keyed += some
                continue
            with writing(self._db):
                keyed += citing.with_keys(self._db, some, now=self._now())
        return keyed

    # Feeds and rules

    @guarded
    def feeds(self, *, removed: bool = False) -> list[Feed]:
        """Give the feeds by number; with `removed` also those the reader removed."""
        return polls.feeds(self._db, removed=removed)

    @guarded
    def feed(self, number: FeedId) -> Feed:
        """Give one feed, also a removed one.

        Raises:
            NotFound: there is none.
        """
        return polls.feed(self._db, number)

    @guarded
    def add_feed(
        self, url: str, *, kind: FeedKind = "feed", title: str = "", backfill: int = 0
    ) -> tuple[Feed, Changes]:
        """Poll a feed from now on; one that was removed comes back as it was, one that is there stays.

        `backfill` is the number of announcement days to fetch at its first check.
        """
        with self._act("add feed") as act:
            number = polls.add(act.db, url, kind=kind, title=title, backfill=backfill, now=self._now())
            act.put("feeds", {"id": number}, {"removed": None})
            return polls.feed(self._db, number), act.close()

    @guarded
    def by_hand(self) -> Feed:
        """Give the feed that holds what the reader added, made at first use."""
        with writing(self._db):
            number = polls.add(self._db, BY_HAND, kind="by_hand", title="", backfill=0, now=self._now())
            self._db.execute("UPDATE feeds SET removed = NULL WHERE id = ?", (number,))
            return polls.feed(self._db, number)

    @guarded
    def remove_feed(self, number: FeedId) -> Changes:
        """Poll a feed no more; its papers stay, and every mark.

        Raises:
            NotFound: there is no such feed.
        """
        with self._act("remove feed") as act:
            if polls.feed(self._db, number).removed:
                raise NotFound("feed", str(number))
            act.put("feeds", {"id": number}, {"removed": stamp(self._now())})
            return act.close()

    @guarded
    def add_rule(self, text: str) -> Rule:
        """Keep a rule.

        Raises:
            QueryError: the text cannot be read.
        """
        with self._act("add rule") as act:
            rule = rules.add(act, text)
            act.close()
            return rule

    @guarded
    def remove_rule(self, number: RuleId) -> Changes:
        """Take a rule out of force.

        Raises:
            NotFound: there is no such rule.
        """
        with self._act("remove rule") as act:
            rules.remove(act, number)
            return act.close()

    @guarded
    def rules(self) -> list[Rule]:
        """Give the rules in force, oldest first."""
        return rules.rules(self._db)

    @guarded
    def check(self) -> list[checkup.Finding]:
        """Give what is wrong with the library, empty if it is sound; reads the whole file."""
        return checkup.check(self._db)
