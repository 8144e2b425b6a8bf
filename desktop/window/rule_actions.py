"""What shall happen to the papers that a rule finds: the lower part of its editor."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)

from desktop.language import N_, _, ngettext
from desktop.window.help_columns import plain
from desktop.window.shelves import feed_name
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
        self.marks = {kind: self._box(_(words), kind in rule.marks) for kind, words in _MARKS.items()}
        self.tags = QLineEdit(", ".join(rule.tags))
        self.tags.setPlaceholderText(_("Tags, with commas between them"))
        self.tags.setAccessibleName(_("Tags that it gives"))
        self.on = self._box(_("On"), rule.paused is None)
        self.feeds = QPushButton()
        self.feeds.setAutoDefault(False)
        self.feeds.setAccessibleName(_("Feeds that it looks at"))
        self.feeds.setMenu(self._feed_menu())
        self._lay_out()
        self._say_feeds()

    def _box(self, text: str, checked: bool) -> QCheckBox:  # noqa: FBT001  a value to show
        box = QCheckBox(text)
        box.setChecked(checked)
        return box

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(7)
        grid.addWidget(self.notify, 0, 0, 1, 2)
        for place, box in enumerate(self.marks.values()):
            grid.addWidget(box, 1 + place // 2, place % 2)
        grid.addWidget(self.tags, 3, 0, 1, 2)
        looks = QHBoxLayout()
        label = plain(_("It looks at"))
        label.setWordWrap(False)
        looks.addWidget(label)
        looks.addWidget(self.feeds)
        looks.addStretch(1)
        looks.addWidget(self.on)
        grid.addLayout(looks, 4, 0, 1, 2)
        grid.setColumnStretch(1, 1)

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
            marks=tuple(kind for kind, box in self.marks.items() if box.isChecked()),
            tags=tuple(filter(None, (tag.strip() for tag in self.tags.text().split(",")))),
            feeds=tuple(sorted(self._chosen)),
            paused=None if self.on.isChecked() else resting,
        )
