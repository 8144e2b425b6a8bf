"""How a feed is doing, as the list of feeds and `feeds why` say it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from desktop import health
from desktop.feeds.schedule import STOPPED, Why
from storage import Feed, FeedId, Trouble

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
GOOD = Feed(
    FeedId(1), "http://a.example/", "feed", "A", NOW - 9 * HOUR,
    first_polled=NOW - 9 * HOUR, checked=NOW - HOUR, succeeded=NOW - HOUR, next_check=NOW + 3 * HOUR, why="pace",
)  # fmt: skip


def test_every_reason_has_its_words() -> None:
    said = {health.why_words(replace(GOOD, why=why), NOW) for why in get_args(Why)}
    assert len(said) == len(get_args(Why))
    assert health.why_words(replace(GOOD, why=""), NOW) == "That was decided by an earlier version."


@pytest.mark.parametrize(
    ("state", "following", "why"),
    [
        (GOOD, "in 3 hours", "how long it takes"),
        (replace(GOOD, paused=NOW), "never while it rests", "You let it rest"),
        (replace(GOOD, next_check=STOPPED, why="gone"), "never by itself", "gone for good"),
        (replace(GOOD, next_check=None), "at the next poll", "not been checked yet"),
        (replace(GOOD, checked=NOW + 9 * HOUR), "at the next poll", "clock has been set back"),
    ],
)
def test_the_next_check_is_said_with_its_reason(state: Feed, following: str, why: str) -> None:
    assert health.next_words(state, NOW) == following
    assert why in health.why_words(state, NOW)


def test_the_last_check_is_said_with_what_it_came_to() -> None:
    assert health.last_words(replace(GOOD, checked=None), NOW) == "Never checked."
    assert health.last_words(GOOD, NOW) == "Read 1 hour ago."
    assert health.last_words(replace(GOOD, warning="truncated"), NOW).startswith(
        "Read 1 hour ago. The list was cut off"
    )
    failing = replace(GOOD, failures=3, trouble=Trouble("refused"), succeeded=NOW - 50 * HOUR)
    said = "Failed 3 times in a row, last 1 hour ago: The server refused the connection. It is tried again by itself."
    assert health.last_words(failing, NOW) == f"{said} Last read 2 days ago."
    assert health.last_words(replace(failing, failures=1, succeeded=None), NOW).endswith("Never read yet.")


@pytest.mark.parametrize(
    ("pace", "said"),
    [
        (None, ""),
        (0.0, "hardly anything"),
        (0.15, "1 paper a week"),
        (0.5, "4 papers a week"),
        (12.4, "12 papers a day"),
    ],
)
def test_what_a_feed_brings_is_said_in_round_numbers(pace: float | None, said: str) -> None:
    assert health.pace_words(pace) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "just now"), (1, "1 minute ago"), (59, "59 minutes ago"), (90, "2 hours ago"), (2880, "2 days ago")],
)
def test_a_time_ago_is_said_in_its_largest_unit(minutes: int, said: str) -> None:
    assert health.ago_words(timedelta(minutes=minutes)) == said
