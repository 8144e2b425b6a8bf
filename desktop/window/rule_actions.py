"""What shall happen to the papers that a rule finds: the lower part of its editor."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSpinBox,
    QWidget,
)

from desktop.language import N_, _, ngettext
from desktop.window.help_columns import plain
from desktop.window.rule_words import HEATS
from desktop.window.shelves import feed_name
from desktop.window.type_sizes import scaled
from storage import Feed, FeedId, MarkKind, Rule

_MARKS: dict[MarkKind, str] = {
    "star": N_("Star them"),
    "later": N_("Put them in Later"),
    "read": N_("Mark them as read"),
    "dismissed": N_("Send them away"),
}


class RuleActions(QWidget):
    """Shows and gives what a rule does; `changed` where the reader changed which papers it looks at."""

    changed = Signal()

    def __init__(self, rule: Rule, feeds: Sequence[Feed], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._feeds = [feed for feed in feeds if feed.kind != "by_hand"]
        self._chosen: set[FeedId] = set(rule.feeds)
        self.notify = self._box(_("Tell me"), rule.notify)
        self.cap = QSpinBox()
        self.cap.setRange(0, 99)
        self.cap.setSpecialValueText(_("of all"))
        self.cap.setPrefix(_("of at most "))
        self.cap.setSuffix(_(" a day"))
        self.cap.setValue(rule.cap)
        self.cap.setMinimumWidth(scaled(self.font(), 150))
        self.cap.setAccessibleName(_("Papers a day that it tells of"))
        self.heat = QComboBox()
        self.heat.setAccessibleName(_("How hot a paper must be"))
        for heat, words in HEATS.items():
            self.heat.addItem(_(words), heat)
        nearest = min(HEATS, key=lambda heat: abs(heat - rule.heat))
        self.heat.setCurrentIndex(list(HEATS).index(nearest))
        self.exempt = self._box(_("Also while notices are paused or in quiet hours"), rule.exempt)
        self.marks = {kind: self._box(_(words), kind in rule.marks) for kind, words in _MARKS.items()}
        self.tags = QLineEdit(", ".join(rule.tags))
        self.tags.setPlaceholderText(_("Tags, with commas between them"))
        self.tags.setAccessibleName(_("Tags that it gives"))
        self.on = self._box(_("On"), rule.paused is None)
        self.feeds = QPushButton()
        self.feeds.setAutoDefault(False)
        self.feeds.setAccessibleName(_("Feeds that it looks at"))
        self.feeds.setMenu(self._feed_menu())
        self.notify.toggled.connect(self._follow_notify)
        self._lay_out()
        self._follow_notify(rule.notify)
        self._say_feeds()

    def _box(self, text: str, checked: bool) -> QCheckBox:  # noqa: FBT001  a value to show
        box = QCheckBox(text)
        box.setChecked(checked)
        return box

    def _lay_out(self) -> None:
        told = QHBoxLayout()
        told.setSpacing(10)
        for part in (self.notify, self.cap, self.heat):
            told.addWidget(part)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(7)
        grid.addLayout(told, 0, 0, 1, 2)
        grid.addWidget(self.exempt, 1, 0, 1, 2)
        for place, box in enumerate(self.marks.values()):
            grid.addWidget(box, 2 + place // 2, place % 2)
        grid.addWidget(self.tags, 4, 0, 1, 2)
        looks = QHBoxLayout()
        label = plain(_("It looks at"))
        label.setWordWrap(False)
        looks.addWidget(label)
        looks.addWidget(self.feeds)
        looks.addStretch(1)
        looks.addWidget(self.on)
        grid.addLayout(looks, 5, 0, 1, 2)
        grid.setColumnStretch(1, 1)

    def _follow_notify(self, on: bool) -> None:  # noqa: FBT001  a signal's
        for part in (self.cap, self.heat, self.exempt):
            part.setEnabled(on)

    def _feed_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAccessibleName(_("Feeds that it looks at"))
        for feed in self._feeds:
            action = menu.addAction(feed_name(feed).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(feed.id in self._chosen)
            action.toggled.connect(partial(self._choose, feed.id))
        return menu

    def _choose(self, number: FeedId, on: bool) -> None:  # noqa: FBT001  a signal's
        (self._chosen.add if on else self._chosen.discard)(number)
        self._say_feeds()
        self.changed.emit()

    def _say_feeds(self) -> None:
        names = [feed_name(feed) for feed in self._feeds if feed.id in self._chosen]
        if not names:
            self.feeds.setText(_("all feeds"))
        elif len(names) == 1:
            self.feeds.setText(names[0].replace("&", "&&"))
        else:
            self.feeds.setText(ngettext("{count} feed", "{count} feeds", len(names)).format(count=len(names)))

    def into(self, rule: Rule) -> Rule:
        """Give a rule that does what is shown here."""
        resting = rule.paused or rule.added
        return replace(
            rule,
            notify=self.notify.isChecked(),
            cap=self.cap.value(),
            heat=float(self.heat.currentData()),
            exempt=self.exempt.isChecked(),
            marks=tuple(kind for kind, box in self.marks.items() if box.isChecked()),
            tags=tuple(filter(None, (tag.strip() for tag in self.tags.text().split(",")))),
            feeds=tuple(sorted(self._chosen)),
            paused=None if self.on.isChecked() else resting,
        )
