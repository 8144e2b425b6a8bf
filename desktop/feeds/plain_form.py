"""Entries of plain form, read without feedparser to the same values: elements in a row with nothing but text in them.

feedparser needs a quarter of a millisecond for an entry, which is most of what a first check costs. This reads what it
surely reads alike, and says None to the rest: tests/feeds/test_plain_form.py compares the two over all recorded feeds
and over made ones. Names and the treatment of each are feedparser's (6.0.14: mixin.py, namespaces/_base.py, dc.py).
"""

from __future__ import annotations

import io
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET  # bodies with a DOCTYPE, which alone are dangerous, never come here

from feedparser.api import StrictFeedParser
from feedparser.mixin import _FeedParserMixin
from feedparser.util import FeedParserDict

from desktop.feeds.fields import day_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from xml.etree.ElementTree import Element

    from desktop.feeds.fields import Fields
    from desktop.feeds.pieces import Pieces

_BODY: Final = 4_000_000
_TAGS: Final = 200_000
_XML = "{http://www.w3.org/XML/1998/namespace}"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"
_NAMESPACES: Final[Mapping[str, str]] = {uri.lower(): name for uri, name in _FeedParserMixin.namespaces.items()}
_HANDLED: Final = frozenset(
    name.removeprefix("_start_").removeprefix("_end_")
    for name in dir(StrictFeedParser)
    if name.startswith(("_start_", "_end_"))
)
_ALIASES: Final = frozenset(FeedParserDict.keymap)
_TYPES: Final = {"text": "text/plain", "plain": "text/plain", "html": "text/html", "xhtml": "application/xhtml+xml"}
_HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
# WORKAROUND: in feedparser 6.0.14 an xml:base holds for all that comes after it where nothing around has one.
_BASE = re.compile(rb"[\s:]base\s*=", re.IGNORECASE)
_QUERY = re.compile("&([A-Za-z0-9_]+);")
# feedparser takes C1 controls for what Windows-1252 has there (html.py).
_CONTROL = re.compile("[\x80-\x9f]")
_WINDOWS: Final = {
    code: bytes([code]).decode("windows-1252")
    for code in range(0x80, 0xA0)
    if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}


class _Odd(Exception):
    """An entry is not of plain form."""


def entries(body: bytes, found: Pieces) -> list[Fields] | None:
    """Give the entries of a body that was cut into `found`, as feedparser would; None where they are not all plain."""
    if len(body) > _BODY or body.count(b"<") > _TAGS or any(b"xmlns" in item for item in found.items):
        return None
    if b"base" in body.lower() and _BASE.search(body):
        return None
    try:
        steps: Any = ET.iterparse(io.BytesIO(body), events=("start-ns",))  # noqa: S314  # see above
        names = _Names([pair for _, pair in steps])
        items = _items(steps.root, names)
        return [_entry(item, names) for item in items] if len(items) == len(found.items) else None
    except (ET.ParseError, _Odd):
        return None


