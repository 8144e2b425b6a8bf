"""One poll: every feed that is due, from its addresses to papers in the library. Does all the work, decides nothing."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final
from urllib.parse import urlsplit

from desktop.feeds import arxiv, daily_papers, plan, schedule
from desktop.feeds.answer import Answer, NotAFeed
from desktop.feeds.exchange import Fetch, FetchFailed, Request, Response
from desktop.feeds.pool import ParseFailed, Parser
from storage import Changes, Feed, Intake, Page, Rule, Trouble

HOSTS_AT_ONCE: Final = 20
"""Hosts whose answers may be in memory at one time; each host is asked one thing after the other."""

ARXIV_GROUP: Final = "arxiv"
ARXIV_SPACING: Final = 3.0
"""Seconds between any two requests to arXiv, over all its addresses, as its terms of use ask."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a poll is: `done` of `total` feeds, and the one that was just finished with what came of it."""

    done: int
    total: int
    feed: Feed
    added: int


@dataclass(slots=True)
class Outcome:
    """What a poll came to. `unreached` counts the failed feeds to which no connection came about."""

    feeds: int = 0
    polled: int = 0
    not_modified: int = 0
    failed: int = 0
    unreached: int = 0
    new: int = 0
    updated: int = 0
    matches: int = 0
    papers: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a poll is run: the clock, the reader's time zone, chance, and seconds between requests to one host."""

    now: Callable[[], datetime]
    zone: tzinfo
    random: Callable[[], float]
    spacing: float = 1.0
    arxiv_spacing: float = ARXIV_SPACING


