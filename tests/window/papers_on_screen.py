"""Entries for tests of what is on screen."""

from datetime import UTC, date, datetime

from storage import (
    Appearance,
    Author,
    Entry,
    FeedId,
    Heat,
    Identifier,
    Link,
    Mark,
    Match,
    Paper,
    PaperId,
    Quote,
    RuleId,
)

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)
FEEDS = {FeedId(1): "Daily Papers", FeedId(2): "arXiv cs.LG"}
RULES = {RuleId(1): "state space"}
TITLE = "Selective attention in small state space models"
ABSTRACT = "We study state space models that select. " * 12

HOT = Heat(score=3.0, share=0.99, votes=128, gained=31, hours=24.2, projected=180.0, presence=3)


def match(*, title: str = TITLE, word: str = "state space") -> Match:
    start = title.index(word)
    return Match(RuleId(1), (word,), (("title", start, start + len(word)), ("abstract", 9, 20)))


def entry(
    number: int = 1,
    *,
    title: str = TITLE,
    abstract: str = ABSTRACT,
    authors: int = 2,
    mark: Mark | None = None,
    heat: Heat | None = None,
    matches: tuple[Match, ...] = (),
    quotes: tuple[Quote, ...] = (),
    links: tuple[Link, ...] = (),
    ids: tuple[Identifier, ...] = (Identifier("arxiv", "2606.00001"),),
    stars: int | None = None,
    updated_to: int | None = None,
    summary: str = "",
) -> Entry:
    return Entry(
        PaperId(number),
        Paper(
            title,
            tuple(Author(f"Author Number{place}") for place in range(1, authors + 1)),
            abstract,
            ids,
            date(2026, 6, 1),
            categories=("cs.LG",),
            links=links,
            summary=summary,
        ),
        mark or Mark(),
        Appearance(day=date(2026, 6, 2), votes=128, stars=stars),
        feeds=(FeedId(1), FeedId(2)),
        added=NOW,
        unread=True,
        updated_to=updated_to,
        heat=heat,
        matches=matches,
        quotes=quotes,
    )
