r"""Text as sources write it into pieces: formulas, marked passages, plain characters; writes nothing.

Titles mix TeX, HTML and plain characters, and nothing says which is meant. What reads as TeX or HTML beyond doubt is
read so; everything else is text as it stands: `$500`, `C:\new`, `x < y`, `{001}`.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from storage.latex_forms import ACCENTS, NAMED_SIGNS, SPECIAL_LETTERS, TEXT_SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["text", "maths", "emph", "sub", "sup", "keep", "close"]


class Piece(NamedTuple):
    """Text or a formula; or the beginning ("emph", "sub", "sup", "keep") or the end ("close") of a marked passage.

    A "keep" is a letter that the source braced to keep it large. Ends and beginnings match.
    """

    kind: Kind
    value: str = ""


class Formula(NamedTuple):
    """A formula and its place in a text, with the marks around it; `display`: it was set on a line of its own."""

    start: int
    end: int
    tex: str
    display: bool


# What has been read stands in the text as one private character each; `clean` leaves none in what comes in.
_FORMULAS: Final = 0xF0000
_MOST_FORMULAS: Final = 0xFFF0
_OPEN: Final[dict[str, str]] = {"emph": "\ue000", "sub": "\ue001", "sup": "\ue002", "keep": "\ue003"}
_CLOSE: Final = "\ue004"
_LITERAL: Final = str.maketrans({"{": "\ue005", "}": "\ue006", "\\": "\ue007", "$": "\ue008"})
_BACK: Final = str.maketrans({"\ue005": "{", "\ue006": "}", "\ue007": "\\", "\ue008": "$"})
_KINDS: Final[dict[str, Kind]] = {
    "\ue000": "emph",
    "\ue001": "sub",
    "\ue002": "sup",
    "\ue003": "keep",
    _CLOSE: "close",
}
_MARKED: Final = re.compile("([\ue000-\ue004\U000f0000-\U000fffff])")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MAY_BE_MARKED: Final = re.compile(r"[\\${}<&]")
_INVISIBLE: Final = re.compile("[\u034f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LIGATURE: Final = re.compile("[\ufb00-\ufb06]")
_ENTITY: Final = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

_MATHJAX: Final = re.compile(
    r"(?P<dollar>\$?)\\unicode\{(?:x(?P<hex>[0-9a-fA-F]{1,6})|(?P<decimal>\d{1,7}))\}(?P=dollar)", re.IGNORECASE
)


def read(source: str) -> list[Piece]:
    """Give the pieces of a text in order, cleaned; an empty list for an empty one."""
    text = clean(_unescaped(source))
    if not text:
        return []
    if not _MAY_BE_MARKED.search(text):
        return [Piece("text", text)]
    text, formulas = _formulas_out(text)
    text = _markup_out(text)
    text = _commands_out(text)
    text = _braces_out(text)
    return _pieces(text, formulas)


def plain(source: str) -> str:
    """Give a text without markup: accents are letters, formulas stay as their TeX, tags and braces that group go."""
    if not _MAY_BE_MARKED.search(source):
        return clean(source)
    return "".join(f"${piece.value}$" if piece.kind == "maths" else piece.value for piece in read(source))


def clean(text: str) -> str:
    """Give the text in NFC, with single spaces, without control, invisible and private characters."""
    if not text.isprintable():
        text = "".join([_visible(char) for char in text])
    if not text.isascii():
        text = _LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), _INVISIBLE.sub("", text))
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def _visible(char: str) -> str:
    if char.isprintable():
        return char
    if char.isspace():
        return " "
    # Unassigned is what this Python does not know yet, unless it can never be a character.
    kept = unicodedata.category(char) == "Cn" and ord(char) & 0xFFFE != 0xFFFE and not "\ufdd0" <= char <= "\ufdef"
    return char if kept else ""


def _unescaped(text: str) -> str:
    r"""Decode entities, twice where a feed has encoded twice (`&amp;lt;`), and MathJax's `\unicode{x2014}`."""
    if "\\unicode" in text:
        text = _MATHJAX.sub(_coded, text)
    if "&" not in text:
        return text
    return _ENTITY.sub(_character, _ENTITY.sub(_character, text))


