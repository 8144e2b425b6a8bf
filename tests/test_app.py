"""The parts joined: what runs when the program starts, is closed, is called again and ends."""

import json
import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop import launcher
from desktop.app import MakeWindow, Program
from desktop.bridge import names, register
from desktop.choices import Choices
from desktop.instance import TOKEN, Instance, address, call
from desktop.poller import Poller
from desktop.reading import Reading
from storage import Feed, Intake, Library, PaperId
from tests.builders import arrive, incoming, paper

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged")


class StandIn(QWidget):
    """A window that only remembers what it is asked to show."""

    quit_asked = Signal()
    closing = Signal()

    def __init__(self, reading: Reading, poller: Poller, choices: Choices) -> None:
        super().__init__()
        self.reading, self.poller, self.choices = reading, poller, choices
        self.papers: list[PaperId] = []
        self.calls: list[str] = []

    def show_paper(self, number: PaperId) -> None:
        self.papers.append(number)

    def open_settings(self) -> None:
        self.calls.append("settings")

    def raise_(self) -> None:
        self.calls.append("raise")

    def activateWindow(self) -> None:  # noqa: N802
        self.calls.append("activate")

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        self.closing.emit()
        super().closeEvent(event)


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


def test_what_another_program_writes_reaches_the_window(
    qtbot: QtBot, program: Program, folder: Path, library: Library
) -> None:
    program.begin(hidden=True)
    qtbot.wait(100)
    with qtbot.waitSignal(program.reading.changed):
        library.add_rule("attention")


