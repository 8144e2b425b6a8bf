"""What a view shows, as the library gives it: papers in order, a day's list in parts with what of it is unread."""

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storage import Library, Part, View

if TYPE_CHECKING:
    from datetime import date


def _none() -> "array[int]":
    return array("q")


@dataclass(frozen=True, slots=True)
class Listing:
    """The papers of a view. `unread` None: nobody counts them there. `latest` is the newest day of the library."""

    numbers: "array[int]" = field(default_factory=_none)
    parts: tuple[Part, ...] = ()
    unread: frozenset[int] | None = None
    latest: "date | None" = None
    more: bool = False
    """Whether these are only the first papers of a search."""

    def left(self) -> int | None:
        """Count the papers that are still to be read; None where nobody counts them."""
        return None if self.unread is None else len(self.unread.intersection(self.numbers))


def find(library: Library, view: View, text: str, *, limit: int = -1) -> Listing:
    """Find what a view shows, narrowed by a search; for any thread that owns the library.

    `limit` is for a search: so many papers at most, -1 for all.

    Raises:
        QueryError: the search cannot be read.
    """
    latest = library.latest_day()
    text = library.completed(text)
    if view.name != "today" or text:
        numbers = library.numbers(view, text=text, limit=limit)
        return Listing(numbers, latest=latest, more=len(numbers) == limit)
    parts = tuple(library.parts(view))
    numbers = array("q")
    for part in parts:
        numbers.extend(part.numbers)
    return Listing(numbers, parts, unread(library, view), latest)


def unread(library: Library, view: View, text: str = "") -> frozenset[int]:
    """Give the unread papers of a view, narrowed by a search."""
    return frozenset(library.numbers(view, text=f"({text}) is:unread" if text.strip() else "is:unread"))
