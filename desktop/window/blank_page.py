"""The page in place of a list that has no papers; moves nothing and wakes nobody while it stands there."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.window.blank_words import Blank


class BlankPage(QWidget):
    """Shows a Blank in the middle; `asked` gives the name of the action whose button was pressed."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._blank = Blank("")
        self._text, self._then = self._label("blank"), self._label("empty")
        self._buttons = QHBoxLayout()
        self._buttons.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 40, 40, 40)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(self._text)
        column.addWidget(self._then)
        column.addSpacing(8)
        column.addLayout(self._buttons)
        column.addStretch(3)

    def _label(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setWordWrap(True)
        return label

    def show_blank(self, blank: Blank) -> None:
        """Show these words and buttons."""
        self._text.setText(blank.text)
        self._then.setText(blank.then)
        self._then.setVisible(bool(blank.then))
        self.setAccessibleName(blank.text)
        if blank.buttons == self._blank.buttons:
            self._blank = blank
            return
        self._blank = blank
        while (item := self._buttons.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for name, words in blank.buttons:
            button = QPushButton(words, self)
            button.clicked.connect(partial(self._ask, name))
            self._buttons.addWidget(button)

    def _ask(self, name: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002  a signal's argument
        self.asked.emit(name)

    def text(self) -> str:
        """Give the sentence that is shown."""
        return self._blank.text
