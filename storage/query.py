"""A search as the reader types it, read into a tree and printed back; knows nothing of tables.

state space OR mamba                words; all of them unless OR stands between; AND binds closer than OR
"state space"                       a phrase
-survey, NOT survey                 without
(a OR b) c                          groups
title: abs: author: cat:            words or phrases of one part: author:"yann lecun", title:(a OR b)
tag: feed: note:                    the reader's tags (with those below them), a feed by title or number, notes
is:starred later done dismissed read unread new
after: before: year:                2025, 2025-03 or 2025-03-14; after includes the day, before does not
votes:>20                           also >=, <, <=; a bare number is "at least"
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal, assert_never, get_args

from storage.asked import (
    EVERYTHING,
    After,
    And,
    Before,
    Filter,
    InFeed,
    Is,
    Not,
    Note,
    Or,
    Part,
    Phrase,
    Query,
    Sign,
    State,
    Tag,
    Votes,
    Word,
    Year,
)
from storage.errors import QueryError
from storage.fold import fold

__all__ = ["DEEPEST", "FIELDS", "LONGEST", "MOST", "Query", "field_aliases", "parse", "to_text"]

LONGEST: Final = 8_000
"""Characters of a search; a pasted abstract fits."""

MOST: Final = 256
"""Words and filters of a search: SQLite's own limits lie at a thousand."""

DEEPEST: Final = 20
"""Groups within groups."""


def parse(text: str) -> Query:
    """Read a search; one without any word or filter is EVERYTHING, signs alone are passed over.

    Raises:
        QueryError: `kind` is one of quote_open, group_open, group_closed, operator, no_value, field, state, day, year,
            votes, too_long, too_deep.
    """
    text = _SURROGATES.sub("\ufffd", text)  # SQLite takes none
    if len(text) > LONGEST:
        raise QueryError("too_long", text, LONGEST, len(text), value=str(LONGEST))
    return _Reader(text).whole()


def field_aliases() -> Iterable[tuple[str, str]]:
    """Give other spellings of fields, each with the name it stands for."""
    return _ALIASES.items()


def to_text(query: Query) -> str:
    """Print a query so that `parse` gives it back; words that the syntax would take for its own come as phrases."""
    return _either(query)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Literal["word", "phrase", "open", "close", "not", "and", "or", "end"]
    text: str
    start: int
    end: int
    field: str = ""


