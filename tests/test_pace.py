"""Which feeds are checked by themselves, and when, on battery and where data costs money."""

from datetime import timedelta
from typing import Any

import pytest

from desktop.feeds.schedule import STOPPED
from desktop.pace import MOST_LATE, Around, allowed, cut_off, next_time
from desktop.settings import Battery, Metered, Settings
from storage import Feed, FeedId, FeedKind, Trouble
from tests.fakes.clock import Clock

CLOCK = Clock()
NOW = CLOCK()
KINDS: tuple[FeedKind, ...] = ("daily_papers", "arxiv", "feed", "by_hand")


def feed(*, every: float = 1, ago: float = 0, kind: FeedKind = "feed", **others: Any) -> Feed:
    """Give a feed that was checked `ago` hours ago and is to be checked `every` so many hours."""
    checked = NOW - timedelta(hours=ago)
    values: dict[str, Any] = {"checked": checked, "next_check": checked + timedelta(hours=every)} | others
    return Feed(FeedId(1), "http://127.0.0.1/x", kind, "", NOW, **values)


@pytest.mark.parametrize(
    ("metered", "choice", "kinds"),
    [
        (False, "none", ["daily_papers", "arxiv", "feed"]),
        (True, "all", ["daily_papers", "arxiv", "feed"]),
        (True, "known", ["daily_papers", "arxiv"]),
        (True, "none", []),
    ],
)
def test_what_may_be_checked_where_data_costs_money(metered: bool, choice: Metered, kinds: list[str]) -> None:
    feeds = [feed(kind=kind) for kind in KINDS]
    found = allowed(feeds, Settings(check_on_metered=choice), Around(metered=metered))
    assert [each.kind for each in found] == kinds


@pytest.mark.parametrize(("choice", "count"), [("half", 3), ("usual", 3), ("not", 0)])
def test_what_may_be_checked_on_battery(choice: Battery, count: int) -> None:
    feeds = [feed(kind=kind) for kind in KINDS]
    assert len(allowed(feeds, Settings(check_on_battery=choice), Around(on_battery=True))) == count
    assert len(allowed(feeds, Settings(check_on_battery=choice), Around())) == 3


def test_rest_and_removal_hold_on_every_power(  # whoever may be checked is among those that are checked at all
) -> None:
    feeds = [feed(removed=True), feed(paused=NOW)]
    assert allowed(feeds, Settings(), Around()) == []


@pytest.mark.parametrize(
    ("every", "ago", "usual", "half"),
    [
        (1, 0, 1, 2),
        (1, 0.5, 0.5, 1.5),
        (1, 1.5, 0, 0.5),
        (1, 9, 0, 0),
        (3, 0, 3, 6),
        (24, 0, 24, 24 + MOST_LATE.total_seconds() / 3600),
    ],
)
def test_on_battery_a_feed_waits_twice_as_long_but_not_for_ever(
    every: float, ago: float, usual: float, half: float
) -> None:
    feeds = [feed(every=every, ago=ago)]
    assert next_time(feeds, Settings(), Around(), now=NOW) == NOW + timedelta(hours=usual)
    on_battery = Around(on_battery=True)
    assert next_time(feeds, Settings(), on_battery, now=NOW) == NOW + timedelta(hours=half)
    assert next_time(feeds, Settings(check_on_battery="usual"), on_battery, now=NOW) == NOW + timedelta(hours=usual)


def test_the_first_of_all_feeds_counts_and_a_new_one_is_never_late() -> None:
    battery = Around(on_battery=True)
    assert next_time([feed(every=2), feed(every=1)], Settings(), battery, now=NOW) == NOW + timedelta(hours=2)
    assert next_time([feed(every=2), feed(next_check=None)], Settings(), battery, now=NOW) == NOW


def test_nothing_is_waited_for_where_nothing_comes() -> None:
    assert next_time([], Settings(), Around(), now=NOW) is None
    assert next_time([feed(next_check=STOPPED)], Settings(), Around(on_battery=True), now=NOW) is None


def test_a_clock_that_was_set_back_makes_nobody_wait() -> None:
    ahead = feed(checked=NOW + timedelta(days=400), next_check=NOW + timedelta(days=401))
    assert next_time([ahead], Settings(), Around(), now=NOW) == NOW


def test_what_the_network_kept_away_is_known_by_its_trouble() -> None:
    feeds = [feed(trouble=Trouble(kind)) for kind in ("offline", "gone", "not_a_feed", "dns")] + [feed()]
    assert [each.trouble and each.trouble.kind for each in cut_off(feeds)] == ["offline", "dns"]
