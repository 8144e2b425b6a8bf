"""The command that gives papers to other programs: export."""

import json
from pathlib import Path
from typing import Final, get_args

import click

from desktop.cli.desk import Desk, with_desk
from desktop.cli.show import as_object, by_number
from desktop.files import write_whole
from desktop.language import _, ngettext
from storage import Entry, ListName

FORMATS: Final = ("bibtex", "biblatex", "ris", "csl-json", "markdown", "html", "json")
"""What a list can be written as; markdown and html are lists to send to others."""


@click.command(help=_("Write a list as a bibliography or as JSON: the starred papers unless another is named."))
@click.argument("name", type=click.Choice(get_args(ListName)), default="starred", required=False)
@click.option("--format", "form", type=click.Choice(FORMATS), default="bibtex", show_default=True)
@click.option("--query", "-q", "text", default="", help=_("Only papers that fit this search."))
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help=_("The file to write; else the output.")
)
@with_desk
def export(desk: Desk, name: ListName, form: str, text: str, output: Path | None) -> None:
    """Export a list."""
    with desk.working(_("Collecting papers")), desk.library() as library:
        entries = library.with_keys(library.entries(name, text=text))
        feeds, rules = by_number(library.feeds(removed=True), library.rules())
    if form == "json":
        lines = (json.dumps(as_object(entry, feeds, rules), ensure_ascii=False) for entry in entries)
        written = "".join(f"{line}\n" for line in lines)
    else:
        written = _written(form, entries)
    if output is None:
        desk.write(written)
        return
    try:
        write_whole(output, written)
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.UsageError(
            _("{file} cannot be written: {reason}. What was there stays as it was.").format(file=output, reason=reason)
        ) from error
    if desk.as_json:
        desk.emit({"written": str(output), "papers": len(entries)})
    else:
        count = ngettext("{count} paper", "{count} papers", len(entries)).format(count=len(entries))
        desk.say(_("{count} written to {file}").format(count=count, file=output))


def _written(form: str, entries: list[Entry]) -> str:
    """Give the entries in a format that other programs read."""
    # Each is a twentieth of the start of every other command.
    import storage

    match form:
        case "ris":
            return storage.to_ris(entries)
        case "csl-json":
            return storage.to_csl(entries)
        case "markdown":
            return storage.to_list(entries)
        case "html":
            return storage.to_html_list(entries)
        case _:
            return storage.to_bibtex(entries, flavour="biblatex" if form == "biblatex" else "bibtex")
