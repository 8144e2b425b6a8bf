from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.language import _
from desktop.window.actions import DEEDS
from desktop.window.help_dialog import HelpDialog


def shown(dialog: HelpDialog, name: str) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel, name) if label.isVisible()]


def test_every_key_is_there_under_the_heading_of_its_group(qtbot: QtBot) -> None:
    dialog = HelpDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    keys = [QKeySequence(key).toString() for deed in DEEDS for key in deed.keys]
    assert sorted(shown(dialog, "key")) == sorted(keys)
    assert set(shown(dialog, "heading")) == {_(deed.group) for deed in DEEDS if deed.keys}


def test_a_key_is_found_by_what_it_does_and_an_act_by_its_key(qtbot: QtBot) -> None:
    dialog = HelpDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.keyClicks(dialog.columns.field, "reading list")
    assert shown(dialog, "key") == ["L"]
    assert shown(dialog, "heading") == ["Keeping"]
    dialog.columns.field.setText("ctrl+e")
    assert shown(dialog, "key") == ["Ctrl+E"]
    dialog.columns.field.setText("no such thing")
    assert shown(dialog, "key") == []
    assert shown(dialog, "empty") == ["Nothing here fits that."]


def test_a_wide_screen_has_the_keys_in_columns_and_a_narrow_one_below_each_other(qtbot: QtBot) -> None:
    dialog = HelpDialog()
    qtbot.addWidget(dialog)
    dialog.resize(1400, 700)
    dialog.show()
    assert dialog.columns.columns() >= 3
    dialog.resize(500, 700)
    qtbot.waitUntil(lambda: dialog.columns.columns() == 1)
    assert len(shown(dialog, "key")) == sum(len(deed.keys) for deed in DEEDS)
