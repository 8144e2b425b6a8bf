"""Which feeds and rules the reader follows: asks for a new one, begins with those of a first start."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog, QWidget

from desktop.feeds.kinds import cleaned_address, kind_of
from desktop.feeds.origins import ARXIV_DAYS, HF_DAYS, origins
from desktop.language import _
from desktop.window.welcome import Wishes

if TYPE_CHECKING:
    from desktop.reading import Reading


class Following(QObject):
    """Carries out the actions that are about feeds and rules."""

    def __init__(self, window: QWidget, reading: "Reading") -> None:
        super().__init__(window)
        self._window, self._reading = window, reading

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Give what to do for each deed that is about feeds and rules."""
        return {"add_feed": self.add_feed, "add_rule": self.add_rule}

    def add_feed(self) -> None:
        """Ask for the address of a feed and follow it."""
        text, fine = QInputDialog.getText(self._window, _("Add a feed"), _("Address of an RSS, Atom or JSON feed:"))
        address = cleaned_address(text) if fine else ""
        if fine and not address:
            self._reading.done.emit(_("This is no web address; it must begin with http:// or https://."))
        elif address:
            self._follow([address])

    def _follow(self, addresses: Iterable[str]) -> None:
        backfill = {"daily_papers": HF_DAYS, "arxiv": ARXIV_DAYS}
        for address in addresses:
            kind = kind_of(address)
            self._reading.add_feed(address, kind=kind, backfill=backfill.get(kind, 0))

    def add_rule(self) -> None:
        """Ask for words that deserve a notice."""
        text, fine = QInputDialog.getText(
            self._window, _("Add a rule"), _("Words, all of which a new paper must have; “a phrase”, -not:")
        )
        if fine and text.strip():
            self._reading.add_rule(text)

    def begin(self, wishes: Wishes) -> None:
        """Follow what the reader chose at the first start."""
        known = origins()
        daily = [f"{known.hf}/api/daily_papers"] if wishes.daily_papers else []
        self._follow([*daily, *(f"{known.arxiv_feeds}/rss/{category}" for category in wishes.categories)])
        if wishes.words:
            phrase = wishes.words if '"' in wishes.words else f'"{wishes.words}"'
            self._reading.add_rule(phrase)
