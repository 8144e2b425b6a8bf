"""`papertray-host [--data-dir DIR] ARGS…`: what the browser starts to ask the library; the arguments are the browser's.

Chromium gives the extension's origin (on Windows also `--parent-window=N`), Firefox the manifest's path and the
add-on's id.
"""
# pathlib and what it imports would double the host's own share of its start.
# ruff: noqa: PTH118, PTH123

import os
import sys

from desktop.bridge.names import is_allowed
from desktop.bridge.serve import serve

TYPE_CHECKING = False  # see framing
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NAME = "papertray"


def main() -> int:
    """Serve the browser on standard input and output until it hangs up; give the exit status.

    0: it hung up; 2: the arguments name no folder.
    """
    out = _keep_for_frames()
    folder = data_dir(sys.argv[1:], sys.platform, os.environ)
    if folder is None:
        print("papertray-host: no folder after --data-dir, or LOCALAPPDATA is not set", file=sys.stderr)  # noqa: T201
        return 2
    # Raw files, because a buffer may wait for more than a short frame; on Windows this also makes them binary.
    with open(0, "rb", buffering=0, closefd=False) as source, open(out, "wb", buffering=0) as sink:
        serve(source, sink, folder, allowed=is_allowed(sys.argv[1:]))
    return 0


def _keep_for_frames() -> int:
    """Give a descriptor of the browser's pipe and point standard output at the log: a stray print breaks no frame."""
    out = os.dup(1)
    try:
        os.dup2(2, 1)
    except OSError:  # a browser without a console may start us without standard error
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return out


def data_dir(words: "Sequence[str]", platform: str, environ: "Mapping[str, str]") -> str | None:
    """Give the folder that `--data-dir` names, else the system's own for our data; None where neither can be told.

    The system's own is the one of `desktop.paths`, without its PAPERTRAY_DATA_DIR: the host inherits the browser's
    whole environment, and a library is not chosen by it.
    """
    for at, word in enumerate(words):
        if word == "--data-dir":
            return words[at + 1] if len(words) > at + 1 and words[at + 1] else None
        if word.startswith("--data-dir="):
            return word.removeprefix("--data-dir=") or None
    if platform == "win32":
        local = environ.get("LOCALAPPDATA")
        return f"{local}\\{_NAME}" if local else None
    chosen = environ.get("XDG_DATA_HOME", "")
    if chosen.startswith("/"):
        return os.path.join(chosen, _NAME)
    home = environ.get("HOME", "")
    if not home.startswith("/"):
        home = _home_of_user()
    return os.path.join(home, "Library/Application Support" if platform == "darwin" else ".local/share", _NAME)


def _home_of_user() -> str:
    import pwd  # only here: the variable is nearly always there

    return pwd.getpwuid(os.getuid()).pw_dir


if __name__ == "__main__":
    sys.exit(main())
