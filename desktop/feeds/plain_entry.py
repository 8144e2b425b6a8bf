"""One entry of plain form as feedparser's fields: elements in a row with nothing but text in them.

Raises Odd for any other. The treatment of each element is feedparser's (6.0.14: mixin.py, namespaces/_base.py, dc.py).
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from desktop.feeds.fields import day_of
from desktop.feeds.plain_names import ALIASES, ATOM, HANDLED, RDF, XML, Names, Odd

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from desktop.feeds.fields import Fields

_TYPES: Final = {"text": "text/plain", "plain": "text/plain", "html": "text/html", "xhtml": "application/xhtml+xml"}
_HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
_QUERY = re.compile("&([A-Za-z0-9_]+);")
# feedparser takes C1 controls for what Windows-1252 has there (html.py).
_CONTROL = re.compile("[\x80-\x9f]")
_WINDOWS: Final = {
    code: bytes([code]).decode("windows-1252")
    for code in range(0x80, 0xA0)
    if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}


class Draft:
    """An entry, or the head of a feed, on its way: its fields, and what feedparser keeps in mind while it reads one."""

    __slots__ = ("fields", "has_content", "titled")

    def __init__(self) -> None:
        self.fields: dict[str, Any] = {}
        self.titled = self.has_content = False


def entry(item: Element, names: Names) -> Fields:
    """Give the fields of an entry that papers are made of.

    Raises:
        Odd: it is not of plain form.
    """
    draft = Draft()
    for name, value in item.attrib.items():
        if name == f"{RDF}about":
            draft.fields["id"] = value
        elif name != f"{XML}lang":
            raise Odd
    for element in item:
        name = names[element.tag]
        read = _READERS.get(name)
        if read is not None:
            read(draft, element)
        elif len(element) or name in HANDLED or name in ALIASES:
            raise Odd
        elif element.attrib:
            draft.fields[name] = {each.lower(): value for each, value in element.attrib.items()}
        else:
            draft.fields[name] = text_of(element)
    return draft.fields


def text_of(element: Element) -> str:
    """Give the text as feedparser repairs it: read as Latin-1 by mistake, or with characters of Windows-1252."""
    text = (element.text or "").strip()
    if text.isascii():
        return text
    with suppress(UnicodeEncodeError, UnicodeDecodeError):
        text = text.encode("iso-8859-1").decode("utf-8")
    return text.translate(_WINDOWS) if _CONTROL.search(text) else text


def bare(element: Element) -> str:
    """Give the text of an element that has nothing else."""
    if len(element) or element.attrib:
        raise Odd
    return text_of(element)


def typed(element: Element) -> tuple[str, str]:
    """Give the text of an element that may say of what type it is, and that type."""
    if len(element):
        raise Odd
    kind = ""
    for name, value in element.attrib.items():
        if name == "type":
            kind = _TYPES.get(value.lower(), value.lower())
        elif name != f"{XML}lang":
            raise Odd
    if kind not in {"", "text/plain", "text/html"}:
        raise Odd
    return text_of(element), kind


def _plain_address(address: str) -> str:
    """Give an address that feedparser leaves as it is."""
    if ":///" in address or "[" in address or "]" in address:
        raise Odd
    return address


def title(draft: Draft, element: Element) -> None:
    """Keep a title, unless there is one: the first that says anything counts."""
    text, _ = typed(element)
    if not draft.titled:
        draft.fields["title"] = text
        draft.titled = bool(text)


def _source(draft: Draft, element: Element) -> None:
    if len(element):
        raise Odd
    draft.titled = False


def _link(draft: Draft, element: Element) -> None:
    if len(element):
        raise Odd
    links = draft.fields.setdefault("links", [])
    if not element.attrib:
        text = _QUERY.sub(r"&\g<1>", _plain_address(text_of(element)).replace("&amp;", "&"))
        draft.fields["link"] = text
        links.append({"rel": "alternate", "type": "text/html", **({"href": text} if text else {})})
        return
    said = {name.lower(): value for name, value in element.attrib.items()}
    if not said.get("href") or not said.keys() <= {"href", "rel", "type", "title", "hreflang", "length"}:
        raise Odd
    rel = said.get("rel", "alternate").lower()
    kind = said.get("type", "application/atom+xml" if rel == "self" else "text/html").lower()
    address = _plain_address(said["href"])
    links.append({"rel": rel, "type": kind, "href": address})
    if rel == "alternate" and _TYPES.get(kind, kind) in _HTML:
        draft.fields["link"] = address


def _enclosure(draft: Draft, element: Element) -> None:
    said = {name.lower(): value for name, value in element.attrib.items()}
    if len(element) or not said.keys() <= {"url", "type", "length"}:
        raise Odd
    kind = {"type": said["type"].lower()} if "type" in said else {}
    address = {"href": said["url"]} if said.get("url") else {}
    draft.fields.setdefault("links", []).append({"rel": "enclosure", **kind, **address})


def _licence(draft: Draft, element: Element) -> None:
    if len(element):
        raise Odd
    address = element.attrib.get(f"{RDF}resource")
    draft.fields.setdefault("links", []).append({"rel": "license", **({"href": address} if address else {})})


def _guid(draft: Draft, element: Element) -> None:
    said = {name.lower(): value for name, value in element.attrib.items()}
    if len(element) or not said.keys() <= {"ispermalink"}:
        raise Odd
    draft.fields["id"] = text = text_of(element)
    if said.get("ispermalink", "true") == "true":
        draft.fields.setdefault("link", _plain_address(text))


def _description(draft: Draft, element: Element) -> None:
    if "summary" in draft.fields and not draft.has_content:
        _content(draft, element)
    else:
        draft.fields["summary"] = typed(element)[0]


def _abstract(draft: Draft, element: Element) -> None:
    draft.fields["summary"] = typed(element)[0]


def _content(draft: Draft, element: Element) -> None:
    text, _ = typed(element)
    draft.has_content = True
    draft.fields.setdefault("content", []).append({"value": text})
    draft.fields.setdefault("summary", text)


def _rights(draft: Draft, element: Element) -> None:
    draft.fields["rights"] = typed(element)[0]


def author(draft: Draft, element: Element) -> None:
    """Add an author, a name alone or a person with a name."""
    if not len(element):
        name = bare(element)
        if "@" in name:  # feedparser takes the address out
            raise Odd
        draft.fields.setdefault("authors", []).append({"name": name} if name else {})
        return
    named = element.findall(f"{ATOM}name")
    if len(named) != 1 or element.attrib or (element.text or "").strip():
        raise Odd
    for child in element:
        if len(child) or child.attrib or (child.tail or "").strip() or child.tag not in _OF_A_PERSON:
            raise Odd
    draft.fields.setdefault("authors", []).append({"name": (named[0].text or "").strip()})


_OF_A_PERSON: Final = frozenset(
    {f"{ATOM}name", f"{ATOM}uri", f"{ATOM}email", "{http://arxiv.org/schemas/atom}affiliation"}
)


def _category(draft: Draft, element: Element) -> None:
    said = {name.lower(): value for name, value in element.attrib.items()}
    if len(element) or not said.keys() <= {"term", "scheme", "domain", "label"}:
        raise Odd
    tags: list[dict[str, str | None]] = draft.fields.setdefault("tags", [])
    _add_tag(tags, said.get("term"), said.get("scheme", said.get("domain")), said.get("label"))
    if value := text_of(element):
        if tags and not tags[-1]["term"]:
            tags[-1]["term"] = value
        else:
            _add_tag(tags, value, None, None)


def _add_tag(tags: list[dict[str, str | None]], term: str | None, scheme: str | None, label: str | None) -> None:
    tag = {"term": term, "scheme": scheme, "label": label}
    if (term or scheme or label) and tag not in tags:
        tags.append(tag)


def _date(key: str) -> Callable[[Draft, Element], None]:
    def read(draft: Draft, element: Element) -> None:
        text = bare(element)
        if text and day_of(text) is None:  # feedparser knows more forms of dates
            raise Odd
        draft.fields[key] = text

    return read


def _unused(_draft: Draft, element: Element) -> None:
    """Pass over what no paper is made of."""
    if len(element):
        raise Odd


_READERS: Final[dict[str, Callable[[Draft, Element], None]]] = {
    **dict.fromkeys(("title", "dc_title"), title),
    **dict.fromkeys(("guid", "id"), _guid),
    **dict.fromkeys(("description", "dc_description", "summary"), _description),
    **dict.fromkeys(("content", "content_encoded"), _content),
    **dict.fromkeys(("rights", "copyright", "dc_rights"), _rights),
    **dict.fromkeys(("author", "dc_creator", "dc_author"), author),
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
