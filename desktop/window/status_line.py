"""The line at the foot: the truth about the last check, what was just done, and how many papers there are."""

from datetime import datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.language import _, ngettext

LINGER = 6_000
"""Milliseconds for which a sentence about the last act stays."""


class StatusLine(QWidget):
    """Left the last check or act, beside it a way to stop a check, right the size of the library."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._said = self._label("dim")
        self._trouble = self._label("accent")
        self._papers = self._label("dim")
        self.stop = QPushButton(_("Stop"))
        self.stop.setObjectName("quiet")
        self.stop.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 3, 14, 3)
        row.setSpacing(16)
        row.addWidget(self._said)
        row.addWidget(self.stop)
        row.addWidget(self._trouble)
        row.addStretch(1)
        row.addWidget(self._papers)
        self._checked = ""
        self._linger = QTimer(self)
        self._linger.setSingleShot(True)
        self._linger.setInterval(LINGER)
        self._linger.timeout.connect(lambda: self._said.setText(self._checked))

    def _label(self, name: str) -> QLabel:
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setObjectName(name)
        return label

    def say(self, text: str) -> None:
        """Say what was just done, for a while."""
        self._said.setText(text)
        self._linger.start()

    def show_check(self, text: str, *, running: bool = False) -> None:
        """Say how the last check went, until the next; while one runs it can be stopped."""
        self._checked = text
        self._said.setToolTip("")
        self.stop.setVisible(running)
        if not self._linger.isActive():
            self._said.setText(text)

    def show_progress(self, done: int, total: int, feed: str) -> None:
        """Say how far a check is, and which feed it has just been at."""
        text = ngettext("Checking {done} of {count} feed…", "Checking {done} of {count} feeds…", total)
        self.show_check(text.format(done=f"{done:,}", count=f"{total:,}"), running=True)
        self._said.setToolTip(feed.replace("<", "‹"))

    def show_library(self, papers: int, in_trouble: int) -> None:
        """Say how large the library is and how many feeds need attention."""
        self._papers.setText(ngettext("{count} paper", "{count} papers", papers).format(count=f"{papers:,}"))
        text = ngettext("{count} feed needs attention", "{count} feeds need attention", in_trouble)
        self._trouble.setText(text.format(count=in_trouble) if in_trouble else "")


def ago(then: datetime, now: datetime) -> str:
    """Say how long ago something was, in the one unit that matters."""
    minutes = int((now - then).total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("{count} minute ago", "{count} minutes ago", minutes).format(count=minutes)
    if minutes < 60 * 24:
        return ngettext("{count} hour ago", "{count} hours ago", minutes // 60).format(count=minutes // 60)
    return ngettext("{count} day ago", "{count} days ago", minutes // 1440).format(count=minutes // 1440)
