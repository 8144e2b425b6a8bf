"""The window program: builds everything and decides nothing."""

import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, cast

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QSettings,
    QSocketNotifier,
    Qt,
    QTimer,
    QtMsgType,
    SignalInstance,
    qInstallMessageHandler,
)
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

import storage
from desktop import clock, logbook, paths
from desktop.choices import Choices
from desktop.following_files import FollowingFiles
from desktop.instance import TOKEN, Instance
from desktop.language import _
from desktop.network import Network
from desktop.notices import Notices
from desktop.poller import Poller
from desktop.power import Power
from desktop.problems import Problem, problem, system_problem
from desktop.reading import Reading
from desktop.tray import Tray
from desktop.watch import Watch
from storage import Library, LibraryDamaged, LibraryError, PaperId

if TYPE_CHECKING:
    from desktop.pace import Around

_log = logging.getLogger(__name__)

TOGETHER: Final = 250
"""Milliseconds within which changes are followed together: a burst of them costs what one does."""

TOGETHER_IN_A_CHECK: Final = 2_000

AFTER_PAINTING: Final = 300
"""Milliseconds after which what nobody sees at once is begun."""

_FAILED: Final = 3
_RAISING: Final = frozenset({"xcb", "cocoa", "windows"})
"""Platforms where a program may bring its window to the front; elsewhere Qt only complains."""

_WAYLAND: Final = "wayland"
"""There a window comes to the front with a token of the launcher or the notice that called it, or not at all."""

_SAID_BACKGROUND: Final = "said/background"


class Window(Protocol):
    """What the program needs of its window, which is a QWidget besides."""

    quit_asked: SignalInstance
    closing: SignalInstance

    def show_paper(self, number: PaperId) -> None:
        """Put one paper before the reader."""
        ...

    def open_settings(self) -> None:
        """Put the settings before the reader."""
        ...


MakeWindow = Callable[[Reading, Poller, Choices], Window]


