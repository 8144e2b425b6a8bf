"""The log of the window: a file that never leaves this computer, also when the program dies badly. No Qt."""

import faulthandler
import logging
import sys
from pathlib import Path
from types import TracebackType
from typing import Final

import platformdirs

_MOST: Final = 1_000_000
_NAME: Final = "papertray.log"


def state_dir(folder: Path) -> Path:
    """Give the folder for logs: the system's own place, or the library's folder where that is none of the usual."""
    usual = folder == platformdirs.user_data_path("papertray", appauthor=False)
    return platformdirs.user_state_path("papertray", appauthor=False) if usual else folder


def file(folder: Path) -> Path:
    """Give the log that belongs to the library in `folder`."""
    return state_dir(folder) / _NAME


def open_log(folder: Path) -> Path:
    """Write what is logged from now on to a file in `folder`, uncaught exceptions and crashes too; give that file.

    The log of before is kept once, when it has grown long.
    """
    path = folder / _NAME
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.exists() and path.stat().st_size > _MOST:
            path.replace(path.with_suffix(".log.old"))
        handler: logging.Handler = logging.FileHandler(path, encoding="utf-8")
        # Held for as long as the program runs: a crash writes there when nothing else works any more.
        faulthandler.enable(path.open("a", encoding="utf-8"))
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)
    sys.excepthook = _uncaught
    return path


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Note what no one caught and go on: an exception in one slot does not end a window."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("papertray").error("not caught: our bug", exc_info=(kind, error, trace))
