"""Notices: by the desktop's own service, by the tray, in the window; each once, and none lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from desktop.bubble import Bubble
from desktop.news import News
from desktop.notices import Notices
from desktop.tray import Tray
from storage import Entry, Feed, Intake, Library, PaperId
from tests.builders import arrive, incoming, paper
from tests.fakes.private_bus import PrivateBus, Service

pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged")

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"


class Daemon:
    """A notification service: keeps what it is asked to show, and clicks as a test does."""

    def __init__(self, bus: PrivateBus, *abilities: str) -> None:
        self.abilities = list(abilities)
        self.shown: list[tuple[Any, ...]] = []
        self.refuses = False
        self.service = Service(bus, NAME, self._answer)

    def _answer(self, asked: str, body: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]] | None:
        if asked == "GetCapabilities":
            return "as", (self.abilities,)
        if asked == "Notify" and not self.refuses:
            self.shown.append(body)
            return "u", (body[1] or len(self.shown) + 40,)
        return None

    def send(self, member: str, signature: str, *body: object) -> None:
        self.service.send(PATH, NAME, member, signature, body)


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    made = PrivateBus(tmp_path)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", made.address)
    yield made
    made.close()


@pytest.fixture
def bubble(qapp: object) -> Iterator[Bubble]:
    made = Bubble()
    yield made
    made.close()


def begun(qtbot: QtBot, bubble: Bubble) -> Bubble:
    with qtbot.waitSignal(bubble.known):
        bubble.begin()
    return bubble


def fails() -> None:
    pytest.fail("the service took it")


def test_a_notice_is_shown_as_the_service_can_and_a_click_leads_to_its_paper(
    qtbot: QtBot, bus: PrivateBus, bubble: Bubble
) -> None:
    daemon = Daemon(bus, "actions", "body-markup")
    assert begun(qtbot, bubble).available
    bubble.show("A & B", "x < y", PaperId(7), failed=fails)
    qtbot.waitUntil(lambda: bool(bubble._about))
    name, replaces, icon, title, body, actions, hints, _time = daemon.shown[0]
    assert (name, replaces, title, body) == ("Papertray", 0, "A & B", "x &lt; y")
    assert icon.startswith("file:///")
    assert icon.endswith("papertray.svg")
    assert actions == ["default", "Open"]
    assert hints["desktop-entry"] == ("s", "papertray")
    with qtbot.waitSignal(bubble.opened) as opened:
        daemon.send("ActivationToken", "us", 41, "a-token")
        daemon.send("ActionInvoked", "us", 41, "default")
    assert opened.args == [PaperId(7), "a-token"]


def test_a_service_that_can_little_gets_plain_words(qtbot: QtBot, bus: PrivateBus, bubble: Bubble) -> None:
    daemon = Daemon(bus)
    begun(qtbot, bubble).show("A & B", "x < y", None, failed=fails)
    qtbot.waitUntil(lambda: bool(bubble._about))
    assert daemon.shown[0][4] == "x < y"
    assert daemon.shown[0][5] == []


def test_a_second_notice_replaces_the_first_while_that_is_there(qtbot: QtBot, bus: PrivateBus, bubble: Bubble) -> None:
    daemon = Daemon(bus, "actions")
    begun(qtbot, bubble)
    for text in ("one", "two"):
        bubble.show(text, "", None, failed=fails)
        qtbot.waitUntil(lambda text=text: bool(daemon.shown) and daemon.shown[-1][3] == text)  # type: ignore[misc]  # mypy cannot tell a lambda with a default
        qtbot.waitUntil(lambda: bubble._number == 41)
    assert daemon.shown[1][1] == 41
    daemon.send("NotificationClosed", "uu", 41, 2)
    qtbot.waitUntil(lambda: bubble._number == 0)
    bubble.show("three", "", None, failed=fails)
    qtbot.waitUntil(lambda: len(daemon.shown) == 3)
    assert daemon.shown[2][1] == 0


def test_clicks_on_other_programs_notices_are_none_of_ours(qtbot: QtBot, bus: PrivateBus, bubble: Bubble) -> None:
    daemon = Daemon(bus, "actions")
    begun(qtbot, bubble).show("one", "", PaperId(1), failed=fails)
    qtbot.waitUntil(lambda: bool(bubble._about))
    with qtbot.waitSignal(bubble.opened) as opened:
        daemon.send("ActionInvoked", "us", 3, "default")
        daemon.send("ActionInvoked", "us", 41, "default")
    assert opened.args == [PaperId(1), ""]


def test_a_service_that_comes_late_goes_or_refuses_is_followed(qtbot: QtBot, bus: PrivateBus, bubble: Bubble) -> None:
    assert not begun(qtbot, bubble).available
    with qtbot.waitSignal(bubble.known):
        daemon = Daemon(bus)
    assert bubble.available
    daemon.refuses = True
    refused: list[int] = []
    bubble.show("one", "", None, failed=lambda: refused.append(1))
    qtbot.waitUntil(lambda: refused == [1])
    assert not bubble.available


def test_without_a_bus_it_is_known_at_once(
    qtbot: QtBot, bubble: Bubble, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'none'}")
    assert not begun(qtbot, bubble).available


class Told:
    """Notices with each way replaced by a list."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.by: list[str] = []
        self.window = self.host = self.refuses = False
        self.tray = Tray()
        monkeypatch.setattr(self.tray, "has_host", lambda: self.host)
        monkeypatch.setattr(self.tray, "show_notice", lambda *_words: self.by.append("tray"))
        self.notices = Notices(self.tray, self.by.append, lambda: self.window)
        monkeypatch.setattr(self.notices.bubble, "show", self._bubble)
        self.notices.bubble.is_known = True

    def _bubble(self, *_words: object, failed: Any) -> None:
        if self.refuses:
            failed()
        else:
            self.by.append("bubble")


