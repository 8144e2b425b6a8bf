"""A feed's body cut into its items and what stands around them, so that items already read need not be read again.

Cuts only where the cut is certain, and says None otherwise; reads nothing of what is inside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

READING: Final = 1
"""Whoever changes what parsing makes of an entry raises this, so that the entries we know are read once more."""

SIZE: Final = 8
"""Bytes of an item's mark: of 5,000 items two different ones have the same once in a trillion feeds."""

MOST: Final = 5_000
"""Items up to which a body is cut."""

_SHELL: Final = 256 * 1024
_OPENING = re.compile(rb"<(item|entry)[\s>]")
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"'][^>]{0,200}\?>")
# What changes from answer to answer and says nothing of the entries: dates, lists of them, counts, remarks.
_PASSING = re.compile(
    rb"<((?:\w+:)?(?:lastBuildDate|pubDate|updated|modified|date|published|totalResults|startIndex|itemsPerPage))\b"
    rb"[^<>]{0,200}>[^<]{0,200}</\1>|<rdf:li\b[^<>]{0,2000}/>|<!--[^<>]{0,2000}-->|\s+"
)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A body: what stands before its items, the items from `<item` to `</item>`, and what stands after."""

    before: bytes
    items: tuple[bytes, ...]
    after: bytes

    def only(self, places: Iterable[int]) -> bytes:
        """Give the body with no other items than those at these places, which count from 0."""
        return b"".join([self.before, *(self.items[place] for place in places), self.after])

    def marks(self) -> list[bytes]:
        """Give a short mark of each item; equal items have equal ones."""
        return [blake2b(item, digest_size=SIZE).digest() for item in self.items]

    def around(self, *said: str) -> bytes:
        """Give a mark of all that may change how an item is read: what stands around it, and what else was `said`."""
        mark = blake2b(_PASSING.sub(b" ", self.before), digest_size=SIZE)
        mark.update(_PASSING.sub(b" ", self.after))
        mark.update(repr((READING, said)).encode())
        return mark.digest()


def pieces(body: bytes) -> Pieces | None:
    """Cut a body, or give None where it is no XML in UTF-8 or its items cannot be told apart by looking alone."""
    first = _OPENING.search(body)
    if first is None or not _in_utf_8(body):
        return None
    name = first[1]
    before, closing = body[: first.start()], b"</" + name + b">"
    *items, after = body[first.start() :].split(closing)
    if not 0 < len(items) <= MOST or len(before) + len(after) > _SHELL or not _is_shell(before, after):
        return None
    opening = b"<" + name
    cut = [item.lstrip() + closing for item in items]
    if body.count(opening, first.start()) != len(cut) or not all(item.startswith(opening) for item in cut):
        return None
    if any(item[len(opening)] not in b" \t\r\n>" for item in cut):
        return None
    if any(sign in body and body.find(mark, first.start()) >= 0 for sign, mark in _HIDING) and not all(
        _is_plain(item, opening) for item in cut
    ):
        return None
    return Pieces(before, tuple(cut), after)


def _in_utf_8(body: bytes) -> bool:
    """Say whether all of it is, and is meant to be: how the rest is read must not hang on a letter that is cut out."""
    declared = _ENCODING.match(body)
    if declared is None and body.startswith(b"<?xml") and b"encoding" in body[:200]:
        return False
    if declared is not None and declared[1].lower() != b"utf-8":
        return False
    if body.isascii():
        return True
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_shell(before: bytes, after: bytes) -> bool:
    """Say whether what stands around the items is a feed's beginning and nothing but its end."""
    if b"<!" in _without_remarks(before, cdata=True) or before.count(b"<?") > before.count(b"<?xml"):
        return False  # a DOCTYPE may declare entities, an open CDATA section may hold the items
    return re.fullmatch(rb"(?:\s|</[\w:.-]{1,100}\s*>)*", _without_remarks(after, cdata=False)) is not None


def _is_plain(item: bytes, opening: bytes) -> bool:
    """Say whether comments and CDATA sections, in which an item's end may be no end, begin and end within the item."""
    if b"<!" in item or b"]]>" in item:
        item = _without_remarks(item, cdata=True)
        if b"<!" in item or b"]]>" in item or not item.startswith(opening):
            return False
    return b"<?" not in item


# To look for the rarer sign first takes a hundredth of the time.
_HIDING = ((b"!", b"<!"), (b"]", b"]]>"), (b"?", b"<?"))


def _without_remarks(text: bytes, *, cdata: bool) -> bytes:
    """Take out comments, and CDATA sections where asked; one that does not end stays."""
    if b"<!" not in text:
        return text
    kept: list[bytes] = []
    at = 0
    while (start := text.find(b"<!", at)) >= 0:
        ends = b"-->" if text.startswith(b"<!--", start) else b"]]>"
        if ends == b"]]>" and not (cdata and text.startswith(b"<![CDATA[", start)):
            break
        end = text.find(ends, start + 4)
        if end < 0:
            break
        kept.append(text[at:start])
        at = end + 3
    return b"".join([*kept, text[at:]])
