"""The searchable copy of a text: what is written in several ways is written in one; search and rules read only this.

A folded text is made of tokens of [a-z0-9] or of letters of other scripts, one space between them; every token passes
FTS5's unicode61 unchanged. Whoever changes what comes out here raises schema.FOLD_VERSION.
"""

import re
import string
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from storage.letters import GREEK, edits, untex, without_marks
from storage.spelling import joined, spell


@dataclass(frozen=True, slots=True)
class Span:
    """A token and the place in the original text that it stands for, in code points."""

    token: str
    start: int
    end: int


def fold(text: str) -> str:
    """Give the tokens of the text in order, one space between them; nothing for a text without letters and digits."""
    return " ".join(filter(None, map(_PIECES.__getitem__, _eased(untex(text)).split())))


def spans(text: str) -> list[Span]:
    """Give the tokens of `fold` with their places in the text; the parts of a rewritten word all have its place."""
    whole = _Traced.of(text).edited(edits(text))
    found: list[Span] = []
    for piece in _PIECE.finditer(_eased(whole.text)):
        folded = whole.part(*piece.span(), piece[0])
        for step in _STEPS:
            folded = folded.edited(step.edits(folded.text))
        for token in _PIECE.finditer(folded.text):
            start, end = token.span()
            found.append(Span(token[0], folded.starts[start], folded.ends[end - 1]))
    return found


def _eased(text: str) -> str:
    """Take the commonest changes ahead of the pieces, character by character: capitals, and signs between words.

    It changes nothing that the steps would not; there are fewer different pieces to remember.
    """
    return text.translate(_EASE).replace(", ", "  ") if text.isascii() else text


@dataclass(frozen=True, slots=True)
class _Traced:
    """A text on its way, with the place in the original that each of its characters stands for."""

    text: str
    starts: list[int]
    ends: list[int]

    @classmethod
    def of(cls, text: str) -> "_Traced":
        return cls(text, list(range(len(text))), list(range(1, len(text) + 1)))

    def part(self, start: int, end: int, text: str) -> "_Traced":
        return _Traced(text, self.starts[start:end], self.ends[start:end])

    def edited(self, changes: Iterable[tuple[int, int, str]]) -> "_Traced":
        text: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for start, end, instead in changes:
            text += (self.text[done:start], instead)
            starts += self.starts[done:start]
            ends += self.ends[done:start]
            done = end
            old = self.text[start:end]
            bare = "".join(instead.split())
            if bare and len(bare) == len(old) and bare == old.lower():  # only spaces came in
                places = [start + len(instead[:place].replace(" ", "")) for place in range(len(instead))]
                starts += [self.starts[min(place, end - 1)] for place in places]
                ends += [self.ends[min(place, end - 1)] for place in places]
            else:
                starts += [self.starts[start]] * len(instead)
                ends += [self.ends[end - 1]] * len(instead)
        text.append(self.text[done:])
        return _Traced("".join(text), starts + self.starts[done:], ends + self.ends[done:])


@dataclass(frozen=True, slots=True)
class _Step:
    """One rewriting of a piece of text: what is looked for, and what stands there afterwards."""

    pattern: re.Pattern[str]
    instead: Callable[[re.Match[str]], str]

    def edits(self, text: str) -> Iterator[tuple[int, int, str]]:
        for found in self.pattern.finditer(text):
            yield found.start(), found.end(), self.instead(found)


def _plain(found: re.Match[str]) -> str:
    return _LETTERS[found[0]]


def _letter(unit: str) -> str:
    """Give a letter, or one Hangul syllable in parts, in its plainest form; signs that mean nothing as a space."""
    if unit in _SIGNS:
        return _SIGNS[unit]
    if unicodedata.category(unit[0]) in {"Cf", "Mn", "Me", "Mc"}:
        return ""  # soft hyphens, joiners, marks: within a word
    return "".join(map(_character, without_marks(unit).casefold()))


def _character(char: str) -> str:
    if char.isascii():
        return char
    if char in _SIGNS:
        return _SIGNS[char]
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if _unspaced().match(char):
        return f" {char} " if char.isalnum() else " "
    # FTS5's tables are older than Python's, so only letters that have long been there count as letters.
    return char if unicodedata.ucd_3_2_0.category(char)[0] == "L" else " "


def _greek(found: re.Match[str]) -> str:
    """Name letters of formulas; four and more in a row are a Greek word."""
    letters = found[0]
    return letters if len(letters) > 3 else f" {' '.join(GREEK[letter] for letter in letters)} "


def _apostrophe(found: re.Match[str]) -> str:
    return f"{found['elided']} " if found["elided"] else ""


def _hyphen(found: re.Match[str]) -> str:
    return found["first"] if found["first"].isdigit() or joined(found["first"], found["second"]) else found[0]


def _sign(found: re.Match[str]) -> str:
    name = {"++": "plusplus", "#": "sharp", "*": " star "}[found["sign"]]
    return found["letter"] + name if found["letter"] else f" {name} "


