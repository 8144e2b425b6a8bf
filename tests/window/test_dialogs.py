"""Dialogs of the program as the reader opens them from the window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from desktop.problems import Problem, problem
from desktop.window.about_dialog import AboutDialog
from desktop.window.settings_dialog import SettingsDialog
from storage import Feed, Intake, Library, LibraryFull
from tests.fakes.clock import Clock
from tests.window.stand import TITLES, Stand, fill


@pytest.fixture
def stand(  # noqa: PLR0917  fixtures
    qtbot: QtBot, folder: Path, clock: Clock, library: Library, intake: Intake, daily: Feed
) -> Iterator[Stand]:
    fill(library, intake, daily)
    standing = Stand(qtbot, folder, clock, library)
    yield standing
    standing.close()


def test_about_shows_versions_and_copies_a_report_without_titles(stand: Stand) -> None:
    stand.window.actions_["about"].trigger()
    dialog = stand.window.findChild(AboutDialog)
    assert dialog is not None
    stand.until(lambda: dialog._grid.rowCount() > 5)
    dialog.copy.click()
    stand.until(lambda: "SQLite" in QGuiApplication.clipboard().text())
    report = QGuiApplication.clipboard().text()
    assert "Papers: 4" in report
    assert not any(title in report for title in TITLES)
    assert "Copied" in dialog.said.text()
    dialog.show_licences_button.click()
    stand.until(lambda: "feedparser" in dialog.licences.toPlainText())
    dialog.close()


def test_keys_change_while_the_window_is_open(stand: Stand) -> None:
    stand.until(lambda: stand.window.table.row_count() == 4)
    number = stand.current().id
    stand.window._choices.change(keys={"star": ("F9",)})
    stand.key(Qt.Key.Key_S)
    stand.key(Qt.Key.Key_F9)
    stand.until(lambda: stand.library.entry(number).mark.starred is not None)


def test_the_settings_change_rows_at_once_and_v_is_the_same_setting(stand: Stand) -> None:
    stand.window.actions_["settings"].trigger()
    dialog = stand.window.findChild(SettingsDialog)
    assert dialog is not None
    stand.window._choices.change(row_density="slim")
    assert stand.window.table.density() == "slim"
    stand.window.actions_["density"].trigger()
    assert stand.window._choices.now.row_density == "tall"
    dialog.close()


def test_a_full_disk_stays_in_sight_until_it_is_closed(stand: Stand) -> None:
    banner = stand.window.trouble
    assert banner.isHidden()
    stand.reading.failed.emit(problem(LibraryFull("library.db")))
    assert not banner.isHidden()
    assert "no room left" in banner.what.text()
    assert "Make room" in banner.then.text()
    close = banner.findChild(QToolButton)
    assert close is not None
    close.setFocus()
    QTest.keyClick(close, Qt.Key.Key_Space)
    assert banner.isHidden()


def test_a_check_that_the_library_refuses_stays_in_sight_and_can_be_tried_again(stand: Stand) -> None:
    banner = stand.window.trouble
    stand.checks.failed.emit(Problem("The check was stopped."))
    assert banner.isHidden()
    stand.checks.failed.emit(Problem("The library cannot be written.", lasting=True))
    assert not banner.isHidden()
    banner.retry.click()
    assert banner.isHidden()
    assert stand.checks.asked == [True]
