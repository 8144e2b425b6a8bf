"""One check of one feed while it goes on: what was known, what its answers say, and how it ends."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo

from desktop.feeds import arxiv, schedule
from desktop.feeds.answer import Answer
from desktop.feeds.exchange import Response
from storage import Feed, Page, Trouble


@dataclass(slots=True)
class Visit:
    """What is known of a feed and its pages, and what is heard; `changed` is the bodies, `news` what is in them.

    `quiet` is a first check; `newest` the day that is unread in it; `listed` says that the feed has shown its newest,
    `renewed` that this was another than the last time.
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
    wait: timedelta | None = None
    fresh_for: timedelta | None = None
    ttl: timedelta | None = None
    skip_days: frozenset[int] = frozenset()
    skip_hours: frozenset[int] = frozenset()
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
        self.ttl = answer.ttl or self.ttl
        self.skip_days = answer.skip_days or self.skip_days
        self.skip_hours = answer.skip_hours or self.skip_hours
        if answer.truncated and not (backfill and answer.kind == "arxiv"):  # there, the next page has the rest
            self.warning = "truncated"
        # Until now the address alone said what kind it is; an empty list does not say much more.
        kind = answer.kind if answer.incoming or self.feed.kind == "feed" else self.feed.kind
        category = arxiv.category(self.feed.url) if kind == "arxiv" else ""
        said = f"arXiv {category}" if category else answer.title
        title = self.state.title if backfill and self.state.title else said or self.state.title
        self.state = replace(self.state, kind=kind, title=title)

    def ended(self, trouble: Trouble | None, *, now: datetime, zone: tzinfo, random: Callable[[], float]) -> Feed:
        """Give the feed as it is after the check: its failures, its trouble, and when it is to be checked again."""
        feed = self.feed
        # What comes from now on is new, even if some of the days before are still to be had.
        state = replace(self.state, first_polled=feed.first_polled or (now if self.listed else None), checked=now)
        if trouble is None:
            state = replace(
                state,
                backfill=0 if self.listed else feed.backfill,
                succeeded=now,
                failures=0,
                trouble=None,
                warning=self.warning or ("" if self.renewed else feed.warning),
            )
        else:
            since = feed.trouble.since if feed.trouble and feed.trouble.kind == trouble.kind else now
            state = replace(state, failures=feed.failures + 1, trouble=replace(trouble, since=since))
        heard = schedule.Heard(
            failed=trouble is not None,
            gone=trouble is not None and trouble.kind in {"gone", "moved_to_known"},
            offline=trouble is not None and trouble.kind == "offline",
            changed=self.news,
            wait=self.wait,
            fresh_for=self.fresh_for,
            ttl=self.ttl,
            skip_days=self.skip_days,
            skip_hours=self.skip_hours,
        )
        return replace(state, next_check=schedule.next_check(state, heard, now=now, zone=zone, random=random))
