"""Which feeds and rules the reader follows: asks for new ones, begins with those of a first start."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import Shiboken

from desktop.errand import Errand
from desktop.feeds.kinds import kind_of
from desktop.feeds.origins import ARXIV_DAYS, HF_DAYS, origins
from desktop.language import _, ngettext
from desktop.problems import Problem
from desktop.reading import can_undo
from desktop.window.welcome import Wishes
from storage import Feed, FeedId, Library, View

if TYPE_CHECKING:
    from desktop.choices import Choices
    from desktop.reading import Reading
    from desktop.window.add_feed_dialog import AddFeedDialog
    from desktop.window.feeds_dialog import FeedsDialog


class Following(QObject):
    """Carries out the actions that are about feeds; `followed` when there are feeds that were not there."""

    followed = Signal()

    def __init__(self, window: QWidget, reading: "Reading", choices: "Choices", now: Callable[[], datetime]) -> None:
        super().__init__(window)
        self._window, self._reading, self._choices, self._now = window, reading, choices, now

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Give what to do for each deed that is about feeds."""
        return {
            "add_feed": self.add_feed,
            "import_feeds": self.import_feeds,
            "feeds": self.manage,
            "back_up": self.back_up,
        }

    # Feeds

    def add_feed(self, over: QWidget | None = None) -> None:
        """Ask for feeds, by address with a look at what is there, or by subject; `over` another dialog."""
        from desktop.window.add_feed_dialog import AddFeedDialog

        dialog = AddFeedDialog(origins(self._choices.now).arxiv_feeds, over or self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.look_asked.connect(lambda address, linked: self._look(dialog, address, linked=linked))
        dialog.chosen.connect(self._add)
        dialog.open()

    def _look(self, dialog: "AddFeedDialog", address: str, *, linked: bool) -> None:
        def show(said: list[dict[str, Any]]) -> None:
            if Shiboken.isValid(dialog):
                dialog.show_seen(said)

        self._run(["feeds", "look", *["--linked"][:linked], address], show)

    def _add(self, addresses: Sequence[str]) -> None:
        said = ngettext("{count} feed added.", "{count} feeds added.", len(addresses)).format(count=len(addresses))
        self._follow(addresses, said)

    def manage(self) -> None:
        """Show all feeds and how they fare."""
        from desktop.window.feeds_dialog import FeedsDialog

        dialog = FeedsDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        reading = self._reading
        dialog.edited.connect(lambda number, name, folder: reading.edit_feed(FeedId(number), name=name, folder=folder))
        dialog.paused.connect(lambda number, on: reading.edit_feed(FeedId(number), paused=on))
        dialog.removed.connect(lambda number: reading.remove_feed(FeedId(number)))
        dialog.add_asked.connect(lambda: self.add_feed(dialog))
        dialog.import_asked.connect(self.import_feeds)
        dialog.export_asked.connect(self._export)
        refill = partial(self._fill, dialog)
        reading.changed.connect(refill)
        dialog.finished.connect(lambda _how: reading.changed.disconnect(refill))
        refill()
        dialog.open()

    def _fill(self, dialog: "FeedsDialog", _changes: object = None) -> None:
        def work(library: Library) -> tuple[list[Feed], dict[FeedId, int]]:
            feeds = library.feeds()
            return feeds, {feed.id: len(library.numbers(View(feed=feed.id))) for feed in feeds}

        def show(found: tuple[list[Feed], dict[FeedId, int]]) -> None:
            dialog.show_feeds(*found, self._now())

        self._reading.ask(work, show, owner=dialog)

    def _export(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self._window, _("Take the feeds out"), str(Path.home() / "papertray.opml"), "OPML (*.opml)"
        )
        if name:
            said = _("The feeds are written to {file}.").format(file=name)
            self._run(["feeds", "export", name], lambda _said: self._reading.done.emit(said))

    # The first start

    def begin(self, wishes: Wishes) -> None:
        """Follow what the reader chose at the first start."""
        known = origins(self._choices.now)
        daily = [f"{known.hf}/api/daily_papers"] if wishes.daily_papers else []
        self._follow([*daily, *(subject.address(known.arxiv_feeds) for subject in wishes.subjects)])
        if wishes.words:
            phrase = wishes.words if '"' in wishes.words else f'"{wishes.words}"'
            self._reading.add_rule(phrase)

    def _follow(self, addresses: Sequence[str], said: str = "") -> None:
        def add(library: Library) -> None:
            for address in addresses:
                kind = kind_of(address)
                library.add_feed(address, kind=kind, backfill=_backfill(kind))

        def added(_none: None) -> None:
            self.followed.emit()
            if said:
                self._reading.done.emit(can_undo(said))

        # A check that began before they are stored would miss them.
        self._reading.ask(add, added)

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
        name = self._file(_("A Papertray library"), "Papertray (*.db *.db.gz);;All (*)")
        if name:
            self._run(["move-in", name], self._moved)

    def _moved(self, said: list[dict[str, Any]]) -> None:
        papers = int(said[-1]["papers"]) if said else 0
        text = ngettext("{count} paper moved in.", "{count} papers moved in.", papers)
        self._reading.done.emit(text.format(count=f"{papers:,}"))
        self.followed.emit()

    def back_up(self) -> None:
        """Copy the whole library to a file, checked, while everything goes on."""
        usual = Path.home() / f"papertray-{self._now():%Y-%m-%d}.db"
        name, _kind = QFileDialog.getSaveFileName(
            self._window, _("Back up the library"), str(usual), "Papertray (*.db);;All (*)"
        )
        if name:
            self._reading.done.emit(_("Copying and checking the library…"))
            self._run(["backup", name], self._backed_up)

    def _backed_up(self, said: list[dict[str, Any]]) -> None:
        made = said[-1] if said else {}
        papers = int(made.get("papers", 0))
        text = ngettext(
            "{count} paper and all that you wrote are in {file}, checked.",
            "{count} papers and all that you wrote are in {file}, checked.",
            papers,
        )
        self._reading.done.emit(text.format(count=f"{papers:,}", file=made.get("written", "")))

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
