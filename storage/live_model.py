"""The nouns of live .bib files: which file follows which list, and what we left in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NewType

if TYPE_CHECKING:
    from datetime import datetime

    from storage.model import ListName, SearchId, Trouble

LiveId = NewType("LiveId", int)


@dataclass(frozen=True, slots=True)
class LiveFile:
    """A .bib that follows a list, narrowed by a search as text or by a saved one.

    `path` is absolute. `extras` are those of abstract, tags and note that are written too. `command` is the reader's
    own, as words, to be run after a write. `stat` is the file's as we left it, empty before the first write.
    """

    id: LiveId
    path: str
    list: ListName
    text: str
    search: SearchId | None
    flavour: Literal["bibtex", "biblatex"]
    extras: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    paused: datetime | None = None
    wrote: datetime | None = None
    trouble: Trouble | None = None
    stat: str = ""


@dataclass(frozen=True, slots=True)
class LiveEntry:
    """What we wrote last of a paper into a live file: under which key, from which facts (`digest`), which text."""

    key: str
    digest: int
    text_hash: int
