"""How values stand in the library's tables: times, days, JSON, and statements over many numbers."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, cast


def stamp(moment: datetime) -> str:
    """Write a moment as every table has it: UTC, ISO 8601, seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def moment(text: str | None) -> datetime | None:
    """Read what `stamp` wrote."""
    return datetime.fromisoformat(text) if text else None


def day(text: str | None) -> date | None:
    """Read a day."""
    return date.fromisoformat(text) if text else None


def dump(value: object) -> str:
    """Write JSON as the library's columns have it."""
    return _JSON.encode(value)


_JSON: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # json.dumps would make one at each call


def places(values: Sequence[object]) -> str:
    """Give as many question marks as there are values."""
    return ", ".join("?" * len(values))


def chunks(values: Sequence[Any], size: int = 500) -> Iterable[Sequence[Any]]:
    """Cut a long list of bound values into pieces that one statement takes."""
    return (values[start : start + size] for start in range(0, len(values), size))


def put_row(db: sqlite3.Connection, table: str, row: Mapping[str, object], *, ignore: bool = False) -> int:
    """Insert one row under our own column names and give its rowid; with `ignore`, a row that is there stays."""
    names = ", ".join(row)
    marks = ", ".join("?" * len(row))
    # Table and columns are ours, every value is bound.
    insert = f"INSERT {'OR IGNORE ' if ignore else ''}INTO {table} ({names}) VALUES ({marks})"  # noqa: S608
    cursor = db.execute(insert, tuple(row.values()))
    return cast("int", cursor.lastrowid)
