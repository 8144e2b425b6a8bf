"""Answers as JSON, between the process that parses and the one that stores.

Parsing hostile bytes may go wrong in ways that nobody has thought of; JSON carries values and never code, and what
arrives is checked as closely as what came from the network.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, timedelta
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from desktop.feeds.answer import KINDS, Answer, NotAFeed, NotAFeedKind
from storage import FeedKind, Incoming


class WireError(ValueError):
    """What came over the wire is nothing that `to_json` writes."""


_Decode = Callable[[object], object]
_MOST = 2**63
_AS_IS = frozenset({str, int, float, bool, NoneType})
_WEB = ("https://", "http://")


def to_json(answer: Answer | NotAFeed) -> bytes:
    """Write an answer, or the reason why there is none."""
    if isinstance(answer, NotAFeed):
        return json.dumps({"not_a_feed": answer.kind, "values": answer.values}).encode()
    return json.dumps({"answer": _encoded(answer)}, separators=(",", ":")).encode()


def from_json(data: bytes) -> Answer:
    """Read what `to_json` wrote.

    Raises:
        NotAFeed: it wrote the reason why there is no answer.
        WireError: it is nothing that `to_json` writes.
    """
    try:
        found = _read(json.loads(data))
    except WireError:
        raise
    except (ValueError, RecursionError) as error:  # no JSON, no date, a lone surrogate
        raise WireError(str(error)[:200]) from error
    if isinstance(found, NotAFeed):
        raise found
    return found


def _read(value: object) -> Answer | NotAFeed:
    if not isinstance(value, dict):
        raise WireError("no object")
    if "not_a_feed" in value:
        return _reason(value)
    answer = cast(Answer, _decoder(Answer)(value.get("answer")))
    _check_addresses(answer)
    return answer


def _reason(value: dict[str, object]) -> NotAFeed:
    kind = value["not_a_feed"]
    if not isinstance(kind, str) or kind not in KINDS:
        raise WireError(f"no reason: {kind!r}")
    values = _decoder(tuple[tuple[str, ...], ...])(value.get("values"))
    pairs = cast("tuple[tuple[str, str], ...]", values)
    if any(len(pair) != 2 for pair in pairs):
        raise WireError("no pairs")
    return NotAFeed(cast(NotAFeedKind, kind), pairs)


def _check_addresses(answer: Answer) -> None:
    """Refuse an address that is not of the web, wherever it stands."""
    addresses = [*answer.links]
    for one in answer.incoming:
        addresses += [link.url for link in one.paper.links]
        addresses += [one.paper.thumbnail] if one.paper.thumbnail else []
    for address in addresses:
        if not address.startswith(_WEB):
            raise WireError(f"no web address: {address[:100]!r}")


# Values to JSON and back, along the types of their fields ---------------------------------------------------------


def _encoded(value: object) -> object:
    """Give a value as JSON can hold it; fields that have their default are left out."""
    if type(value) in _AS_IS:
        return value
    if isinstance(value, tuple | frozenset):
        return [_encoded(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    named: dict[str, object] = {}
    for name, default in _defaults(cast(Any, type(value))):
        found = getattr(value, name)
        if found is not default:
            named[name] = _encoded(found)
    return named


@cache
def _defaults(kind: type) -> tuple[tuple[str, object], ...]:
    """Give the names and defaults of a dataclass's fields."""
    return tuple((each.name, each.default) for each in fields(kind))


@cache
def _decoder(kind: Any) -> _Decode:
    """Give what makes a value of that type, and raises WireError for anything else."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        (only,) = [each for each in inner if each is not NoneType]
        decode = _decoder(only)
        return lambda value: None if value is None else decode(value)
    if origin is Literal:
        return _one_of(inner)
    if origin in (tuple, frozenset):
        return _list_of(origin, _decoder(inner[0]))
    if is_dataclass(kind):
        return _object(cast(type, kind))
    return _PLAIN[kind]


def _one_of(words: tuple[str, ...]) -> _Decode:
    def decode(value: object) -> object:
        if value not in words:
            raise WireError(f"none of {words}: {value!r}")
        return value

    return decode


def _list_of(make: Callable[[Any], object], each: _Decode) -> _Decode:
    def decode(value: object) -> object:
        if not isinstance(value, list):
            raise WireError("no list")
        return make([each(part) for part in value])

    return decode


# What the modules of our values import for the type checker alone.
_NAMES = {"date": date, "datetime": datetime, "timedelta": timedelta, "FeedKind": FeedKind, "Incoming": Incoming}


def _object(kind: type) -> _Decode:
    hints = get_type_hints(kind, localns=_NAMES)
    decoders = {name: _decoder(hint) for name, hint in hints.items()}
    needed = {each.name for each in fields(kind) if each.default is MISSING}

    def decode(value: object) -> object:
        if not isinstance(value, dict) or not needed <= value.keys():
            raise WireError(f"no {kind.__name__}")
        try:
            return kind(**{name: decoders[name](part) for name, part in value.items()})
        except KeyError as error:
            raise WireError(f"no field of {kind.__name__}") from error

    return decode


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise WireError("no text")
    if not value.isascii():
        value.encode()  # a lone surrogate cannot be stored; UnicodeEncodeError is a ValueError
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -_MOST <= value < _MOST:
        raise WireError("no number that can be stored")
    return value


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise WireError("neither yes nor no")
    return value


def _seconds(value: object) -> timedelta:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**9:
        raise WireError("no span of time")
    return timedelta(seconds=value)


_PLAIN: dict[object, _Decode] = {
    str: _text,
    int: _whole,
    bool: _yes_or_no,
    date: lambda value: date.fromisoformat(_text(value)),
    timedelta: _seconds,
}
