"""A name as a feed shows it into the parts that a bibliography needs; knows words for groups, no people."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from storage.model import Author


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GROUP_WORDS: Final = _words(
    "agency alliance association authors center centre college collaboration collaborations collective "
    "commission committee community company consortia consortium contributors corporation council department "
    "foundation group groups hospital initiative inc institut institute institution investigators lab laboratories "
    "laboratory labs llc ltd gmbh members ministry network organisation organization partnership plc program "
    "programme project research society survey taskforce team teams universidad universidade "
    "universitat universität université university workshop"
)
# Small words of a phrase: no part of a person's name is written so.
_PHRASE_WORDS: Final = _words("the of for on behalf and und & from at")
_COMPANY: Final = _words("inc ltd llc llp corp gmbh plc")
_SUFFIX: Final = re.compile(r"(?:[Jj][Rr]|[Ss][Rr]|[Jj]nr|[Ss]nr)\.?|II|III|IV|2nd|3rd")
_DEGREE: Final = re.compile(r"Ph\.? ?D\.?|M\.? ?D\.?|D\.?Phil\.?|D\.? ?Sc\.?|M\.? ?Sc\.?|M\.?A\.?|FRS|Esq\.?|Prof\.?")
# Kin words of Portuguese belong to the family name: José da Costa Neto is da Costa Neto, Ana Lima Filho Lima Filho.
_KIN: Final = frozenset({"junior", "júnior", "filho", "neto", "sobrinho"})
# Ortega y Gasset, Costa e Silva: the word before belongs to the family name as well.
_JOINERS: Final = frozenset({"y", "e", "i"})
# Written large, a particle is hard to tell from a middle name; of 21,386 names in arXiv listings these were right in
# nine of ten. Van, Le and La are middle names in Vietnam, which its few family names give away.
_LARGE_PARTICLES: Final = _words("Ben Da Dal De Del Della Di Dos Du El La Le Mac Van Von St.")
_VIETNAMESE: Final = _words(
    "Bui Dang Dao Dinh Do Doan Duong Hoang Huynh Le Luong Mai Ngo Nguyen Pham Phan Quang Tran Trinh Vo Vu"
)
_SMALL_PARTICLES: Final = _words("al bin da das de del della den der di do dos du el ibn la le ten ter van von zu zur")
_LARGE_BEFORE_SMALL: Final = frozenset({"Van", "Von", "De", "Op", "In"})


@cache
def _cjk() -> re.Pattern[str]:
    # Compiled at first use: a start need not wait for it.
    return re.compile(
        "[\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
        "\U00020000-\U0003ffff·・ ]+"
    )


_GLUED: Final = re.compile(r"(?<=[^\W\d_]\.)(?=[^\W\d_])")
_NO_PUNCTUATION: Final = str.maketrans(".,:;()", "      ")
_LETTER: Final = re.compile(r"[^\W\d_]")
_AFFILIATION: Final = re.compile(r"\s*\([^()]*\)$")
_MARKERS: Final = " *†‡§¶,;"


class Parts(NamedTuple):
    """A name apart; a group and a person of one name have only a family name."""

    family: str
    given: str = ""
    suffix: str = ""
    group: bool = False


def split(author: Author) -> Author:
    """Give the author with family, given name and suffix, or known as a group; what a source gave apart stays.

    One word is a family name alone: no first name is invented.
    """
    if author.family or author.given or author.group:
        return author
    family, given, suffix, group = parts(author.name)
    return Author(author.name, family, given, suffix, group)


def parts(name: str) -> Parts:
    """Take a name apart: "Given von Last Jr.", "Last, Given", "A.B.Last", "姓 名" or a group."""
    words = name.replace("，", ", ").split()
    if len(words) > 1 and words[0].casefold() == "and":
        words = words[1:]  # the last of a list that was cut at its commas
    text = " ".join(words)
    if _is_group(words):
        return Parts(text, group=True)
    if text.endswith(")"):
        text = _AFFILIATION.sub("", text) or text
    text = text.strip(_MARKERS) or text
    if "," in text:
        return _from_commas([part.strip() for part in text.split(",")])
    words = text.split()
    if len(words) > 1 and not text.isascii() and _cjk().fullmatch(text):
        return Parts(words[0], " ".join(words[1:]))  # family first, as these scripts write it
    return _in_order(text)


def joined(family: str, given: str, suffix: str = "") -> str:
    """Give a name as it is read aloud: given name first, or family name first in the scripts that write it so."""
    both = f"{family} {given}"
    if family and given and not both.isascii() and _cjk().fullmatch(both):
        return both
    return " ".join(part for part in (given, family, suffix) if part)


def initials_apart(given: str) -> str:
    """Set glued initials apart, "J.R.R." as "J. R. R.": styles that shorten names take the first letter of a word."""
    return _GLUED.sub(" ", given) if "." in given else given


def without_particles(family: str) -> str:
    """Give a family name without the small words at its beginning, unless nothing else is there."""
    words = family.split()
    while len(words) > 1 and is_small(words[0]):
        del words[0]
    return " ".join(words)


def is_suffix(text: str) -> bool:
    """Tell whether the text is Jr., III or the like."""
    return _SUFFIX.fullmatch(text) is not None


def is_small(word: str) -> bool:
    """Tell whether a word is written small, as BibTeX asks of a particle: by its first letter."""
    if word[0].islower():
        return len(word) != 2 or word[1] != "."  # "C. a. J." are initials
    if word[0].isalpha():
        return False
    letter = _LETTER.search(word)
    return letter is not None and letter[0].islower()


def _is_group(words: list[str]) -> bool:
    if len(words) < 2:
        return False
    if words[-1] == "AI":
        return True
    if not _PHRASE_WORDS.isdisjoint(words):
        return True
    return not _GROUP_WORDS.isdisjoint(" ".join(words).casefold().translate(_NO_PUNCTUATION).split())


def _from_commas(pieces: list[str]) -> Parts:
    """Read "Last, Given", "Last Jr., Given", "Last, Jr., Given", "Given Last, Jr."; degrees are no part of a name."""
    first, rest = pieces[0], [piece for piece in pieces[1:] if piece]
    several = " " in first
    suffixes = [piece for piece in rest if is_suffix(piece)]
    rest = [piece for piece in rest if not is_suffix(piece) and not (several and _DEGREE.fullmatch(piece))]
    suffix = suffixes[0] if suffixes else ""
    if not first or not rest:
        whole = _in_order(first or " ".join(rest))
        return whole._replace(suffix=suffix or whole.suffix) if whole.family else Parts(", ".join(pieces))
    if rest[-1].rstrip(".").casefold() in _COMPANY:
        return Parts(", ".join(pieces), group=True)
    words = first.split()
    if len(words) > 1 and is_suffix(words[-1]):
        suffix, words = suffix or words[-1], words[:-1]
    return Parts(" ".join(words), initials_apart(" ".join(rest)), suffix)


def _in_order(text: str) -> Parts:
    """Read "Given von Last Jr." by BibTeX's rule, save that the first word is always a given name."""
    words = initials_apart(text).split()
    if len(words) > 1 and " " not in text and words[-1].endswith("."):
        words = [text]  # initials alone
    suffix = ""
    if len(words) > 2 and is_suffix(words[-1]):
        suffix = words.pop()
    if len(words) < 2:
        return Parts(" ".join(words) or text)
    start = _family_start(words)
    return Parts(" ".join(words[start:]), " ".join(words[:start]), suffix)


def _family_start(words: list[str]) -> int:
    last = len(words) - 1
    if last == 1:
        return 1
    middle = range(1, last)
    small = [is_small(word) for word in words]
    if all(small):  # size says nothing, only the words do
        small = [word in _SMALL_PARTICLES for word in words]
    start = next((at for at in middle if small[at]), last)
    if start == last and words[last].casefold() in _KIN:
        start -= 1
    if start < last and words[start] in _JOINERS and start > 1:
        start -= 1
    large = _LARGE_BEFORE_SMALL if start < last else _LARGE_PARTICLES if words[last] not in _VIETNAMESE else frozenset()
    while start > 1 and words[start - 1] in large:
        start -= 1
    return start
