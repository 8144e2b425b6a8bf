"""What an owner had said of a paper in another program or another library, taken along without replacing anything."""

import sqlite3
from typing import Final, cast

from storage import citing, marks, papers, tagging
from storage.citation_keys import is_key
from storage.cited import Brings, Cited
from storage.errors import KeyRefused
from storage.journal import Act
from storage.model import Entry, Mark, MarkKind, PaperId
from storage.rows import places

_KINDS: Final[dict[str, MarkKind]] = {"starred": "star"}


def bring(act: Act, number: PaperId, cited: Cited) -> None:
    """Give a paper the marks, tags, note, quotes and key that it had, where the reader has said nothing else here."""
    number = papers.roots(act.db, [number])[number]
    for mark in cited.marks:
        marks.set_mark(act, [number], _KINDS.get(mark, cast("MarkKind", mark)), on=True)
    tags = [name for name in cited.tags if tagging.tag_name(name)]
    if tags:
        tagging.tag(act, [number], add=tags)
    own = list(papers.members(act.db, [number]))
    if cited.note.strip() and not _any(act, "notes", own):
        marks.set_note(act, number, cited.note)
    there = {quote.text for quote in marks.quotes_of(act.db, papers.members(act.db, [number])).get(number, ())}
    for text, place, note in cited.quotes:
        if text not in there:
            marks.add_quote(act, number, text, place=place, note=note)
    if cited.key and not _any(act, "cite_keys", own):
        try:
            citing.rename(act, number, cited.key)
        except KeyRefused:
            return  # another paper has it, or LaTeX could not take it: this one is dealt a key of its own


def would_bring(db: sqlite3.Connection, there: Entry | None, cited: Cited) -> Brings:
    """Say what `bring` would change; None stands for a paper that is not here yet."""
    mark = there.mark if there else Mark()
    known = {tag.casefold() for tag in mark.tags}
    tags = [name for name in cited.tags if (tag := tagging.tag_name(name)) and tag.casefold() not in known]
    quotes = {quote.text for quote in there.quotes} if there else set[str]()
    usable = is_key(cited.key) and (bool(there and there.key) or not citing.is_taken(db, cited.key))
    kept = [
        name
        for name, here, brought in (
            ("note", mark.note, cited.note.strip()),
            ("key", there.key if there else "", cited.key if usable else ""),
        )
        if here and brought and here != brought
    ]
    return Brings(
        tags=tuple(dict.fromkeys(tags)),
        marks=tuple(name for name in cited.marks if not getattr(mark, name)),
        note=bool(cited.note.strip()) and not mark.note,
        quotes=sum(text not in quotes for text, _place, _note in cited.quotes),
        key=cited.key if usable and not (there and there.key) else "",
        kept=tuple(kept),
    )


def _any(act: Act, table: str, own: list[int]) -> bool:
    found = act.db.execute(f"SELECT 1 FROM {table} WHERE paper IN ({places(own)})", own)  # noqa: S608  ours
    return found.fetchone() is not None
