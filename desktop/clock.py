"""What time it is; PAPERTRAY_NOW sets it for tests and the demo."""

import os
from datetime import UTC, datetime


class NoSuchTime(Exception):
    """PAPERTRAY_NOW, whose text this carries, is no date and time of our days."""


def now() -> datetime:
    """Give the present moment in UTC, or the one that PAPERTRAY_NOW names (ISO 8601, UTC where it says no offset).

    Raises:
        NoSuchTime: PAPERTRAY_NOW is no date and time, or none of 1991 to 8999.
    """
    fixed = os.environ.get("PAPERTRAY_NOW")
    if not fixed:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(fixed)
    except ValueError as error:
        raise NoSuchTime(fixed) from error
    if not 1991 <= moment.year < 9000:  # arXiv's first year; and what we reckon with must stay a date
        raise NoSuchTime(fixed)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
