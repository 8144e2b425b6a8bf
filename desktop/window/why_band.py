"""Why a paper is worth a look, in one band: how it rises, with its curve, and the rules that fired."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import _
from desktop.window.colours import Colours
from desktop.window.paper_words import Piece
from desktop.window.reading_text import ReadingText
from desktop.window.type_sizes import scaled, sized
from desktop.window.votes_curve import VotesCurve


class WhyBand(QWidget):
    """One or two lines; on accent ground where they are news, hidden where there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours: Colours | None = None
        self._news = False
        self.setAccessibleName(_("Why it is here"))
        self.rising = ReadingText(_("How it is rising"), line=1.5)
        self.matching = ReadingText(_("What it matches"), line=1.5)
        self.curve = VotesCurve()
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self.rising)
        words.addWidget(self.matching)
        self._layout = QHBoxLayout(self)
        self._layout.addLayout(words, 1)
        self._layout.addWidget(self.curve, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def show_reasons(
        self, rising: Sequence[Piece], matching: Sequence[Piece], votes: Sequence[tuple[datetime, int]]
    ) -> None:
        """Say these, each where there is something to say."""
        self.rising.show_pieces(rising)
        self.rising.setVisible(bool(rising))
        self.matching.show_pieces(matching)
        self.matching.setVisible(bool(matching))
        self.curve.show_votes(votes)
        # The count alone is no news: it stands there quietly.
        self._news = len(rising) > 1 or bool(matching)
        self._set_margins()
        self.setVisible(bool(rising or matching))
        self.update()

    def set_look(self, font: QFont, colours: Colours) -> None:
        """Take the body font and the colours."""
        self._colours = colours
        self.rising.set_look(sized(font, 12.5, tabular=True), colours)
        self.matching.set_look(sized(font, 12.5), colours)
        self.curve.set_look(font, colours)
        self._layout.setSpacing(scaled(font, 16))
        self._set_margins()
        self.update()

    def _set_margins(self) -> None:
        side, above = (scaled(self.font(), 12), scaled(self.font(), 8)) if self._news else (0, 0)
        self._layout.setContentsMargins(side, above, side, above)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the ground."""
        if self._colours is None or not self._news:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colours.accent_ground)
        painter.drawRoundedRect(QRectF(self.rect()), 7, 7)
