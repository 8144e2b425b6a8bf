"""The fields of a request: of the right shape, cleaned and bounded, or refused by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from desktop.bridge.facts import Facts, facts_of
from desktop.bridge.hostile import LONG, NAME, passage, plain
from desktop.bridge.messages import Refused

Message: TypeAlias = Mapping[str, object]

MOST_TAGS: Final = 50
_LARGEST: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage to be kept, with its place in the paper and what the reader thinks of it."""

    text: str
    place: str
    note: str


@dataclass(frozen=True, slots=True)
class Wish:
    """One page to be saved, and what the reader says about it."""

    page: Facts
    later: bool
    star: bool
    tags: tuple[str, ...]
    note: str
    passage: Passage | None


def wish(value: object, *, field: str, later: bool = True) -> Wish:
    """Read one item of a save; into Later it goes unless it says otherwise.

    Raises:
        Refused: bad_field, not_a_page.
    """
    if not isinstance(value, dict):
        raise Refused("bad_field", field=field)
    item: Message = value
    quote = item.get("quote")
    if quote is not None and not isinstance(quote, dict):
        raise Refused("bad_field", field="quote")
    wanted = flag(item, "later")
    return Wish(
        page=facts_of(item.get("page")),
        later=later if wanted is None else wanted,
        star=flag(item, "star") or False,
        tags=tags(item, "tags"),
        note=text(item, "note") or "",
        passage=read_passage(quote) if quote is not None else None,
    )


def read_passage(item: Message) -> Passage:
    """Read a passage.

    Raises:
        Refused: bad_field where it has no words.
    """
    words = text(item, "text")
    if not words:
        raise Refused("bad_field", field="text")
    return Passage(words, line(item, "place"), text(item, "note") or "")


def flag(message: Message, field: str) -> bool | None:
    """Give true or false; None where nothing is said."""
    value = message.get(field)
    if value is None or isinstance(value, bool):
        return value
    raise Refused("bad_field", field=field)


def text(message: Message, field: str) -> str | None:
    """Give text in lines; None where nothing is said."""
    value = message.get(field)
    if value is None:
        return None
    if not isinstance(value, str):
        raise Refused("bad_field", field=field)
    return passage(value, LONG)


def line(message: Message, field: str, *, limit: int = NAME) -> str:
    """Give text in one line; empty where nothing is said."""
    value = message.get(field, "")
    if not isinstance(value, str):
        raise Refused("bad_field", field=field)
    return plain(value, limit)


def number(message: Message, field: str) -> int:
    """Give one of the library's numbers."""
    value = message.get(field)
    if type(value) is int and 0 < value < _LARGEST:  # True is an int too
        return value
    raise Refused("bad_field", field=field)


def numbers(message: Message, field: str, most: int) -> list[int]:
    """Give several of the library's numbers."""
    values = message.get(field)
    if not isinstance(values, list) or len(values) > most:
        raise Refused("bad_field", field=field)
    return [number({field: value}, field) for value in values]


def limit(message: Message, *, usual: int, most: int) -> int:
    """Give how many answers are wanted at most."""
    return min(number(message, "limit"), most) if "limit" in message else usual


def tags(message: Message, field: str) -> tuple[str, ...]:
    """Give tags, each once."""
    values = message.get(field, [])
    if not isinstance(values, list) or len(values) > MOST_TAGS or not all(isinstance(one, str) for one in values):
        raise Refused("bad_field", field=field)
    return tuple(dict.fromkeys(tag for tag in (plain(str(one), NAME) for one in values) if tag.strip("/ ")))


def items(message: Message, field: str, most: int) -> list[object]:
    """Give the items of a list, at least one.

    Raises:
        Refused: bad_field, too_many.
    """
    values = message.get(field)
    if not isinstance(values, list) or not values:
        raise Refused("bad_field", field=field)
    if len(values) > most:
        raise Refused("too_many", limit=most)
    return values
