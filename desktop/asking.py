"""How the window asks a library: short reads at once, the rest in the background, answers and faults as signals."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop import acts
from desktop.background import Background
from desktop.language import _
from desktop.problems import Problem, problem
from storage import Changes, Library, LibraryLocked, StorageError

T = TypeVar("T")

READ_PATIENCE: Final = 0.2
"""Seconds that the window stands still for another program at the very most."""


class Asking(QObject):
    """A library that is read here and written in the background.

    `changed` carries Changes; those of other programs have the origin "poll" and empty sets: anything may have changed.
    `failed` carries a Problem, `done` a sentence about what was just done.
    """

    changed = Signal(object)
    failed = Signal(object)
    done = Signal(str)

    def __init__(
        self, folder: Path, now: Callable[[], datetime], parent: QObject | None = None, *, unread_days: int = 7
    ) -> None:
        """Open the library; errors as in Library."""
        super().__init__(parent)
        self._now = now
        self._library = _open(folder, now, unread_days)
        self.path = self._library.path
        self._background = Background(lambda: Library(folder, origin="window", now=now, unread_days=unread_days), self)
        self._closed = False
        self._version: int | None = None
        self._waiting: set[str] = set()
        self.ask(Library.data_version, self._compare)

    def close(self) -> None:
        """Finish what is being written and let go of the library; what is asked after that is not answered."""
        self._closed = True
        self._background.close()
        self._library.close()

    def read(self, work: Callable[[Library], T], otherwise: T) -> T:
        """Read something that takes well under a frame; `otherwise` where it fails, and `failed` tells why."""
        try:
            return work(self._library)
        except StorageError as error:
            self._fail(error)
            return otherwise

    def write(self, work: Callable[[Library], Changes], said: str = "") -> None:
        """Do one act in the background, then tell `changed`, and `done` if there is something to say."""

        def written(changes: Changes) -> None:
            self.changed.emit(changes)
            if said:
                self.done.emit(said)

        self.ask(work, written)

    def ask(self, work: Callable[[Library], T], done: Callable[[T], None], *, owner: QObject | None = None) -> None:
        """Do work in the background and hand its result to `done`; `failed` tells why there is none.

        An `owner` that is gone by then is told nothing.
        """
        if not self._closed:
            self._background.run(work, owner=owner or self, done=done, failed=self._fail)

    def renew(self, name: str, work: Callable[[Library], T], done: Callable[[T], None]) -> None:
        """Read something anew in the background, once for all who ask by that name before it is begun.

        Changes come quicker than a large library can be counted; and nobody waits at the end for what is only read.
        """
        if name in self._waiting:
            return
        self._waiting.add(name)

        def begun(library: Library) -> list[T]:
            self._waiting.discard(name)
            return [] if self._closed else [work(library)]

        def take(found: list[T]) -> None:
            for each in found:
                done(each)

        self.ask(begun, take)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, StorageError):
            self.failed.emit(problem(error))
        else:
            self.failed.emit(Problem(_("Something in Papertray went wrong."), then=_("The log says what.")))

    def undo(self) -> None:
        """Take back the newest act, and say what it was."""
        self._turn(Library.undo, _("{said} Ctrl+Shift+Z does it again."))

    def redo(self) -> None:
        """Do again what was taken back last, and say what it was."""
        self._turn(Library.redo, _("{said} Ctrl+Z takes it back."))

    def _turn(self, turn: Callable[[Library], Changes], sentence: str) -> None:
        def work(library: Library) -> tuple[Changes, str]:
            changes = turn(library)
            return changes, acts.turned(changes, library)

        def tell(found: tuple[Changes, str]) -> None:
            changes, said = found
            self.changed.emit(changes)
            self.done.emit(sentence.format(said=said))

        self.ask(work, tell)

    def look(self) -> None:
        """Tell `changed` if another program has written since the last look: what Watch calls at every write."""
        # The connection that writes for the window does not count its own commits.
        self.renew("version", Library.data_version, self._compare)

    def _compare(self, version: int) -> None:
        before, self._version = self._version, version
        if before is not None and before != version:
            self.changed.emit(Changes("poll"))

    def set_key_template(self, template: str) -> None:
        """Say what new citation keys are made of."""

        def follow(library: Library) -> None:
            library.key_template = template

        self.ask(follow, lambda _nothing: None)

    def set_unread_days(self, days: int) -> None:
        """Say after how many days a paper that matched no rule counts as unread no more, and tell `changed`."""

        def follow(library: Library) -> Changes:
            library.unread_days = days
            return Changes("window")

        if days != self._library.unread_days:
            follow(self._library)
            self.write(follow)


def _open(folder: Path, now: Callable[[], datetime], unread_days: int) -> Library:
    def opened(patience: float | None = None) -> Library:
        more: dict[str, Any] = {} if patience is None else {"patience": patience}
        return Library(folder, origin="window", now=now, unread_days=unread_days, **more)

    try:
        return opened(READ_PATIENCE)
    except LibraryLocked:
        # Another program is making or changing the file right now; that is worth the usual patience, once.
        opened().close()
        return opened(READ_PATIENCE)
