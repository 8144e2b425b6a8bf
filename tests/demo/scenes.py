"""What the pictures show: each scene does to a window what a reader does, and is then drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, QThread, Signal
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.choices import Choices
from desktop.problems import Problem
from desktop.reading import Reading
from desktop.window.main_window import MainWindow
from storage import Intake, Library, ListName, Trouble, View
from tests.demo.fortnight import GATES
from tests.demo.library import NOW

_MANY = """@article{amsel2026, title={Reading Weather Maps Aloud: Captions for Forecasters Who Cannot See Them},
  author={Ruth Amsel and Kwame Mensah and Elif Yıldız}, year={2026}, eprint={2605.99106}, archivePrefix={arXiv}}
@article{haddad2025, title={Honest Errors: What a Model Says When It Does Not Know}, author={Nadia Haddad and Mei Sato},
  year={2025}, journal={Journal of Small Models}, doi={10.5555/jsm.2025.99031}}
@inproceedings{brenner2024, title={The Long Tail of Optimiser Folklore}, author={Ilya Brenner}, year={2024},
  booktitle={Proceedings of the Workshop on Negative Results}}
"""


class NoPoller(QObject):
    """Stands where the poller stands: pictures check nothing."""

    started = Signal()
    progressed = Signal(int, int, str)
    finished = Signal(object)
    failed = Signal(object)

    def check(self, *, force: bool = False) -> None:
        """Check nothing."""

    def cancel(self) -> None:
        """There is nothing to cancel."""


@dataclass(frozen=True)
class Scene:
    """One picture. `empty`: of a library that has nothing yet; `sharp`: drawn for a screen of twice the density."""

    name: str
    play: Callable[["Stage"], None]
    dark: bool = False
    size: tuple[int, int] = (1280, 800)
    density: str = "tall"
    type_size: float = 1.0
    empty: bool = False
    sharp: bool = False


class Stage:
    """A window over the demo's library, and hands that use it."""

    def __init__(self, application: QApplication, folder: Path, scene: Scene) -> None:
        self._application = application
        if scene.empty:
            folder = folder / "empty"
            folder.mkdir()
        self.folder = folder
        self._reading = Reading(folder, lambda: NOW)
        choices = Choices()
        choices.change(row_density=scene.density)
        self.window = MainWindow(self._reading, NoPoller(), choices, now=lambda: NOW)  # type: ignore[arg-type]  # a stand-in for the poller
        self.window.resize(*scene.size)
        self.window.show()
        self.settle()
        if not scene.empty:
            self.window.status.show_check("Checked 7 feeds 6 minutes ago: 11 new")
        self._seen: QWidget = self.window

    def settle(self, *, rounds: int = 30) -> None:
        """Let the window take what it has asked for."""
        for _ in range(rounds):
            self._application.processEvents()
            QThread.msleep(10)

    def close(self) -> None:
        """Put everything away."""
        for widget in self._application.topLevelWidgets():
            if widget is not self.window and widget.isVisible():
                widget.close()
        self.window.close()
        self._reading.close()
        self.window.deleteLater()
        self.settle(rounds=3)

    def go(self, name: ListName = "all", **others: Any) -> None:
        """Go to a list."""
        self.window.browsing.go_to(View(name, **others))
        self.settle()

    def open(self, asked: str) -> None:
        """Put a paper before the reader, in the list that is shown."""
        with Library(self.folder, origin="window", now=lambda: NOW) as library:
            self.window.table.go_to(library.number(asked))
        self.window.table.scrollToTop()
        self.settle()

    def do(self, action: str) -> None:
        """Do one of the window's actions, and look at the dialog that it opens, if it does."""
        self.window.actions_[action].trigger()
        self.settle()
        opened = [one for one in self._application.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
        self._seen = opened[-1] if opened else self.window

    def type_search(self, text: str) -> None:
        """Type into the search box."""
        self.window.browsing.start_search()
        box = self.window.search_box
        box.setText(text)
        box.textEdited.emit(text)
        self.settle()

    def seen(self) -> QPixmap:
        """Draw what is looked at, with what has popped up over it."""
        picture = self._seen.grab()
        painter = QPainter(picture)
        origin = self._seen.mapToGlobal(QPoint(0, 0))
        for widget in self._application.topLevelWidgets():
            if widget.isVisible() and widget.windowType() in {Qt.WindowType.Popup, Qt.WindowType.ToolTip}:
                painter.drawPixmap(widget.mapToGlobal(QPoint(0, 0)) - origin, widget.grab())
        painter.end()
        return picture


def _nothing(_stage: Stage) -> None:
    """Do nothing."""


def _today(stage: Stage) -> None:
    stage.open(GATES)


def _list(name: ListName, asked: str) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        stage.go(name)
        stage.open(asked)

    return play


def _maths(stage: Stage) -> None:
    stage.go("all", tag="thesis")
    stage.open(GATES)


def _search(stage: Stage) -> None:
    stage.type_search("state space is:")


def _dialog(action: str) -> Callable[[Stage], None]:
    return lambda stage: stage.do(action)


def _add_papers(stage: Stage) -> None:
    stage.window.adding.add_text(_MANY)
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible())
    for _ in range(40):
        stage.settle(rounds=10)
        if getattr(dialog, "working", False) is False:
            break
    stage._seen = dialog


