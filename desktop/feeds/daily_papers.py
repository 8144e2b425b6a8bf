"""Hugging Face Daily Papers: the JSON of `api/daily_papers` to papers, and the addresses of its days."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

from desktop.feeds.answer import Answer, NotAFeed
from desktop.feeds.clean import NAME, TITLE, link, plain
from desktop.feeds.fields import Fields, count, day_of, inner, several, word, words
from desktop.feeds.kinds import kind_of
from desktop.feeds.people import named
from storage import Appearance, Identifier, Incoming, Link, Paper, identifiers, normalise_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from storage import FeedId

LIMIT: Final = 100
"""The most that the service gives in one answer, and what we always ask for."""

_DEFAULT_LIMIT = 50
_MOST_KEYWORDS = 30
# Until that day the outer `publishedAt` was the time of listing; since then it is the paper's own date less some hours.
_OUTER_DATE_CHANGED = date(2025, 3, 11)


def is_address(url: str) -> bool:
    """Say whether Daily Papers are to be had at an address; its host does not matter."""
    return kind_of(url) == "daily_papers"


def day_address(base_url: str, day: date | None = None) -> str:
    """Give the address of a day's list, or without a day that of the newest: the reader's own query with ours."""
    parts = urlsplit(base_url)
    ours = {"limit": str(LIMIT)} | ({"date": day.isoformat()} if day else {})
    replaced = ours.keys() | ({"week", "month"} if day else set())
    typed = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in replaced]
    return urlunsplit(parts._replace(query=urlencode([*typed, *ours.items()])))


def base_address(asked: str) -> str:
    """Give the address of the list as a whole, of one that `day_address` made without a day."""
    parts = urlsplit(asked)
    typed = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "limit"]
    return urlunsplit(parts._replace(query=urlencode(typed)))


def list_days(latest: date, count: int) -> list[date]:
    """Give the `count` days that have a list, Monday to Friday, back from `latest` and with it, newest first."""
    days: list[date] = []
    while len(days) < count:
        if latest.weekday() < 5:
            days.append(latest)
        latest -= timedelta(days=1)
    return days


def daily_papers(items: Sequence[object], *, url: str, feed: FeedId, now: datetime, day: date | None = None) -> Answer:
    """Read the items of one answer; `day` is the one that was asked for.

    An item that cannot be read is skipped and counted; where none can, the answer is refused as a whole. Papers are
    ranked by votes within their day; where votes are equal, in the order given.

    Raises:
        NotAFeed: not one of the items is a paper.
    """
    day = day or _asked_day(url)
    found = [one for one in (_incoming(item, feed, day, now.date()) for item in items) if one]
    if items and not found:
        raise NotAFeed("odd_json", (("text", plain(str(items[0])[:NAME], NAME)),))
    return Answer(
        "daily_papers",
        title="Hugging Face Daily Papers",
        incoming=tuple(_ranked(found)),
        day=day or _only_day(found),
        total=len(items),
        skipped=len(items) - len(found),
        truncated=len(items) >= _asked_limit(url),
    )


def _asked_day(url: str) -> date | None:
    """Give the day that an address asks for."""
    return day_of("".join(parse_qs(urlsplit(url).query).get("date", [])[-1:]))


def _asked_limit(url: str) -> int:
    """Give the number of items at which the service cuts the answer of this address."""
    asked = "".join(parse_qs(urlsplit(url).query).get("limit", [])[-1:])
    return max(1, min(int(asked), LIMIT)) if asked.isascii() and asked.isdigit() else _DEFAULT_LIMIT


def _only_day(found: Iterable[Incoming]) -> date | None:
    """Give the day that all papers share."""
    days = {one.appearance.day for one in found}
    return days.pop() if len(days) == 1 else None


def _ranked(found: list[Incoming]) -> Iterable[Incoming]:
    """Number the papers of each day by votes, and give them in the order in which they came."""
    by_votes = sorted(range(len(found)), key=lambda at: -(found[at].appearance.votes or 0))
    seen: Counter[date] = Counter()
    ranks: dict[int, int] = {}
    for at in by_votes:
        listed = found[at].appearance.day
        seen[listed] += 1
        ranks[at] = seen[listed]
    for at, one in enumerate(found):
        shown = one.appearance
        yield Incoming(
            one.paper,
            Appearance(shown.day, rank=ranks[at], votes=shown.votes, comments=shown.comments, stars=shown.stars),
        )


def _incoming(item: object, feed: FeedId, asked: date | None, today: date) -> Incoming | None:
    """Read one item, or give None where it names no paper."""
    if not isinstance(item, dict) or not isinstance(item.get("paper"), dict):
        return None
    outer: Fields = item
    paper: Fields = item["paper"]
    own_id = word(paper, "id").strip()
    title = plain(word(paper, "title") or word(outer, "title"), TITLE)
    if not own_id or not title:
        return None
    return Incoming(
        _paper(outer, paper, _identity(own_id, feed), title),
        Appearance(
            _listed_on(outer, paper, asked, today),
            votes=count(paper, "upvotes"),
            comments=count(outer, "numComments"),
            stars=count(paper, "githubStars"),
        ),
    )


def _identity(own_id: str, feed: FeedId) -> Identifier:
    """Give the identifier: arXiv's so far, but a paper from elsewhere must not be lost."""
    known = normalise_id("arxiv", own_id) or next(iter(identifiers(own_id)), None)
    return known or Identifier("guid", f"{feed} {plain(own_id, NAME)}")