class Program(QObject):
    """All the parts, joined; `close` takes them apart in the order in which nothing is lost."""

    def __init__(self, application: QApplication, folder: Path, instance: Instance, make_window: MakeWindow) -> None:
        """Open the library; errors as in Library."""
        super().__init__(application)
        self.choices = Choices(folder, self)
        self.reading = Reading(folder, clock.now, self, unread_days=self.choices.now.unread_days)
        self.watch = Watch(self.reading.path, self)
        self.power, self.network = Power(self), Network(self)
        self.poller = Poller(
            folder,
            feeds=self.reading.feeds,
            now=clock.now,
            chosen=lambda: self.choices.now,
            around=self._around,
            parent=self,
        )
        self.reading.set_key_template(self.choices.now.key_template)
        self.files = FollowingFiles(folder, any_to_write=self._any_live_file, parent=self)
        self.tray = Tray(self)
        self.notices = Notices(self.tray, self.reading.done.emit, self._window_open, self)
        self._folder, self._instance, self._make_window = folder, instance, make_window
        self._made: Window | None = None
        self._ending = self._unsaid = False
        self._quit = application.quit
        self._platform = application.platformName()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._settle)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._follow)
        self._connect()

    def _connect(self) -> None:
        self.choices.failed.connect(self.reading.failed)
        self.choices.changed.connect(lambda chosen: self.reading.set_unread_days(chosen.unread_days))
        self.choices.changed.connect(lambda chosen: self.reading.set_key_template(chosen.key_template))
        self.choices.changed.connect(lambda _settings: self.poller.reschedule())
        self.choices.changed.connect(lambda _settings: self._keep_launcher())
        self.power.woke.connect(self._wake)
        self.power.battery_changed.connect(lambda _on: self.poller.reschedule())
        self.network.returned.connect(self.poller.network_returned)
        self.network.metered_changed.connect(lambda _on: self.poller.reschedule())
        self.watch.written.connect(self.reading.look)
        self.reading.changed.connect(lambda _changes: self.files.changed())
        self.reading.changed.connect(lambda _changes: self._follow_soon())
        self.reading.news.connect(self.tray.take)
        self.reading.news.connect(self.notices.take)
        self.poller.finished.connect(lambda _outcome: self._tell_news())
        self.tray.pause_ended.connect(self._tell_news)
        self.notices.bubble.known.connect(self._tell_news)
        self.notices.opened.connect(self._notice_opened)
        self.tray.open_asked.connect(self.show)
        self.tray.check_asked.connect(lambda: self.poller.check(force=True))
        self.tray.paper_asked.connect(self.show_paper)
        self.tray.settings_asked.connect(self.show_settings)
        self.tray.quit_asked.connect(self.quit)
        self._instance.shown.connect(self._called)

    def begin(self, *, hidden: bool) -> None:
        """Show the window unless it is to stay hidden, and the icon; then look what is due."""
        if not hidden:
            self.show()
        self.tray.show()
        self._soon.start(AFTER_PAINTING)

    def _any_live_file(self) -> bool:
        return any(file.paused is None for file in self.reading.live_files())

    def quit(self) -> None:
        """Be gone from the screen at once, and end when the check that may be at work has ended."""
        if self._ending:
            return
        self._ending = True
        self._soon.stop()
        self._later.stop()
        self._instance.close()  # the next start is a new program, not a call to one that is leaving
        self.tray.hide()
        if self._made is not None:
            self._widget().close()
        self.poller.end(self._quit)

    def close(self) -> None:
        """Write down what is still to be written, end the check, let go of the library."""
        self._ending = True
        self._soon.stop()
        self._later.stop()
        self.tray.hide()
        if self._made is not None:
            self._widget().close()
        self.watch.close()
        self.power.close()
        self.notices.bubble.close()
        self.poller.close()
        self.files.close()
        self.reading.close()

    @property
    def window(self) -> Window:
        """The window, built when it is first wanted: a hidden start does not pay for it."""
        if self._made is None:
            self._made = self._make_window(self.reading, self.poller, self.choices)
            self._made.quit_asked.connect(self.quit)
            self._made.closing.connect(self._window_closed)
        return self._made

    def show(self) -> None:
        """Bring the window to the front, from wherever it is, as far as the platform lets us."""
        self.window  # noqa: B018  made by being asked for
        widget = self._widget()
        there = widget.isVisible()
        widget.setWindowState(widget.windowState() & ~Qt.WindowState.WindowMinimized)
        widget.show()
        if not there:
            self._say_what_waited()
        if self._platform in _RAISING:
            widget.raise_()
        if not self._platform.startswith(_WAYLAND) or os.environ.get(TOKEN):
            widget.activateWindow()
        elif there:
            QApplication.alert(widget)

    def show_paper(self, number: PaperId) -> None:
        """Bring the window to the front with one paper."""
        self.show()
        self.window.show_paper(number)

    def _notice_opened(self, about: PaperId | None, token: str) -> None:
        if token:
            os.environ[TOKEN] = token
        if about is None:
            self.show()
        else:
            self.show_paper(about)

    def show_settings(self) -> None:
        """Bring the window to the front with the settings."""
        self.show()
        self.window.open_settings()

    def _widget(self) -> QWidget:
        return cast("QWidget", self._made)

    def _called(self, token: str) -> None:
        if token:
            os.environ[TOKEN] = token  # Qt hands it to the compositor with the next activation
        self.show()

    def _window_closed(self) -> None:
        if self._ending:
            return
        if not self.choices.now.close_to_background:
            self.quit()
        else:
            self._say_background()

    def _say_background(self) -> None:
        """Say once that the program goes on, where it is and how to end it: in a notice, or when the window is back."""
        if QSettings().value(_SAID_BACKGROUND) or self.tray.paused:
            return
        if not self.notices.outside():
            self._unsaid = True
            return
        QSettings().setValue(_SAID_BACKGROUND, "yes")
        where = _("Its icon in the tray") if self.tray.has_host() else _("Starting it again")
        body = _("{where} brings the window back, Ctrl+Q ends it; “In the background” in the settings changes this.")
        self.notices.show(_("Papertray goes on checking"), body.format(where=where))

    def _say_what_waited(self) -> None:
        """Say in the window what could be said nowhere else."""
        if self._unsaid:
            self._unsaid = False
            QSettings().setValue(_SAID_BACKGROUND, "yes")
            self.reading.done.emit(
                _("Papertray went on checking; Ctrl+Q ends it, “In the background” in the settings changes this.")
            )
        elif self.notices.bubble.is_known and not self.notices.outside():
            self._tell_news()

    def _settle(self) -> None:
        """Do what nobody waits for at the start."""
        if self.choices.problem is not None:
            self.reading.failed.emit(self.choices.problem)
        self.power.begin()
        self.network.begin()
        self.notices.bubble.begin()
        self._keep_launcher()
        self._keep_browsers()
        self._follow()

    def _keep_browsers(self) -> None:
        """Let browsers that know of this library find its host where it is now, as after an upgrade."""
        folder = self._folder

        def work(_library: Library) -> None:
            from desktop.bridge import places, register

            try:
                register.mend(places.known(places.System(sys.platform, Path.home())), register.program(folder))
            except (OSError, RuntimeError) as error:
                _log.warning("the browsers' host could not be mended: %s", error)

        self.reading.ask(work, lambda _nothing: None)

    def _keep_launcher(self) -> None:
        """Keep launcher and start at login as they should be, in the background; what cannot be done is told."""
        folder, autostart = self._folder, self.choices.now.autostart

        def work(_library: Library) -> OSError | None:
            from desktop import launcher

            try:
                launcher.settle(folder, usual=paths.is_usual(folder), autostart=autostart)
            except OSError as error:
                return error
            return None

        def done(error: OSError | None) -> None:
            if error is not None:
                words = system_problem(error)
                _log.warning("launcher: %s", words.text())
                if autostart:
                    self.choices.failed.emit(Problem(_("Papertray could not be started at login."), then=words.text()))

        self.reading.ask(work, done)

    def _around(self) -> "Around":
        from desktop.pace import Around

        return Around(on_battery=self.power.on_battery, metered=self.network.metered)

    def _wake(self) -> None:
        self.tray.look_at_pause()
        self.poller.wake()

    def _window_open(self) -> bool:
        return self._made is not None and self._widget().isVisible()

    def _tell_news(self) -> None:
        """Tell what has not been told, if a notice would reach the reader; it waits in the library otherwise."""
        self.reading.look_for_news(tell=self.notices.ready())

    def _follow_soon(self) -> None:
        if not self._later.isActive():
            self._later.start(TOGETHER_IN_A_CHECK if self.poller.running else TOGETHER)

    def _follow(self) -> None:
        self.poller.reschedule()
        self.reading.look_for_news(tell=False)


