"""Backups with what lies beside the library: the settings go into each, and come out where one is restored.

No Qt. The daily one is made here, at the end of the first check of a day.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from desktop import settings
from storage import CopyFailed, LibraryDamaged, LibraryError, back_up_daily, daily_backups, day_of, look_over

_log = logging.getLogger(__name__)

_MOST: Final = 1_000_000
"""Bytes of a file that is enclosed."""


def enclosed(folder: Path) -> dict[str, str]:
    """Give what belongs to the library in `folder` besides its file, as texts by name."""
    try:
        raw = (folder / settings.NAME).read_bytes()
    except OSError:
        return {}
    return {settings.NAME: raw.decode(errors="replace")} if len(raw) <= _MOST else {}


def unpack(folder: Path, texts: Mapping[str, str], *, now: datetime) -> Path | None:
    """Write the settings that came with a backup; give where those are kept that were here, None where none were.

    Raises:
        OSError: they cannot be written.
    """
    text = texts.get(settings.NAME)
    path = folder / settings.NAME
    if text is None or enclosed(folder).get(settings.NAME) == text:
        return None
    aside: Path | None = None
    if path.exists():
        aside = path.with_name(f"settings-before-{now:%Y-%m-%d}.json")
        path.replace(aside)
    settings.write_text(folder, text)
    return aside


def daily(folder: Path, *, now: datetime, overdue: timedelta = timedelta()) -> None:
    """Make today's backup unless it is there, with `overdue` only where the newest is older than that.

    Once a week all of the file is looked at as well. What only hinders a backup is written to the log.

    Raises:
        LibraryDamaged: the library could not be read to its end.
    """
    if overdue and any(abs(now.date() - day_of(path)) < overdue for path in daily_backups(folder)[:1]):
        return
    try:
        made = back_up_daily(folder, now.date(), enclosed=enclosed(folder))
        look_over(folder, now.date())
    except LibraryDamaged:
        raise
    except (CopyFailed, LibraryError) as error:
        _log.warning("no backup today: %s", error)
        return
    if made is not None:
        _log.info("backup of the day: %s, %d papers, %d bytes", made.path.name, made.papers, made.size)