def _coded(found: re.Match[str]) -> str:
    code = int(found["hex"], 16) if found["hex"] else int(found["decimal"])
    return chr(code) if 0 < code < sys.maxunicode else ""


def _character(found: re.Match[str]) -> str:
    from html import unescape  # its table is large and rarely needed
    from html.entities import html5

    name = found[1]
    return unescape(found[0]) if name.startswith("#") else html5.get(f"{name};", found[0])


# Formulas

_FORMULA: Final = re.compile(
    r"""
      (?P<skip>\\\\|\\\$)
    | \$\$(?P<display>(?:[^$\\]|\\.)+)\$\$
    | \\ensuremath\s*\{(?P<ensured>(?:[^{}$]|\{(?:[^{}$]|\{[^{}$]*\})*\})*)\}
    | \\\((?P<round>[^\\]*+(?:\\[^()][^\\]*+)*+)\\\)
    | \\\[(?P<square>[^\\]*+(?:\\[^\[\]][^\\]*+)*+)\\\]
    | \$(?P<inline>(?:[^$\\]|\\.)+)\$
    | \$
    """,
    re.VERBOSE,
)
MAY_HOLD_FORMULAS: Final = re.compile(r"\$|\\[(\[]|\\ensuremath")
_TEX: Final = re.compile(r"[\\^_{}=<>|]")
_AMOUNT: Final = re.compile(r"\d[\d.,]*[kKMBT]?(?:\s+(?!b?mod\b)|/)[A-Za-z]{2,}")
_PROSE: Final = re.compile(r"\b[A-Za-z]{3,}[,;:]?\s+(?:[A-Za-z]+\s+)*[A-Za-z]{3,}|^\s+[A-Za-z]{3,}|\b[A-Za-z]{3,}\s+$")
# A .bib is typeset where its reader sits: a formula defines nothing, reads and writes no file.
_UNSAFE: Final = re.compile(
    r"\^\^|\\(?:[A-Za-z]*(?:input|include|write|open|special|command|package|catcode|csname|scan|verb)[A-Za-z]*"
    r"|immediate|read|[egx]?def|let|futurelet|expandafter|directlua|loop|repeat|global|long|outer|output|stop|bye|shipout"
    r"|every[a-z]+|uppercase|lowercase|jobname|toks|aftergroup|errmessage|message|show|font|closeout)(?![A-Za-z])"
)


def formulas(text: str) -> Iterator[Formula]:
    """Find formulas in order, and the signs between them that begin none, which stand for themselves: `tex` is ''."""
    at = 0
    while found := _FORMULA.search(text, at):
        at = found.end()
        kind = found.lastgroup
        if kind == "skip":
            continue
        if kind and _is_formula(found[kind], text[at : at + 1], dollars=kind == "inline"):
            yield Formula(found.start(), at, found[kind], kind in ("display", "square"))
        else:
            at = found.start() + 1
            yield Formula(found.start(), at, "", display=False)


def _formulas_out(text: str) -> tuple[str, list[str]]:
    """Give the text with a private character for each formula, and the formulas; other dollar signs are money."""
    if not MAY_HOLD_FORMULAS.search(text):
        return text, []
    listed: list[str] = []
    parts: list[str] = []
    done = 0
    for formula in formulas(text):
        instead = _placeholder(listed, formula.tex) if formula.tex else text[formula.start].translate(_LITERAL)
        parts += (text[done : formula.start], instead)
        done = formula.end
    return "".join(parts) + text[done:], listed


def _placeholder(formulas: list[str], formula: str) -> str:
    if len(formulas) >= _MOST_FORMULAS:
        return formula.translate(_LITERAL)
    bare = formula.strip()
    # A backslash at the end is half of a "\\ ".
    formulas.append(f"{bare} " if len(bare) - len(bare.rstrip("\\")) & 1 else bare)
    return chr(_FORMULAS + len(formulas) - 1)


def _is_formula(content: str, following: str, *, dollars: bool) -> bool:
    """Tell maths from money and prose between dollar signs, and refuse what would harm the file it goes into."""
    if not content.strip() or _UNSAFE.search(content) or not _groups_match(content):
        return False
    if not dollars:
        return True
    if content[-1].isspace() and following.isdigit():
        return False  # "$100 versus $200"
    if _TEX.search(content):
        return True
    return not _PROSE.search(content) and not _AMOUNT.match(content)


