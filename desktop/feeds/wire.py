"""Answers as JSON, between the process that parses and the one that stores.

Parsing hostile bytes may go wrong in ways that nobody has thought of; JSON carries values and never code, and what
arrives is checked as closely as what came from the network.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, cast, get_args, get_origin, get_type_hints

from desktop.feeds.answer import KINDS, Answer, NotAFeed, NotAFeedKind
from storage import FeedKind, Incoming


class WireError(ValueError):
    """What came over the wire is nothing that `to_json` writes."""


_Decode = Callable[[object], object]
_MOST = 2**63
_WEB = ("https://", "http://")


def to_json(answer: Answer | NotAFeed) -> bytes:
    """Write an answer, or the reason why there is none."""
    if isinstance(answer, NotAFeed):
        return json.dumps({"not_a_feed": answer.kind, "values": answer.values}).encode()
    encode = cast(_Encode, _encoder(Answer))
    return json.dumps({"answer": encode(answer)}, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")


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


# Values to JSON and back, along the types of their fields: a dataclass is the list of its fields in their order ------


_Encode = Callable[[Any], object]
_AS_IT_IS: Final = frozenset({str, int, float, bool, NoneType})


@cache
def _encoder(kind: Any) -> _Encode | None:
    """Give what makes JSON of a value of that type; None where JSON takes it as it is."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind in _AS_IT_IS or origin is Literal:
        return None
    if origin in (Union, UnionType):
        encode = _encoder(_only(inner))
        return encode and (lambda value: None if value is None else encode(value))
    if origin in (tuple, frozenset):
        each = _encoder(inner[0])
        if each is None:
            return list if origin is frozenset else None
        return lambda values: list(map(each, values))
    return _fields_encoder(kind) if is_dataclass(kind) else _WRITTEN[kind]


_WRITTEN: Final[dict[object, _Encode]] = {date: date.isoformat, timedelta: timedelta.total_seconds}


def _fields_encoder(kind: Any) -> _Encode:
    hints = _hints(kind)
    read = attrgetter(*hints)
    written = [(at, encode) for at, hint in enumerate(hints.values()) if (encode := _encoder(hint))]

    def encode_fields(value: object) -> object:
        row = list(read(value))
        for at, encode in written:
            if row[at] is not None:
                row[at] = encode(row[at])
        return row

    return encode_fields


@cache
def _decoder(kind: Any) -> _Decode:
    """Give what makes a value of that type, and raises WireError for anything else."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        decode = _decoder(_only(inner))
        return lambda value: None if value is None else decode(value)
    if origin is Literal:
        return _one_of(inner)
    if origin in (tuple, frozenset):
        return _list_of(origin, _decoder(inner[0]))
    if is_dataclass(kind):
        return _object(cast(type, kind))
    return _PLAIN[kind]


def _only(kinds: tuple[Any, ...]) -> Any:
    """Give the one type that may also be None."""
    (only,) = [each for each in kinds if each is not NoneType]
    return only


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


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """Give the types of a dataclass's fields, in their order."""
    hints = get_type_hints(kind, localns=_NAMES)
    return {each.name: hints[each.name] for each in fields(kind)}


def _object(kind: type) -> _Decode:
    decoders = [_decoder(hint) for hint in _hints(kind).values()]

    def decode(value: object) -> object:
        if not isinstance(value, list) or len(value) != len(decoders):
            raise WireError(f"no {kind.__name__}")
        return kind(*[decoder(part) for decoder, part in zip(decoders, value, strict=False)])

    return decode


def _text(value: object) -> str:
    if type(value) is not str:
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
