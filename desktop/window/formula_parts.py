r"""Where a long formula may go on in a new line: behind its relations and operators, as in TeX; draws nothing."""

import re
from dataclasses import dataclass
from typing import Final

_SHORT: Final = 26
"""Characters of TeX up to which a formula stays whole."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_RELATIONS: Final = _words(
    r"= < > \leq \geq \le \ge \neq \ne \approx \sim \simeq \cong \equiv \propto \in \notin \subset \subseteq \supset "
    r"\supseteq \to \rightarrow \leftarrow \leftrightarrow \Rightarrow \Leftrightarrow \mapsto \ll \gg \lesssim "
    r"\gtrsim \implies \iff \longrightarrow := ∈ ≤ ≥ ≈ ≠ → ∼"
)
_BINARY: Final = _words(r"+ - − \pm \mp \times \cdot \cup \cap \oplus \otimes \wedge \vee \setminus \circ")
_OPENS: Final = frozenset({"{", "(", "[", r"\left", r"\{", r"\langle", r"\begin", r"\lfloor", r"\lceil"})
_CLOSES: Final = frozenset({"}", ")", "]", r"\right", r"\}", r"\rangle", r"\end", r"\rfloor", r"\rceil"})
_SIGN: Final = re.compile(r":=|\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a formula, and the space before and behind it in ems."""

    tex: str
    before: float = 0.0
    after: float = 0.0


def parts(tex: str) -> list[Part]:
    """Cut a formula where it may break; a short one, or one that cannot, is one part."""
    if len(tex) <= _SHORT:
        return [Part(tex)]
    found: list[Part] = []
    current: list[str] = []
    depth = 0
    for sign in _SIGN.findall(tex):
        depth += (sign in _OPENS) - (sign in _CLOSES)
        written = "".join(current).strip()
        space = _space(sign, written, found) if depth == 0 else 0.0
        if not space:
            current.append(sign)
            continue
        if written:
            found.append(Part(written))
        found.append(Part(sign, space, space))
        current = []
    if depth:
        return [Part(tex)]
    written = "".join(current).strip()
    if not written and found:
        return [Part(tex)]
    return [*found, Part(written)]


def _space(sign: str, written: str, found: list[Part]) -> float:
    """Give the space around a sign that a line may break at; 0 for any other, and for a sign before a number."""
    if sign in _RELATIONS and (written or found):
        return 5 / 18
    follows_something = bool(written) and written[-1] not in "(^_,&|" and not written.endswith("\\")
    return 4 / 18 if sign in _BINARY and follows_something else 0.0
