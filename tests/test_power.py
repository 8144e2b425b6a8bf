"""Sleep and battery as a system bus tells them, and what happens where nobody tells."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.bus import Bus, Place
from desktop.power import Power
from tests.fakes.private_bus import PrivateBus, System


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    made = PrivateBus(tmp_path)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", made.address)
    yield made
    made.close()


@pytest.fixture
def power(qapp: object) -> Iterator[Power]:
    made = Power()
    yield made
    made.close()


def test_the_end_of_a_sleep_is_told_and_its_beginning_is_not(qtbot: QtBot, bus: PrivateBus, power: Power) -> None:
    system = System(bus)
    power.begin()
    heard: list[str] = []
    power.woke.connect(lambda: heard.append("woke"))
    power.battery_changed.connect(lambda _on: heard.append("battery"))
    system.plug(in_=False)
    qtbot.waitUntil(lambda: heard == ["battery"])  # so it listens by now
    system.sleep(going=True)
    system.plug(in_=True)
    qtbot.waitUntil(lambda: heard == ["battery", "battery"])
    with qtbot.waitSignal(power.woke):
        system.sleep(going=False)


def test_whether_it_runs_on_battery_is_known_from_the_start(qtbot: QtBot, bus: PrivateBus, power: Power) -> None:
    System(bus, on_battery=True)
    with qtbot.waitSignal(power.battery_changed) as changed:
        power.begin()
    assert changed.args == [True]
    assert power.on_battery


def test_a_battery_that_comes_later_is_heard_of(qtbot: QtBot, bus: PrivateBus, power: Power) -> None:
    power.begin()
    qtbot.wait(50)
    assert not power.on_battery
    system = System(bus)
    with qtbot.waitSignal(power.battery_changed):
        system.plug(in_=False)
    with qtbot.waitSignal(power.battery_changed) as changed:
        system.plug(in_=True)
    assert changed.args == [False]


def test_without_a_bus_nothing_happens(power: Power, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'none'}")
    power.begin()
    assert not power.on_battery


@pytest.mark.parametrize("address", ["", "nonsense", "unix:path=", "tcp:host=127.0.0.1,port=9"])
def test_an_address_that_is_none_leads_to_no_bus(qapp: object, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    assert not Bus("SESSION").open()


def test_a_bus_that_goes_away_is_told_once_and_calls_after_that_do_no_harm(
    qtbot: QtBot, bus: PrivateBus, qapp: object
) -> None:
    there = Bus("SYSTEM")
    assert there.open()
    with qtbot.waitSignal(there.lost):
        bus.close()
    there.call(Place("/", "org.example.None", "org.example.None"), "Any")
    there.close()


def test_an_error_is_told_by_its_name(qtbot: QtBot, bus: PrivateBus, qapp: object) -> None:
    there = Bus("SYSTEM")
    assert there.open()
    failed: list[str] = []
    there.call(Place("/", "org.example.None", "org.example.None"), "Any", failed=failed.append)
    qtbot.waitUntil(lambda: failed == ["org.freedesktop.DBus.Error.ServiceUnknown"])
    there.close()


def test_listening_costs_nothing_before_it_is_begun() -> None:
    code = "import sys, desktop.power, desktop.network, desktop.bus; print('jeepney' in sys.modules)"
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout == "False\n"
