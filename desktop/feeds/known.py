"""Which items of a body have been read before, and what is left of the body without them. Pure; parses nothing.

Beside a feed's page stand eight bytes for what surrounds its items and eight for each item whose paper is stored.
Where the surroundings are the same, an item with the same bytes would be read as it was, so it is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.feeds.answer import Answer, Cut
from desktop.feeds.pieces import SIZE, Pieces, pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage import FeedKind


@dataclass(frozen=True, slots=True)
class Sight:
    """A body with the mark of each of its items, and the address and type that it came with."""

    apart: Pieces
    marks: Sequence[bytes]
    said: tuple[str, ...]

    def left(self, known: bytes, kind: FeedKind) -> tuple[bytes, Cut] | None:
        """Give the body without the items that are `known` of a feed of this kind; None where none of it may go."""
        if not known or known[:SIZE] != self._around(kind):
            return None
        old = {known[at : at + SIZE] for at in range(SIZE, len(known), SIZE)}
        new = [place for place, mark in enumerate(self.marks) if mark not in old]
        if len(new) == len(self.marks):
            return None
        return self.apart.only(new), Cut(tuple(place + 1 for place in new), len(self.marks))

    def known(self, answer: Answer, cut: Cut | None) -> bytes:
        """Give what to keep once the papers of `answer` are stored; an item that gave no paper is tried again."""
        if not answer.separable:
            return b""
        read = {one.appearance.rank for one in answer.incoming}
        asked = set(cut.ranks) if cut else set(range(1, len(self.marks) + 1))
        kept = [mark for rank, mark in enumerate(self.marks, 1) if rank in read or rank not in asked]
        return self._around(answer.kind) + b"".join(kept)

    def _around(self, kind: FeedKind) -> bytes:
        return self.apart.around(*self.said, kind)


def sight(body: bytes, *said: str) -> Sight | None:
    """Look at a body that came as `said`, or give None where its items cannot be told apart by looking alone."""
    apart = pieces(body)
    return Sight(apart, apart.marks(), said) if apart else None
