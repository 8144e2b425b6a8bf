from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.feeds.hints import fresh_for, retry_after
from tests.fakes.replies import http_date

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
YEAR = timedelta(days=366)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 0 ", timedelta()),
        ("Wed, 04 Mar 2026 13:00:00 GMT", timedelta(hours=1)),
        ("Wed, 04 Mar 2026 13:00:00 +0100", timedelta()),
        ("Wed, 04 Mar 2026 13:00:00 -0000", timedelta(hours=1)),
        ("Wednesday, 04-Mar-26 12:00:07 GMT", timedelta(seconds=7)),
        ("Tue, 03 Mar 2026 12:00:00 GMT", timedelta()),
        ("9" * 30, YEAR),
        ("Mon, 04 Mar 9999 13:00:00 GMT", YEAR),
        ("-5", None),
        ("1.5", None),
        ("²", None),
        ("soon", None),
        ("", None),
    ],
)
def test_how_long_to_wait_is_read_from_seconds_and_dates(value: str, wait: timedelta | None) -> None:
    assert retry_after({"retry-after": value}, NOW) == wait


def test_a_date_is_measured_by_the_servers_own_clock() -> None:
    slow_clock = {"retry-after": http_date(NOW), "date": http_date(NOW - timedelta(hours=1))}
    assert retry_after(slow_clock, NOW) == timedelta(hours=1)


@pytest.mark.parametrize(
    ("headers", "good"),
    [
        ({}, None),
        ({"cache-control": "max-age=600"}, timedelta(minutes=10)),
        ({"cache-control": 'public, MAX-AGE = "600", must-revalidate'}, timedelta(minutes=10)),
        ({"cache-control": "s-maxage=600"}, None),
        ({"cache-control": "max-age=600", "age": "60"}, timedelta(minutes=9)),
        ({"cache-control": "max-age=600", "age": "6000"}, timedelta()),
        ({"cache-control": "max-age=600", "age": "old"}, timedelta(minutes=10)),
        ({"cache-control": "no-cache, max-age=600"}, None),
        ({"cache-control": "no-store", "expires": http_date(NOW + YEAR)}, None),
        ({"cache-control": "max-age=504921600"}, YEAR),
        ({"cache-control": "public", "expires": http_date(NOW + timedelta(hours=2))}, timedelta(hours=2)),
        ({"cache-control": "max-age=60", "expires": http_date(NOW + timedelta(hours=2))}, timedelta(minutes=1)),
        ({"expires": "0"}, None),
        ({"expires": http_date(NOW - timedelta(hours=2))}, timedelta()),
    ],
)
def test_how_long_an_answer_is_good_is_read_from_its_headers(headers: dict[str, str], good: timedelta | None) -> None:
    assert fresh_for(headers, NOW) == good


NUMBERS = st.integers(-(10**40), 10**40).map(str)
VALUES = (
    st.binary().map(lambda raw: raw.decode("latin-1"))
    | NUMBERS
    | NUMBERS.map("max-age={}".format)
    | st.datetimes().map(lambda at: http_date(at.replace(tzinfo=UTC)))
)


@given(st.dictionaries(st.sampled_from(["retry-after", "cache-control", "expires", "date", "age"]), VALUES))
@example({"retry-after": "Mon, 01 Jan 0001 00:00:00 +2359"})
@example({"expires": "Fri, 31 Dec 9999 23:59:59 -2359"})
@example({"expires": "Fri, 31 Dec 9999 23:59:59 +99999999999"})
def test_no_header_makes_trouble_or_time_run_backwards(headers: dict[str, str]) -> None:
    for found in (retry_after(headers, NOW), fresh_for(headers, NOW)):
        assert found is None or timedelta() <= found <= YEAR
