"""The servers that Papertray knows by itself; the environment can put others in their place (a mirror, a test)."""

import os
from dataclasses import dataclass
from typing import Final

from desktop.settings import Settings
from storage import FeedKind

HF_DAYS: Final = 14
"""Days of Daily Papers that a first check goes back."""

ARXIV_DAYS: Final = 5
"""Announcement days of an arXiv listing that a first check goes back, its own included."""


CROSSREF: Final = "https://api.crossref.org"


@dataclass(frozen=True, slots=True)
class Origins:
    """Where to ask: scheme and host, without a slash at the end."""

    hf: str
    arxiv_feeds: str
    arxiv_api: str
    crossref: str


@dataclass(frozen=True, slots=True)
class UsualFeed:
    """A feed of a first start, and how many announcement days of it to go back."""

    url: str
    kind: FeedKind
    backfill: int


def origins(chosen: Settings | None = None) -> Origins:
    """Give what PAPERTRAY_HF, PAPERTRAY_ARXIV_FEEDS, PAPERTRAY_ARXIV_API, PAPERTRAY_CROSSREF say, else the chosen."""
    chosen = chosen or Settings()
    return Origins(
        hf=_origin("PAPERTRAY_HF", chosen.hf_address),
        arxiv_feeds=_origin("PAPERTRAY_ARXIV_FEEDS", chosen.arxiv_feeds_address),
        arxiv_api=_origin("PAPERTRAY_ARXIV_API", chosen.arxiv_api_address),
        crossref=_origin("PAPERTRAY_CROSSREF", CROSSREF),
    )


def _origin(name: str, otherwise: str) -> str:
    return (os.environ.get(name) or otherwise).rstrip("/")


def usual_feeds(known: Origins) -> tuple[UsualFeed, ...]:
    """Give the feeds of a first start."""
    return (
        UsualFeed(f"{known.hf}/api/daily_papers", "daily_papers", HF_DAYS),
        UsualFeed(f"{known.arxiv_feeds}/rss/cs.LG", "arxiv", ARXIV_DAYS),
    )
