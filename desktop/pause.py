"""For how long notices can be paused, reckoned by the reader's own clock; no Qt."""

from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal, assert_never

from desktop.language import N_, _

Length = Literal["hour", "tomorrow", "monday"]

LENGTHS: Final[dict[Length, str]] = {
    "hour": N_("For an hour"),
    "tomorrow": N_("Until tomorrow"),
    "monday": N_("Until Monday"),
}

LONGEST: Final = timedelta(days=8)
"""No pause is longer."""

_MORNING: Final = time(6)
_MONDAY = 0


def end_of(length: Length, now: datetime) -> datetime:
    """Give in UTC when a pause ends that begins now; `now` is in the reader's own zone. A day begins at six."""
    if length == "hour":
        return now.astimezone(UTC) + timedelta(hours=1)  # the clock on the wall may be put on meanwhile
    morning = datetime.combine(now.date(), _MORNING, now.tzinfo)
    if length == "tomorrow":
        # Somebody who is still up at two means the day that he has not slept before.
        return (morning if now < morning else morning + timedelta(days=1)).astimezone(UTC)
    if length == "monday":
        monday = morning + timedelta(days=(_MONDAY - now.weekday()) % 7)
        return (monday if now < monday else monday + timedelta(days=7)).astimezone(UTC)
    assert_never(length)


def paused_words(until: datetime, now: datetime) -> str:
    """Say until when notices are paused; both times in the reader's zone."""
    if until.date() == now.date():
        return _("Notices are paused until {time}").format(time=f"{until:%H:%M}")
    return _("Notices are paused until {day}, {time}").format(day=f"{until:%a %d %b}", time=f"{until:%H:%M}")
