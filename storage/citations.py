"""The door's citation keys and live files: how the reader's papers are cited, and the .bib files that follow lists."""

from collections.abc import Mapping, Sequence

from storage import citing, live_files, views
from storage.connection import guarded, reading, writing
from storage.desk import Desk
from storage.live_model import LiveEntry, LiveFile, LiveId
from storage.model import Changes, Entry, PaperId, Trouble, View
from storage.query import parse
from storage.rows import chunks

_SHORT = 25
"""Papers in one transaction, so that another program's does not wait."""


class Citations(Desk):
    """Everything about citing."""

    @guarded
    def with_keys(self, listed: Sequence[Entry]) -> list[Entry]:
        """Give the same entries, each with its citation key; a key is dealt at first sight and then stays."""
        keyed: list[Entry] = []
        for some in chunks(listed, _SHORT):
            if all(entry.key for entry in some):
                keyed += some
                continue
            with writing(self._db):
                keyed += citing.with_keys(self._db, some, now=self._now(), template=self.key_template)
        return keyed

    @guarded
    def rename_key(self, number: PaperId, key: str) -> Changes:
        """Give a paper another citation key; the old one stays its own and is dealt to no other.

        Raises:
            NotFound: there is no such paper.
            KeyRefused: it cannot be a key, or another paper has it.
        """
        with self._act("rename key") as act:
            citing.rename(act, number, key)
            return act.close()

    @guarded
    def live_files(self) -> list[LiveFile]:
        """Give the .bib files that follow a list, oldest first."""
        return live_files.live_files(self._db)

    @guarded
    def add_live_file(self, asked: LiveFile) -> tuple[LiveFile, Changes]:
        """Let a .bib follow a list from now on; its `id` is ours to give. A path that is known changes what it follows.

        Raises:
            QueryError: its search cannot be read.
        """
        with self._act("add live file") as act:
            return live_files.add(act, asked), act.close()

    @guarded
    def pause_live_file(self, number: LiveId, *, on: bool) -> Changes:
        """Let a live file rest, or follow its list again.

        Raises:
            NotFound: there is no such live file.
        """
        with self._act("pause live file" if on else "resume live file") as act:
            live_files.pause(act, number, on=on)
            return act.close()

    @guarded
    def remove_live_file(self, number: LiveId) -> Changes:
        """Let a live file follow no more; what is in it stays.

        Raises:
            NotFound: there is no such live file.
        """
        with self._act("remove live file") as act:
            live_files.remove(act, number)
            return act.close()

    @guarded
    def cited_by(self, file: LiveFile) -> dict[PaperId, int]:
        """Give the papers of the list that a file follows, oldest first, each with the digest of its entry's facts."""
        with reading(self._db):
            view = View(file.list, search=file.search)
            query = parse(file.text) if file.text.strip() else None
            numbers = [
                PaperId(n) for n in views.numbers(self._db, view, query=query, at=self._at(), rising=self._rising)
            ]
            found = live_files.digests(self._db, numbers, file.extras)
        return {number: found[number] for number in reversed(numbers) if number in found}

    @guarded
    def live_entries(self, number: LiveId) -> dict[PaperId, LiveEntry]:
        """Give what we wrote last into a live file, by paper."""
        return live_files.live_entries(self._db, number)

    @guarded
    def wrote_live_file(self, number: LiveId, entries: Mapping[PaperId, LiveEntry], *, stat: str) -> None:
        """Remember what stands in a live file now, and its time and size; no act of the reader's."""
        with writing(self._db):
            live_files.wrote(self._db, number, entries, stat=stat, now=self._now())

    @guarded
    def live_file_troubled(self, number: LiveId, trouble: Trouble | None) -> None:
        """Remember why a live file is not as it should be; None: it is. No act of the reader's."""
        with writing(self._db):
            live_files.troubled(self._db, number, trouble, now=self._now())
