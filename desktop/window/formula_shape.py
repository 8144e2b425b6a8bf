r"""A formula as an outline in ems, its baseline at 0, drawn by ziamath: no size, colour or screen is known here.

What cannot be drawn is said to be so, never guessed: unknown commands, signs that the font lacks, formulas that would
take long. Loading ziamath takes a tenth of a second, so it is loaded in steps, and only where there are formulas.
"""

import importlib
import logging
import re
import warnings
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainterPath

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_log = logging.getLogger(__name__)

LONGEST: Final = 300
_MOST_WORK: Final = 150
"""Signs, each doubled for every group it stands in: ziamath lays a group out twice. Some 0.3 ms each."""
_EM: Final = 1000.0

_STEPS: Final = (
    # First what these bring along, or one step would be as long as all of them.
    *("importlib.metadata", "xml.sax.saxutils", "importlib.resources", "inspect"),
    *("latex2mathml.tokenizer", "latex2mathml.converter", "ziafont", "ziamath"),
)
_loaded: set[str] = set()


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline and its measures in ems: `ascent` above and `descent` below the baseline, both at least 0."""

    path: QPainterPath
    width: float
    ascent: float
    descent: float


def load_a_step() -> bool:
    """Load a part of what draws; True once it is all there."""
    for name in _STEPS:
        if name not in _loaded:
            with warnings.catch_warnings():
                # ziamath 0.13 finds its font by a function that Python 3.11 and 3.12 call deprecated, and 3.13 keeps.
                warnings.simplefilter("ignore", DeprecationWarning)
                importlib.import_module(name)
            _loaded.add(name)
            break
    return len(_loaded) == len(_STEPS)


def shape(tex: str, *, display: bool = False) -> Shape | None:
    """Draw a formula, within some ten milliseconds; None where that cannot be done."""
    tex = rewritten(tex)
    if not tex or len(tex) > LONGEST or work(tex) > _MOST_WORK:
        return None
    try:
        return _drawn(tex, display=display)
    except Exception as error:  # noqa: BLE001  an outer edge: a library's fault about a stranger's text
        _log.debug("a formula could not be drawn: %r", error)
        return None


def _drawn(tex: str, *, display: bool) -> Shape | None:
    # Here, and not above: most papers need none of it.
    import xml.etree.ElementTree as ET

    from ziamath.escapes import unescape
    from ziamath.tex import tex2mml
    from ziamath.zmath import Math

    _prepare()
    written = tex2mml(tex, inline=not display)
    if "\\" in written or not _prints(written):
        return None
    tree = ET.fromstring(unescape(written))  # noqa: S314  our own MathML, no document from outside
    _narrow_hats(tree)
    maths = Math(tree, size=_EM, margin=0)
    drawing = ET.Element("svg")
    maths.node.draw(0, 0, drawing)
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for element in drawing:
        if not _add(path, element):
            return None
    box = maths.node.bbox
    left = min(box.xmin / _EM, 0.0)
    path.translate(-left, 0.0)
    width = max(maths.node.xadvance(), box.xmax) / _EM - left
    return Shape(path, width, max(box.ymax / _EM, 0.0), max(-box.ymin / _EM, 0.0)) if width > 0 else None


@cache
def _prepare() -> None:
    from ziamath.config import config

    # Outlines where they stand, instead of symbols that are placed.
    config.svg2 = False


def _narrow_hats(tree: "Element") -> None:
    """Make hats as wide as a letter's: latex2mathml 3.81 writes them as it writes wide ones, which stretch."""
    for over in tree.iter():
        if over.tag.rpartition("}")[2] == "mover" and over.get("accent") == "true" and over[-1].text == "\u0302":
            over[-1].text = "\u02c6"
            over[-1].set("stretchy", "false")


_TAGS: Final = re.compile(r"<[^<>]*>")


def _prints(written: str) -> bool:
    """Tell whether the font has every sign."""
    import html

    from ziamath.zmath import loadedfonts

    font = loadedfonts["default"]
    return all(sign.isspace() or font.glyphindex(sign) for sign in set(html.unescape(_TAGS.sub("", written))))


# From the drawing to an outline

_NUMBER: Final = re.compile(r"[MLQCZ]|-?[\d.]+(?:e-?\d+)?")


def _add(path: QPainterPath, element: "Element") -> bool:
    """Add a part of the drawing to the outline, all ems; False for parts that are no outlines: struck out, boxed."""
    if element.get("stroke"):
        return False
    if element.tag == "rect":
        x, y, width, height = (float(element.get(name, "0")) / _EM for name in ("x", "y", "width", "height"))
        path.addRect(QRectF(x, y, width, height))
        return True
    if element.tag != "path":
        return False
    found = iter(_NUMBER.findall(element.get("d", "")))

    def number() -> float:
        return float(next(found)) / _EM

    for letter in found:
        if letter == "M":
            path.moveTo(number(), number())
        elif letter == "L":
            path.lineTo(number(), number())
        elif letter == "Q":
            path.quadTo(number(), number(), number(), number())
        elif letter == "C":
            path.cubicTo(number(), number(), number(), number(), number(), number())
        elif letter == "Z":
            path.closeSubpath()
        else:
            return False
    return True


