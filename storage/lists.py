"""The door's reads: lists and papers as the reader sees them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from storage import days, entries, merges, notices, papers, query, search, tagging, terms, views
from storage.connection import guarded, reading, writing
from storage.desk import Desk
from storage.errors import NotFound, UnknownIdentifier
from storage.model import (
    Appearance,
    Counts,
    Entry,
    FeedId,
    ListName,
    MergeReason,
    Paper,
    PaperId,
    Part,
    RuleId,
    Tag,
    View,
)
from storage.work_ids import identifiers

if TYPE_CHECKING:
    from array import array

_LONGEST_NUMBER: Final = 19


class Lists(Desk):
    """Everything that can be asked of a library about papers."""

    @guarded
    def entries(
        self, name: ListName, *, day: date | None = None, text: str = "", limit: int = -1, offset: int = 0
    ) -> list[Entry]:
        """Give a list, narrowed by the search `text`; `day` chooses the day of today, `limit` -1 is no limit.

        Raises:
            QueryError: the search cannot be read.
        """
        with reading(self._db):
            return entries.entries(
                self._db, name, at=self._at(), day=day, query=_asked(text), limit=limit, offset=offset
            )

    @guarded
    def numbers(self, view: View, *, text: str = "", limit: int = -1) -> "array[int]":
        """Give the papers of a view in its order, narrowed by the search `text`; the first `limit`, -1 for all.

        A limit makes a search over everything in its own order cheap, and nothing else.

        Raises:
            QueryError: the search cannot be read.
            NotFound: the view is of a saved search that there never was.
        """
        with reading(self._db):
            return views.numbers(self._db, view, query=_asked(text), at=self._at(), rising=self._rising, limit=limit)

    @guarded
    def completed(self, text: str) -> str:
        """Give a search whose last word is only begun with the words that it may become, the commonest ones.

        A word that some paper has is left as it is, as is one within quotes.
        """
        return terms.completed(self._db, text)

    @guarded
    def parts(self, view: View, *, text: str = "") -> list[Part]:
        """Give the same in parts, for today: what rules found, Daily Papers by votes, then each category by name.

        Every paper is in the first part that fits it; a paper without a category is under the name of its feed, after
        all categories. Other views are one part, of the kind "rest". Errors as for `numbers`.
        """
        with reading(self._db):
            return views.parts(self._db, view, query=_asked(text), at=self._at(), rising=self._rising)

    @guarded
    def entries_of(self, numbers: Sequence[PaperId]) -> list[Entry]:
        """Give the entries of these papers in this order; one that is gone is left out."""
        with reading(self._db):
            return entries.entries_of(self._db, numbers, at=self._at(), rising=self._rising)

    @guarded
    def counts(self) -> Counts:
        """Give the numbers that stand beside the views."""
        with reading(self._db):
            return views.counts(self._db, at=self._at())

    @guarded
    def votes(self, number: PaperId) -> list[tuple[datetime, int]]:
        """Give how the votes of a paper grew, oldest first; empty where nobody votes on it."""
        return views.votes(self._db, number)

    @guarded
    def matched(self, since: datetime) -> list[tuple[PaperId, RuleId]]:
        """Give the papers that deserve a notice, matched from `since` on, with their rules, latest first."""
        return notices.matched(self._db, since)

    @guarded
    def notices(self) -> list[tuple[PaperId, RuleId]]:
        """Give the matches that deserve a notice and were never shown, of papers that are neither read nor dismissed.

        Latest first.
        """
        with reading(self._db):
            return notices.notices(self._db)

    @guarded
    def shown(self, pairs: Iterable[tuple[PaperId, RuleId]]) -> None:
        """Remember that the reader was told of these; no act to take back."""
        with writing(self._db):
            notices.show(self._db, pairs, now=self._now())

    @guarded
    def data_version(self) -> int:
        """Give a number that changes when another program has written to the library."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    @guarded
    def latest_day(self) -> date | None:
        """Give the newest day that a feed has announced papers for; None in an empty library."""
        return days.latest_day(self._db)

    @guarded
    def day_near(self, day: date, *, after: bool) -> date | None:
        """Give the nearest day before another, or after it, that has a list; None where there is none."""
        return days.day_near(self._db, day, after=after)

    @guarded
    def search(self, text: str, *, limit: int = 50, offset: int = 0) -> list[Entry]:
        """Give the papers that fit, best first where that can be told quickly, else newest first.

        Raises:
            QueryError: the search cannot be read.
        """
        with reading(self._db):
            numbers = search.ids(self._db, query.parse(text), at=self._at(), limit=limit, offset=offset)
            return entries.entries_of(self._db, numbers, at=self._at())

    @guarded
    def entry(self, number: PaperId) -> Entry:
        """Give one paper, also by the number it had before a merge.

        Raises:
            NotFound: there is none.
        """
        with reading(self._db):
            root = papers.roots(self._db, [number])[number]
            found = entries.entries_of(self._db, [root], at=self._at())
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
        return {tag.name: tag.papers for tag in tagging.tags(self._db)}

    @guarded
    def tag_infos(self) -> list[Tag]:
        """Give the tags in use with their colours, by name."""
        return tagging.tags(self._db)

    @guarded
    def tag_tree(self) -> list[Tag]:
        """Give the tags in use and every level above them, each with the papers that carry it or one below it."""
        with reading(self._db):
            return tagging.tree(self._db)

    @guarded
    def appearances(self, number: PaperId) -> list[tuple[FeedId, Appearance]]:
        """Give where a paper was shown, and what was merged into it, newest day first; feeds of any state."""
        with reading(self._db):
            return entries.appearances(self._db, papers.roots(self._db, [number])[number])

    @guarded
    def suggestions(self) -> list[tuple[PaperId, PaperId]]:
        """Give the pairs of papers that may be one work and wait for the reader's word, latest first."""
        with reading(self._db):
            return merges.suggestions(self._db)

    @guarded
    def merged_into(self, number: PaperId) -> list[tuple[PaperId, Paper, MergeReason, datetime]]:
        """Give what was joined into a paper, as it was, with why and when; latest first."""
        with reading(self._db):
            return merges.merged_into(self._db, papers.roots(self._db, [number])[number])


def _asked(text: str) -> query.Query | None:
    return query.parse(text) if text.strip() else None
