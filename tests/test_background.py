"""Work beside the window: in order, delivered where it was asked for, never lost and never too late."""

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread
from pytestqt.qtbot import QtBot

from desktop.background import SWITCH, Background
from storage import Library, LibraryError, PaperId, StorageError
from tests.fakes.clock import Clock


@pytest.fixture
def background(qtbot: QtBot, folder: Path, clock: Clock) -> Iterator[Background]:
    made = Background(lambda: Library(folder, origin="window", now=clock))
    yield made
    made.close()


def giving(number: int) -> Callable[[Library], int]:
    return lambda _library: number


def test_a_result_arrives_on_the_thread_that_asked(qtbot: QtBot, background: Background) -> None:
    there: list[QThread] = []
    here: list[QThread] = []
    background.run(
        lambda _library: there.append(QThread.currentThread()),
        owner=background,
        done=lambda _none: here.append(QThread.currentThread()),
    )
    qtbot.waitUntil(lambda: bool(here))
    assert here == [background.thread()]
    assert there != here


def test_work_is_done_in_the_order_it_came(qtbot: QtBot, background: Background) -> None:
    done: list[int] = []
    for number in range(50):
        background.run(giving(number), owner=background, done=done.append)
    qtbot.waitUntil(lambda: len(done) == 50)
    assert done == list(range(50))


def test_a_fault_of_the_library_reaches_who_asked(qtbot: QtBot, background: Background) -> None:
    failed: list[Exception] = []
    background.run(lambda library: library.entry(PaperId(9)), owner=background, failed=failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], StorageError)


def test_a_bug_is_logged_with_its_place_and_the_next_work_is_done(
    qtbot: QtBot, background: Background, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[int] = []
    background.run(lambda _library: 1 // 0, owner=background)
    background.run(lambda _library: 2, owner=background, done=done.append)
    with caplog.at_level(logging.WARNING):
        qtbot.waitUntil(lambda: bool(done))
    assert done == [2]
    assert "ZeroDivisionError" in caplog.text


def test_a_failure_that_nobody_hears_of_is_at_least_logged(
    qtbot: QtBot, background: Background, caplog: pytest.LogCaptureFixture
) -> None:
    background.run(lambda library: library.entry(PaperId(9)), owner=background)
    background.close()
    assert "nobody asked" in caplog.text


def test_a_result_for_something_deleted_is_dropped(qtbot: QtBot, background: Background) -> None:
    gate = threading.Event()
    owner = QObject()
    done: list[int] = []
    last: list[int] = []
    background.run(lambda _library: gate.wait(5), owner=owner, done=lambda _: done.append(1))
    background.run(lambda _library: 1, owner=background, done=last.append)
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)
    gate.set()
    qtbot.waitUntil(lambda: bool(last))
    assert done == []


def test_closing_does_what_is_waiting_and_tells(qtbot: QtBot, background: Background) -> None:
    done: list[int] = []
    for number in range(5):
        background.run(giving(number), owner=background, done=done.append)
    background.close()
    assert done == [0, 1, 2, 3, 4]
    with pytest.raises(RuntimeError):
        background.run(lambda _library: 1, owner=background)


def test_a_handler_that_fails_does_not_stop_the_others(
    qtbot: QtBot, background: Background, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[int] = []
    background.run(lambda _library: 0, owner=background, done=lambda zero: done.append(1 // zero))
    background.run(lambda _library: 2, owner=background, done=done.append)
    background.close()
    assert done == [2]
    assert "ZeroDivisionError" in caplog.text


def test_a_library_that_could_not_be_opened_is_tried_again(qtbot: QtBot, folder: Path, clock: Clock) -> None:
    tries: list[int] = []

    def open_library() -> Library:
        tries.append(1)
        if len(tries) == 1:
            raise LibraryError(folder)
        return Library(folder, origin="window", now=clock)

    background = Background(open_library)
    counted: list[int] = []
    failed: list[Exception] = []
    count: Callable[[Library], int] = Library.count
    background.run(count, owner=background, done=counted.append, failed=failed.append)
    background.run(count, owner=background, done=counted.append, failed=failed.append)
    background.close()
    assert len(failed) == 1
    assert counted == [0]


def test_counting_in_the_background_keeps_the_window_waiting_for_a_moment_only(
    qtbot: QtBot, background: Background
) -> None:
    ends = threading.Event()

    def count(_library: Library) -> int:
        steps = 0
        while not ends.is_set():
            steps += 1
        return steps

    usual = sys.getswitchinterval()
    done: list[int] = []
    background.run(count, owner=background, done=done.append)
    assert sys.getswitchinterval() == SWITCH < usual
    ends.set()
    qtbot.waitUntil(lambda: bool(done))
    background.close()
    assert sys.getswitchinterval() == usual
