"""A search while it is being typed: which fields there are, and what of it can be understood already."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from storage.asked import Deed, Part, State, Thing
from storage.errors import QueryError
from storage.filters import FIELDS
from storage.query import field_aliases, parse

Takes = Literal["words", "tag", "feed", "note", "quote", "key", "is", "has", "day", "time", "year", "votes", "heat"]
"""What stands behind the colon of a field."""

_VALUES: Final[dict[str, tuple[str, ...]]] = {"is": get_args(State), "has": get_args(Thing)}

_TRIES: Final = 12
"""Faults taken out of one search; a text with more is no search that somebody is typing."""


@dataclass(frozen=True, slots=True)
class SearchField:
    """One field of the search language: its name without the colon, other spellings, the values where they are few."""

    name: str
    takes: Takes
    also: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


def search_fields() -> tuple[SearchField, ...]:
    """Give every field that a search can have, those for words first."""
    also = {name: tuple(alias for alias, real in field_aliases() if real == name) for name in FIELDS}
    return tuple(SearchField(name, _takes(name), also[name], _VALUES.get(name, ())) for name in FIELDS)


def _takes(name: str) -> Takes:
    if name in get_args(Part):
        return "words"
    if name in {"after", "before"}:
        return "day"
    if name in get_args(Deed):
        return "time"
    return next(takes for takes in get_args(Takes) if takes == name)


def understood(text: str) -> tuple[str, QueryError | None]:
    """Give as much of a search as can be read, and what is wrong with the first part that cannot.

    An open quotation or group is closed, anything else that is wrong is left out; the text may become empty.
    """
    fault: QueryError | None = None
    for _try in range(_TRIES):
        try:
            parse(text)
        except QueryError as error:
            fault = fault or error
            open_end = error.kind in {"quote_open", "group_open"}
            text = error.suggestion if open_end else text[: error.start] + text[error.end :]
        else:
            return text, fault
    return "", fault
