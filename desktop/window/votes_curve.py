"""How the votes of a paper grew, as one thin line."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.language import _
from desktop.window.colours import Colours
from desktop.window.type_sizes import scaled


class VotesCurve(QWidget):
    """A curve without axes; its tooltip has the numbers. Hidden by itself with fewer than two readings."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._votes: list[tuple[datetime, int]] = []
        self._colours: Colours | None = None
        self.setAccessibleName(_("Votes over time"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_votes(self, votes: Sequence[tuple[datetime, int]]) -> None:
        """Draw these readings, oldest first."""
        self._votes = list(votes)
        if len(votes) > 1:
            (first, low), (last, high) = votes[0], votes[-1]
            hours = max(1, round((last - first).total_seconds() / 3600))
            said = _("From {first} to {last} votes in {hours} hours").format(first=low, last=high, hours=hours)
            self.setToolTip(said)
            self.setAccessibleDescription(said)
        self.setVisible(len(votes) > 1)
        self.update()

    def set_look(self, font: QFont, colours: Colours) -> None:
        """Take font and colours."""
        self._colours = colours
        self.setFont(font)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Give the room of the sketch, in the reader's size."""
        return QSize(scaled(self.font(), 96), scaled(self.font(), 26))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the line and a dot where it stands now."""
        if self._colours is None or len(self._votes) < 2:
            return
        points = self.points()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath(points[0])
        for point in points[1:]:
            path.lineTo(point)
        painter.setPen(QPen(self._colours.dim, 1.5))
        painter.drawPath(path)
        painter.setPen(QPen(self._colours.accent, 0))
        painter.setBrush(self._colours.accent)
        painter.drawEllipse(points[-1], 2.5, 2.5)

    def points(self) -> list[QPointF]:
        """Give where the readings stand on the widget: time to the right, votes upwards from the lowest."""
        begin = self._votes[0][0]
        span = max((self._votes[-1][0] - begin).total_seconds(), 1.0)
        low = min(votes for _at, votes in self._votes)
        high = max(*(votes for _at, votes in self._votes), low + 1)
        edge = 4.0
        wide, tall = self.width() - 2 * edge, self.height() - 2 * edge
        return [
            QPointF(edge + wide * (at - begin).total_seconds() / span, edge + tall * (1 - (votes - low) / (high - low)))
            for at, votes in self._votes
        ]
