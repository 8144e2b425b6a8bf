"""Where browsers look for native hosts, which of them are here, and which live in a sandbox; changes nothing.

Sources: "Native messaging" in Chrome's and in Firefox's documentation; "policies" of Edge, Brave and Vivaldi; the
sandboxes' own pages on files.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, TypeAlias

Family: TypeAlias = Literal["chromium", "firefox"]
Sandbox: TypeAlias = Literal["", "snap", "flatpak"]


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser: where it reads manifests of a user and of the whole system (None: nowhere), and its sandbox.

    `application` is a sandboxed one's name there.
    """

    key: str
    name: str
    family: Family
    user: Path
    system: Path | None
    sandbox: Sandbox = ""
    application: str = ""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is known of a browser: names of its folders and programs on each system."""

    key: str
    name: str
    family: Family
    linux: str
    mac: str
    system: str = ""
    mac_system: str = ""
    programs: tuple[str, ...] = ()
    flatpak: str = ""
    snap: str = ""
    marker: str = field(default="")  # the folder that tells that the browser was used, beside the manifests' one


_HOSTS: Final = "NativeMessagingHosts"
_FIREFOX_HOSTS: Final = "native-messaging-hosts"

_KINDS: Final = (
    _Kind("firefox", "Firefox", "firefox", f".mozilla/{_FIREFOX_HOSTS}", f"Mozilla/{_HOSTS}",
          f"/usr/lib/mozilla/{_FIREFOX_HOSTS}", f"/Library/Application Support/Mozilla/{_HOSTS}",
          ("firefox", "firefox-esr"), "org.mozilla.firefox", "firefox", marker="firefox"),
    _Kind("chrome", "Google Chrome", "chromium", f".config/google-chrome/{_HOSTS}", f"Google/Chrome/{_HOSTS}",
          f"/etc/opt/chrome/{_FIREFOX_HOSTS}", f"/Library/Google/Chrome/{_HOSTS}",
          ("google-chrome", "google-chrome-stable"), "com.google.Chrome"),
    _Kind("chromium", "Chromium", "chromium", f".config/chromium/{_HOSTS}", f"Chromium/{_HOSTS}",
          f"/etc/chromium/{_FIREFOX_HOSTS}", f"/Library/Application Support/Chromium/{_HOSTS}",
          ("chromium", "chromium-browser"), "org.chromium.Chromium", "chromium"),
    _Kind("edge", "Microsoft Edge", "chromium", f".config/microsoft-edge/{_HOSTS}", f"Microsoft Edge/{_HOSTS}",
          f"/etc/opt/edge/{_FIREFOX_HOSTS}", f"/Library/Microsoft/Edge/{_HOSTS}",
          ("microsoft-edge", "microsoft-edge-stable"), "com.microsoft.Edge"),
    _Kind("brave", "Brave", "chromium", f".config/BraveSoftware/Brave-Browser/{_HOSTS}",
          f"BraveSoftware/Brave-Browser/{_HOSTS}", "", "", ("brave", "brave-browser"), "com.brave.Browser", "brave"),
    _Kind("vivaldi", "Vivaldi", "chromium", f".config/vivaldi/{_HOSTS}", f"Vivaldi/{_HOSTS}", "", "",
          ("vivaldi", "vivaldi-stable"), "com.vivaldi.Vivaldi"),
)  # fmt: skip

KEYS: Final = tuple(kind.key for kind in _KINDS)
"""The browsers we know, by the names that the command line has for them."""


@dataclass(frozen=True, slots=True)
class System:
    """The machine as we look for browsers on it; tests make one of their own."""

    platform: str
    home: Path
    root: Path = Path("/")
    which: Callable[[str], str | None] = shutil.which


def known(system: System) -> list[Browser]:
    """Give every browser that runs outside a sandbox, whether it is here or not."""
    return [_browser(kind, system) for kind in _KINDS]


def _browser(kind: _Kind, system: System) -> Browser:
    if system.platform == "darwin":
        user = system.home / "Library/Application Support" / kind.mac
        whole = kind.mac_system
    else:
        user, whole = system.home / kind.linux, kind.system
    return Browser(kind.key, kind.name, kind.family, user, system.root / whole.lstrip("/") if whole else None)


def found(system: System) -> list[Browser]:
    """Give the browsers that are here: installed as programs, used before, or in a sandbox."""
    here: list[Browser] = []
    for kind in _KINDS:
        browser = _browser(kind, system)
        program = next((path for name in kind.programs if (path := system.which(name))), None)
        in_snap = program is not None and ("/snap/" in program or "/snap/" in _followed(program))
        used = (browser.user.parent / kind.marker).is_dir() if kind.marker else browser.user.parent.is_dir()
        if (program is not None and not in_snap) or used:
            here.append(browser)
        here += _sandboxed(kind, browser, system, in_snap=in_snap)
    return here


def _followed(program: str) -> str:
    """Give what a program's link leads to; Ubuntu's /usr/bin/firefox is a script that starts the snap."""
    path = Path(program)
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:
        head = b""
    return f"{path.resolve()} {head.decode(errors='replace') if head.startswith(b'#!') else ''}"


def _sandboxed(kind: _Kind, browser: Browser, system: System, *, in_snap: bool) -> list[Browser]:
    here: list[Browser] = []
    if kind.snap and (in_snap or (system.home / "snap" / kind.snap).is_dir()):
        here.append(Browser(kind.key, kind.name, kind.family, browser.user, None, "snap", kind.snap))
    inside = system.home / ".var/app" / kind.flatpak
    if kind.flatpak and inside.is_dir():
        # A flatpak's own home: ~/.config is config within it, all else lies as outside.
        user = inside / kind.linux.replace(".config/", "config/", 1)
        here.append(Browser(kind.key, kind.name, kind.family, user, None, "flatpak", kind.flatpak))
    return here


def may_start_programs(system: System, browser: Browser) -> bool:
    """Say whether the reader has let a flatpak start programs outside its sandbox (`flatpak override --talk-name`)."""
    override = system.home / ".local/share/flatpak/overrides" / browser.application
    try:
        lines = override.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return any(line.replace(" ", "") == "org.freedesktop.Flatpak=talk" for line in lines)


def of_profile(profile: Path, key: str) -> Browser:
    """Give the browser of Chromium's family that keeps its profile in a folder of its own (--user-data-dir)."""
    kind = next(kind for kind in _KINDS if kind.key == key)
    return Browser(key, kind.name, kind.family, profile / _HOSTS, None)


def by_key(system: System, keys: tuple[str, ...]) -> list[Browser]:
    """Give these browsers; those in a sandbox too where they are here."""
    sandboxed: Mapping[str, list[Browser]] = {
        key: [browser for browser in found(system) if browser.key == key and browser.sandbox] for key in keys
    }
    return [each for browser in known(system) if browser.key in keys for each in (browser, *sandboxed[browser.key])]
