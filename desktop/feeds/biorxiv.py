"""Answers of bioRxiv's and medRxiv's API (https://api.biorxiv.org): preprints of some days, a hundred a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop.feeds.answer import Answer
from desktop.feeds.clean import NAME, TITLE, plain
from desktop.feeds.fields import Fields, day_of, several, word
from desktop.feeds.people import listed
from storage import Appearance, Incoming, Link, Paper, normalise_id

if TYPE_CHECKING:
    from datetime import date

_PAGE: Final = 100
_COUNT: Final = re.compile(r"\d{1,9}")


def is_biorxiv(value: Fields) -> bool:
    """Say whether a JSON object is such an answer: messages, and preprints with a DOI."""
    lists = isinstance(value.get("messages"), list) and isinstance(value.get("collection"), list)
    return lists and all(word(item, "doi") for item in several(value, "collection"))


def biorxiv(value: Fields, *, today: date, most: int) -> Answer:
    """Read the preprints of a page; one of which there is a newer version stands there once for each."""
    items = several(value, "collection")
    papers = [one for rank, item in enumerate(items[:most], 1) if (one := _incoming(item, today, rank))]
    said = [word(message, "total") or str(message.get("total", "")) for message in several(value, "messages")]
    total = max([len(items), *(int(text) for text in said if _COUNT.fullmatch(text))])
    server = next((word(item, "server") for item in items if word(item, "server")), "bioRxiv")
    return Answer(
        "feed",
        title=plain(server, NAME),
        incoming=tuple(papers),
        total=total,
        skipped=min(len(items), most) - len(papers),
        truncated=len(items) > most or (len(items) == _PAGE and total > _PAGE),
    )


def _incoming(item: Fields, today: date, rank: int) -> Incoming | None:
    doi = normalise_id("doi", word(item, "doi").strip())
    title = plain(word(item, "title"), TITLE)
    if doi is None or not title:
        return None
    version = word(item, "version").strip()
    journal = normalise_id("doi", word(item, "published").strip())  # "NA" where no journal has it yet
    category = plain(word(item, "category"), NAME)
    paper = Paper(
        title=title,
        authors=listed(plain(word(item, "authors"))),
        abstract=plain(word(item, "abstract")),
        ids=(doi,),
        published=day_of(word(item, "date")),
        version=int(version) if _COUNT.fullmatch(version) else None,
        categories=(category,) if category else (),
        links=(Link("page", f"https://doi.org/{doi.value}"),),
        comment=f"doi:{journal.value}" if journal and journal != doi else "",
        authority=3,
    )
    return Incoming(paper, Appearance(today, rank=rank, version=paper.version))
