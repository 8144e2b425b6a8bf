"""Pictures of the window for the documents, drawn from the demo's made-up papers: `make screenshots`."""

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QThread, Signal
from PySide6.QtWidgets import QApplication

from desktop.choices import Choices
from desktop.feeds import run
from desktop.reading import Reading
from desktop.window import colours
from desktop.window.main_window import MainWindow
from storage import Library
from tests.demo.__main__ import MORNING, demo_server
from tests.fakes.feed_server import FeedServer

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"


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


def main() -> int:
    """Draw all pictures into docs/screenshots."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication(sys.argv)
    application.setStyle("Fusion")
    with tempfile.TemporaryDirectory(prefix="papertray-screens-") as folder:
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, folder)
        application.setOrganizationName("papertray-screenshots")
        clock = fill(Path(folder) / "library")
        for name, dark, size in (
            ("today", False, (1280, 800)),
            ("today-dark", True, (1280, 800)),
            ("narrow", False, (900, 600)),
        ):
            # A platform without a desktop has no colour scheme: the window goes by the palette then.
            application.setPalette(colours.qt_palette(colours.palette(dark)))
            draw(application, Path(folder) / "library", clock, FOLDER / f"{name}.png", size)
    return 0


def fill(folder: Path) -> Callable[[], datetime]:
    """Poll the demo's servers twice into a library, mark a few papers, and give the clock as it then stands."""
    now = [MORNING]
    with FeedServer() as server:
        demo = demo_server(server)
        with Library(folder, origin="window", now=lambda: now[0]) as library:
            for url, kind in demo.feeds:
                library.add_feed(url, kind=kind, backfill=2)
            library.add_rule('"state space models"')
            run.poll(folder, now=lambda: now[0], spacing=0)
            now[0] += timedelta(hours=3)
            demo.later()
            run.poll(folder, now=lambda: now[0], spacing=0, force=True)
            birds, river = library.number("2606.99003"), library.number("2606.99002")
            library.mark([birds], "star")
            library.tag([birds], add=["methods/ssm", "birds"])
            library.set_note(
                birds, "One pass over a whole day, no windows: try it on our buoys.\n\nAsk for the recordings."
            )
            library.add_quote(birds, "naming 412 species, without cutting the day into windows", place="p. 1")
            library.mark([river], "later")
            library.mark([river], "read")
    return lambda: now[0]


def draw(
    application: QApplication, folder: Path, now: Callable[[], datetime], picture: Path, size: tuple[int, int]
) -> None:
    """Draw the window in one size."""
    reading = Reading(folder, now)
    window = MainWindow(reading, NoPoller(), Choices(folder), now=now)  # type: ignore[arg-type]
    window.resize(*size)
    window.show()
    deadline = 200
    while deadline and not window.table.row_count():
        application.processEvents()
        QThread.msleep(10)
        deadline -= 1
    window.status.show_check("Checked 2 feeds just now: 7 new")
    for _ in range(20):
        application.processEvents()
        QThread.msleep(10)
    picture.parent.mkdir(parents=True, exist_ok=True)
    window.grab().save(str(picture))
    window.close()
    reading.close()


if __name__ == "__main__":
    sys.exit(main())