class _Reader:
    """Reads one text from left to right: alternatives of conjunctions of terms."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._token = next(self._tokens)
        self._terms = 0

    def whole(self) -> Query:
        query = self._either(None, 0)
        if self._token.kind == "close":
            raise self._error("group_closed", suggestion=self._without(self._token))
        return query or EVERYTHING

    def _either(self, part: Part | None, depth: int) -> Query | None:
        found = [self._all(part, depth)]
        while self._token.kind == "or":
            operator = self._next()
            self._operand(operator)
            found.append(self._all(part, depth))
        return _joined(Or, found)

    def _all(self, part: Part | None, depth: int) -> Query | None:
        found: list[Query | None] = []
        if self._token.kind in ("or", "and"):
            self._operand(self._token, before=True)
        while self._token.kind not in ("or", "close", "end"):
            if self._token.kind == "and":
                self._operand(self._next())
            found.append(self._term(part, depth))
        return _joined(And, found)

    def _term(self, part: Part | None, depth: int) -> Query | None:
        wanted = True
        while self._token.kind == "not":
            wanted = not wanted
            self._operand(self._next())
        found = self._group(part, depth) if self._token.kind == "open" else self._single(part)
        if found is None or wanted:
            return found
        return found.inner if isinstance(found, Not) else Not(found)

    def _group(self, part: Part | None, depth: int) -> Query | None:
        opened = self._next()
        if depth == DEEPEST:
            raise QueryError("too_deep", self._text, opened.start, opened.end, value=str(DEEPEST))
        found = self._either(_part(opened.field) or part, depth + 1)
        if self._token.kind != "close":
            raise QueryError("group_open", self._text, opened.start, len(self._text), suggestion=f"{self._text})")
        self._next()
        return found

    def _single(self, part: Part | None) -> Query | None:
        token = self._next()
        self._terms += 1
        if self._terms > MOST:
            raise QueryError("too_long", self._text, token.start, len(self._text), value=str(MOST))
        own = _part(token.field)
        if token.field and not own:
            return self._filter(token)
        if not fold(token.text):
            return None
        if token.kind == "phrase":
            return Phrase(token.text, own or part)
        if token.text.startswith("-"):  # --title:x is neither "not" nor a field
            return Phrase(token.text.lstrip("-"), own or part)
        return Word(token.text, own or part)

    def _filter(self, token: _Token) -> Query:
        kind, read = _FILTERS[token.field]
        found = read(token.text)
        if found is None:
            place = token.start + len(token.field) + 1
            near = _nearest(token.text.lower(), get_args(State)) if kind == "state" else ""
            suggestion = f"{self._text[:place]}{near}{self._text[token.end :]}" if near else ""
            raise QueryError(kind, self._text, place, token.end, suggestion=suggestion, value=token.text)
        return found

    def _operand(self, operator: _Token, *, before: bool = False) -> None:
        """See that something stands where an operator needs it."""
        if before or self._token.kind in ("or", "and", "close", "end"):
            raise QueryError(
                "operator",
                self._text,
                operator.start,
                operator.end,
                suggestion=self._without(operator),
                value=operator.text,
            )

    def _next(self) -> _Token:
        token = self._token
        self._token = next(self._tokens, token)
        return token

    def _error(self, kind: str, *, suggestion: str = "") -> QueryError:
        token = self._token
        return QueryError(kind, self._text, token.start, token.end, suggestion=suggestion, value=token.text)

    def _without(self, token: _Token) -> str:
        return " ".join((self._text[: token.start] + self._text[token.end :]).split())


def _part(field: str) -> Part | None:
    return next((part for part in get_args(Part) if part == field), None)


def _joined(kind: type[And] | type[Or], found: list[Query | None]) -> Query | None:
    """Put what was found into one node, without nodes of one kind within each other."""
    inner: list[Query] = []
    for query in found:
        if isinstance(query, kind):
            inner += query.inner
        elif query is not None:
            inner.append(query)
    return kind(tuple(inner)) if len(inner) > 1 else inner[0] if inner else None


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    while (start := _SPACE.match(text, place).end()) < len(text):  # type: ignore[union-attr]  # it always matches
        token = _field(text, start) or _plain(text, start, start)
        yield token
        place = token.end
    yield _Token("end", "", len(text), len(text))


def _field(text: str, start: int) -> _Token | None:
    """Read `field:value` where the field is one of ours; words with another colon are words."""
    named = _NAMED.match(text, start)
    if named is None:
        return None
    typed, place = named["name"].lower(), named.end()
    field = _ALIASES.get(typed, typed)
    empty = place == len(text) or text[place].isspace() or text[place] == ")"
    if field not in FIELDS:
        near = "" if empty else _nearest(typed, [name for name in FIELDS if len(name) > 2])
        if near:
            right = f"{text[:start]}{near}:{text[place:]}"
            raise QueryError("field", text, start, place - 1, suggestion=right, value=named["name"])
        return None
    if not empty:
        token = _plain(text, place, start)
        if token.text or (token.kind == "open" and _part(field)):
            return replace(token, kind="word" if token.kind in ("and", "or", "not") else token.kind, field=field)
    tight = f"{text[:place]}{text[place:].lstrip()}"
    useful = text[place : place + 1].isspace() and text[place:].lstrip()[:1] not in ("", ")")
    raise QueryError("no_value", text, start, place, suggestion=tight if useful else "", value=field)


def _plain(text: str, place: int, start: int) -> _Token:
    """Read what begins at `place` as a token that begins at `start`."""
    char = text[place]
    if char == "(":
        return _Token("open", "", start, place + 1)
    if char == ")":
        return _Token("close", char, start, place + 1)
    if char in _QUOTES:
        closing = _QUOTE.search(text, place + 1)
        if closing is None:
            raise QueryError("quote_open", text, place, len(text), suggestion=f'{text}"')
        return _Token("phrase", " ".join(text[place + 1 : closing.start()].split()), start, closing.end())
    if place == start and _MINUS.match(text, place):
        return _Token("not", char, start, place + 1)
    word = text[place : _WORD_END.search(text, place).start()]  # type: ignore[union-attr]  # it always matches
    return _Token(_OPERATORS.get(word, "word"), word, start, place + len(word))


def _nearest(typed: str, names: Iterable[str]) -> str:
    """Give the name that a slip of the fingers turned into `typed`, or nothing."""
    allowed = 2 if len(typed) > 4 else 1
    nearest = min(names, key=lambda name: _distance(typed, name))
    return nearest if len(typed) > 2 and _distance(typed, nearest) <= allowed else ""


def _distance(one: str, other: str) -> int:
    """Count the letters to change, add or drop between two short words (Levenshtein); far more means only "far"."""
    if abs(len(one) - len(other)) > 2:
        return 9
    row = list(range(len(other) + 1))
    for i, mine in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, yours in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (mine != yours))
    return row[-1]


def _state(text: str) -> Query | None:
    return next((Is(state) for state in get_args(State) if state == text.lower()), None)


def _day(text: str) -> date | None:
    found = _DATE.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1)) if found else None
    except ValueError:
        return None


def _after(text: str) -> Query | None:
    day = _day(text)
    return After(day) if day else None


def _before(text: str) -> Query | None:
    day = _day(text)
    return Before(day) if day else None


def _year(text: str) -> Query | None:
    return Year(int(text)) if _FOUR_DIGITS.fullmatch(text) else None


def _votes(text: str) -> Query | None:
    found = _VOTES.fullmatch(text)
    if found is None:
        return None
    return Votes(_SIGNS[found[1] or ">="], int(found[2]))


def _either(query: Query) -> str:
    return " OR ".join(map(_all, query.inner)) if isinstance(query, Or) else _all(query)


def _all(query: Query) -> str:
    return " ".join(map(_term, query.inner)) if isinstance(query, And) else _term(query)


def _term(query: Query) -> str:
    match query:
        case And() | Or():
            return f"({_either(query)})"
        case Not(inner=Not() as inner):
            return f"-({_term(inner)})"
        case Not(inner=inner):
            return f"-{_term(inner)}"
        case Word() | Phrase():
            return _text(query)
        case _:
            return _filter(query)


def _text(query: Word | Phrase) -> str:
    field = f"{query.part}:" if query.part else ""
    if isinstance(query, Word):
        try:
            if parse(field + query.text) == query:
                return field + query.text
        except QueryError:
            pass  # made by hand, not by the parser
    return field + _quoted(query.text)


def _filter(query: Filter) -> str:
    match query:
        case Is():
            return f"is:{query.state}"
        case Tag():
            return f"tag:{_value(query.name)}"
        case InFeed():
            return f"feed:{_value(query.name)}"
        case Note():
            return f"note:{_value(query.text)}"
        case After():
            return f"after:{query.day.isoformat()}"
        case Before():
            return f"before:{query.day.isoformat()}"
        case Year():
            return f"year:{query.year:04}"
        case Votes():
            return f"votes:{query.sign}{query.count}"
        case _:
            assert_never(query)


def _value(text: str) -> str:
    return text if _WORD.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    return f'"{" ".join(_QUOTE.sub(" ", text).split())}"'


_QUOTES: Final = '"“”„‟＂'
_QUOTE: Final = re.compile(f"[{_QUOTES}]")
_WORD: Final = re.compile(rf"[^\s(){_QUOTES}]+")
_WORD_END: Final = re.compile(rf"[\s(){_QUOTES}]|\Z")
_SPACE: Final = re.compile(r"\s*")
_MINUS: Final = re.compile(r"(?<![^\s(])-(?=[^\s)\-])")
_NAMED: Final = re.compile(r"(?P<name>[A-Za-z]{1,12}):")
_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_SIGNS: Final[dict[str, Sign]] = {sign: sign for sign in get_args(Sign)}
_FOUR_DIGITS: Final = re.compile(r"[0-9]{4}")
_VOTES: Final = re.compile(r"([<>]=?)?([0-9]{1,9})")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_OPERATORS: Final[dict[str, Literal["not", "and", "or"]]] = {"NOT": "not", "AND": "and", "OR": "or"}

# For each filter: how an unfit value is called, and how the value is read.
_FILTERS: Final[dict[str, tuple[str, Callable[[str], Query | None]]]] = {
    "tag": ("no_value", Tag),
    "feed": ("no_value", InFeed),
    "note": ("no_value", Note),
    "is": ("state", _state),
    "after": ("day", _after),
    "before": ("day", _before),
    "year": ("year", _year),
    "votes": ("votes", _votes),
}
FIELDS: Final = (*get_args(Part), *_FILTERS)
_ALIASES: Final = {"abstract": "abs", "authors": "author", "category": "cat", "tags": "tag", "notes": "note"}
