"""What every test may ask for: a clock that stands, a library in a folder of its own, its two doors."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from PySide6.QtWidgets import QApplication

from storage import Feed, Intake, Library
from tests.fakes.clock import Clock
from tests.patience import PatientBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # windows in tests need no screen
# Nor does what a test tells appear on the desktop of whoever runs it; a test that wants a bus starts its own.
for name in ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"):
    os.environ[name] = "unix:path=/nonexistent/bus"

# New examples are looked for where people work; what is to land is judged by the same ones every time.
# No example has a deadline: a machine with other work to do would not keep it.
settings.register_profile("new", deadline=None)
settings.register_profile("same", deadline=None, derandomize=True)
settings.load_profile("same" if os.environ.get("CI") == "true" else "new")


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    return PatientBot(request)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def library(folder: Path, clock: Clock) -> Iterator[Library]:
    with Library(folder, origin="cli", now=clock, patience=0.2) as opened:
        yield opened


@pytest.fixture
def intake(library: Library, folder: Path, clock: Clock) -> Iterator[Intake]:
    with Intake(folder, now=clock, patience=0.2) as opened:
        yield opened


@pytest.fixture
def daily(library: Library) -> Feed:
    return library.add_feed("http://127.0.0.1/api/daily_papers", kind="daily_papers", title="Daily Papers")[0]


@pytest.fixture
def listing(library: Library) -> Feed:
    return library.add_feed("http://127.0.0.1/rss/cs.LG", kind="arxiv", title="cs.LG")[0]


@pytest.fixture
def journal_feed(library: Library) -> Feed:
    return library.add_feed("http://127.0.0.1/journal.xml", title="A journal")[0]
