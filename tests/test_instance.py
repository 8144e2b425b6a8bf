"""One window for a library: the second start calls the first, whatever a crash left behind."""

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.instance import Instance, address, peer

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "run"
    place.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(place))
    monkeypatch.delenv("XDG_ACTIVATION_TOKEN", raising=False)
    return place


def second_start(folder: Path) -> "subprocess.Popen[str]":
    code = (
        "import sys, pathlib; from PySide6.QtCore import QCoreApplication; from desktop.instance import Instance\n"
        "app = QCoreApplication([]); print(Instance(pathlib.Path(sys.argv[1])).first())"
    )
    return subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True, cwd=ROOT)


def test_a_second_start_shows_the_first_and_ends(qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    instance = Instance(folder)
    assert instance.first()
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "token-1")
    with qtbot.waitSignal(instance.shown) as shown:
        second = second_start(folder)
    out, _ = second.communicate(timeout=60)
    assert out.strip() == "False"
    assert shown.args == ["token-1"]
    instance.close()


def test_another_library_has_a_window_of_its_own(qtbot: QtBot, tmp_path: Path) -> None:
    one, other = Instance(tmp_path / "one"), Instance(tmp_path / "other")
    assert one.first()
    assert other.first()


def test_after_the_first_has_ended_the_next_is_first(qtbot: QtBot, folder: Path) -> None:
    first = Instance(folder)
    assert first.first()
    first.close()
    assert Instance(folder).first()


def test_the_socket_of_a_dead_window_is_no_hindrance(qtbot: QtBot, folder: Path) -> None:
    place = address(folder)
    place.parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(place))
    assert place.exists()
    instance = Instance(folder)
    assert instance.first()
    with qtbot.waitSignal(instance.shown):
        second = second_start(folder)
    second.communicate(timeout=60)


def test_a_caller_that_says_nothing_or_too_much_changes_nothing(qtbot: QtBot, folder: Path) -> None:
    instance = Instance(folder)
    assert instance.first()
    shown: list[str] = []
    instance.shown.connect(shown.append)
    for words in (b"", b"x" * 5000):
        with socket.socket(socket.AF_UNIX) as caller:
            caller.connect(str(address(folder)))
            caller.sendall(words)
            qtbot.wait(50)
    assert shown == []


def test_the_address_is_short_however_deep_the_folder(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-rather-long-folder-name"] * 8)
    assert len(str(address(deep))) <= len(str(address(tmp_path)))
    assert address(deep) != address(tmp_path)


def test_without_a_runtime_folder_the_address_is_this_users_own(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert address(folder).parent.name.startswith("papertray-")


unix = pytest.mark.skipif(sys.platform == "win32", reason="named pipes have no folder")


@unix
def test_socket_and_folder_are_this_users_alone(qtbot: QtBot, folder: Path) -> None:
    address(folder).parent.mkdir(mode=0o755)
    assert Instance(folder).first()
    instance = Instance(folder.with_name("other"))
    assert instance.first()
    place = address(folder.with_name("other"))
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(place.stat().st_mode) == 0o700


@unix
def test_a_folder_that_another_put_in_our_place_is_not_used(qtbot: QtBot, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    address(folder).parent.symlink_to(tmp_path / "theirs")
    assert Instance(folder).first()
    assert list((tmp_path / "theirs").iterdir()) == []


@pytest.mark.skipif(not hasattr(socket, "SO_PEERCRED"), reason="this system does not say who calls")
def test_who_calls_is_known() -> None:
    one, other = socket.socketpair()
    with one, other:
        assert peer(one.fileno()) == os.getuid()


def test_another_users_call_is_not_heard(qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.instance.peer", lambda _descriptor: 4_294_967)
    instance = Instance(folder)
    assert instance.first()
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(str(address(folder)))
        caller.setblocking(False)
        caller.sendall(b"\n")

        def hung_up() -> bool:
            try:
                return caller.recv(1) == b""
            except BlockingIOError:
                return False
            except ConnectionError:
                return True

        with qtbot.assertNotEmitted(instance.shown):
            qtbot.waitUntil(hung_up)