# What people write that the parser does not know

_MACROS: Final = {
    "R": r"\mathbb{R}",
    "RR": r"\mathbb{R}",
    "reals": r"\mathbb{R}",
    "N": r"\mathbb{N}",
    "NN": r"\mathbb{N}",
    "Z": r"\mathbb{Z}",
    "ZZ": r"\mathbb{Z}",
    "Q": r"\mathbb{Q}",
    "QQ": r"\mathbb{Q}",
    "C": r"\mathbb{C}",
    "CC": r"\mathbb{C}",
    "E": r"\mathbb{E}",
    "EE": r"\mathbb{E}",
    "PP": r"\mathbb{P}",
    "F": r"\mathbb{F}",
    "eps": r"\varepsilon",
    "wt": r"\widetilde",
    "wh": r"\widehat",
    "ol": r"\overline",
    "cO": r"\mathcal{O}",
    "bigO": r"\mathcal{O}",
    "Msun": r"M_{\odot}",
    "msun": r"M_{\odot}",
    "kms": r"\,\mathrm{km\,s^{-1}}",
    "micron": r"\mu\mathrm{m}",
    "lsim": r"\lesssim",
    "gsim": r"\gtrsim",
    "la": r"\lesssim",
    "ga": r"\gtrsim",
    "half": r"\tfrac{1}{2}",
    "emph": r"\textit",
    "textsl": r"\textit",
    "textsc": r"\text",
    "textup": r"\text",
    "textnormal": r"\text",
    "mbox": r"\text",
    "hbox": r"\text",
    "bm": r"\boldsymbol",
    "bold": r"\mathbf",
    "mathds": r"\mathbb",
    "Bbb": r"\mathbb",
    "nicefrac": r"\tfrac",
    "sfrac": r"\tfrac",
    "coloneqq": r":=",
    "eqqcolon": r"=:",
    "triangleq": "≜",
    "argmax": r"\operatorname{arg\,max}",
    "argmin": r"\operatorname{arg\,min}",
    "Tr": r"\operatorname{Tr}",
    "tr": r"\operatorname{tr}",
    "diag": r"\operatorname{diag}",
    "rank": r"\operatorname{rank}",
    "poly": r"\operatorname{poly}",
    "polylog": r"\operatorname{polylog}",
    "sgn": r"\operatorname{sgn}",
    "sign": r"\operatorname{sign}",
    "Var": r"\operatorname{Var}",
    "Cov": r"\operatorname{Cov}",
    "KL": r"\operatorname{KL}",
    "softmax": r"\operatorname{softmax}",
}
_COMMAND: Final = re.compile(r"\\([A-Za-z]+)")
_NOTHING: Final = re.compile(
    r"\\(?:label|hspace|vspace|color|mathsurround)\*?\{[^{}]*\}|\\(?:ensuremath|protect|xspace)\b"
)
_ONE_LETTER: Final = re.compile(r"([_^])\{([A-Za-z])\}")
# Before a letter of ASCII there must be a space, or it is another command: \dots.
_ACCENT_ALONE: Final = re.compile(
    r"(\\(?:hat|tilde|bar|vec|dot|ddot|widehat|widetilde|overline))(?:\s+(?=[A-Za-z])|\s*(?=[^\x00-\x7f]))([^\W\d_])"
)


def rewritten(tex: str) -> str:
    """Give a formula in the words that the parser knows; common macros of authors are spelt out."""
    if "\\" in tex:
        tex = _NOTHING.sub("", tex)
        tex = _COMMAND.sub(_spelt_out, tex)
        tex = _ACCENT_ALONE.sub(r"\1{\2}", tex)
    return _ONE_LETTER.sub(r"\1\2", tex.replace("\u2212", "-")).strip()


def _spelt_out(found: re.Match[str]) -> str:
    instead = _MACROS.get(found[1])
    if instead is None:
        return found[0]
    following = found.string[found.end() : found.end() + 1]
    return instead + " " if instead[-1].isalpha() and following.isalpha() else instead


_SIGN: Final = re.compile(r"\\[A-Za-z]+|\\.|\S")


def work(tex: str) -> int:
    """Say how long a formula will take to draw, in signs."""
    depth = total = 0
    for sign in _SIGN.findall(tex):
        if sign in {"{", r"\left", r"\begin"}:
            depth += 1
        elif sign in {"}", r"\right", r"\end"}:
            depth = max(depth - 1, 0)
        total += 1 << min(depth, 20)
    return total
