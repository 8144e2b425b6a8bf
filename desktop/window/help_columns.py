"""Pages of help: groups of lines under headings, in as many columns as there is room for, with a field to find one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from desktop.language import _
from desktop.window.type_sizes import scaled

COLUMN: Final = 400
"""Width of a column where the body is 13 pixels."""

LEFT: Final = 165
"""Width of what stands left in it, where the body is 13 pixels."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what stands left and right of it, and the words by which it is found."""

    left: QWidget
    right: QWidget
    words: str


class Group(QWidget):
    """A heading with its lines."""

    def __init__(self, title: str, lines: Sequence[Line], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, scaled(self.font(), 10))
        grid.setHorizontalSpacing(scaled(self.font(), 14))
        grid.setVerticalSpacing(scaled(self.font(), 5))
        grid.setColumnMinimumWidth(0, scaled(self.font(), LEFT))
        grid.setColumnStretch(1, 1)
        grid.addWidget(plain(title, "heading"), 0, 0, 1, 2)
        for row, line in enumerate(lines, 1):
            grid.addWidget(line.left, row, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(line.right, row, 1)

    def narrow(self, words: Sequence[str]) -> int:
        """Show the lines that hold all of these words, in lower case; give how many they are."""
        found = 0
        for line in self._lines:
            fits = all(word in line.words for word in words)
            line.left.setVisible(fits)
            line.right.setVisible(fits)
            found += fits
        self.setVisible(bool(found))
        return found


class HelpColumns(QWidget):
    """All the groups, and the field that narrows them."""

    def __init__(self, groups: Sequence[Group], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups = groups
        self._columns = 0
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Find"))
        self.field.setAccessibleName(_("Find on this page"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._narrow)
        self._none = plain(_("Nothing here fits that."), "empty")
        self._none.hide()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setAccessibleName(name)
        inside = QWidget()
        inside.setObjectName("page")
        self._side = QHBoxLayout(inside)
        self._side.setContentsMargins(0, 0, scaled(self.font(), 8), 0)
        self._side.setSpacing(scaled(self.font(), 32))
        self._area.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.field)
        column.addWidget(self._none)
        column.addWidget(self._area, 1)
        self._arrange(1)

    def columns(self) -> int:
        """Give how many columns there are just now."""
        return self._columns

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Take as many columns as fit."""
        super().resizeEvent(event)
        self._arrange(min(max(1, event.size().width() // scaled(self.font(), COLUMN)), len(self._groups)))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        while (taken := self._side.takeAt(0)) is not None:
            if (layout := taken.layout()) is not None:
                layout.deleteLater()
        share = sum(group.sizeHint().height() for group in self._groups) / columns
        filled = 0.0
        stacks: list[QVBoxLayout] = []
        for group in self._groups:
            height = group.sizeHint().height()
            # A group goes on in the next column once more than half of it would stand below the share of this one.
            if not stacks or (len(stacks) < columns and filled + height / 2 > share * len(stacks)):
                stacks.append(QVBoxLayout())
                self._side.addLayout(stacks[-1], 1)
            stacks[-1].addWidget(group)
            filled += height
        for stack in stacks:
            stack.addStretch(1)

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        found = sum(group.narrow(words) for group in self._groups)
        self._none.setVisible(not found)


def plain(text: str, name: str = "") -> QLabel:
    """Give a label that takes no markup."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(name != "key")
    label.setIndent(0)  # one with a padding in the style sheet would be moved in by half a letter
    label.setObjectName(name)
    return label
