r"""Characters and how LaTeX writes them: tables only, from Unicode's own decompositions where they say it.

Sources: LaTeX's font encoding guide (encguide) for accents and text symbols, unicode-math for the names of symbols.
"""

from __future__ import annotations

import unicodedata
from typing import Final

ACCENTS: Final = {
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
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
}
"""LaTeX's accents by name, and the combining character that says the same."""

_BY_MARK: Final = {mark: name for name, mark in ACCENTS.items()}
# These hang below a letter and go on last: \d{\^e} sets, \^{\d{e}} does not.
_BELOW: Final = frozenset("dckb")

SPECIAL_LETTERS: Final = {
    "ss": "ß",
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
    "i": "ı",
    "j": "ȷ",
    "dh": "ð",
    "DH": "Ð",
    "dj": "đ",
    "DJ": "Đ",
    "th": "þ",
    "TH": "Þ",
    "ng": "ŋ",
    "NG": "Ŋ",
}
"""Letters that have a command of their own."""

TEXT_SYMBOLS: Final = {
    "textendash": "–",
    "textemdash": "—",
    "textellipsis": "…",
    "ldots": "…",
    "dots": "…",
    "textquoteleft": "‘",
    "textquoteright": "’",
    "textquotedblleft": "“",
    "textquotedblright": "”",
    "textquotedbl": '"',
    "textsection": "§",
    "S": "§",
    "textparagraph": "¶",
    "P": "¶",
    "copyright": "©",
    "textcopyright": "©",
    "textregistered": "®",
    "texttrademark": "™",
    "pounds": "£",
    "textsterling": "£",
    "texteuro": "€",
    "textdegree": "°",
    "degree": "°",
    "textmu": "µ",
    "textbullet": "•",
    "textdagger": "†",
    "textdaggerdbl": "‡",
    "textperiodcentered": "·",
    "textexclamdown": "¡",
    "textquestiondown": "¿",
    "guillemotleft": "«",
    "guillemotright": "»",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textbackslash": "\\",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textunderscore": "_",
    "textdollar": "$",
    "TeX": "TeX",
    "LaTeX": "LaTeX",
    "BibTeX": "BibTeX",
    "quad": " ",
    "qquad": " ",
    "newline": " ",
    "linebreak": " ",
    "xspace": "",
}
"""Commands of running text, and what they print."""

PUNCTUATION: Final = {
    "–": "--",
    "—": "---",
    "―": "---",
    "‐": "-",
    "‑": "-",
    "‒": "--",
    "…": r"\ldots{}",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "„": ",,",
    "‚": ",",
    "«": r"{\guillemotleft}",
    "»": r"{\guillemotright}",
    "¡": r"{\textexclamdown}",
    "¿": r"{\textquestiondown}",
    "§": r"{\textsection}",
    "¶": r"{\textparagraph}",
    "©": r"{\textcopyright}",
    "®": r"{\textregistered}",
    "™": r"{\texttrademark}",
    "£": r"{\textsterling}",
    "°": r"{\textdegree}",
    "·": r"{\textperiodcentered}",
    "×": r"{\texttimes}",
    "±": r"{\textpm}",
    "÷": r"{\textdiv}",
    "¬": r"{\textlnot}",
    "→": r"{\textrightarrow}",
    "←": r"{\textleftarrow}",
    "↑": r"{\textuparrow}",
    "↓": r"{\textdownarrow}",
    "½": r"{\textonehalf}",
    "¼": r"{\textonequarter}",
    "¾": r"{\textthreequarters}",
    "µ": r"{\textmu}",
    "‰": r"{\textperthousand}",
    "€": r"{\texteuro}",
    "¥": r"{\textyen}",
    "¢": r"{\textcent}",
    "•": r"{\textbullet}",
    "†": r"{\textdagger}",
    "‡": r"{\textdaggerdbl}",
}
"""Marks and signs for a file that holds ASCII letters only; BibLaTeX reads them as they are.

All stand in the fonts that pdflatex has at hand (T1 and TS1), under these names since LaTeX of 2020.
"""

LOOKALIKES: Final = {
    "′": "'",
    "″": "''",
    "−": "--",
    "∼": r"\textasciitilde{}",
    "˜": r"\textasciitilde{}",
    "ˆ": r"\textasciicircum{}",
    "⁄": "/",
    "⁎": "*",
}
"""Signs that no text font has, beside ones that all have."""

