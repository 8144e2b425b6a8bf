"""A message bus of a test's own, on which no service starts by itself, and services as a test moves them."""

import os
import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

# jeepney has no types.
from jeepney import DBusAddress, HeaderFields, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

QUIET_BUS = """<busconfig><type>session</type><listen>unix:dir={folder}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy>
</busconfig>"""


def needs(packages: str, *tools: str) -> None:
    """Skip a test for which a program is missing; where everything has been installed, fail it."""
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        words = f"missing: {', '.join(missing)}; apt-get install --no-install-recommends {packages}"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(words)


class PrivateBus:
    """Runs from its making to `close`; `address` is what programs find it by."""

    def __init__(self, folder: Path) -> None:
        needs("dbus-daemon", "dbus-daemon")
        settings = folder / "bus.conf"
        settings.write_text(QUIET_BUS.format(folder=folder))
        words = ["dbus-daemon", f"--config-file={settings}", "--print-address=1", "--nofork"]
        self._process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()
        self.services: list[threading.Thread] = []

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()
        for service in self.services:
            service.join()


class Service:
    """Has a name on a bus, answers the calls that `answers` knows, and sends signals."""

    def __init__(
        self, bus: PrivateBus, name: str, answers: Callable[[str, tuple[Any, ...]], tuple[str, tuple[Any, ...]] | None]
    ) -> None:
        self._connection = open_dbus_connection(bus.address)
        self._answers = answers
        self._connection.send_and_get_reply(message_bus.RequestName(name))
        self._name = name
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self._turn = threading.Lock()
        thread = threading.Thread(target=self._serve, daemon=True)
        bus.services.append(thread)
        thread.start()

    def send(self, path: str, interface: str, member: str, signature: str, body: tuple[Any, ...]) -> None:
        with self._turn:
            self._connection.send(new_signal(DBusAddress(path, self._name, interface), member, signature, body))

    def _serve(self) -> None:
        while True:
            try:
                message = self._connection.receive()
            except OSError:  # the bus has ended
                self._connection.close()
                return
            if message.header.message_type is not MessageType.method_call:
                continue
            asked = str(message.header.fields.get(HeaderFields.member))
            self.calls.append((asked, message.body))
            answer = self._answers(asked, message.body)
            with self._turn:
                if answer is None:
                    self._connection.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod"))
                else:
                    self._connection.send(new_method_return(message, *answer))


class System:
    """logind and UPower, as far as Papertray asks them."""

    def __init__(self, bus: PrivateBus, *, on_battery: bool = False) -> None:
        self.on_battery = on_battery
        self._logind = Service(bus, "org.freedesktop.login1", lambda _asked, _body: None)
        self._upower = Service(bus, "org.freedesktop.UPower", self._answer)

    def _answer(self, asked: str, body: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]] | None:
        if asked == "Get" and body == ("org.freedesktop.UPower", "OnBattery"):
            return "v", (("b", self.on_battery),)
        return None

    def sleep(self, *, going: bool) -> None:
        manager = "org.freedesktop.login1.Manager"
        self._logind.send("/org/freedesktop/login1", manager, "PrepareForSleep", "b", (going,))

    def plug(self, *, in_: bool) -> None:
        self.on_battery = not in_
        self._upower.send(
            "/org/freedesktop/UPower",
            "org.freedesktop.DBus.Properties",
            "PropertiesChanged",
            "sa{sv}as",
            ("org.freedesktop.UPower", {"OnBattery": ("b", self.on_battery)}, []),
        )
