"""The servers that Papertray knows by itself; the environment can put others in their place (a mirror, a test)."""

import os
from dataclasses import dataclass
from typing import Final

from storage import FeedKind

HF_DAYS: Final = 14
"""Days of Daily Papers that a first check goes back."""

ARXIV_DAYS: Final = 5
"""Announcement days of an arXiv listing that a first check goes back, its own included."""


@dataclass(frozen=True, slots=True)
class Origins:
    """Where to ask: scheme and host, without a slash at the end."""

    hf: str = "https://huggingface.co"
    arxiv_feeds: str = "https://rss.arxiv.org"
    arxiv_api: str = "https://export.arxiv.org"
    crossref: str = "https://api.crossref.org"


@dataclass(frozen=True, slots=True)
class UsualFeed:
    """A feed of a first start, and how many announcement days of it to go back."""

    url: str
    kind: FeedKind
    backfill: int


def origins() -> Origins:
    """Give the servers: PAPERTRAY_HF, PAPERTRAY_ARXIV_FEEDS, PAPERTRAY_ARXIV_API, PAPERTRAY_CROSSREF, else the real."""
    real = Origins()
    return Origins(
        hf=_origin("PAPERTRAY_HF", real.hf),
        arxiv_feeds=_origin("PAPERTRAY_ARXIV_FEEDS", real.arxiv_feeds),
        arxiv_api=_origin("PAPERTRAY_ARXIV_API", real.arxiv_api),
        crossref=_origin("PAPERTRAY_CROSSREF", real.crossref),
    )


def _origin(name: str, otherwise: str) -> str:
    return (os.environ.get(name) or otherwise).rstrip("/")


def usual_feeds(known: Origins) -> tuple[UsualFeed, ...]:
    """Give the feeds of a first start."""
    return (
        UsualFeed(f"{known.hf}/api/daily_papers", "daily_papers", HF_DAYS),
        UsualFeed(f"{known.arxiv_feeds}/rss/cs.LG", "arxiv", ARXIV_DAYS),
    )
