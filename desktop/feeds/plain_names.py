"""feedparser's names of elements, by those of the XML parser; raises Odd where it would be led astray.

What feedparser treats in a way of its own is taken from feedparser itself, so that a newer one is not read wrongly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from feedparser.api import StrictFeedParser
from feedparser.mixin import _FeedParserMixin
from feedparser.util import FeedParserDict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

XML: Final = "{http://www.w3.org/XML/1998/namespace}"
RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
ATOM: Final = "{http://www.w3.org/2005/Atom}"

HANDLED: Final = frozenset(
    name.removeprefix("_start_").removeprefix("_end_")
    for name in dir(StrictFeedParser)
    if name.startswith(("_start_", "_end_"))
)
"""Elements for which feedparser does more than to keep their text."""

ALIASES: Final = frozenset(FeedParserDict.keymap)
"""Elements that it keeps under another name."""

_NAMESPACES: Final[Mapping[str, str]] = {uri.lower(): name for uri, name in _FeedParserMixin.namespaces.items()}


class Odd(Exception):
    """A feed, or an entry of it, is not of plain form."""


class Names(dict[str, str]):
    """The names of elements in a document with these namespaces: pairs of prefix and address, in its order."""

    def __init__(self, spaces: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._prefixes: dict[str, str] = {}
        own: dict[str, str] = {}
        for prefix, uri in spaces:
            if self._prefixes.setdefault(uri, prefix) != prefix or own.setdefault(prefix.lower(), uri) != uri:
                raise Odd
            mapped = _NAMESPACES.get(uri.lower())
            if "backend.userland.com/rss" in uri.lower() or (mapped is None and not prefix):
                raise Odd
            # One prefix that stands for what another is called makes feedparser mistake the one for the other.
            if mapped is not None and prefix != mapped and prefix.lower() in _NAMESPACES.values() and prefix:
                raise Odd

    def __missing__(self, tag: str) -> str:
        uri, _, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
        prefix = _NAMESPACES.get(uri.lower())
        if prefix is None:
            prefix = self._prefixes.get(uri, "").lower()
            if not prefix:
                raise Odd
        name = self[tag] = f"{prefix}_{local.lower()}" if prefix else local.lower()
        return name
