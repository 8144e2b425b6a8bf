"""One thread beside the window's, which owns one opening of the library; everything that may take long runs there."""

import contextlib
import gc
import logging
import sys
import weakref
from collections.abc import Callable
from queue import SimpleQueue
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, Signal
from shiboken6 import Shiboken

from storage import Library, StorageError

T = TypeVar("T")

SWITCH = 0.0005
"""Seconds for which work in the background keeps the window from Python's lock at the most."""

_USUAL = 0.005

_log = logging.getLogger(__name__)


class _Job(Protocol):
    """Work to be done on the thread; gives what is then to be done where the window lives."""

    def __call__(self, open_library: Callable[[], Library], /) -> Callable[[], None] | None: ...


class Background(QObject):
    """Runs work in the order in which it came; results arrive where this object lives, never after their owner's end.

    The library is opened at the first work. Work that is waiting when it is closed is still done: it may be what
    the reader has just written.
    """

    _finished = Signal()

    def __init__(self, open_library: Callable[[], Library], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answers: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = _Thread(open_library, self._answers, self._finished.emit)
        self._closed = False

    def run(
        self,
        work: Callable[[Library], T],
        *,
        owner: QObject,
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do `work` on the thread, then call `done` with its result or `failed` with what it raised.

        Neither is called once `owner` has been deleted. What is no StorageError is our bug: it is logged with its
        traceback as well.

        Raises:
            RuntimeError: it has been closed.
        """
        if self._closed:
            raise RuntimeError("the background has been closed")
        alive = weakref.ref(owner)

        def job(open_library: Callable[[], Library]) -> Callable[[], None] | None:
            try:
                result = work(open_library())
            except Exception as error:  # noqa: BLE001  the thread's outer edge: it goes on with the next work
                _log_failure(error, heard=failed is not None)
                return _if_alive(alive, failed, error)
            return _if_alive(alive, done, result)

        self._thread.jobs.put(job)
        if not self._thread.isRunning():
            # WORKAROUND: Python collects cyclic garbage on whichever thread allocates, and a QObject that dies on the
            # wrong thread hangs or crashes the program. So while there are two threads, this one alone collects.
            gc.disable()
            # Qt lets go of Python's lock with every call, and each time waits for it to come back: at Python's own 5 ms
            # a row that is painted while this thread counts costs a tenth of a second.
            sys.setswitchinterval(SWITCH)
            self._thread.start()

    def close(self) -> None:
        """Do what is waiting, hand out the results and end the thread."""
        if self._closed:
            return
        self._closed = True
        self._thread.jobs.put(None)
        self._thread.wait()
        gc.enable()
        sys.setswitchinterval(_USUAL)
        self._deliver()

    def _deliver(self) -> None:
        _collect()
        while not self._answers.empty():
            answer = self._answers.get()
            try:
                answer()
            except Exception:  # noqa: BLE001  a slot's outer edge: the other results are shown all the same
                _log.exception("a result could not be shown")


def _collect() -> None:
    """Do what Python's own collector would have done by now."""
    due = [count > most > 0 for count, most in zip(gc.get_count(), gc.get_threshold(), strict=True)]
    if any(due):
        gc.collect(max(generation for generation, is_due in enumerate(due) if is_due))


class _Thread(QThread):
    """Takes jobs until it is handed None; waits without waking up."""

    def __init__(
        self,
        open_library: Callable[[], Library],
        answers: "SimpleQueue[Callable[[], None]]",
        tell: Callable[[], None],
    ) -> None:
        super().__init__()
        self.jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._open_library = open_library
        self._library: Library | None = None
        self._answers = answers
        self._tell = tell

    def run(self) -> None:
        """Work; Qt calls this on the new thread."""
        while (job := self.jobs.get()) is not None:
            answer = job(self._opened)
            del job  # or what it holds would live until the next one comes
            if answer is not None:
                self._answers.put(answer)
                self._tell()
        if self._library is not None:
            with contextlib.suppress(StorageError):
                self._library.close()
            self._library = None

    def _opened(self) -> Library:
        """Give the library; one that could not be opened is tried again with the next work."""
        if self._library is None:
            self._library = self._open_library()
        return self._library


def _if_alive(owner: "weakref.ref[QObject]", then: Callable[[T], None] | None, value: T) -> Callable[[], None] | None:
    if then is None:
        return None

    def answer() -> None:
        there = owner()
        if there is not None and Shiboken.isValid(there):
            then(value)

    return answer


def _log_failure(error: Exception, *, heard: bool) -> None:
    if not isinstance(error, StorageError):
        _log.error("work in the background failed: our bug", exc_info=error)
    elif not heard:
        _log.warning("work in the background failed and nobody asked how it went: %s", error)
