"""What the search box offers while something is typed: fields, and the values that this library has for them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from desktop.language import _, ngettext
from desktop.window.search_words import FIELDS, STATES
from desktop.window.shelves import feed_name
from storage import Feed, SearchField, search_fields

if TYPE_CHECKING:
    from desktop.window.paper_table import PaperTable

MOST: Final = 9
"""Lines of an offer: as many as are read at a glance."""

_SHORTEST: Final = 2
"""Letters of a field before it is offered: one letter begins nearly every word."""

_IN_SIGHT: Final = 100
"""Papers whose authors are offered; the list has them at hand."""

_TOKEN: Final = re.compile(
    r'(?:^|(?<=[\s(\-]))(?:(?P<field>[A-Za-z]+):(?P<value>"[^"]*|[^\s()"]*)|(?P<word>[A-Za-z]+))$'
)
_PLAIN: Final = re.compile(r'[^\s()"“”„‟＂]+')


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to offer: tags with their papers, names of feeds, authors and subjects in sight, the day."""

    today: date
    tags: Sequence[tuple[str, int]] = ()
    feeds: Sequence[str] = ()
    authors: Sequence[str] = ()
    categories: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """One line: what it puts into the search, what is shown of it, and what it means."""

    puts: str
    shown: str
    means: str = ""


@dataclass(frozen=True, slots=True)
class Offering:
    """Offers for the part of the search from `start` to `end`."""

    start: int
    end: int
    offers: tuple[Offer, ...] = ()


def offering(text: str, cursor: int, known: Known) -> Offering:
    """Give what fits what stands before the cursor; without offers inside a word or a quotation."""
    none = Offering(cursor, cursor)
    if text[cursor : cursor + 1].strip(" )"):
        return none
    token = _TOKEN.search(text[:cursor])
    if token is None or text[: token.start()].count('"') % 2:
        return none
    if token["word"] is not None:
        found = _fields(token["word"].lower())
    else:
        found = _values(token["field"].lower(), token["value"].lstrip('"').casefold(), known)
    return Offering(token.start(), cursor, tuple(found))


def _fields(typed: str) -> list[Offer]:
    if len(typed) < _SHORTEST:
        return []
    return [
        Offer(f"{field.name}:", f"{field.name}:", _(FIELDS[field.name][0]))
        for field in search_fields()
        if any(name.startswith(typed) for name in (field.name, *field.also))
    ]


def _values(name: str, typed: str, known: Known) -> list[Offer]:
    field = next((one for one in search_fields() if name in {one.name, *one.also}), None)
    if field is None:
        return []
    fitting = [
        (value, means) for value, means in _known_values(field, known) if typed in value.casefold() and value != typed
    ]
    fitting.sort(key=lambda pair: not pair[0].casefold().startswith(typed))
    return [Offer(f"{name}:{_quoted(value)} ", value, means) for value, means in fitting[:MOST]]


def _known_values(field: SearchField, known: Known) -> Iterable[tuple[str, str]]:
    found: Iterable[tuple[str, str]] = [(value, _(STATES[value])) for value in field.values]
    match field.takes:
        case "tag":
            found = [(tag, _papers(count)) for tag, count in known.tags]
        case "feed":
            found = [(feed, "") for feed in known.feeds]
        case "day":
            found = _days(known.today)
        case "time":
            found = [(f">={day}", _("since: {words}").format(words=words)) for day, words in _days(known.today)]
        case "year":
            found = [(str(known.today.year - back), "") for back in range(5)]
        case "votes":
            found = [(f">{count}", "") for count in (10, 20, 50, 100)]
        case "heat":
            found = [(">0.9", _("the hottest tenth")), (">0.5", _("the hotter half"))]
        case "words":
            here = {"author": known.authors, "cat": known.categories}.get(field.name, ())
            found = [(value, "") for value in here]
        case "note" | "quote" | "key" | "is" | "has":
            pass
    return found


def _days(today: date) -> list[tuple[str, str]]:
    monday = today - timedelta(days=today.weekday())
    return [
        (today.isoformat(), _("today")),
        (monday.isoformat(), _("this week")),
        (today.strftime("%Y-%m"), _("this month")),
        (str(today.year), _("this year")),
        (str(today.year - 1), _("last year")),
    ]


def _papers(count: int) -> str:
    return ngettext("{count} paper", "{count} papers", count).format(count=f"{count:,}") if count else ""


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    return '"' + " ".join(value.replace('"', " ").split()) + '"'


def known_in_sight(table: "PaperTable", tags: Sequence[tuple[str, int]], feeds: Iterable[Feed], now: datetime) -> Known:
    """Gather what can be offered: of authors and subjects those of the papers that the list has shown near its top.

    It is gathered at every key, so nothing is read from the library for it.
    """
    papers = [entry.paper for row in range(min(table.row_count(), _IN_SIGHT)) if (entry := table.entry_known(row))]
    return Known(
        today=now.astimezone().date(),
        tags=tags,
        feeds=[feed_name(feed) for feed in feeds if feed.kind != "by_hand"],
        authors=list(dict.fromkeys(author.name for paper in papers for author in paper.authors)),
        categories=list(dict.fromkeys(category for paper in papers for category in paper.categories)),
    )
