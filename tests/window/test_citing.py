"""Citing from the window: keys, copies, exports."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.window.key_dialog import KeyDialog
from storage import Feed, Intake, Library
from tests.fakes.clock import Clock
from tests.window.stand import Stand, fill

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def stand(  # noqa: PLR0917  fixtures
    qtbot: QtBot, folder: Path, clock: Clock, library: Library, intake: Intake, daily: Feed
) -> Iterator[Stand]:
    fill(library, intake, daily)
    standing = Stand(qtbot, folder, clock, library)
    standing.until(lambda: standing.window.table.row_count() == 4)
    standing.until(lambda: standing.window.pane.number() is not None)
    yield standing
    standing.close()


def test_a_key_is_changed_in_the_pane_and_undone(stand: Stand) -> None:
    other = stand.library.with_keys(stand.library.entries("all"))[-1].key
    number = stand.current().id
    stand.key(Qt.Key.Key_B, CTRL)
    stand.until(lambda: stand.window.findChild(KeyDialog) is not None)
    dialog = stand.window.findChild(KeyDialog)
    assert dialog is not None
    assert not dialog.ok.isEnabled()
    dialog.key.setText("no key")
    assert "Letters without accents" in dialog.said.text()
    dialog.key.setText(other.upper())
    QTest.keyClick(dialog.key, Qt.Key.Key_Return)
    stand.until(lambda: "has the key" in dialog.said.text())
    before = stand.library.entry(number).key
    dialog.key.setText("My:Own")
    QTest.keyClick(dialog.key, Qt.Key.Key_Return)
    stand.until(lambda: stand.library.entry(number).key == "My:Own")
    stand.until(lambda: "My:Own" in stand.window.pane._facts.toPlainText())
    assert stand.library.entry(number).old_keys == (before,)
    stand.window.actions_["undo"].trigger()
    stand.until(lambda: stand.library.entry(number).key == before)


def test_several_papers_are_copied_as_bibtex(stand: Stand) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    stand.key(Qt.Key.Key_J, Qt.KeyboardModifier.ShiftModifier)
    stand.key(Qt.Key.Key_B)
    stand.until(lambda: clipboard.text().count("@misc{") == 2)
    clipboard.clear()
