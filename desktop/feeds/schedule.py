"""When to look again: at feeds, and at the days of a feed that has one address for each. Pure; asks nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Final, Literal

from desktop.feeds.fields import eastern
from desktop.feeds.kinds import own_rhythm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from storage import Feed, Page

STOPPED: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""The next check of a feed that said it is gone: only the reader starts it again."""

_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)

LONGEST_HINT: Final = _DAY
"""As far as a server's word postpones a check: a max-age of sixteen years has been seen."""

LONGEST: Final = 7 * _DAY

LONGEST_UNCHANGED: Final = 8 * _DAY
"""How long "not modified" is believed without a body in between."""

Why = Literal[
    "arxiv",  # the next listing, an hour after it is made
    "arxiv_again",  # today's listing is still the old one
    "asked",  # the server said for how long to stay away
    "failed",
    "fresh",  # the server said for how long its answer stays good
    "gone",
    "many_new",  # half or more of what was listed was new
    "night",
    "offline",
    "pace",  # as often as something new comes
    "papers",  # Daily Papers fill up over the day
    "skipped",  # the feed leaves out the hours or days before
    "source",  # every six hours, as bioRxiv lists
    "ttl",  # the feed said for how long it stays as it is
    "unknown",  # nobody knows yet how often something comes
]
"""What decided when a feed is checked next."""

_RETRY_OFFLINE: Final = 10 * _MINUTE

# Daily Papers: new entries and votes come all day, and nobody reads at night.
_PAPERS_EVERY: Final = 3 * _HOUR
_MORNING, _NIGHT = 6, 22

# arXiv: listings are rebuilt at midnight US Eastern, Monday to Friday. A listing that is still the old one after that
# has been seen; from early afternoon on it will not come any more.
_ARXIV_AT: Final = time(1)
_ARXIV_AGAIN: Final = 3 * _HOUR
_ARXIV_LAST_HOUR = 13
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Heard:
    """What a check of a feed came to, as far as it matters for the next one.

    `changed` says that there was something new in it (a listing that was only rebuilt has nothing new), `share` how
    much of what it lists was new, `pace` how many papers it brings a day (None: not known yet). `offline` says that no
    server was troubled. The rest is what server and feed ask for, None and empty where they ask for nothing;
    `skip_days` counts from Monday = 0, and both are UTC.
    """

    failed: bool = False
    gone: bool = False
    offline: bool = False
    changed: bool = False
    share: float = 0.0
    pace: float | None = None
    wait: timedelta | None = None
    fresh_for: timedelta | None = None
    ttl: timedelta | None = None
    skip_days: frozenset[int] = frozenset()
    skip_hours: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Next:
    """When a feed is to be checked again, in UTC, and what decided that."""

    at: datetime
    why: Why

    def later(self, at: datetime, why: Why) -> Next:
        """Give the later of this and another time, with its reason."""
        return Next(at, why) if at > self.at else self


def next_check(feed: Feed, heard: Heard, *, now: datetime, zone: tzinfo, random: Callable[[], float]) -> Next:
    """Give the time from which the feed is to be checked again: after now, within 7 days, or STOPPED.

    `feed` is the state after the check, its failures counted; `zone` is the reader's, `random` gives 0 to 1.
    """
    now = now.astimezone(UTC)
    if heard.gone:
        return Next(STOPPED, "gone")
    found = _by_rhythm(feed, heard, now, random).later(now + min(heard.wait or timedelta(), LONGEST_HINT), "asked")
    if feed.kind == "daily_papers":
        found = found.later(_by_day(found.at, zone, random), "night")
    return Next(min(max(found.at, now + _MINUTE), now + LONGEST), found.why)


def _by_rhythm(feed: Feed, heard: Heard, now: datetime, random: Callable[[], float]) -> Next:
    if heard.offline:
        return Next(now + _RETRY_OFFLINE * (0.9 + 0.1 * random()), "offline")
    if heard.failed:
        return Next(now + back_off(feed.failures) * (0.9 + 0.1 * random()), "failed")
    if feed.kind == "arxiv":
        return _arxiv(now, random, changed=heard.changed)
    if feed.kind == "daily_papers":
        return _no_sooner(Next(now + _PAPERS_EVERY + random() * 10 * _MINUTE, "papers"), heard, now)
    span, why = _own_pace(feed, heard)
    found = _no_sooner(Next(now + span * (1 + 0.1 * random()), why), heard, now)
    return found.later(_outside(found.at, heard.skip_days, heard.skip_hours), "skipped")


