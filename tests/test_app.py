"""The parts joined: what runs when the program starts, is closed, is called again and ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import MakeWindow, Program
from desktop.instance import Instance, address, call
from desktop.poller import Poller
from desktop.reading import Reading
from storage import Library, PaperId

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged")


class StandIn(QWidget):
    """A window that only remembers what it is asked to show."""

    quit_asked = Signal()
    closing = Signal()

    def __init__(self, reading: Reading, poller: Poller) -> None:
        super().__init__()
        self.reading, self.poller = reading, poller
        self.papers: list[PaperId] = []

    def show_paper(self, number: PaperId) -> None:
        self.papers.append(number)


@pytest.fixture
def program(qapp: QApplication, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path))
    instance = Instance(folder)
    assert instance.first()
    made = Program(qapp, folder, instance, cast("MakeWindow", StandIn))
    yield made
    made.close()
    instance.close()


def window(program: Program) -> StandIn:
    return cast("StandIn", program.window)


def test_a_hidden_start_builds_no_window_and_a_call_shows_it(qtbot: QtBot, program: Program, folder: Path) -> None:
    program.begin(hidden=True)
    assert program._made is None
    assert call(address(folder))
    qtbot.waitUntil(lambda: program._made is not None)
    assert window(program).isVisible()


def test_what_another_program_writes_reaches_the_window_within_a_second(
    qtbot: QtBot, program: Program, folder: Path, library: Library
) -> None:
    program.begin(hidden=True)
    qtbot.wait(100)
    with qtbot.waitSignal(program.reading.changed, timeout=1000):
        library.add_rule("attention")


def test_menu_and_notices_of_the_tray_lead_to_the_window(qtbot: QtBot, program: Program) -> None:
    program.begin(hidden=True)
    program.tray.paper_asked.emit(PaperId(7))
    assert window(program).papers == [7]
    assert window(program).isVisible()
    window(program).hide()
    program.tray.open_asked.emit()
    assert window(program).isVisible()


def test_checking_from_the_tray_starts_a_check(qtbot: QtBot, program: Program) -> None:
    program.begin(hidden=True)
    with qtbot.waitSignals([program.poller.finished, program.reading.news], timeout=30_000):
        program.tray.check_asked.emit()


def test_where_no_tray_is_closing_the_window_quits(qtbot: QtBot, program: Program, qapp: QApplication) -> None:
    program.begin(hidden=False)
    quits: list[int] = []
    program._quit = lambda: quits.append(1)
    window(program).closing.emit()
    assert quits == [1]


Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(folder: Path, tmp_path: Path) -> Iterator[Start]:
    """Start the real program on a library of the test's own."""
    started: list[subprocess.Popen[str]] = []
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(tmp_path / "run")}

    def run(*words: str, **others: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-X", "importtime", "-m", "desktop", "--data-dir", str(folder), *words]
        process = subprocess.Popen(command, cwd=ROOT, env=environment | others, stderr=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def until(met: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not met():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_starting_loads_nothing_slow_and_the_end_of_the_session_ends_it_well(
    start: Start, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    process = start()
    until(lambda: address(folder).exists() and (folder / "library.db").exists())
    time.sleep(1)
    process.send_signal(signal.SIGTERM)
    _, imported = process.communicate(timeout=20)
    assert process.returncode == 0
    names = {line.rpartition("|")[2].strip() for line in imported.splitlines()}
    assert "PySide6.QtWidgets" in names
    assert names.isdisjoint({"sqlite_utils", "feedparser", "keyring", "httpx2", "click", "rich", "nh3", "asyncio"})
    assert not (folder / "library.db-wal").exists()


def test_a_second_start_ends_at_once_and_a_hidden_one_stays(
    start: Start, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    first = start("--hidden")
    until(lambda: address(folder).exists())
    second = start("show")
    assert second.wait(timeout=20) == 0
    assert first.poll() is None


def test_without_a_screen_a_command_goes_to_the_command_line(start: Start, folder: Path) -> None:
    process = start("list", "--json")
    process.communicate(timeout=20)
    assert process.returncode == 0
    assert not (folder / "papertray.log").exists()
