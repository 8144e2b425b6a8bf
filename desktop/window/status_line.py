"""The line at the foot: the truth about the last check, what was just done, and how many papers there are."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.language import _, ngettext
from desktop.problems import live_trouble
from desktop.window.tips import plainly
from storage import LiveFile

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
        self._linger.timeout.connect(lambda: self._put(self._checked))
        self._put("")

    def _label(self, name: str) -> QLabel:
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setObjectName(name)
        return label

    def say(self, text: str) -> None:
        """Say what was just done, for a while."""
        self._put(text)
        self._linger.start()

    def _put(self, text: str) -> None:
        self._said.setText(text)
        self._said.setVisible(bool(text))  # an empty one would push aside what stands beside it

    def show_check(self, text: str, *, running: bool = False) -> None:
        """Say how the last check went, until the next; while one runs it can be stopped."""
        self._checked = text
        self._said.setToolTip("")
        self.stop.setVisible(running)
        if not self._linger.isActive():
            self._put(text)

    def show_progress(self, done: int, total: int, feed: str) -> None:
        """Say how far a check is, and which feed it has just been at."""
        text = ngettext("Checking {done} of {count} feed…", "Checking {done} of {count} feeds…", total)
        self.show_check(text.format(done=f"{done:,}", count=f"{total:,}"), running=True)
        self._said.setToolTip(plainly(feed))

    def show_library(self, papers: int, in_trouble: int, files: Sequence[LiveFile] = ()) -> None:
        """Say how large the library is, how many feeds need attention, and how the live .bib files are."""
        count = ngettext("{count} paper", "{count} papers", papers).format(count=f"{papers:,}")
        bad = [file for file in files if file.trouble and not file.paused]
        good = [file for file in files if not file.trouble and not file.paused]
        if len(good) == 1:
            count += " · " + _("{file} up to date").format(file=PurePath(good[0].path).name)
        elif good:
            count += " · " + _("{count} live files up to date").format(count=len(good))
        self._papers.setText(count)
        text = ngettext("{count} feed needs attention", "{count} feeds need attention", in_trouble)
        troubles = [text.format(count=in_trouble)] if in_trouble else []
        troubles += [_("{file} needs attention").format(file=PurePath(file.path).name) for file in bad[:1]]
        self._trouble.setText("   ".join(troubles))
        why = live_trouble(bad[0].trouble).text() if bad and bad[0].trouble else ""
        self._trouble.setToolTip(plainly(why))


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
