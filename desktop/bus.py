"""One connection to a D-Bus message bus inside Qt's loop: nothing here waits, answers come when they come."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from PySide6.QtCore import QObject, QSocketNotifier, Signal

if TYPE_CHECKING:
    from jeepney.low_level import Message

_log = logging.getLogger(__name__)

_PATIENCE: Final = 0.5
"""Seconds within which a bus that is there shakes hands."""


class Place(NamedTuple):
    """An object on the bus, the service that has it, and one of its interfaces."""

    path: str
    name: str
    interface: str


Heard = Callable[[tuple[Any, ...]], object]


class Bus(QObject):
    """Opened when first wanted, because jeepney is not to be loaded before the first picture.

    `lost` is told when the bus has gone away; there is no second try, as nothing on a desktop outlives its bus.
    """

    lost = Signal()

    def __init__(self, which: Literal["SYSTEM", "SESSION"], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._which = which
        self._connection: Any = None
        self._notifier: QSocketNotifier | None = None
        self._waiting: dict[int, tuple[Heard, Callable[[str], object]]] = {}
        self._listening: dict[tuple[str, str, str], Heard] = {}

    def open(self) -> bool:
        """Connect; False where there is no such bus."""
        try:
            from jeepney.io.blocking import open_dbus_connection
        except ImportError:  # it is asked for on Linux alone
            return False
        try:
            self._connection = open_dbus_connection(self._which, auth_timeout=_PATIENCE)
        except Exception as error:  # noqa: BLE001  whatever an address from the environment leads to, it is no bus
            _log.info("no %s bus: %s", self._which.lower(), error)
            return False
        self._notifier = QSocketNotifier(self._connection.sock.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        return True

    def close(self) -> None:
        """Let go of the bus; nothing is heard any more."""
        notifier, self._notifier = self._notifier, None
        connection, self._connection = self._connection, None
        if notifier is not None:
            notifier.setEnabled(False)
        if connection is not None:
            connection.close()
        self._waiting.clear()
        self._listening.clear()

    def call(
        self,
        place: Place,
        method: str,
        signature: str | None = None,
        body: tuple[Any, ...] = (),
        *,
        then: Heard = lambda _body: None,
        failed: Callable[[str], object] = lambda _error: None,
        start_service: bool = True,
    ) -> None:
        """Ask for something; `then` hears the answer, `failed` the name of the error. Nothing without a bus."""
        from jeepney import DBusAddress, new_method_call
        from jeepney.low_level import MessageFlag

        message = new_method_call(DBusAddress(place.path, place.name, place.interface), method, signature, body)
        if not start_service:
            message.header.flags |= MessageFlag.no_auto_start
        self._send(message, then, failed)

    def listen(self, place: Place, member: str, heard: Heard) -> None:
        """Have `heard` called with the body of every signal of that name which this service sends from there."""
        from jeepney import MatchRule
        from jeepney.bus_messages import message_bus

        path, sender, interface = place
        self._listening[path, interface, member] = heard
        rule = MatchRule(type="signal", sender=sender, path=path, interface=interface, member=member)
        self._send(message_bus.AddMatch(rule), lambda _body: None, lambda _error: None)

    def _send(self, message: "Message", then: Heard, failed: Callable[[str], object]) -> None:
        if self._connection is None:
            return
        serial = next(self._connection.outgoing_serial)
        self._waiting[serial] = (then, failed)
        try:
            self._connection.send(message, serial=serial)
        except OSError:
            self._lose()

    def _read(self) -> None:
        while self._connection is not None:
            try:
                message = self._connection.receive(timeout=0)
            except TimeoutError:
                return
            except Exception:  # noqa: BLE001  the other end has left, or speaks nonsense
                self._lose()
                return
            self._take(message)

    def _take(self, message: "Message") -> None:
        from jeepney import HeaderFields, MessageType

        kind, fields = message.header.message_type, message.header.fields
        if kind in {MessageType.method_return, MessageType.error}:
            then, failed = self._waiting.pop(fields.get(HeaderFields.reply_serial, 0), (None, None))
            if kind is MessageType.error:
                if failed is not None:
                    failed(str(fields.get(HeaderFields.error_name, "")))
            elif then is not None:
                then(message.body)
        elif kind is MessageType.signal:
            path, interface, member = (
                str(fields.get(name, "")) for name in (HeaderFields.path, HeaderFields.interface, HeaderFields.member)
            )
            heard = self._listening.get((path, interface, member))
            if heard is not None:
                heard(message.body)

    def _lose(self) -> None:
        self.close()
        self.lost.emit()
