"""The first start: which lists to follow, one subject to be told about, and what the reader brings along."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop import subjects
from desktop.language import _, ngettext
from desktop.subjects import FIELDS, Subject, in_words
from desktop.window.flow_layout import FlowLayout
from desktop.window.subject_list import SubjectList
from desktop.window.type_sizes import measure

HF_DAILY: Final = 45
"""Papers that a day of Daily Papers has, about."""

_WIDEST: Final = 64
_FIRST: Final = ("cs.LG",)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the reader chose: Daily Papers or not, subjects, words to be told about (may be empty)."""

    daily_papers: bool
    subjects: tuple[Subject, ...]
    words: str


class Welcome(QScrollArea):
    """A page of choices; `chosen` carries Wishes, once there is at least one list among them.

    `opml_asked`, `papers_asked` and `library_asked` want a file of what the reader has already.
    """

    chosen = Signal(object)
    opml_asked = Signal()
    papers_asked = Signal()
    library_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Build the page when it is first seen: every start but the first does without it."""
        if self.widget() is None:
            self._build()
        super().showEvent(event)

    def begin(self) -> None:
        """Let keys work at once: the first choice has the focus."""
        if self.isVisible():
            self.daily.setFocus(Qt.FocusReason.TabFocusReason)

    # Building

    def _build(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        page.setMaximumWidth(measure(self.font(), _WIDEST))
        self.setWidget(page)
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(28, 24, 28, 20)
        self._column.setSpacing(8)
        self._add_lists()
        self._add_words()
        self._add_start()
        self._add_own()
        self._column.addStretch(1)
        self.field.setCurrentIndex(0)
        self._show_subjects()
        self.list.tick(subject for subject in subjects.of_field(0) if subject.code in _FIRST)
        self._count()

    def _add_lists(self) -> None:
        self._column.addWidget(_label(_("What do you follow?"), "title"))
        said = _("New papers from these lists come now and several times a day. All of it can be changed later.")
        self._column.addWidget(_label(said, "dim"))
        self._column.addSpacing(8)
        self.daily = QCheckBox(_("Hugging Face Daily Papers"))
        self.daily.setToolTip(_("The papers of the day that people vote for, {count}").format(count=in_words(HF_DAILY)))
        self.daily.setChecked(True)
        self.daily.toggled.connect(lambda _on: self._count())
        self._column.addWidget(self.daily)
        self._column.addSpacing(4)
        self.field = QComboBox()
        self.field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.field.setMinimumContentsLength(14)
        self.field.setAccessibleName(_("Your field"))
        for name, _codes in FIELDS:
            self.field.addItem(_(name))
        self.field.currentIndexChanged.connect(lambda _place: self._show_field())
        self.finder = QLineEdit()
        self.finder.setPlaceholderText(_("Find any arXiv, bioRxiv or medRxiv subject"))
        self.finder.setAccessibleName(_("Find a subject"))
        self.finder.setClearButtonEnabled(True)
        self.finder.textChanged.connect(lambda _text: self._show_subjects())
        row = QHBoxLayout()
        row.addWidget(self.field)
        row.addWidget(self.finder, 1)
        self._column.addLayout(row)
        self.list = SubjectList()
        self.list.setFixedHeight(self.list.fontMetrics().height() * 14)
        self.list.ticked.connect(self._count)
        self._column.addWidget(self.list)
        self.sum = _label("", "dim")
        self._column.addWidget(self.sum)

    def _add_words(self) -> None:
        self._column.addWidget(_label(_("Tell me about papers with these words"), "heading"))
        self.words = QLineEdit()
        self.words.setPlaceholderText(_("for example: state space models"))
        self.words.setAccessibleName(_("Words to be told about"))
        self._column.addWidget(self.words)

    def _add_start(self) -> None:
        self.start = QPushButton(_("Show me papers"))
        self.start.setObjectName("start")
        self.start.setDefault(True)
        self.start.clicked.connect(lambda _checked=False: self._choose())
        self._column.addSpacing(6)
        self._column.addWidget(self.start, alignment=Qt.AlignmentFlag.AlignLeft)

    def _add_own(self) -> None:
        self._column.addSpacing(10)
        self._column.addWidget(_label(_("I already have …"), "heading"))
        row = FlowLayout(gap=6)
        for text, tip, asked in (
            (_("Feeds (OPML)"), _("The list of feeds of another reader"), self.opml_asked),
            (_("References"), _("A .bib file, or a list of arXiv ids and DOIs"), self.papers_asked),
            (_("A Papertray library"), _("A backup, or the library.db of another computer"), self.library_asked),
        ):
            button = QPushButton(text + "…")
            button.setToolTip(tip)
            button.setAccessibleDescription(tip)
            button.clicked.connect(lambda _checked=False, asked=asked: asked.emit())
            row.addWidget(button)
        self._column.addLayout(row)

    # What is shown

    def _show_field(self) -> None:
        self.finder.clear()
        self._show_subjects()

    def _show_subjects(self) -> None:
        text = self.finder.text().strip()
        self.list.show_subjects(subjects.search(text) if text else subjects.of_field(self.field.currentIndex()))

    def _count(self) -> None:
        chosen = self.list.chosen()
        lists = len(chosen) + self.daily.isChecked()
        self.start.setEnabled(lists > 0)
        if not lists:
            self.sum.setText(_("Choose one list at least."))
            return
        papers = sum(subject.daily for subject in chosen) + (HF_DAILY if self.daily.isChecked() else 0)
        names = ", ".join(subject.code if subject.server == "arxiv" else subject.name for subject in chosen[:6])
        more = " …" if len(chosen) > 6 else ""
        said = ngettext("{count} list, {papers}", "{count} lists, {papers}", lists)
        said = said.format(count=lists, papers=in_words(_rounded(papers)))
        follow = _("New versions of older papers are taken in quietly.")
        self.sum.setText(f"{said}{f' ({names}{more})' if names else ''}. {follow}")

    # What the reader does

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Start by Enter from anywhere on the page but a button, which hears it itself."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            else:
                self._choose()
            return
        super().keyPressEvent(event)

    def _choose(self) -> None:
        if self.start.isEnabled():
            self.chosen.emit(Wishes(self.daily.isChecked(), tuple(self.list.chosen()), self.words.text().strip()))


def _rounded(number: int) -> int:
    return round(number, -1) if number > 20 else number


def _label(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setObjectName(name)
    label.setIndent(0)  # one with a padding in the style sheet would be moved in by half a letter
    return label