def _groups_match(formula: str) -> bool:
    depth = 0
    for brace in re.findall(r"\\.|[{}]", formula):
        depth += (brace == "{") - (brace == "}")
        if depth < 0:
            return False
    return depth == 0


# HTML

_EMPHASIS: Final = frozenset({"i", "em", "italic", "jats:italic"})
_TAG: Final = re.compile(
    r"<(?P<end>/?)(?P<name>i|b|u|em|strong|sub|sup|inf|small|tt|span|scp|sc|font|a|p|br|italic|bold|underline|monospace"
    r"|roman|sans-serif|inline-formula|tex-math|named-content|ext-link|math|mi|mn|mo|mrow|msub|msup|msubsup|mfrac|msqrt"
    r"|mover|munder|mtext|mstyle|semantics|annotation|mml:[a-z]{1,24}|jats:[a-z-]{1,24})"
    r"(?:\s+[\w:-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>]+))*\s*(?P<empty>/?)>",
    re.IGNORECASE,
)
_SUNK: Final = {"sub": "sub", "inf": "sub", "jats:sub": "sub", "sup": "sup", "jats:sup": "sup"}
_SPACES: Final = frozenset({"br", "p", "jats:p"})


def _markup_out(text: str) -> str:
    """Give the text with HTML's tags read: sub, sup and italics mark a passage, others go.

    A tag counts where it ends or is ended; a lone `<b` or `<i>` is a comparison.
    """
    if "<" not in text:
        return text
    tags = list(_TAG.finditer(text))
    opened: dict[str, list[int]] = {}
    instead: dict[int, str] = {}
    for at, tag in enumerate(tags):
        name = tag["name"].lower()
        if tag["empty"] or name in _SPACES:
            instead[at] = " " if name in _SPACES else ""
        elif not tag["end"]:
            opened.setdefault(name, []).append(at)
        elif opened.get(name):
            instead[opened[name].pop()], instead[at] = _passage(name)
    parts: list[str] = []
    done = 0
    for at, tag in enumerate(tags):
        parts += (text[done : tag.start()], instead.get(at, tag[0]))
        done = tag.end()
    return "".join(parts) + text[done:]


def _passage(name: str) -> tuple[str, str]:
    kind = "emph" if name in _EMPHASIS else _SUNK.get(name, "")
    return (_OPEN[kind], _CLOSE) if kind else ("", "")


# TeX

_ACCENT: Final = re.compile(
    r"\\(?P<accent>[`'^\"~=.]\s?|[uvHckrdb](?:\s+|(?=\{)))"
    r"(?:\{\s*(?P<braced>\\[ij](?![A-Za-z])|[^\W\d_])\s*\}|(?P<bare>\\[ij](?![A-Za-z])|[^\W\d_]))"
)
_BRACED_ACCENT: Final = re.compile(r"\{(\\[`'^\"~=.uvHckrdb]\s*(?:\{[^{}]{1,3}\}|\\?[^\W\d_]))\}")
_PRINTED: Final = SPECIAL_LETTERS | TEXT_SYMBOLS
_COMMAND: Final = re.compile(
    rf"\\(?:(?P<letter>{'|'.join(SPECIAL_LETTERS)})(?![A-Za-z])(?:\{{\}}|(?<!AA)\s+(?=[^\W\d_]))?"
    r"|(?P<name>[A-Za-z]+)(?:\{\})?|(?P<symbol>[&%#_$\{\} ,;:!/\\-]))"
)


def _commands_out(text: str) -> str:
    """Give the text with TeX's accents, letters and signs as characters."""
    if "\\" not in text:
        return text
    for _ in range(3):  # \'{\^e} is read from within
        text, changed = _ACCENT.subn(_accented, _BRACED_ACCENT.sub(r"\1", text))
        if not changed:
            break
    # Signs of formulas outside of any, `\pi_s`, beside commands we do not know: then all of them stay as they are.
    known = all(name in _READ for name in re.findall(r"\\([A-Za-z]+)", text))
    return _COMMAND.sub(_printed if known else _printed_in_text, text)


