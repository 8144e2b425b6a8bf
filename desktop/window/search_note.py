"""What is wrong with a search, in words under the box; nothing else moves for it."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.language import _
from desktop.problems import problem
from storage import QueryError


class SearchNote(QFrame):
    """Lies over the window below the box; `mended` carries the search as it would be right."""

    mended = Signal(str)

    def __init__(self, box: QWidget) -> None:
        super().__init__(box.window())
        self.setObjectName("searchNote")
        self._box = box
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._suggestion = ""
        self._mend = QPushButton()
        self._mend.setObjectName("mend")
        self._mend.clicked.connect(lambda: self.mended.emit(self._suggestion))
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 10, 6)
        row.setSpacing(10)
        row.addWidget(self._words)
        row.addWidget(self._mend)
        self.hide()

    def text(self) -> str:
        """Give the words that are shown; empty where nothing is."""
        return self._words.text() if self.isVisible() else ""

    def tell(self, fault: QueryError) -> None:
        """Show what is wrong, and offer what would be right where that is known."""
        self._suggestion = fault.suggestion
        self._words.setText(words(fault))
        self._mend.setVisible(bool(fault.suggestion))
        self._mend.setText(_("Search for {text}").format(text=_short(fault.suggestion)).replace("&", "&&"))
        self.adjustSize()
        self.place()
        self.show()
        self.raise_()

    def place(self) -> None:
        """Lie where the box is now."""
        below = self._box.mapTo(self._box.window(), QPoint(0, self._box.height() + 3))
        self.move(below)


def words(fault: QueryError) -> str:
    """Give what is wrong, and what the list shows meanwhile."""
    told = problem(fault)
    return " ".join(part for part in (told.what, told.kept) if part)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39].rstrip() + "…"