def test_what_the_browsers_host_saves_reaches_the_window(
    qtbot: QtBot, program: Program, folder: Path, library: Library
) -> None:
    host = register.program(folder)
    register.write_program(host)
    request = {"v": 1, "id": "one", "op": "save", "items": [{"page": {"url": "https://arxiv.org/abs/2603.00001"}}]}
    payload = json.dumps(request).encode()
    program.begin(hidden=False)
    qtbot.wait(100)
    with qtbot.waitSignal(program.reading.changed):
        subprocess.run(
            [str(host.path), names.origins()[0]],
            input=struct.pack("=I", len(payload)) + payload,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    assert len(library.entries("later")) == 1


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
    with qtbot.waitSignals([program.poller.finished, program.reading.news]):
        program.tray.check_asked.emit()


@pytest.fixture
def quits(program: Program) -> list[int]:
    """Give a list that grows when the program would end."""
    ended: list[int] = []
    program._quit = lambda: ended.append(1)
    return ended


def test_closing_the_window_leaves_the_program_at_work_where_no_tray_is(program: Program, quits: list[int]) -> None:
    program.begin(hidden=False)
    assert not program.tray.has_host()
    window(program).close()
    assert quits == []
    program.tray.open_asked.emit()
    assert window(program).isVisible()


def test_closing_the_window_ends_the_program_of_a_reader_who_wants_that(program: Program, quits: list[int]) -> None:
    program.choices.change(close_to_background=False)
    program.begin(hidden=False)
    window(program).close()
    assert quits == [1]


def close_and_open(program: Program) -> None:
    window(program).close()
    program.show()


def test_that_the_program_goes_on_is_said_once(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(program.notices, "show", lambda *words: said.append(words[1]))
    monkeypatch.setattr(program.notices, "outside", lambda: True)
    program.begin(hidden=False)
    close_and_open(program)
    close_and_open(program)
    assert len(said) == 1
    assert "Ctrl+Q" in said[0]
    assert "settings" in said[0]


def test_where_it_can_be_said_nowhere_else_it_is_said_when_the_window_is_back(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program.notices, "outside", lambda: False)
    said: list[str] = []
    program.reading.done.connect(said.append)
    program.begin(hidden=False)
    close_and_open(program)
    close_and_open(program)
    assert len(said) == 1
    assert "Ctrl+Q" in said[0]


@pytest.fixture
def matched(library: Library, intake: Intake, daily: Feed) -> None:
    """Let a paper arrive that a rule matches."""
    library.add_rule("whales")
    arrive(intake, daily, incoming(paper("Whales and their songs", arxiv="2606.00001")))


@pytest.mark.usefixtures("matched")
def test_a_match_that_came_while_nobody_could_be_told_is_told_later_and_once(
    qtbot: QtBot, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(program.notices, "show", lambda *words: told.append(words[1]))
    program.notices.bubble.is_known = program.notices.bubble.available = True
    program.tray.pause("hour")
    with qtbot.waitSignal(program.reading.news):
        program.poller.finished.emit({"polled": 1})
    assert told == []
    with qtbot.waitSignal(program.reading.news):
        program.tray.resume()
    assert told == ["Whales and their songs"]
    with qtbot.waitSignal(program.reading.news):
        program.poller.finished.emit({"polled": 1})
    assert len(told) == 1


def test_a_notice_that_is_clicked_opens_its_paper_with_the_right_to_the_front(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, "")
    program._platform = "wayland"
    program.notices.opened.emit(PaperId(7), "a-token")
    assert window(program).papers == [7]
    assert window(program).calls == ["activate"]
    program.notices.opened.emit(None, "")
    assert window(program).papers == [7]


def test_quitting_empties_the_screen_before_the_check_has_ended(
    qtbot: QtBot, program: Program, quits: list[int], folder: Path
) -> None:
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, lambda *_: (time.sleep(.4), exit()))"
    stubborn += "; print(flush=True); time.sleep(60)"
    program.poller._command = (sys.executable, "-c", stubborn)
    program.begin(hidden=False)
    program.poller.check(force=True)
    assert program.poller._process is not None
    with qtbot.waitSignal(program.poller._process.readyReadStandardOutput):
        pass
    window(program).quit_asked.emit()
    assert not window(program).isVisible()
    assert not program.tray.icon.isVisible()
    assert not call(address(folder))  # a start from now on is a start of its own
    assert quits == []
    qtbot.waitUntil(lambda: quits == [1])
    assert not program.poller.running


def test_quitting_twice_ends_once(program: Program, quits: list[int]) -> None:
    program.quit()
    program.quit()
    assert quits == [1]


@pytest.mark.parametrize(
    ("platform", "token", "calls"),
    [
        ("xcb", "", ["raise", "activate"]),
        ("wayland", "", []),
        ("wayland", "a-token", ["activate"]),
        ("offscreen", "", ["activate"]),
    ],
)
def test_the_window_comes_to_the_front_as_the_platform_lets_it(
    program: Program, monkeypatch: pytest.MonkeyPatch, platform: str, token: str, calls: list[str]
) -> None:
    monkeypatch.setenv(TOKEN, "before")
    monkeypatch.delenv(TOKEN)
    program._platform = platform
    program._called(token)
    assert window(program).calls == calls


def test_sleep_battery_and_network_reach_the_poller(
    qtbot: QtBot, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(program.poller, "wake", lambda: heard.append("woke"))
    monkeypatch.setattr(program.poller, "reschedule", lambda: heard.append("again"))
    program.power.woke.emit()
    program.power.battery_changed.emit(True)
    program.network.metered_changed.emit(True)
    program.choices.change(check_on_battery="usual")
    assert heard == ["woke", "again", "again", "again"]
    program.power.on_battery = program.network.metered = True
    around = program._around()
    assert (around.on_battery, around.metered) == (True, True)


def test_the_start_at_login_follows_the_setting(
    qtbot: QtBot, program: Program, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    asked: list[tuple[Path, bool, bool]] = []
    monkeypatch.setattr(
        launcher, "settle", lambda folder, *, usual, autostart: asked.append((folder, usual, autostart))
    )
    program.begin(hidden=True)
    qtbot.waitUntil(lambda: asked == [(folder, False, False)])
    program.choices.change(autostart=True)
    qtbot.waitUntil(lambda: asked[1:] == [(folder, False, True)])


def test_a_start_at_login_that_cannot_be_set_up_is_told(
    qtbot: QtBot, program: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_words: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied", "autostart")

    monkeypatch.setattr(launcher, "settle", refuse)
    with qtbot.waitSignal(program.reading.failed) as failed:
        program.choices.change(autostart=True)
    assert failed.args is not None
    assert "login" in failed.args[0].what
    assert "Permission denied" in failed.args[0].text()


def test_settings_in_the_tray_lead_to_the_settings_of_the_window(program: Program) -> None:
    program.tray.settings_asked.emit()
    assert window(program).isVisible()
    assert window(program).calls[-1] == "settings"


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
    end = time.monotonic() + 60
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
    _, imported = process.communicate(timeout=60)
    assert process.returncode == 0
    names = {line.rpartition("|")[2].strip() for line in imported.splitlines()}
    assert "PySide6.QtWidgets" in names
    assert names.isdisjoint(
        {"sqlite_utils", "feedparser", "keyring", "httpx2", "click", "rich", "nh3", "asyncio", "ziamath"}
    )
    shown = imported.index("desktop.window.main_window")
    for late in ("jeepney", "desktop.pace", "zoneinfo"):
        assert late not in imported[:shown], late
    assert not (folder / "library.db-wal").exists()


def test_a_second_start_ends_at_once_and_a_hidden_one_stays(
    start: Start, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    first = start("--hidden")
    until(lambda: address(folder).exists())
    second = start("show")
    assert second.wait(timeout=60) == 0
    assert first.poll() is None


def test_without_a_screen_a_command_goes_to_the_command_line(start: Start, folder: Path) -> None:
    process = start("list", "--json")
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert not (folder / "papertray.log").exists()
