"""The filters of the search language: how the value behind each field's colon is read, and how it is printed."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date
from typing import Final, Literal, assert_never, get_args

from storage.asked import (
    After,
    Before,
    Did,
    Filter,
    Has,
    Hot,
    InFeed,
    Is,
    Key,
    Note,
    Part,
    Query,
    Quoted,
    Sign,
    State,
    Tag,
    Thing,
    Votes,
    Year,
)

QUOTES: Final = '"“”„‟＂'
_QUOTE: Final = re.compile(f"[{QUOTES}]")


def read(field: str, text: str) -> Query | None:
    """Give the filter that `field:text` asks for; None where the value does not fit the field."""
    return FILTERS[field][1](text)


def near_value(field: str, typed: str) -> str:
    """Give the value of a field with few that a slip of the fingers turned into `typed`, or nothing."""
    return nearest(typed.lower(), _VALUES.get(field, ()))


def to_text(query: Filter) -> str:  # noqa: C901, PLR0911, PLR0912  a line for each filter
    """Print a filter so that it is read as the same one."""
    match query:
        case Is():
            return f"is:{query.state}"
        case Has():
            return f"has:{query.thing}"
        case Tag():
            return f"tag:{_value(query.name)}"
        case InFeed():
            return f"feed:{_value(query.name)}"
        case Note():
            return f"note:{_value(query.text)}"
        case Quoted():
            return f"quote:{_value(query.text)}"
        case Key():
            return f"key:{_value(query.text)}"
        case After():
            return f"after:{query.day.isoformat()}"
        case Before():
            return f"before:{query.day.isoformat()}"
        case Year():
            return f"year:{query.year:04}"
        case Votes():
            return f"votes:{query.sign}{query.count}"
        case Hot():
            return f"heat:{query.sign}{query.share:g}"
        case Did():
            return f"{query.deed}:{query.sign}{_period_text(query.first, query.last)}"
        case _:
            assert_never(query)


def quoted(text: str) -> str:
    """Put a text into quotation marks, those in it left out."""
    return f'"{" ".join(_QUOTE.sub(" ", text).split())}"'


def nearest(typed: str, names: Iterable[str]) -> str:
    """Give the name that a slip of the fingers turned into `typed`, or nothing."""
    allowed = 2 if len(typed) > 4 else 1
    near = min(names, key=lambda name: _distance(typed, name), default="")
    return near if len(typed) > 2 and _distance(typed, near) <= allowed else ""


def _distance(one: str, other: str) -> int:
    """Count the letters to change, add or drop between two short words (Levenshtein); far more means only "far"."""
    if abs(len(one) - len(other)) > 2:
        return 9
    row = list(range(len(other) + 1))
    for i, mine in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, yours in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (mine != yours))
    return row[-1]


def _state(text: str) -> Query | None:
    return next((Is(state) for state in get_args(State) if state == text.lower()), None)


def _thing(text: str) -> Query | None:
    return next((Has(thing) for thing in get_args(Thing) if thing == text.lower()), None)


def _period(text: str) -> tuple[date, date] | None:
    """Read a day, a month or a year as its first and its last day."""
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    last = month or 12
    return first, date(year, last, monthrange(year, last)[1])


def _period_text(first: date, last: date) -> str:
    for text in (f"{first.year:04}", f"{first.year:04}-{first.month:02}"):
        if _period(text) == (first, last):
            return text
    return first.isoformat()


def _after(text: str) -> Query | None:
    days = _period(text)
    return After(days[0]) if days else None


def _before(text: str) -> Query | None:
    days = _period(text)
    return Before(days[0]) if days else None


def _did(deed: Literal["starred", "opened"]) -> Callable[[str], Query | None]:
    def read_it(text: str) -> Query | None:
        found = _SIGNED.fullmatch(text)
        days = _period(found[2]) if found else None
        return Did(deed, _SIGNS[found[1]] if found[1] else "", *days) if found and days else None

    return read_it


def _year(text: str) -> Query | None:
    return Year(int(text)) if _FOUR_DIGITS.fullmatch(text) else None


def _votes(text: str) -> Query | None:
    found = _VOTES.fullmatch(text)
    return Votes(_SIGNS[found[1] or ">="], int(found[2])) if found else None


def _heat(text: str) -> Query | None:
    found = _HEAT.fullmatch(text)
    if found is None:
        return None
    share = int(found["percent"]) / 100 if found["percent"] else float(found["share"])
    return Hot(_SIGNS[found["sign"] or ">="], share) if share <= 1 else None


def _value(text: str) -> str:
    return text if _WORD.fullmatch(text) else quoted(text)


_WORD: Final = re.compile(rf"[^\s(){QUOTES}]+")
_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_SIGNS: Final[dict[str, Sign]] = {sign: sign for sign in get_args(Sign)}
_SIGNED: Final = re.compile(r"([<>]=?)?(.*)", re.DOTALL)
_FOUR_DIGITS: Final = re.compile(r"[0-9]{4}")
_VOTES: Final = re.compile(r"([<>]=?)?([0-9]{1,9})")
_HEAT: Final = re.compile(r"(?P<sign>[<>]=?)?(?:(?P<percent>[0-9]{1,3})%|(?P<share>[01]|[01]?\.[0-9]{1,4}))")

# For each filter: how an unfit value is called, and how the value is read.
FILTERS: Final[dict[str, tuple[str, Callable[[str], Query | None]]]] = {
    "tag": ("no_value", Tag),
    "feed": ("no_value", InFeed),
    "note": ("no_value", Note),
    "quote": ("no_value", Quoted),
    "key": ("no_value", Key),
    "is": ("state", _state),
    "has": ("thing", _thing),
    "after": ("day", _after),
    "before": ("day", _before),
    "year": ("year", _year),
    "votes": ("votes", _votes),
    "heat": ("heat", _heat),
    "starred": ("time", _did("starred")),
    "opened": ("time", _did("opened")),
}
FIELDS: Final = (*get_args(Part), *FILTERS)
"""Every field, those for words first."""

_VALUES: Final[dict[str, tuple[str, ...]]] = {"is": get_args(State), "has": get_args(Thing)}
