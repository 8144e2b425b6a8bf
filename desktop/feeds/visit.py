"""One check of one feed while it goes on: what was known, what its answers say, and how it ends."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from desktop.feeds import arxiv, schedule
from desktop.feeds.answer import Answer
from desktop.feeds.exchange import Response
from storage import Changes, Feed, Hints, Page, Trouble


@dataclass(slots=True)
class Visit:
    """What is known of a feed and its pages, and what is heard; `changed` is the bodies, `news` what is in them.

    `quiet` is a first check; `newest` the day that is unread in it; `listed` says that the feed has shown its newest,
    `renewed` that this was another than the last time. `brought` counts all papers that are new to the library,
    `added` those of them that the feed itself listed; `pending` are pages that are stored with the state.
    """

    feed: Feed
    pages: dict[str, Page]
    quiet: bool
    newest: date | None = None
    listed: bool = False
    changed: bool = False
    renewed: bool = False
    news: bool = False
    warning: str = ""
    added: int = 0
    total: int = 0
    brought: int = 0
    failed: bool = False
    wait: timedelta | None = None
    fresh_for: timedelta | None = None
    pending: dict[str, Page] = field(default_factory=dict)
    state: Feed = field(init=False)

    def __post_init__(self) -> None:
        self.state = self.feed

    def hear(self, response: Response, *, listing: bool) -> None:
        """Note what the server asks for the next time; how long an old day stays as it is says nothing of that."""
        self.wait = max(filter(None, (self.wait, response.wait)), default=None)
        if listing:
            self.fresh_for = response.fresh_for

    def read(self, answer: Answer, *, listing: bool, backfill: bool) -> None:
        """Note what the feed says of itself; an answer without papers is a good one and takes nothing away."""
        self.changed = True
        self.renewed = self.renewed or listing
        hints = Hints(answer.ttl, answer.skip_days, answer.skip_hours) if listing else self.state.hints
        self.total = max(self.total, answer.total)
        if answer.truncated and not (backfill and answer.kind == "arxiv"):  # there, the next page has the rest
            self.warning = "truncated"
        # Until now the address alone said what kind it is; an empty list does not say much more.
        kind = answer.kind if answer.incoming or self.feed.kind == "feed" else self.feed.kind
        category = arxiv.category(self.feed.url) if kind == "arxiv" else ""
        said = f"arXiv {category}" if category else answer.title
        title = self.state.title if backfill and self.state.title else said or self.state.title
        self.state = replace(self.state, kind=kind, title=title, hints=hints)

    def stored(self, changes: Changes, *, listing: bool) -> None:
        """Note what of it was new to the library."""
        self.news = self.news or bool(changes.papers)
        self.brought += changes.added
        self.added += changes.added if listing else 0

    def was_before(self, page: Page) -> bool:
        """Say whether a page of an earlier day is from before the first check, and nothing of it is news."""
        first = self.feed.first_polled
        return first is None or page.day is None or self.state.kind != "arxiv" or page.day < first.date()

    @property
    def share(self) -> float:
        """Give how much of what an ordinary feed lists was new, 0 to 1; nothing is known of it at a first check."""
        countable = self.state.kind == "feed" and not self.quiet and self.total >= _COUNTABLE
        return min(self.added / self.total, 1.0) if countable else 0.0

    def ended(
        self,
        trouble: Trouble | None,
        *,
        pace: float | None,
        now: datetime,
        zone: tzinfo,
        random: Callable[[], float],
    ) -> Feed:
        """Give the feed as it is after the check: its failures, its trouble, and when it is to be checked again."""
        feed = self.feed
        # What comes from now on is new, even if some of the days before are still to be had.
        state = replace(self.state, first_polled=feed.first_polled or (now if self.listed else None), checked=now)
        if trouble is None:
            state = replace(
                state,
                backfill=0 if self.listed else self.state.backfill,
                succeeded=now,
                failures=0,
                trouble=None,
                warning=self._warning(),
            )
        else:
            since = feed.trouble.since if feed.trouble and feed.trouble.kind == trouble.kind else now
            state = replace(state, failures=feed.failures + 1, trouble=replace(trouble, since=since))
        heard = schedule.Heard(
            failed=trouble is not None,
            gone=trouble is not None and trouble.kind in {"gone", "moved_to_known"},
            changed=self.news,
            share=self.share,
            pace=pace,
            wait=self.wait,
            fresh_for=self.fresh_for,
            ttl=state.hints.ttl,
            skip_days=state.hints.skip_days,
            skip_hours=state.hints.skip_hours,
        )
        following = schedule.next_check(state, heard, now=now, zone=zone, random=random)
        return replace(state, next_check=following.at, why=following.why)

    def offline(self, *, now: datetime, zone: tzinfo, random: Callable[[], float]) -> Feed:
        """Give the feed as it was, to be checked soon: without a network nobody was asked, and nothing is known."""
        heard = schedule.Heard(offline=True)
        following = schedule.next_check(self.feed, heard, now=now, zone=zone, random=random)
        return replace(self.state, next_check=following.at, why=following.why)

    def _warning(self) -> str:
        if self.warning:
            return self.warning
        if self.share >= 1:
            return "missed"
        return "" if self.renewed else self.feed.warning


_COUNTABLE: Final = 5
"""Entries from which on it says something that all of them are new."""
