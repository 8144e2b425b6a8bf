"""Word families: the forms that a word takes, found by rule and not by a list, so that search and rules have the same.

Two words are of one family if Porter's algorithm (1980) leaves the same stem of both, as FTS5's own "porter" does. The
index is asked for forms and not for stems: what is not marked with ~ stays exact.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final


@lru_cache(maxsize=4096)
def forms(word: str) -> tuple[str, ...]:
    """Give the forms of a folded word that may stand in a text, itself first; those that nobody writes do no harm."""
    root = stem(word)
    made = [form for base, endings in _bases(word, root) for form in map(base.__add__, endings) if stem(form) == root]
    return tuple(dict.fromkeys([word, *made]))


def _bases(word: str, root: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give what forms are made from, each with the endings that go with it: stud(i) is study, run is running."""
    yield root, _AFTER_I if root.endswith("i") else _ENDINGS
    yield f"{root}e", _AFTER_E
    yield word, _AFTER_E if word.endswith("e") else _ENDINGS
    if root.endswith("i"):
        yield f"{root[:-1]}y", _ENDINGS
    elif _DOUBLES.search(root):
        yield root + root[-1], _AFTER_DOUBLED


def stem(word: str) -> str:
    """Give what Porter's algorithm leaves of a word in small letters; words of other letters stay as they are."""
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return word
    for step in (_plural, _past, _y_to_i, _long, _longer, _longest, _last_e):
        word = step(word)
    return word


def _shape(text: str) -> str:
    """Write a text as v for vowels and c for the rest; y is a vowel after a consonant."""
    shape = text.translate(_SHAPES)
    while (place := shape.find("y")) >= 0:
        shape = f"{shape[:place]}{'v' if shape[:place].endswith('c') else 'c'}{shape[place + 1 :]}"
    return shape


def _measure(text: str) -> int:
    return _shape(text).count("vc")


def _has_vowel(text: str) -> bool:
    return "v" in _shape(text)


def _short_end(text: str) -> bool:
    return _shape(text).endswith("cvc") and text[-1] not in "wxy"


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    ending = next((one for one in ("ed", "ing") if word.endswith(one)), None)
    if ending is None or not _has_vowel(word[: -len(ending)]):
        return word
    word = word[: -len(ending)]
    if word.endswith(("at", "bl", "iz")):
        return f"{word}e"
    if len(word) > 1 and word[-1] == word[-2] and _shape(word)[-1] == "c" and word[-1] not in "lsz":
        return word[:-1]
    return f"{word}e" if _measure(word) == 1 and _short_end(word) else word


def _y_to_i(word: str) -> str:
    return f"{word[:-1]}i" if word.endswith("y") and _has_vowel(word[:-1]) else word


def _long(word: str) -> str:
    return _replaced(word, _LONG, 0)


def _longer(word: str) -> str:
    return _replaced(word, _LONGER, 0)


def _longest(word: str) -> str:
    ending = next((one for one in _LONGEST if word.endswith(one)), None)
    if ending is None:
        return word
    rest = word[: -len(ending)]
    fits = _measure(rest) > 1 and (ending != "ion" or rest.endswith(("s", "t")))
    return rest if fits else word


def _last_e(word: str) -> str:
    if word.endswith("e"):
        rest = word[:-1]
        if _measure(rest) > 1 or (_measure(rest) == 1 and not _short_end(rest)):
            word = rest
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word


def _replaced(word: str, endings: dict[str, str], least: int) -> str:
    ending = next((one for one in endings if word.endswith(one)), None)
    if ending is None or _measure(word[: -len(ending)]) <= least:
        return word
    return word[: -len(ending)] + endings[ending]


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for pair in text.split():
        ending, _, instead = pair.partition(">")
        yield ending, instead


# Of two that fit the longer one counts, so it stands first.
_LONG: Final = dict(
    _pairs(
        "ational>ate tional>tion enci>ence anci>ance izer>ize bli>ble alli>al entli>ent eli>e ousli>ous ization>ize"
        " ation>ate ator>ate alism>al iveness>ive fulness>ful ousness>ous aliti>al iviti>ive biliti>ble logi>log"
    )
)
_LONGER: Final = dict(_pairs("icate>ic ative> alize>al iciti>ic ical>ic ful> ness>"))
_LONGEST: Final = tuple(
    "ement ance ence able ible ment ant ent ism ate iti ous ive ize ion al er ic ou".split()  # noqa: SIM905  a table
)
_DOUBLES: Final = re.compile(r"[aeiou][bdgklmnprt]$")
_SHAPES: Final = str.maketrans("abcdefghijklmnopqrstuvwxz", "vcccvcccvcccccvcccccvcccc")
_AFTER_E: Final = ("", *"s d r rs ment ments ness ly ful fully".split())  # noqa: SIM905  tables, all of them
_AFTER_I: Final = (
    "",
    *"es ed er ers est ness ly ful al als cal cally ate ates ated ating ation ations ator ators ative".split(),  # noqa: SIM905
)
_AFTER_DOUBLED: Final = tuple("ed ing ings er ers able".split())  # noqa: SIM905
_ENDINGS: Final = (
    "",
    *(  # noqa: SIM905
        "s es ed ing ings er ers or ors ion ions ional ation ations ational ative atively ator ators able ability ably"
        " ible ibility al als ally ality alities ment ments ness ly ful fully ism ity ities ive ively iveness ivity"
        " ives ize izes ized izing ization izations izer izers ous ously ence ency encies ance ances ancy"
        " ent ant ents ants y ies ied ic ics ical ically ate ates ated ating"
    ).split(),
)