def _listed_on(outer: Fields, paper: Fields, asked: date | None, today: date) -> date:
    """Give the day of the list: as the paper says, as was asked, as the outer date once meant, else today."""
    said = day_of(word(paper, "submittedOnDailyAt"))
    # A day that is far ahead would be the newest for years, and hide all that come.
    listed = said if said and said <= today + timedelta(days=1) else asked
    if listed:
        return listed
    once = day_of(word(outer, "publishedAt"))
    return once if once and once < _OUTER_DATE_CHANGED else today


def _paper(outer: Fields, paper: Fields, own: Identifier, title: str) -> Paper:
    """Gather what the listing says; anything but id and title may be missing and come at a later poll."""
    visible = [author for author in several(paper, "authors") if author.get("hidden") is not True]
    return Paper(
        title=title,
        authors=named(word(author, "name") for author in visible),
        abstract=plain(word(paper, "summary") or word(outer, "summary")),
        ids=(own,),
        published=day_of(word(paper, "publishedAt")),
        links=tuple(_links(paper, own)),
        summary=plain(word(paper, "ai_summary")),
        keywords=tuple(dict.fromkeys(filter(None, (plain(each, NAME) for each in words(paper, "ai_keywords")))))[
            :_MOST_KEYWORDS
        ],
        organisation=_organisation(outer, paper),
        thumbnail=link(word(outer, "thumbnail")),
        authority=1,
    )


def _organisation(outer: Fields, paper: Fields) -> str:
    """Give the organisation's full name; the field moved and was renamed in autumn 2025."""
    for place in (inner(paper, "organization"), inner(outer, "organization"), inner(outer, "submitterOrganization")):
        if name := plain(word(place, "fullname", "name"), NAME):
            return name
    return ""


def _links(paper: Fields, own: Identifier) -> Iterable[Link]:
    """Give where the paper, its talk, its code and its page are to be found."""
    if own.scheme == "arxiv":
        yield Link("abstract", f"https://arxiv.org/abs/{own.value}")
        yield Link("pdf", f"https://arxiv.org/pdf/{own.value}")
        yield Link("discussion", f"https://huggingface.co/papers/{own.value}")
    if code := link(word(paper, "githubRepo")):
        yield Link("code", code)
    if project := link(word(paper, "projectPage")):
        yield Link("project", project)
