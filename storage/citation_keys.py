"""Citation keys as Scholar makes them, `marot2026selective`; pure, what was dealt is kept elsewhere."""

from __future__ import annotations

import re
import string
from itertools import count, product
from typing import TYPE_CHECKING, Final

from storage.letters import GREEK, untex, without_marks
from storage.names import parts, without_particles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from storage.model import Author, Paper


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_USABLE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:.+/-]*")
_UNSEEN: Final = _words(
    "a an the and or of on in for from to with without by at as is are be can do does how what when where which who "
    "why via into over under towards toward using its it this that these"
)
_GENERIC: Final = _words("the of for on behalf and team collaboration consortium group members working")
_WORD: Final = re.compile(r"[^\W_]+")
_APOSTROPHE: Final = re.compile(r"\b[^\W\d_]['’](?=[^\W\d_])|['’][^\W_]+")
_LETTER_BEFORE: Final = re.compile(r"\b([^\W\d_])[-\u2010\u2011](?=[^\W\d_]{2})")
_OTHER: Final = re.compile(r"[^a-z0-9]")
_ARXIV: Final = re.compile(r"(?:.*/)?(?P<year>\d\d)\d\d\.?\d+")
_LONGEST_WORD: Final = 30
_GROUP_NAME: Final = 3
_CYRILLIC: Final = (
    "а a б b в v г g д d е e ё e ж zh з z и i й i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh "
    "щ shch ы y э e ю yu я ya і i ї i є e ґ g ў u"
)
_GREEK: Final = "α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o"
_LATIN: Final = str.maketrans(dict(pair.split() for pair in re.findall(r"\w+ \w+", f"{_CYRILLIC} {_GREEK}")))


def stem(paper: Paper) -> str:
    """Give family name, year of the arXiv id (else of publication) and first telling word of the title.

    Nothing of it changes when a preprint is published. Where letters give no name, as in Chinese, or nobody is named,
    it is made of the arXiv id: `paper2608-01234`. ASCII letters in lower case, digits and `-`.
    """
    arxiv = next((each.value for each in paper.ids if each.scheme == "arxiv"), "")
    name = _name(paper.authors[0]) if paper.authors else ""
    if not name and arxiv:
        return f"paper{_OTHER.sub('-', arxiv.rpartition('/')[2])}"
    return f"{name or 'paper'}{_year(paper, arxiv)}{_telling_word(paper.title)}"


def deal(stem: str, taken: Callable[[str], bool]) -> str:
    """Give the stem, or the first of stem-a, stem-b, ..., stem-aa that is not taken.

    `taken` must answer without regard to case: BibTeX folds keys.
    """
    return stem if not taken(stem) else next(key for key in _suffixed(stem) if not taken(key))


def is_usable(key: str) -> bool:
    r"""Tell whether every reader takes the key: ASCII letters, digits and `-_:.+/`.

    `#%"` break biber, `~\^` pandoc, accents BibTeX under pdflatex; the rest is syntax.
    """
    return _USABLE.fullmatch(key) is not None


def _suffixed(stem: str) -> Iterator[str]:
    for length in count(1):
        for letters in product(string.ascii_lowercase, repeat=length):
            yield f"{stem}-{''.join(letters)}"


def _name(author: Author) -> str:
    found = parts(untex(author.name))
    if author.group or (found.group and not author.family):
        words = [word for each in _WORD.findall(untex(author.name)) if (word := _ascii(each)) not in _GENERIC]
        return "".join(words[:_GROUP_NAME])[:_LONGEST_WORD]
    family = untex(author.family) if author.family else found.family
    return _ascii(without_particles(family))[:_LONGEST_WORD]


def _year(paper: Paper, arxiv: str) -> str:
    if found := _ARXIV.fullmatch(arxiv):
        # arXiv began in 1991; its ids carry two digits of the year.
        return ("19" if found["year"] >= "91" else "20") + found["year"]
    if paper.venue and paper.venue.appeared[:4].isdigit():
        return paper.venue.appeared[:4]
    return str(paper.published.year) if paper.published else ""


def _telling_word(title: str) -> str:
    """Give the title's first word that is neither small talk nor a number nor a lone letter; empty without letters."""
    text = _LETTER_BEFORE.sub(r"\1", _APOSTROPHE.sub("", untex(title)))
    words = [word for each in _WORD.findall(text) if (word := _ascii(each))]
    telling = (word for word in words if len(word) > 1 and word not in _UNSEEN and not word.isdigit())
    return next(telling, "".join(words[:1]))[:_LONGEST_WORD]


def _ascii(text: str) -> str:
    if len(text) == 1 and text in GREEK:
        return GREEK[text].lower()
    return _OTHER.sub("", without_marks(without_marks(text).lower().translate(_LATIN)))
