"""What helps to find a fault, as text for a report: versions, counts, the state of feeds, the last lines of the log.

No titles, no notes, no search, and of addresses only the host: what somebody reads is nobody else's business. No Qt.
"""

import importlib.metadata
import platform
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from storage import Facts, Feed

_LINES: Final = 40
_TAIL: Final = 64_000
"""Bytes of the log that are looked at."""

_ADDRESS: Final = re.compile(r"\b([a-z][a-z0-9+.-]*)://[^\s'\"<>)\]]+", re.IGNORECASE)
_QUOTED: Final = re.compile(r"“[^”]*”|\"[^\"]*\"|'[^']*'")

PARTS: Final = (
    "PySide6-Essentials",
    "sqlite-utils",
    "feedparser",
    "httpx2",
    "nh3",
    "keyring",
    "jeepney",
    "platformdirs",
    "filelock",
    "click",
    "rich",
    "ziamath",
    "tzdata",
    "pybtex",
)
"""The libraries that Papertray is made with."""


def version_of(name: str) -> str:
    """Give the version of an installed package, empty where it is not installed as one."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def versions(facts: Facts, qt: Mapping[str, str]) -> dict[str, str]:
    """Give what runs here, by name, in the order to show it."""
    return {
        "Papertray": version_of("papertray") or "?",
        "Python": platform.python_version(),
        **qt,
        "SQLite": facts.sqlite,
        "System": f"{platform.system()} {platform.release()} {platform.machine()}",
        "Library format": str(facts.format),
    }


def licences() -> str:
    """Give the names, versions and licences of the libraries that are at work here, one a line."""
    lines = []
    for name in PARTS:
        try:
            about = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        licence = about.get_all("License-Expression") or about.get_all("License") or ["?"]
        lines.append(f"{about['Name']} {about['Version']}: {licence[0].splitlines()[0]}")
    return "\n".join(lines)


def report(
    shown: Mapping[str, str], counts: Mapping[str, int], feeds: Sequence[Feed], log: Sequence[str], now: datetime
) -> str:
    """Give the whole text."""
    return "\n".join(
        [
            *(f"{name}: {value}" for name, value in shown.items()),
            f"Now: {now:%Y-%m-%d %H:%M} UTC",
            "",
            *(f"{name}: {value:,}" for name, value in counts.items()),
            "",
            "Feeds:",
            *(_feed(feed) for feed in feeds if feed.kind != "by_hand"),
            "",
            "Log:",
            *(hidden(line) for line in log),
            "",
        ]
    )


def _feed(feed: Feed) -> str:
    times = [f"{name} {at:%Y-%m-%d %H:%M}" for name, at in (("checked", feed.checked), ("next", feed.next_check)) if at]
    wrong = f"trouble {feed.trouble.kind} ({feed.failures} times)" if feed.trouble else feed.warning or "fine"
    return f"  {feed.id} {feed.kind} {_host(feed.url)}: " + ", ".join([*times, wrong])


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "?"
    except ValueError:
        return "?"


def hidden(line: str) -> str:
    """Give a line of the log without what is private: paths of addresses, words in quotes, the name of the home."""
    line = _ADDRESS.sub(lambda found: f"{found[1]}://{_host(found[0])}/…", line)
    line = _QUOTED.sub("“…”", line)
    return line.replace(str(Path.home()), "~")


def last_lines(log: Path) -> list[str]:
    """Give the end of the log, empty where there is none."""
    try:
        with log.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _TAIL))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return []
    return text.splitlines()[-_LINES:]
