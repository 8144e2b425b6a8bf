"""The icon in the system tray: its number, its menu, its notices. Works as well where no tray is, or comes late."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QRectF, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from desktop import clock, paths
from desktop.language import _, ngettext
from desktop.news import News
from desktop.pause import LENGTHS, LONGEST, Length, end_of, paused_words
from storage import Entry, PaperId, legible

LAST: Final = 5
"""Lines of the menu for the last matches."""

_SIZE: Final = 64
_LONGEST: Final = 60
_LONGEST_TIMER: Final = 86_400_000
_BADGE: Final = QColor("#c2410c")
_PAUSED: Final = "notices/paused_until"


class Tray(QObject):
    """Says what the reader wants by signals; shows what it is given."""

    open_asked = Signal()
    check_asked = Signal()
    quit_asked = Signal()
    settings_asked = Signal()
    paper_asked = Signal(object)
    notice_opened = Signal(object)
    pause_ended = Signal()

    def __init__(self, parent: QObject | None = None, *, now: Callable[[], datetime] = clock.now) -> None:
        super().__init__(parent)
        self._now = now
        self._until = _kept_pause()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self.look_at_pause)
        self._number = 0
        self._paper: PaperId | None = None
        self._plain = QIcon(str(paths.asset("papertray.svg")))
        self._menu = QMenu()
        self._matches: list[QAction] = []
        self._build_menu()
        self.icon = QSystemTrayIcon(self._plain, self)
        self.icon.setContextMenu(self._menu)
        self.icon.setToolTip("Papertray")
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(self._notice_clicked)

    def _build_menu(self) -> None:
        self._menu.setAccessibleName("Papertray")
        self._add(_("Open Papertray"), self.open_asked.emit)
        self._add(_("Check now"), self.check_asked.emit)
        self._above = self._menu.addSeparator()
        for place in range(LAST):
            self._matches.append(self._add("", partial(self._ask_for, place)))
        self.set_matches(())
        self._menu.addSeparator()
        self._build_pause()
        self._add(_("Settings…"), self.settings_asked.emit)
        self._menu.addSeparator()
        self._add(_("Quit"), self.quit_asked.emit)

    def _build_pause(self) -> None:
        self.pause_menu = self._menu.addMenu(_("Pause notices"))
        for length, text in LENGTHS.items():
            self._add(_(text), partial(self.pause, length), self.pause_menu)
        self.pause_menu.addSeparator()
        self._resume = self._add(_("Off: tell me again"), self.resume, self.pause_menu)
        self._show_pause()

    def _add(self, text: str, act: Callable[[], None], menu: QMenu | None = None) -> QAction:
        action = QAction(text, self._menu)
        action.triggered.connect(lambda _checked=False: act())
        (menu or self._menu).addAction(action)
        return action

    def show(self) -> None:
        """Show the icon; where there is no tray yet, it appears with the tray."""
        self.icon.show()

    def hide(self) -> None:
        """Take the icon away."""
        self.icon.hide()

    @staticmethod
    def has_host() -> bool:
        """Tell whether there is a tray just now that shows the icon."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def take(self, news: News) -> None:
        """Show the number and the last matches."""
        self.set_badge(news.waiting)
        self.set_matches(news.latest)

    def set_badge(self, number: int) -> None:
        """Show a number on the icon and on the launcher's; 0 is none."""
        if number == self._number:
            return
        self._number = number
        self.icon.setIcon(_numbered(self._plain, number) if number else self._plain)
        waiting = ngettext("{count} paper waits", "{count} papers wait", number).format(count=number)
        self.icon.setToolTip(f"Papertray: {waiting}" if number else "Papertray")
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.setBadgeNumber(number)

    def set_matches(self, entries: Sequence[Entry]) -> None:
        """Show the last papers that a rule matched in the menu, as many as it has lines for."""
        for place, action in enumerate(self._matches):
            entry = entries[place] if place < len(entries) else None
            action.setText(_short(legible(entry.paper.title)).replace("&", "&&") if entry else "")
            action.setData(entry.id if entry else None)
            action.setVisible(entry is not None)
        self._above.setVisible(bool(entries))

    def show_notice(self, title: str, body: str, number: PaperId | None = None) -> None:
        """Show a balloon that leads to a paper."""
        self._paper = number
        self.icon.showMessage(_plain(title), _plain(body), self._plain)

    # Pausing

    @property
    def paused(self) -> bool:
        """Whether notices wait just now."""
        # A clock that went wrong for a while must not silence the program for years.
        return self._until is not None and timedelta() < self._until - self._now() <= LONGEST

    def pause(self, length: Length) -> None:
        """Keep notices back for some time, also over a restart of the program."""
        self._pause_until(end_of(length, self._now().astimezone()))

    def resume(self) -> None:
        """Tell notices again, from now on."""
        self._pause_until(None)

    def look_at_pause(self) -> None:
        """See whether a pause is over, as after a sleep of the computer, in which no timer runs."""
        if self._until is not None and not self.paused:
            self._pause_until(None)
        else:
            self._show_pause()

    def _pause_until(self, until: datetime | None) -> None:
        ended = self._until is not None and until is None
        self._until = until
        QSettings().setValue(_PAUSED, until.isoformat() if until else "")
        self._show_pause()
        if ended:
            self.pause_ended.emit()

    def _show_pause(self) -> None:
        now, until = self._now(), self._until
        self._resume.setEnabled(until is not None)
        if until is None:
            self.pause_menu.setTitle(_("Pause notices"))
            self._timer.stop()
        else:
            self.pause_menu.setTitle(paused_words(until.astimezone(), now.astimezone()))
            # A moment more, or a coarse timer could find that it came too early and be set to nothing.
            self._timer.start(min(round((until - now).total_seconds() * 1000) + 1000, _LONGEST_TIMER))

    def _ask_for(self, place: int) -> None:
        self.paper_asked.emit(self._matches[place].data())

    def _notice_clicked(self) -> None:
        self.notice_opened.emit(self._paper)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        # A click for the menu is reported here too by some trays.
        if reason in {QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick}:
            self.open_asked.emit()


def _kept_pause() -> datetime | None:
    try:
        kept = datetime.fromisoformat(str(QSettings().value(_PAUSED, "")))
    except ValueError:
        return None
    return kept if kept.tzinfo else None


def badge_text(number: int) -> str:
    """Give what fits on the icon: 1 to 99, else 99+."""
    return str(number) if number <= 99 else "99+"


def _numbered(icon: QIcon, number: int) -> QIcon:
    picture = QPixmap(_SIZE, _SIZE)
    picture.fill(Qt.GlobalColor.transparent)
    text = badge_text(number)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    icon.paint(painter, picture.rect())
    width = {1: 36, 2: 46}.get(len(text), 60)
    place = QRectF(_SIZE - width, _SIZE - 38, width, 38)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_BADGE)
    painter.drawRoundedRect(place, 15, 15)
    font = QGuiApplication.font()
    font.setPixelSize(32 if len(text) < 3 else 28)
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(Qt.GlobalColor.white)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return QIcon(picture)


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST else title[: _LONGEST - 1].rstrip() + "…"


def _plain(text: str) -> str:
    """Keep a feed's words from being taken for markup, by Qt's own balloon or by a notification service."""
    return text.replace("<", "‹").replace(">", "›")
