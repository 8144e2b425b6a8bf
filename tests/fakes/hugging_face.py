"""Hugging Face Daily Papers as its API answers: a plain JSON array, by day, week or month."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.fakes.feed_server import FeedServer
from tests.fakes.replies import Asked, Reply, page

PATH = "/api/daily_papers"
JSON = "application/json; charset=utf-8"

Item = Mapping[str, Any]


def serve_daily_papers(server: FeedServer, days: Mapping[date, Sequence[Item]], path: str = PATH) -> str:
    """Serve these days' items, whatever `days` holds at the time of the question, and give the bare address."""
    return server.serve(path, daily_papers(days))


def daily_papers(days: Mapping[date, Sequence[Item]]) -> Callable[[Asked], Reply]:
    """Answer with a day's items by votes, most first; without a day with those of the newest day that has any.

    `p` counts pages from 0, `limit` is 1 to 100 and 50 by default; `week` is YYYY-Www and `month` YYYY-MM. A day
    without a list is an empty array.
    """

    def handle(asked: Asked) -> Reply:
        try:
            limit, number = int(asked.query.get("limit", "50")), int(asked.query.get("p", "0"))
            wanted = _wanted(asked.query, days)
        except ValueError:
            return _refused("Invalid query")
        if not 1 <= limit <= 100 or number < 0:
            return _refused("limit must be between 1 and 100")
        items = [item for day in wanted for item in days.get(day, ())]
        items.sort(key=lambda item: -int(item["paper"]["upvotes"]))
        body = json.dumps(items[number * limit : (number + 1) * limit]).encode()
        return page(body, etag=f'W/"{hashlib.sha256(body).hexdigest()[:32]}"', content_type=JSON, coding="gzip")(asked)

    return handle


def _refused(text: str) -> Reply:
    return Reply(400, json.dumps({"error": text}).encode(), content_type=JSON)


def _wanted(query: Mapping[str, str], days: Mapping[date, Sequence[Item]]) -> list[date]:
    """Give the days that a question is about.

    Raises:
        ValueError: it is about no day that there could be.
    """
    if "date" in query:
        return [date.fromisoformat(query["date"])]
    if "week" in query:
        monday = datetime.strptime(query["week"] + "-1", "%G-W%V-%u").replace(tzinfo=UTC).date()
        return [monday + timedelta(days=one) for one in range(7)]
    if "month" in query:
        month = datetime.strptime(query["month"], "%Y-%m").replace(tzinfo=UTC)
        return [day for day in days if (day.year, day.month) == (month.year, month.month)]
    filled = [day for day, items in days.items() if items]
    return [max(filled)] if filled else []


def daily_paper(
    arxiv_id: str,
    title: str,
    *,
    day: date,
    votes: int = 0,
    comments: int = 0,
    authors: Sequence[str] = ("Ada Lovelace",),
    abstract: str = "We show something.",
    published: datetime | None = None,
    **more: object,
) -> dict[str, Any]:
    """Make an item of one day's list; `more` are fields of its paper that come late or never.

    Such as: ai_summary, ai_keywords, githubRepo, githubStars, projectPage, organization.
    """
    at = published or datetime(day.year, day.month, day.day, 4, tzinfo=UTC) - timedelta(days=1)
    paper = {
        "id": arxiv_id,
        "authors": [{"_id": _number(arxiv_id, name), "name": name, "hidden": False} for name in authors],
        "publishedAt": _stamp(at),
        "submittedOnDailyAt": f"{day}T00:00:00.000Z",
        "title": title,
        "summary": abstract,
        "upvotes": votes,
        "discussionId": _number(arxiv_id, "discussion"),
        **more,
    }
    item: dict[str, Any] = {
        "paper": paper,
        # Five hours early: that is how the service writes it, and the reason why nobody should read it.
        "publishedAt": _stamp(at - timedelta(hours=5)),
        "title": title,
        "summary": abstract,
        "thumbnail": f"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/{arxiv_id}.png",
        "numComments": comments,
        "isAuthorParticipating": False,
    }
    with suppress(KeyError):
        item["organization"] = more["organization"]
    return item


def _number(*parts: str) -> str:
    """Give 24 hexadecimal digits, as the service numbers things."""
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:24]


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
