"""Feeds of plain form, read without feedparser to the same values; None for all others.

feedparser needs a quarter of a millisecond for an entry, which is most of what a first check costs. This reads what it
surely reads alike: tests/feeds/test_plain_form.py compares the two over all recorded feeds and over made ones.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET  # bodies with a DOCTYPE, which alone are dangerous, never come here

from desktop.feeds.plain_entry import Draft, author, bare, entry, text_of, title, typed
from desktop.feeds.plain_names import ALIASES, HANDLED, Names, Odd

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from xml.etree.ElementTree import Element

    from desktop.feeds.fields import Fields
    from desktop.feeds.pieces import Pieces

_BODY: Final = 4_000_000
_TAGS: Final = 200_000
# WORKAROUND: in feedparser 6.0.14 an xml:base holds for all that comes after it where nothing around has one.
_BASE = re.compile(rb"[\s:]base\s*=", re.IGNORECASE)
_ITEMS: Final = frozenset({"item", "entry"})


@dataclass(frozen=True, slots=True)
class PlainFeed:
    """A feed as feedparser gives it; `head` is None where what it says of itself is better read by feedparser."""

    head: Fields | None
    entries: Sequence[Fields]
    version: str
    namespaces: Sequence[str]


def plain_feed(body: bytes, apart: Pieces) -> PlainFeed | None:
    """Read a body that was cut into `apart`; None where not all of its entries are plain."""
    if len(body) > _BODY or body.count(b"<") > _TAGS or any(b"xmlns" in item for item in apart.items):
        return None
    if _BASE.search(body):
        return None
    try:
        steps: Any = ET.iterparse(io.BytesIO(body), events=("start-ns",))  # noqa: S314  # see above
        spaces: list[tuple[str, str]] = [pair for _, pair in steps]
        names = Names(spaces)
        parent, channel = _parents(steps.root, names)
        items = [child for child in parent if names[child.tag] in _ITEMS]
        entries = [entry(item, names) for item in items]
    except (ET.ParseError, Odd):
        return None
    if len(entries) != len(apart.items):
        return None
    version = _version(spaces, names[steps.root.tag])
    return PlainFeed(_head(steps.root, channel, names, version), entries, version, [uri for _, uri in spaces])


def _parents(root: Element, names: Names) -> tuple[Element, Element]:
    """Give what holds the entries, and what holds the words of the feed about itself, in RSS, RDF and Atom."""
    kind = names[root.tag]
    if kind not in {"rss", "rdf_rdf", "feed"}:
        raise Odd
    channel = root
    if kind != "feed":
        channels = [child for child in root if names[child.tag] == "channel"]
        if len(channels) != 1:
            raise Odd
        channel = channels[0]
    for element in (root, channel):
        if any(name.lower() in {"href", "lastmod"} for name in element.attrib):
            raise Odd
    return (channel if kind == "rss" else root), channel


def _version(spaces: Iterable[tuple[str, str]], root: str) -> str:
    """Give what feedparser takes the feed for, as far as it matters: rss or atom, or nothing."""
    found = ""
    for prefix, uri in spaces:
        known = {"http://purl.org/rss/1.0/": "rss10", "http://www.w3.org/2005/atom": "atom10"}.get(uri.lower(), "")
        if not prefix and uri.lower() == "http://my.netscape.com/rdf/simple/0.9/":
            known = "rss090"
        found = found or known
    if root == "rss":
        return found if found.startswith("rss") else "rss"
    return found or ("atom" if root == "feed" else "")


def _head(root: Element, channel: Element, names: Names, version: str) -> Fields | None:
    """Give what the feed says of itself, or None where feedparser had better do so."""
    draft = Draft()
    beside = {names[element.tag] for element in root} if names[root.tag] == "rdf_rdf" else set[str]()
    if not beside <= {"channel", *_ITEMS, *_PICTURES}:
        return None
    try:
        for element in channel:
            _of_head(draft, element, names, by_name=version.startswith("atom"))
    except Odd:
        return None
    return draft.fields


def _of_head(draft: Draft, element: Element, names: Names, *, by_name: bool) -> None:
    name = names[element.tag]
    if name in _ITEMS:
        return
    if name in _TITLES:
        title(draft, element)
    elif name in _DATES:
        draft.fields[_DATES[name]] = bare(element)
    elif name in _SUBTITLES:
        draft.fields["subtitle"] = typed(element)[0]
    elif name == "author" and by_name:
        author(draft, element)
    elif name in _PICTURES:
        _check_inside(element, names, allowed=_OF_A_PICTURE)
        draft.titled = False  # feedparser takes a title after it for the feed's
    elif name in _LISTS:
        _check_inside(element, names)
    elif len(element) or (name in HANDLED and name not in _UNUSED) or name in ALIASES - _UNUSED:
        raise Odd
    elif name not in _UNUSED:
        draft.fields[name] = dict(element.attrib) if element.attrib else text_of(element)


def _check_inside(element: Element, names: Names, *, allowed: frozenset[str] = frozenset()) -> None:
    for inner in element.iter():
        if inner is not element and names[inner.tag] in HANDLED - allowed:
            raise Odd
        if allowed and inner is not element and (len(inner) or inner.attrib):
            raise Odd


_TITLES: Final = frozenset({"title", "dc_title"})
_SUBTITLES: Final = frozenset({"description", "subtitle", "tagline", "dc_description"})
_DATES: Final = {
    **dict.fromkeys(("published", "issued", "pubdate", "dcterms_issued"), "published"),
    **dict.fromkeys(("updated", "modified", "lastbuilddate", "dc_date", "dcterms_modified"), "updated"),
}
_PICTURES: Final = frozenset({"image", "textinput"})
_OF_A_PICTURE: Final = frozenset({"title", "url", "link", "width", "height", "description", "name"})
_LISTS: Final = frozenset({"items", "skipdays", "skiphours"})
_UNUSED: Final = frozenset(
    {
        *("link", "id", "guid", "generator", "category", "language", "copyright", "rights", "webmaster", "cloud"),
        *("managingeditor", "author", "dc_creator", "dc_publisher", "dc_language", "dc_rights", "dc_subject"),
        *("admin_generatoragent", "admin_errorreportsto"),
    }
)
