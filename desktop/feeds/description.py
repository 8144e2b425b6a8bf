"""What journals and mirrors write into a description under labels: authors, DOI, abstract."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop.feeds.clean import lines, plain

_LABEL = re.compile(
    r"(?P<label>abstract|article number|author\(s\)|authors?|doi|journal|publication date|source|summary|upvotes)"
    r"\s*:\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_AUTHORS = frozenset({"author", "authors", "author(s)"})
_ABSTRACT = frozenset({"abstract", "summary"})
_DOI = re.compile(r"(?:\bdoi\s*:\s*|https?://(?:dx\.)?doi\.org/)+(10\.\d{4,9}/[^\s<>\"]+)", re.IGNORECASE)
_TWICE = re.compile(r"abstract\s+(?=[A-Z])", re.IGNORECASE)
# Labels stand before the text; a line in its middle that begins alike is prose.
_LABELLED_LINES = 8


@dataclass(frozen=True, slots=True)
class Description:
    """A description taken apart: the text as one line, authors as one string, the one DOI that it names as its own."""

    abstract: str
    authors: str = ""
    doi: str = ""


def described(markup: str) -> Description:
    """Take a description apart; where it has no labels, all of it is the abstract."""
    found = lines(markup)
    if found and found[0].lower() in _ABSTRACT:  # a heading
        found = found[1:]
    labels = {at: match for at, line in enumerate(found[:_LABELLED_LINES]) if (match := _LABEL.match(line))}
    if not labels:
        return Description(_prose(found), doi=_own_doi(found))
    named = {match["label"].lower(): at for at, match in reversed(labels.items())}
    start = next((at for label, at in named.items() if label in _ABSTRACT), None)
    if start is not None:  # some say it twice: "Abstract: Abstract The ..."
        text = [_TWICE.sub("", labels[start]["rest"]), *found[start + 1 :]]
    else:
        text = [line for at, line in enumerate(found) if at not in labels]
    authors = next((labels[at]["rest"] for label, at in named.items() if label in _AUTHORS), "")
    return Description(_prose(text), plain(authors), _own_doi(found))


def _prose(text: list[str]) -> str:
    """Join lines; mere punctuation is what is left of an empty template."""
    whole = " ".join(text).strip()
    return whole if any(letter.isalpha() for letter in whole) else ""


def _own_doi(found: list[str]) -> str:
    """Give the one DOI of a text; where there are several, some are other people's."""
    text = "\n".join(found)
    dois = {match.rstrip(".,;)") for match in _DOI.findall(text)} if "10." in text else set()
    return dois.pop() if len(dois) == 1 else ""