@pytest.fixture
def told(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path))
    QSettings().clear()
    return Told(monkeypatch)


@pytest.mark.parametrize(
    ("bubble", "refuses", "host", "ways"),
    [
        (True, False, True, ["bubble"]),
        (True, True, True, ["tray"]),
        (False, False, True, ["tray"]),
        (False, False, False, ["New: first line"]),
        (True, True, False, ["New: first line"]),
    ],
)
def test_a_notice_goes_the_first_way_that_works(
    told: Told, bubble: bool, refuses: bool, host: bool, ways: list[str]
) -> None:
    told.notices.bubble.available, told.refuses, told.host = bubble, refuses, host
    told.notices.show("New", "first line\nsecond line")
    assert told.by == ways


def test_nothing_is_told_where_it_would_reach_nobody(told: Told) -> None:
    assert not told.notices.ready()
    told.window = True
    assert told.notices.ready()
    told.window, told.host = False, True
    assert told.notices.ready()
    told.tray.pause("hour")
    assert not told.notices.ready()
    told.tray.resume()
    told.notices.bubble.is_known = False  # a better way may be found in a moment
    assert not told.notices.ready()


@pytest.fixture
def entries(library: Library, intake: Intake, daily: Feed) -> list[Entry]:
    arrive(intake, daily, incoming(paper("Whales", arxiv="2606.00001")), incoming(paper("Seals", arxiv="2606.00002")))
    return library.entries("all")


def test_news_become_one_notice_about_the_latest_paper(
    qtbot: QtBot, told: Told, entries: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[object, ...]] = []
    monkeypatch.setattr(told.notices, "show", lambda *words: shown.append(words))
    told.notices.take(News(latest=tuple(entries)))
    assert shown == []
    told.notices.take(News(fresh=tuple(entries), words=("sea",), latest=tuple(entries)))
    assert [words[0] for words in shown] == ["2 new papers match sea"]
    assert shown[0][2] == entries[0].id
    with qtbot.waitSignal(told.notices.opened) as opened:
        told.tray.notice_opened.emit(entries[0].id)
    assert opened.args == [entries[0].id, ""]
