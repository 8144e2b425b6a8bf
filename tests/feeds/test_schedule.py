from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.feeds.schedule import LONGEST, STOPPED, Heard, back_off, due, next_check, pages_due
from storage import Feed, FeedId, FeedKind, Page

BERLIN = ZoneInfo("Europe/Berlin")
EASTERN = ZoneInfo("America/New_York")
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def feed(kind: FeedKind = "feed", **more: object) -> Feed:
    state = Feed(FeedId(1), "https://example.org/feed", kind, "A feed", added=NOON - DAY)
    return replace(state, **more)  # type: ignore[arg-type]  # the fields of a test's choice


def after(state: Feed, heard: Heard, *, now: datetime = NOON, zone: tzinfo = UTC, chance: float = 0.0) -> datetime:
    return next_check(state, heard, now=now, zone=zone, random=lambda: chance).at


KINDS = st.sampled_from(["feed", "daily_papers", "arxiv"])
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "Asia/Tokyo", "America/New_York", "Pacific/Kiritimati", "Pacific/Niue", "Asia/Kathmandu"]
).map(ZoneInfo)
MOMENTS = st.integers(631_152_000, 4_102_444_800).map(lambda second: datetime.fromtimestamp(second, UTC))  # 1990-2100
SPANS = st.none() | st.timedeltas(timedelta(), timedelta(days=6000))
HEARD = st.builds(
    Heard,
    failed=st.booleans(),
    offline=st.booleans(),
    changed=st.booleans(),
    share=st.floats(0, 1),
    pace=st.none() | st.floats(0, 1e6),
    wait=SPANS,
    fresh_for=SPANS,
    ttl=SPANS,
    skip_days=st.frozensets(st.integers(0, 6)),
    skip_hours=st.frozensets(st.integers(0, 23)),
)


FEEDS = st.builds(feed, KINDS, failures=st.integers(0, 10**6))


@given(FEEDS, HEARD, MOMENTS, ZONES, st.floats(0, 1, exclude_max=True))
def test_the_next_check_is_never_past_and_never_more_than_a_week_ahead(
    state: Feed, heard: Heard, now: datetime, zone: ZoneInfo, chance: float
) -> None:
    when = after(state, heard, now=now, zone=zone, chance=chance)
    assert now < when <= now + timedelta(days=7)
    assert when.tzinfo is UTC


@given(HEARD, MOMENTS, st.floats(0, 1, exclude_max=True))
def test_a_hint_only_ever_postpones(heard: Heard, now: datetime, chance: float) -> None:
    silent = replace(heard, wait=None, fresh_for=None, ttl=None, skip_days=frozenset(), skip_hours=frozenset())
    assert after(feed(), heard, now=now, chance=chance) >= after(feed(), silent, now=now, chance=chance)


@given(MOMENTS, ZONES, st.floats(0, 1, exclude_max=True), st.booleans())
def test_daily_papers_are_left_alone_at_night_by_the_readers_clock(
    now: datetime, zone: ZoneInfo, chance: float, failed: bool
) -> None:
    heard = Heard(failed=failed, changed=True)
    when = after(feed("daily_papers", failures=1), heard, now=now, zone=zone, chance=chance)
    assert 6 <= when.astimezone(zone).hour < 22


@given(MOMENTS, st.floats(0, 1, exclude_max=True))
def test_arxiv_is_asked_on_announcement_days_only(now: datetime, chance: float) -> None:
    when = after(feed("arxiv"), Heard(changed=True), now=now, chance=chance).astimezone(EASTERN)
    assert when.weekday() < 5
    assert when.hour == 1
    assert when.minute <= 30


@given(MOMENTS, HEARD, st.integers(-3000, 3000).map(lambda hours: timedelta(hours=hours)))
def test_a_clock_set_back_keeps_no_feed_asleep(now: datetime, heard: Heard, slip: timedelta) -> None:
    state = feed(checked=now, next_check=after(feed(), heard, now=now))
    later = now + slip
    if later < now - timedelta(minutes=1) or slip > LONGEST:
        assert due([state], now=later) == [state]


