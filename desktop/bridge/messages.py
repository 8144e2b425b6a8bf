"""The words between the extension and its host: JSON to requests, answers and refusals to JSON; docs/bridge.md.

What came from outside stops being a dictionary here. The values are plain small classes, because dataclasses cost the
host more than a lookup does.
"""

import json

from desktop.bridge.framing import CAP

TYPE_CHECKING = False  # see framing
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storage.doorstep import Standing

PROTOCOL = 1
"""The `v` of every message. A change that an older extension or host would misread raises it."""

PROGRAM = "0.1.0"
"""This program's version, repeated: asking the installed package for it would cost five times the host's start."""

MOST_ASKED = 500
"""Addresses and identifiers in one lookup, taken together."""

MOST_SAVED = 100
"""Pages in one save."""

ERRORS = {
    "internal": 1,
    "not_allowed": 2,
    "frame_too_long": 10,
    "not_json": 11,
    "not_a_message": 12,
    "other_protocol": 13,
    "unknown_operation": 14,
    "bad_field": 15,
    "too_many": 16,
    "answer_too_long": 17,
    "not_a_page": 18,
    "library_missing": 20,
    "library_foreign": 21,
    "library_newer": 22,
    "library_older": 23,
    "library_locked": 24,
    "library_damaged": 25,
    "library_unreadable": 26,
    "library_full": 27,
    "library_read_only": 28,
    "no_such_paper": 30,
    "no_such_act": 31,
    "changed_since": 32,
    "bad_search": 33,
}
"""Every refusal by name. A number that was given out keeps its meaning for ever; new ones are added."""

_LONGEST_ID = 64


class Refused(Exception):
    """A request that is answered by the error `name`, with `values` that say what about it."""

    def __init__(self, name: str, **values: object) -> None:
        super().__init__(name)
        self.name = name
        self.code = ERRORS[name]
        self.values = values


class Hello:
    """Asks who answers and what it can do."""

    __slots__ = ()


class Lookup:
    """Asks what the library knows of the papers at `urls` and of those called `ids` (scheme, value)."""

    __slots__ = ("ids", "urls")

    def __init__(self, urls: list[str], ids: list[tuple[str, str]]) -> None:
        self.urls = urls
        self.ids = ids


class Errand:
    """Asks for anything else, which `desktop.bridge.errands` reads and does: it may cost more than a lookup."""

    __slots__ = ("message", "operation", "request")

    def __init__(self, operation: str, request: str, message: "Mapping[str, object]") -> None:
        self.operation = operation
        self.request = request
        self.message = message


def unpack(payload: bytes) -> dict[str, object]:
    """Give the object that a frame holds.

    Raises:
        Refused: not_json, not_a_message.
    """
    try:
        # Always UTF-8: json.loads would guess at bytes. Thousands of nested brackets are no JSON of anybody's.
        message = json.loads(payload.decode())
    except (ValueError, RecursionError):
        raise Refused("not_json") from None
    if not isinstance(message, dict):
        raise Refused("not_a_message")
    return message


def id_of(message: "Mapping[str, object]") -> str:
    """Give the id that the answer must carry: 1 to 64 printable ASCII characters, by custom a UUID.

    Raises:
        Refused: not_a_message.
    """
    number = message.get("id")
    if isinstance(number, str) and 0 < len(number) <= _LONGEST_ID and number.isascii() and number.isprintable():
        return number
    raise Refused("not_a_message", field="id")


def request_of(message: "Mapping[str, object]") -> Hello | Lookup | Errand:
    """Give what a message asks for.

    Raises:
        Refused: other_protocol, unknown_operation, bad_field, too_many.
    """
    spoken = message.get("v")
    if type(spoken) is not int or spoken != PROTOCOL:  # True is an int and equals 1
        raise Refused("other_protocol", known=[PROTOCOL])
    asked = message.get("op")
    if asked == "hello":
        return Hello()
    if asked == "lookup":
        return _lookup_of(message)
    if isinstance(asked, str) and asked in OPERATIONS:
        return Errand(asked, id_of(message), message)
    raise Refused("unknown_operation", known=list(OPERATIONS))


OPERATIONS = (
    "hello", "lookup", "page", "save", "update", "quote", "remove", "undo", "search", "recent", "tags", "feeds",
    "subscribe", "cite",
)  # fmt: skip


def _lookup_of(message: "Mapping[str, object]") -> Lookup:
    if "urls" not in message and "ids" not in message:
        raise Refused("bad_field", field="urls")
    urls, ids = _list_of(message, "urls"), _list_of(message, "ids")
    if len(urls) + len(ids) > MOST_ASKED:
        raise Refused("too_many", limit=MOST_ASKED)
    addresses = [url for url in urls if isinstance(url, str)]
    if len(addresses) < len(urls):
        raise Refused("bad_field", field="urls")
    return Lookup(addresses, [_pair_of(pair) for pair in ids])


def _list_of(message: "Mapping[str, object]", field: str) -> list[object]:
    found = message.get(field, [])
    if not isinstance(found, list):
        raise Refused("bad_field", field=field)
    return found


def _pair_of(pair: object) -> tuple[str, str]:
    if isinstance(pair, list) and len(pair) == 2:
        scheme, value = pair
        if isinstance(scheme, str) and isinstance(value, str):
            return scheme, value
    raise Refused("bad_field", field="ids")


def greeting() -> dict[str, object]:
    """Answer a hello."""
    return {
        "program": PROGRAM,
        "protocols": [PROTOCOL],
        "operations": list(OPERATIONS),
        "limits": {"request": CAP, "answer": CAP, "lookup": MOST_ASKED, "save": MOST_SAVED},
    }


def lookup_answer(
    asked: "Sequence[Sequence[tuple[str, str]]]", known: "Mapping[tuple[str, str], Standing]"
) -> dict[str, object]:
    """Answer a lookup: for each thing asked about its identifiers and its paper's number, then each paper once."""
    found: list[object] = []
    papers: dict[str, object] = {}
    for names in asked:
        standing = next((known[name] for name in names if name in known), None)
        own = [name for name in names if name[0] != "guid"]
        found.append({"ids": own, "paper": standing.paper if standing else None})
        if standing:
            papers[str(standing.paper)] = _standing_json(standing)
    return {"found": found, "papers": papers}


def _standing_json(standing: "Standing") -> dict[str, object]:
    return {
        "title": standing.title,
        "version": standing.version,
        "starred": standing.starred,
        "later": standing.later,
        "done": standing.done,
        "dismissed": standing.dismissed,
        "read": standing.read,
        "tags": standing.tags,
        "noted": standing.noted,
    }


def pack(number: str, answer: "Mapping[str, object]") -> bytes:
    """Give an answer as a frame's bytes.

    Raises:
        Refused: answer_too_long.
    """
    packed = _dump({"v": PROTOCOL, "id": number, "ok": True, **answer})
    if len(packed) > CAP:
        raise Refused("answer_too_long", limit=CAP)
    return packed


def pack_refusal(number: str | None, refused: Refused) -> bytes:
    """Give a refusal as a frame's bytes; `number` is None where the request had no id we could read."""
    error = {"code": refused.code, "name": refused.name, **refused.values}
    return _dump({"v": PROTOCOL, "id": number, "ok": False, "error": error})


def _dump(message: object) -> bytes:
    # Half a surrogate pair is legal in JSON's escapes and in Python's strings, but not in UTF-8.
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
