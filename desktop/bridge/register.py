"""Tells browsers of the host: a manifest for each, and the program that they start; undoes just that."""

import json
import os
import shlex
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from desktop.bridge.names import FIREFOX_ID, HOST, origins
from desktop.bridge.places import Browser
from desktop.files import write_whole

State: TypeAlias = Literal["missing", "foreign", "broken", "stale", "fine"]
"""No manifest; one that we did not write; one whose program is gone or cannot start; one whose program another
Papertray would write; all as it should be."""

_DESCRIPTION: Final = "Papertray: asks and writes your own library of papers"

_SYSTEM_FOLDER: Final = Path("/usr/local/lib/papertray")


@dataclass(frozen=True, slots=True)
class Program:
    """The script that browsers start, and what it holds; it carries the library's folder, never the environment."""

    path: Path
    text: str


def program(folder: Path, *, python: str = sys.executable) -> Program:
    """Give the host of the library in `folder`."""
    return Program(
        folder.absolute() / "browser" / "papertray-host", _script(python, ["--data-dir", str(folder.absolute())])
    )


def system_program(*, root: Path = Path("/"), python: str = sys.executable) -> Program:
    """Give the host for all users of a system: each one's own library, in the system's own place for it."""
    return Program(root / _SYSTEM_FOLDER.relative_to("/") / "papertray-host", _script(python, []))


def relay(browser: Browser, host: Program) -> Program:
    """Give the script inside a flatpak that asks the outside to start the host."""
    inside = browser.user.parent / "papertray-host"
    return Program(inside, f'#!/bin/sh\nexec flatpak-spawn --host {shlex.quote(str(host.path))} "$@"\n')


def _script(python: str, words: Sequence[str]) -> str:
    """Write the script: the interpreter takes nothing from the environment (-I) and does without its site (-S).

    So the host starts in two thirds of the time, and finds its own code by this path alone. Collecting garbage while it
    starts, and tidying up when it ends, would cost a fifth more.
    """
    return f"""{_first_lines(python)}
# Written by "papertray browser install", which writes it anew.
import gc, os, sys
gc.set_threshold(50_000)
sys.argv[1:1] = {list(words)!r}
sys.path.insert(0, {_code_folder()!r})
from desktop.bridge.__main__ import main
status = main()
sys.stderr and sys.stderr.flush()
os._exit(status)
"""


def _first_lines(python: str) -> str:
    """Name the interpreter; where its path is too long or has blanks, sh starts it, and Python takes that for text."""
    if len(python) < _LONGEST_SHEBANG and not any(sign.isspace() for sign in python):
        return f"#!{python} -IS"
    return _BY_SHELL.format(python=shlex.quote(python))


_LONGEST_SHEBANG: Final = 120  # bytes; Linux before 5.1 cut them at 127

_BY_SHELL: Final = """#!/bin/sh
''':'
exec {python} -IS "$0" "$@"
'''"""


def _code_folder() -> str:
    return str(Path(__file__).resolve().parents[2])


def manifest(browser: Browser, host: Program) -> dict[str, object]:
    """Give what a browser reads of the host."""
    known: dict[str, object] = {
        "name": HOST,
        "description": _DESCRIPTION,
        "path": str(host.path),
        "type": "stdio",
    }
    if browser.family == "firefox":
        return known | {"allowed_extensions": [FIREFOX_ID]}
    return known | {"allowed_origins": list(origins())}


def manifest_path(browser: Browser, *, system: bool = False) -> Path:
    """Give where the manifest of our host lies."""
    folder = browser.system if system and browser.system is not None else browser.user
    return folder / f"{HOST}.json"


def install(browser: Browser, host: Program, *, system: bool = False) -> Path:
    """Write the host and the browser's manifest; give the manifest's place.

    Raises:
        OSError: one of them cannot be written.
    """
    write_program(host)
    started = host
    if browser.sandbox == "flatpak":
        started = relay(browser, host)
        write_program(started)
    path = manifest_path(browser, system=system)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(manifest(browser, started), indent=2) + "\n")
    path.chmod(0o644)
    return path


def write_program(host: Program) -> None:
    """Write the script, for its owner alone to change.

    Raises:
        OSError: it cannot be written.
    """
    private = not host.path.is_relative_to(_SYSTEM_FOLDER)
    _make_folder(host.path.parent, 0o700 if private else 0o755)
    write_whole(host.path, host.text)
    host.path.chmod(0o700 if private else 0o755)


def _make_folder(folder: Path, mode: int) -> None:
    """Make a folder and those above it; the library's own, which may be one of them, is nobody else's either."""
    for one in (*reversed(folder.parents), folder):
        one.mkdir(exist_ok=True, mode=mode)


def uninstall(browser: Browser, *, system: bool = False) -> Path | None:
    """Remove the browser's manifest if we wrote it; give its place, None where there was none of ours.

    Raises:
        OSError: it cannot be removed.
    """
    path = manifest_path(browser, system=system)
    if _read(path) is None:
        return None
    path.unlink()
    if browser.sandbox == "flatpak":
        (browser.user.parent / "papertray-host").unlink(missing_ok=True)
    return path


def _read(path: Path) -> dict[str, object] | None:
    """Give a manifest of ours; None where there is none or it is another's."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) and told.get("name") == HOST else None


def started_by(browser: Browser, *, system: bool = False) -> Path | None:
    """Give the program that the browser's manifest names; None where there is no manifest of ours."""
    told = _read(manifest_path(browser, system=system))
    path = told.get("path") if told else None
    return Path(path) if isinstance(path, str) else None


def state(browser: Browser, host: Program, *, system: bool = False) -> State:
    """Say how a browser's manifest and its program stand, the latter beside what we would write now."""
    path = manifest_path(browser, system=system)
    told = _read(path)
    if told is None:
        return "foreign" if path.exists() else "missing"
    named = started_by(browser, system=system)
    if named is None or not os.access(named, os.X_OK) or not _interpreter_is_there(named):
        return "broken"
    wanted = relay(browser, host) if browser.sandbox == "flatpak" else host
    if told != manifest(browser, wanted) or named.read_text(encoding="utf-8", errors="replace") != wanted.text:
        return "stale"
    return "fine"


def _interpreter_is_there(script: Path) -> bool:
    """Say whether the script's Python still is: an upgrade of the system or a deleted environment takes it away."""
    lines = script.read_text(encoding="utf-8", errors="replace").splitlines()
    python = lines[0].removeprefix("#!").split(" ")[0] if lines else ""
    try:
        for line in lines[1:4] if python == "/bin/sh" else ():
            if line.startswith("exec "):
                python = shlex.split(line)[1]
        return python == "flatpak-spawn" or os.access(python, os.X_OK)
    except (ValueError, IndexError):
        return False  # spoilt: nothing that we wrote


def mend(browsers: Iterable[Browser], host: Program) -> list[Browser]:
    """Write the host anew where browsers know it but it moved, as after an upgrade; give those that were mended.

    A browser that was never told of the host is not told of it now, nor one that asks another library's. The script is
    written anew in any case, for profiles with folders of their own know it too.

    Raises:
        OSError: it cannot be written.
    """
    mended = [
        browser for browser in browsers if state(browser, host) in {"broken", "stale"} and _is_ours(browser, host)
    ]
    for browser in mended:
        install(browser, host)
    if host.path.exists() and host.path.read_text(encoding="utf-8", errors="replace") != host.text:
        write_program(host)
    return mended


def _is_ours(browser: Browser, host: Program) -> bool:
    named = started_by(browser)
    return named in {host.path, relay(browser, host).path}