def test_papers_of_the_day_are_looked_at_every_three_hours() -> None:
    assert after(feed("daily_papers"), Heard()) == NOON + 3 * HOUR
    assert after(feed("daily_papers"), Heard(), chance=0.99) < NOON + 3 * HOUR + timedelta(minutes=10)


def test_the_evenings_last_look_is_followed_by_the_mornings_first() -> None:
    evening = datetime(2026, 3, 4, 20, 30, tzinfo=BERLIN)
    assert after(feed("daily_papers"), Heard(), now=evening, zone=BERLIN) == datetime(2026, 3, 5, 6, tzinfo=BERLIN)


def test_a_look_by_night_is_followed_by_one_in_the_same_morning() -> None:
    night = datetime(2026, 3, 5, 1, tzinfo=BERLIN)
    assert after(feed("daily_papers"), Heard(), now=night, zone=BERLIN) == datetime(2026, 3, 5, 6, tzinfo=BERLIN)


def test_six_in_the_morning_is_six_also_on_the_day_on_which_clocks_change() -> None:
    evening = datetime(2026, 3, 28, 21, tzinfo=BERLIN)
    when = after(feed("daily_papers"), Heard(), now=evening, zone=BERLIN)
    assert when == datetime(2026, 3, 29, 4, tzinfo=UTC)


def test_arxiv_is_asked_an_hour_after_its_midnight() -> None:
    read = datetime(2026, 3, 4, 1, 10, tzinfo=EASTERN)
    assert after(feed("arxiv"), Heard(changed=True), now=read) == datetime(2026, 3, 5, 1, tzinfo=EASTERN)


def test_arxiv_is_asked_at_its_own_hour_on_both_sides_of_a_clock_change() -> None:
    friday = datetime(2026, 3, 6, 1, 10, tzinfo=EASTERN)
    assert after(feed("arxiv"), Heard(changed=True), now=friday) == datetime(2026, 3, 9, 5, tzinfo=UTC)
    thursday = datetime(2026, 3, 5, 1, 10, tzinfo=EASTERN)
    assert after(feed("arxiv"), Heard(changed=True), now=thursday) == datetime(2026, 3, 6, 6, tzinfo=UTC)


def test_an_old_listing_on_an_announcement_day_is_asked_for_again_three_hours_later() -> None:
    read = datetime(2026, 3, 4, 1, 10, tzinfo=EASTERN)
    midnight = timedelta(hours=23)
    assert after(feed("arxiv"), Heard(fresh_for=midnight), now=read) == read + 3 * HOUR


def test_an_old_listing_is_given_up_for_the_day_in_the_afternoon() -> None:
    read = datetime(2026, 3, 4, 13, 10, tzinfo=EASTERN)
    assert after(feed("arxiv"), Heard(), now=read) == datetime(2026, 3, 5, 1, tzinfo=EASTERN)


def test_an_old_listing_at_the_weekend_is_no_surprise() -> None:
    saturday = datetime(2026, 3, 7, 9, tzinfo=EASTERN)
    assert after(feed("arxiv"), Heard(), now=saturday) == datetime(2026, 3, 9, 1, tzinfo=EASTERN)


@pytest.mark.parametrize(
    ("pace", "hours"), [(None, 3), (0.0, 24), (0.5, 24), (2.0, 12), (8.0, 3), (24.0, 1), (500.0, 1)]
)
def test_other_feeds_are_asked_as_often_as_something_new_comes(pace: float | None, hours: int) -> None:
    assert after(feed(), Heard(pace=pace)) == NOON + hours * HOUR
    late = after(feed(), Heard(pace=pace), chance=0.9)
    assert NOON + hours * HOUR < late < NOON + 1.1 * hours * HOUR


