"""How long a pause lasts: by the reader's own clock, also where that clock jumps."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from desktop.pause import LENGTHS, LONGEST, Length, end_of, paused_words

BERLIN = ZoneInfo("Europe/Berlin")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("length", "now", "ends"),
    [
        ("hour", "2026-06-10 14:20", "2026-06-10 15:20"),
        ("tomorrow", "2026-06-10 14:20", "2026-06-11 06:00"),
        ("tomorrow", "2026-06-10 02:00", "2026-06-10 06:00"),
        ("tomorrow", "2026-06-10 06:00", "2026-06-11 06:00"),
        ("monday", "2026-06-10 14:20", "2026-06-15 06:00"),
        ("monday", "2026-06-15 05:00", "2026-06-15 06:00"),
        ("monday", "2026-06-15 09:00", "2026-06-22 06:00"),
        ("monday", "2026-06-14 23:59", "2026-06-15 06:00"),
        ("tomorrow", "2026-03-28 12:00", "2026-03-29 06:00"),
        ("monday", "2026-10-24 12:00", "2026-10-26 06:00"),
    ],
)
def test_a_pause_ends_at_the_hour_that_was_meant(length: Length, now: str, ends: str) -> None:
    assert end_of(length, local(now)).astimezone(BERLIN) == local(ends)


@pytest.mark.parametrize("length", LENGTHS)
def test_every_pause_ends_after_it_began_and_within_the_longest(length: Length) -> None:
    start = datetime(2026, 3, 23, tzinfo=UTC)
    for hour in range(24 * 14):
        begun = (start + timedelta(hours=hour)).astimezone(BERLIN)
        assert timedelta() < end_of(length, begun) - begun.astimezone(UTC) <= LONGEST


def test_the_words_name_the_day_only_where_it_is_another() -> None:
    now = local("2026-06-10 14:20")
    assert paused_words(local("2026-06-10 15:20"), now) == "Notices are paused until 15:20"
    assert paused_words(local("2026-06-15 06:00"), now) == "Notices are paused until Mon 15 Jun, 06:00"
