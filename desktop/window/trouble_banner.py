"""A calm place under the top bar for what needs the reader: it stays until it is closed or over."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.language import _
from desktop.problems import Problem


class TroubleBanner(QWidget):
    """Shows one problem, the latest; `retry_asked` where the reader has done something about it."""

    retry_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trouble")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.what = _plain()
        self.what.setObjectName("troubleWhat")
        self.then = _plain()
        self.retry = QPushButton(_("Try again"))
        self.retry.clicked.connect(lambda _checked=False: self.retry_asked.emit())
        close = QToolButton()
        close.setText("×")
        close.setAccessibleName(_("Close this message"))
        close.setToolTip(_("Close this message"))
        close.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        close.clicked.connect(self.hide)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.what)
        words.addWidget(self.then)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 10, 8)
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addWidget(self.retry)
        row.addWidget(close)
        self.hide()

    def show_problem(self, problem: Problem, *, retry: bool = False) -> None:
        """Show what happened, what was kept and what to do, until it is closed."""
        self.what.setText(problem.what)
        self.then.setText(" ".join(part for part in (problem.kept, problem.then) if part))
        self.then.setVisible(bool(self.then.text()))
        self.setAccessibleName(problem.text())
        self.retry.setVisible(retry)
        self.show()


def _plain() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
