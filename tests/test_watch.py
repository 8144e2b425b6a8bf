"""The watch hears every write, in one word for a burst, and sleeps else."""

import os
import time
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.watch import APART, Watch
from storage import Library
from tests.fakes.clock import Clock


def test_a_write_is_heard(qtbot: QtBot, library: Library, folder: Path) -> None:
    watch = Watch(library.path)
    with qtbot.waitSignal(watch.written):
        library.add_rule("attention")


def test_a_log_that_appears_later_is_followed(qtbot: QtBot, folder: Path, clock: Clock) -> None:
    with Library(folder, origin="cli", now=clock):
        pass
    assert not (folder / "library.db-wal").exists()
    watch = Watch(folder / "library.db")
    with Library(folder, origin="cli", now=clock) as library:
        with qtbot.waitSignal(watch.written):
            library.add_rule("attention")
        with qtbot.waitSignal(watch.written):
            library.add_rule("retrieval")


def test_a_log_that_vanishes_and_returns_is_followed_on(qtbot: QtBot, folder: Path, clock: Clock) -> None:
    watch = Watch(folder / "library.db")
    for text in ("attention", "retrieval", "diffusion"):
        folder.mkdir(exist_ok=True)
        with Library(folder, origin="cli", now=clock) as library:
            library.count()
            watch = Watch(library.path) if text == "attention" else watch
            with qtbot.waitSignal(watch.written):
                library.add_rule(text)
        qtbot.wait(100)


def test_a_library_put_in_place_of_the_old_one_is_followed(qtbot: QtBot, folder: Path, clock: Clock) -> None:
    with Library(folder, origin="cli", now=clock):
        pass
    watch = Watch(folder / "library.db")
    copy = folder / "copy.db"
    copy.write_bytes((folder / "library.db").read_bytes())
    with qtbot.waitSignal(watch.written):
        copy.replace(folder / "library.db")
    with (
        Library(folder, origin="cli", now=clock) as library,
        qtbot.waitSignal(watch.written),
    ):
        library.add_rule("attention")


def test_many_writes_are_few_words(qtbot: QtBot, library: Library) -> None:
    watch = Watch(library.path)
    heard: list[int] = []
    watch.written.connect(lambda: heard.append(1))
    began = time.monotonic()
    for number in range(40):
        library.add_rule(f"word{number}")
        qtbot.wait(10)
    qtbot.wait(APART)
    assert 1 <= len(heard) <= (time.monotonic() - began) * 1000 / APART + 2


def test_without_writes_nothing_wakes_up(qtbot: QtBot, library: Library) -> None:
    library.add_rule("attention")
    watch = Watch(library.path)
    heard: list[int] = []
    watch.written.connect(lambda: heard.append(1))
    library.entries("all")
    qtbot.wait(200)
    assert heard == []
    assert not watch._timer.isActive()


def test_other_files_of_the_folder_say_nothing(qtbot: QtBot, library: Library, folder: Path) -> None:
    watch = Watch(library.path)
    heard: list[int] = []
    watch.written.connect(lambda: heard.append(1))
    (folder / "poll.lock").touch()
    os.utime(folder / "poll.lock")
    qtbot.wait(200)
    assert heard == []
