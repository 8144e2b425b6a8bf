"""One running window for a library: a second start asks the first to show itself, and ends."""

import os
import stat
import struct
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
        if not _made_private(self._address.parent):
            # Where another user could listen in our place, a window without this convenience is better than none.
            return True
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
            if peer(int(caller.socketDescriptor())) not in {None, _user()}:
                caller.deleteLater()
                continue
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
    base = Path(runtime) / "papertray" if runtime else Path(tempfile.gettempdir()) / f"papertray-{_user()}"
    return base / whose


def _user() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0


def _made_private(folder: Path) -> bool:
    """Make the socket's folder and say whether it is this user's alone: in the temporary one anybody may be first."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = folder.lstat()
        if not hasattr(os, "getuid"):
            return True  # Windows has named pipes, and no folder of them
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            return False
        folder.chmod(0o700)
    except OSError:
        return False
    return True


def peer(descriptor: int) -> int | None:
    """Give the number of the user at the other end of a socket; None where the system does not say."""
    import socket  # noqa: TID251  no network: it reads what the system knows of a local socket

    if not hasattr(socket, "SO_PEERCRED"):
        return None
    try:
        with socket.socket(fileno=os.dup(descriptor)) as copy:
            told = copy.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    except OSError:
        return None  # gone already
    user: int = struct.unpack("3i", told)[1]  # process, user, group
    return user


def call(where: Path) -> bool:
    """Ask the window that listens at `where` to show itself; False where none does."""
    caller = QLocalSocket()
    caller.connectToServer(str(where))
    if not caller.waitForConnected(PATIENCE):
        return False
    caller.write(os.environ.get(TOKEN, "").encode() + b"\n")
    caller.waitForBytesWritten(PATIENCE)
    caller.disconnectFromServer()
    return True
