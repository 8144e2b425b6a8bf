"""What a page says about itself in JSON-LD, as the meta names that the rest of recognition reads."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

_SCHOLARLY: Final = frozenset({"scholarlyarticle", "medicalscholarlyarticle", "report", "techarticle", "thesis"})
_WRITTEN: Final = _SCHOLARLY | {"article", "newsarticle", "blogposting", "creativework", "book", "chapter", "webpage"}
_DEEPEST: Final = 6
_MOST: Final = 500


def told(blocks: Iterable[str]) -> tuple[dict[str, list[str]], bool]:
    """Give title, authors and so on of the first work that is described, and whether it is a scholarly one."""
    works = [work for block in blocks for work in _works(_read(block), 0)][:_MOST]
    works.sort(key=lambda work: not _kinds(work) & _SCHOLARLY)
    for work in works:
        if _kinds(work) & _WRITTEN and (found := _fields(work)).get("title"):
            return found, bool(_kinds(work) & _SCHOLARLY)
    return {}, False


def _read(block: str) -> object:
    try:
        return json.loads(block)
    except (ValueError, RecursionError):
        return None


def _works(value: object, depth: int) -> Iterator[Mapping[str, object]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value[:_MOST]:
            yield from _works(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement"):
            if isinstance(value.get(name), list | dict):
                yield from _works(value[name], depth + 1)


def _kinds(work: Mapping[str, object]) -> set[str]:
    return {kind.rpartition("/")[2].lower() for kind in _strings(work.get("@type"))}


def _fields(work: Mapping[str, object]) -> dict[str, list[str]]:
    part_of = work.get("isPartOf")
    found = {
        "title": _strings(work.get("headline")) or _strings(work.get("name")),
        "author": _strings(work.get("author")) or _strings(work.get("creator")),
        "date": _strings(work.get("datePublished")) or _strings(work.get("dateCreated")),
        "description": _strings(work.get("abstract")) or _strings(work.get("description")),
        "journal": _strings(part_of[0] if isinstance(part_of, list) and part_of else part_of),
        "identifier": [
            *_strings(work.get("identifier"), "value"),
            *_strings(work.get("sameAs")),
            *_strings(work.get("@id")),
        ],
    }
    return {name: values for name, values in found.items() if values}


def _strings(value: object, key: str = "name") -> list[str]:
    """Give a text, a list of texts, or the names of things, whichever it is."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for one in value[:_MOST] if not isinstance(one, list) for text in _strings(one, key)]
    if isinstance(value, dict):
        named = value.get(key)
        if isinstance(named, str):
            return [named]
        parts = [value.get("givenName"), value.get("familyName")]
        return [" ".join(part for part in parts if isinstance(part, str))] if all(parts) else []
    return []
