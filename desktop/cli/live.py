"""Commands for live .bib files: add, list, pause, resume, remove, refresh."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, cast, get_args

import click

from desktop import live as keeping
from desktop.cli.desk import NUMBER, Desk, Status, end, kept_search, with_desk
from desktop.language import _, ngettext
from desktop.live import Written
from desktop.problems import live_trouble
from storage import ListName, LiveFile, LiveId, SearchId


@click.group(help=_("Bibliographies that follow a list: a star is in the file within a second."))
def live() -> None:
    """Hold the commands for live files."""


@live.command(help=_("Let FILE follow a list, the starred papers unless another is named; what others wrote stays."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("name", type=click.Choice(get_args(ListName)), default="starred", required=False)
@click.option("--query", "-q", "text", default="", help=_("Only papers that fit this search, as tag:thesis."))
@click.option(
    "--search", metavar="NAME", default="", help=_("The papers of a search that you keep, instead of a list.")
)
@click.option("--flavour", type=click.Choice(["bibtex", "biblatex"]), default="bibtex", show_default=True)
@click.option("--abstracts", is_flag=True, help=_("Write abstracts too."))
@click.option("--tags", is_flag=True, help=_("Write your tags as keywords."))
@click.option("--notes", is_flag=True, help=_("Write your notes too."))
@click.option("--run", "command", default="", help=_("A command of yours to run in the file's folder after a write."))
@with_desk
def add(  # noqa: PLR0917  options
    desk: Desk,
    file: Path,
    name: ListName,
    text: str,
    search: str,
    flavour: str,
    abstracts: bool,
    tags: bool,
    notes: bool,
    command: str,
) -> None:
    """Let a file follow a list, and write it."""
    extras = [extra for extra, on in (("abstract", abstracts), ("tags", tags), ("note", notes)) if on]
    try:
        words = tuple(shlex.split(command))
    except ValueError as error:
        raise click.UsageError(_("--run cannot be read as a command: {reason}").format(reason=error)) from error
    with desk.library() as library:
        asked = LiveFile(
            id=LiveId(0),
            path=str(file.expanduser().absolute()),
            list="all" if search else name,
            text=text,
            search=kept_search(library, search) if search else None,
            flavour=cast("Literal['bibtex', 'biblatex']", flavour),
            extras=tuple(extras),
            command=words,
        )
        made, _changes = library.add_live_file(asked)
        done = keeping.refresh(desk.folder, library, run=keeping.run_command)
    _report(desk, [written for written in done if written.file.id == made.id])


@live.command("list", help=_("Show the live files, and what is wrong with them."))
@with_desk
def list_(desk: Desk) -> None:
    """Show the live files."""
    with desk.library() as library:
        found = library.live_files()
        names = {one.id: one.name for one in library.searches()}
    for file in found:
        if desk.as_json:
            desk.emit(_as_object(file))
            continue
        desk.say(f"{file.id:>4}  {file.path}  ({_follows(file, names)})")
        if file.paused:
            desk.say("      " + _("It rests. “papertray live resume {number}” goes on.").format(number=file.id))
        elif file.trouble:
            desk.say(f"      {live_trouble(file.trouble).text()}")
    if not found and not desk.as_json:
        desk.say(_("No live files yet. “papertray live add FILE.bib” lets one follow your stars."))


def _follows(file: LiveFile, names: Mapping[SearchId, str]) -> str:
    listed = names.get(file.search, _("a search that was removed")) if file.search is not None else file.list
    parts = [listed, file.text, "BibLaTeX" if file.flavour == "biblatex" else "BibTeX"]
    return ", ".join(part for part in parts if part)


def _as_object(file: LiveFile) -> dict[str, Any]:
    trouble = file.trouble
    return {
        "id": file.id,
        "path": file.path,
        "list": file.list,
        "query": file.text,
        "search": file.search,
        "flavour": file.flavour,
        "extras": list(file.extras),
        "run": list(file.command),
        "paused": file.paused.isoformat() if file.paused else None,
        "wrote": file.wrote.isoformat() if file.wrote else None,
        "trouble": {"kind": trouble.kind, "text": live_trouble(trouble).text()} if trouble else None,
    }


@live.command(help=_("Leave a live file as it is for now."))
@click.argument("number", type=NUMBER)
@with_desk
def pause(desk: Desk, number: int) -> None:
    """Let a file rest."""
    with desk.library() as library:
        library.pause_live_file(LiveId(number), on=True)
    desk.say(_("It rests. “papertray live resume {number}” goes on.").format(number=number))


@live.command(help=_("Let a live file follow its list again."))
@click.argument("number", type=NUMBER)
@with_desk
def resume(desk: Desk, number: int) -> None:
    """Let a file follow again, and write it."""
    with desk.library() as library:
        library.pause_live_file(LiveId(number), on=False)
        done = keeping.refresh(desk.folder, library, run=keeping.run_command)
    _report(desk, [written for written in done if written.file.id == number])


@live.command(help=_("Let a file follow no more; it stays as it is."))
@click.argument("number", type=NUMBER)
@with_desk
def remove(desk: Desk, number: int) -> None:
    """Let a file follow no more."""
    with desk.library() as library:
        library.remove_live_file(LiveId(number))
    desk.say(_("It follows no list any more; what is in it stays."))


@live.command(help=_("Bring all live files up to date now; it is done by itself after every change."))
@with_desk
def refresh(desk: Desk) -> None:
    """Bring all live files up to date."""
    with desk.library() as library:
        done = keeping.refresh(desk.folder, library, run=keeping.run_command)
    _report(desk, done)


def _report(desk: Desk, done: list[Written]) -> None:
    for written in done:
        if desk.as_json:
            desk.emit(_as_object(written.file) | {"changed": written.changed, "papers": written.papers})
        elif written.trouble is None:
            count = ngettext("{count} paper", "{count} papers", written.papers).format(count=written.papers)
            said = _("{count} in {file}") if written.changed else _("{count} in {file}, as before")
            desk.say(said.format(count=count, file=written.file.path))
        if written.trouble is not None:
            desk.warn(live_trouble(written.trouble).text())
    if any(written.trouble for written in done):
        end(Status.SOME_FAILED)
