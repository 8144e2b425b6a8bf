"""The middle of the window: which list this is, news that waits, and the list or what stands in its place."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.language import ngettext
from desktop.window.day_bar import DayBar
from desktop.window.paper_table import PaperTable
from desktop.window.welcome import Welcome
from storage import PaperId

if TYPE_CHECKING:
    from array import array


class ListColumn(QWidget):
    """Shows a list, a sentence where it is empty, or the welcome of a first start.

    Papers that came while the reader looked wait above the list, which does not move under their eyes.
    """

    filled = Signal()
    """Other papers are shown than before; also when waiting ones were taken."""

    def __init__(self, table: PaperTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("column")
        self.table = table
        self._waiting: array[int] | None = None
        self._wanted: PaperId | None = None
        self.day_bar = DayBar()
        self.banner = QPushButton()
        self.banner.setObjectName("banner")
        self.banner.hide()
        self.banner.clicked.connect(self._take_waiting)
        self.empty = QLabel()
        self.empty.setObjectName("empty")
        self.empty.setTextFormat(Qt.TextFormat.PlainText)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.empty.setMargin(40)
        self.welcome = Welcome()
        self.stack = QStackedWidget()
        for page in (self.table, self.empty, self.welcome):
            self.stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.day_bar, self.banner, self.stack):
            layout.addWidget(widget)
        layout.setStretch(2, 1)

    def show_numbers(self, numbers: "array[int]") -> None:
        """Show these papers, and the one that is wanted or else the first where none is current."""
        self._waiting = None
        self.banner.hide()
        self.table.set_numbers(numbers)
        if numbers:
            self.stack.setCurrentWidget(self.table)
            self._choose(numbers)
        self.filled.emit()

    def _choose(self, numbers: "array[int]") -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.table.go_to(wanted)
        elif not self.table.numbers_selected():
            # A view that gets the focus makes its first row the current one, and selects nothing.
            self.table.go_to(self.table.current_number() or PaperId(numbers[0]))

    def offer_numbers(self, numbers: "array[int]") -> None:
        """Show these papers, unless some of them came while others are shown: then say so and wait to be asked."""
        shown = self.table.numbers()
        came = set(numbers) - set(shown)
        if not shown or not came:
            self.show_numbers(numbers)
            return
        self._waiting = numbers
        text = ngettext("{count} new paper", "{count} new papers", len(came))
        self.banner.setText(text.format(count=f"{len(came):,}"))
        self.banner.show()

    def want(self, number: PaperId) -> None:
        """Make this paper the current one once it is shown."""
        self._wanted = number

    def show_empty(self, text: str) -> None:
        """Show a sentence in place of the list."""
        self.empty.setText(text)
        self.stack.setCurrentWidget(self.empty)

    def show_welcome(self) -> None:
        """Show the welcome in place of the list."""
        self.stack.setCurrentWidget(self.welcome)

    def _take_waiting(self) -> None:
        if self._waiting is not None:
            self.show_numbers(self._waiting)
