"""A window on a real library, as a test drives it: keys in, what is on screen out."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.choices import Choices
from desktop.errand import Errand
from desktop.reading import Reading
from desktop.window.main_window import MainWindow
from storage import Entry, Feed, FeedId, Intake, Library, PaperId
from tests.builders import arrive, incoming, paper
from tests.fakes.clock import Clock

TITLES = ("Whales and their songs", "Dolphins and their games", "Seals and their naps", "Otters holding hands")


class Checks(QObject):
    """Stands where the poller stands: notes what it is asked, and says what a test lets it say."""

    started = Signal()
    progressed = Signal(int, int, str)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[bool] = []
        self.only: list[FeedId] = []
        self.cancelled = 0

    def check(self, *, force: bool = False, only: FeedId | None = None) -> None:
        self.asked.append(force)
        if only is not None:
            self.only.append(only)

    def cancel(self) -> None:
        self.cancelled += 1


class Stand:
    """The window with its library; every act waits until the library has it."""

    def __init__(self, qtbot: QtBot, folder: Path, clock: Clock, library: Library) -> None:
        self.qtbot, self.library = qtbot, library
        self.checks = Checks()
        self.reading = Reading(folder, clock)
        self.choices = Choices(folder)
        self.window = MainWindow(self.reading, self.checks, self.choices, now=clock)  # type: ignore[arg-type]  # a stand-in for the poller
        qtbot.addWidget(self.window)
        self.window.show()
        qtbot.waitExposed(self.window)

    def close(self) -> None:
        for errand in self.window.findChildren(Errand):
            errand.close()  # as the end of the program does
        self.window.close()
        self.reading.close()

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the reader would: in the list."""
        QTest.keyClick(self.window.table, key, modifier)

    def titles(self) -> list[str]:
        numbers = [PaperId(number) for number in self.window.table.numbers()]
        return [entry.paper.title for entry in self.library.entries_of(numbers)]

    def said(self) -> list[str]:
        """Give the words of the line at the foot."""
        return [label.text() for label in self.window.status.findChildren(QLabel)]

    def current(self) -> Entry:
        number = self.window.table.current_number()
        assert number is not None
        return self.library.entry(number)


def fill(library: Library, intake: Intake, daily: Feed) -> None:
    """Let four papers arrive, votes falling in this order."""
    library.add_rule("naps")
    arrive(
        intake,
        daily,
        *(
            incoming(paper(title, arxiv=f"2606.0000{place}"), votes=40 - 10 * place, rank=place)
            for place, title in enumerate(TITLES)
        ),
    )