class Poll:
    """One run over feeds; made for one poll and thrown away."""

    def __init__(
        self,
        intake: Intake,
        fetch: Fetch,
        parser: Parser,
        settings: Settings,
        progress: Callable[[Progress], None] = lambda _: None,
    ) -> None:
        self._intake = intake
        self._fetch = fetch
        self._parser = parser
        self._settings = settings
        self._progress = progress
        self._rules: Sequence[Rule] = ()
        self._slots = asyncio.Semaphore(HOSTS_AT_ONCE)
        self._outcome = Outcome()

    async def run(self, feeds: Iterable[Feed]) -> Outcome:
        """Check these feeds, whatever their due times say, and give what came of it.

        One failing feed never stops the others; a host that asked us to wait is not asked before its time.
        """
        waits = self._intake.waits()
        chosen = [feed for feed in feeds if feed.kind != "by_hand"]
        ready = [feed for feed in chosen if _host(feed.url) not in waits]
        self._outcome.feeds = len(chosen)
        self._rules = self._intake.rules()
        lanes: dict[str, list[Feed]] = defaultdict(list)
        for feed in ready:
            lanes[ARXIV_GROUP if feed.kind == "arxiv" else _host(feed.url)].append(feed)
        async with asyncio.TaskGroup() as tasks:
            for lane in lanes.values():
                tasks.create_task(self._lane(lane, len(ready)))
        if self._outcome.new:
            self._intake.refresh_terms()
        return self._outcome

    async def _lane(self, feeds: Sequence[Feed], total: int) -> None:
        for place, feed in enumerate(feeds):
            if place:  # wait before taking a slot, so that waiting keeps nobody else from working
                await asyncio.sleep(self._spacing(feed))
            async with self._slots:
                waiting = self._intake.waits() if place else {}
                if _host(feed.url) in waiting:
                    continue
                added = self._outcome.new
                await self._check(feed)
                self._outcome.polled += 1
                self._progress(Progress(self._outcome.polled, total, feed, self._outcome.new - added))

    def _spacing(self, feed: Feed) -> float:
        return self._settings.arxiv_spacing if feed.kind == "arxiv" else self._settings.spacing

    async def _check(self, feed: Feed) -> None:
        """Check one feed and store how that went; only a fault of the library's file gets out."""
        now = self._settings.now()
        visit = Visit(feed, self._intake.pages(feed.id), quiet=feed.first_polled is None)
        trouble: Trouble | None = None
        try:
            if feed.kind == "daily_papers" or daily_papers.is_address(feed.url):
                await self._days(visit)
            else:
                await self._listing(visit)
        except FetchFailed as failure:
            trouble = Trouble(failure.kind, tuple(sorted(failure.values.items())), now)
            visit.wait = failure.wait
            if failure.wait is not None:
                self._intake.save_wait(_host(feed.url), now + failure.wait)
            self._outcome.unreached += failure.kind in UNREACHED
        except NotAFeed as failure:
            trouble = Trouble(failure.kind, failure.values, now)
        except ParseFailed as failure:
            trouble = Trouble(failure.kind, (), now)
        self._finish(visit, trouble)

    def _finish(self, visit: "Visit", trouble: Trouble | None) -> None:
        now = self._settings.now()
        feed = visit.feed
        if trouble is None:
            self._outcome.not_modified += not visit.changed
            state = replace(
                visit.state,
                first_polled=feed.first_polled or now,
                checked=now,
                succeeded=now,
                failures=0,
                trouble=None,
                warning=visit.warning,
            )
        else:
            self._outcome.failed += 1
            since = feed.trouble.since if feed.trouble and feed.trouble.kind == trouble.kind else trouble.since
            state = replace(visit.state, checked=now, failures=feed.failures + 1, trouble=replace(trouble, since=since))
        heard = schedule.Heard(
            failed=trouble is not None,
            gone=trouble is not None and trouble.kind == "gone",
            changed=visit.changed,
            wait=visit.wait,
            fresh_for=visit.fresh_for,
            ttl=visit.ttl,
            skip_days=visit.skip_days,
            skip_hours=visit.skip_hours,
        )
        due = schedule.next_check(state, heard, now=now, zone=self._settings.zone, random=self._settings.random)
        self._intake.save_state(replace(state, next_check=due))

    async def _listing(self, visit: "Visit") -> None:
        """Check a feed of one address; at the first check of an arXiv listing go back some days as well."""
        answer = await self._page(visit, Page(visit.feed.url))
        if answer is None or answer.kind != "arxiv" or not (visit.quiet and visit.feed.backfill):
            return
        newest = answer.day or visit.newest
        if newest is None:
            return
        category = arxiv.category(visit.feed.url)
        for day in arxiv.previous_days(newest, visit.feed.backfill - 1) if category else ():
            start: int | None = 0
            while start is not None:
                address = arxiv.backfill_address(visit.feed.url, category, day, start)
                more = await self._page(visit, Page(address, day=day, complete=True))
                start = arxiv.next_start(start, more) if more is not None else None

    async def _days(self, visit: "Visit") -> None:
        """Check Daily Papers: the bare address says which day is the newest, then each day that may have grown."""
        bare = daily_papers.day_address(visit.feed.url, None)
        answer = await self._page(visit, Page(bare))
        known = [page.day for page in visit.pages.values() if page.day]
        shown = {one.appearance.day for one in answer.incoming} if answer else set[date]()
        latest = max([*shown, *known], default=None)
        if latest is None:
            return
        visit.newest = latest
        if visit.quiet:
            wanted = daily_papers.list_days(latest, max(1, visit.feed.backfill))
        else:
            wanted = schedule.pages_due(list(visit.pages.values()), latest=latest, now=self._settings.now())
        if answer is not None and shown == {latest} and not answer.truncated:
            # The bare address was that day's list, whole: it need not be asked for again.
            self._note_day(visit, latest)
            wanted = [day for day in wanted if day != latest]
        for day in wanted:
            await self._page(visit, Page(daily_papers.day_address(visit.feed.url, day), day=day))

    def _note_day(self, visit: "Visit", day: date) -> None:
        now = self._settings.now()
        url = daily_papers.day_address(visit.feed.url, day)
        page = replace(visit.pages.get(url, Page(url)), day=day, checked=now, etag="", last_modified="", body_hash=b"")
        self._intake.save_page(visit.feed.id, page)

    async def _page(self, visit: "Visit", page: Page) -> Answer | None:
        """Ask one address and store what it lists; None where nothing changed since."""
        known = visit.pages.get(page.url, page)
        arxivs = visit.feed.kind == "arxiv" or (page.day is not None and visit.state.kind == "arxiv")
        response = await self._fetch(
            Request(
                page.url,
                etag=known.etag,
                last_modified=known.last_modified,
                group=ARXIV_GROUP if arxivs else "",
                spacing=self._settings.arxiv_spacing if arxivs else self._settings.spacing,
            )
        )
        now = self._settings.now()
        visit.hear(response)
        body_hash = hashlib.blake2b(response.body, digest_size=16).digest()
        if response.not_modified or body_hash == known.body_hash:
            seen = replace(known, checked=now)
            if not response.not_modified:
                seen = replace(seen, etag=response.etag, last_modified=response.last_modified)
            self._intake.save_page(visit.feed.id, seen)
            return None
        answer = await self._parser.parse(
            response.body,
            url=response.url,
            content_type=response.content_type,
            feed=visit.feed.id,
            day=page.day,
            now=now,
        )
        visit.read(answer, backfill=page.complete)
        self._move(visit, response)
        self._store(
            visit,
            answer,
            replace(
                known,
                day=page.day,
                etag=response.etag,
                last_modified=response.last_modified,
                body_hash=body_hash,
                checked=now,
                changed=now,
                complete=page.complete,
            ),
            backfill=page.complete,
        )
        return answer

    def _move(self, visit: "Visit", response: Response) -> None:
        """Follow a feed that has moved for good, now that its new address has turned out to be a feed."""
        if response.moved_to and self._intake.move(visit.feed.id, response.moved_to):
            visit.state = replace(visit.state, url=response.moved_to)

    def _store(self, visit: "Visit", answer: Answer, page: Page, *, backfill: bool) -> None:
        if visit.newest is None:
            visit.newest = max((one.appearance.day for one in answer.incoming), default=None)
        batches = list(plan.batches(answer.incoming)) or [[]]
        for batch in batches:
            papers = [one.paper for one in batch]
            known = self._intake.known(papers, visit.feed.id)
            unknown = [
                place
                for place, one in enumerate(known)
                if one.paper is None or one.stored is None or one.stored.authority == 0
            ]
            hits = self._intake.matches(self._rules, [papers[place] for place in unknown]) if self._rules else []
            fired = dict(zip(unknown, hits, strict=False))
            arrivals = plan.decide(
                batch,
                known,
                [fired.get(place, ()) for place in range(len(batch))],
                visit.feed,
                newest=None if backfill else visit.newest,
                quiet=visit.quiet or backfill,
            )
            changes = self._intake.store(visit.feed.id, arrivals, page=page if batch is batches[-1] else None)
            self._count(changes)
        visit.pages[page.url] = page

    def _count(self, changes: Changes) -> None:
        self._outcome.new += changes.added
        self._outcome.updated += changes.updated
        self._outcome.matches += changes.matched
        self._outcome.papers |= changes.papers


