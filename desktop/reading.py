"""The library as the window meets it: short reads at once, everything else in the background, every write in words."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.background import Background
from desktop.files import write_whole
from desktop.language import _, ngettext
from desktop.news import News
from desktop.problems import Problem, problem
from storage import (
    Changes,
    Counts,
    Entry,
    Feed,
    FeedId,
    FeedKind,
    Library,
    LibraryLocked,
    MarkKind,
    PaperId,
    Rule,
    RuleId,
    StorageError,
    View,
)

if TYPE_CHECKING:
    from array import array

T = TypeVar("T")

READ_PATIENCE: Final = 0.2
"""Seconds that the window stands still for another program at the very most."""

_LATELY: Final = timedelta(days=7)
_MOST_NEWS: Final = 200


class Reading(QObject):
    """What the window shows comes from here, and what the reader does goes here.

    `changed` carries Changes; those of other programs have the origin "poll" and empty sets: anything may have changed.
    `failed` carries a Problem, `done` a sentence about what was just done, `news` a News.
    """

    changed = Signal(object)
    failed = Signal(object)
    done = Signal(str)
    news = Signal(object)

    def __init__(self, folder: Path, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        """Open the library; errors as in Library."""
        super().__init__(parent)
        self._now = now
        self._library = _open(folder, now)
        self.path = self._library.path
        self._background = Background(lambda: Library(folder, origin="window", now=now), self)
        self._closed = False
        self._asked = 0
        self._version: int | None = None
        self._told_since = now()
        self._told: set[tuple[PaperId, RuleId]] = set()
        self.ask(Library.data_version, self._compare)

    def close(self) -> None:
        """Finish what is being written and let go of the library; what is asked after that is not answered."""
        self._closed = True
        self._background.close()
        self._library.close()

    # Reads: those that give a value take well under a frame

    def numbers(self, view: View, text: str, done: Callable[["array[int]"], None]) -> None:
        """Find the papers of a view; the answer to an older question is dropped once there is a newer one."""
        self._asked += 1
        asked = self._asked

        def find(library: Library) -> "array[int] | None":
            return library.numbers(view, text=text) if asked == self._asked else None

        def take(found: "array[int] | None") -> None:
            if found is not None and asked == self._asked:
                done(found)

        self.ask(find, take)

    def entries(self, numbers: Sequence[PaperId]) -> list[Entry]:
        """Give the entries of these papers in their order; one that is gone is left out."""
        return self.read(partial(Library.entries_of, numbers=numbers), [])

    def entry(self, number: PaperId) -> Entry | None:
        """Give one paper, None where there is none."""
        return next(iter(self.entries([number])), None)

    def votes(self, number: PaperId) -> list[tuple[datetime, int]]:
        """Give how the votes of a paper grew, oldest first."""
        return self.read(partial(Library.votes, number=number), [])

    def feeds(self) -> list[Feed]:
        """Give the feeds by number."""
        return self.read(Library.feeds, [])

    def rules(self) -> list[Rule]:
        """Give the rules in force, oldest first."""
        return self.read(Library.rules, [])

    def tags(self) -> dict[str, int]:
        """Give the tags in use with the number of their papers, by name."""
        return self.read(Library.tags, {})

    def latest_day(self) -> date | None:
        """Give the newest day that a feed has announced papers for."""
        return self.read(Library.latest_day, None)

    def counts(self, done: Callable[[Counts], None]) -> None:
        """Count what stands beside the views."""
        self.ask(Library.counts, done)

    def read(self, work: Callable[[Library], T], otherwise: T) -> T:
        """Read something that takes well under a frame; `otherwise` where it fails, and `failed` tells why."""
        try:
            return work(self._library)
        except StorageError as error:
            self._fail(error)
            return otherwise

    # Writes: each tells `changed` and, if the reader should hear of it, `done`

    def mark(self, numbers: Iterable[PaperId], kind: MarkKind, *, on: bool = True, by_itself: bool = False) -> None:
        """Set a mark on papers, or take it back."""
        papers = list(numbers)
        said = "" if by_itself else _marked(kind, len(papers), on=on)
        if papers:
            self.write(lambda library: library.mark(papers, kind, on=on, by_itself=by_itself), said)

    def tag(self, numbers: Iterable[PaperId], *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
        """Give papers tags and take tags from them."""
        papers = list(numbers)
        self.write(lambda library: library.tag(papers, add=add, remove=remove), can_undo(_("Tags changed.")))

    def set_note(self, number: PaperId, text: str) -> None:
        """Replace a paper's note."""
        self.write(lambda library: library.set_note(number, text))

    def add_quote(self, number: PaperId, text: str, *, place: str = "") -> None:
        """Keep a passage of a paper."""
        self.write(lambda library: library.add_quote(number, text, place=place), can_undo(_("Quote kept.")))

    def add_rule(self, text: str) -> None:
        """Keep a rule."""

        def work(library: Library) -> Changes:
            rule = library.add_rule(text)
            return Changes("window", rules=frozenset({rule.id}), act="add rule")

        self.write(work, _("Papers with “{words}” will be told to you.").format(words=text))

    def remove_rule(self, number: RuleId) -> None:
        """Take a rule out of force."""
        self.write(lambda library: library.remove_rule(number), can_undo(_("Rule removed.")))

    def add_feed(self, url: str, *, kind: FeedKind = "feed", title: str = "", backfill: int = 0) -> None:
        """Follow a feed."""

        def added(changes: Changes) -> None:
            self.changed.emit(changes)
            self.done.emit(can_undo(_("Feed added.")) if changes.feeds else _("You follow this feed already."))

        self.ask(lambda library: library.add_feed(url, kind=kind, title=title, backfill=backfill)[1], added)

    def remove_feed(self, number: FeedId) -> None:
        """Follow a feed no more."""
        said = _("Feed removed; its papers stay.")
        self.write(lambda library: library.remove_feed(number), can_undo(said))

    def opened(self, number: PaperId, what: str) -> None:
        """Remember that the reader opened something of a paper."""
        self.write(lambda library: library.opened(number, what))

    def undo(self) -> None:
        """Take back the newest act."""
        self.write(Library.undo, _("Taken back. Ctrl+Shift+Z does it again."))

    def redo(self) -> None:
        """Do again what was taken back last."""
        self.write(Library.redo, _("Done again."))

    def with_keys(self, numbers: Sequence[PaperId], done: Callable[[list[Entry]], None]) -> None:
        """Give the entries of these papers with their citation keys."""
        self.ask(lambda library: library.with_keys(library.entries_of(numbers)), done)

    def export_starred(self, path: Path) -> None:
        """Write the starred papers to a .bib file."""

        def work(library: Library) -> Problem | str:
            from storage import to_bibtex  # brings LaTeX's tables along

            entries = library.with_keys(library.entries("starred"))
            try:
                write_whole(path, to_bibtex(entries))
            except OSError as error:
                reason = error.strerror or str(error)
                return Problem(
                    _("{file} cannot be written: {reason}.").format(file=path, reason=reason),
                    _("What was there stays as it was."),
                )
            count = ngettext("{count} paper", "{count} papers", len(entries)).format(count=len(entries))
            return _("{count} written to {file}").format(count=count, file=path)

        self.ask(work, lambda said: self.done.emit(said) if isinstance(said, str) else self.failed.emit(said))

    def write(self, work: Callable[[Library], Changes], said: str = "") -> None:
        """Do one act in the background, then tell `changed`, and `done` if there is something to say."""

        def written(changes: Changes) -> None:
            self.changed.emit(changes)
            if said:
                self.done.emit(said)

        self.ask(work, written)

    def ask(self, work: Callable[[Library], T], done: Callable[[T], None], *, owner: QObject | None = None) -> None:
        """Do work in the background and hand its result to `done`; `failed` tells why there is none.

        An `owner` that is gone by then is told nothing.
        """
        if not self._closed:
            self._background.run(work, owner=owner or self, done=done, failed=self._fail)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, StorageError):
            self.failed.emit(problem(error))
        else:
            self.failed.emit(Problem(_("Something in Papertray went wrong."), then=_("The log says what.")))

    # What others write

    def look(self) -> None:
        """Tell `changed` if another program has written since the last look: what Watch calls at every write."""
        # The connection that writes for the window does not count its own commits.
        self.ask(Library.data_version, self._compare)

    def _compare(self, version: int) -> None:
        before, self._version = self._version, version
        if before is not None and before != version:
            self.changed.emit(Changes("poll"))

    def look_for_news(self, *, tell: bool) -> None:
        """Give `news` about matches; with `tell` those that have not been told yet, which then are."""

        def work(library: Library) -> tuple[list[tuple[PaperId, RuleId]], list[Entry], int, list[Rule]]:
            matched = library.matched(self._now() - _LATELY)
            papers = list(dict.fromkeys(paper for paper, _rule in matched))[:_MOST_NEWS]
            fresh = library.matched(self._told_since) if tell else []
            later = library.numbers(View("later"))
            entries = library.entries_of(papers)
            waiting = len({*later, *(entry.id for entry in entries if entry.unread)})
            return fresh, entries, waiting, library.rules()

        def take(found: tuple[list[tuple[PaperId, RuleId]], list[Entry], int, list[Rule]]) -> None:
            matched, entries, waiting, rules = found
            fresh = {pair for pair in matched if pair not in self._told}
            self._told |= fresh
            papers = {paper for paper, _rule in fresh}
            names = {rule for _paper, rule in fresh}
            self.news.emit(
                News(
                    fresh=tuple(entry for entry in entries if entry.id in papers),
                    words=tuple(rule.text for rule in rules if rule.id in names),
                    latest=tuple(entries[:5]),
                    waiting=waiting,
                )
            )

        self.ask(work, take)


def _open(folder: Path, now: Callable[[], datetime]) -> Library:
    try:
        return Library(folder, origin="window", now=now, patience=READ_PATIENCE)
    except LibraryLocked:
        # Another program is making or changing the file right now; that is worth the usual patience, once.
        Library(folder, origin="window", now=now).close()
        return Library(folder, origin="window", now=now, patience=READ_PATIENCE)


def can_undo(said: str) -> str:
    """Add to what was done that it can be taken back, and how."""
    return _("{said} Ctrl+Z takes it back.").format(said=said)


def _marked(kind: MarkKind, count: int, *, on: bool) -> str:
    words = {
        "star": (_("Starred."), _("Star taken away.")),
        "later": (_("Put in Later."), _("Taken out of Later.")),
        "done": (_("Done."), _("Not done.")),
        "dismissed": (_("Sent away."), _("Back again.")),
        "read": (_("Marked as read."), _("Marked as unread.")),
    }
    said = words[kind][0 if on else 1]
    if count > 1:
        papers = ngettext("{count} paper", "{count} papers", count).format(count=count)
        said = f"{papers}: {said}"
    return can_undo(said)
