"""Typed looks into what feedparser and JSON hand out; here `Any` ends. Dates as feeds write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

Fields: TypeAlias = Mapping[str, object]
"""An entry, a feed's head, a JSON object: any value may be missing or of any type."""

_ISO = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)(?!\d)")
_COUNT = 2**31 - 1


def word(fields: Fields, *keys: str) -> str:
    """Give the first string under `keys` that is more than white space, or ''."""
    for key in keys:
        value = fields.get(key)
        if isinstance(value, str) and value.strip():
            return value
    return ""


def words(fields: Fields, key: str) -> list[str]:
    """Give the strings of a list, in order."""
    value = fields.get(key)
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def inner(fields: Fields, key: str) -> Fields:
    """Give the object under `key`, an empty one where there is none."""
    value = fields.get(key)
    return value if isinstance(value, Mapping) else {}


def several(fields: Fields, key: str) -> list[Fields]:
    """Give the objects of a list, in order."""
    value = fields.get(key)
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def count(fields: Fields, key: str) -> int | None:
    """Give a number of votes, comments or the like; None where it is none that a library can hold."""
    value = fields.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _COUNT:
        return None
    return value


def day_of(text: str) -> date | None:
    """Give the day as written, whatever its time zone: a journal's "1 June 00:00 +0200" means 1 June.

    Reads ISO 8601 and RFC 5322; None for anything else and for years that no paper has.
    """
    if iso := _ISO.match(text):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    try:
        mail = _mail_date(text[:100])
    except (ValueError, IndexError, TypeError):  # its own odd corners
        return None
    return _day(mail[0], mail[1], mail[2]) if mail else None


@lru_cache(256)
def _mail_date(text: str) -> tuple[int, int, int, int, int, int, int, int, int, int | None] | None:
    """Take a date apart; the same text is asked for by day and by moment, and stands in many entries."""
    return parsedate_tz(text)


def _day(year: int, month: int, day: int) -> date | None:
    """Give a day between the first journals and the year 2100."""
    if not 1600 <= year <= 2100:
        return None
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def eastern() -> ZoneInfo:
    """Give the time zone that arXiv lives by."""
    return ZoneInfo("America/New_York")


def eastern_day(text: str) -> date | None:
    """Give the day in US Eastern time, by which arXiv announces; a midnight is taken as written."""
    moment = moment_of(text)
    if moment is None:
        return None
    midnight = not (moment.hour or moment.minute)
    return moment.date() if midnight else moment.astimezone(eastern()).date()


def moment_of(text: str) -> datetime | None:
    """Give an aware moment; UTC where the text says no zone, None where it is none."""
    try:
        moment = datetime.fromisoformat(text.strip()) if _ISO.match(text) else _mailed(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    if moment is None or not 1601 <= moment.year <= 2099:  # arithmetic on zones must not leave the calendar
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _mailed(text: str) -> datetime | None:
    """Read a date as mails and RSS write it."""
    mail = _mail_date(text[:100])
    if not mail:
        return None
    return datetime(*mail[:6], tzinfo=timezone(timedelta(seconds=mail[9] or 0)))
