"""What the system says about sleep and battery: logind and UPower on the system bus; silence where they are not."""

from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from desktop.bus import Bus, Place

_LOGIND: Final = Place("/org/freedesktop/login1", "org.freedesktop.login1", "org.freedesktop.login1.Manager")
_UPOWER: Final = Place("/org/freedesktop/UPower", "org.freedesktop.UPower", "org.freedesktop.DBus.Properties")
_ON_BATTERY: Final = "OnBattery"


class Power(QObject):
    """Tells `woke` when the computer is back from sleep, `battery_changed` with whether it runs on battery."""

    woke = Signal()
    battery_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.on_battery = False
        self._bus = Bus("SYSTEM", self)

    def begin(self) -> None:
        """Listen from now on; nothing happens where there is no system bus."""
        if not self._bus.open():
            return
        self._bus.listen(_LOGIND, "PrepareForSleep", self._slept)
        self._bus.listen(_UPOWER, "PropertiesChanged", self._changed)
        self._bus.call(
            _UPOWER,
            "Get",
            "ss",
            (_UPOWER.name, _ON_BATTERY),
            then=lambda body: self._set(body[0][1]),
            start_service=False,  # who has a battery has UPower running
        )

    def close(self) -> None:
        """Listen no more."""
        self._bus.close()

    def _slept(self, body: tuple[Any, ...]) -> None:
        (going,) = body
        if going is False:  # True comes before the sleep
            self.woke.emit()

    def _changed(self, body: tuple[Any, ...]) -> None:
        _interface, values, _gone = body
        if _ON_BATTERY in values:
            self._set(values[_ON_BATTERY][1])

    def _set(self, on_battery: object) -> None:
        if isinstance(on_battery, bool) and on_battery != self.on_battery:
            self.on_battery = on_battery
            self.battery_changed.emit(on_battery)
