"""The words of a paper as pieces of text: its formulas, the words of rules in it, its authors; knows no widget."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from desktop.language import _, ngettext
from storage import Match, Paper, Passage, passages

Tone: TypeAlias = Literal["plain", "strong", "dim", "marked", "accent", "growth", "link"]

BY: Final = "by "
"""Before the name in the link of an author."""

MOST_AUTHORS: Final = 10
_LEFT_WHEN_FOLDED: Final = 8
_MOST_LINKS: Final = 200
"""Of a paper with thousands of authors the others are words alone: thousands of links take a second to lay out."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one tone; a formula has its `tex` and the `source` it stands for, `display`: on its own line.

    `link` is what the pane does with it when it is clicked or entered; empty: nothing.
    """

    text: str
    tone: Tone = "plain"
    tex: str = ""
    source: str = ""
    display: bool = False
    link: str = ""


def marked(text: str, field: str, matches: Iterable[Match] = ()) -> list[Piece]:
    """Cut a text into words, formulas, and the words of rules in it.

    Places that no longer hold these words are left alone; in what reads otherwise than it is written, it is all or
    nothing.
    """
    places = _places(text, field, matches)
    pieces: list[Piece] = []
    for part in passages(text):
        written = text[part.start : part.end]
        here = [(max(start, part.start), min(end, part.end)) for start, end in places if _meet(part, start, end)]
        if part.tex and not _WORDS.fullmatch(part.tex):
            tone: Tone = "marked" if here else "plain"
            pieces.append(Piece(part.text, tone, part.tex, written, part.display))
        elif part.text == written:
            pieces += _cut(text, part, here)
        else:
            pieces.append(Piece(part.text, "marked" if here else "plain"))
    return _together(pieces)


# What sets no maths: numbers, and words that are only set apart.
_WORDS: Final = re.compile(r"(?:[\d., ]|\\[%,])+(?:\\times)?|\\(?:text[a-z]*|mathrm|emph)\s*\{[^{}$\\^_]*\}", re.ASCII)


def _meet(part: Passage, start: int, end: int) -> bool:
    return start < part.end and end > part.start


def _cut(text: str, part: Passage, places: Sequence[tuple[int, int]]) -> list[Piece]:
    pieces: list[Piece] = []
    done = part.start
    for start, end in places:
        pieces += [Piece(text[done:start]), Piece(text[start:end], "marked")]
        done = end
    return [*pieces, Piece(text[done : part.end])]


def _together(pieces: Iterable[Piece]) -> list[Piece]:
    """Join what follows each other in one tone; empty pieces go."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and not piece.tex and not joined[-1].tex and joined[-1].tone == piece.tone:
            joined[-1] = Piece(joined[-1].text + piece.text, piece.tone)
        elif piece.text:
            joined.append(piece)
    return joined


def _places(text: str, field: str, matches: Iterable[Match]) -> list[tuple[int, int]]:
    """Give where the words of rules stand in a text, in order, joined where they meet."""
    return _joined(
        sorted(
            (start, end)
            for match in matches
            for where, start, end in match.places
            if where == field and 0 <= start < end <= len(text) and text[start:end] in match.words
        )
    )


def _joined(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in places:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def dimmed(text: str) -> list[Piece]:
    """Cut a text of little weight into words and formulas."""
    return [replace(piece, tone="dim") for piece in marked(text, "")]


def authors(paper: Paper, matches: Sequence[Match] = (), *, whole: bool) -> list[Piece]:
    """Name the authors, each a link; beyond ten the first eight and how many others, unless `whole`."""
    names = [author.name for author in paper.authors]
    if not names:
        return [Piece(_("Authors unknown"), "dim")]
    folded = not whole and len(names) > MOST_AUTHORS
    shown = names[:_LEFT_WHEN_FOLDED] if folded else names
    pieces: list[Piece] = []
    at = 0
    places = _places(", ".join(names), "authors", matches)
    for number, name in enumerate(shown[:_MOST_LINKS]):
        here = [(start - at, end - at) for start, end in places if start < at + len(name) and end > at]
        pieces += _linked(name, here)
        pieces += [Piece(", ", "dim")] if number < len(shown) - 1 else []
        at += len(name) + 2
    if len(shown) > _MOST_LINKS:
        pieces.append(Piece(", ".join(shown[_MOST_LINKS:]), "dim"))
    if folded:
        rest = len(names) - _LEFT_WHEN_FOLDED
        others = ngettext("and {count} other", "and {count} others", rest).format(count=rest)
        pieces += [Piece(" ", "dim"), Piece(others, "link", link="all")]
    elif whole and len(names) > MOST_AUTHORS:
        pieces += [Piece("  ", "dim"), Piece(_("show fewer"), "link", link="few")]
    return pieces


def _linked(name: str, places: Sequence[tuple[int, int]]) -> list[Piece]:
    link = f"{BY}{name}"
    pieces: list[Piece] = []
    done = 0
    for start, end in places:
        first, last = max(start, 0), min(end, len(name))
        pieces += [Piece(name[done:first], "dim", link=link), Piece(name[first:last], "marked", link=link)]
        done = last
    return [piece for piece in (*pieces, Piece(name[done:], "dim", link=link)) if piece.text]