_GREEK: Final = (
    "α alpha β beta γ gamma δ delta ε varepsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi π pi "
    "ρ rho ς varsigma σ sigma τ tau υ upsilon φ varphi χ chi ψ psi ω omega ϵ epsilon ϑ vartheta ϕ phi ϖ varpi ϱ varrho "
    "ϰ varkappa Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega µ mu"
)
_SIGNS: Final = (
    "± pm ∓ mp × times ÷ div · cdot ∗ ast ∘ circ ∙ bullet ⊕ oplus ⊖ ominus ⊗ otimes ⊙ odot ∧ wedge ∨ vee ∩ cap ∪ cup "
    "≤ leq ≥ geq ⩽ leqslant ⩾ geqslant ≠ neq ≈ approx ≃ simeq ≅ cong ∼ sim ≡ equiv ∝ propto ≪ ll ≫ gg ≲ lesssim "
    "≳ gtrsim ⊂ subset ⊆ subseteq ⊃ supset ⊇ supseteq ∈ in ∉ notin ∋ ni ∅ emptyset ∀ forall ∃ exists ¬ neg → to "
    "← leftarrow ↔ leftrightarrow ⟶ longrightarrow ⇒ Rightarrow ⇐ Leftarrow ⇔ Leftrightarrow ↦ mapsto ↑ uparrow "
    "↓ downarrow ⇑ Uparrow ⇓ Downarrow ↗ nearrow ↘ searrow "
    "∞ infty ∂ partial ∇ nabla ∆ Delta ∑ sum ∏ prod ∫ int √ surd ∥ parallel ⊥ perp ⟂ perp ∠ angle "
    "⟨ langle ⟩ rangle ⌊ lfloor ⌋ rfloor ⌈ lceil ⌉ rceil ‖ Vert ℓ ell ℏ hbar ℵ aleph ℘ wp ★ bigstar ☆ star ⋆ star "
    "♯ sharp ♭ flat ♮ natural △ triangle □ Box ■ blacksquare ◇ Diamond ⋅ cdot ⋯ cdots ⋮ vdots ∖ setminus ⊢ vdash "
    "⊨ models ⊤ top ≺ prec ≻ succ ⋊ rtimes ⋉ ltimes ⊔ sqcup ⊓ sqcap ☉ odot ↪ hookrightarrow ↠ twoheadrightarrow "
    "♠ spadesuit ♣ clubsuit ♥ heartsuit ♦ diamondsuit ✓ checkmark ∣ mid ∤ nmid ≜ triangleq ⁎ ast"
)
_LETTERLIKE: Final = {
    "ℂ": r"\mathbb{C}",
    "ℍ": r"\mathbb{H}",
    "ℕ": r"\mathbb{N}",
    "ℙ": r"\mathbb{P}",
    "ℚ": r"\mathbb{Q}",
    "ℝ": r"\mathbb{R}",
    "ℤ": r"\mathbb{Z}",
    "ℬ": r"\mathcal{B}",
    "ℰ": r"\mathcal{E}",
    "ℱ": r"\mathcal{F}",
    "ℋ": r"\mathcal{H}",
    "ℐ": r"\mathcal{I}",
    "ℒ": r"\mathcal{L}",
    "ℳ": r"\mathcal{M}",
    "ℛ": r"\mathcal{R}",
    "ℜ": r"\Re",
    "ℑ": r"\Im",
    "−": "-",
    "≔": ":=",
    "′": "'",
    "″": "''",
    "⁄": "/",
    "½": r"\frac{1}{2}",
    "⅓": r"\frac{1}{3}",
    "⅔": r"\frac{2}{3}",
    "¼": r"\frac{1}{4}",
    "¾": r"\frac{3}{4}",
}


def _pairs(words: str) -> dict[str, str]:
    found = words.split()
    return dict(zip(found[::2], found[1::2], strict=True))


_NAMES: Final = _pairs(_GREEK) | _pairs(_SIGNS)
MATHS: Final = {char: f"\\{name}" for char, name in _NAMES.items()} | _LETTERLIKE
"""What prints a character within a formula."""

NAMED_SIGNS: Final = {name: char for char, name in reversed(_NAMES.items())} | {
    "rightarrow": "→",
    "le": "≤",
    "ge": "≥",
    "ne": "≠",
    "textalpha": "α",
    "textbeta": "β",
    "textgamma": "γ",
    "textDelta": "Δ",
}
"""Commands of formulas that also stand bare in running text, and their characters."""

_DIGITS_AND_SIGNS: Final = "0123456789+-=()"
SUBSCRIPTS: Final = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", f"{_DIGITS_AND_SIGNS}aehijklmnoprstuvx", strict=True))
SUPERSCRIPTS: Final = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿª º", f"{_DIGITS_AND_SIGNS}ina o", strict=True))
del SUPERSCRIPTS[" "]

_STYLES: Final = (
    ("BOLD", "mathbf"),
    ("DOUBLE-STRUCK", "mathbb"),
    ("SCRIPT", "mathcal"),
    ("FRAKTUR", "mathfrak"),
    ("SANS-SERIF", "mathsf"),
    ("MONOSPACE", "mathtt"),
)


def accented(letter: str) -> str:
    r"""Give LaTeX's form of a letter with its marks, `{\'e}`, in ASCII; empty where it has none.

    Braced, so that BibTeX takes it for one letter and sorts it there (btxdoc, "special characters").
    """
    parted = unicodedata.normalize("NFD", letter)
    base, marks = parted[:1], parted[1:]
    names = [_BY_MARK.get(mark, "") for mark in marks]
    if not names or not all(names) or not base.isascii() or not base.isalpha():
        return ""
    # \\'i sets a dotless i in every font encoding, and biber reads it back as í; other accents need to be told.
    dotless = base in "ij" and not all(name in _BELOW for name in names) and not (base == "i" and names[0] in "`'^\"")
    form = f"\\{base}" if dotless else base
    for name in sorted(names, key=_BELOW.__contains__):
        bare = len(form) == 1 or form in (r"\i", r"\j")
        form = f"\\{name}{form}" if bare and not name.isalpha() else f"\\{name}{{{form}}}"
    return f"{{{form}}}"


def styled(char: str) -> str:
    r"""Give the formula for one of Unicode's mathematical letters, 𝔽 is `\mathbb{F}`; empty for any other character."""
    name = unicodedata.name(char, "")
    if not name.startswith("MATHEMATICAL "):
        return ""
    plain = unicodedata.normalize("NFKC", char)
    if not plain.isascii():
        return MATHS.get(plain, "")
    command = next((command for word, command in _STYLES if word in name), "")
    return f"\\{command}{{{plain}}}" if command else plain


def _letters() -> dict[str, str]:
    forms = {char: f"{{\\{name}}}" for name, char in SPECIAL_LETTERS.items()}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        if chr(code) not in forms and (form := accented(chr(code))):
            forms[chr(code)] = form
    return forms


LETTERS: Final = _letters()
"""Latin letters that are not ASCII, as LaTeX writes them; others, ħ among them, have no form that every font sets."""
