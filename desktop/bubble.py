"""A notice in the desktop's own notifications, by D-Bus: the way that works where no tray is."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from desktop.bus import Bus, Place
from desktop.language import _
from desktop.launcher import APP_ID
from desktop.paths import asset

_SERVICE: Final = Place(
    "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "org.freedesktop.Notifications"
)
_BUS: Final = Place("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
_KEPT: Final = 20


class Bubble(QObject):
    """Shows one bubble, which each notice replaces; `opened` carries what a clicked one was about, and a token.

    The token is the right to come to the front, empty where the desktop gives none. `known` is told when it has become
    clear whether there is a service; before that there is none.
    """

    opened = Signal(object, str)
    known = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.available = False
        self.is_known = False
        self._abilities: frozenset[str] = frozenset()
        self._number = 0
        self._about: dict[int, object] = {}
        self._tokens: dict[int, str] = {}
        self._bus = Bus("SESSION", self)
        self._bus.lost.connect(self._lost)

    def begin(self) -> None:
        """Find out whether there is a service; it may come and go later."""
        if not self._bus.open():
            self._lost()
            return
        self._bus.listen(_SERVICE, "ActionInvoked", self._invoked)
        self._bus.listen(_SERVICE, "ActivationToken", self._token)
        self._bus.listen(_SERVICE, "NotificationClosed", self._closed)
        self._bus.listen(_BUS, "NameOwnerChanged", self._owner_changed)
        self._ask()

    def close(self) -> None:
        """Let go of the bus."""
        self._bus.close()

    def show(self, title: str, body: str, about: object, *, failed: Callable[[], object]) -> None:
        """Show a notice in plain words; `failed` is called where the service would not."""
        hints = {"desktop-entry": ("s", APP_ID), "urgency": ("y", 1)}
        from html import escape  # with its table of all entities only where it is needed

        body = escape(body, quote=False) if "body-markup" in self._abilities else body
        actions = ["default", _("Open")] if "actions" in self._abilities else []
        words = ("Papertray", self._number, asset("papertray.svg").as_uri(), title, body, actions, hints, -1)

        def shown(answer: tuple[Any, ...]) -> None:
            (self._number,) = answer
            self._about.pop(self._number, None)
            self._about[self._number] = about
            while len(self._about) > _KEPT:
                self._about.pop(next(iter(self._about)))

        self._bus.call(
            _SERVICE, "Notify", "susssasa{sv}i", words, then=shown, failed=lambda _error: self._refused(failed)
        )

    def _ask(self) -> None:
        self._bus.call(_SERVICE, "GetCapabilities", then=self._able, failed=lambda _error: self._lost())

    def _able(self, answer: tuple[Any, ...]) -> None:
        self._abilities = frozenset(answer[0])
        self.available = self.is_known = True
        self.known.emit()

    def _lost(self) -> None:
        self.available, self.is_known = False, True
        self._number = 0
        self.known.emit()

    def _refused(self, failed: Callable[[], object]) -> None:
        self._lost()
        failed()

    def _owner_changed(self, body: tuple[Any, ...]) -> None:
        name, _before, owner = body
        if name != _SERVICE.name:
            return
        self._number = 0  # another service does not know our bubble
        if owner:
            self._ask()
        else:
            self._lost()

    def _token(self, body: tuple[Any, ...]) -> None:
        number, token = body
        if number in self._about:
            self._tokens[number] = str(token)

    def _invoked(self, body: tuple[Any, ...]) -> None:
        number, _action = body
        if number in self._about:
            self.opened.emit(self._about[number], self._tokens.pop(number, ""))

    def _closed(self, body: tuple[Any, ...]) -> None:
        number = body[0]
        self._tokens.pop(number, None)
        if number == self._number:
            self._number = 0
