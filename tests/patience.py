"""A bot for windows that waits for half a minute, since a machine with other work to do is no failure."""

from collections.abc import Callable
from typing import Any

from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import MultiSignalBlocker, SignalBlocker

PATIENCE = 30_000
"""Milliseconds."""


class PatientBot(QtBot):
    """Waits longer than pytest-qt's five seconds before it calls something missing."""

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **more: Any) -> SignalBlocker:  # noqa: N802  pytest-qt's name
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitSignals(self, signals: list[Any], *, timeout: int = PATIENCE, **more: Any) -> MultiSignalBlocker:  # noqa: N802  pytest-qt's name
        return super().waitSignals(signals, timeout=timeout, **more)

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:  # noqa: N802  pytest-qt's name
        super().waitUntil(callback, timeout=timeout)
