"""One running window for a library: a second start asks the first to show itself, and ends."""

import os
import tempfile
import zlib
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

PATIENCE: Final = 1000
"""Milliseconds within which a running window takes a call; longer, and it hangs."""

TOKEN: Final = "XDG_ACTIVATION_TOKEN"  # noqa: S105  the name of a variable
"""Where a launcher leaves the right to come to the front, for the program that it starts."""


_LONGEST: Final = 4096


class Instance(QObject):
    """Listens at an address that only this user and this library have; holds no state in the folder of the library."""

    shown = Signal(str)  # with the caller's activation token, which may be empty

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._address = address(folder)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._callers: list[QLocalSocket] = []
        self._server.newConnection.connect(self._hear)

    def first(self) -> bool:
        """Become the one window of the library, or ask the one that runs to show itself and give False."""
        self._address.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if call(self._address):
            return False
        # Two starts at one moment must not take each other's fresh socket for a dead one.
        lock = QLockFile(f"{self._address}.lock")
        lock.tryLock(PATIENCE)
        try:
            return self._listen()
        finally:
            lock.unlock()

    def _listen(self) -> bool:
        if self._server.listen(str(self._address)):
            return True
        if call(self._address):
            return False
        # Nobody answers: a process that died has left its socket behind.
        QLocalServer.removeServer(str(self._address))
        # Where no socket can be made at all, a window without this convenience is better than none.
        self._server.listen(str(self._address))
        return True

    def close(self) -> None:
        """Let the next start be the first."""
        self._server.close()

    def _hear(self) -> None:
        while self._server.hasPendingConnections():
            caller = self._server.nextPendingConnection()
            caller.readyRead.connect(self._read)
            caller.disconnected.connect(self._read)
            self._callers.append(caller)
        self._read()

    def _read(self) -> None:
        """Answer the callers whose line is there, and let go of those who left or say too much."""
        for caller in list(self._callers):
            said = caller.canReadLine()
            gone = caller.state() == QLocalSocket.LocalSocketState.UnconnectedState
            if said or gone or caller.bytesAvailable() >= _LONGEST:
                self._callers.remove(caller)
                token = bytes(caller.readLine(_LONGEST).data()).decode(errors="replace").strip()
                caller.deleteLater()
                if said:
                    self.shown.emit(token)


def address(folder: Path) -> Path:
    """Give the socket's place: short, because systems refuse one of more than about 106 bytes."""
    whose = f"{zlib.crc32(os.fsencode(folder.resolve())):08x}"
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    user = getattr(os, "getuid", lambda: 0)()
    base = Path(runtime) / "papertray" if runtime else Path(tempfile.gettempdir()) / f"papertray-{user}"
    return base / whose


def call(where: Path) -> bool:
    """Ask the window that listens at `where` to show itself; False where none does."""
    socket = QLocalSocket()
    socket.connectToServer(str(where))
    if not socket.waitForConnected(PATIENCE):
        return False
    socket.write(os.environ.get(TOKEN, "").encode() + b"\n")
    socket.waitForBytesWritten(PATIENCE)
    socket.disconnectFromServer()
    return True
