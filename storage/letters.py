"""Letters behind letters: Greek as names, accents off, TeX as plain text; no words are known here."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

_GREEK_LETTERS = "αβγδεζηθικλμνξοπρστυφχψω"
_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi "
    "psi omega"
)
_LOWER = dict(zip(_GREEK_LETTERS, _GREEK_NAMES.split(), strict=True))
_VARIANTS = {
    "ς": "sigma",
    "ϐ": "beta",
    "ϑ": "theta",
    "ϒ": "Upsilon",
    "ϕ": "phi",
    "ϖ": "pi",
    "ϝ": "digamma",
    "ϰ": "kappa",
    "ϱ": "rho",
    "ϲ": "sigma",
    "ϴ": "Theta",
    "ϵ": "epsilon",
    "Ϲ": "Sigma",
    "\N{MICRO SIGN}": "mu",
    "\N{OHM SIGN}": "Omega",
}

GREEK: Final = _LOWER | {letter.upper(): name.title() for letter, name in _LOWER.items()} | _VARIANTS
"""Greek letters by name: α is alpha, Γ is Gamma; with the variants of mathematics and the micro and ohm signs."""

_SPECIAL: Final = str.maketrans(
    {
        "ß": "ss",
        "ẞ": "SS",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "Ð": "D",
        "ħ": "h",
        "Ħ": "H",
        "þ": "th",
        "Þ": "Th",
        "ŧ": "t",
        "Ŧ": "T",
        "ŋ": "ng",
        "Ŋ": "NG",
        "ı": "i",
        "ȷ": "j",
        "ĸ": "k",
        "ə": "e",
        "Ə": "E",
        "ɛ": "e",
        "Ɛ": "E",
        "ɔ": "o",
        "Ɔ": "O",
        "ƒ": "f",
        "ɨ": "i",
        "ƚ": "l",
        "ɫ": "l",
        "ɓ": "b",
        "ɗ": "d",
        "ʼ": "'",
        "ʻ": "'",
        "ʹ": "'",
        "\N{TRADE MARK SIGN}": "",  # NFKD would glue "TM" to the word before
        "\N{SERVICE MARK}": "",
    }
)

_ACCENTS: Final = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "G": "\u030f",
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
    "t": "\u0361",
}

# Commands that print a letter or a word.
_PRINTED: Final = {
    "ss": "ß",
    "SS": "ẞ",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "dh": "ð",
    "DH": "Ð",
    "dj": "đ",
    "DJ": "Đ",
    "th": "þ",
    "TH": "Þ",
    "ng": "ŋ",
    "NG": "Ŋ",
    "i": "ı",
    "j": "ȷ",
    "imath": "ı",
    "jmath": "ȷ",
}
_OPERATORS = (
    "log ln lg exp sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan max min sup inf lim det dim ker arg deg "
    "gcd hom Pr argmax argmin softmax"
)
_NAMED: Final = (
    {name: name for name in (*GREEK.values(), *_OPERATORS.split(), "TeX", "LaTeX")}
    | {f"var{name}": name for name in ("epsilon", "theta", "phi", "pi", "rho", "sigma", "kappa")}
    | {f"text{name}": name for name in _LOWER.values()}
    | {"micro": "mu", "ohm": "Omega", "ell": "l", "hbar": "h"}
)
# Commands whose first argument is not text.
_UNSEEN: Final = (
    "cite|citep|citet|ref|eqref|label|href|begin|end|textcolor|color|hspace|vspace|hskip|vskip|fontsize|includegraphics"
)
_TAGS: Final = (
    "i|b|u|em|strong|sub|sup|small|tt|span|scp|sc|italic|bold|underline|monospace|roman|br|p|a|math|mi|mo|mn|mrow|msub"
    "|msup|msubsup|mfrac|msqrt|mover|munder|mtext|mstyle|mspace|semantics|inline-formula|tex-math|jats:[a-z-]{1,24}"
    "|mml:[a-z-]{1,24}"
)

# It begins with one set of characters, so that the engine skips the rest quickly. Every branch stops at the first
# character that does not fit, and runs of one branch never overlap: linear time.


@cache
def _markup() -> re.Pattern[str]:
    # Compiled at first use: a start need not wait for it.
    return re.compile(
        rf"""
        [\\{{}}$~<&](?:
          (?<=\\)(?:
              (?P<accent>[`'^"~=.]|[uvHtcdbkrG](?![A-Za-z]))\s*
                  (?:\{{\s*(?P<braced>\\[ij](?![A-Za-z])|[^\W\d_])\s*\}}|(?P<bare>\\[ij](?![A-Za-z])|[^\W\d_]))
            | (?:{_UNSEEN})\*?(?![A-Za-z])\s*\{{[^{{}}\\]*\}}
            | (?P<letter>{"|".join(_PRINTED)})(?![A-Za-z])(?:(?<!AA)\s+(?=[^\W\d_]))?
            | (?P<command>[A-Za-z]+)\*?
            | (?P<escaped>.?)
          )
          | (?<=\}})(?P<between>\s*\{{)
          | (?<=[{{}}$])
          | (?<=\S~)(?P<tie>)(?=\S)
          | (?<=<)/?(?:{_TAGS})(?:\s[^<>]*)?/?>
          | (?<=&)(?P<entity>(?:\#[0-9]{{1,7}}|\#[xX][0-9A-Fa-f]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,31}});)
        )
        """,
        re.VERBOSE | re.DOTALL,
    )


_MAY_HOLD_MARKUP: Final = re.compile(r"[\\{}$~<&]")


def without_marks(text: str) -> str:
    """Give the text in the plainest letters: é is e, ﬁ is fi, ² is 2, ß is ss, ł is l; case and everything else stay.

    Marks of every script go, also vowel signs and voicing marks; Greek and other alphabets keep their letters.
    """
    if text.isascii():
        return text
    parted = unicodedata.normalize("NFKD", text.translate(_SPECIAL))
    bare = "".join([char for char in parted if char < "\u0300" or not unicodedata.category(char).startswith("M")])
    # Once more, because taking ǿ or ǽ apart sets letters free; NFC puts Hangul together again.
    return unicodedata.normalize("NFC", bare.translate(_SPECIAL))


def untex(text: str) -> str:
    r"""Give the text without TeX and the tags and entities of HTML that feeds mix in.

    Accents become letters (`\'e`, `{\"o}`, `\v{s}`), `\alpha` its name, `\log` and its like their own names,
    `\emph{x}` is x; other commands, braces and dollar signs go. Takes linear time, whatever the text.
    """
    if not _MAY_HOLD_MARKUP.search(text):
        return text
    parts: list[str] = []
    done = 0
    for start, end, instead in edits(text):
        parts += (text[done:start], instead)
        done = end
    parts.append(text[done:])
    return "".join(parts)


def edits(text: str) -> Iterator[tuple[int, int, str]]:
    """Give what `untex` would change, in order: start, end, and the text to put there."""
    for found in _markup().finditer(text):
        yield found.start(), found.end(), _printed(found, text)


def _printed(found: re.Match[str], text: str) -> str:
    kind = found.lastgroup
    if kind in ("braced", "bare"):
        letter = found[kind].removeprefix("\\")
        return unicodedata.normalize("NFC", letter + _ACCENTS[found["accent"]])
    if kind == "letter":
        return _PRINTED[found["letter"]]
    if kind == "command":
        return _command(found, text)
    if kind == "escaped":
        # \& \% \# \_ \$ \{ \} print themselves; \- is a place to break a word; other symbols are space.
        char = found["escaped"]
        return char if char in "&%#_" else "" if char in "-/$!{}" else " "
    if kind == "entity":
        return _entity(found[0])
    if kind == "between":
        # \frac{a}{b} holds two words, {\"o}{\ss} one.
        return " " if found.end() < len(text) and text[found.end()].isalnum() else ""
    return " " if kind == "tie" else ""


def _command(found: re.Match[str], text: str) -> str:
    # A name must not grow together with its neighbours: 2\pi r, \alpha\beta, TGF$\beta$.
    word = _NAMED.get(found["command"], "")
    before = " " if _letter_before(text, found.start()) else ""
    after = " " if word and text[found.end() : found.end() + 1].isalpha() else ""
    return before + word + after


def _letter_before(text: str, place: int) -> bool:
    while place and text[place - 1] in "${}":
        place -= 1
    return place > 0 and text[place - 1].isalnum()


def _entity(name: str) -> str:
    import html  # its table is large and rarely needed

    letter = html.unescape(name)
    return "" if letter == name else letter
