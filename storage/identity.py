"""When two papers are one work: by their ids, else by title, authors and year; decides only, and stores nothing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal

from storage.letters import GREEK, untex, without_marks
from storage.model import Author, Identifier

Verdict = Literal["same_id", "same_title", "maybe", "different"]


@dataclass(frozen=True, slots=True)
class Traits:
    """What identity compares: `surnames` as the function of that name gives them, `year` of publication."""

    ids: frozenset[Identifier]
    title: str
    surnames: frozenset[str]
    year: int | None = None


_ONE_A_WORK: Final = frozenset({"arxiv", "acl", "pubmed"})
"""Schemes that give a work one id. A preprint and its journal version have a DOI each, a resubmission a new forum."""


def verdict(incoming: Traits, candidate: Traits) -> Verdict:
    """Say whether two papers are one work.

    `same_id` they share an id. `same_title` they share the title and a surname, lie within two years, differ in no
    part or version, and carry no two ids of one scheme. `maybe` they look close, which only a reader should decide.
    """
    if incoming.ids & candidate.ids:
        return "same_id"
    clashes = _clashes(incoming.ids, candidate.ids)
    if not clashes.isdisjoint(_ONE_A_WORK) or "guid" in clashes:
        return "different"
    if "page" in clashes:
        if not (incoming.surnames and candidate.surnames):
            return "different"  # two pages that share a headline
        clashes.remove("page")  # one work has many pages
    key = title_key(incoming.title)
    same_title = key is not None and key == title_key(candidate.title)
    same_tail = tail(incoming.title) == tail(candidate.title)
    if not same_title and not (same_tail and _alike(incoming.title, candidate.title)):
        return "different"
    years = (incoming.year, candidate.year)
    apart = None if years[0] is None or years[1] is None else abs(years[0] - years[1])
    if not incoming.surnames & candidate.surnames:
        # Without authors a title may be that of any work; with others it is a namesake unless it came close in time.
        unknown = not incoming.surnames or not candidate.surnames
        return "maybe" if same_title and (unknown or (apart is not None and apart <= 2)) else "different"
    if same_title and same_tail and not clashes and apart is not None and apart <= 2:
        return "same_title"
    return "maybe"


def _clashes(ones: frozenset[Identifier], others: frozenset[Identifier]) -> set[str]:
    """Give the schemes of which both carry ids and share none; guids only where they are of one feed.

    "page" stands for the guids of feed 0, which are addresses of pages.
    """
    left, right = _by_scheme(ones), _by_scheme(others)
    clashes = {known for known in left.keys() & right.keys() if left[known].isdisjoint(right[known])}
    return {"page" if feed == "0" else scheme for scheme, feed in clashes}


def _by_scheme(ids: frozenset[Identifier]) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for known in ids:
        feed = known.value.partition(" ")[0] if known.scheme == "guid" else ""
        found.setdefault((known.scheme, feed), set()).add(known.value)
    return found


_SHORTEST: Final = 13
"""Letters and digits that a title needs to be compared, an ideograph or a syllable sign counting as three.

