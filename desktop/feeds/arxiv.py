"""arXiv's calendar and addresses: when it announces what was submitted when, and where to ask for it again.

The calendar is arXiv's published availability schedule (https://info.arxiv.org/help/availability.html, all times US
Eastern): what is submitted by 14:00 is announced at 20:00 on Sunday to Thursday, and the feeds carry the date of the
midnight that follows, Monday to Friday. Holidays shift it; arXiv announces them by hand, so they are not known here.

    submitted                 announced       day of the feed
    Thu 14:00 - Fri 14:00     Sunday          Monday
    Fri 14:00 - Mon 14:00     Monday          Tuesday
    Mon 14:00 - Tue 14:00     Tuesday         Wednesday
    Tue 14:00 - Wed 14:00     Wednesday       Thursday
    Wed 14:00 - Thu 14:00     Thursday        Friday
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from desktop.feeds.fields import eastern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.feeds.answer import Answer

API: Final = "https://export.arxiv.org/api/query"

PAGE: Final = 500
"""Papers in one answer of a backfill: few answers, and none that the service takes long over."""

_CUT_OFF = time(14)
_SURELY_THERE = time(4)  # listings are built at midnight; some came hours late
_HOSTS = frozenset({"rss.arxiv.org", "export.arxiv.org", "arxiv.org", "www.arxiv.org"})
_LISTING_PATH = re.compile(r"/(?:rss|atom)/([A-Za-z+.-]+)/?$")
# Archives with subjects below them; the others are categories themselves.
_ARCHIVES = re.compile(r"astro-ph|cond-mat|cs|econ|eess|math|nlin|physics|q-bio|q-fin|stat")
_MONDAY, _FRIDAY = 0, 4


def announcement_day(submitted: datetime) -> date:
    """Give the day under which the feeds announce what was submitted at that aware moment."""
    local = submitted.astimezone(eastern())
    closes = local.date() if local.time() < _CUT_OFF else local.date() + timedelta(days=1)
    while closes.weekday() > _FRIDAY:
        closes += timedelta(days=1)
    return closes + timedelta(days=3 if closes.weekday() == _FRIDAY else 1)


def submission_window(day: date) -> tuple[datetime, datetime]:
    """Give from when (with it) until when (without it) papers announced on `day` were submitted, in UTC.

    Raises:
        ValueError: nothing is announced on a Saturday or Sunday.
    """
    if not announces(day):
        raise ValueError(f"no announcements on {day:%A}s: {day}")
    closes = day - timedelta(days=3 if day.weekday() == _MONDAY else 1)
    opens = closes - timedelta(days=3 if closes.weekday() == _MONDAY else 1)
    return _cut_off(opens), _cut_off(closes)


def _cut_off(day: date) -> datetime:
    return datetime.combine(day, _CUT_OFF, eastern()).astimezone(UTC)


def overdue(listed: date, now: datetime) -> bool:
    """Say whether a listing of the day `listed` should have been followed by another: not so on holidays, alas."""
    local = now.astimezone(eastern())
    return local.weekday() <= _FRIDAY and local.time() >= _SURELY_THERE and listed < local.date()


def announces(day: date) -> bool:
    """Say whether there are announcements on such a day of the week."""
    return day.weekday() <= _FRIDAY


def previous_days(day: date, count: int) -> list[date]:
    """Give the `count` announcement days before `day`, newest first."""
    days: list[date] = []
    while len(days) < count:
        day -= timedelta(days=1)
        if announces(day):
            days.append(day)
    return days


def days_between(one: date, other: date) -> int:
    """Give how many announcement days lie between two days, both left out."""
    return sum(announces(one + timedelta(days=ahead)) for ahead in range(1, min((other - one).days, 100)))


def category(url: str) -> str:
    """Give what a listing's address lists, as arXiv writes it ("cs.AI", "cs.AI+q-bio.NC", "math"), or ''."""
    found = _LISTING_PATH.search(urlsplit(url).path)
    return "+".join(_as_written(each) for each in found[1].split("+") if each) if found else ""


def _as_written(asked: str) -> str:
    """Give a category in arXiv's own case: the feeds take any, the API only this."""
    archive, dot, subject = asked.partition(".")
    return f"{archive.lower()}{dot}{subject.upper() if len(subject) == 2 else subject.lower()}"


def api_address(feed_url: str) -> str:
    """Give the API beside a feed: arXiv's own for its hosts, else that of the same server."""
    parts = urlsplit(feed_url)
    if parts.hostname in _HOSTS:
        return API
    return urlunsplit((parts.scheme, parts.netloc, "/api/query", "", ""))


def backfill_address(feed_url: str, listed: str, day: date, start: int = 0) -> str:
    """Give the address of one page of the papers that were new in a category on the announcement day `day`.

    `listed` is what `category` gave, `start` counts papers from 0; a page holds `PAGE`. Replacements are not among
    them. Raises ValueError as `submission_window` does.
    """
    opens, closes = submission_window(day)
    # The range takes in its ends, to the minute.
    window = f"[{opens:%Y%m%d%H%M} TO {closes - timedelta(minutes=1):%Y%m%d%H%M}]"
    query = {
        "search_query": f"({_any_of(listed)}) AND submittedDate:{window}",
        "start": str(start),
        "max_results": str(PAGE),
        "sortBy": "submittedDate",
        "sortOrder": "ascending",
    }
    return f"{api_address(feed_url)}?{urlencode(query)}"


def next_start(start: int, answer: Answer) -> int | None:
    """Give where the page after this one starts, None after the last; the API sometimes sends an empty page."""
    return start + len(answer.incoming) + answer.skipped if answer.truncated and answer.incoming else None


def _any_of(categories: str) -> str:
    """Write "cs.AI+math" as the API's query."""
    asked = [_as_written(each) for each in categories.split("+") if each]
    return " OR ".join(f"cat:{each}.*" if _ARCHIVES.fullmatch(each) else f"cat:{each}" for each in asked)


def ids_address(api_base: str, ids: Sequence[str]) -> str:
    """Give the address at which the API tells about these arXiv ids; those that do not exist are missing there."""
    return f"{api_base}?{urlencode({'id_list': ','.join(ids), 'max_results': str(len(ids))}, safe=',/')}"
