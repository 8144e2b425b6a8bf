"""Papers, feeds and libraries for tests, made in one line where the test says only what matters."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from desktop.feeds import plan
from storage import (
    Announcement,
    Appearance,
    Author,
    Changes,
    Feed,
    Identifier,
    Incoming,
    Intake,
    Library,
    LiveFile,
    LiveId,
    Paper,
    PaperId,
)

TUESDAY = date(2026, 6, 2)


def paper(
    title: str = "Selective attention in small state space models",
    *,
    arxiv: str = "",
    doi: str = "",
    guid: str = "",
    authors: Sequence[str] = ("Ada Marot", "Ben Okoye"),
    abstract: str = "We study attention that selects.",
    published: date | None = TUESDAY,
    version: int | None = None,
    categories: tuple[str, ...] = ("cs.LG",),
    authority: int = 3,
) -> Paper:
    ids = [Identifier("arxiv", arxiv), Identifier("doi", doi), Identifier("guid", guid)]
    return Paper(
        title=title,
        authors=tuple(Author(name) for name in authors),
        abstract=abstract,
        ids=tuple(identifier for identifier in ids if identifier.value),
        published=published,
        version=version,
        categories=categories,
        authority=authority,
    )


def live_file(path: Path, **others: Any) -> LiveFile:
    """A live file as the reader asks for one: BibTeX that follows the stars unless told otherwise."""
    asked: dict[str, Any] = {"list": "starred", "text": "", "search": None, "flavour": "bibtex"}
    return LiveFile(id=LiveId(0), path=str(path), **(asked | others))


def incoming(
    said: Paper,
    *,
    day: date = TUESDAY,
    rank: int = 1,
    votes: int | None = None,
    comments: int | None = None,
    stars: int | None = None,
    announced: Announcement | None = None,
) -> Incoming:
    return Incoming(
        said,
        Appearance(
            day=day, rank=rank, votes=votes, comments=comments, stars=stars, announced=announced, version=said.version
        ),
    )


def arrive(
    intake: Intake, feed: Feed, *batch: Incoming, quiet: bool = False, newest: date | None = None
) -> list[Changes]:
    """Let papers arrive as a poll does: known, decided, stored."""
    rules = intake.rules()
    changes = []
    for some in plan.batches(batch):
        papers = [one.paper for one in some]
        known = intake.known(papers, feed.id)
        fired = plan.fired(intake.matches, rules, papers, known, feed)
        arrivals = plan.decide(some, known, fired, feed, newest=newest, quiet=quiet)
        changes.append(intake.store(feed.id, arrivals))
    return changes


def only(library: Library) -> PaperId:
    """Give the number of the one paper there is."""
    entries = library.entries("all")
    assert len(entries) == 1
    return entries[0].id