def main(
    folder: Path, *, hidden: bool = False, allow_network: bool = False, make_window: MakeWindow | None = None
) -> int:
    """Run the window until the reader quits, and give the exit status; if it runs already, show it and end."""
    if allow_network:
        with suppress(OSError):  # then it is refused below, in words
            storage.allow_network(folder)
    logbook.open_log(logbook.state_dir(folder))
    qInstallMessageHandler(_log_qt)
    application = _application(folder)
    instance = Instance(folder)
    if not instance.first():
        return 0
    try:
        program = _opened(application, folder, instance, make_window or _main_window)
    except LibraryError as error:
        return _refuse(error)
    if program is None:
        return _FAILED
    wake = _quit_by_signal(application, program.quit)
    program.begin(hidden=hidden)
    status = application.exec()
    wake.setEnabled(False)
    program.close()
    instance.close()
    return status


def _opened(application: QApplication, folder: Path, instance: Instance, make_window: MakeWindow) -> Program | None:
    """Build the program; a damaged library is saved first, and None is given where the reader does not want that."""
    try:
        return Program(application, folder, instance, make_window)
    except LibraryDamaged as error:
        from desktop.rescue import rescued

        return Program(application, folder, instance, make_window) if rescued(error, folder) else None


def _main_window(reading: Reading, poller: Poller, choices: Choices) -> Window:
    from desktop.window.main_window import MainWindow

    return cast("Window", MainWindow(reading, poller, choices, now=clock.now))


def _application(folder: Path) -> QApplication:
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    # With the library, so that a copied or thrown-away folder takes its window along.
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder))
    made = QApplication.instance() or QApplication(sys.argv[:1])
    application = cast("QApplication", made)
    application.setOrganizationName("settings")
    application.setApplicationName("papertray")
    application.setApplicationDisplayName("Papertray")
    application.setDesktopFileName("papertray")
    application.setWindowIcon(QIcon(str(paths.asset("papertray.svg"))))
    application.setQuitOnLastWindowClosed(False)
    return application


def _refuse(error: LibraryError) -> int:
    words = problem(error)
    box = QMessageBox(QMessageBox.Icon.Critical, "Papertray", words.what)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(" ".join(part for part in (words.kept, words.then) if part))
    box.exec()
    return _FAILED


def _quit_by_signal(application: QApplication, end: Callable[[], None]) -> QSocketNotifier:
    """Quit in order at Ctrl+C and at the end of the session, without waking up to look for it."""
    reader, writer = os.pipe()
    for side in (reader, writer):
        os.set_blocking(side, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: None)
    notifier = QSocketNotifier(reader, QSocketNotifier.Type.Read, application)
    notifier.activated.connect(lambda _end: end())
    return notifier


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    level = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO}.get(kind, logging.WARNING)
    logging.getLogger("qt").log(level, "%s", message)
