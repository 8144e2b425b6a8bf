"""A browser with the extension, its host and a library, one of each kind for a module."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.bridge import places, register
from desktop.bridge.register import Program
from storage import Entry, Library
from tests.extension.chromium import Chromium
from tests.extension.firefox import Firefox
from tests.extension.surroundings import Web
from tests.fakes.pages import PAGES

KINDS: dict[str, type[Chromium] | type[Firefox]] = {"chromium": Chromium, "firefox": Firefox}


@dataclass
class Stand:
    """A browser, the library behind it, and how the two are joined."""

    browser: Chromium | Firefox
    web: Web
    folder: Path
    host: Program
    manifest: Path

    def library(self) -> Library:
        return Library(self.folder, origin="window", now=lambda: datetime.now(UTC))

    def entries(self) -> list[Entry]:
        with self.library() as library:
            return library.entries("all")

    def kill_hosts(self) -> None:
        """End the hosts that this browser started, each by its number."""
        for process in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                words = (process / "cmdline").read_bytes()
                if str(self.folder / "browser").encode() in words:
                    os.kill(int(process.name), signal.SIGKILL)

    def empty(self) -> None:
        """Begin anew: no papers, nothing waiting."""
        for file in self.folder.glob("library.db*"):
            file.unlink()
        register.write_program(self.host)
        self.browser.worker("chrome.storage.local.clear()")


def _stand(kind: type[Chromium] | type[Firefox], root: Path) -> Iterator[Stand]:
    home = root / "home"
    folder = root / "data"
    host = register.program(folder)
    if kind is Chromium:
        manifest = register.install(places.of_profile(home / "profile", "chromium"), host)
    else:
        firefox = next(one for one in places.known(places.System("linux", home)) if one.key == "firefox")
        manifest = register.install(firefox, host)
    with Web(PAGES) as web, kind(home, web.address) as browser:
        yield Stand(browser, web, folder, host, manifest)


@pytest.fixture(scope="module", params=KINDS)
def shared_stand(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    kind = KINDS[request.param]
    if kind.program() is None:
        reason = f"no {request.param} here; make test-setup brings it"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    yield from _stand(kind, tmp_path_factory.mktemp(request.param))


@pytest.fixture
def stand(shared_stand: Stand) -> Stand:
    shared_stand.empty()
    return shared_stand


@pytest.fixture
def popup(stand: Stand) -> Iterator[Callable[[str], Stand]]:
    """Give a function that opens a page and clicks the button over it; the popup is closed at the end."""
    opened: list[bool] = []

    def click(url: str) -> Stand:
        stand.browser.open(url)
        stand.browser.click()
        opened.append(True)
        return stand

    yield click
    if opened:
        stand.browser.close_popup()
