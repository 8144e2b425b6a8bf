"""The settings as the reader meets them: a control for each, keys of their own, and what counts at once."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.choices import Choices
from desktop.settings import NAME, described, load
from desktop.window import colours
from desktop.window.actions import DEEDS, is_key, keys_of, make_actions
from desktop.window.help_dialog import HelpDialog
from desktop.window.setting_row import SettingRow
from desktop.window.settings_dialog import SettingsDialog


@pytest.fixture
def choices(folder: Path, qtbot: QtBot) -> Choices:
    return Choices(folder)


@pytest.fixture
def dialog(qtbot: QtBot, choices: Choices) -> SettingsDialog:
    made = SettingsDialog(choices)
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_setting_has_a_control_of_its_kind_with_a_name(dialog: SettingsDialog) -> None:
    kinds = {"switch": QCheckBox, "number": QSpinBox, "choice": QComboBox, "text": QLineEdit, "address": QLineEdit}
    kinds |= {"template": QLineEdit}
    plain = [setting for setting in described() if setting.kind != "keys"]
    assert set(dialog.rows) == {setting.name for setting in plain}
    for setting in plain:
        control = dialog.rows[setting.name].control
        assert isinstance(control, kinds[setting.kind])
        assert control.accessibleName() == setting.label
        assert control.accessibleDescription() == setting.says


def test_what_is_chosen_counts_at_once_and_is_kept(dialog: SettingsDialog, choices: Choices, folder: Path) -> None:
    density = dialog.rows["row_density"].control
    assert isinstance(density, QComboBox)
    dialog.show_group("look")
    density.setFocus()
    QTest.keyClick(density, Qt.Key.Key_End)
    assert choices.now.row_density == "slim"
    assert load(folder).row_density == "slim"


def test_a_setting_that_differs_can_go_back_to_the_usual(dialog: SettingsDialog, choices: Choices) -> None:
    row = dialog.rows["unread_days"]
    assert row.reset.isHidden()
    choices.change(unread_days=30)
    assert not row.reset.isHidden()
    row.reset.click()
    assert choices.now.unread_days == 7
    assert row.reset.isHidden()


def test_an_address_that_is_none_is_said_and_not_taken(dialog: SettingsDialog, choices: Choices) -> None:
    row = dialog.rows["library_proxy"]
    assert isinstance(row.control, QLineEdit)
    row.control.setText("proxy.example.edu")
    QTest.keyClick(row.control, Qt.Key.Key_Return)
    assert "http://" in row.wrong.text()
    assert not row.wrong.isHidden()
    assert choices.now.library_proxy == ""
    row.control.setText("https://proxy.example.edu/login?url=")
    QTest.keyClick(row.control, Qt.Key.Key_Return)
    assert choices.now.library_proxy == "https://proxy.example.edu/login?url="
    assert row.wrong.isHidden()


def test_settings_of_a_newer_version_are_named_and_kept(qtbot: QtBot, folder: Path) -> None:
    folder.mkdir()
    (folder / NAME).write_text('{"warp": 9, "unread_days": 3}', encoding="utf-8")
    choices = Choices(folder)
    dialog = SettingsDialog(choices)
    qtbot.addWidget(dialog)
    assert "warp" in dialog.said.text()
    choices.change(unread_days=4)
    assert load(folder).others == {"warp": 9}


def test_a_damaged_file_is_said_in_the_dialog(qtbot: QtBot, folder: Path) -> None:
    folder.mkdir()
    (folder / NAME).write_text("{", encoding="utf-8")
    dialog = SettingsDialog(Choices(folder))
    qtbot.addWidget(dialog)
    assert "settings-damaged-" in dialog.said.text()


def test_what_cannot_be_kept_is_said_and_stays_as_it_was(
    dialog: SettingsDialog, choices: Choices, folder: Path
) -> None:
    folder.write_text("in the way", encoding="utf-8")
    box = dialog.rows["autostart"].control
    assert isinstance(box, QCheckBox)
    box.click()
    assert not choices.now.autostart
    assert not box.isChecked()
    assert "cannot be used" in dialog.said.text()


def choose(dialog: SettingsDialog, name: str) -> None:
    item = next(item for item in dialog.keys._items() if item.data(0, Qt.ItemDataRole.UserRole) == name)
    dialog.keys.table.setCurrentItem(item)


def press(dialog: SettingsDialog, keys: str) -> None:
    dialog.keys.capture.setKeySequence(QKeySequence(keys))


def test_an_action_gets_other_keys(dialog: SettingsDialog, choices: Choices) -> None:
    choose(dialog, "star")
    press(dialog, "Ctrl+Alt+S")
    assert dialog.keys.said.text() == "These keys are free."
    dialog.keys.also.click()
    assert choices.now.keys == {"star": ("S", "Ctrl+Alt+S")}
    press(dialog, "Ctrl+Alt+S")
    dialog.keys.instead.click()
    assert choices.now.keys == {"star": ("Ctrl+Alt+S",)}
    dialog.keys.reset.click()
    assert choices.now.keys == {}


def test_keys_that_are_taken_are_named_and_change_hands(dialog: SettingsDialog, choices: Choices) -> None:
    choose(dialog, "star")
    press(dialog, "J")
    assert "Next paper" in dialog.keys.said.text()
    dialog.keys.instead.click()
    assert choices.now.keys == {"star": ("J",), "next": ()}
    dialog.keys.reset_all.click()
    assert choices.now.keys == {}


def test_a_key_that_begins_another_one_is_a_conflict(dialog: SettingsDialog) -> None:
    choose(dialog, "star")
    press(dialog, "G")
    assert "Trending" in dialog.keys.said.text()


@pytest.mark.parametrize("keys", ["Tab", "Esc", "Down"])
def test_keys_that_move_about_cannot_be_given_away(dialog: SettingsDialog, keys: str) -> None:
    choose(dialog, "star")
    press(dialog, keys)
    assert not dialog.keys.instead.isEnabled()
    assert "cannot be given away" in dialog.keys.said.text()


def test_actions_are_found_by_their_words_and_by_their_keys(dialog: SettingsDialog) -> None:
    dialog.keys.filter.setText("reading list")
    assert [item.text(0) for item in dialog.keys._items() if not item.isHidden()] == ["Later: put on the reading list"]


def test_own_keys_work_and_the_help_shows_them(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    own = {"star": ("Ctrl+1", "no such key"), "next": ()}
    actions = make_actions(owner, (), {"star": lambda: None, "next": lambda: None}, own)
    assert [key.toString() for key in actions["star"].shortcuts()] == ["Ctrl+1"]
    assert actions["next"].shortcuts() == []
    texts = [label.text() for label in HelpDialog(owner, own).findChildren(QLabel)]
    assert "Ctrl+1" in texts
    assert "Next paper" not in texts


def test_the_usual_keys_are_keys_and_none_is_given_twice() -> None:
    every = [key for deed in DEEDS for key in keys_of(deed, {})]
    assert all(map(is_key, every))
    assert len(every) == len(set(every))


def test_colours_can_be_other_than_the_desktops(qtbot: QtBot) -> None:
    before = colours.is_dark()
    try:
        colours.choose("dark")
        assert colours.is_dark()
        colours.choose("light")
        assert not colours.is_dark()
    finally:
        colours.choose("system")
    assert colours.is_dark() == before
    assert QApplication.instance() is not None


def test_what_keys_are_made_of_is_shown_by_an_example_and_checked(dialog: SettingsDialog, choices: Choices) -> None:
    row = dialog.rows["key_template"]
    field = row.control
    assert isinstance(field, QLineEdit)
    assert "marot2026selective" in words(row)
    dialog.show_group("citing")
    field.setText("{Family}:{yy}")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert choices.now.key_template == "{Family}:{yy}"
    assert "Marot:26" in words(row)
    field.setText("{nobody}")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert not row.wrong.isHidden()
    assert choices.now.key_template == "{Family}:{yy}"


def words(row: SettingRow) -> str:
    return " ".join(label.text() for label in row.findChildren(QLabel))
