"""Buttons of the pane: outlined for what can be done, filled chips for tags."""

from collections.abc import Callable
from typing import Final, Literal, TypeAlias

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.window.colours import Colours
from desktop.window.type_sizes import scaled, sized

Shape: TypeAlias = Literal["button", "chip"]

_CROSS: Final = "×"
_LONGEST: Final = 320


class PillButton(QPushButton):
    """A push button that paints itself: a sign in its own colour and words, or a tag with a cross behind it.

    `menu`: it opens one, and says so by an arrow. With a cross it has the colours of its tag, and only the cross takes
    the mouse; the keyboard reaches the whole.
    """

    def __init__(
        self,
        text: str = "",
        *,
        shape: Shape = "button",
        cross: bool = False,
        menu: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shape: Shape = shape
        self._cross, self._menu = cross, menu
        self._sign = ""
        self._tint: Callable[[Colours], QColor] | None = None
        self._colours: Colours | None = None
        self.setAutoDefault(True)
        # A click leaves the focus where it was: Space goes on reading then, and does not take a star back.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor if cross else Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_words(text)

    def set_words(self, text: str, *, sign: str = "", tint: Callable[[Colours], QColor] | None = None) -> None:
        """Show these words, with a sign before them in the colour that `tint` picks."""
        self._sign, self._tint = sign, tint
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        """Give the words as shown, without the sign."""
        return self.text().replace("&&", "&")

    def set_look(self, font: QFont, colours: Colours) -> None:
        """Take the body font and the colours."""
        self._colours = colours
        self.setFont(sized(font, 12.5 if self._shape == "button" else 12))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Give the room of the words and a little air."""
        metrics = QFontMetrics(self.font())
        width = metrics.horizontalAdvance(self._whole()) + self._arrow() + 2 * self._inset()
        return QSize(min(width, scaled(self.font(), _LONGEST)), metrics.height() + 2 * self._air())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Give room for a word, for narrow panes."""
        return QSize(min(self.sizeHint().width(), scaled(self.font(), 120)), self.sizeHint().height())

    def hitButton(self, position: QPoint) -> bool:  # noqa: N802
        """Take the mouse everywhere, or on the cross alone where there is one."""
        return self.rect().contains(position) and (not self._cross or position.x() >= self._cross_from())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Let Delete and Backspace act on what has a cross."""
        if self._cross and event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint ground, line, sign, words and cross."""
        colours = self._colours
        if colours is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, colours)
        metrics = QFontMetrics(self.font())
        x = self._inset()
        base = (self.height() - metrics.height()) / 2 + metrics.ascent()
        if self._sign:
            painter.setPen(self._tint(colours) if self._tint else colours.text)
            painter.drawText(QPointF(x, base), self._sign)
            x += metrics.horizontalAdvance(self._sign + " ")
        end = self._cross_from() if self._cross else self.width() - self._inset() - self._arrow()
        painter.setPen(self._ink(colours))
        painter.drawText(QPointF(x, base), metrics.elidedText(self.words(), Qt.TextElideMode.ElideRight, end - x + 1))
        if self._menu:
            self._paint_arrow(painter, colours)
        if self._cross:
            painter.drawText(QPointF(self._cross_from() + metrics.horizontalAdvance(" "), base), _CROSS)

    def _paint_arrow(self, painter: QPainter, colours: Colours) -> None:
        half = self._arrow() / 4
        tip = QPointF(self.width() - self._inset() - half, self.height() / 2 + half / 2)
        painter.setPen(QPen(colours.dim, 1.4))
        painter.drawPolyline([tip + QPointF(-half, -half), tip, tip + QPointF(half, -half)])

    def _arrow(self) -> int:
        """Give the room of the arrow behind the words."""
        return scaled(self.font(), 14) if self._menu else 0

    def _paint_ground(self, painter: QPainter, colours: Colours) -> None:
        chip = self._shape == "chip"
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = box.height() / 2 if chip else scaled(self.font(), 7)
        hot = (self.underMouse() and not self._cross) or self.isDown()
        ground = colours.selection if chip or hot else colours.ground
        if self._cross:
            ground = colours.tag_ground(self.words())
        edge = colours.dim if self.hasFocus() or (chip and hot) else ground if chip else colours.line
        painter.setPen(QPen(edge, 1.5 if self.hasFocus() else 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(box, radius, radius)

    def _ink(self, colours: Colours) -> QColor:
        if self._cross:
            return colours.tag(self.words())
        quiet = self._shape == "chip" and not self.underMouse() and not self.hasFocus()
        return colours.on_selection().dim if quiet else colours.text

    def _whole(self) -> str:
        return (self._sign + " " if self._sign else "") + self.words() + (" " + _CROSS if self._cross else "")

    def _cross_from(self) -> int:
        return self.width() - self._inset() - QFontMetrics(self.font()).horizontalAdvance(" " + _CROSS)

    def _inset(self) -> int:
        return scaled(self.font(), 12 if self._shape == "button" else 8)

    def _air(self) -> int:
        return scaled(self.font(), 6 if self._shape == "button" else 2)
