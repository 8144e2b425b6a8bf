"""The program's place in the reader's desktop: its launcher, its icon, and its start at login. No Qt.

Only files that say of themselves that Papertray wrote them are ever changed or deleted.
"""

import os
import re
import sys
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.files import write_whole
from desktop.paths import asset

APP_ID: Final = "papertray"
"""The name of the launcher's file, by which Wayland and the notices know whose a window is."""

_OURS: Final = "X-Papertray-Written=true"
_ICONS: Final = {"papertray.svg": "scalable", "papertray-symbolic.svg": "symbolic"}
_PLAIN_WORD: Final = re.compile(r"[A-Za-z0-9_@/.+=:,-]+")
# How a desktop lets its reader switch off what starts at login.
_SWITCHED_OFF: Final = re.compile(r"^(Hidden=true|X-GNOME-Autostart-enabled=false)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Homes:
    """Where launchers lie: the reader's own, what starts at login, and those of the whole system."""

    data: Path
    config: Path
    system: tuple[Path, ...] = ()


def homes(environ: Mapping[str, str], home: Path) -> Homes:
    """Give the folders that the XDG base directory specification names; a path that is not absolute does not count."""

    def folder(name: str, otherwise: Path) -> Path:
        named = Path(environ.get(name, ""))
        return named if named.is_absolute() else otherwise

    shared = environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return Homes(
        folder("XDG_DATA_HOME", home / ".local/share"),
        folder("XDG_CONFIG_HOME", home / ".config"),
        tuple(Path(each) for each in shared.split(":") if each.startswith("/")),
    )


def program_words(executable: str, package: Path) -> tuple[str, ...]:
    """Give the words that start this program from anywhere: the script beside the interpreter, else the interpreter.

    `package` is where the package `desktop` lies.
    """
    script = Path(executable).absolute().with_name("papertray")
    if os.access(script, os.X_OK):
        return (str(script),)
    return (str(Path(executable).absolute()), "-P", "-c", _start_in(package))


def _start_in(package: Path) -> str:
    return f"import sys; sys.path.insert(0, {str(package)!r}); from desktop.__main__ import main; sys.exit(main())"


def settle(folder: Path, *, usual: bool, autostart: bool) -> None:
    """Keep launcher and start at login for a library, whose folder is the `usual` one or one of its own.

    Another folder gets no launcher: it may be a throw-away.

    Raises:
        OSError: something cannot be written.
    """
    if sys.platform in {"win32", "darwin"}:
        return
    where = homes(os.environ, Path.home())
    program = program_words(sys.executable, Path(__file__).parents[1])
    if usual:
        keep_launcher(where, program)
    keep_autostart(where, program, on=autostart, folder=None if usual else folder.absolute())


def keep_launcher(where: Homes, program: Sequence[str]) -> None:
    """Have a launcher and an icon for this program; those of a package of the system will do.

    Raises:
        OSError: they cannot be written.
    """
    name = f"applications/{APP_ID}.desktop"
    if any((folder / name).exists() for folder in where.system):
        return
    _write(where.data / name, _entry(program, ("Categories=Science;", "Actions=Check;", "", *_check(program))))
    for picture, size in _ICONS.items():
        text = asset(picture).read_text(encoding="utf-8")
        target = where.data / "icons/hicolor" / size / "apps" / picture
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, text)


def keep_autostart(where: Homes, program: Sequence[str], *, on: bool, folder: Path | None = None) -> None:
    """Have the program start at login, hidden, or not; `folder` is that of a library in no usual place.

    One that the reader has switched off in the desktop's own settings stays off.

    Raises:
        OSError: it cannot be written or deleted.
    """
    which = APP_ID if folder is None else f"{APP_ID}-{zlib.crc32(os.fsencode(folder)):08x}"
    path = where.config / "autostart" / f"{which}.desktop"
    if not on:
        if _is_ours(path):
            path.unlink()
        return
    words = [*program, *(("--data-dir", str(folder)) if folder else ()), "--hidden"]
    if not (path.exists() and _SWITCHED_OFF.search(path.read_text(encoding="utf-8", errors="replace"))):
        _write(path, _entry(words, ("X-GNOME-Autostart-enabled=true", "X-KDE-autostart-after=panel")))


def _check(program: Sequence[str]) -> list[str]:
    words = exec_line([*program, "poll"])
    return ["[Desktop Action Check]", "Name=Check the feeds", f"Exec={words}"]


def _write(path: Path, text: str) -> None:
    if path.exists() and (not _is_ours(path) or path.read_text(encoding="utf-8") == text):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text)


def _is_ours(path: Path) -> bool:
    return path.exists() and _OURS in path.read_text(encoding="utf-8", errors="replace").splitlines()


def _entry(words: Sequence[str], more: Sequence[str]) -> str:
    """Write a desktop entry; the lines of its main group before those of an action."""
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        "Name=Papertray",
        "GenericName=Reading list",
        "Comment=Research papers in your system tray",
        f"Exec={exec_line(words)}",
        f"TryExec={_value(words[0])}",
        f"Icon={APP_ID}",
        "Terminal=false",
        "Keywords=arxiv;papers;reading list;bibtex;rss;",
        "StartupNotify=true",
        f"StartupWMClass={APP_ID}",
        "X-GNOME-UsesNotifications=true",
        _OURS,
        *more,
    ]
    return "\n".join(lines) + "\n"


def exec_line(words: Sequence[str]) -> str:
    """Write a command as the Desktop Entry specification has it: quoted, then escaped as any value.

    Raises:
        OSError: a word has a line break or another control character, which no launcher can hold.
    """
    for word in words:
        if not word.isprintable():
            raise OSError(f"no launcher can start {word!r}")
    return _value(" ".join(_quoted(word) for word in words))


def _quoted(word: str) -> str:
    quoted = word if _PLAIN_WORD.fullmatch(word) else '"' + re.sub(r'(["`$\\])', r"\\\1", word) + '"'
    return quoted.replace("%", "%%")


def _value(text: str) -> str:
    return text.replace("\\", "\\\\")
