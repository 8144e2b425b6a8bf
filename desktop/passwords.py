"""Secrets, kept by the system's own store (keyring) and nowhere else; every call has a deadline.

A store may block for ever, so each call is a process of its own that can be ended. PAPERTRAY_SECRET_NAME in the
environment, in capitals with _ for what is neither letter nor digit, stands before the store.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final, Literal

SERVICE: Final = "papertray"

SECONDS: Final = 5.0
"""How long the store may take; one that wants to be unlocked asks the reader meanwhile, and needs more."""

_ROOT = Path(__file__).parents[1]
_Why = Literal["none", "locked", "slow", "refused"]
_STATUS: Final[dict[int, _Why]] = {3: "none", 4: "locked", 5: "refused"}


class NoStore(Exception):
    """The store cannot be used: there is `none`, it is `locked`, too `slow` to answer, or it `refused`."""

    def __init__(self, why: _Why) -> None:
        super().__init__(why)
        self.why: _Why = why


def get(name: str, *, seconds: float = SECONDS) -> str | None:
    """Give a secret; None where none is kept under that name.

    Raises:
        NoStore: nobody can say.
    """
    given = os.environ.get("PAPERTRAY_SECRET_" + re.sub(r"[^A-Z0-9]", "_", name.upper()))
    return given or _ask("get", name, seconds=seconds) or None


def put(name: str, secret: str, *, seconds: float = SECONDS) -> None:
    """Keep a secret under a name.

    Raises:
        NoStore: it was not kept, and is written nowhere else.
    """
    _ask("put", name, secret, seconds=seconds)


def forget(name: str, *, seconds: float = SECONDS) -> None:
    """Keep it no more; one that was not kept is no fault.

    Raises:
        NoStore: nobody can say.
    """
    _ask("forget", name, seconds=seconds)


def _ask(what: str, name: str, secret: str = "", *, seconds: float) -> str:
    command = [sys.executable, "-m", "desktop.passwords", what, name]
    try:
        done = subprocess.run(
            command, input=secret.encode(), capture_output=True, timeout=seconds, cwd=_ROOT, check=False
        )
    except subprocess.TimeoutExpired:
        raise NoStore("slow") from None
    if done.returncode:
        raise NoStore(_STATUS.get(done.returncode, "refused"))
    return done.stdout.decode()


def main() -> int:
    """Do one thing with the store; the secret comes and goes by the standard streams, never as an argument."""
    import keyring
    from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError

    what, name = sys.argv[1:]
    try:
        if what == "get":
            sys.stdout.buffer.write((keyring.get_password(SERVICE, name) or "").encode())
        elif what == "put":
            keyring.set_password(SERVICE, name, sys.stdin.buffer.read().decode())
        elif keyring.get_password(SERVICE, name) is not None:
            keyring.delete_password(SERVICE, name)
    except NoKeyringError:
        return 3
    except (KeyringLocked, InitError):
        return 4
    except KeyringError:
        return 5
    return 0


if __name__ == "__main__":
    sys.exit(main())