def _own_pace(feed: Feed, heard: Heard) -> tuple[timedelta, Why]:
    """Give how long a feed takes to bring something new, within an hour and a day; sooner where much was new."""
    source = own_rhythm(feed.url)
    span = source or (_UNKNOWN if heard.pace is None else min(max(_DAY / max(heard.pace, 0.01), _HOUR), _DAY))
    if heard.share >= 0.5:
        return (_HOUR if heard.share >= 1 else max(span / 2, _HOUR)), "many_new"
    return span, "source" if source else "unknown" if heard.pace is None else "pace"


_UNKNOWN: Final = 3 * _HOUR


def back_off(failures: int) -> timedelta:
    """Give how long to leave a feed alone after so many failures in a row: 1 h, 2, 4, 8, 16, then 24 h."""
    return min(_HOUR * (1 << min(max(failures - 1, 0), 5)), _DAY)


def _no_sooner(found: Next, heard: Heard, now: datetime) -> Next:
    """Wait as long as the server and the feed say that nothing will change."""
    found = found.later(now + min(heard.fresh_for or timedelta(), LONGEST_HINT), "fresh")
    return found.later(now + min(heard.ttl or timedelta(), LONGEST_HINT), "ttl")


def _arxiv(now: datetime, random: Callable[[], float], *, changed: bool) -> Next:
    """Give the next time after midnight Eastern, or later today if the listing should have changed and did not.

    The listing's max-age is of no use here: it runs to midnight for an old listing as well.
    """
    local = now.astimezone(eastern())
    announced = local.weekday() < _SATURDAY and _ARXIV_AT.hour <= local.hour < _ARXIV_LAST_HOUR
    if announced and not changed:
        return Next(now + _ARXIV_AGAIN + random() * 10 * _MINUTE, "arxiv_again")
    day = local.date()
    while day.weekday() >= _SATURDAY or datetime.combine(day, _ARXIV_AT, eastern()) <= local:
        day += _DAY
    return Next(datetime.combine(day, _ARXIV_AT, eastern()).astimezone(UTC) + random() * 30 * _MINUTE, "arxiv")


def _by_day(due: datetime, zone: tzinfo, random: Callable[[], float]) -> datetime:
    """Move what would come at night to the next morning, by the reader's clock."""
    local = due.astimezone(zone)
    if _MORNING <= local.hour < _NIGHT:
        return due
    day = local.date() + (_DAY if local.hour >= _NIGHT else timedelta())
    return datetime.combine(day, time(_MORNING), zone).astimezone(UTC) + random() * 10 * _MINUTE


def _outside(due: datetime, days: frozenset[int], hours: frozenset[int]) -> datetime:
    """Move on to the first hour that is not to be skipped; who skips everything is not listened to."""
    days = days if len(days) < 7 else frozenset()
    hours = hours if len(hours) < 24 else frozenset()
    latest = due + LONGEST
    while due < latest and (due.weekday() in days or due.hour in hours):
        due = due.replace(minute=0, second=0, microsecond=0) + _HOUR
    return due


def due(feeds: Iterable[Feed], *, now: datetime) -> list[Feed]:
    """Give the feeds that are to be checked now, in the same order.

    What was checked in the future was so by a clock that has been set back since, and is checked again; nothing is
    ever due in more than a week. What the reader has rest is not due.
    """
    return [feed for feed in polled(feeds) if is_due(feed, now)]


def polled(feeds: Iterable[Feed]) -> list[Feed]:
    """Give the feeds that are checked at all: none that was removed, rests, or holds what the reader added."""
    return [feed for feed in feeds if not feed.removed and not feed.paused and feed.kind != "by_hand"]


def is_due(feed: Feed, now: datetime) -> bool:
    """Say whether the time for a feed has come, whatever its kind."""
    if feed.next_check is None or feed.next_check <= now:
        return True
    if feed.next_check == STOPPED:
        return False
    return feed.next_check > now + LONGEST or (feed.checked is not None and feed.checked > now + _MINUTE)


def pages_due(pages: Sequence[Page], *, latest: date, now: datetime) -> list[date]:
    """Give the days whose lists are to be asked for again, newest first.

    The newest day and the one before at every check, those up to six days old once a day, older ones never: by then
    a list has 95 % of its votes. Saturdays and Sundays only where there has been a list.
    """
    known = {page.day: page for page in pages if page.day is not None}
    days = [latest - age * _DAY for age in range(7)]
    return [
        day
        for age, day in enumerate(days)
        if (day.weekday() < _SATURDAY or day in known or age == 0) and _page_is_due(known.get(day), age, now)
    ]


def _page_is_due(page: Page | None, age: int, now: datetime) -> bool:
    if page is not None and page.complete:
        return False
    if age <= 1 or page is None or page.checked is None:
        return True
    # A little less than a day, so that the time of day does not creep on from check to check.
    return not timedelta() <= now - page.checked < 20 * _HOUR
