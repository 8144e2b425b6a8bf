"""The command that gives papers to other programs: export."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import click

from desktop import exporting
from desktop.cli.desk import Desk, ended_in_order, kept_search, read_input, with_desk
from desktop.cli.show import as_object, by_number
from desktop.files import write_whole
from desktop.language import _, ngettext
from storage import Entry, Library, ListName, PaperId, View


@click.command(
    help=_("Write a list as a bibliography, as notes or as JSON: the starred papers unless another is named.")
)
@click.argument("name", type=click.Choice(get_args(ListName)), default="starred", required=False)
@click.option("--format", "form", type=click.Choice([*exporting.BY_NAME]), default="bibtex", show_default=True)
@click.option("--query", "-q", "text", default="", help=_("Only papers that fit this search."))
@click.option(
    "--search", metavar="NAME", default="", help=_("The papers of a search that you keep, instead of a list.")
)
@click.option("--these", is_flag=True, help=_("The papers whose numbers are in the input, a line each, in that order."))
@click.option("--abstracts/--no-abstracts", default=None, help=_("With abstracts; RIS and CSL-JSON have them anyway."))
@click.option(
    "--tags/--no-tags", default=None, help=_("With your tags as keywords; RIS and CSL-JSON have them anyway.")
)
@click.option("--notes/--no-notes", default=None, help=_("With your notes; BibTeX and BibLaTeX go without them."))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help=_("The file to write, the folder for notes; else the output."),
)
@click.option("--progress", is_flag=True, help=_("With --json: say how far it is."))
@with_desk
def export(  # noqa: PLR0917  one for each option
    desk: Desk,
    name: ListName,
    form: str,
    text: str,
    search: str,
    these: bool,
    abstracts: bool | None,
    tags: bool | None,
    notes: bool | None,
    output: Path | None,
    progress: bool,
) -> None:
    """Export a list."""
    if form == "notes" and output is None:
        raise click.UsageError(_("Notes are files: name their folder with -o."))
    if output is not None and output.is_dir() != (form == "notes") and output.exists():
        raise click.UsageError(_("{file} is a folder.").format(file=output) if output.is_dir() else _no_folder(output))
    asked = {"abstract": abstracts, "tags": tags, "note": notes}
    known = exporting.BY_NAME[form]
    extras = [extra for extra in known.extras if (extra in known.usual if asked[extra] is None else asked[extra])]
    tell = _far(desk) if progress else exporting.said_nothing
    with ended_in_order(), desk.working(_("Writing papers")), desk.library() as library:
        entries = library.with_keys(_chosen(library, name, text, search, these=these))
        if form == "notes" and output is not None:
            _write_notes(desk, entries, output, tell)
            return
        if form == "json":
            feeds, rules = by_number(library.feeds(removed=True), library.rules())
            lines = (json.dumps(as_object(entry, feeds, rules), ensure_ascii=False) for entry in entries)
            written = "".join(f"{line}\n" for line in lines)
        else:
            written = exporting.written(form, entries, extras, tell=tell)
    if output is None:
        desk.write(written)
        return
    try:
        write_whole(output, written)
    except OSError as error:
        raise _unwritten(output, error) from error
    _say(desk, entries, output)


def _no_folder(output: Path) -> str:
    return _("{file} is a file; notes need a folder.").format(file=output)


def _chosen(library: Library, name: ListName, text: str, search: str, *, these: bool) -> list[Entry]:
    if these:
        numbers = [int(word) for word in read_input().split() if word.isdecimal() and len(word) < 19]
        return library.entries_of([PaperId(number) for number in dict.fromkeys(numbers)])
    if not search:
        return library.entries(name, text=text)
    return library.entries_of(
        [PaperId(n) for n in library.numbers(View(search=kept_search(library, search)), text=text)]
    )


def _far(desk: Desk) -> Callable[[int, int], None]:
    return lambda done, total: desk.emit({"done": done, "of": total}) if desk.as_json else None


def _write_notes(desk: Desk, entries: list[Entry], folder: Path, tell: exporting.Tell) -> None:
    try:
        changed = sum(1 for _note in exporting.write_notes(folder, entries, tell=tell))
    except OSError as error:
        raise _unwritten(Path(error.filename or folder), error) from error
    if desk.as_json:
        desk.emit({"written": str(folder), "papers": len(entries), "changed": changed})
        return
    count = ngettext("{count} note", "{count} notes", len(entries)).format(count=len(entries))
    desk.say(
        _("{count} in {folder}, {changed} of them new or changed").format(count=count, folder=folder, changed=changed)
    )


def _unwritten(output: Path, error: OSError) -> click.UsageError:
    reason = error.strerror or str(error)
    return click.UsageError(
        _("{file} cannot be written: {reason}. What was there stays as it was.").format(file=output, reason=reason)
    )


def _say(desk: Desk, entries: list[Entry], output: Path) -> None:
    if desk.as_json:
        desk.emit({"written": str(output), "papers": len(entries)})
    else:
        count = ngettext("{count} paper", "{count} papers", len(entries)).format(count=len(entries))
        desk.say(_("{count} written to {file}").format(count=count, file=output))
