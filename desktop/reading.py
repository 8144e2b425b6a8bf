"""The library as the window meets it: short reads at once, everything else in the background, every write in words."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.asking import Asking
from desktop.files import write_whole
from desktop.language import _, ngettext
from desktop.news import News
from desktop.problems import Problem
from storage import (
    Appearance,
    Changes,
    Counts,
    Entry,
    Feed,
    FeedId,
    FeedKind,
    Library,
    LiveFile,
    MarkKind,
    MergeReason,
    Paper,
    PaperId,
    Part,
    Rule,
    RuleId,
    SavedSearch,
    SearchId,
    Tag,
    View,
)

if TYPE_CHECKING:
    from array import array

T = TypeVar("T")

_LATELY: Final = timedelta(days=7)
_MOST_NEWS: Final = 200


class Reading(Asking):
    """What the window shows comes from here, and what the reader does goes here.

    `news` carries a News.
    """

    news = Signal(object)

    def __init__(
        self, folder: Path, now: Callable[[], datetime], parent: QObject | None = None, *, unread_days: int = 7
    ) -> None:
        """Open the library; errors as in Library."""
        super().__init__(folder, now, parent, unread_days=unread_days)
        self._asked = 0

    # Reads: those that give a value take well under a frame

    def numbers(self, view: View, text: str, done: Callable[["array[int]"], None]) -> None:
        """Find the papers of a view; the answer to an older question is dropped once there is a newer one."""
        self._newest(lambda library: library.numbers(view, text=text), done)

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

    def live_files(self) -> list[LiveFile]:
        """Give the .bib files that follow a list, oldest first."""
        return self.read(Library.live_files, [])

    def rules(self) -> list[Rule]:
        """Give the rules in force, oldest first."""
        return self.read(Library.rules, [])

    def tags(self) -> dict[str, int]:
        """Give the tags in use with the number of their papers, by name."""
        return self.read(Library.tags, {})

    def latest_day(self) -> date | None:
        """Give the newest day that a feed has announced papers for."""
        return self.read(Library.latest_day, None)

    def day_near(self, day: date, *, after: bool) -> date | None:
        """Give the nearest day before another, or after it, that has a list; None where there is none."""
        return self.read(partial(Library.day_near, day=day, after=after), None)

    def counts(self, done: Callable[[Counts], None]) -> None:
        """Count what stands beside the views."""
        self.ask(Library.counts, done)

    def parts(self, view: View, text: str, done: Callable[[list[Part]], None]) -> None:
        """Find the papers of a view in its parts, as `numbers` does."""
        self._newest(lambda library: library.parts(view, text=text), done)

    def _newest(self, work: Callable[[Library], T], done: Callable[[T], None]) -> None:
        self._asked += 1
        asked = self._asked

        def find(library: Library) -> T | None:
            return work(library) if asked == self._asked else None

        def take(found: T | None) -> None:
            if found is not None and asked == self._asked:
                done(found)

        self.ask(find, take)

    def tag_infos(self) -> list[Tag]:
        """Give the tags in use with their colours, by name."""
        return self.read(Library.tag_infos, [])

    def searches(self) -> list[SavedSearch]:
        """Give the searches that are kept, by name."""
        return self.read(Library.searches, [])

    def appearances(self, number: PaperId) -> list[tuple[FeedId, Appearance]]:
        """Give where a paper was shown, newest day first."""
        return self.read(partial(Library.appearances, number=number), [])

    def merged_into(self, number: PaperId) -> list[tuple[PaperId, Paper, MergeReason, datetime]]:
        """Give what was joined into a paper, latest first."""
        return self.read(partial(Library.merged_into, number=number), [])

    def suggestions(self, done: Callable[[list[tuple[PaperId, PaperId]]], None]) -> None:
        """Find the pairs of papers that may be one work."""
        self.ask(Library.suggestions, done)

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

    def add_quote(self, number: PaperId, text: str, *, place: str = "", note: str = "") -> None:
        """Keep a passage of a paper."""
        self.write(lambda library: library.add_quote(number, text, place=place, note=note), can_undo(_("Quote kept.")))

    def edit_quote(self, quote: int, *, text: str, place: str, note: str) -> None:
        """Change a kept passage."""
        said = can_undo(_("Quote changed."))
        self.write(lambda library: library.edit_quote(quote, text=text, place=place, note=note), said)

    def remove_quote(self, quote: int) -> None:
        """Take a kept passage away."""
        self.write(lambda library: library.remove_quote(quote), can_undo(_("Quote taken away.")))

    def move_later(self, numbers: Sequence[PaperId], *, before: PaperId | None) -> None:
        """Put papers of Later before another one there, or at the end."""
        self.write(lambda library: library.move_later(numbers, before=before), can_undo(_("Moved.")))

    def rename_tag(self, name: str, new: str) -> None:
        """Rename a tag with those below it; where the new name is a tag already, the two become one."""
        said = _("“{name}” is now “{new}”.").format(name=name, new=new)
        self.write(lambda library: library.rename_tag(name, new), can_undo(said))

    def delete_tag(self, name: str) -> None:
        """Take a tag, and those below it, from every paper."""
        said = _("Tag “{name}” deleted; its papers stay.").format(name=name)
        self.write(lambda library: library.delete_tag(name), can_undo(said))

    def colour_tag(self, name: str, colour: str) -> None:
        """Give a tag a colour, #rrggbb; empty: the program chooses."""
        said = _("“{name}” has another colour.").format(name=name)
        self.write(lambda library: library.colour_tag(name, colour), can_undo(said))

    def merge(self, loser: PaperId, winner: PaperId) -> None:
        """Make one paper part of another."""
        self.write(lambda library: library.merge(loser, winner), can_undo(_("Joined; every mark of both stays.")))

    def split(self, number: PaperId) -> None:
        """Take a paper out of the one that it was merged into."""
        self.write(lambda library: library.split(number), can_undo(_("Two papers again.")))

    def keep_apart(self, paper: PaperId, other: PaperId) -> None:
        """Say that two papers are two works."""
        self.write(lambda library: library.keep_apart(paper, other), can_undo(_("They stay two papers.")))

    def add_search(self, name: str, text: str) -> None:
        """Keep a search under a name."""
        self.write(lambda library: library.add_search(name, text)[1], can_undo(_("Search kept.")))

    def edit_search(self, number: SearchId, *, name: str, text: str) -> None:
        """Change a search that is kept."""
        self.write(lambda library: library.edit_search(number, name=name, text=text), can_undo(_("Search changed.")))

    def remove_search(self, number: SearchId) -> None:
        """Keep a search no more."""
        self.write(lambda library: library.remove_search(number), can_undo(_("Search removed.")))

    def edit_feed(
        self, number: FeedId, *, name: str | None = None, folder: str | None = None, paused: bool | None = None
    ) -> None:
        """Name a feed, put it into a folder, let it rest or take it up again."""
        said = _("Feed changed.") if paused is None else _("The feed rests.") if paused else _("Feed taken up again.")
        self.write(lambda library: library.edit_feed(number, name=name, folder=folder, paused=paused), can_undo(said))

    def rename_folder(self, name: str, new: str) -> None:
        """Give a folder another name; empty: its feeds lie in none."""
        said = _("Folder renamed.") if new else _("Folder “{name}” dissolved; its feeds stay.").format(name=name)
        self.write(lambda library: library.rename_folder(name, new), can_undo(said))

    def add_rule(self, text: str, like: Rule | None = None) -> None:
        """Keep a rule that does what `like` does; without it, it tells of what it finds."""

        def work(library: Library) -> Changes:
            rule = library.add_rule(text, like)
            return Changes("window", rules=frozenset({rule.id}), act="add rule")

        said = _("Papers with “{words}” will be told to you.") if like is None or like.notify else _("Rule kept.")
        self.write(work, can_undo(said.format(words=text.strip('"'))))

    def edit_rule(self, wanted: Rule) -> None:
        """Change a rule to what is wanted."""
        self.write(lambda library: library.edit_rule(wanted), can_undo(_("Rule changed.")))

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

    def with_keys(self, numbers: Sequence[PaperId], done: Callable[[list[Entry]], None]) -> None:
        """Give the entries of these papers with their citation keys."""
        self.ask(lambda library: library.with_keys(library.entries_of(numbers)), done)

    def export_starred(self, path: Path) -> None:
        """Write the starred papers to a .bib file."""
        self._export(lambda library: library.entries("starred"), path)

    def export_papers(self, numbers: Sequence[PaperId], path: Path) -> None:
        """Write these papers to a .bib file."""
        self._export(lambda library: library.entries_of(numbers), path)

    def _export(self, find: Callable[[Library], list[Entry]], path: Path) -> None:
        def work(library: Library) -> Problem | str:
            from storage import to_bibtex  # brings LaTeX's tables along

            entries = library.with_keys(find(library))
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

    def look_for_news(self, *, tell: bool) -> None:
        """Give `news` about matches; with `tell` those that have not been told yet, by any program, which then are."""

        def work(library: Library) -> News:
            latest = list(dict.fromkeys(paper for paper, _rule in library.matched(self._now() - _LATELY)))[:_MOST_NEWS]
            fresh = library.notices() if tell else []
            fired = {rule for _paper, rule in fresh}
            entries = library.entries_of(latest)
            news = News(
                fresh=tuple(library.entries_of(list(dict.fromkeys(paper for paper, _rule in fresh))[:_MOST_NEWS])),
                words=tuple(rule.text for rule in library.rules() if rule.id in fired),
                latest=tuple(entries[:5]),
                waiting=len({*library.numbers(View("later")), *(entry.id for entry in entries if entry.unread)}),
            )
            if fresh:  # written down first: what is told twice is worse than what stands in its list alone
                library.shown(fresh)
            return news

        if tell:
            self.ask(work, self.news.emit)
        else:
            self.renew("news", work, self.news.emit)


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
