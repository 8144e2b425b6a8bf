"""Papers from a text, a file or the clipboard: first what is in it, then which of them are kept, and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from desktop.language import _, ngettext
from desktop.problems import Problem
from desktop.window.found_model import FoundModel, FoundRow


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader wants done with the ticked papers; `left_out` numbers the others, as the command takes it."""

    left_out: str
    star: bool
    later: bool
    tags: tuple[str, ...]
    keywords: bool


class AddPapersDialog(QDialog):
    """Asks for a text, shows what was found in it, and says how far it is; the work is done by whoever listens.

    `text_given` carries a text to look at, `file_asked` wants one to be chosen, `chosen` carries a Choice, and
    `stop_asked` ends what is under way.
    """

    text_given = Signal(str)
    file_asked = Signal()
    chosen = Signal(object)
    stop_asked = Signal()

    def __init__(self, tags: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Add papers"))
        self.working = False
        self.model = FoundModel()
        self.model.setParent(self)
        self.model.ticked.connect(self._count)
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self.said.setObjectName("lead")
        self.stack = QStackedWidget()
        self.stack.addWidget(self._ask_page())
        self.stack.addWidget(self._list_page(tags))
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.progress.setAccessibleName(_("How far it is"))
        self.progress.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 14)
        column.setSpacing(10)
        column.addWidget(self.said)
        column.addWidget(self.stack, 1)
        column.addWidget(self.progress)
        column.addWidget(self._buttons())
        unit = self.fontMetrics().height()
        self.resize(min(unit * 52, 860), min(unit * 34, 620))
        self.ask()

    # Building

    def _ask_page(self) -> QWidget:
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("Text with papers in it"))
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(
            _("2401.01234\nhttps://doi.org/10.1000/…\n@article{…}\nor a message that mentions some")
        )
        self.text.textChanged.connect(lambda: self.look.setEnabled(bool(self.text.toPlainText().strip())))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.text)
        return page

    def _list_page(self, tags: Sequence[str]) -> QWidget:
        self.list = QTreeView()
        self.list.setObjectName("plainTree")
        self.list.setAccessibleName(_("Papers that were found"))
        self.list.setModel(self.model)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        header = self.list.header()
        header.setStretchLastSection(False)
        for column, mode in enumerate((QHeaderView.ResizeMode.Stretch, QHeaderView.ResizeMode.Interactive)):
            header.setSectionResizeMode(column, mode)
        header.resizeSection(1, 260)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        self.star = QCheckBox(_("Star them"))
        self.later = QCheckBox(_("Put in Later"))
        self.keywords = QCheckBox(_("Their keywords become tags"))
        self.keywords.setChecked(True)
        self.keywords.hide()
        self.tags = QLineEdit()
        self.tags.setPlaceholderText(_("Tags for all of them, parted by commas"))
        self.tags.setAccessibleName(_("Tags for all of them"))
        completer = QCompleter(list(tags), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.tags.setCompleter(completer)
        self.all = QPushButton(_("All"))
        self.none = QPushButton(_("None"))
        for button, on in ((self.all, True), (self.none, False)):
            button.setObjectName("quiet")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, on=on: self.model.tick_all(on=on))
        kinds = QHBoxLayout()
        kinds.setSpacing(18)
        for box in (self.star, self.later, self.keywords):
            kinds.addWidget(box)
        kinds.addStretch(1)
        kinds.addWidget(self.all)
        kinds.addWidget(self.none)
        page = QWidget()
        column_ = QVBoxLayout(page)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(10)
        column_.addWidget(self.list, 1)
        column_.addLayout(kinds)
        column_.addWidget(self.tags)
        return page

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self.file = buttons.addButton(_("From a file…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.look = buttons.addButton(_("Find papers"), QDialogButtonBox.ButtonRole.ActionRole)
        self.add = buttons.addButton(_("Add"), QDialogButtonBox.ButtonRole.ActionRole)
        self.cancel = buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.cancel.setAutoDefault(False)
        self.file.clicked.connect(lambda _checked=False: self.file_asked.emit())
        self.look.clicked.connect(lambda _checked=False: self.text_given.emit(self.text.toPlainText()))
        self.add.clicked.connect(lambda _checked=False: self.chosen.emit(self._choice()))
        self.cancel.clicked.connect(lambda _checked=False: self._cancel())
        return buttons

    # What is shown

    def ask(self, wrong: str = "") -> None:
        """Ask for a text; `wrong` says what was the matter with the last one."""
        self._show(0, wrong or _("Paste or type arXiv ids, DOIs, links or BibTeX."))
        self.look.setEnabled(bool(self.text.toPlainText().strip()))
        self.text.setFocus()

    def read(self) -> None:
        """Say that a text is being read; what is found in it comes by `take`."""
        self._show(1, _("Looking for papers…"), busy=True)
        self.add.setEnabled(False)
        self.list.setFocus()

    def take(self, said: Sequence[dict[str, Any]]) -> None:
        """Show what was found so far."""
        rows = [FoundRow.of(one) for one in said]
        self.model.take(rows)
        if any(row.keywords for row in rows):
            self.keywords.show()

    def found(self) -> None:
        """Say that all is found."""
        self._show(1, self._summary())
        self._count()
        if self.model.rows:
            self.list.setCurrentIndex(self.model.index(0, 0))

    def add_begins(self) -> None:
        """Say that papers are being added."""
        self._show(1, _("Adding papers…"), busy=True)
        self.add.setEnabled(False)

    def far(self, done: int, total: int) -> None:
        """Say how far it is."""
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)
        self.said.setText(_("Adding papers: {done} of {total}").format(done=f"{done:,}", total=f"{total:,}"))

    def failed(self, problem: Problem) -> None:
        """Say why it went no further; where papers were found they stay in sight."""
        if self.model.rows:
            self._show(1, problem.text())
            self._count()
        else:
            self.ask(problem.text())

    def _show(self, page: int, words: str, *, busy: bool = False) -> None:
        self.working = busy
        self.stack.setCurrentIndex(page)
        self.said.setText(words)
        self.progress.setRange(0, 0)
        self.progress.setVisible(busy)
        for button in (self.file, self.look):
            button.setVisible(page == 0)
        self.add.setVisible(page == 1)
        self.cancel.setText(_("Stop") if busy else _("Cancel"))
        default = self.add if page else self.look
        default.setDefault(True)

    def _summary(self) -> str:
        rows = [row for row in self.model.rows if row.number is not None]
        known, odd = sum(row.known for row in rows), len(self.model.rows) - len(rows)
        parts = [ngettext("{count} paper found", "{count} papers found", len(rows)).format(count=f"{len(rows):,}")]
        if known:
            parts.append(ngettext("{count} is here already", "{count} are here already", known).format(count=known))
        if odd:
            parts.append(
                ngettext("{count} piece not understood", "{count} pieces not understood", odd).format(count=odd)
            )
        return ", ".join(parts) + "."

    def _count(self) -> None:
        count = len(self.model.chosen)
        self.add.setText(ngettext("Add {count} paper", "Add {count} papers", count).format(count=f"{count:,}"))
        self.add.setEnabled(bool(count) and not self.working)

    def _choice(self) -> Choice:
        tags = tuple(tag.strip() for tag in self.tags.text().split(",") if tag.strip())
        keywords = self.keywords.isChecked() and not self.keywords.isHidden()
        return Choice(self.model.left_out(), self.star.isChecked(), self.later.isChecked(), tags, keywords)

    # Ending

    def _cancel(self) -> None:
        if self.working:
            self.stop_asked.emit()
        else:
            self.reject()

    def reject(self) -> None:
        """Close; what is under way is stopped."""
        if self.working:
            self.stop_asked.emit()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  Qt's name
        """Stop what is under way."""
        if self.working:
            self.stop_asked.emit()
        super().closeEvent(event)
