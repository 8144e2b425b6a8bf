"""Papers and feeds as the extension is told of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from desktop.bridge.recognise import Recognised
from storage import Entry, Feed, Identifier, Paper, Rule

MOST_AUTHORS = 20
"""Names of one paper; `authors_more` says how many were left out."""


def paper_json(paper: Paper) -> dict[str, object]:
    """Tell what a paper is."""
    return {
        "title": paper.title,
        "authors": [author.name for author in paper.authors[:MOST_AUTHORS]],
        "authors_more": max(0, len(paper.authors) - MOST_AUTHORS),
        "ids": pairs(paper.ids),
        "version": paper.version,
        "published": paper.published.isoformat() if paper.published else None,
        "venue": paper.venue.name if paper.venue else "",
        "url": next((link.url for link in paper.links), ""),
    }


def recognised_json(found: Recognised) -> dict[str, object]:
    """Tell what a page is about."""
    return paper_json(found.paper) | {"work": found.is_work, "version": found.version}


def pairs(ids: Iterable[Identifier]) -> list[list[str]]:
    """Tell identifiers, without those that only the library understands."""
    return [[one.scheme, one.value] for one in ids if one.scheme != "guid"]


def entry_json(entry: Entry, feeds: Iterable[Feed] = (), rules: Iterable[Rule] = ()) -> dict[str, object]:
    """Tell a paper of the library with all that the reader said about it, and why it is there."""
    mark = entry.mark
    names = {feed.id: feed.name or feed.title or feed.url for feed in feeds if feed.kind != "by_hand"}
    fired = {rule.id: rule.text for rule in rules}
    return paper_json(entry.paper) | {
        "paper": entry.id,
        "added": _at(entry.added),
        "starred": _at(mark.starred),
        "later": _at(mark.later),
        "done": _at(mark.done),
        "dismissed": _at(mark.dismissed),
        "read": _at(mark.read),
        "tags": list(mark.tags),
        "note": mark.note,
        "quotes": [{"quote": one.id, "text": one.text, "place": one.place, "note": one.note} for one in entry.quotes],
        "feeds": [names[number] for number in entry.feeds if number in names],
        "rules": [fired[match.rule] for match in entry.matches if match.rule in fired],
    }


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def feeds_json(offered: Iterable[tuple[str, str]], followed: Mapping[str, Feed]) -> list[dict[str, object]]:
    """Tell the feeds that a page offers, and which of them are followed."""
    return [
        {"url": url, "title": title, "feed": followed[url].id if url in followed else None} for url, title in offered
    ]
