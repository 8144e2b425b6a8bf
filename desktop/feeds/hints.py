"""What a server's headers say about when to come back: Retry-After, Cache-Control, Expires."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

# Sixteen years have been seen in a max-age; what is more than this is only "very long".
_LONGEST: Final = 366 * 86_400
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,20})", re.IGNORECASE)
_NOT_KEPT = re.compile(r"(?:^|[,\s])(?:no-cache|no-store)(?![\w=-])", re.IGNORECASE)


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Give how long the server asks us to stay away, from Retry-After in seconds or as a date (RFC 9110, 10.2.3).

    A date is compared with the server's own clock where it shows one. None: it does not say, or only nonsense.
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return _seconds(value)
    return _until(value, headers, now)


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Give how long the answer stays good, from max-age less Age, else from Expires (RFC 9111, 4.2.1)."""
    control = headers.get("cache-control", "")
    if _NOT_KEPT.search(control):
        return None
    found = _MAX_AGE.search(control)
    if found is None:
        return _until(headers.get("expires", ""), headers, now)
    age = headers.get("age", "").strip()
    left = _seconds(found[1]) - (_seconds(age) if age.isascii() and age.isdigit() else timedelta())
    return max(left, timedelta())


def _seconds(digits: str) -> timedelta:
    return timedelta(seconds=min(int(digits[:20]), _LONGEST))


def _until(value: str, headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Give the time from the server's present to the date `value`; zero where that is past."""
    date = _date(value)
    if date is None:
        return None
    ahead = date - (_date(headers.get("date", "")) or now)
    return min(max(ahead, timedelta()), timedelta(seconds=_LONGEST))


def _date(value: str) -> datetime | None:
    """Read an HTTP date; without a zone it is UTC."""
    try:
        found = parsedate_to_datetime(value)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
