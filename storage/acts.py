"""The door's acts: what the reader does with papers, one transaction and one row of the journal each."""

from collections.abc import Iterable, Mapping, Sequence

from storage import arrivals, bringing, joining, journal, marks, reading_list, tagging
from storage.cited import Brings, Cited
from storage.connection import guarded, reading, writing
from storage.desk import Desk
from storage.model import Changes, Entry, MarkKind, PaperId


class Acts(Desk):
    """Everything that the reader does with papers; each gives what it touched."""

    @guarded
    def mark(self, numbers: Iterable[PaperId], kind: MarkKind, *, on: bool = True, by_itself: bool = False) -> Changes:
        """Set a mark on papers, or take it back; `by_itself` is no act of the reader's that undo would take back."""
        with self._act(kind if on else f"not {kind}", by_itself=by_itself) as act:
            marks.set_mark(act, numbers, kind, on=on)
            return act.close()

    @guarded
    def tag(self, numbers: Iterable[PaperId], *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> Changes:
        """Give papers tags and take tags from them.

        Raises:
            NotFound: a tag to remove that was never given.
        """
        with self._act("tag") as act:
            tagging.tag(act, numbers, add=add, remove=remove)
            return act.close()

    @guarded
    def set_note(self, number: PaperId, text: str) -> Changes:
        """Replace a paper's note; an empty text takes it away."""
        with self._act("note") as act:
            marks.set_note(act, number, text)
            return act.close()

    @guarded
    def add_quote(self, number: PaperId, text: str, *, place: str = "", note: str = "") -> Changes:
        """Keep a passage of a paper."""
        with self._act("quote") as act:
            marks.add_quote(act, number, text, place=place, note=note)
            return act.close()

    @guarded
    def edit_quote(self, quote: int, *, text: str, place: str, note: str) -> Changes:
        """Change a kept passage, its place and what the reader thinks of it.

        Raises:
            NotFound: there is no such quote.
        """
        with self._act("edit quote") as act:
            marks.edit_quote(act, quote, text=text, place=place, note=note)
            return act.close()

    @guarded
    def remove_quote(self, quote: int) -> Changes:
        """Take a kept passage away.

        Raises:
            NotFound: there is no such quote.
        """
        with self._act("remove quote") as act:
            marks.remove_quote(act, quote)
            return act.close()

    @guarded
    def opened(self, number: PaperId, what: str) -> Changes:
        """Remember that the reader opened something of a paper; no act to take back."""
        with writing(self._db):
            marks.opened(self._db, number, what, now=self._now(), origin=self._origin)
        return Changes(self._origin, papers=frozenset({number}))

    @guarded
    def move_later(self, numbers: Sequence[PaperId], *, before: PaperId | None) -> Changes:
        """Put papers of Later, in this order, before another one there; None: at the end.

        Raises:
            NotFound: `before` is not in Later.
        """
        with self._act("move later") as act:
            reading_list.move(act, numbers, before=before)
            return act.close()

    @guarded
    def rename_tag(self, name: str, new: str) -> Changes:
        """Rename a tag with those below it; where the new name is a tag already, the two become one.

        Raises:
            NotFound: there is no such tag, or the new name is empty.
        """
        with self._act("rename tag") as act:
            tagging.rename(act, name, new)
            return act.close()

    @guarded
    def delete_tag(self, name: str) -> Changes:
        """Take a tag, and those below it, from every paper.

        Raises:
            NotFound: there is no such tag.
        """
        with self._act("delete tag") as act:
            tagging.delete(act, name)
            return act.close()

    @guarded
    def colour_tag(self, name: str, colour: str) -> Changes:
        """Give a tag a colour, #rrggbb; empty: the program chooses.

        Raises:
            NotFound: there is no such tag.
            ValueError: it is no such colour.
        """
        with self._act("colour tag") as act:
            tagging.colour(act, name, colour)
            return act.close()

    @guarded
    def merge(self, loser: PaperId, winner: PaperId) -> Changes:
        """Make one paper part of another, whatever was suggested or said before; every mark of both stays.

        Raises:
            NotFound: there is no such paper.
        """
        with self._act("merge") as act:
            joining.merge(act, loser, winner)
            return act.close()

    @guarded
    def split(self, number: PaperId) -> Changes:
        """Take a paper out of the one that it was merged into (merged_into), and keep the two apart from now on.

        Raises:
            NotFound: no merge took this paper.
        """
        with self._act("split") as act:
            joining.split(act, number)
            return act.close()

    @guarded
    def keep_apart(self, paper: PaperId, other: PaperId) -> Changes:
        """Say that two papers are two works: nothing joins them or suggests it any more.

        Raises:
            NotFound: there is no such paper.
        """
        with self._act("keep apart") as act:
            joining.keep_apart(act, paper, other)
            return act.close()

    @guarded
    def undo(self) -> Changes:
        """Take back the newest act.

        Raises:
            NothingToUndo: there is none.
        """
        with writing(self._db):
            return journal.undo(self._db, origin=self._origin, now=self._now())

    @guarded
    def redo(self) -> Changes:
        """Do again what was taken back last.

        Raises:
            NothingToUndo: there is none.
        """
        with writing(self._db):
            return journal.redo(self._db, origin=self._origin, now=self._now())

    @guarded
    def would_bring(self, pairs: Sequence[tuple[Entry | None, Cited]]) -> list[Brings]:
        """Say of each what `added` would change by bringing it; None stands for a paper that is not here yet."""
        with reading(self._db):
            return [bringing.would_bring(self._db, there, cited) for there, cited in pairs]

    @guarded
    def added(
        self,
        numbers: Iterable[PaperId],
        *,
        kinds: Sequence[MarkKind] = (),
        tags: Mapping[PaperId, Sequence[str]] | None = None,
        known: Iterable[PaperId] = (),
        brought: Mapping[PaperId, Cited] | None = None,
    ) -> Changes:
        """Write down that the reader added these papers, so that it can be taken back.

        They get marks and tags in the same act; so do those that were asked for but `known` before. `brought` is what
        an owner had said of a paper elsewhere: it fills what the reader has not said here, and replaces nothing.
        """
        new = list(dict.fromkeys(numbers))
        with self._act("import" if brought else "add") as act:
            for number in new:
                act.note("papers", {"id": number}, None, arrivals.add_row(self._db, number))
            for kind in kinds:
                marks.set_mark(act, [*new, *known], kind, on=True)
            for number, names in (tags or {}).items():
                tagging.tag(act, [number], add=[name for name in names if tagging.tag_name(name)])
            for number, cited in (brought or {}).items():
                bringing.bring(act, number, cited)
            return act.close()