def _keys(stage: Stage) -> None:
    stage.window.dialogs.settings("keys")
    stage.settle()
    stage._seen = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible())


def _trouble(stage: Stage) -> None:
    stage.open(GATES)
    problem = Problem(
        "The disk is full.", "What was stored before is kept.", "Make room, then check again.", lasting=True
    )
    stage.window.trouble.show_problem(problem, retry=True)


def _offline(stage: Stage) -> None:
    with Library(stage.folder, origin="window", now=lambda: NOW) as library:
        feed, _changes = library.add_feed("https://huggingface.co/papers", kind="daily_papers", title="Daily Papers")
    with Intake(stage.folder, now=lambda: NOW) as intake:
        from dataclasses import replace

        trouble = Trouble("offline", since=NOW - timedelta(minutes=2))
        intake.save_state(replace(feed, checked=NOW, failures=1, trouble=trouble))
    stage.window._reading.look()
    stage.window.refill()
    stage.settle()
    stage.window.browsing.reload()


SCENES = (
    Scene("today", _today),
    Scene("today-dark", _today, dark=True),
    Scene("narrow-sharp", _today, size=(900, 600), sharp=True),
    Scene("narrow", _today, size=(900, 600)),
    Scene("slim", _list("all", GATES), density="slim"),
    Scene("large-type", _today, type_size=1.4),
    Scene("trending", _list("trending", "2605.99107")),
    Scene("maths", _maths),
    Scene("maths-dark", _maths, dark=True),
    Scene("later", _list("later", "2605.99108"), density="medium"),
    Scene("starred", _list("starred", "2605.99111")),
    Scene("notes", _list("notes", "2606.99003")),
    Scene("search", _search),
    Scene("nothing-found", lambda stage: stage.type_search("transcendental cucumber")),
    Scene("trouble", _trouble),
    Scene("offline", _offline, empty=True),
    Scene("welcome", _nothing, empty=True),
    Scene("welcome-dark", _nothing, empty=True, dark=True),
    Scene("feeds", _dialog("feeds")),
    Scene("add-feed", _dialog("add_feed")),
    Scene("add-papers", _add_papers),
    Scene("duplicates", _dialog("duplicates")),
    Scene("settings", _dialog("settings")),
    Scene("settings-dark", _dialog("settings"), dark=True),
    Scene("settings-keys", _keys),
    Scene("keys", _dialog("help")),
    Scene("search-help", _dialog("search_help")),
)
