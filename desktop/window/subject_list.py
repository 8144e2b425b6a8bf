"""Subjects to be ticked: those of a field, or whichever fit what is typed; ticks stay whatever is shown."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from desktop.language import _
from desktop.subjects import Subject, in_words

_SUBJECT = Qt.ItemDataRole.UserRole
_ROOM = 24
"""Width in lines of text from which a subject's code has a place beside its name."""


class SubjectList(QTreeWidget):
    """Name, code and papers a day in a line with a tick; Space turns it."""

    ticked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plainTree")
        self.setAccessibleName(_("Subjects"))
        self.setColumnCount(3)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            self.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self._chosen: dict[Subject, None] = {}
        self.itemChanged.connect(self._turned)

    def chosen(self) -> list[Subject]:
        """Give what is ticked, in the order in which it was."""
        return list(self._chosen)

    def show_subjects(self, subjects: Sequence[Subject]) -> None:
        """Show these."""
        self.blockSignals(True)  # noqa: FBT003  Qt's own
        self.clear()
        for subject in subjects:
            shown = _("{count} a day").format(count=subject.daily)
            item = QTreeWidgetItem([subject.name, subject.label, shown])
            item.setData(0, _SUBJECT, subject)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(0, Qt.CheckState.Checked if subject in self._chosen else Qt.CheckState.Unchecked)
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            words = f"{subject.name}, {subject.label}, {in_words(subject.daily)}"
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, words)
            for column in (1, 2):
                item.setForeground(column, self.palette().placeholderText())
            item.setToolTip(0, f"{subject.name} ({subject.label}), {in_words(subject.daily)}")
            self.addTopLevelItem(item)
        if (first := self.topLevelItem(0)) is not None:
            self.setCurrentItem(first)
        self.blockSignals(False)  # noqa: FBT003

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Leave the room to the names where there is little."""
        self.setColumnHidden(1, event.size().width() < self.fontMetrics().height() * _ROOM)
        super().resizeEvent(event)

    def tick(self, subjects: Iterable[Subject]) -> None:
        """Tick these as well."""
        self._chosen.update(dict.fromkeys(subjects))
        for place in range(self.topLevelItemCount()):
            item = self.topLevelItem(place)
            if item is not None and item.data(0, _SUBJECT) in self._chosen:
                item.setCheckState(0, Qt.CheckState.Checked)
        self.ticked.emit()

    def _turned(self, item: QTreeWidgetItem, _column: int) -> None:
        subject = item.data(0, _SUBJECT)
        if item.checkState(0) is Qt.CheckState.Checked:
            self._chosen[subject] = None
        else:
            self._chosen.pop(subject, None)
        self.ticked.emit()
