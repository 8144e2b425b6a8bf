"""The settings while the program runs: changed by value, kept, and told to whoever shows them."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.choices import Choices
from desktop.settings import NAME, Settings, load, save


@pytest.fixture
def choices(qapp: object, folder: Path) -> Choices:
    return Choices(folder)


def test_a_change_is_told_and_kept(qtbot: QtBot, choices: Choices, folder: Path) -> None:
    with qtbot.waitSignal(choices.changed) as changed:
        assert choices.change(unread_days=3, row_density="slim")
    assert changed.args == [Settings(unread_days=3, row_density="slim")]
    assert choices.now == load(folder) == Settings(unread_days=3, row_density="slim")


def test_what_is_the_same_is_not_told(qtbot: QtBot, choices: Choices) -> None:
    with qtbot.assertNotEmitted(choices.changed):
        assert choices.change(unread_days=7)


def test_what_was_written_by_hand_meanwhile_stays(choices: Choices, folder: Path) -> None:
    save(folder, Settings(spacing_seconds=9))
    choices.change(unread_days=3)
    assert choices.now == load(folder) == Settings(unread_days=3, spacing_seconds=9)


def test_a_value_that_cannot_be_changes_nothing(choices: Choices) -> None:
    with pytest.raises(ValueError, match="unread_days"):
        choices.change(unread_days=-1)
    assert choices.now == Settings()


def test_a_setting_that_cannot_be_kept_stays_as_it_was(qtbot: QtBot, choices: Choices, folder: Path) -> None:
    folder.write_text("no folder")
    with qtbot.waitSignal(choices.failed):
        assert not choices.change(unread_days=3)
    assert choices.now == Settings()


def test_without_a_folder_choices_count_and_are_kept_nowhere(qtbot: QtBot, qapp: object) -> None:
    choices = Choices()
    with qtbot.waitSignal(choices.changed):
        choices.change(unread_days=3)
    assert choices.now.unread_days == 3


def test_a_damaged_file_is_there_to_be_told_when_somebody_can(qapp: object, folder: Path) -> None:
    folder.mkdir()
    (folder / NAME).write_text("{")
    choices = Choices(folder)
    assert choices.now == Settings()
    assert choices.problem is not None
