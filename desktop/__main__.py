"""The program `papertray`; also `python -m desktop`."""

import os
import sys
from importlib import import_module
from pathlib import Path

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

        folder, hidden = asked
        return window(folder or data_dir(), hidden=hidden)
    from desktop.cli.main import run

    return run(sys.argv[1:])


def _window_asked(words: list[str]) -> tuple[Path | None, bool] | None:
    """Give the folder and whether to stay hidden, None where the words are for the command line.

    Looked at by hand, because the command line's own reading of them would double the time to the first picture.
    """
    folder: Path | None = None
    hidden = False
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--hidden":
            hidden = True
        elif word == "--data-dir" and rest:
            folder = Path(rest.pop(0))
        elif word.startswith("--data-dir="):
            folder = Path(word.removeprefix("--data-dir="))
        elif word != "show" or rest:
            return None
    return folder, hidden


def _has_screen() -> bool:
    if not any(os.environ.get(name) for name in _SCREENS) and sys.platform not in {"darwin", "win32"}:
        return False
    import importlib.util

    return importlib.util.find_spec("PySide6") is not None


if __name__ == "__main__":
    sys.exit(main())
