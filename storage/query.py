"""A search as the reader types it, read into a tree and printed back; knows nothing of tables.

state space OR mamba                words; all of them unless OR stands between; AND binds closer than OR
"state space"                       a phrase
-survey, NOT survey                 without
(a OR b) c                          groups
transform*                          words that begin so, after three letters or more
~learn                              the word in any form: learned, learner, learning
a NEAR/5 b                          words or phrases with at most five words between them, either first
title: abs: author: cat:            words or phrases of one part: author:"yann lecun", title:(a OR b)
tag: feed: note: quote: key:        the reader's tags (with those below them), a feed by title or number, ...
is:starred later done dismissed read unread new updated
has:code pdf note quote
after: before: year:                2025, 2025-03 or 2025-03-14; after includes the day, before does not
starred: opened:                    when: 2025-03 within it, also >, >=, <, <=
votes:>20 heat:>0.9                 also >=, <, <=; a bare number is "at least"
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from storage.asked import (
    EVERYTHING,
    And,
    Family,
    Near,
    Not,
    Or,
    Part,
    Phrase,
    Prefix,
    Query,
    Word,
)
from storage.errors import QueryError
from storage.filters import FIELDS, FILTERS, QUOTES, near_value, nearest, quoted, read
from storage.filters import to_text as filter_text
from storage.fold import fold

__all__ = ["DEEPEST", "LONGEST", "MOST", "Query", "field_aliases", "parse", "to_text"]

LONGEST: Final = 8_000
"""Characters of a search; a pasted abstract fits."""

MOST: Final = 256
"""Words and filters of a search: SQLite's own limits lie at a thousand."""

DEEPEST: Final = 20
"""Groups within groups."""