class _Names(dict[str, str]):
    """feedparser's names of elements, by those of the XML parser."""

    def __init__(self, spaces: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._prefixes: dict[str, str] = {}
        own: dict[str, str] = {}
        for prefix, uri in spaces:
            if self._prefixes.setdefault(uri, prefix) != prefix or own.setdefault(prefix.lower(), uri) != uri:
                raise _Odd
            mapped = _NAMESPACES.get(uri.lower())
            if "backend.userland.com/rss" in uri.lower() or (mapped is None and not prefix):
                raise _Odd
            # One prefix that stands for what another is called makes feedparser mistake the one for the other.
            if mapped is not None and prefix != mapped and prefix.lower() in _NAMESPACES.values() and prefix:
                raise _Odd

    def __missing__(self, tag: str) -> str:
        uri, _, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
        prefix = _NAMESPACES.get(uri.lower())
        if prefix is None:
            prefix = self._prefixes.get(uri, "").lower()
            if not prefix:
                raise _Odd
        name = self[tag] = f"{prefix}_{local.lower()}" if prefix else local.lower()
        return name


def _items(root: Element, names: _Names) -> list[Element]:
    """Give the entries where RSS, RDF and Atom have them, side by side."""
    parent = root
    if names[root.tag] == "rss":
        channels = [child for child in root if names[child.tag] == "channel"]
        if len(channels) != 1:
            raise _Odd
        parent = channels[0]
    elif names[root.tag] not in {"feed", "rdf_rdf"}:
        raise _Odd
    for element in (root, parent):
        if any(name.lower() in {"href", "lastmod"} for name in element.attrib):
            raise _Odd
    return [
        child for child in parent if child.tag.endswith(("item", "entry")) and names[child.tag] in {"item", "entry"}
    ]


class _Draft:
    """An entry on its way: its fields, and what feedparser keeps in mind while it reads one."""

    __slots__ = ("fields", "has_content", "titled")

    def __init__(self) -> None:
        self.fields: dict[str, Any] = {}
        self.titled = self.has_content = False


def _entry(item: Element, names: _Names) -> Fields:
    draft = _Draft()
    for name, value in item.attrib.items():
        if name == _ABOUT:
            draft.fields["id"] = value
        elif name != f"{_XML}lang":
            raise _Odd
    for element in item:
        name = names[element.tag]
        read = _READERS.get(name)
        if read is not None:
            read(draft, element)
        elif len(element) or name in _HANDLED or name in _ALIASES:
            raise _Odd
        elif element.attrib:
            draft.fields[name] = {each.lower(): value for each, value in element.attrib.items()}
        else:
            draft.fields[name] = _text(element)
    return draft.fields


def _text(element: Element) -> str:
    """Give the text as feedparser repairs it: read as Latin-1 by mistake, or with characters of Windows-1252."""
    text = (element.text or "").strip()
    if text.isascii():
        return text
    with suppress(UnicodeEncodeError, UnicodeDecodeError):
        text = text.encode("iso-8859-1").decode("utf-8")
    return text.translate(_WINDOWS) if _CONTROL.search(text) else text


def _bare(element: Element) -> str:
    """Give the text of an element that has nothing else."""
    if len(element) or element.attrib:
        raise _Odd
    return _text(element)


def _typed(element: Element) -> tuple[str, str]:
    """Give the text of an element that may say of what type it is, and that type."""
    if len(element):
        raise _Odd
    kind = ""
    for name, value in element.attrib.items():
        if name == "type":
            kind = _TYPES.get(value.lower(), value.lower())
        elif name != f"{_XML}lang":
            raise _Odd
    if kind not in {"", "text/plain", "text/html"}:
        raise _Odd
    return _text(element), kind


def _plain_address(address: str) -> str:
    """Give an address that feedparser leaves as it is."""
    if ":///" in address or "[" in address or "]" in address:
        raise _Odd
    return address


def _title(draft: _Draft, element: Element) -> None:
    text, _ = _typed(element)
    if not draft.titled:  # the first one that says anything
        draft.fields["title"] = text
        draft.titled = bool(text)


def _source(draft: _Draft, element: Element) -> None:
    if len(element):
        raise _Odd
    draft.titled = False


def _link(draft: _Draft, element: Element) -> None:
    if len(element):
        raise _Odd
    links = draft.fields.setdefault("links", [])
    if not element.attrib:
        text = _QUERY.sub(r"&\g<1>", _plain_address(_text(element)).replace("&amp;", "&"))
        draft.fields["link"] = text
        links.append({"rel": "alternate", "type": "text/html", **({"href": text} if text else {})})
        return
    said = {name.lower(): value for name, value in element.attrib.items()}
    if not said.get("href") or not said.keys() <= {"href", "rel", "type", "title", "hreflang", "length"}:
        raise _Odd
    rel = said.get("rel", "alternate").lower()
    kind = said.get("type", "application/atom+xml" if rel == "self" else "text/html").lower()
    address = _plain_address(said["href"])
    links.append({"rel": rel, "type": kind, "href": address})
    if rel == "alternate" and _TYPES.get(kind, kind) in _HTML:
        draft.fields["link"] = address


def _enclosure(draft: _Draft, element: Element) -> None:
    said = {name.lower(): value for name, value in element.attrib.items()}
    if len(element) or not said.keys() <= {"url", "type", "length"}:
        raise _Odd
    kind = {"type": said["type"].lower()} if "type" in said else {}
    address = {"href": said["url"]} if said.get("url") else {}
    draft.fields.setdefault("links", []).append({"rel": "enclosure", **kind, **address})


def _licence(draft: _Draft, element: Element) -> None:
    if len(element):
        raise _Odd
    address = element.attrib.get(_RESOURCE)
    draft.fields.setdefault("links", []).append({"rel": "license", **({"href": address} if address else {})})


def _guid(draft: _Draft, element: Element) -> None:
    said = {name.lower(): value for name, value in element.attrib.items()}
    if len(element) or not said.keys() <= {"ispermalink"}:
        raise _Odd
    draft.fields["id"] = text = _text(element)
    if said.get("ispermalink", "true") == "true":
        draft.fields.setdefault("link", _plain_address(text))


def _description(draft: _Draft, element: Element) -> None:
    if "summary" in draft.fields and not draft.has_content:
        _content(draft, element)
    else:
        draft.fields["summary"] = _typed(element)[0]


def _abstract(draft: _Draft, element: Element) -> None:
    draft.fields["summary"] = _typed(element)[0]


def _content(draft: _Draft, element: Element) -> None:
    text, _ = _typed(element)
    draft.has_content = True
    draft.fields.setdefault("content", []).append({"value": text})
    draft.fields.setdefault("summary", text)


def _rights(draft: _Draft, element: Element) -> None:
    draft.fields["rights"] = _typed(element)[0]


def _author(draft: _Draft, element: Element) -> None:
    if not len(element):
        name = _bare(element)
        if "@" in name:  # feedparser takes the address out
            raise _Odd
        draft.fields.setdefault("authors", []).append({"name": name} if name else {})
        return
    named = element.findall(f"{_ATOM}name")
    if len(named) != 1 or element.attrib or (element.text or "").strip():
        raise _Odd
    for child in element:
        if len(child) or child.attrib or (child.tail or "").strip() or child.tag not in _OF_A_PERSON:
            raise _Odd
    draft.fields.setdefault("authors", []).append({"name": (named[0].text or "").strip()})


_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_OF_A_PERSON: Final = frozenset(
    {f"{_ATOM}name", f"{_ATOM}uri", f"{_ATOM}email", "{http://arxiv.org/schemas/atom}affiliation"}
)


def _category(draft: _Draft, element: Element) -> None:
    said = {name.lower(): value for name, value in element.attrib.items()}
    if len(element) or not said.keys() <= {"term", "scheme", "domain", "label"}:
        raise _Odd
    tags: list[dict[str, str | None]] = draft.fields.setdefault("tags", [])
    _add_tag(tags, said.get("term"), said.get("scheme", said.get("domain")), said.get("label"))
    if value := _text(element):
        if tags and not tags[-1]["term"]:
            tags[-1]["term"] = value
        else:
            _add_tag(tags, value, None, None)


def _add_tag(tags: list[dict[str, str | None]], term: str | None, scheme: str | None, label: str | None) -> None:
    tag = {"term": term, "scheme": scheme, "label": label}
    if (term or scheme or label) and tag not in tags:
        tags.append(tag)


def _date(key: str) -> Callable[[_Draft, Element], None]:
    def read(draft: _Draft, element: Element) -> None:
        text = _bare(element)
        if text and day_of(text) is None:  # feedparser knows more forms of dates
            raise _Odd
        draft.fields[key] = text

    return read


def _unused(_draft: _Draft, element: Element) -> None:
    """Pass over what no paper is made of."""
    if len(element):
        raise _Odd


_READERS: Final[dict[str, Callable[[_Draft, Element], None]]] = {
    **dict.fromkeys(("title", "dc_title"), _title),
    **dict.fromkeys(("guid", "id"), _guid),
    **dict.fromkeys(("description", "dc_description", "summary"), _description),
    **dict.fromkeys(("content", "content_encoded"), _content),
    **dict.fromkeys(("rights", "copyright", "dc_rights"), _rights),
    **dict.fromkeys(("author", "dc_creator", "dc_author"), _author),
    **dict.fromkeys(("category", "dc_subject"), _category),
    **dict.fromkeys(("published", "issued", "pubdate", "dcterms_issued"), _date("published")),
    **dict.fromkeys(("updated", "modified", "dc_date", "dcterms_modified"), _date("updated")),
    **dict.fromkeys(("dc_publisher", "dc_language", "language", "dc_contributor"), _unused),
    **dict.fromkeys(("media_content", "media_thumbnail", "media_credit"), _unused),
    "abstract": _abstract,
    "cc_license": _licence,
    "link": _link,
    "enclosure": _enclosure,
    "source": _source,
}
