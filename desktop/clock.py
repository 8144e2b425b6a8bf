"""What time it is; PAPERTRAY_NOW sets it for tests and the demo."""

import os
from datetime import UTC, datetime


def now() -> datetime:
    """Give the present moment in UTC, or the one that PAPERTRAY_NOW names (ISO 8601, UTC where it says no offset).

    Raises:
        ValueError: PAPERTRAY_NOW is no date and time.
    """
    fixed = os.environ.get("PAPERTRAY_NOW")
    if not fixed:
        return datetime.now(UTC)
    moment = datetime.fromisoformat(fixed)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
