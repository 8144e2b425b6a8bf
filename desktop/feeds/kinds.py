"""What an address says about the feed behind it, before anybody has asked it: by its path, never by its host."""

import re
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from storage import FeedKind

_ARXIV: Final = re.compile(r"/(rss|atom)/[a-z-]+(\.[A-Za-z-]+)?(\+[a-z-]+(\.[A-Za-z-]+)?)*/?", re.IGNORECASE)


_PREPRINTS: Final = re.compile(r"/(?:bio|med)rxiv_xml\.php", re.IGNORECASE)  # the latest 30 of a subject


def kind_of(url: str) -> FeedKind:
    """Give how a feed at this address is read; an answer may say otherwise later."""
    path = urlsplit(url).path
    if path.rstrip("/").endswith("/api/daily_papers"):
        return "daily_papers"
    return "arxiv" if _ARXIV.fullmatch(path) else "feed"


def own_rhythm(url: str) -> timedelta | None:
    """Give how often a source of this address is known to list anew; None where that is to be found out."""
    return timedelta(hours=6) if _PREPRINTS.fullmatch(urlsplit(url).path) else None


def cleaned_address(text: str) -> str:
    """Give an address that can be fetched, as the reader typed it; empty if it is none.

    Nothing is added or put in another order: a server may mean every character.
    """
    text = text.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return ""
    fine = parts.scheme in {"http", "https"} and parts.hostname and port != 0
    return text if fine and not re.search(r"[\s\x00-\x1f\x7f]", text) else ""


def page_of(url: str, kind: FeedKind) -> str:
    """Give the page for people that belongs to a feed: its list on the same site, else the site; empty for none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    site = f"{parts.scheme}://{parts.netloc}"
    if kind == "daily_papers":
        page = f"{site}/papers"
    elif kind == "arxiv":
        category = parts.path.rstrip("/").rpartition("/")[2].partition("+")[0]
        page = f"{parts.scheme}://{parts.netloc.removeprefix('rss.')}/list/{category}/recent"
    else:
        page = f"{site}/"
    return cleaned_address(page)
