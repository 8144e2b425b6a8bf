r"""Text as sources write it into text to read, place by place: `$O(n^2)$` is O(n²), \emph{x} is x, ``x'' is “x”.

What is not TeX beyond doubt stays as it stands. Whoever can set maths takes the formulas of `passages` as they are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BIDI: Final = "\u202a-\u202e\u2066-\u2069"
"""What sets text in another direction: a title could hide in it what it says."""
_MAY_BE_MARKED: Final = re.compile(rf"[\\${{}}~`{_BIDI}]|''|---?")
_MAY_HOLD_FORMULAS: Final = re.compile(r"[$\\]")
_LONGEST: Final = 50_000
"""Beyond what any feed stores: such a text is shown as it stands."""

_WRAPPERS: Final = (
    "emph|textbf|textit|textsl|textsc|texttt|textrm|textsf|textup|textnormal|textmd|underline|mbox|text|url|enquote"
    "|textsubscript|textsuperscript"
)
_SWITCHES: Final = "it|em|bf|sl|sc|tt|rm|sf|itshape|bfseries|scshape|ttfamily"
_EDIT: Final = re.compile(
    rf"""
      \\(?P<accent>[`'^"~=.]|[uvHckrdb](?![A-Za-z]))\s*
          (?:\{{\s*(?P<braced>\\[ij](?![A-Za-z])|[^\W\d_])\s*\}}|(?P<bare>\\[ij](?![A-Za-z])|[^\W\d_]))
    | \\(?P<wrapper>{_WRAPPERS}|(?:href|textcolor|foreignlanguage)\s*\{{[^{{}}]*\}})\s*(?=\{{)
    | \\(?P<symbol>[&%\#_$ ,;:!/-]|\\(?![A-Za-z]))
    | \\(?P<name>[A-Za-z]+)(?:\{{\}}|(?P<space>\ +))?
    | (?P<brace>[{{}}])
    | (?P<tie>(?<=[^\s\d/:.~])~(?=[^\s/~])|(?<=[.])~(?=\d))
    | (?P<open>(?<!`)``(?!`))
    | (?P<close>(?<=[^\s'])''(?![\w']))
    | (?P<dash>(?<![-<!])---?(?![->]))
    | (?P<unseen>[{_BIDI}]+)
    """,
    re.VERBOSE,
)


class Passage(NamedTuple):
    """A part of a text, from `start` to `end` of it, and how it reads; `tex` of a formula, `display` on its own line.

    Where `text` is what stands in the source, a place in one is a place in the other; else it is all or nothing.
    """

    start: int
    end: int
    text: str
    tex: str = ""
    display: bool = False


def legible(source: str) -> str:
    """Give a text as it reads, formulas as a line of Unicode; takes linear time and never fails."""
    return _legible(source) if _MAY_BE_MARKED.search(source) else source


@lru_cache(maxsize=1_000)
def _legible(source: str) -> str:
    return "".join(passage.text for passage in passages(source))


def places_in_legible(source: str, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give where places of the source stand in its legible form; what cannot be cut is taken whole."""
    if not places or not _MAY_BE_MARKED.search(source):
        return list(places)
    listed = passages(source)
    return [(_shown(listed, start, end=False), _shown(listed, end, end=True)) for start, end in places]


def _shown(listed: Iterable[Passage], place: int, *, end: bool) -> int:
    at = 0
    for passage in listed:
        inside = passage.start < place <= passage.end if end else passage.start <= place < passage.end
        if inside:
            if passage.end - passage.start == len(passage.text) and not passage.tex:
                return at + place - passage.start
            return at + (len(passage.text) if end else 0)
        at += len(passage.text)
    return 0 if end and place <= 0 else at


def passages(source: str) -> list[Passage]:
    """Cut a text into what reads as it stands and what reads otherwise, in order and without gaps."""
    if not source:
        return []
    if len(source) > _LONGEST or not _MAY_BE_MARKED.search(source):
        return [Passage(0, len(source), source)]
    if not _MAY_HOLD_FORMULAS.search(source):
        return _read(source, 0, len(source))
    from storage import markup  # LaTeX's tables, which most titles do not need
    from storage.formula_text import in_a_line

    found: list[Passage] = []
    done = 0
    for formula in markup.formulas(source):
        found += _read(source, done, formula.start)
        text = in_a_line(formula.tex) if formula.tex else source[formula.start : formula.end]
        found.append(Passage(formula.start, formula.end, text, formula.tex.strip(), formula.display))
        done = formula.end
    return [*found, *_read(source, done, len(source))]


def _read(source: str, start: int, end: int) -> list[Passage]:
    """Read the text between two formulas."""
    found: list[Passage] = []
    done = start
    for first, last, instead in _edits(source, start, end):
        if first > done:
            found.append(Passage(done, first, source[done:first]))
        found.append(Passage(first, last, instead))
        done = last
    if end > done:
        found.append(Passage(done, end, source[done:end]))
    return found


def _edits(source: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Give what changes between two places, in order: from, to, and the text to put there."""
    edits: dict[int, tuple[int, str]] = {}
    groups: list[tuple[int, re.Match[str] | None]] = []
    wrapper: re.Match[str] | None = None
    for found in _EDIT.finditer(source, start, end):
        kind = found.lastgroup
        if kind == "wrapper":
            wrapper = found
            continue
        if kind == "brace" and found[0] == "{":
            groups.append((found.start(), wrapper))
        elif kind == "brace" and groups:
            opened, before = groups.pop()
            edits |= _ungrouped(source, opened, found.start(), before)
        elif kind != "brace" and (instead := _instead(found)) is not None:
            edits[found.start()] = (found.end(), instead)
        wrapper = None
    return [(first, *edits[first]) for first in sorted(edits)]


def _ungrouped(source: str, opened: int, closed: int, wrapper: re.Match[str] | None) -> dict[int, tuple[int, str]]:
    """Take a group's braces and its command away where they are TeX's, and none where they may be the text's own."""
    inner = source[opened + 1 : closed]
    if wrapper is not None:
        script = wrapper["wrapper"] in ("textsubscript", "textsuperscript") and _raised(inner, wrapper["wrapper"])
        if script:
            return {wrapper.start(): (closed + 1, script)}
        return {wrapper.start(): (opened + 1, ""), closed: (closed + 1, "")}
    if switch := re.match(rf"\\(?:{_SWITCHES})(?![A-Za-z])\s*", inner):
        return {opened: (opened + 1 + switch.end(), ""), closed: (closed + 1, "")}
    argument = source[opened - 1 : opened] in "=_^]" or _COMMAND.search(source, max(0, opened - 40), opened)
    if not argument and (_GROUPED.fullmatch(inner) or inner.startswith("\\") or inner in {",", ".", "-", "--"}):
        return {opened: (opened + 1, ""), closed: (closed + 1, "")}
    return {}


# The braces of arXiv titles are TeX's, left over from a .bib: {SimSD:}, {Large} models. Those of journals are not.
_COMMAND: Final = re.compile(r"\\[A-Za-z]+\*?\s*\Z")
_GROUPED: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’-])*[:.]?")


def _raised(inner: str, wrapper: str) -> str:
    from storage.formula_text import in_a_line

    return in_a_line(f"{'_' if wrapper == 'textsubscript' else '^'}{{{inner}}}")


def _instead(found: re.Match[str]) -> str | None:
    """Give what stands for one piece of TeX in running text; None where it stays."""
    kind = found.lastgroup
    if kind in ("braced", "bare"):
        return _accented(found)
    if kind == "symbol":
        return _SYMBOLS.get(found["symbol"], found["symbol"])
    if kind in ("name", "space"):
        return _named(found)
    if kind == "dash":
        return _dash(found)
    return {"tie": "\u00a0", "open": "“", "close": "”", "unseen": ""}.get(kind or "")


_SYMBOLS: Final = {" ": " ", ",": "\u202f", ";": " ", ":": " ", "!": "", "/": "", "-": "", "\\": " "}


def _accented(found: re.Match[str]) -> str | None:
    from storage.latex_forms import ACCENTS

    letter = (found["braced"] or found["bare"]).removeprefix("\\")
    whole = unicodedata.normalize("NFC", letter + ACCENTS[found["accent"]])
    return whole if len(whole) == 1 else None


def _named(found: re.Match[str]) -> str | None:
    """Print a command: letters take the space behind them along, as in TeX; signs of formulas keep it."""
    from storage.latex_forms import NAMED_SIGNS, SPECIAL_LETTERS, TEXT_SYMBOLS

    name, space = found["name"], found["space"] or ""
    if name in SPECIAL_LETTERS:
        return SPECIAL_LETTERS[name]
    if name in TEXT_SYMBOLS:
        return TEXT_SYMBOLS[name] + space
    return NAMED_SIGNS[name] + space if name in NAMED_SIGNS else None


def _dash(found: re.Match[str]) -> str | None:
    """Print a dash; one before a word and after a space is a switch of a program."""
    before = found.string[found.start() - 1 : found.start()]
    after = found.string[found.end() : found.end() + 1]
    if len(found[0]) == 3:
        return "—"
    if (not before or before.isspace()) and not after.isspace():
        return None
    return "–" if before and after else None
