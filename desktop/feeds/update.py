"""One poll: every feed that is due, from its addresses to papers in the library. Does all the work, decides nothing."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from typing import Final
from urllib.parse import urlsplit

from desktop.feeds import arxiv, daily_papers, plan, schedule
from desktop.feeds.answer import Answer, NotAFeed
from desktop.feeds.exchange import Fetch, FetchFailed, Request, Response
from desktop.feeds.pool import ParseFailed, Parser
from desktop.feeds.visit import Visit
from storage import Changes, Feed, Intake, Page, Rule, Trouble

HOSTS_AT_ONCE: Final = 20
"""Hosts whose answers may be in memory at one time; each host is asked one thing after the other."""

ARXIV: Final = "arxiv.org"
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
            lanes[_lane(feed.url)].append(feed)
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
        return ARXIV_SPACING if _lane(feed.url) == ARXIV else self._settings.spacing

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
            if failure.wait is not None:
                self._intake.save_wait(_host(feed.url), now + failure.wait)
            if failure.kind == "throttled":  # not asked at all, so nothing is known that was not known before
                return
            trouble = Trouble(failure.kind, tuple(sorted(failure.values.items())), now)
            visit.wait = failure.wait
            self._outcome.unreached += failure.kind in UNREACHED
        except NotAFeed as failure:
            trouble = Trouble(failure.kind, failure.values, now)
        except ParseFailed as failure:
            trouble = Trouble(failure.kind, (), now)
        self._finish(visit, trouble)

    def _finish(self, visit: Visit, trouble: Trouble | None) -> None:
        if trouble is None:
            self._outcome.not_modified += not visit.changed
        else:
            self._outcome.failed += 1
        settings = self._settings
        self._intake.save_state(visit.ended(trouble, now=settings.now(), zone=settings.zone, random=settings.random))

    async def _listing(self, visit: Visit) -> None:
        """Check a feed of one address; in the first checks of an arXiv listing go back some days as well."""
        url = visit.feed.url
        await self._page(visit, Page(url))
        visit.listed = True
        newest = visit.pages[url].day
        if visit.state.kind != "arxiv" or newest is None:
            return
        if arxiv.overdue(newest, self._settings.now()):
            visit.warning = "stale"
        category = arxiv.category(url)
        for day in arxiv.previous_days(newest, visit.feed.backfill - 1) if category else ():
            start: int | None = 0
            while start is not None:
                address = arxiv.backfill_address(url, category, day, start)
                done = address in visit.pages
                more = None if done else await self._page(visit, Page(address, day=day, complete=True), backfill=True)
                start = arxiv.next_start(start, more) if more is not None else None

    async def _days(self, visit: Visit) -> None:
        """Check Daily Papers: the bare address says which day is the newest, then each day that may have grown."""
        bare = daily_papers.day_address(visit.feed.url, None)
        answer = await self._page(visit, Page(bare))
        visit.listed = True
        before = {page.day for page in visit.pages.values() if page.day}
        shown = {one.appearance.day for one in answer.incoming} if answer else set[date]()
        latest = max(before | shown, default=None)
        if latest is None:
            return
        visit.newest = latest
        wanted = schedule.pages_due(list(visit.pages.values()), latest=latest, now=self._settings.now())
        if answer is not None and shown == {latest} and not answer.truncated:
            # The bare address was that day's list, whole: it need not be asked for again.
            wanted = [day for day in wanted if day != latest]
        back = daily_papers.list_days(latest, visit.feed.backfill) if visit.feed.backfill else []
        asked: dict[date, None] = dict.fromkeys([*([] if visit.quiet else wanted), *back])
        for day in asked:
            address = daily_papers.day_address(visit.feed.url, day)
            if day not in wanted and (address in visit.pages or day in shown):
                continue
            await self._page(visit, Page(address, day=day), backfill=day not in wanted)

    async def _page(self, visit: Visit, page: Page, *, backfill: bool = False) -> Answer | None:
        """Ask one address and store what it lists; None where nothing changed since."""
        known = visit.pages.get(page.url, page)
        arxiv_own = _lane(page.url) == ARXIV
        response = await self._fetch(
            Request(
                page.url,
                etag=known.etag,
                last_modified=known.last_modified,
                group=ARXIV if arxiv_own else "",
                spacing=ARXIV_SPACING if arxiv_own else self._settings.spacing,
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
            visit.pages[page.url] = seen
            return None
        answer = await self._parser.parse(
            response.body,
            url=response.url,
            content_type=response.content_type,
            feed=visit.feed.id,
            day=page.day,
            now=now,
        )
        if answer.links and not answer.incoming:
            raise NotAFeed("html_page", (("feed", answer.links[0]),))
        visit.read(answer, backfill=backfill)
        self._move(visit, response)
        self._store(
            visit,
            answer,
            replace(
                known,
                day=page.day or answer.day,
                etag=response.etag,
                last_modified=response.last_modified,
                body_hash=body_hash,
                checked=now,
                changed=now,
                complete=page.complete,
            ),
            backfill=backfill,
        )
        return answer

    def _move(self, visit: Visit, response: Response) -> None:
        """Follow a feed that has moved for good, now that its new address has turned out to be a feed."""
        if response.moved_to and self._intake.move(visit.feed.id, response.moved_to):
            visit.state = replace(visit.state, url=response.moved_to)

    def _store(self, visit: Visit, answer: Answer, page: Page, *, backfill: bool) -> None:
        if visit.newest is None:
            visit.newest = max((one.appearance.day for one in answer.incoming), default=None)
        if visit.state.kind == "arxiv" and not backfill and self._is_old_batch(visit, answer):
            visit.warning = "stale"
            self._intake.save_page(visit.feed.id, page)
            visit.pages[page.url] = page
            return
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
            visit.news = visit.news or bool(changes.papers)
            self._count(changes)
        visit.pages[page.url] = page

    def _is_old_batch(self, visit: Visit, answer: Answer) -> bool:
        """Say whether a listing of a new day brings nothing but papers of an earlier one.

        arXiv has served yesterday's batch under a fresh date; taken at its word, every paper of it would be announced
        twice.
        """
        known = self._intake.known([one.paper for one in answer.incoming], visit.feed.id)
        return bool(known) and all(
            of_it.days and one.appearance.day not in of_it.days
            for one, of_it in zip(answer.incoming, known, strict=True)
        )

    def _count(self, changes: Changes) -> None:
        self._outcome.new += changes.added
        self._outcome.updated += changes.updated
        self._outcome.matches += changes.matched
        self._outcome.papers |= changes.papers


UNREACHED: Final = frozenset({"dns", "refused", "timeout", "offline", "unreachable", "proxy", "tls", "protocol"})
"""Kinds of failure in which no server answered us."""


def _host(url: str) -> str:
    return urlsplit(url).netloc.casefold()


def _lane(url: str) -> str:
    """Give what is asked one thing after the other: a host, or arXiv with all of its hosts."""
    host = urlsplit(url).hostname or ""
    return ARXIV if host == ARXIV or host.endswith("." + ARXIV) else _host(url)
