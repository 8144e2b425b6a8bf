from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.feeds.fields import day_of, eastern_day, moment_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-06-01", date(2026, 6, 1)),
        (" 2026-06-01T23:59:59.123+02:00", date(2026, 6, 1)),
        ("Mon, 01 Jun 2026 00:30:00 +0200", date(2026, 6, 1)),
        ("1 Jun 2026 10:00", date(2026, 6, 1)),
        ("2026-13-01", None),
        ("0001-01-01", None),
        ("Mon, 31 Feb 2026 00:00:00 GMT", None),
        ("1 Jun 99999999999999999999", None),
        ("June, the first", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_it_is_written(text: str, expected: date | None) -> None:
    assert day_of(text) == expected


def test_a_moment_keeps_its_zone_and_without_one_is_utc() -> None:
    west = timezone(timedelta(hours=-4))
    assert moment_of("Mon, 27 Apr 2026 00:00:00 -0400") == datetime(2026, 4, 27, tzinfo=west)
    assert moment_of("2026-04-27T04:00:00Z") == datetime(2026, 4, 27, 4, tzinfo=UTC)
    assert moment_of("2026-04-27 04:00") == datetime(2026, 4, 27, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-04-27T99:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1 J"]
)
def test_no_moment_is_none(text: str) -> None:
    assert moment_of(text) is None
    assert eastern_day(text) is None


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, [0-9]{1,2} [A-Z][a-z]{2} [0-9]{1,5} [0-9:]{1,12} [+-][0-9]{1,9}"))
def test_no_text_breaks_a_date(text: str) -> None:
    day_of(text)
    eastern_day(text)
