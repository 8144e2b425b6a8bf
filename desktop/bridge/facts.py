"""What the extension saw of a page, as values: raw, bounded, and believed by nobody yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop.bridge.hostile import LONG, NAME, TITLE, URL, address, plain
from desktop.bridge.messages import Refused

MOST: Final = 200
"""Values of one name, names of one page, feeds of one page; more are passed over."""

_RAW: Final = 20_000  # characters of one value
_JSON: Final = 100_000


@dataclass(frozen=True, slots=True)
class Facts:
    """One page, or one link: all a link has is its address and its words.

    `url` is http or https. `meta` has its names in lower case, each with its values in the page's order. `feeds` are
    addresses with their titles, `json_ld` the texts of the page's blocks of that kind.
    """

    url: str
    canonical: str = ""
    title: str = ""
    content_type: str = ""
    meta: Mapping[str, list[str]] = field(default_factory=dict)
    json_ld: tuple[str, ...] = ()
    feeds: tuple[tuple[str, str], ...] = ()

    def first(self, *names: str) -> str:
        """Give the first value that is not empty, the names in order of trust."""
        return next((value for name in names for value in self.meta.get(name, ()) if value.strip()), "")

    def all(self, name: str) -> list[str]:
        """Give the values of one name."""
        return list(self.meta.get(name, ()))


def facts_of(value: object, field_: str = "page") -> Facts:
    """Read the facts of a page; what has another shape than it should is passed over.

    Raises:
        Refused: bad_field where there are none, not_a_page where the address is no web address.
    """
    if not isinstance(value, dict):
        raise Refused("bad_field", field=field_)
    page: dict[str, object] = value
    url = address(_text(page, "url", URL + 1))
    if not url:
        raise Refused("not_a_page", field=f"{field_}.url")
    return Facts(
        url=url,
        canonical=address(_text(page, "canonical", URL + 1), url),
        title=plain(_text(page, "title", _RAW), TITLE),
        content_type=_text(page, "contentType", NAME).partition(";")[0].strip().lower(),
        meta=dict(_meta(page.get("meta"))),
        json_ld=tuple(_texts(page.get("jsonLd"), _JSON))[:20],
        feeds=tuple(_feeds(page.get("feeds"), url)),
    )


def _text(page: Mapping[str, object], name: str, limit: int) -> str:
    value = page.get(name)
    return value[:limit] if isinstance(value, str) else ""


def _texts(value: object, limit: int = _RAW) -> list[str]:
    if isinstance(value, str):
        value = [value]
    return [one[:limit] for one in value[:MOST] if isinstance(one, str)] if isinstance(value, list) else []


def _meta(value: object) -> Iterator[tuple[str, list[str]]]:
    if isinstance(value, dict):
        for name, values in list(value.items())[:MOST]:
            if isinstance(name, str) and (found := _texts(values, LONG)):
                yield name[:NAME].strip().lower(), found


def _feeds(value: object, base: str) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for one in value[:50] if isinstance(value, list) else ():
        if isinstance(one, dict):
            url = address(_text(one, "url", URL + 1), base)
            if url and url not in seen:
                seen.add(url)
                yield url, plain(_text(one, "title", _RAW), NAME)
