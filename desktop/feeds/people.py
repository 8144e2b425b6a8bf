"""Who wrote it: names as feeds write them, one by one or joined into one string, to authors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop.feeds.clean import NAME, plain
from storage import Author

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST = 5_000
"""Authors of one paper: the largest collaborations have some 3,500."""

_LIST = MOST * 40
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|ph\.?\s?d|m\.?d)\.?", re.IGNORECASE)
_BETWEEN_INITIALS = re.compile(r"[.\s-]+")
_AND = re.compile(r",?\s+(?:and|&)\s+")
_AFFILIATION = re.compile(r"\s*\([^()]*\)\s*$")
_BRACKET = re.compile(r"[(\[{]")
_SHORTEST_GROUP = len("consortium")
_GROUP = re.compile(r"\b(?:collaboration|consortium|working group)\b", re.IGNORECASE)


def people(names: Sequence[str]) -> tuple[Author, ...]:
    """Give the authors whom a feed names; a single string is split where it surely holds several.

    "Family, Given" is turned round. An address of electronic mail is no name.
    """
    found = [name for name in (plain(each, _LIST) for each in names[:MOST]) if name and "@" not in name]
    if len(found) != 1:
        return _authors(_person(name) for name in found)
    return listed(found[0])


def listed(joined: str) -> tuple[Author, ...]:
    """Split "A B, C D and E F", "B, A.; D, C." and "B, A., D, C."; what may be read in two ways stays one name."""
    joined = joined.strip().rstrip(",;")
    if ";" in joined:
        return _authors(_person(name) for name in joined.split(";"))
    parts = _with_suffixes(apart(_AND.sub(", ", joined)))
    if len(parts) % 2 == 0 and all(map(_are_initials, parts[1::2])):
        return _authors(_turned(*pair) for pair in zip(parts[::2], parts[1::2], strict=True))
    if len(parts) == 2:
        if all(" " in part for part in parts):
            return _authors(_person(part) for part in parts)
        return _authors([_person(joined)])
    if parts and " " in parts[0] and not any(map(_are_initials, parts)):
        return _authors(_person(part) for part in parts)
    return _authors([Author(joined)])


def _are_initials(part: str) -> bool:
    """Say whether a part is a given name in short: "A.", "B. C.", "J-P", "AB"."""
    letters = "".join(_BETWEEN_INITIALS.split(part))
    return letters.isupper() and letters.isalpha() and len(letters) <= 4 and (len(letters) < 4 or "." in part)


def apart(joined: str) -> list[str]:
    """Split at the commas outside brackets, as arXiv joins its authors; affiliations in brackets are dropped."""
    parts = joined.split(",") if not _BRACKET.search(joined) else _outside_brackets(joined)
    return [name for name in (_AFFILIATION.sub("", part).strip() for part in parts) if name]


def _outside_brackets(joined: str) -> list[str]:
    parts: list[str] = []
    depth = start = 0
    for at, letter in enumerate(joined):
        if letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth = max(0, depth - 1)
        elif letter == "," and not depth:
            parts.append(joined[start:at])
            start = at + 1
    return [*parts, joined[start:]]


def arxiv_people(joined: str) -> tuple[Author, ...]:
    """Give the authors of an arXiv listing, where every comma outside brackets parts two of them."""
    names = _with_suffixes(apart(plain(joined, _LIST)))
    return _authors(_whole(name) for name in names)


def named(names: Iterable[str]) -> tuple[Author, ...]:
    """Give the authors whom a source names one by one, given name first."""
    return _authors(_whole(plain(name, NAME)) for name in names)


def _with_suffixes(parts: list[str]) -> list[str]:
    """Join what stands alone but belongs to the name before: "Jr."."""
    whole: list[str] = []
    for part in parts:
        if whole and _SUFFIX.fullmatch(part):
            whole[-1] = f"{whole[-1]} {part}"
        else:
            whole.append(part)
    return whole


def _person(name: str) -> Author:
    """Read one name, "Family, Given" or as it is spoken."""
    parts = apart(name)
    return _turned(parts[0], parts[1]) if len(parts) == 2 else _whole(" ".join(parts))


def _turned(family: str, given: str) -> Author:
    """Give a name whose parts are known."""
    return Author(f"{given} {family}"[:NAME], family=family[:NAME], given=given[:NAME])


def _whole(name: str) -> Author:
    """Give a name as it is spoken."""
    return Author(name[:NAME].rstrip(), group=len(name) >= _SHORTEST_GROUP and _GROUP.search(name) is not None)


def _authors(found: Iterable[Author]) -> tuple[Author, ...]:
    """Give at most so many, each once, in order."""
    return tuple(dict.fromkeys(author for author in found if author.name))[:MOST]
