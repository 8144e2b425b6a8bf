"""OPML subscription lists (http://opml.org/spec2.opml): the feeds and folders in them, and lists of our own."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final
from xml.etree import ElementTree as ET  # writes only
from xml.parsers import expat

from storage import Feed

MOST: Final = 10_000
"""Feeds that one list may hold; a longer one is cut off."""

_NAME: Final = 200
_DEEPEST: Final = 10
_ODD_AMPERSAND: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9A-Fa-f]+);)")


class NotOpml(Exception):
    """The file holds no outline of feeds."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed in a list: its address, what the reader calls it there, and its folder, levels parted by slashes."""

    url: str
    name: str = ""
    folder: str = ""


def addresses(data: bytes) -> list[str]:
    """Give the addresses alone; errors as in `outlines`."""
    return [outline.url for outline in outlines(data)]


def outlines(data: bytes) -> list[Outline]:
    """Give the feeds of a list, in its order, without repeats: an address belongs to the first folder it is in.

    Programs have written bare ampersands and tags into attributes; such a list is read as well as it can be.

    Raises:
        NotOpml: it cannot be read, or names no feed.
    """
    reader = _Outlines()
    try:
        _read(data, reader)
    except expat.ExpatError as error:
        reader = _Outlines()
        try:
            reader.feed(_ODD_AMPERSAND.sub("&amp;", data.decode("utf-8", "replace")))
            reader.close()
        except AssertionError:  # what html.parser says of declarations that it does not know
            raise NotOpml(str(error)) from error
    if not reader.found:
        raise NotOpml
    return list(reader.found.values())


def written(feeds: Iterable[Feed], *, title: str) -> bytes:
    """Write a list that any reader of feeds can take: names and folders of the reader's, addresses without logins."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = _sound(title)
    body = ET.SubElement(root, "body")
    folders: dict[str, ET.Element] = {"": body}
    for feed in sorted(feeds, key=lambda feed: (feed.folder.casefold(), feed.id)):
        place = body
        path = ""
        for level in filter(None, feed.folder.split("/")):
            path += f"{level}/"
            if path not in folders:
                folders[path] = ET.SubElement(place, "outline", text=_sound(level), title=_sound(level))
            place = folders[path]
        name = _sound(feed.name or feed.title or feed.url)
        ET.SubElement(place, "outline", type="rss", text=name, title=name, xmlUrl=_sound(feed.url))
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _sound(text: str) -> str:
    """Leave out what XML cannot hold."""
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


class _Outlines(HTMLParser):
    """Collects feeds and the folders that they lie in; reads by itself what is no XML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Outline] = {}
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        """Note an outline: a feed, or a folder of some."""
        if tag.casefold() != "outline":
            return
        folded = {key.casefold(): value or "" for key, value in attrs}
        address = folded.get("xmlurl", "").strip()
        name = " ".join((folded.get("title") or folded.get("text") or "").split())[:_NAME]
        if address and len(self.found) < MOST:
            folder = "/".join(filter(None, self._within[:_DEEPEST]))
            self.found.setdefault(address, Outline(address, name, folder))
        self._within.append("" if address else name.replace("/", " "))

    def handle_endtag(self, tag: str) -> None:
        """Leave a folder."""
        if tag.casefold() == "outline" and self._within:
            self._within.pop()


def _read(data: bytes, outlines: _Outlines) -> None:
    """Read a list as the XML that it should be."""

    def refuse(*_entity: object) -> None:
        raise NotOpml  # an own entity in such a list is an attack

    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: outlines.handle_starttag(name, attributes.items())
    parser.EndElementHandler = outlines.handle_endtag
    parser.EntityDeclHandler = refuse
    parser.Parse(data, True)  # noqa: FBT003  the only way to say that this is all
