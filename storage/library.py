"""The door to the library: one file, opened once, and every act on it as a method that gives a value or Changes."""

from collections.abc import Callable

from storage import checkup
from storage.acts import Acts
from storage.citations import Citations
from storage.connection import guarded
from storage.following import Following
from storage.lists import Lists
from storage.ruling import Ruling


class Library(Lists, Acts, Following, Ruling, Citations):
    """A reading library; one thread at a time.

    Every method may raise LibraryError: locked by another program for too long, read-only, full, damaged.
    """

    @guarded
    def facts(self) -> checkup.Facts:
        """Give what the file is, for people who look for a fault."""
        return checkup.facts(self._db)

    @guarded
    def check(
        self, *, deep: bool = False, progress: Callable[[int, int], object] = lambda _done, _total: None
    ) -> list[checkup.Finding]:
        """Give what is wrong with the library, empty if it is sound; reads the whole file, see checkup.check."""
        return checkup.check(self._db, deep=deep, progress=progress)

    @guarded
    def mend(self) -> None:
        """Make anew what is made from the rest of the library: indexes, words, the search index."""
        checkup.mend(self._db)