def test_where_much_was_new_a_feed_is_asked_sooner() -> None:
    calm = Heard(pace=2.0)
    assert after(feed(), replace(calm, share=0.4)) == NOON + 12 * HOUR
    assert after(feed(), replace(calm, share=0.5)) == NOON + 6 * HOUR
    assert after(feed(), replace(calm, share=1.0)) == NOON + HOUR


@pytest.mark.parametrize("path", ["/biorxiv_xml.php?subject=all", "/medrxiv_xml.php?subject=epidemiology"])
def test_preprint_servers_are_asked_every_six_hours_whatever_their_address(path: str) -> None:
    assert after(feed(url=f"http://127.0.0.1:8000{path}"), Heard(pace=100.0)) == NOON + 6 * HOUR


def test_a_next_check_says_what_decided_it() -> None:
    def why(state: Feed, heard: Heard) -> str:
        return next_check(state, heard, now=NOON, zone=UTC, random=lambda: 0.0).why

    assert why(feed(), Heard()) == "unknown"
    assert why(feed(), Heard(pace=1.0)) == "pace"
    assert why(feed(), Heard(pace=1.0, share=1.0)) == "many_new"
    assert why(feed(), Heard(ttl=9 * HOUR)) == "ttl"
    assert why(feed(), Heard(fresh_for=9 * HOUR, ttl=HOUR)) == "fresh"
    assert why(feed(), Heard(wait=9 * HOUR)) == "asked"
    assert why(feed(), Heard(skip_hours=frozenset({15, 16}))) == "skipped"
    assert why(feed(failures=2), Heard(failed=True)) == "failed"
    assert why(feed(), Heard(offline=True)) == "offline"
    assert why(feed(), Heard(failed=True, gone=True)) == "gone"
    assert why(feed("daily_papers"), Heard()) == "papers"
    assert why(feed("arxiv"), Heard(changed=True)) == "arxiv"
    assert why(feed("arxiv"), Heard()) == "arxiv_again"


@pytest.mark.frb(22)
@pytest.mark.parametrize("hint", ["fresh_for", "ttl", "wait"])
def test_a_server_can_ask_for_up_to_a_day(hint: str) -> None:
    def asked_for(span: timedelta) -> datetime:
        return after(feed(), replace(Heard(pace=24.0), **{hint: span}))  # type: ignore[arg-type]  # a field by name

    assert asked_for(timedelta(minutes=5)) == NOON + HOUR
    assert asked_for(5 * HOUR) == NOON + 5 * HOUR
    assert asked_for(timedelta(days=5844)) == NOON + DAY


def test_days_and_hours_that_a_feed_names_are_skipped() -> None:
    friday = datetime(2026, 3, 6, 23, 30, tzinfo=UTC)
    weekend = Heard(skip_days=frozenset({5, 6}))
    assert after(feed(), weekend, now=friday) == datetime(2026, 3, 9, tzinfo=UTC)
    night = Heard(skip_hours=frozenset({0, 1, 2, 3}))
    assert after(feed(), night, now=friday) == datetime(2026, 3, 7, 4, tzinfo=UTC)


def test_who_wants_every_day_skipped_is_not_listened_to() -> None:
    assert after(feed(), Heard(skip_days=frozenset(range(7)))) == NOON + 3 * HOUR
    assert after(feed(), Heard(skip_hours=frozenset(range(24)))) == NOON + 3 * HOUR