def _digits(found: re.Match[str]) -> str:
    return found[0].replace(",", "")


def _word(found: re.Match[str]) -> str:
    word = found[0]
    if not word[0].isalnum():
        return " "
    if len(word) <= _LONGEST and word.isalpha():
        return spell(word)
    if between := _TO.fullmatch(word):  # sim2real is sim-to-real
        word = f"{between[1]} to {between[2]}"
    return " ".join(part if part[0].isdigit() else spell(part) for part in _PART.findall(word))


def _fold_piece(piece: str) -> str:
    if not piece.isascii():
        return _rewritten(piece, _STEPS)
    piece = piece.lower()
    if len(piece) <= _LONGEST:  # the short way for the commonest pieces
        if piece.isalpha():
            return spell(piece)
        parts = piece.split("-")
        if all(map(str.isalpha, parts)):
            rest = "".join([second if joined(first, second) else f"-{second}" for first, second in pairwise(parts)])
            return " ".join(map(spell, (parts[0] + rest).split("-")))
    return _rewritten(piece, _STEPS[2:])


def _rewritten(piece: str, steps: Iterable[_Step]) -> str:
    for step in steps:
        piece = step.pattern.sub(step.instead, piece)
    return " ".join(piece.split())


class _Memory(dict[str, str]):
    """What was made of short texts: of the last `room` different ones, and up to as many before them."""

    def __init__(self, make: Callable[[str], str], room: int) -> None:
        super().__init__()
        self._make = make
        self._room = room
        self._older: dict[str, str] = {}

    def __missing__(self, text: str) -> str:
        if len(text) > 32:
            return self._make(text)
        if len(self) >= self._room:
            self._older = dict(self)
            self.clear()
        made = self._older.get(text)
        if made is None:
            made = self._make(text)
            made = text if made == text else made  # one string for both where they are equal
        self[text] = made
        return made


_LONGEST: Final = 100
"""Characters of a token; longer runs (data in a text) are cut."""

_PIECE: Final = re.compile(r"\S+")
_TO: Final = re.compile(r"([a-z]{2,30})2([a-z]{3,30}[0-9]?)")
_PART: Final = re.compile(
    rf"[0-9]{{1,{_LONGEST - 2}}}(?:st|nd|rd|th|[a-z])(?![^\W\d_])"  # 4o, 7b, 3d, 2nd
    r"|[2-4]d(?=(?:gs|cnns?|convs?|gans?|vae|vqa|mot|unet)(?![^\W\d_]))"  # 3DGS is 3D-GS
    rf"|[0-9]{{1,{_LONGEST}}}|[^\W\d_]{{1,{_LONGEST}}}"
)
# Scripts that are written without spaces: each character is a token, so that any part of a text is a phrase.


@cache
def _unspaced() -> re.Pattern[str]:
    # Compiled at first use: a start need not wait for it.
    return re.compile(
        "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u31ff\u3400-\u9fff\uac00-\ud7a3"
        "\uf900-\ufaff\U00020000-\U0002ffff]"
    )


_SIGNS: Final = dict.fromkeys("‐‑‒–—―−⁃﹣－", "-") | dict.fromkeys("’‘‛′´＇", "'") | {"♯": "#", "∗": "*", "＃": "#"}

_STEPS: Final = (
    _Step(re.compile(r"[A-Z]+|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|[^\x00-\x7f]"), _plain),
    _Step(re.compile(r"[α-ω]+"), _greek),
    # Parkinson's is Parkinson, l'apprentissage two words, O'Brien and don't one.
    _Step(
        re.compile(
            r"(?<=[^\W_])'s(?![^\W_])"
            r"|(?P<elided>(?<![^\W_])(?:d|l|qu|dell))'(?=[^\W\d_])"
            r"|(?<=[^\W\d_])'(?=[^\W\d_])"
        ),
        _apostrophe,
    ),
    _Step(
        re.compile(r"(?<![^\W_])(?P<first>[1-4](?=-d(?![^\W_]))|[a-z]{1,30})-(?=(?P<second>[a-z]{1,30})(?![^\W_]))"),
        _hyphen,
    ),
    # C++ is no C, C# neither, A* is A-star; PointNet++ is also a PointNet.
    _Step(re.compile(r"(?P<letter>(?<![^\W_])[a-z](?=\+\+|[#*])|(?<=[^\W_])(?=\+\+))(?P<sign>\+\+|[#*])"), _sign),
    _Step(re.compile(r"(?<![\d,])[0-9]{1,3}(?:,[0-9]{3})+(?![\d,]*\d)"), _digits),
    _Step(re.compile(r"[^\W_]+|[\W_]+"), _word),
)
_EASE: Final = str.maketrans(string.ascii_uppercase + '"$%&()./:;<=>?@[\\]^_`{|}~!', string.ascii_lowercase + " " * 26)
_PIECES: Final = _Memory(_fold_piece, 32_768)
_LETTERS: Final = _Memory(_letter, 4_096)
