"""The editor of a rule: words by a small form or by hand, what happens, and at every key what it would have found."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.language import _
from desktop.problems import problem
from desktop.window.help_columns import plain
from desktop.window.rule_actions import RuleActions
from desktop.window.rule_words import PARTS, came_of, found, ignored, overlapping, written
from desktop.window.search_marks import underline
from desktop.window.type_sizes import scaled
from storage import Entry, Feed, Preview, QueryError, Rule, Yield, legible

SPANS: Final = (30, 90)
"""Days back that can be looked at."""

SHOWN: Final = 100
"""Titles of what it would have found that are listed."""

_PAUSE: Final = 120
"""Milliseconds after the last key before the library is asked."""


class RuleDialog(QDialog):
    """`preview_asked` wants to know what a rule would have found in so many days; `kept` carries the rule to keep."""

    preview_asked = Signal(object, int)
    kept = Signal(object)

    def __init__(
        self,
        rule: Rule,
        *,
        feeds: Sequence[Feed] = (),
        rules: Sequence[Rule] = (),
        came: Yield | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Show a rule; one with the number 0 is new. `came` is what came of it so far."""
        super().__init__(parent)
        self._rule, self._rules = rule, rules
        self.setWindowTitle(_("Change a rule") if rule.id else _("Add a rule"))
        self._soon = QTimer(self, interval=_PAUSE, singleShot=True)
        self._soon.timeout.connect(self._ask)
        self._mending = ""
        self._build_words(rule)
        self.actions_ = RuleActions(rule, feeds)
        self.actions_.changed.connect(self._soon.start)
        self._build_preview()
        self._build_yield(came)
        self._lay_out()
        self._typed()

    # Building

    def _build_words(self, rule: Rule) -> None:
        self.form = [QLineEdit() for _place in range(3)]
        hints = (_("any of: mamba, state space"), _("all of: audio, speech"), _("none of: survey"))
        for line, hint in zip(self.form, hints, strict=True):
            line.setPlaceholderText(hint)
            line.setAccessibleName(hint.partition(":")[0])
            line.textEdited.connect(lambda _text: self._write())
        self.part = QComboBox()
        self.part.setAccessibleName(_("Where to look"))
        for name, words in PARTS.items():
            self.part.addItem(_(words), name)
        self.part.activated.connect(lambda _place: self._write())
        self.text = QLineEdit(rule.text)
        self.text.setAccessibleName(_("What it looks for"))
        self.text.setPlaceholderText(_("What it looks for, as in the search box"))
        self.text.setClearButtonEnabled(True)
        self.text.textChanged.connect(lambda _text: self._typed())
        self.fault = QLabel()
        self.fault.setTextFormat(Qt.TextFormat.PlainText)
        self.fault.setWordWrap(True)
        self.fault.setObjectName("fault")
        self.mend = QPushButton()
        self.mend.setAutoDefault(False)
        self.mend.setObjectName("mend")
        self.mend.clicked.connect(lambda _checked=False: self.text.setText(self._mending))
        self.name = QLineEdit(rule.name)
        self.name.setPlaceholderText(_("Its name; without one it goes by its words"))
        self.name.setAccessibleName(_("Name of the rule"))

    def _build_preview(self) -> None:
        self.said = plain("", "dim")
        self.others = plain("", "dim")
        self.span = QComboBox()
        self.span.setAccessibleName(_("How far back to look"))
        for days in SPANS:
            self.span.addItem(_("the last {days} days").format(days=days), days)
        self.span.activated.connect(lambda _place: self._ask())
        self.papers = QListWidget()
        self.papers.setObjectName("plainList")
        self.papers.setAccessibleName(_("What it would have found"))
        self.papers.setWordWrap(True)
        self.papers.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.papers.setSelectionMode(QListWidget.SelectionMode.NoSelection)

    def _build_yield(self, came: Yield | None) -> None:
        self.came = plain(came_of(came) if came else "", "dim")
        told = ignored(came) if came else ""
        self.ignored = plain(told)
        self.only_list = QPushButton(_("Only fill its list"))
        self.only_list.setAutoDefault(False)
        self.only_list.clicked.connect(lambda _checked=False: self.actions_.notify.setChecked(False))
        self.ignored.setVisible(bool(told))
        self.only_list.setVisible(bool(told))

    def _left(self, unit: int) -> QVBoxLayout:
        left = QVBoxLayout()
        left.setSpacing(unit)
        form = QGridLayout()
        form.setSpacing(unit)
        form.addWidget(self.form[0], 0, 0)
        form.addWidget(self.form[1], 0, 1)
        form.addWidget(self.form[2], 1, 0)
        form.addWidget(self.part, 1, 1)
        left.addWidget(plain(_("Papers with"), "heading"))
        left.addLayout(form)
        left.addWidget(self.text)
        mending = QHBoxLayout()
        mending.addWidget(self.fault, 1)
        mending.addWidget(self.mend)
        left.addLayout(mending)
        left.addWidget(plain(_("What happens"), "heading"))
        left.addWidget(self.actions_)
        left.addWidget(self.name)
        left.addStretch(1)
        return left

    def _right(self, unit: int) -> QVBoxLayout:
        right = QVBoxLayout()
        right.setSpacing(unit)
        top = QHBoxLayout()
        heading = plain(_("Tried on"), "heading")
        heading.setWordWrap(False)
        top.addWidget(heading)
        top.addWidget(self.span)
        top.addStretch(1)
        right.addLayout(top)
        right.addWidget(self.said)
        right.addWidget(self.others)
        right.addWidget(self.papers, 1)
        right.addWidget(self.came)
        right.addWidget(self.ignored)
        right.addWidget(self.only_list)
        return right

    def _lay_out(self) -> None:
        unit = scaled(self.font(), 8)
        sides = QHBoxLayout()
        sides.setSpacing(unit * 3)
        sides.addLayout(self._left(unit), 5)
        sides.addLayout(self._right(unit), 4)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.keep = buttons.addButton(_("Keep the rule"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.keep.setDefault(True)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        buttons.accepted.connect(self._keep)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(unit * 3, unit * 2, unit * 3, unit * 2)
        column.setSpacing(unit * 2)
        column.addLayout(sides, 1)
        column.addWidget(buttons)
        room = self.screen().availableGeometry().size()
        wanted = QSize(scaled(self.font(), 1000), scaled(self.font(), 540))
        self.resize(wanted.boundedTo(QSize(room.width() - 40, room.height() - 80)))
        (self.text if self._rule.text else self.form[0]).setFocus()

    # What the reader does

    def rule(self) -> Rule:
        """Give the rule as it stands here."""
        words = " ".join(self.text.text().split())
        return self.actions_.into(replace(self._rule, text=words, name=self.name.text().strip()))

    def _write(self) -> None:
        any_of, all_of, none_of = (line.text() for line in self.form)
        self.text.setText(written(any_of, all_of, none_of, str(self.part.currentData())))

    def _typed(self) -> None:
        self.show_fault(None)
        has_words = bool(self.text.text().strip())
        self.keep.setEnabled(has_words)
        if has_words:
            self._soon.start()
        else:
            self._soon.stop()
            self.papers.clear()
            self.others.clear()
            self.said.setText(_("What it would have found stands here while you type."))

    def _ask(self) -> None:
        if self.text.text().strip():
            self.preview_asked.emit(self.rule(), int(self.span.currentData()))

    def _keep(self) -> None:
        self.kept.emit(self.rule())

    # What is shown

    def show_fault(self, fault: QueryError | None) -> None:
        """Say what cannot be read, where, and what would be right; None: nothing is wrong."""
        told = problem(fault) if fault else None
        self.fault.setText(" ".join(filter(None, (told.what, told.kept))) if told else "")
        self.fault.setVisible(fault is not None)
        self._mending = fault.suggestion if fault else ""
        self.mend.setText(_("Write {text}").format(text=self._mending).replace("&", "&&"))
        self.mend.setVisible(bool(self._mending))
        same = fault is not None and fault.text == self.text.text()
        underline(self.text, fault.start if fault and same else 0, fault.end if fault and same else 0)
        if fault is not None:
            self.keep.setEnabled(False)
            self.papers.clear()
            self.others.clear()
            self.said.clear()

    def show_preview(self, preview: Preview, entries: Sequence[Entry]) -> None:
        """Show what the rule would have found, and its first papers."""
        self.show_fault(None)
        self.keep.setEnabled(True)
        self.said.setText(found(preview))
        self.others.setText(overlapping(preview, self._rules))
        self.others.setVisible(bool(self.others.text()))
        self.papers.clear()
        for entry in entries:
            day = entry.paper.published or entry.added.date()
            self.papers.addItem(f"{day:%d %b}  {legible(entry.paper.title)}")
