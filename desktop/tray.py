"""The icon in the system tray: its number, its menu, its notices. Works as well where no tray is, or comes late."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QRectF, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from desktop import paths
from desktop.language import _, ngettext
from desktop.news import News, notice
from storage import Entry, PaperId, legible

LAST: Final = 5
"""Lines of the menu for the last matches."""

_SIZE: Final = 64
_LONGEST: Final = 60
_BADGE: Final = QColor("#c2410c")
_PAUSED: Final = "notices/paused"


class Tray(QObject):
    """Says what the reader wants by signals; shows what it is given."""

    open_asked = Signal()
    check_asked = Signal()
    quit_asked = Signal()
    paper_asked = Signal(object)
    pause_asked = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
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
        self.pause = self._add(_("Pause notices"), lambda: None)
        self.pause.setCheckable(True)
        self.pause.setChecked(QSettings().value(_PAUSED, "false") in {True, "true"})
        self.pause.toggled.connect(self._pause)
        self._add(_("Quit"), self.quit_asked.emit)

    def _add(self, text: str, act: Callable[[], None]) -> QAction:
        action = QAction(text, self._menu)
        action.triggered.connect(lambda _checked=False: act())
        self._menu.addAction(action)
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
        """Show the number and the last matches, and one notice about all that is fresh."""
        self.set_badge(news.waiting)
        self.set_matches(news.latest)
        if news.fresh:
            title, body = notice(news)
            self.show_notice(title, body, news.fresh[0].id)

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
        """Show a balloon that leads to a paper; nothing while notices are paused."""
        if self.pause.isChecked():
            return
        self._paper = number
        self.icon.showMessage(_plain(title), _plain(body), self._plain)

    def _pause(self, on: bool) -> None:  # noqa: FBT001  a signal's argument
        QSettings().setValue(_PAUSED, on)
        self.pause_asked.emit(on)

    def _ask_for(self, place: int) -> None:
        self.paper_asked.emit(self._matches[place].data())

    def _notice_clicked(self) -> None:
        if self._paper is None:
            self.open_asked.emit()
        else:
            self.paper_asked.emit(self._paper)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        # A click for the menu is reported here too by some trays.
        if reason in {QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick}:
            self.open_asked.emit()


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
