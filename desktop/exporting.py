"""Papers on their way to other programs: which formats there are, and each as text or as a folder of notes. No Qt."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from desktop.files import write_whole
from desktop.language import N_

if TYPE_CHECKING:
    from storage import Entry

Extra = Literal["abstract", "tags", "note"]
Tell = Callable[[int, int], None]

AT_ONCE: Final = 250
"""Papers that are written between two words about how far it is."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name on the command line and for people, the ending of its files, what can be left out of it.

    `usual` are those of the extras that are written unless told otherwise; a folder has no ending.
    """

    name: str
    words: str
    ending: str
    extras: tuple[Extra, ...] = ()
    usual: tuple[Extra, ...] = ()


FORMATS: Final = (
    Format("bibtex", N_("BibTeX"), ".bib", ("abstract", "tags", "note")),
    Format("biblatex", N_("BibLaTeX"), ".bib", ("abstract", "tags", "note")),
    Format("ris", N_("RIS"), ".ris", ("abstract", "tags", "note"), ("abstract", "tags", "note")),
    Format("csl-json", N_("CSL-JSON"), ".json", ("abstract", "tags", "note"), ("abstract", "tags", "note")),
    Format("markdown", N_("Reading list in Markdown"), ".md", ("note",), ("note",)),
    Format("html", N_("Reading list in HTML"), ".html", ("note",), ("note",)),
    Format("notes", N_("A note for each paper, in a folder"), ""),
    Format("json", N_("JSON, a line a paper"), ".jsonl"),
)
"""Every format, in the order in which they are offered; lists are to send to others."""

BY_NAME: Final = {form.name: form for form in FORMATS}


def said_nothing(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def written(form: str, entries: Sequence["Entry"], extras: Sequence[str], *, tell: Tell = said_nothing) -> str:
    """Give entries, each with its key, in one of the formats that are a text; "json" is the command line's own."""
    total = len(entries)
    if form in {"csl-json", "html"}:  # one thing, which is not joined from parts
        tell(0, total)
        return _part(form, entries, extras)
    parts: list[str] = []
    for start in range(0, total, AT_ONCE):
        tell(start, total)
        parts.append(_part(form, entries[start : start + AT_ONCE], extras))
    return ("\n" if form in {"bibtex", "biblatex"} else "").join(parts)


def _part(form: str, entries: Sequence["Entry"], extras: Sequence[str]) -> str:
    # Each is a twentieth of the start of every other command.
    import storage

    entries = _without(entries, extras)
    tags, note = "tags" in extras, "note" in extras
    match form:
        case "ris":
            return storage.to_ris(entries, tags=tags, note=note)
        case "csl-json":
            return storage.to_csl(entries, tags=tags, note=note)
        case "markdown":
            return storage.to_list(entries)
        case "html":
            return storage.to_html_list(entries)
        case _:
            fields = storage.BibFields(abstract="abstract" in extras, tags=tags, note=note)
            return storage.to_bibtex(entries, flavour="biblatex" if form == "biblatex" else "bibtex", fields=fields)


def _without(entries: Sequence["Entry"], extras: Sequence[str]) -> Sequence["Entry"]:
    """Give the entries without what is to be left out."""
    if "abstract" not in extras:
        entries = [replace(entry, paper=replace(entry.paper, abstract="")) for entry in entries]
    if "note" not in extras:
        entries = [replace(entry, mark=replace(entry.mark, note="")) for entry in entries]
    return entries


def write_notes(folder: Path, entries: Sequence["Entry"], *, tell: Tell = said_nothing) -> Iterator[Path]:
    """Write a note for each paper into a folder, and give those that were written; others are as they should be.

    What stands below our line in a note stays; the note of a paper that got another key takes it along.

    Raises:
        OSError: one cannot be read or written; those before it are written.
    """
    import storage

    folder.mkdir(parents=True, exist_ok=True)
    for place, entry in enumerate(entries):
        if place % AT_ONCE == 0:
            tell(place, len(entries))
        path = folder / storage.note_name(entry.key)
        before = path if path.exists() else _under_an_old_key(folder, entry)
        text = before.read_text(encoding="utf-8") if before else ""
        note = storage.to_note(entry, text)
        if before != path or note != text:
            write_whole(path, note)
            if before not in {None, path}:
                Path(str(before)).unlink()
            yield path


def _under_an_old_key(folder: Path, entry: "Entry") -> Path | None:
    import storage

    for key in entry.old_keys:
        path = folder / storage.note_name(key)
        if path.exists() and f'\nkey: "{key}"\n' in path.read_text(encoding="utf-8"):
            return path
    return None