def _accented(found: re.Match[str]) -> str:
    base = (found["braced"] or found["bare"]).replace("\\", "")
    letter = unicodedata.normalize("NFC", base + ACCENTS[found["accent"].strip()])
    return letter if len(letter) == 1 else found[0]


def _printed(found: re.Match[str]) -> str:
    if symbol := found["symbol"]:
        # \, and its like are spaces too narrow to count; \\ ends a line.
        return " " if symbol in " \\" else "" if symbol in ",;:!/-" else symbol.translate(_LITERAL)
    name = found["letter"] or found["name"]
    return _PRINTED.get(name, NAMED_SIGNS.get(name, found[0])).translate(_LITERAL if name in _PRINTED else {})


def _printed_in_text(found: re.Match[str]) -> str:
    return found[0] if found["name"] in NAMED_SIGNS else _printed(found)


_INNERMOST: Final = re.compile(r"(?P<command>\\[A-Za-z]+\*?\s*|[\^_])?\{(?P<inner>[^{}]*)\}")
_SWITCHES: Final = _words("it em sl itshape bf bfseries rm sc scshape tt ttfamily sf cal")
_SWITCH: Final = re.compile(rf"\\(?P<name>{'|'.join(_SWITCHES)})(?![A-Za-z])\s*")
_ITALIC: Final = frozenset({"it", "em", "sl", "itshape", "emph", "textit", "textsl"})
_WRAPPERS: Final = _words(
    "textbf textsc texttt textrm textsf textup textnormal textmd underline mbox text hbox mathrm mathbf mathit mathsf "
    "mathcal url uppercase lowercase enquote"
)
_SCRIPTS: Final = {"textsubscript": "sub", "textsuperscript": "sup", "_": "sub", "^": "sup"}
_READ: Final = (
    _ITALIC
    | _WRAPPERS
    | frozenset(_SCRIPTS)
    | frozenset(_PRINTED)
    | frozenset(NAMED_SIGNS)
    | {"ensuremath"}
    | _SWITCHES
)
# The braces of arXiv titles are TeX's, left over from a .bib: {SimSD:}, {Large} models. Those of journals are not.
_GROUPED: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’-])*[:.]?")
# Enough for what people write; the braces of anything deeper are text.
_DEEPEST: Final = 8


def _braces_out(text: str) -> str:
    """Give the text with commands and groups read from the innermost brace out; other braces are text."""
    if "{" not in text:
        return text
    groups = _groups_match(text)

    def read_group(found: re.Match[str]) -> str:
        command, inner = (found["command"] or "").strip().strip("\\*"), found["inner"]
        if command in _SCRIPTS and "\\" not in inner and inner.strip():
            return _OPEN[_SCRIPTS[command]] + inner.strip() + _CLOSE
        if command in _ITALIC:
            return _OPEN["emph"] + inner.strip() + _CLOSE
        if command in _WRAPPERS:
            return inner.strip()
        grouped = groups and not found["command"] and found.string[found.start() - 1 : found.start()] != "="
        return (found["command"] or "").translate(_LITERAL) + (_group(inner) if grouped else f"\ue005{inner}\ue006")

    for _ in range(_DEEPEST):
        text, changed = _INNERMOST.subn(read_group, text)
        if not changed:
            break
    return text


def _group(inner: str) -> str:
    if switch := _SWITCH.match(inner):
        rest = inner[switch.end() :].rstrip()
        return _OPEN["emph"] + rest + _CLOSE if switch["name"] in _ITALIC else rest
    if len(inner) == 1 and inner.isupper():
        return _OPEN["keep"] + inner + _CLOSE
    if not inner or _GROUPED.fullmatch(inner) or (len(inner) == 1 and ord(inner) >= _FORMULAS):
        return inner
    return f"\ue005{inner}\ue006"


def _pieces(text: str, formulas: list[str]) -> list[Piece]:
    pieces: list[Piece] = []
    for part in _MARKED.split(" ".join(text.split())):
        if part in _KINDS:
            pieces.append(Piece(_KINDS[part]))
        elif len(part) == 1 and ord(part) >= _FORMULAS:
            pieces.append(Piece("maths", formulas[ord(part) - _FORMULAS]))
        elif part:
            pieces.append(Piece("text", part.translate(_BACK)))
    return pieces
