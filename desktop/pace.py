"""Which feeds are checked by themselves, and when, by what the computer runs on and what its network costs. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from desktop.feeds import schedule
from desktop.settings import Settings
from storage import Feed

CUT_OFF: Final = frozenset({"dns", "offline", "unreachable", "timeout", "refused", "proxy"})
"""Troubles that may be over when the network returns."""

MOST_LATE: Final = timedelta(hours=3)
"""By so much a check comes later on battery at most: a list that comes once a day costs little and is waited for."""

_KNOWN: Final = frozenset({"daily_papers", "arxiv"})


@dataclass(frozen=True, slots=True)
class Around:
    """What the computer runs on and what its network costs."""

    on_battery: bool = False
    metered: bool = False


def allowed(feeds: Iterable[Feed], chosen: Settings, around: Around) -> list[Feed]:
    """Give the feeds that may be checked by themselves just now, in the same order."""
    if around.on_battery and chosen.check_on_battery == "not":
        return []
    there = schedule.polled(feeds)
    if not around.metered or chosen.check_on_metered == "all":
        return there
    return [feed for feed in there if chosen.check_on_metered == "known" and feed.kind in _KNOWN]


def next_time(feeds: Sequence[Feed], chosen: Settings, around: Around, *, now: datetime) -> datetime | None:
    """Give when the first of these feeds is to be checked, `now` at the earliest; None for never.

    Half as often: each feed waits for as long again as it was to wait. All that is due by then is checked together.
    """
    half = around.on_battery and chosen.check_on_battery == "half"
    times = [_time(feed, half=half, now=now) for feed in feeds]
    return min((time for time in times if time is not None), default=None)


def _time(feed: Feed, *, half: bool, now: datetime) -> datetime | None:
    if feed.next_check is None:
        return now
    if schedule.is_due(feed, now) and feed.next_check > now:
        return now  # by a clock that has been set back since
    if feed.next_check >= schedule.STOPPED:
        return None
    late = timedelta()
    if half and feed.checked is not None:
        late = min(max(feed.next_check - feed.checked, timedelta()), MOST_LATE)
    return max(feed.next_check + late, now)


def cut_off(feeds: Iterable[Feed]) -> list[Feed]:
    """Give the feeds that no connection came about to at their last check."""
    return [feed for feed in feeds if feed.trouble is not None and feed.trouble.kind in CUT_OFF]
