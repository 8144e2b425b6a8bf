"""The icon, its number, its menu and its notices, where no tray is; with a real one: test_tray_hosts.py."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from desktop.news import News
from desktop.tray import Tray, badge_text
from storage import Entry, Feed, Intake, Library
from tests.builders import arrive, incoming, paper
from tests.fakes.clock import Clock

# Qt asks the screenless platform for a signal that only real ones have.
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged")


@pytest.fixture
def tray(qapp: object, tmp_path: Path, clock: Clock) -> Iterator[Tray]:
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path))
    QSettings().clear()
    made = Tray(now=clock)
    made.show()
    yield made
    made.hide()


@pytest.fixture
def entry(library: Library, intake: Intake, daily: Feed) -> Entry:
    arrive(intake, daily, incoming(paper("R&D for <b>whales</b>", arxiv="2606.00001")))
    return library.entry(library.number("2606.00001"))


def labels(tray: Tray) -> list[str]:
    return [action.text() for action in tray._menu.actions() if action.isVisible() and not action.isSeparator()]


def press(tray: Tray, text: str) -> None:
    next(action for action in tray._menu.actions() if action.text() == text).trigger()


@pytest.mark.parametrize(("number", "text"), [(1, "1"), (99, "99"), (100, "99+"), (5000, "99+")])
def test_the_number_fits_the_icon(number: int, text: str) -> None:
    assert badge_text(number) == text


def test_the_icon_is_drawn_anew_only_when_the_number_changes(tray: Tray) -> None:
    plain = tray.icon.icon().cacheKey()
    tray.set_badge(3)
    three = tray.icon.icon().cacheKey()
    assert three != plain
    assert tray.icon.toolTip() == "Papertray: 3 papers wait"
    tray.set_badge(3)
    assert tray.icon.icon().cacheKey() == three
    tray.set_badge(0)
    assert tray.icon.icon().cacheKey() == plain
    assert tray.icon.toolTip() == "Papertray"


def test_the_picture_is_there(tray: Tray) -> None:
    assert not tray._plain.pixmap(64, 64).isNull()


def test_every_line_of_the_menu_says_what_the_reader_wants(qtbot: QtBot, tray: Tray) -> None:
    assert labels(tray) == ["Open Papertray", "Check now", "Pause notices", "Settings…", "Quit"]
    for text, wanted in (
        ("Open Papertray", tray.open_asked),
        ("Check now", tray.check_asked),
        ("Settings…", tray.settings_asked),
        ("Quit", tray.quit_asked),
    ):
        with qtbot.waitSignal(wanted):
            press(tray, text)


def pause_line(tray: Tray, text: str) -> QAction:
    return next(action for action in tray.pause_menu.actions() if action.text() == text)


def test_a_pause_is_chosen_shown_kept_and_ended(qtbot: QtBot, tray: Tray, clock: Clock) -> None:
    assert not pause_line(tray, "Off: tell me again").isEnabled()
    pause_line(tray, "For an hour").trigger()
    assert tray.pause_menu.title().startswith("Notices are paused until ")
    assert Tray(now=clock).paused  # also after the next start
    with qtbot.waitSignal(tray.pause_ended):
        pause_line(tray, "Off: tell me again").trigger()
    assert tray.pause_menu.title() == "Pause notices"
    assert not Tray(now=clock).paused


def test_a_pause_ends_by_itself_also_when_the_computer_slept_over_it(qtbot: QtBot, tray: Tray, clock: Clock) -> None:
    tray.pause("hour")
    assert 3_600_000 <= tray._timer.interval() <= 3_602_000
    clock.advance(hours=9)
    with qtbot.waitSignal(tray.pause_ended):
        tray.look_at_pause()
    assert tray._until is None


def test_a_clock_that_is_put_right_ends_a_pause_that_it_made_too_long(tray: Tray, clock: Clock) -> None:
    tray.pause("hour")
    clock.advance(days=-400)
    assert not tray.paused


@pytest.mark.parametrize("kept", ["", "true", "2026-13-40", "2026-06-11T07:00:00", "9999-12-31T00:00:00+00:00"])
def test_a_pause_that_cannot_be_is_none(tray: Tray, clock: Clock, kept: str) -> None:
    QSettings().setValue("notices/paused_until", kept)
    assert not Tray(now=clock).paused


def test_the_last_matches_are_in_the_menu_and_lead_to_the_paper(qtbot: QtBot, tray: Tray, entry: Entry) -> None:
    tray.set_matches([entry])
    assert labels(tray)[2] == "R&&D for <b>whales</b>"
    with qtbot.waitSignal(tray.paper_asked) as asked:
        press(tray, "R&&D for <b>whales</b>")
    assert asked.args == [entry.id]
    tray.set_matches([])
    assert len(labels(tray)) == 5
    assert sum(action.isVisible() and action.isSeparator() for action in tray._menu.actions()) == 2


def test_a_click_opens_and_a_click_for_the_menu_does_not(qtbot: QtBot, tray: Tray) -> None:
    with qtbot.waitSignal(tray.open_asked):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    with qtbot.assertNotEmitted(tray.open_asked):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)


def test_news_are_number_and_menu(tray: Tray, entry: Entry) -> None:
    tray.take(News(fresh=(entry,), words=("whales",), latest=(entry,), waiting=4))
    assert labels(tray)[2] == "R&&D for <b>whales</b>"
    assert tray.icon.toolTip() == "Papertray: 4 papers wait"


def test_a_click_on_a_notice_leads_to_its_paper(qtbot: QtBot, tray: Tray, entry: Entry) -> None:
    for about in (entry.id, None):
        tray.show_notice("title", "body", about)
        with qtbot.waitSignal(tray.notice_opened) as opened:
            tray.icon.messageClicked.emit()
        assert opened.args == [about]
