r"""A formula as a line of Unicode, O(n²), α-fair, ‖w‖₂: for lists, titles and notices, which set no maths.

It never fails: what it does not know stays as its own name, `\foo` as foo.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LONGEST: Final = 2_000
_DEEPEST: Final = 12
_PIECE: Final = re.compile(r"\\[A-Za-z]+|\\.|[{}^_&~']|\s+|[^\\{}^_&~'\s]", re.DOTALL)

_LOOSE_END: Final = re.compile(r" ([×±∓÷<>])$")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MARKS: Final = {
    "hat": "\u0302",
    "widehat": "\u0302",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "bar": "\u0304",
    "overline": "\u0304",
    "dot": "\u0307",
    "ddot": "\u0308",
    "vec": "\u20d7",
    "check": "\u030c",
    "breve": "\u0306",
    "acute": "\u0301",
    "grave": "\u0300",
    "underline": "\u0332",
}
_DOUBLE: Final = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))
_OPERATORS: Final = _words(
    "log ln lg exp sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan max min sup inf lim limsup liminf "
    "det dim ker arg deg gcd hom Pr argmax argmin softmax mod"
)
_SPACED: Final = {"pmod": " mod ", "bmod": " mod "}
_GONE: Final = _words(
    "left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm middle displaystyle textstyle "
    "scriptstyle limits nolimits rm bf it cal sf tt mathsurround nonumber notag displaylimits boldmath unboldmath "
    "mathstrut strut null"
)
_TEXT: Final = _words(
    "text textrm textit textbf texttt textsf textsc textnormal textup mbox hbox mathrm mathit mathbf mathsf mathtt "
    "mathcal mathscr mathfrak boldsymbol bm pmb bold operatorname emph ensuremath mathop mathbin mathrel mathord "
    "overbrace underbrace boxed phantom"
)
_SIGNS: Final = {
    "ll": "≪",
    "gg": "≫",
    "lt": "<",
    "gt": ">",
    "lvert": "|",
    "rvert": "|",
    "vert": "|",
    "lVert": "‖",
    "rVert": "‖",
    "|": "‖",
    "lbrace": "{",
    "rbrace": "}",
    "lbrack": "[",
    "rbrack": "]",
    "ldots": "…",
    "dots": "…",
    "dotsc": "…",
    "dotsb": "…",
    "colon": ":",
    "prime": "′",
    "dagger": "†",
    "degree": "°",
    "gets": "←",
    "iff": "⇔",
    "implies": "⇒",
    "land": "∧",
    "lor": "∨",
    "lnot": "¬",
    "varnothing": "∅",
    "complement": "∁",
    "oint": "∮",
    "iint": "∬",
    "coprod": "∐",
    "bigcup": "⋃",
    "bigcap": "⋂",
    "bigoplus": "⨁",
    "bigotimes": "⨂",
    "cdotp": "·",
    "backslash": "\\",
    "ddots": "⋱",
    "longleftarrow": "⟵",
    "Longrightarrow": "⟹",
    "longleftrightarrow": "⟷",
    "longmapsto": "⟼",
    "leftrightarrows": "⇆",
    "rightleftharpoons": "⇌",
    "rightharpoonup": "⇀",
    "trianglelefteq": "⊴",
    "triangleright": "▷",
    "triangleleft": "◁",
    "lhd": "⊲",
    "rhd": "⊳",
    "preceq": "⪯",
    "succeq": "⪰",
    "preccurlyeq": "≼",
    "succcurlyeq": "≽",
    "sqsubseteq": "⊑",
    "subsetneq": "⊊",
    "supsetneq": "⊋",
    "nsubseteq": "⊈",
    "doteq": "≐",
    "asymp": "≍",
    "gtrapprox": "⪆",
    "lessapprox": "⪅",
    "nleq": "≰",
    "ngeq": "≱",
    "dag": "†",
    "ddag": "‡",
    "varGamma": "Γ",
    "varDelta": "Δ",
    "hslash": "ℏ",
    "imath": "ı",
    "jmath": "ȷ",
    "Re": "ℜ",
    "Im": "ℑ",
    "beth": "ℶ",
    "angstrom": "Å",
    "square": "□",
    "lozenge": "◊",
    "blacktriangleright": "▶",
    "measuredangle": "∡",
    "upharpoonright": "↾",
    "vdots": "⋮",
}
_SPACES: Final = {
    ",": " ",
    ";": " ",
    ":": " ",
    " ": " ",
    "quad": " ",
    "qquad": " ",
    "!": "",
    "/": "",
    "\\": " ",
    "-": "",
}
_RELATIONS: Final = frozenset("=<>≤≥≠≈≃≅∼≡∝≪≫≲≳⊂⊆⊃⊇∈∉→←↔⇒⇐⇔↦⟶±∓×÷∪∩∘⊕⊗∧∨≔")


@lru_cache(maxsize=2_000)
def in_a_line(tex: str) -> str:
    """Give a formula as one line of Unicode; one that is very long, or deeper than anybody writes, as its source."""
    if len(tex) > _LONGEST:
        return tex
    pieces = _PIECE.findall(tex)
    try:
        text = _Line(pieces).read()
    except RecursionError:
        return tex
    text = _LOOSE_END.sub(r"\1", " ".join(unicodedata.normalize("NFC", text).split()))
    return text or tex.strip()


class _Line:
    """Reads pieces into text, one group at a time."""

    def __init__(self, pieces: list[str]) -> None:
        self._pieces = pieces
        self._at = 0
        self._in_words = 0

    def read(self, *, depth: int = 0) -> str:
        """Read to the end of the group, or of the formula."""
        parts: list[str] = []
        while self._at < len(self._pieces):
            piece = self._pieces[self._at]
            if piece == "}" and depth:
                break
            self._at += 1
            parts.append(self._one(piece, depth, parts))
        return "".join(parts)

    def _one(self, piece: str, depth: int, before: list[str]) -> str:
        if piece == "{":
            return self._group(depth)
        if piece.isspace():
            # Only words and lists keep their spaces; the air around signs comes with them.
            return " " if self._in_words or _last(before)[-1:] in {",", ";", ":", "."} else ""
        if piece in "}&~":
            return "" if piece == "}" else " "
        if piece in "'-" and not self._in_words:
            return "′" if piece == "'" else "−"
        if piece in "^_":
            return self._script(piece, depth)
        if piece[0] == "\\" and len(piece) > 1:
            return self._command(piece[1:], depth, before)
        return _beside(piece, before)

    def _group(self, depth: int) -> str:
        """Read what stands in braces whose first has been read; too deep for anybody it is left out."""
        if depth >= _DEEPEST:
            raise RecursionError
        text = self.read(depth=depth + 1)
        self._at += 1
        return text

    def _argument(self, depth: int) -> str:
        """Read what a command or a script takes: a group, a command or one character."""
        while self._at < len(self._pieces) and self._pieces[self._at].isspace():
            self._at += 1
        if self._at >= len(self._pieces) or self._pieces[self._at] == "}":
            return ""
        if depth >= _DEEPEST:
            raise RecursionError
        piece = self._pieces[self._at]
        self._at += 1
        return self._one(piece, depth + 1, []).strip()

    def _script(self, sign: str, depth: int) -> str:
        inner = self._argument(depth)
        if not inner:
            return ""
        table = _scripts(sign)
        # A star or a prime stands high enough by itself.
        if sign == "^" and inner in {"∗", "*", "′", "″", "†", "⋆"}:
            return "*" if inner in "∗⋆" else inner
        if sign == "^" and inner in {"∘", "°"}:
            return "°"
        if all(char in table for char in inner):
            return "".join(table[char] for char in inner)
        bare = inner.replace(" ", "")
        return (
            f"{sign}{bare}" if len(bare) < 2 or bare.isalnum() else f"{sign}({bare})" if sign == "^" else f"_{{{bare}}}"
        )

    def _command(self, name: str, depth: int, before: list[str]) -> str:
        if name in _MARKS:
            inner = self._argument(depth)
            return inner + _MARKS[name] if len(inner) == 1 else inner
        if name in _READERS:
            return _READERS[name](self, depth)
        if name in _TEXT:
            return self._text(depth)
        if name in _GONE:
            return self._delimiter() if name in {"left", "right"} else ""
        if name in _OPERATORS:
            return _spaced_name(name, before, self._follows())
        if name in _SPACED:
            inner = self._argument(depth)
            return f" (mod {inner})" if name == "pmod" and inner else _SPACED[name] + inner
        if name in _SPACES:
            return _SPACES[name]
        return self._sign(name, before)

    def _sign(self, name: str, before: list[str]) -> str:
        from storage.latex_forms import NAMED_SIGNS  # a large table, needed by few titles

        if name in _SIGNS:
            return _beside(_SIGNS[name], before)
        if name in NAMED_SIGNS:
            return _beside(NAMED_SIGNS[name], before)
        return name

    def _text(self, depth: int) -> str:
        """Read words: their spaces count."""
        self._in_words += 1
        text = self._argument(depth)
        text = self._argument(depth) if text == "*" else text  # \operatorname*{argmax}
        self._in_words -= 1
        return text

    def _delimiter(self) -> str:
        """Leave out the dot that stands for no delimiter."""
        if self._at < len(self._pieces) and self._pieces[self._at] == ".":
            self._at += 1
        return ""

    def _follows(self) -> str:
        return self._pieces[self._at] if self._at < len(self._pieces) else ""

    def fraction(self, depth: int) -> str:
        above, below = self._argument(depth), self._argument(depth)
        whole = f"{above}/{below}"
        return _VULGAR.get(whole) or f"{_grouped(above)}/{_grouped(below)}"

    def root(self, depth: int) -> str:
        degree = ""
        if self._follows() == "[":
            end = next((at for at in range(self._at, len(self._pieces)) if self._pieces[at] == "]"), None)
            if end is not None:
                degree = "".join(self._pieces[self._at + 1 : end])
                self._at = end + 1
        table = _scripts("^")
        raised = "".join(table.get(char, "") for char in degree)
        return f"{raised}√{_grouped(self._argument(depth))}"

    def choice(self, depth: int) -> str:
        return f"({self._argument(depth)} choose {self._argument(depth)})"

    def double(self, depth: int) -> str:
        inner = self._argument(depth)
        return "".join(_DOUBLE.get(char, char) for char in inner)

    def negated(self, depth: int) -> str:
        inner = self._argument(depth)
        return unicodedata.normalize("NFC", inner + "\u0338") if len(inner) == 1 else inner

    def over(self, depth: int) -> str:
        """Read what has something set above or below it, which comes first."""
        above, base = self._argument(depth), self._argument(depth)
        return f"{base}^{above}" if len(above) == 1 and above.isalnum() else base

    def dropped(self, depth: int) -> str:
        self._argument(depth)
        return " "


_READERS: Final[dict[str, Callable[[_Line, int], str]]] = {
    **dict.fromkeys(("frac", "tfrac", "dfrac", "cfrac", "nicefrac", "sfrac"), _Line.fraction),
    **dict.fromkeys(("binom", "tbinom", "dbinom"), _Line.choice),
    **dict.fromkeys(("mathbb", "mathds", "Bbb"), _Line.double),
    **dict.fromkeys(("overset", "underset", "stackrel"), _Line.over),
    **dict.fromkeys(("begin", "end", "label", "hspace", "vspace", "color", "tag"), _Line.dropped),
    "sqrt": _Line.root,
    "not": _Line.negated,
}
_VULGAR: Final = {"1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾"}


def _grouped(text: str) -> str:
    simple = text.isalnum() or len(text) < 2 or (text[0] in "([" and text[-1] in ")]")
    return text if simple else f"({text})"


def _last(before: list[str]) -> str:
    return next((part for part in reversed(before) if part), "")


def _beside(sign: str, before: list[str]) -> str:
    """Give a sign with the air that TeX sets around relations and the like, none where nothing stands before them."""
    if sign not in _RELATIONS:
        return sign
    last = _last(before).rstrip()
    if last and last[-1] not in "([{,^_|‖":
        return f" {sign} "
    return sign if sign in "=±∓∼<>×" else f"{sign} "


def _spaced_name(name: str, before: list[str], following: str) -> str:
    lead = " " if _last(before)[-1:].isalnum() or _last(before)[-1:] == ")" else ""
    tail = "" if following[:1] in {"", "(", "[", "{", "^", "_", "}", ")", ","} else " "
    return f"{lead}{name}{tail}"


def _scripts(sign: str) -> dict[str, str]:
    from storage.latex_forms import SUBSCRIPTS, SUPERSCRIPTS

    table = SUBSCRIPTS if sign == "_" else SUPERSCRIPTS
    return {plain: raised for raised, plain in reversed(table.items())} | {"−": "⁻" if sign == "^" else "₋"}


def names_in(tex: str) -> Iterator[str]:
    """Give the names of the commands of a formula, in order."""
    return (piece[1:] for piece in _PIECE.findall(tex) if len(piece) > 1 and piece[0] == "\\" and piece[1].isalpha())
