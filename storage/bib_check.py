"""What in a .bib would make LaTeX, BibTeX or biber stumble, entry by entry, each with what to do; changes nothing.

What a type of entry needs: btxdoc for BibTeX, the manual of biblatex for its own types. Commands are those of LaTeX
itself, amsmath and amssymb; a document may load more, so an unknown one is a warning.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from storage.bib_text import bib_fields, bib_pieces
from storage.citation_keys import is_key
from storage.latex_forms import ACCENTS, NAMED_SIGNS, SPECIAL_LETTERS, TEXT_SYMBOLS
from storage.markup import formulas

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from storage.bib_text import BibPiece

FaultKind = Literal[
    "not_closed",
    "no_key",
    "bad_key",
    "key_twice",
    "missing",
    "no_form",
    "script",
    "command",
    "sign",
    "invisible",
    "same_work",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEEDED: Final = {
    "article": "author title journal|journaltitle year|date",
    "book": "author|editor title publisher year|date",
    "inbook": "author|editor title chapter|pages|booktitle year|date",
    "incollection": "author title booktitle year|date",
    "inproceedings": "author title booktitle year|date",
    "conference": "author title booktitle year|date",
    "mastersthesis": "author title school|institution year|date",
    "phdthesis": "author title school|institution year|date",
    "thesis": "author title institution|school year|date",
    "proceedings": "title year|date",
    "report": "author title year|date",
    "techreport": "author title institution year|date",
    "unpublished": "author title note|eprint|year|date",
    "online": "title url|doi|eprint",
    "misc": "title",
}
_VERBATIM: Final = _words("url doi eprint file pdf howpublished key ids crossref xref month date year urldate keywords")
_COMMANDS: Final = frozenset({*ACCENTS, *SPECIAL_LETTERS, *TEXT_SYMBOLS, *NAMED_SIGNS}) | _words(
    "emph textbf textit textrm textsf textsc textsl texttt textup textmd textnormal textsuperscript textsubscript "
    "uppercase lowercase MakeUppercase MakeLowercase url href nolinkurl path mbox hbox text protect relax noopsort "
    "textbraceleft textbraceright textonehalf textonequarter textthreequarters textonesuperior texttwosuperior "
    "textthreesuperior textordfeminine textordmasculine textcent textcurrency textyen textbrokenbar textlnot textpm "
    "texttimes textdiv textperthousand textnumero textohm textcelsius textestimated textservicemark textleftarrow "
    "textrightarrow textuparrow textdownarrow textmu textquotestraightbase textasteriskcentered textinterrobang "
    "bf it rm sf tt sl sc em cal mit normalfont footnotesize small large Large enquote ensuremath textquotesingle "
    "frac dfrac tfrac cfrac binom dbinom tbinom sqrt root overset underset stackrel substack sideset not "
    "mathbb mathbf mathcal mathfrak mathit mathrm mathsf mathtt mathscr boldsymbol pmb operatorname mathop mathbin "
    "mathrel mathord mathopen mathclose mathpunct mathinner left right middle big Big bigg Bigg bigl bigr Bigl Bigr "
    "biggl biggr Biggl Biggr bigm Bigm biggm Biggm hat widehat tilde widetilde bar overline underline dot ddot dddot "
    "vec check breve acute grave mathring overbrace underbrace overrightarrow overleftarrow overleftrightarrow "
    "xrightarrow xleftarrow limits nolimits displaystyle textstyle scriptstyle scriptscriptstyle log lg ln exp sin cos "
    "tan cot sec csc sinh cosh tanh coth arcsin arccos arctan max min sup inf lim limsup liminf varlimsup varliminf "
    "injlim projlim det dim ker arg deg gcd hom Pr mod bmod pmod pod lvert rvert lVert rVert vert Vert langle rangle "
    "lceil rceil lfloor rfloor lbrace rbrace lbrack rbrack ldots cdots vdots ddots dots dotsc dotsb dotsm dotsi "
    "quad qquad hspace vspace hfill thinspace medspace thickspace negthinspace phantom hphantom vphantom smash strut "
    "mathstrut null begin end intercal complement hslash hbar ell wp Re Im aleph beth gimel daleth imath jmath "
    "prime backprime emptyset varnothing nabla surd top bot angle measuredangle sphericalangle triangle forall exists "
    "nexists neg lnot flat natural sharp sum prod coprod int iint iiint iiiint oint bigcap bigcup bigsqcup bigvee "
    "bigwedge bigodot bigotimes bigoplus biguplus to gets iff implies impliedby land lor colon owns ni le ge ne lt gt "
    "leq geq neq leqslant geqslant ll gg lll ggg lesssim gtrsim lessapprox gtrapprox approx approxeq sim simeq cong "
    "equiv propto varpropto asymp doteq doteqdot models vdash dashv Vdash vDash Vvdash perp mid nmid parallel "
    "nparallel subset supset subseteq supseteq subsetneq supsetneq nsubseteq nsupseteq sqsubset sqsupset sqsubseteq "
    "sqsupseteq in notin prec succ preceq succeq preccurlyeq succcurlyeq precsim succsim lhd rhd unlhd unrhd "
    "trianglelefteq trianglerighteq triangleleft triangleright pm mp times div cdot ast star circ bullet cap cup uplus "
    "sqcap sqcup vee wedge setminus smallsetminus wr diamond Diamond Box square blacksquare bigcirc oplus ominus "
    "otimes oslash odot dagger ddagger amalg ltimes rtimes leftthreetimes rightthreetimes rightarrow leftarrow "
    "Rightarrow Leftarrow leftrightarrow Leftrightarrow longrightarrow longleftarrow Longrightarrow Longleftarrow "
    "longleftrightarrow Longleftrightarrow mapsto longmapsto hookrightarrow hookleftarrow rightharpoonup "
    "rightharpoondown leftharpoonup leftharpoondown rightleftharpoons rightsquigarrow twoheadrightarrow uparrow "
    "downarrow updownarrow Uparrow Downarrow nearrow searrow swarrow nwarrow upharpoonright restriction "
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi omicron pi "
    "varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon "
    "Phi Psi Omega digamma eth nleq ngeq nless ngtr nsim ncong lessgtr gtrless because therefore blacktriangle "
    "bigtriangleup bigtriangledown checkmark maltese S P dag ddag copyright pounds textdegree degree slash backslash "
    "textcolor bibinfo bibfield bibnamefont bibfnamefont BibitemOpen BibitemShut newblock mkbibquote mkbibemph"
)
_COMMAND: Final = re.compile(r"\\([A-Za-z]+)")
_BARE: Final = {"&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "^": r"\textasciicircum{}"}
_SIGN: Final = re.compile(r"(?<!\\)[&%#_^]")
_LATIN: Final = re.compile("[\x00-\u024f\u1e00-\u1eff\u2010-\u2026\u2030\u2039\u203a\u20ac\u2122\u2212]")
_GREEK: Final = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
_EAST_ASIAN: Final = re.compile("[\u3000-\u303f\uff00-\uffef]")
_MOST: Final = 3
"""Examples of one fault in one entry that are named."""


@dataclass(frozen=True, slots=True)
class BibFault:
    """What is wrong with an entry. `where` is the field; `found` what stands there; `fix` what to write, or empty.

    `fatal`: LaTeX or a bibliography program stops or loses the entry; else something may look wrong.
    """

    key: str
    kind: FaultKind
    where: str = ""
    found: str = ""
    fix: str = ""
    fatal: bool = True


def bib_faults(text: str) -> list[BibFault]:
    """Give what is wrong in a .bib, in its order."""
    faults: list[BibFault] = []
    keys: dict[str, str] = {}
    works: dict[tuple[str, str], str] = {}
    for piece in bib_pieces(text):
        if not piece.is_entry:
            if not piece.whole:
                faults.append(BibFault(piece.key, "not_closed"))
            continue
        faults += _of_entry(piece)
        folded = piece.key.lower()
        if folded in keys:
            faults.append(BibFault(piece.key, "key_twice", found=keys[folded]))
        keys.setdefault(folded, piece.key)
        for name in ("doi", "eprint"):
            value = bib_fields(piece).get(name, "").strip().lower()
            if value and works.setdefault((name, value), piece.key) != piece.key:
                faults.append(BibFault(piece.key, "same_work", name, works[name, value], fatal=False))
    return faults


def _of_entry(piece: BibPiece) -> Iterator[BibFault]:
    key = piece.key
    if not piece.whole:
        yield BibFault(key, "not_closed")
        return
    if not key:
        yield BibFault(key, "no_key")
    elif not is_key(key):
        yield BibFault(key, "bad_key", found=key, fix=re.sub(r"[^A-Za-z0-9_:.+/-]", "", _ascii(key)))
    fields = bib_fields(piece)
    for wanted in _NEEDED.get(piece.kind, "").split():
        if not any(fields.get(name, "").strip() for name in wanted.split("|")) and "crossref" not in fields:
            yield BibFault(key, "missing", wanted.replace("|", " or "), fatal=False)
    for name, value in fields.items():
        yield from _of_value(key, name, value)


def _of_value(key: str, name: str, value: str) -> Iterator[BibFault]:
    invisible = {char for char in value if unicodedata.category(char) in {"Cc", "Cf"} and char not in "\n\t\r"}
    if invisible:
        codes = " ".join(f"U+{ord(char):04X}" for char in sorted(invisible)[:_MOST])
        yield BibFault(key, "invisible", name, codes)
    if name in _VERBATIM:
        return
    yield from _of_letters(key, name, value)
    unknown = dict.fromkeys(command for command in _COMMAND.findall(value) if command not in _COMMANDS)
    for command in list(unknown)[:_MOST]:
        yield BibFault(key, "command", name, f"\\{command}")
    outside = _without_maths(value)
    for sign in sorted(set(_SIGN.findall(outside))):
        yield BibFault(key, "sign", name, sign, _BARE[sign])


def _of_letters(key: str, name: str, value: str) -> Iterator[BibFault]:
    """Tell of characters that pdflatex cannot set; XeLaTeX and LuaLaTeX can, with a font that has them."""
    foreign = [char for char in dict.fromkeys(value) if not _LATIN.match(char) and char.isprintable()]
    letters = [char for char in foreign if (char.isalpha() and not _GREEK.match(char)) or _EAST_ASIAN.match(char)]
    signs = [char for char in foreign if char not in letters]
    if letters:
        yield BibFault(key, "script", name, "".join(letters[:_MOST]))
    for char in signs[:_MOST]:
        command = next((written for written, sign in NAMED_SIGNS.items() if sign == char), "")
        yield BibFault(key, "no_form", name, char, f"$\\{command}$" if command else "")


def _without_maths(value: str) -> str:
    parts: list[str] = []
    at = 0
    for formula in formulas(value):
        parts.append(value[at : formula.start])
        at = formula.end
    return "".join([*parts, value[at:]])


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text)


def unmatched(text: str, cited: Iterable[str]) -> tuple[list[str], list[str]]:
    """Give the keys of a .bib that nothing cites, and the cited keys that it lacks; BibTeX folds case, so do we."""
    there = {piece.key.lower(): piece.key for piece in bib_pieces(text) if piece.is_entry}
    asked = {key.lower(): key for key in cited}
    unused = [key for folded, key in there.items() if folded not in asked]
    return unused, [key for folded, key in asked.items() if folded not in there]
