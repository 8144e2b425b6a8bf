"""OPML subscription lists (http://opml.org/spec2.opml): the addresses in them."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Final
from xml.parsers import expat

MOST: Final = 10_000
"""Feeds that one list may hold; a longer one is cut off."""

_ODD_AMPERSAND: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9A-Fa-f]+);)")


class NotOpml(Exception):
    """The file holds no outline of feeds."""


def addresses(data: bytes) -> list[str]:
    """Give the addresses of the feeds in a list, in its order, without repeats.

    Programs have written bare ampersands and tags into attributes; such a list is read as well as it can be.

    Raises:
        NotOpml: it cannot be read, or names no feed.
    """
    outlines = _Outlines()
    try:
        _read(data, outlines)
    except expat.ExpatError as error:
        outlines = _Outlines()
        try:
            outlines.feed(_ODD_AMPERSAND.sub("&amp;", data.decode("utf-8", "replace")))
            outlines.close()
        except AssertionError:  # what html.parser says of declarations that it does not know
            raise NotOpml(str(error)) from error
    if not outlines.found:
        raise NotOpml
    return list(outlines.found)


class _Outlines(HTMLParser):
    """Collects addresses; reads by itself what is no XML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        """Note the address of an outline."""
        folded = {key.casefold(): value or "" for key, value in attrs}
        address = folded.get("xmlurl", "").strip()
        if tag.casefold() == "outline" and address and len(self.found) < MOST:
            self.found.setdefault(address)


def _read(data: bytes, outlines: _Outlines) -> None:
    """Read a list as the XML that it should be."""

    def refuse(*_entity: object) -> None:
        raise NotOpml  # an own entity in such a list is an attack

    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: outlines.handle_starttag(name, attributes.items())
    parser.EntityDeclHandler = refuse
    parser.Parse(data, True)  # noqa: FBT003  the only way to say that this is all
