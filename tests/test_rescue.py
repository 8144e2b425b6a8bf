"""A damaged library met at the start: the reader is asked, told what was kept, and the program goes on."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from desktop.rescue import rescued
from storage import Library, LibraryDamaged, back_up_daily
from tests.fakes.clock import Clock


@pytest.fixture
def damaged(folder: Path, clock: Clock) -> Path:
    with Library(folder, origin="cli", now=clock) as library:
        library.add_feed("http://127.0.0.1/lab")
        library.add_rule("whales")
    back_up_daily(folder, date(2026, 6, 2))
    with (folder / "library.db").open("r+b") as file:
        file.write(bytes(4096))
    return folder


@pytest.fixture
def answers(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[[str], list[str]]]:
    """Press the button of this name in each box that appears; gives what the boxes say."""
    said: list[str] = []
    timer = QTimer(qapp)

    def press(name: str) -> list[str]:
        def look() -> None:
            for box in QApplication.topLevelWidgets():
                if isinstance(box, QMessageBox) and box.isVisible():
                    said.append(f"{box.text()} {box.informativeText()}")
                    wanted = [button for button in box.buttons() if name in button.text().replace("&", "")]
                    (wanted or box.buttons())[0].click()

        timer.timeout.connect(look)
        timer.start(20)
        return said

    yield press
    timer.stop()


def test_what_can_be_read_is_saved_when_the_reader_wants_it(
    damaged: Path, answers: Callable[[str], list[str]], clock: Clock
) -> None:
    said = answers("Save")
    assert rescued(LibraryDamaged(damaged / "library.db", "not a database"), damaged)
    assert "is damaged" in said[0]
    assert "rules: 1" in said[-1]
    assert "library-damaged-" in said[-1]
    with Library(damaged, origin="cli", now=clock) as library:
        assert [rule.text for rule in library.rules()] == ["whales"]


def test_nothing_is_touched_when_the_reader_quits(damaged: Path, answers: Callable[[str], list[str]]) -> None:
    before = sorted(path.name for path in damaged.iterdir())
    answers("Quit")
    assert not rescued(LibraryDamaged(damaged / "library.db", "not a database"), damaged)
    assert sorted(path.name for path in damaged.iterdir()) == before