def parse(text: str) -> Query:
    """Read a search; one without any word or filter is EVERYTHING, signs alone are passed over.

    Raises:
        QueryError: `kind` is one of quote_open, group_open, group_closed, operator, near, prefix, no_value, field,
            state, thing, day, year, votes, heat, time, too_long, too_deep.
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


Kind = Literal["word", "phrase", "open", "close", "not", "and", "or", "near", "end"]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Kind
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
        if self._token.kind in ("or", "and", "near"):
            self._operand(self._token, before=True)
        while self._token.kind not in ("or", "close", "end"):
            if self._token.kind == "and":
                self._operand(self._next())
            term = self._term(part, depth)
            found.append(self._near(term, part) if self._token.kind == "near" else term)
        return _joined(And, found)

    def _near(self, term: Query | None, part: Part | None) -> Query | None:
        """Read what follows a word or a phrase that others are to be near to."""
        inner, apart = [term], 0
        while (operator := self._token).kind == "near":
            self._next()
            apart = max(apart, int(operator.text.rpartition("/")[2]))
            self._operand(operator)
            inner.append(self._single(part) if self._token.kind in ("word", "phrase") else None)
            texts = [one for one in inner if isinstance(one, Word | Phrase)]
            if len(texts) < len(inner) or len({one.part for one in texts}) > 1:
                raise QueryError("near", self._text, operator.start, operator.end, value=operator.text)
        return Near(tuple(one for one in inner if isinstance(one, Word | Phrase)), apart)

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
        return self._word(token, own or part)

    def _word(self, token: _Token, part: Part | None) -> Query:
        text = token.text.removeprefix("~")
        begun = text.removesuffix("*")
        if begun != text:  # A* is a word of its own
            last = fold(begun).split()[-1:]
            if last and len(last[0]) >= _PREFIX and begun[-1].isalnum():
                return Prefix(begun, part)
            if len(begun) == _PREFIX - 1 and begun.isalpha() and begun.isascii():
                right = f"{self._text[: token.end - 1]}{self._text[token.end :]}"
                raise QueryError("prefix", self._text, token.start, token.end, suggestion=right, value=str(_PREFIX))
        elif text != token.text and text[:1].isalpha() and len(fold(text).split()[-1]) >= _PREFIX:
            return Family(text, part)
        return Word(token.text, part)

    def _filter(self, token: _Token) -> Query:
        found = read(token.field, token.text)
        if found is None:
            place = self._text.index(":", token.start) + 1
            near = near_value(token.field, token.text)
            suggestion = f"{self._text[:place]}{near}{self._text[token.end :]}" if near else ""
            kind = FILTERS[token.field][0]
            value = f"{token.field}:{token.text}" if kind == "time" else token.text
            raise QueryError(kind, self._text, place, token.end, suggestion=suggestion, value=value)
        return found

    def _operand(self, operator: _Token, *, before: bool = False) -> None:
        """See that something stands where an operator needs it."""
        if before or self._token.kind in ("or", "and", "near", "close", "end"):
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
        near = "" if empty else nearest(typed, [name for name in FIELDS if len(name) > 2])
        if near:
            right = f"{text[:start]}{near}:{text[place:]}"
            raise QueryError("field", text, start, place - 1, suggestion=right, value=named["name"])
        return None
    if not empty:
        token = _plain(text, place, start)
        if token.text or (token.kind == "open" and _part(field)):
            return replace(
                token, kind="word" if token.kind in ("and", "or", "not", "near") else token.kind, field=field
            )
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
    if char in QUOTES:
        closing = _QUOTE.search(text, place + 1)
        if closing is None:
            raise QueryError("quote_open", text, place, len(text), suggestion=f'{text}"')
        return _Token("phrase", " ".join(text[place + 1 : closing.start()].split()), start, closing.end())
    if place == start and _MINUS.match(text, place):
        return _Token("not", char, start, place + 1)
    word = text[place : _WORD_END.search(text, place).start()]  # type: ignore[union-attr]  # it always matches
    kind: Kind = "near" if _NEAR.fullmatch(word) else _OPERATORS.get(word, "word")
    return _Token(kind, word, start, place + len(word))


def _either(query: Query) -> str:
    return " OR ".join(map(_all, query.inner)) if isinstance(query, Or) else _all(query)


def _all(query: Query) -> str:
    return " ".join(map(_term, query.inner)) if isinstance(query, And) else _term(query)


def _term(query: Query) -> str:
    match query:
        case And() | Or():
            return f"({_either(query)})"
        case Not(inner=(Not() | Near()) as inner):
            return f"-({_term(inner)})"
        case Not(inner=inner):
            return f"-{_term(inner)}"
        case Near(inner=inner, apart=apart):
            return f" NEAR/{apart} ".join(map(_text, inner))
        case Word() | Phrase() | Prefix() | Family():
            return _text(query)
        case _:
            return filter_text(query)


def _text(query: Word | Phrase | Prefix | Family) -> str:
    field = f"{query.part}:" if query.part else ""
    if not isinstance(query, Phrase):
        word = f"~{query.text}" if isinstance(query, Family) else query.text
        typed = f"{field}{word}*" if isinstance(query, Prefix) else f"{field}{word}"
        try:
            if parse(typed) == query:
                return typed
        except QueryError:
            pass  # made by hand, not by the parser
    return field + quoted(query.text)


_PREFIX: Final = 3
"""Letters that a beginning of words has at least."""

_QUOTE: Final = re.compile(f"[{QUOTES}]")
_WORD_END: Final = re.compile(rf"[\s(){QUOTES}]|\Z")
_SPACE: Final = re.compile(r"\s*")
_MINUS: Final = re.compile(r"(?<![^\s(])-(?=[^\s)\-])")
_NAMED: Final = re.compile(r"(?P<name>[A-Za-z]{1,12}):")
_NEAR: Final = re.compile(r"NEAR/([0-9]{1,2})")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_OPERATORS: Final[dict[str, Literal["not", "and", "or"]]] = {"NOT": "not", "AND": "and", "OR": "or"}
_ALIASES: Final = {
    "abstract": "abs",
    "authors": "author",
    "category": "cat",
    "tags": "tag",
    "notes": "note",
    "quotes": "quote",
}
