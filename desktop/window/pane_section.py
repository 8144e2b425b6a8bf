"""A part of the pane: a small heading in capitals and what stands below it."""

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.window.colours import Colours
from desktop.window.type_sizes import scaled, sized


class PaneSection(QWidget):
    """A heading over widgets, with one `beside` it at the right; whoever fills it hides it where it is empty."""

    def __init__(
        self, heading: str, *below: QWidget, beside: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._heading = QLabel(heading)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        top = QHBoxLayout()
        top.addWidget(self._heading, 1)
        if beside is not None:
            # It comes and goes; the heading stays where it is.
            policy = beside.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            beside.setSizePolicy(policy)
            top.addWidget(beside)
        self._box.addLayout(top)
        for place, widget in enumerate(below):
            if place:
                self._box.addSpacing(4)
            self._box.addWidget(widget)

    def set_look(self, font: QFont, colours: Colours) -> None:
        """Take the body font and the colours for the heading."""
        small = sized(font, 11, bold=True)
        small.setCapitalization(QFont.Capitalization.AllUppercase)
        small.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 102)
        self._heading.setFont(small)
        self._heading.setStyleSheet(f"color: {colours.dim.name()};")
        self._box.setSpacing(scaled(font, 6))