UNREACHED: Final = frozenset({"dns", "refused", "timeout", "offline", "tls", "protocol"})
"""Kinds of failure in which no server answered us."""


@dataclass(slots=True)
class Visit:
    """One check of one feed, while it goes on: what was known, and what its answers say for the next time."""

    feed: Feed
    pages: dict[str, Page]
    quiet: bool
    newest: date | None = None
    changed: bool = False
    warning: str = ""
    wait: timedelta | None = None
    fresh_for: timedelta | None = None
    ttl: timedelta | None = None
    skip_days: frozenset[int] = frozenset()
    skip_hours: frozenset[int] = frozenset()
    state: Feed = field(init=False)

    def __post_init__(self) -> None:
        self.state = self.feed

    def hear(self, response: Response) -> None:
        """Note what the server asks for the next time."""
        self.wait = response.wait
        self.fresh_for = response.fresh_for

    def read(self, answer: Answer, *, backfill: bool) -> None:
        """Note what the feed says of itself; an answer without papers is a good one and takes nothing away."""
        self.changed = True
        self.ttl = answer.ttl or self.ttl
        self.skip_days = answer.skip_days or self.skip_days
        self.skip_hours = answer.skip_hours or self.skip_hours
        if answer.truncated:
            self.warning = "truncated"
        kind = answer.kind if self.feed.kind == "feed" else self.feed.kind
        title = self.state.title if backfill and self.state.title else answer.title or self.state.title
        self.state = replace(self.state, kind=kind, title=title)


def _host(url: str) -> str:
    return urlsplit(url).netloc.casefold()


def at_midnight(day: date) -> datetime:
    """Give the first moment of a day in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
