"""The poller's door to the library: what feeds say goes in here, and nothing that the reader said can be changed."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from storage import arrivals, matching, papers, polls, retention, rules, terms
from storage.connection import PATIENCE, guarded, reading, writing
from storage.model import (
    Arrival,
    Changes,
    Feed,
    FeedId,
    Identifier,
    Known,
    Match,
    Origin,
    Page,
    Paper,
    PaperId,
)
from storage.opening import OpenFile, open_file
from storage.rule_model import Rule


class Intake(OpenFile):
    """A library that is being fed; one thread at a time.

    Every method may raise LibraryError. Its connection refuses any change to marks, tags, notes, quotes, openings,
    citation keys and the journal.
    """

    def __init__(
        self, folder: Path, *, now: Callable[[], datetime], origin: Origin = "poll", patience: float = PATIENCE
    ) -> None:
        """Open the library in `folder`; errors as in opening.open_file."""
        super().__init__(*open_file(folder, patience=patience, marks_protected=True))
        self._now = now
        self._origin: Origin = origin

    @guarded
    def feeds(self) -> list[Feed]:
        """Give the feeds that are polled, by number."""
        return polls.feeds(self._db)

    @guarded
    def pages(self, feed: FeedId) -> dict[str, Page]:
        """Give what each address of a feed last answered."""
        return polls.pages(self._db, feed)

    @guarded
    def items(self, feed: FeedId, url: str) -> bytes:
        """Give the marks of the items that are known of an address; empty where none are."""
        return polls.items(self._db, feed, url)

    @guarded
    def pace(self, feed: Feed) -> float | None:
        """Give how many papers a feed brings a day; None where nobody knows yet."""
        return polls.pace(self._db, feed, self._now())

    @guarded
    def waits(self) -> dict[str, datetime]:
        """Give the hosts that asked us to wait, with the time until which."""
        return polls.hosts(self._db, self._now())

    @guarded
    def known(self, papers_: Sequence[Paper], feed: FeedId) -> list[Known]:
        """Give for each paper what the library has of it, in the same order."""
        with reading(self._db):
            return papers.known(self._db, papers_, feed)

    @guarded
    def rules(self) -> list[Rule]:
        """Give the rules in force, oldest first."""
        return rules.rules(self._db)

    def matches(
        self, rules_: Sequence[Rule], papers_: Sequence[Paper], feed: Feed | None = None
    ) -> list[tuple[Match, ...]]:
        """Try every rule on papers that this feed brings; touches no file."""
        return matching.matches(rules_, papers_, feed)

    @guarded
    def store(self, feed: FeedId, arrivals_: Sequence[Arrival], *, page: Page | None = None) -> Changes:
        """Carry out decisions in one transaction: 25 or fewer, or a star waits.

        With `page` its validators are stored too, so give it with the last of a page's papers.
        """
        return arrivals.store(self._db, feed, arrivals_, page=page, now=self._now(), origin=self._origin)

    @guarded
    def save_state(self, state: Feed, *, pages: Sequence[Page] = ()) -> None:
        """Write what a check found out about a feed, with those of its addresses that brought no papers."""
        with writing(self._db):
            polls.save_state(self._db, state)
            for page in pages:
                polls.save_page(self._db, state.id, page)

    @guarded
    def save_page(self, feed: FeedId, page: Page) -> None:
        """Write what an address answered where it brought no papers."""
        with writing(self._db):
            polls.save_page(self._db, feed, page)

    @guarded
    def save_wait(self, host: str, until: datetime) -> None:
        """Remember that a host asked us to wait."""
        with writing(self._db):
            polls.save_host(self._db, host, until)

    @guarded
    def move(self, feed: FeedId, url: str, *, page: tuple[str, str]) -> bool:
        """Store the address that a feed has moved to for good; False where another feed has it already.

        `page` is the address that was asked and the one that will be from now on: its validators go along.
        """
        with writing(self._db):
            return polls.move(self._db, feed, url, page=page)

    @guarded
    def incomplete(self) -> list[tuple[PaperId, Identifier]]:
        """Give the papers that the reader added and whose own place is still to be asked."""
        return papers.incomplete(self._db)

    @guarded
    def numbers(self, ids: Sequence[Identifier]) -> dict[Identifier, PaperId]:
        """Give the papers that these identifiers name; unknown ones are left out."""
        return papers.by_ids(self._db, ids)

    @guarded
    def forget(self, days: int) -> int:
        """Let papers go that the reader left alone for so many days, once a day; give how many went (retention.py)."""
        now = self._now()
        return retention.forget(self._db, before=now - timedelta(days=days), now=now)

    @guarded
    def refresh_terms(self) -> bool:
        """Count anew how many papers hold each term, if the library has grown enough for it to matter."""
        return terms.refresh_if_grown(self._db)

    @guarded
    def refold(self) -> int:
        """Write anew what search reads, if other rules of folding wrote it; give how many papers that changed."""
        return terms.refold_if_changed(self._db)
