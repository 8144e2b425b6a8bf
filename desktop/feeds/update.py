"""One poll: every feed that is due, from its addresses to papers in the library. Does all the work, decides nothing."""

import asyncio
import hashlib
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from desktop.feeds import arxiv, daily_papers, lanes, logins, plan, schedule
from desktop.feeds.answer import Answer, Cut, NotAFeed
from desktop.feeds.exchange import Fetch, FetchFailed, Login, Response
from desktop.feeds.known import Sight, sight
from desktop.feeds.outcome import OFFLINE, UNREACHED, Outcome, Progress, Settings
from desktop.feeds.pool import ParseFailed, Parser
from desktop.feeds.visit import Visit
from storage import (
    Arrival,
    Changes,
    Feed,
    Incoming,
    Intake,
    LibraryError,
    Page,
    Rule,
    Trouble,
)

MOST_MISSED: Final = 10
"""Announcement days of arXiv that are fetched after an absence: two weeks of them."""

HOSTS_AT_ONCE: Final = 20
"""Hosts whose answers may be in memory at one time; each host is asked one thing after the other."""

_log = logging.getLogger(__name__)


class MovedToKnown(Exception):
    """A feed has moved for good to the address of another feed of the reader's."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class NoSecret(Exception):
    """A feed wants a login, and the reader's secret for it cannot be had."""


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
        self._somebody_answered = False

    async def run(self, feeds: Iterable[Feed]) -> Outcome:
        """Check these feeds, whatever their due times say, and give what came of it.

        One failing feed never stops the others; a host that asked us to wait is not asked before its time.

        Raises:
            LibraryError: the library cannot be read or written; what was stored before stays.
        """
        chosen = [feed for feed in feeds if feed.kind != "by_hand"]
        shut = self._shut()
        ready = [feed for feed in chosen if lanes.lane(feed.url) not in shut]
        self._outcome.feeds = len(chosen)
        self._rules = self._intake.rules()
        queues: dict[str, list[Feed]] = defaultdict(list)
        for feed in ready:
            queues[lanes.lane(feed.url)].append(feed)
        fault: Exception | None = None
        try:
            async with asyncio.TaskGroup() as tasks:
                for queue in queues.values():
                    tasks.create_task(self._queue(queue, len(ready)))
        except ExceptionGroup as faults:
            fault = faults.exceptions[0]  # the others only say it again
        if fault is not None:
            raise fault
        if self._outcome.new:
            self._intake.refresh_terms()
        return self._outcome

    def _shut(self) -> frozenset[str]:
        return lanes.shut(self._intake.waits(), self._settings.now())

    async def _queue(self, feeds: Sequence[Feed], total: int) -> None:
        """Check the feeds of one lane, one after the other, until it asks to be left alone."""
        for place, feed in enumerate(feeds):
            if place:  # wait before taking a slot, so that waiting keeps nobody else from working
                await asyncio.sleep(lanes.spacing(feed.url, self._settings.spacing))
            async with self._slots:
                if place and lanes.lane(feed.url) in self._shut():
                    return
                visit = await self._check(feed)
                if visit is not None:
                    self._outcome.polled += 1
                    done = Progress(self._outcome.polled, total, visit.state, added=visit.brought, failed=visit.failed)
                    self._progress(done)

    async def _check(self, feed: Feed) -> Visit | None:
        """Check one feed and store how that went; None where it was not asked. Only a fault of the file gets out."""
        visit = Visit(feed, self._intake.pages(feed.id), quiet=feed.first_polled is None)
        now = self._settings.now()
        trouble: Trouble | None = None
        try:
            await (self._days(visit) if daily_papers.is_address(feed.url) else self._listing(visit))
        except FetchFailed as failure:
            rest = lanes.rest(feed.url, failure)
            if rest is not None:
                self._intake.save_wait(lanes.lane(feed.url), now + rest)
            if failure.kind == "throttled" and not visit.listed:
                return None  # not asked at all, so nothing is known that was not known before
            if failure.kind in OFFLINE and not self._somebody_answered:
                self._wait_for_network(visit)
                return None
            trouble = Trouble(failure.kind, tuple(sorted(failure.values.items())), now)
            visit.wait = rest
            self._outcome.unreached += failure.kind in UNREACHED
        except NotAFeed as failure:
            trouble = Trouble(failure.kind, failure.values, now)
        except ParseFailed as failure:
            trouble = Trouble(failure.kind, (), now)
        except NoSecret:
            trouble = Trouble("no_secret", (), now)
        except MovedToKnown as moved:
            trouble = Trouble("moved_to_known", (("other", moved.url),), now)
        except LibraryError:
            raise
        except Exception:  # noqa: BLE001  # the edge of one feed's check: our fault in it is no business of the others
            _log.exception("a fault of ours in checking %s", feed.id)
            trouble = Trouble("parse_fault", (), now)
        self._finish(visit, trouble)
        return visit

    def _wait_for_network(self, visit: Visit) -> None:
        """Leave a feed as it was: that there is no network is no fault of its own, and said once for all of them."""
        settings = self._settings
        self._outcome.offline += 1
        self._intake.save_state(visit.offline(now=settings.now(), zone=settings.zone, random=settings.random))

    def _finish(self, visit: Visit, trouble: Trouble | None) -> None:
        if trouble is None:
            self._outcome.not_modified += not visit.changed
        else:
            self._outcome.failed += 1
            visit.failed = True
        settings = self._settings
        pace = self._intake.pace(visit.feed) if trouble is None and visit.state.kind == "feed" else None
        state = visit.ended(trouble, pace=pace, now=settings.now(), zone=settings.zone, random=settings.random)
        self._intake.save_state(state, pages=tuple(visit.pending.values()))

    async def _listing(self, visit: Visit) -> None:
        """Check a feed of one address; in the first checks of an arXiv listing go back some days as well."""
        url = visit.feed.url
        before = visit.pages.get(url)
        answer = await self._page(visit, Page(url))
        newest = visit.pages[url].day
        self._note_missed(visit, before.day if before else None, newest)
        if visit.state.kind == "arxiv" and newest is not None:
            if arxiv.overdue(newest, self._settings.now()):
                visit.warning = "stale"
            # On a day without announcements the listing is empty, and the newest day is one before.
            visit.listed = arxiv.announces(newest) and (answer is None or answer.total > 0)
            visit.newest = newest if visit.listed else None
            category = arxiv.category(url)
            for day in arxiv.previous_days(newest, visit.state.backfill - visit.listed) if category else ():
                await self._announced(visit, category, day)
        visit.listed = True

    def _note_missed(self, visit: Visit, before: date | None, newest: date | None) -> None:
        """Plan to fetch the days that arXiv announced while nobody looked, and keep that until it is done."""
        if visit.state.kind == "arxiv" and before and newest and arxiv.category(visit.feed.url):
            missed = arxiv.days_between(before, newest)
            if missed:
                visit.state = replace(visit.state, backfill=max(visit.state.backfill, min(missed, MOST_MISSED) + 1))
                self._intake.save_state(visit.state)

    async def _announced(self, visit: Visit, category: str, day: date) -> None:
        """Fetch what was new in a category on an earlier day, unless another check has fetched that day whole."""
        first = arxiv.backfill_address(visit.feed.url, category, day)
        if first in visit.pages and visit.pages[first].complete:
            return
        start: int | None = 0
        while start is not None:
            page = Page(arxiv.backfill_address(visit.feed.url, category, day, start), day=day)
            answer = await self._anew(visit, page)
            if answer and answer.truncated and not answer.incoming:  # the API sends an empty page now and then
                answer = await self._anew(visit, page)
            start = arxiv.next_start(start, answer) if answer else None
        self._save_page(visit, replace(visit.pages[first], complete=True))

    async def _anew(self, visit: Visit, page: Page) -> Answer | None:
        """Ask for a page of an earlier day as if for the first time: half a day is begun again, or its rest is lost."""
        visit.pages.pop(page.url, None)
        return await self._page(visit, page, backfill=True)

    async def _days(self, visit: Visit) -> None:
        """Check Daily Papers: the bare address says which day is the newest, then each day that may have grown."""
        bare = daily_papers.day_address(visit.feed.url, None)
        before = max((page.day for page in visit.pages.values() if page.day), default=None)
        answer = await self._page(visit, Page(bare))
        shown = {one.appearance.day for one in answer.incoming} if answer else {visit.pages[bare].day}
        latest = max((day for day in {before, *shown} if day), default=None)
        if latest is None:
            return
        visit.listed = True
        visit.newest = latest
        wanted = schedule.pages_due(list(visit.pages.values()), latest=latest, now=self._settings.now())
        if shown == {latest} and not (answer and answer.truncated):
            # The bare address was that day's list, whole: it need not be asked for again.
            wanted = [day for day in wanted if day != latest]
            seen = Page(daily_papers.day_address(visit.feed.url, latest), day=latest, checked=visit.pages[bare].checked)
            self._save_page(visit, replace(visit.pages.get(seen.url, seen), checked=seen.checked))
        back = daily_papers.list_days(latest, visit.feed.backfill)
        asked: dict[date, None] = dict.fromkeys([*([] if visit.quiet else wanted), *back])
        for day in asked:
            address = daily_papers.day_address(visit.feed.url, day)
            unseen = address not in visit.pages and day not in shown
            if day in wanted or unseen:
                # A day from before the first check is as old as that one's, whenever it comes.
                old = unseen and visit.feed.first_polled is not None and day < visit.feed.first_polled.date()
                await self._page(visit, Page(address, day=day), backfill=old or day not in wanted)

    async def _page(self, visit: Visit, page: Page, *, backfill: bool = False) -> Answer | None:
        """Ask one address and store what it lists; None where nothing changed since."""
        known = visit.pages.get(page.url, page)
        usual = self._settings.spacing
        if known.fetched and self._settings.now() - known.fetched > schedule.LONGEST_UNCHANGED:
            # Some servers say "not modified" for ever; what they have is asked for once in a while.
            known = replace(known, etag="", last_modified="")
        response = await self._fetch(
            lanes.request(
                page.url, usual=usual, etag=known.etag, last_modified=known.last_modified, login=self._login(visit.feed)
            )
        )
        self._somebody_answered = True
        visit.hear(response, listing=page.day is None)
        answered = replace(known, checked=self._settings.now())
        if not response.not_modified:
            answered = replace(
                answered, etag=response.etag, last_modified=response.last_modified, fetched=answered.checked
            )
        body_hash = hashlib.blake2b(response.body, digest_size=16).digest()
        if response.not_modified or body_hash == known.body_hash:
            moved_to = self._moved_to(visit, page, response)
            if moved_to:
                self._save_page(visit, answered)
                self._move(visit, page, moved_to)
            else:  # with the feed's state, in one transaction
                visit.pages[page.url] = visit.pending[page.url] = answered
            return None
        seen = sight(response.body, response.url, response.content_type) if page.day is None else None
        marks = self._intake.items(visit.feed.id, page.url) if seen else b""
        answer, cut = await self._read(visit, page, response, seen, marks, backfill=backfill)
        moved_to = self._moved_to(visit, page, response)
        answered = replace(
            answered,
            day=page.day or answer.day,
            body_hash=body_hash,
            changed=answered.checked,
            complete=page.complete,
            items=seen.known(answer, cut) if seen else None,
        )
        self._store(visit, answer, answered, backfill=backfill, news=cut is not None)
        self._move(visit, page, moved_to)
        return answer

    def _login(self, feed: Feed) -> Login | None:
        """Give how to log in at a feed, to its own server alone.

        Raises:
            NoSecret: the reader's secret for it cannot be had.
        """
        if not feed.login:
            return None
        secret = self._settings.secret(feed.id)
        if not secret:
            raise NoSecret
        return logins.header(feed.login, secret)

    async def _read(
        self, visit: Visit, page: Page, response: Response, seen: Sight | None, known: bytes, *, backfill: bool
    ) -> tuple[Answer, Cut | None]:
        """Read what is new in an answer, and note what it says of the feed before anything of it is stored.

        Where a part will not do, the whole is read.
        """
        body, cut = (seen.left(known, visit.state.kind) if seen else None) or (response.body, None)
        answer = await self._parse(visit, page, response, body, cut)
        if cut and not self._will_do(visit, answer, page):
            cut = None
            answer = await self._parse(visit, page, response, response.body)
        if answer.links and not answer.incoming:
            raise NotAFeed("html_page", (("feed", answer.links[0]),))
        before = visit.state
        visit.read(answer, listing=page.day is None, backfill=backfill)
        if visit.state != before:  # now, since after a kill the same body would not be read again
            self._intake.save_state(visit.state)
        return answer, cut

    async def _parse(self, visit: Visit, page: Page, response: Response, body: bytes, cut: Cut | None = None) -> Answer:
        return await self._parser.parse(
            body,
            url=response.url,
            content_type=response.content_type,
            feed=visit.feed.id,
            day=page.day,
            now=self._settings.now(),
            cut=cut,
        )

    def _will_do(self, visit: Visit, answer: Answer, page: Page) -> bool:
        """Say whether the new items alone tell all that the whole answer would have told."""
        if not answer.separable or answer.kind != visit.state.kind:
            return False
        if answer.kind != "arxiv":
            return True
        if not answer.incoming and answer.day == visit.pages[page.url].day:
            return True
        # That arXiv serves an old batch under a new date is seen in that nothing of it is new.
        return plan.is_news(answer.incoming, self._intake.known([one.paper for one in answer.incoming], visit.feed.id))

    def _moved_to(self, visit: Visit, page: Page, response: Response) -> str:
        """Give the address to which the feed has moved for good, and where it is one; '' if it stays where it is.

        Raises:
            MovedToKnown: another feed of the reader's is there already.
        """
        if page.day is not None or not response.moved_to:
            return ""  # where one day's list has moved to says nothing of the others
        feed = visit.feed
        daily = daily_papers.is_address(feed.url)
        url = daily_papers.base_address(response.moved_to) if daily else response.moved_to
        if any(other.url == url and other.id != feed.id for other in self._intake.feeds()):
            raise MovedToKnown(url)
        return url if url != feed.url else ""

    def _move(self, visit: Visit, page: Page, url: str) -> None:
        """Store a feed's new address, with the validators that came from there."""
        asked = daily_papers.day_address(url) if daily_papers.is_address(url) else url
        if url and self._intake.move(visit.feed.id, url, page=(page.url, asked)):
            visit.state = replace(visit.state, url=url)
            visit.warning = visit.warning or "moved"

    def _save_page(self, visit: Visit, page: Page) -> None:
        self._intake.save_page(visit.feed.id, page)
        visit.pending.pop(page.url, None)
        visit.pages[page.url] = page

    def _store(self, visit: Visit, answer: Answer, page: Page, *, backfill: bool, news: bool) -> None:
        """Store what a page lists, in small batches, the page's own validators with the last.

        `news` says that arXiv's batch is known to be no old one.
        """
        if visit.state.kind == "arxiv" and not backfill and not news:
            known = self._intake.known([one.paper for one in answer.incoming], visit.feed.id)
            if old := plan.old_batch(answer.incoming, known, page.day):
                visit.warning = "stale"
                self._save_page(visit, replace(page, day=old))
                return
        if visit.newest is None:
            visit.newest = max((one.appearance.day for one in answer.incoming), default=None)
        batches = list(plan.batches(answer.incoming)) or [[]]
        for batch in batches:
            changes = self._intake.store(
                visit.feed.id,
                self._decided(visit, batch, quiet=visit.quiet or (backfill and visit.was_before(page))),
                page=page if batch is batches[-1] else None,
            )
            visit.stored(changes, listing=not backfill)
            self._count(changes)
        visit.pending.pop(page.url, None)
        visit.pages[page.url] = page

    def _decided(self, visit: Visit, batch: Sequence[Incoming], *, quiet: bool) -> list[Arrival]:
        """Gather what plan.decide wants to know, and give its decisions."""
        papers = [one.paper for one in batch]
        known = self._intake.known(papers, visit.feed.id)
        return plan.decide(
            batch,
            known,
            plan.fired(self._intake.matches, self._rules, papers, known, visit.state),
            visit.state,
            newest=visit.newest if visit.quiet else None,
            quiet=quiet,
        )

    def _count(self, changes: Changes) -> None:
        self._outcome.new += changes.added
        self._outcome.updated += changes.updated
        self._outcome.matches += changes.matched
        self._outcome.papers |= changes.papers
