"""The words of a query as an expression of FTS5, in which nothing typed stands but as quoted tokens."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from storage.asked import And, Family, Filter, Near, Not, Or, Part, Phrase, Prefix, Query, Text, Word
from storage.families import forms
from storage.fold import fold

INDEX: Final = (
    "CREATE VIRTUAL TABLE papers_fts"
    " USING fts5(title, abstract, authors, cats, tokenize='unicode61 remove_diacritics 2')"
)
"""An index like the library's for texts that are not in it: rules try new papers in one."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Tokens that can have made a query true where they stand in a row; the last one is `begun` where it goes on."""

    tokens: tuple[str, ...]
    part: Part | None = None
    begun: bool = False


def expression(query: Query) -> str | None:
    """Give the FTS5 expression of a query; None where FTS5 cannot say it: filters, and "not" alone."""
    match query:
        case Word() | Phrase() | Prefix() | Family():
            return _of_text(query)
        case Near(inner=inner, apart=apart):
            phrases = " ".join(f'"{tokens}"' for one in inner if (tokens := fold(one.text)))
            return f"{_columns(inner[0])}NEAR({phrases}, {apart})" if phrases else None
        case And(inner=inner):
            wanted = _expressions(each for each in inner if not isinstance(each, Not))
            unwanted = _expressions(each.inner for each in inner if isinstance(each, Not))
            if not wanted or unwanted is None:
                return None
            both = f"({' AND '.join(wanted)})"
            return f"({both} NOT ({' OR '.join(unwanted)}))" if unwanted else both
        case Or(inner=inner):
            either = _expressions(inner)
            return f"({' OR '.join(either)})" if either else None
        case _:
            return None


def _of_text(query: Word | Phrase | Prefix | Family) -> str | None:
    found = [f'"{" ".join(one.tokens)}"{" *" if one.begun else ""}' for one in sought(query)]
    if not found:
        return None
    return f"{_columns(query)}{found[0]}" if len(found) == 1 else f"{_columns(query)}({' OR '.join(found)})"


def _expressions(queries: Iterable[Query]) -> list[str] | None:
    """Give the FTS5 expressions of all the queries, or None if one has none."""
    found = [expression(query) for query in queries]
    said = [each for each in found if each is not None]
    return said if len(said) == len(found) else None


def _columns(query: Word | Phrase | Prefix | Family) -> str:
    if query.part:
        return f"{_COLUMNS[query.part]} : "
    # A word is no category (AI is not cs.AI), unless it looks like one.
    return "" if _CATEGORY.fullmatch(query.text) else "{title abstract authors} : "


def sought(query: Query) -> Iterator[Sought]:
    """Give the folded words and phrases that are wanted; what is not wanted is not among them."""
    match query:
        case Word() | Phrase() | Prefix():
            if tokens := fold(query.text):
                yield Sought(tuple(tokens.split()), query.part, isinstance(query, Prefix))
        case Family():
            *first, last = fold(query.text).split()
            for form in forms(last):
                yield Sought((*first, form), query.part)
        case Near(inner=inner):
            for one in inner:
                yield from sought(one)
        case And(inner=inner) | Or(inner=inner):
            for each in inner:
                yield from sought(each)
        case _:
            return


def leaves(query: Query) -> Iterator[Text | Filter]:
    """Give every word and every filter of a query, the unwanted ones too."""
    match query:
        case And(inner=inner) | Or(inner=inner):
            for each in inner:
                yield from leaves(each)
        case Not(inner=each):
            yield from leaves(each)
        case _:
            yield query


_COLUMNS: Final = {"title": "title", "abs": "abstract", "author": "authors", "cat": "cats"}
_CATEGORY: Final = re.compile(r"[a-z]+(?:-[a-z]+)?\.[A-Za-z]{2,}(?:-[a-z]+)?")
