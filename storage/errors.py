"""What can go wrong with a library, as a small tree; the words for people are made elsewhere.

StorageError
    LibraryError            the file or its surroundings; carries the path
        LibraryLocked       another program is writing for too long
        LibraryNewer        written by a newer Papertray
        LibraryDamaged      not a database, or parts of it cannot be read
        LibraryForeign      a database, but not ours
        LibraryReadOnly     the file or its folder cannot be written
        LibraryFull         no room left on the disk, or a size limit
        LibraryUsed         another library was to become this one, which is not empty
        LibraryAway         other computers can reach it, by a network or by what keeps it in step
        LibraryOpen         another program has it open, and what was asked for needs it alone
    CopyFailed              a backup that could not be written
    NotFound                no such paper, feed, rule, quote; carries what was asked for
    Ambiguous               more than one paper fits; carries the candidates
    QueryError              a search that cannot be read; carries text, place and what was expected
    NothingToUndo           the journal holds no act that can be taken back or done again
    UnknownIdentifier       text that is no identifier and no address we know
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class StorageError(Exception):
    """The root: everything below is the environment or the input, never a bug of ours."""


class LibraryError(StorageError):
    """Trouble with the library's file at `path`."""

    def __init__(self, path: Path | str, detail: str = "") -> None:
        super().__init__(f"{path}: {detail}" if detail else str(path))
        self.path = str(path)
        self.detail = detail


class LibraryLocked(LibraryError):
    """Another program held the write lock for longer than we wait."""


class LibraryNewer(LibraryError):
    """The file's schema number is `found`, ours is `known`."""

    def __init__(self, path: Path | str, *, found: int, known: int) -> None:
        super().__init__(path, f"schema {found}, this program knows {known}")
        self.found = found
        self.known = known


class LibraryDamaged(LibraryError):
    """The file is no readable database any more."""


class LibraryForeign(LibraryError):
    """The file is a database of another program."""


class LibraryReadOnly(LibraryError):
    """The file or its folder refuses writes."""


class LibraryFull(LibraryError):
    """The disk is full, or a limit on file sizes was met."""


class LibraryUsed(LibraryError):
    """It has papers or feeds, so nothing else may take its place."""


class LibraryOpen(LibraryError):
    """Another program has it open, so nothing else may take its place."""


class LibraryAway(LibraryError):
    """Its folder is not this computer's alone: `kind` is network or synced, `name` the file system's or program's."""

    def __init__(self, path: Path | str, *, kind: str, name: str) -> None:
        super().__init__(path, f"{kind} {name}")
        self.kind = kind
        self.name = name


class CopyFailed(StorageError):
    """No backup at `path`: `why` is own (the library itself), other (a file not ours) or system, with `detail`."""

    def __init__(self, path: Path | str, why: str, detail: str = "") -> None:
        super().__init__(f"{path}: {why} {detail}".rstrip())
        self.path = str(path)
        self.why = why
        self.detail = detail


class NotFound(StorageError):
    """Nothing of that kind: `what` is paper, feed, rule or quote, `asked` the reader's own word for it."""

    def __init__(self, what: str, asked: str) -> None:
        super().__init__(f"no {what} {asked!r}")
        self.what = what
        self.asked = asked


class Ambiguous(StorageError):
    """More than one paper goes by the name asked for."""

    def __init__(self, asked: str, candidates: Sequence[int]) -> None:
        super().__init__(f"{asked!r} fits {len(candidates)} papers")
        self.asked = asked
        self.candidates = tuple(candidates)


class QueryError(StorageError):
    """A search we cannot read: `kind` names the fault, `start` to `end` the place in `text`, `values` the details.

    `suggestion` is the whole text as it would be right, or empty.
    """

    def __init__(self, kind: str, text: str, start: int, end: int, *, suggestion: str = "", value: str = "") -> None:
        super().__init__(f"{kind} at {start}-{end} in {text!r}")
        self.kind = kind
        self.text = text
        self.start = start
        self.end = end
        self.suggestion = suggestion
        self.value = value


class NothingToUndo(StorageError):
    """There is no act to take back (or, with `redo`, to do again)."""

    def __init__(self, *, redo: bool = False) -> None:
        super().__init__("redo" if redo else "undo")
        self.redo = redo


class UnknownIdentifier(StorageError):
    """Text in which we find no identifier of a paper."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class KeyRefused(StorageError):
    """A citation key that cannot be: `why` is unusable, or taken by the paper whose number this carries."""

    def __init__(self, key: str, why: str, *, paper: int = 0) -> None:
        super().__init__(f"{why} {key!r}")
        self.key = key
        self.why = why
        self.paper = paper
