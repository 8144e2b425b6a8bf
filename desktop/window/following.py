"""Which feeds and rules the reader follows: asks for new ones, begins with those of a first start."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from desktop.errand import Errand
from desktop.feeds.kinds import cleaned_address, kind_of
from desktop.feeds.origins import ARXIV_DAYS, HF_DAYS, origins
from desktop.language import _, ngettext
from desktop.problems import Problem
from desktop.window.welcome import Wishes
from storage import Library

if TYPE_CHECKING:
    from desktop.choices import Choices
    from desktop.reading import Reading


class Following(QObject):
    """Carries out the actions that are about feeds and rules; `followed` when there are feeds that were not there."""

    followed = Signal()

    def __init__(self, window: QWidget, reading: "Reading", choices: "Choices") -> None:
        super().__init__(window)
        self._window, self._reading, self._choices = window, reading, choices

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Give what to do for each deed that is about feeds and rules."""
        return {"add_feed": self.add_feed, "add_rule": self.add_rule, "import_feeds": self.import_feeds}

    def add_feed(self) -> None:
        """Ask for the address of a feed and follow it."""
        text, fine = QInputDialog.getText(self._window, _("Add a feed"), _("Address of an RSS, Atom or JSON feed:"))
        address = cleaned_address(text) if fine else ""
        if fine and not address:
            self._reading.done.emit(_("This is no web address; it must begin with http:// or https://."))
        elif address:
            kind = kind_of(address)
            self._reading.add_feed(address, kind=kind, backfill=_backfill(kind))

    def add_rule(self) -> None:
        """Ask for words that deserve a notice."""
        text, fine = QInputDialog.getText(
            self._window, _("Add a rule"), _("Words, all of which a new paper must have; “a phrase”, -not:")
        )
        if fine and text.strip():
            self._reading.add_rule(text)

    # The first start

    def begin(self, wishes: Wishes) -> None:
        """Follow what the reader chose at the first start."""
        known = origins(self._choices.now)
        daily = [f"{known.hf}/api/daily_papers"] if wishes.daily_papers else []
        self._follow([*daily, *(subject.address(known.arxiv_feeds) for subject in wishes.subjects)])
        if wishes.words:
            phrase = wishes.words if '"' in wishes.words else f'"{wishes.words}"'
            self._reading.add_rule(phrase)

    def _follow(self, addresses: Sequence[str]) -> None:
        def add(library: Library) -> None:
            for address in addresses:
                kind = kind_of(address)
                library.add_feed(address, kind=kind, backfill=_backfill(kind))

        # A check that began before they are stored would miss them.
        self._reading.ask(add, lambda _none: self.followed.emit())

    def import_feeds(self) -> None:
        """Follow the feeds of another reader's list."""
        name = self._file(_("Feeds of another reader"), "OPML (*.opml *.xml);;All (*)")
        if name:
            self._run(["feeds", "import", name], self._imported)

    def _imported(self, said: list[dict[str, Any]]) -> None:
        count = len(said)
        text = (
            ngettext("{count} feed added.", "{count} feeds added.", count) if count else _("Nothing new in that list.")
        )
        self._reading.done.emit(text.format(count=count))
        if count:
            self.followed.emit()

    def move_in(self) -> None:
        """Take the library of another computer, or a backup, as this one, which is empty."""
        name = self._file(_("A Papertray library"), "Papertray (*.db);;All (*)")
        if name:
            self._run(["move-in", name], self._moved)

    def _moved(self, said: list[dict[str, Any]]) -> None:
        papers = int(said[-1]["papers"]) if said else 0
        text = ngettext("{count} paper moved in.", "{count} papers moved in.", papers)
        self._reading.done.emit(text.format(count=f"{papers:,}"))
        self.followed.emit()

    def _file(self, title: str, kinds: str) -> str:
        return QFileDialog.getOpenFileName(self._window, title, str(Path.home()), kinds)[0]

    def _run(self, words: Sequence[str], done: Callable[[list[dict[str, Any]]], None]) -> None:
        errand = Errand(self._reading.path.parent, words, parent=self)
        said: list[dict[str, Any]] = []
        errand.said.connect(said.append)

        def ended(problem: Problem | None) -> None:
            errand.deleteLater()
            if problem is None:
                done(said)
            else:
                self._reading.failed.emit(problem)

        errand.ended.connect(ended)
        errand.start()


def _backfill(kind: str) -> int:
    return {"daily_papers": HF_DAYS, "arxiv": ARXIV_DAYS}.get(kind, 0)
