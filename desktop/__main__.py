"""The program `papertray`; also `python -m desktop`."""

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def main() -> int:
    """Run the window where there is a screen and no command was given, else the command line; give the exit status."""
    asked = _window_asked(sys.argv[1:])
    if asked is not None and _has_screen():
        import_module("PySide6.QtCore")  # so that there is something to make lean
        from desktop.lean_qt import without_feature_scan

        without_feature_scan()
        from desktop.app import main as window
        from desktop.paths import data_dir

        return window(asked.folder or data_dir(), hidden=asked.hidden, allow_network=asked.allow_network)
    from desktop.cli.main import run

    return run(sys.argv[1:])


class _Asked(NamedTuple):
    folder: Path | None
    hidden: bool
    allow_network: bool


def _window_asked(words: list[str]) -> _Asked | None:
    """Give the folder, whether to stay hidden and whether it may lie anywhere; None for words of the command line.

    Looked at by hand, because the command line's own reading of them would double the time to the first picture.
    """
    folder: Path | None = None
    hidden = allow_network = False
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--hidden":
            hidden = True
        elif word == "--allow-network":
            allow_network = True
        elif word == "--data-dir" and rest:
            folder = Path(rest.pop(0))
        elif word.startswith("--data-dir="):
            folder = Path(word.removeprefix("--data-dir="))
        elif word != "show" or rest:
            return None
    return _Asked(folder, hidden, allow_network)


def _has_screen() -> bool:
    if not any(os.environ.get(name) for name in _SCREENS) and sys.platform not in {"darwin", "win32"}:
        return False
    import importlib.util

    return importlib.util.find_spec("PySide6") is not None


if __name__ == "__main__":
    sys.exit(main())
