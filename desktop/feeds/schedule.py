"""When to look again: at feeds, and at the days of a feed that has one address for each. Pure; asks nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

from desktop.feeds.fields import eastern

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

    `changed` says that there was something new in it (a listing that was only rebuilt has nothing new). `offline` says
    that no server was troubled. The rest is what server and feed ask for, None and empty where they ask for nothing;
    `skip_days` counts from Monday = 0, and both are UTC.
    """

    failed: bool = False
    gone: bool = False
    offline: bool = False
    changed: bool = False
    wait: timedelta | None = None
    fresh_for: timedelta | None = None
    ttl: timedelta | None = None
    skip_days: frozenset[int] = frozenset()
    skip_hours: frozenset[int] = frozenset()


def next_check(feed: Feed, heard: Heard, *, now: datetime, zone: tzinfo, random: Callable[[], float]) -> datetime:
    """Give the time from which the feed is to be checked again, in UTC: after now, within 7 days, or STOPPED.

    `feed` is the state after the check, its failures counted; `zone` is the reader's, `random` gives 0 to 1.
    """
    now = now.astimezone(UTC)
    if heard.gone:
        return STOPPED
    if heard.failed:
        due = now + (_RETRY_OFFLINE if heard.offline else back_off(feed.failures)) * (0.9 + 0.1 * random())
    elif feed.kind == "arxiv":
        due = _arxiv(now, random, changed=heard.changed)
    elif feed.kind == "daily_papers":
        due = max(now + _PAPERS_EVERY + random() * 10 * _MINUTE, now + _asked_for(heard))
    else:
        due = max(now + _HOUR * (1 + 0.1 * random()), now + _asked_for(heard))
        due = _outside(due, heard.skip_days, heard.skip_hours)
    due = max(due, now + min(heard.wait or timedelta(), LONGEST_HINT))
    if feed.kind == "daily_papers":
        due = _by_day(due, zone, random)
    return min(max(due, now + _MINUTE), now + LONGEST)


def back_off(failures: int) -> timedelta:
    """Give how long to leave a feed alone after so many failures in a row: 1 h, 2, 4, 8, 16, then 24 h."""
    return min(_HOUR * (1 << min(max(failures - 1, 0), 5)), _DAY)


def _asked_for(heard: Heard) -> timedelta:
    """Give for how long the server and the feed say that nothing will change."""
    return min(max(heard.fresh_for or timedelta(), heard.ttl or timedelta()), LONGEST_HINT)


def _arxiv(now: datetime, random: Callable[[], float], *, changed: bool) -> datetime:
    """Give the next time after midnight Eastern, or later today if the listing should have changed and did not.

    The listing's max-age is of no use here: it runs to midnight for an old listing as well.
    """
    local = now.astimezone(eastern())
    announced = local.weekday() < _SATURDAY and _ARXIV_AT.hour <= local.hour < _ARXIV_LAST_HOUR
    if announced and not changed:
        return now + _ARXIV_AGAIN + random() * 10 * _MINUTE
    day = local.date()
    while day.weekday() >= _SATURDAY or datetime.combine(day, _ARXIV_AT, eastern()) <= local:
        day += _DAY
    return datetime.combine(day, _ARXIV_AT, eastern()).astimezone(UTC) + random() * 30 * _MINUTE


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
