"""A .bib as it lies on a disk, cut into pieces of which not a character is lost; reads what BibTeX would read.

BibTeX takes an entry from its @ to the brace that closes it and everything between entries for a comment (btxdoc,
section 2); a backslash before a brace changes nothing. Entries in parentheses end with the first ")" outside braces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_HEAD: Final = re.compile(r"@[ \t\r\n]*([A-Za-z][A-Za-z0-9_-]*)[ \t\r\n]*([{(])")
_BRACES: Final = re.compile(r"[{}]")
_QUOTING: Final = re.compile(r'[{}"]')
_CLOSING: Final = re.compile(r"[{})]")
_KEY: Final = re.compile(r"[ \t\r\n]*([^,\s{}()\"=]*)[ \t\r\n]*(?:,|(?=[})])|$)")
_NAME: Final = re.compile(r"[\s,]*([^\s={},\"#@]+)\s*=\s*")
_BARE: Final = re.compile(r"[^\s,{}\"#]+")
_JOINED: Final = re.compile(r"\s*#\s*")
_NO_ENTRIES: Final = frozenset({"comment", "preamble", "string"})


@dataclass(frozen=True, slots=True)
class BibPiece:
    """A stretch of the file: an entry with its kind and key, in lower case the kind; else a stretch of other text.

    `whole` is false for an entry whose closing brace is missing: it then reaches to the end of the file.
    """

    text: str
    kind: str = ""
    key: str = ""
    whole: bool = True

    @property
    def is_entry(self) -> bool:
        """Whether this is an entry that can be cited."""
        return bool(self.kind) and self.kind not in _NO_ENTRIES


def bib_pieces(text: str) -> list[BibPiece]:
    """Cut a file into pieces whose texts, joined, are the file; takes linear time."""
    pieces: list[BibPiece] = []
    at = 0
    while (head := _HEAD.search(text, at)) is not None:
        if head.start() > at:
            pieces.append(BibPiece(text[at : head.start()]))
        end = _end(text, head.end(), brace=head[2] == "{")
        stop = len(text) if end is None else end
        kind = head[1].lower()
        key = _KEY.match(text, head.end(), stop) if kind not in _NO_ENTRIES else None
        pieces.append(BibPiece(text[head.start() : stop], kind, key[1] if key else "", whole=end is not None))
        at = stop
    if at < len(text):
        pieces.append(BibPiece(text[at:]))
    return pieces


def _end(text: str, start: int, *, brace: bool) -> int | None:
    """Give where the entry that was opened before `start` ends; None where it does not."""
    depth = 1 if brace else 0
    for sign in (_BRACES if brace else _CLOSING).finditer(text, start):
        if sign[0] == "{":
            depth += 1
        elif sign[0] == "}":
            depth -= 1
            if brace and not depth:
                return sign.end()
        elif depth <= 0:
            return sign.end()
    return None


def bib_fields(piece: BibPiece) -> dict[str, str]:
    """Give the fields of an entry by name in lower case, as written but for the braces or quotes around a value.

    What BibTeX would not read is left out; of a field that stands twice the first counts.
    """
    head = _HEAD.match(piece.text)
    key = _KEY.match(piece.text, head.end()) if head else None
    if key is None or not piece.is_entry:
        return {}
    fields: dict[str, str] = {}
    at = key.end()
    while (name := _NAME.match(piece.text, at)) is not None:
        value, at = _value(piece.text, name.end())
        fields.setdefault(name[1].lower(), value)
    return fields


def _value(text: str, at: int) -> tuple[str, int]:
    """Give the value that begins at `at`, its parts that `#` joins put together, and where it ends."""
    parts: list[str] = []
    while at < len(text):
        if text[at] in '{"':
            end = _closed(text, at)
            if end is None:
                break
            parts.append(text[at + 1 : end - 1])
            at = end
        elif (bare := _BARE.match(text, at)) is not None:
            parts.append(bare[0])
            at = bare.end()
        else:
            break
        joined = _JOINED.match(text, at)
        if joined is None:
            break
        at = joined.end()
    return "".join(parts), at


def _closed(text: str, at: int) -> int | None:
    """Give the place behind the brace or quote that closes the one at `at`; a quote within braces closes nothing."""
    if text[at] == "{":
        return _end(text, at + 1, brace=True)
    depth = 0
    for sign in _QUOTING.finditer(text, at + 1):
        if sign[0] == "{":
            depth += 1
        elif sign[0] == "}":
            depth -= 1
        elif depth == 0:
            return sign.end()
    return None
