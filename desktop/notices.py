"""Which way a notice goes: the desktop's notifications, else the tray's balloon, else the line in an open window."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.bubble import Bubble
from desktop.news import News, notice
from desktop.tray import Tray
from storage import PaperId


class Notices(QObject):
    """Tells what it is given while it is `ready`; what comes at other times is to wait in the library.

    `opened` carries the paper that a clicked notice was about, or None, and the activation token of the click.
    """

    opened = Signal(object, str)

    def __init__(
        self, tray: Tray, say: Callable[[str], object], window_open: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.bubble = Bubble(self)
        self._tray, self._say, self._window_open = tray, say, window_open
        self.bubble.opened.connect(self.opened)
        tray.notice_opened.connect(lambda about: self.opened.emit(about, ""))

    def outside(self) -> bool:
        """Tell whether there is a way that needs no window."""
        return self.bubble.available or self._tray.has_host()

    def ready(self) -> bool:
        """Tell whether a notice would reach the reader just now, by the way that will be known for the best."""
        return self.bubble.is_known and not self._tray.paused and (self.outside() or self._window_open())

    def take(self, news: News) -> None:
        """Tell what is fresh in one notice."""
        if news.fresh:
            title, body = notice(news)
            self.show(title, body, news.fresh[0].id)

    def show(self, title: str, body: str, about: PaperId | None = None) -> None:
        """Tell something, by the first way that works."""
        if self.bubble.available:
            self.bubble.show(title, body, about, failed=lambda: self._show_here(title, body, about))
        else:
            self._show_here(title, body, about)

    def _show_here(self, title: str, body: str, about: PaperId | None) -> None:
        if self._tray.has_host():
            self._tray.show_notice(title, body, about)
        else:
            self._say(f"{title}: {body.partition(chr(10))[0]}")
