"""Web pages that came where a feed was expected: which feeds they name, and whether they want to see a person."""

from __future__ import annotations

import html
import re

from desktop.feeds.clean import NAME, TITLE, link, plain

_READ = 512 * 1024
_MOST_LINKS = 20
_PAGE = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_FEED = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
_LINK = re.compile(r"<(link|base)\b([^<>]*+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*+=\s*+(?>"([^"]*+)"|'([^']*+)'|([^\s"'<>]++))""")
_TITLE = re.compile(r"<title[^<>]*+>([^<]{0,1000}+)", re.IGNORECASE)
_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"})
_CHECK = re.compile(
    r"validate user|not a robot|are you (?:a )?(?:human|robot)|captcha|just a moment|checking your browser|"
    r"cf-chl|challenge-platform|unusual traffic|enable javascript and cookies",
    re.IGNORECASE,
)


def is_page(text: str) -> bool:
    """Say whether a body begins as a web page does and not as a feed."""
    head = text[:4096]
    page = _PAGE.search(head)
    feed = _FEED.search(head)
    return page is not None and (feed is None or page.start() < feed.start())


def wants_a_person(text: str) -> bool:
    """Say whether a page is a check against robots."""
    return _CHECK.search(text[:_READ]) is not None


def page_title(text: str) -> str:
    """Give a page's title, or ''."""
    found = _TITLE.search(text[:_READ])
    return plain(found[1], TITLE) if found else ""


def feeds_named(text: str, url: str) -> dict[str, str]:
    """Give the addresses of the feeds that a page names in its head, in its order, with their titles ('': none)."""
    base = url
    found: dict[str, str] = {}
    for tag in _LINK.finditer(text[:_READ]):
        values = {
            name.lower(): html.unescape(double or single or bare)
            for name, double, single, bare in _ATTRIBUTE.findall(tag[2])
        }
        if tag[1].lower() == "base":
            base = link(values.get("href", ""), url) or url
        elif "alternate" in values.get("rel", "").lower().split() and values.get("type", "").strip().lower() in _TYPES:
            found.setdefault(link(values.get("href", ""), base), plain(values.get("title", ""), NAME))
    found.pop("", None)
    return dict(list(found.items())[:_MOST_LINKS])
