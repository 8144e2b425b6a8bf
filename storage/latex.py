r"""Pieces of text to LaTeX that goes between the braces of a .bib: every brace that it writes has its partner.

BibTeX and biber count braces and nothing else: a backslash before one changes nothing (bibtex 0.99d, biber 2.18), so
`\{` and `\}` are written in pairs only. What stands alone is `{\textbraceleft}` or `{\textbraceright}`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from storage.latex_forms import LETTERS, LOOKALIKES, MATHS, PUNCTUATION, SUBSCRIPTS, SUPERSCRIPTS, accented, styled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.markup import Piece

Flavour = Literal["bibtex", "biblatex"]
"""BibTeX sorts and shortens by ASCII letters, so accents are written as TeX; BibLaTeX reads letters as they are.

Signs that no text font of LaTeX has (γ, ≤, ₂) are written as TeX for both: pdflatex knows them in no other way.
"""

_BRACES: Final = {"\ue000": "\\{", "\ue001": "\\}", "{": r"{\textbraceleft}", "}": r"{\textbraceright}"}
_ESCAPES: Final = _BRACES | {
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "$": r"\$",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
}
_PLAIN: Final = re.compile(r"[^&%#_$~^\\<>|{}\x7f-\U0010ffff]*")
_GREEK: Final = "\u0370-\u03ff\u1f00-\u1fff"
_GREEK_WORD: Final = re.compile(f"[{_GREEK}]{{3}}")
_SPECIAL: Final = re.compile(
    r"(?P<ascii>[&%#_$~^\\<>|{}\ue000\ue001])"
    f"|(?P<sub>[{''.join(SUBSCRIPTS)}]+)"
    f"|(?P<sup>[{''.join(SUPERSCRIPTS)}]+)"
    "|(?P<marked>[^\\W\\d_][\u0300-\u0331]+)"
    "|(?P<other>[^\\x00-\\x7f])"
)
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def latex(pieces: Iterable[Piece], flavour: Flavour, *, keep_capitals: bool = False) -> str:
    """Give the pieces as LaTeX; with `keep_capitals`, styles that lower titles leave acronyms and maths alone."""
    listed = list(pieces)
    greek = any(
        piece.kind == "text" and not piece.value.isascii() and _GREEK_WORD.search(piece.value) for piece in listed
    )
    writer = _Writer(flavour, greek=greek)
    if not keep_capitals:
        return _joined(writer.plainly(piece) for piece in listed)
    neighbours = ["", *(piece.kind for piece in listed), ""]
    return _joined(
        writer.keeping(piece, before=neighbours[at], after=neighbours[at + 2]) for at, piece in enumerate(listed)
    )


def escaped(text: str, flavour: Flavour) -> str:
    """Give plain text, of a name say, as LaTeX without any maths."""
    if _PLAIN.fullmatch(text):
        return text
    return _Writer(flavour, greek=True, maths=False).text(text)


def braced(text: str) -> str:
    r"""Give LaTeX in braces of its own, never as `{\`, which BibTeX takes for a single letter and lowers."""
    return f"{{{{}}{text}}}" if text.startswith("\\") else f"{{{text}}}"


def _joined(parts: Iterable[str]) -> str:
    joined: list[str] = []
    for part in parts:
        if part.startswith("\\") and joined and joined[-1].endswith("{"):
            joined.append("{}")  # as in `braced`
        if part:
            joined.append(part)
    return "".join(joined)


class _Writer:
    """Writes text of one field: `greek` where whole words are Greek, `maths` where formulas may stand."""

    def __init__(self, flavour: Flavour, *, greek: bool, maths: bool = True) -> None:
        self._ascii = flavour == "bibtex"
        self._greek = greek
        self._maths = maths

    def plainly(self, piece: Piece) -> str:
        if piece.kind == "text":
            return self.text(piece.value)
        if piece.kind == "maths":
            return f"${formula(piece.value)}$"
        return _MARKS[piece.kind]

    def keeping(self, piece: Piece, *, before: str, after: str) -> str:
        if piece.kind == "maths":
            return f"{{${formula(piece.value)}$}}"
        if piece.kind != "text":
            return _MARKS[piece.kind]
        return self.text(piece.value) if before == "keep" else self._words(piece.value, before, after)

    def text(self, text: str) -> str:
        if _PLAIN.fullmatch(text):
            return text
        return _SPECIAL.sub(self._special, _paired(text))

    def _words(self, text: str, before: str, after: str) -> str:
        """Write text, each word in braces whose capitals say something: DNA, GPT-4o, iPhone, H2O, M-theory."""
        if text.islower():
            return self.text(text)
        text = _paired(text)
        parts: list[str] = []
        done = 0
        for found in _WORD.finditer(text):
            word = found[0]
            if word == word.lower():
                continue
            start, end = found.span()
            # In Cu$_2$O and T<sub>c</sub>, a formula or a number beside them makes letters symbols.
            beside = (start == 0 and before in _BESIDE) or (end == len(text) and after in _BESIDE)
            if beside or _speaks(word, text[end : end + 1]):
                parts += (self._unpaired(text[done:start]), braced(self._unpaired(word)))
                done = end
        return "".join(parts) + self._unpaired(text[done:])

    def _unpaired(self, text: str) -> str:
        return text if _PLAIN.fullmatch(text) else _SPECIAL.sub(self._special, text)

    def _special(self, found: re.Match[str]) -> str:
        char = found[0]
        kind = found.lastgroup
        if kind == "ascii":
            return _ESCAPES[char]
        if kind in ("sub", "sup"):
            return self._raised(char, kind)
        if kind == "marked":
            return (accented(char) if self._ascii else "") or char
        if char in LETTERS or char in PUNCTUATION:
            return (LETTERS.get(char) or PUNCTUATION[char]) if self._ascii else char
        return LOOKALIKES.get(char) or self._sign(char)

    def _raised(self, chars: str, kind: str) -> str:
        if not self._ascii and all(char in "¹²³ªº" for char in chars):
            return chars
        table, command = (SUBSCRIPTS, "textsubscript") if kind == "sub" else (SUPERSCRIPTS, "textsuperscript")
        return f"\\{command}{{{''.join(table[char] for char in chars)}}}"

    def _sign(self, char: str) -> str:
        if not self._maths or (self._greek and _GREEK_LETTER.match(char)):
            return char
        form = MATHS.get(char) or styled(char)
        return f"{{${form}$}}" if form else char


_MARKS: Final = {
    "emph": r"\emph{",
    "sub": r"\textsubscript{",
    "sup": r"\textsuperscript{",
    "keep": "{",
    "close": "}",
}
_BESIDE: Final = frozenset({"maths", "sub", "sup"})
_GREEK_LETTER: Final = re.compile(f"[{_GREEK}]")


def _speaks(word: str, following: str) -> bool:
    if len(word) == 1:
        # "A" is an article before a space, a name elsewhere: hepatitis A, A-infinity.
        return word not in MATHS and (word != "A" or following != " ")
    return word[1:] != word[1:].lower() or (not word[0].islower() and any(char.isdigit() for char in word))


def _paired(text: str) -> str:
    """Mark the braces that have their partner within the text; they are written as pairs."""
    if "{" not in text or "}" not in text:
        return text
    chars = list(text)
    opened: list[int] = []
    for at, char in enumerate(chars):
        if char == "{":
            opened.append(at)
        elif char == "}" and opened:
            chars[opened.pop()] = "\ue000"
            chars[at] = "\ue001"
    return "".join(chars)


# Formulas

_UNESCAPED: Final = re.compile(r"\\.|[%#&{}]")
_ALIGNED: Final = re.compile(r"\\(?:begin|matrix|pmatrix|cases|substack|array|halign)(?![A-Za-z])")
_BRACE_NAMES: Final = {"\\{": r"\lbrace ", "\\}": r"\rbrace "}
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_PUNCTUATION: Final = {"–": "-", "—": "-", "…": r"\ldots", "’": "'", "‘": "`"}


def formula(source: str) -> str:
    """Give the inside of a formula so that it sets, balanced by raw count; the groups of the source must match."""
    names: dict[str, str] = {} if _balanced(source) else _BRACE_NAMES
    loose = "%#" if _ALIGNED.search(source) else "%#&"

    def keep(found: re.Match[str]) -> str:
        char = found[0]
        return names.get(char, char) if len(char) > 1 else f"\\{char}" if char in loose else char

    text = _UNESCAPED.sub(keep, source)
    return text if text.isascii() else _NOT_ASCII.sub(_in_formula, text)


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


def _in_formula(found: re.Match[str]) -> str:
    char = found[0]
    if form := MATHS.get(char) or _PUNCTUATION.get(char) or styled(char):
        following = found.string[found.end() : found.end() + 1]
        runs_on = form[0] == "\\" and form[-1].isalpha() and following.isascii() and following.isalpha()
        return f"{form} " if runs_on else form
    if char in SUBSCRIPTS:
        return f"_{{{SUBSCRIPTS[char]}}}"
    if char in SUPERSCRIPTS:
        return f"^{{{SUPERSCRIPTS[char]}}}"
    if char in LETTERS:
        return f"\\text{{{LETTERS[char]}}}"
    return char