def test_failures_wait_twice_as_long_each_time_up_to_a_day() -> None:
    assert [back_off(count) // HOUR for count in range(9)] == [1, 1, 2, 4, 8, 16, 24, 24, 24]
    assert back_off(10**9) == DAY
    assert after(feed(failures=3), Heard(failed=True), chance=1.0) == NOON + 4 * HOUR


def test_a_server_that_says_until_when_is_left_alone_until_then() -> None:
    assert after(feed(failures=1), Heard(failed=True, wait=7 * HOUR)) == NOON + 7 * HOUR
    assert after(feed(failures=5), Heard(failed=True, wait=HOUR)) > NOON + 14 * HOUR


def test_without_a_network_nobody_was_troubled_and_the_next_try_is_soon() -> None:
    assert after(feed(failures=40), Heard(offline=True)) <= NOON + timedelta(minutes=10)


def test_a_feed_that_is_gone_is_never_due() -> None:
    when = after(feed(), Heard(failed=True, gone=True))
    assert when == STOPPED
    assert due([feed(next_check=when, checked=NOON)], now=NOON + 3650 * DAY) == []


def test_due_is_what_was_never_checked_or_has_come_of_age() -> None:
    new = feed()
    ripe = feed(next_check=NOON, checked=NOON - HOUR)
    green = feed(next_check=NOON + timedelta(seconds=1), checked=NOON - HOUR)
    assert due([green, ripe, new], now=NOON) == [ripe, new]


def test_what_was_removed_or_holds_what_the_reader_added_is_never_due() -> None:
    assert due([feed(removed=True), feed("by_hand")], now=NOON) == []


def test_what_rests_is_not_due_until_it_is_taken_up_again() -> None:
    resting = feed(paused=NOON - HOUR)
    assert due([resting], now=NOON) == []
    assert due([replace(resting, paused=None)], now=NOON) == [replace(resting, paused=None)]


def test_a_check_in_the_future_was_made_by_a_wrong_clock() -> None:
    state = feed(next_check=NOON + 4 * DAY, checked=NOON + 3 * DAY)
    assert due([state], now=NOON) == [state]


def test_a_check_more_than_a_week_ahead_was_planned_by_a_wrong_clock() -> None:
    state = feed(next_check=NOON + 8 * DAY)
    assert due([state], now=NOON) == [state]


WEDNESDAY = date(2026, 3, 4)


def listed(day: date, *, hours_ago: float, complete: bool = False) -> Page:
    return Page(f"https://example.org/{day}", day=day, checked=NOON - hours_ago * HOUR, complete=complete)


def test_the_two_newest_days_are_asked_for_at_every_check() -> None:
    pages = [listed(WEDNESDAY, hours_ago=3), listed(WEDNESDAY - DAY, hours_ago=3)]
    wanted = pages_due(pages, latest=WEDNESDAY, now=NOON)
    assert wanted[:2] == [WEDNESDAY, WEDNESDAY - DAY]


def test_older_days_are_asked_for_once_a_day_for_a_week() -> None:
    monday, friday, thursday, wednesday = (WEDNESDAY - age * DAY for age in (2, 5, 6, 7))
    pages = [
        listed(monday, hours_ago=3),
        listed(friday, hours_ago=21),
        listed(wednesday, hours_ago=400),
    ]
    wanted = pages_due(pages, latest=WEDNESDAY, now=NOON)
    assert wanted[2:] == [friday, thursday]


def test_no_list_is_looked_for_at_the_weekend_unless_there_was_one() -> None:
    monday, sunday = date(2026, 3, 9), date(2026, 3, 8)
    assert sunday not in pages_due([], latest=monday, now=NOON)
    assert sunday in pages_due([listed(sunday, hours_ago=24)], latest=monday, now=NOON)
    assert pages_due([], latest=sunday, now=NOON)[0] == sunday


def test_a_list_that_no_longer_grows_is_never_asked_for() -> None:
    assert WEDNESDAY not in pages_due([listed(WEDNESDAY, hours_ago=30, complete=True)], latest=WEDNESDAY, now=NOON)


def test_a_page_from_the_future_is_asked_for_again() -> None:
    monday = WEDNESDAY - 2 * DAY
    assert monday in pages_due([listed(monday, hours_ago=-50)], latest=WEDNESDAY, now=NOON)


def test_a_fixed_offset_serves_as_a_zone() -> None:
    zone = timezone(timedelta(hours=9))
    evening = datetime(2026, 3, 4, 21, tzinfo=zone)
    assert after(feed("daily_papers"), Heard(), now=evening, zone=zone) == datetime(2026, 3, 5, 6, tzinfo=zone)