Every issue of a journal has an Editorial, Preface, Introduction, Correction or Announcement by the same people; these
have up to twelve. The longer headings are named below.
"""
_HEADING_LETTERS = (
    "abouttheauthors acknowledgements acknowledgments announcements authorcorrection authorindex backmatter "
    "bookreviews calendarofevents callforpapers conferencereport contentsofvolume correspondence editorialboard "
    "editorialcomment editorialintroduction editorialnote expressionofconcern fromtheeditor fromtheeditors "
    "generaldiscussion guesteditorial highlightsofthisissue informationforauthors instructionsforauthors "
    "instructionstoauthors introductiontothespecialissue introductiontothisissue inthisissue issueinformation "
    "lettertotheeditor letterstotheeditor listofcontributors listofreviewers mastheadandtableofcontents "
    "newsandviews notesoncontributors publisherscorrection publishercorrection publishersnote researchhighlights "
    "retractionnote retractionnotice specialissueeditorial subjectindex tableofcontents technicalreport "
    "thankstoreviewers thankstoourreviewers thankyoutoreviewers"
)
_HEADINGS: Final = frozenset(_HEADING_LETTERS.split())
_GREEK: Final = str.maketrans(GREEK)
_RAISED: Final = str.maketrans({sign: f" {place % 10} " for place, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉")})


@cache
def _wide() -> re.Pattern[str]:
    # Compiled at first use: a start need not wait for it.
    return re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


@lru_cache(256)  # a paper that comes is asked for its key four times
def title_key(title: str) -> int | None:
    """Give a signed 8-byte hash that spellings of one title share, or None where it is too short to compare.

    Case, accents, punctuation, spaces, entities and TeX do not count, and Greek letters are their names.
    """
    letters = _letters(title)
    if letters in _HEADINGS:
        return None
    if len(letters) < _SHORTEST and len(letters) + 2 * len(_wide().findall(letters)) < _SHORTEST:
        return None
    from hashlib import blake2b  # brings OpenSSL along, which a window needs only here

    return int.from_bytes(blake2b(letters.encode(errors="replace"), digest_size=8).digest(), signed=True)


def _letters(title: str) -> str:
    return "".join(filter(str.isalnum, _plain(title)))


def _plain(title: str) -> str:
    text = untex(title)
    if not text.isascii():
        text = without_marks(text.translate(_RAISED)).translate(_GREEK)
    return text.casefold()


_TENS = ("", "x")
_UNITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN: Final = {
    f"{ten}{unit}": str(10 * tens + units) for tens, ten in enumerate(_TENS) for units, unit in enumerate(_UNITS)
}
_NUMBER_WORDS = "one two three four five six seven eight nine ten"
_COUNTED: Final = {word: str(number) for number, word in enumerate(_NUMBER_WORDS.split(), 1)}
_LONG_ROMAN: Final = "|".join(sorted((roman for roman in _ROMAN if len(roman) > 1), key=len, reverse=True))
_TAIL: Final = re.compile(
    rf"""
      (?P<number>\d{{1,3}}(?:,\d{{3}}){{1,6}}(?!\d)|\d+(?:\.\d+)*)
    | \b(?:part|parts|volume|vol|chapter|book|phase|paper|act|episode|series|lecture|type|class|stage)\W{{1,3}}
      (?P<nth>{"|".join((*_COUNTED, "i", "v", "x"))})\b
    | \b(?P<roman>{_LONG_ROMAN})\b
    | \b(?P<last>[ivx])\W{{0,9}}\Z
    | (?<=[^\W_])\^?(?P<sign>[+\#]+)(?![^\W_])
    """,
    re.VERBOSE,
)
_KIND_WORDS = (
    "addendum|appendix|comment|comments|commentary|continued|corrected|correction|corrections|corrigendum|"
    "errata|erratum|full version|extended abstract|extended version|long version|poster|rejoinder|replies|"
    "reply|response|retracted|retraction|revisited|short version|short paper|supplement|supplementary|"
    "supplemental|supporting|supplementary information|supplementary material|supplementary materials|"
    "supporting information|withdrawn"
)
_KINDS: Final = frozenset(_KIND_WORDS.split("|"))


def tail(title: str) -> tuple[str, ...]:
    """Give what tells parts, versions and kinds of one work apart; two titles that differ in it are two works.

    All its numbers, years and versions among them (II is 2, Part One 1, 2.0 stays apart from 20), the signs of C++ and
    C#, and words such as "reply", "correction" or "extended abstract" where a title begins or ends with them. In order
    of text, sorted.
    """
    plain = _plain(title)
    found = [_tail_of(part) for part in _TAIL.finditer(plain)]
    words = re.findall(r"[^\W\d_]+", plain)
    if words:
        ends = (words[0], words[-1], " ".join(words[-2:]), " ".join(words[:2]))
        found += {kind for kind in ends if kind in _KINDS}
    return tuple(sorted(found))


def _tail_of(part: re.Match[str]) -> str:
    kind = part.lastgroup or ""
    text = part[kind]
    if kind == "number":
        return ".".join(digits.lstrip("0") or "0" for digits in text.replace(",", "").split("."))
    return text if kind == "sign" else _COUNTED.get(text) or _ROMAN[text]


def _alike(one: str, other: str) -> bool:
    """Say whether two titles come close: a word changed, a slip of the pen, a subtitle left out."""
    short, long = sorted((_letters(one)[:1000], _letters(other)[:1000]), key=len)
    if len(short) < _SHORTEST:
        return False
    if long.startswith(short):
        return True
    left, right = ({text[at : at + 3] for at in range(len(text) - 2)} for text in (short, long))
    return 2 * len(left & right) >= 0.8 * (len(left) + len(right))


_SUFFIX_WORDS = "jr sr ii iii iv phd ph md msc bsc dr prof esq junior senior et al"
_PARTICLE_WORDS = "van von der den de del della di da dos das du la le ter ten zu zum al el bin ibn st"
_GROUP_WORDS = (
    "collaboration collaborations consortium team group groups committee network initiative investigators project"
)
_SUFFIXES: Final = frozenset(_SUFFIX_WORDS.split())
_PARTICLES: Final = frozenset(_PARTICLE_WORDS.split())
_GROUPS: Final = frozenset(_GROUP_WORDS.split())
_NOBODY: Final = frozenset({"et al", "et al.", "and others", "others", "anonymous", "anonymous authors", "unknown"})
_TWO_LETTERS: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)
_NAME: Final = re.compile(r"[^\W\d_]+(?:['’ʼ‐‑-][^\W\d_]+)*")
_BRACKETED: Final = re.compile(r"\(([^()]{0,80})\)")


def surnames(authors: Iterable[Author]) -> frozenset[str]:
    """Give keys of which two spellings of one author share at least one; nobody's name gives none.

    "Last, First", initials before or after, particles, suffixes, compounds and umlauts are seen through; a name in
    ideographs counts whole, as groups do.
    """
    keys: set[str] = set()
    for author in authors:
        plain = _plain_surname(author)
        keys.update((plain,) if plain else _surname_keys(author))
    return frozenset(keys)


def _plain_surname(author: Author) -> str:
    """Give the last word of a name in which nothing needs a closer look, as in most; else an empty text."""
    name = author.name
    last = name.rpartition(" ")[2]
    if author.family or author.group or "," in name or "(" in name or not (last.isascii() and last.isalpha()):
        return ""
    key = last.lower()
    initials = len(last) <= 3 and last.isupper()
    return "" if initials or key in _GROUPS or key in _SUFFIXES or name.lower() in _NOBODY else key


def _surname_keys(author: Author) -> set[str]:
    name = untex(author.name).strip()
    if name.casefold() in _NOBODY:
        return set()
    other_scripts = [inner for inner in _BRACKETED.findall(name) if _wide().search(inner)]
    name = _BRACKETED.sub(" ", name)
    keys = {key for inner in other_scripts for key in _wide_keys(inner)}
    if _wide().search(name):
        return keys | _wide_keys(name)
    whole = _NAME.findall(name)
    if author.group or (whole and whole[-1].casefold() in _GROUPS):
        return keys | {_squashed("".join(word for word in whole if word.casefold() != "the"))}
    family, comma, _ = name.partition(",")
    words = _NAME.findall(untex(author.family) or (family if comma else name))
    words = [word for word in words if word.casefold() not in _SUFFIXES] or words
    if not comma and not author.family:
        words = _last_words(words)
    kept = [word for word in words if word.casefold() not in _PARTICLES] or words[-1:]
    spellings = {spelling for word in kept for spelling in (word, word.translate(_TWO_LETTERS))}
    parts = {part for spelling in spellings for part in re.split(r"[‐‑-]", spelling) if len(part) > 2}
    return keys | {key for key in map(_squashed, spellings | parts) if key}


def _last_words(words: list[str]) -> list[str]:
    """Give what may be the surname of a name written in the order of speech, or as "Smith JA"."""
    spelt = [word for word in words if len(word) > 1 and not (len(word) <= 3 and word.isupper())]
    if not spelt or not words or spelt[-1] == words[-1]:
        return words[-1:]
    # Initials at the end, or a short surname in capitals: "Smith JA", "Yi MA".
    return [spelt[-1], *(words[-1:] if len(words[-1]) > 1 else ())]


def _wide_keys(name: str) -> set[str]:
    parts = [_squashed(part) for part in re.split(r"[\s,·・]+", name)]
    parts = [part for part in parts if part]
    return {"".join(parts)} | set(parts[:1] if len(parts) > 1 else ())


def _squashed(name: str) -> str:
    return "".join(filter(str.isalnum, without_marks(name).casefold()))
