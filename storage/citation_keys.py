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


USUAL: Final = "{family}{year}{word}"
"""The template of keys that Scholar makes."""

PARTS: Final = ("family", "families", "year", "yy", "word", "words", "arxiv")
"""What a template can name; with a capital first (`{Family}`) it begins with a capital, as do further words in it."""

_PART: Final = re.compile(r"\{([^{}]*)\}")
_FAMILIES: Final = 3
_WORDS: Final = 3


def is_template(template: str) -> bool:
    """Tell whether keys can be made by a template: parts in braces that we know, between signs that keys may have."""
    named = _PART.findall(template)
    rest = _PART.sub("", template)
    return bool(named) and all(_known(name) for name in named) and (not rest or is_key(f"a{rest}"))


def _known(name: str) -> bool:
    return name.lower() in PARTS and name[1:].islower()


def stem(paper: Paper, template: str = USUAL) -> str:
    """Give what the template says: family name, year of the arXiv id (else of publication), first telling word.

    Nothing of it changes when a preprint is published. Where letters give no name, as in Chinese, or nobody is named,
    it is made of the arXiv id: `paper2608-01234`. ASCII letters, digits and what the template has besides.
    """
    arxiv = next((each.value for each in paper.ids if each.scheme == "arxiv"), "")
    number = f"paper{_OTHER.sub('-', arxiv.rpartition('/')[2])}" if arxiv else ""
    name = _name(paper.authors[0]) if paper.authors else ""
    if not name and number:
        return number
    made = _PART.sub(lambda found: _part(found[1], paper, name or "paper", arxiv), template)
    # What a template puts between parts that are empty parts nothing; a key begins with a letter or a digit.
    made = re.sub(r"([-_:.+/])[-_:.+/]+", r"\1", made).strip("-_:.+/")
    return made or number or "paper"


def example_key(template: str) -> str:
    """Give a key as a template makes it, of a paper with two authors from 2026."""
    from storage.model import Author, Identifier, Paper

    number = Identifier("arxiv", "2606.01234")
    return stem(Paper("Selective state spaces", (Author("Ada Marot"), Author("Ben Okoye")), ids=(number,)), template)


def _part(named: str, paper: Paper, first: str, arxiv: str) -> str:
    year = _year(paper, arxiv)
    match named.lower():
        case "family":
            words = [first]
        case "families":
            words = [first, *filter(None, map(_name, paper.authors[1:_FAMILIES]))]
        case "year":
            words = [year]
        case "yy":
            words = [year[-2:]]
        case "word":
            words = _telling_words(paper.title)[:1]
        case "words":
            words = _telling_words(paper.title)[:_WORDS]
        case _:
            words = [_OTHER.sub("-", arxiv.rpartition("/")[2])]
    return "".join(words) if named[:1].islower() else "".join(map(str.capitalize, words))


def deal(stem: str, taken: Callable[[str], bool]) -> str:
    """Give the stem, or the first of stem-a, stem-b, ..., stem-aa that is not taken.

    `taken` must answer without regard to case: BibTeX folds keys.
    """
    return stem if not taken(stem) else next(key for key in _suffixed(stem) if not taken(key))


def is_key(key: str) -> bool:
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


def _telling_words(title: str) -> list[str]:
    """Give the words of a title that are neither small talk nor numbers nor lone letters; else its first, or none."""
    text = _LETTER_BEFORE.sub(r"\1", _APOSTROPHE.sub("", untex(title)))
    words = [word for each in _WORD.findall(text) if (word := _ascii(each))]
    telling = [word for word in words if len(word) > 1 and word not in _UNSEEN and not word.isdigit()]
    return [word[:_LONGEST_WORD] for word in telling or words[:1]]


def _ascii(text: str) -> str:
    if len(text) == 1 and text in GREEK:
        return GREEK[text].lower()
    return _OTHER.sub("", without_marks(without_marks(text).lower().translate(_LATIN)))
