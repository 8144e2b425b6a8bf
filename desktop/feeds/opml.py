"""OPML subscription lists (http://opml.org/spec2.opml): the addresses in them."""

from typing import Final
from xml.parsers import expat

MOST: Final = 10_000
"""Feeds that one list may hold; a longer one is cut off."""


class NotOpml(Exception):
    """The file holds no outline of feeds."""


def addresses(data: bytes) -> list[str]:
    """Give the addresses of the feeds in a list, in its order, without repeats.

    Raises:
        NotOpml: it cannot be read, or names no feed.
    """
    found: dict[str, None] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        folded = {key.casefold(): value for key, value in attributes.items()}
        address = folded.get("xmlurl", "").strip()
        if name.casefold() == "outline" and address and len(found) < MOST:
            found.setdefault(address)

    def refuse(*_entity: object) -> None:
        raise NotOpml  # an own entity in such a list is an attack

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003  the only way to say that this is all
    except expat.ExpatError as error:
        raise NotOpml(str(error)) from error
    if not found:
        raise NotOpml
    return list(found)
