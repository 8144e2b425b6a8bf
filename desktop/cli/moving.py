"""The command for a new house: move-in."""

from pathlib import Path

import click

from desktop import clock
from desktop.cli.desk import Desk, with_desk
from desktop.language import _, ngettext
from storage import Library, move_in


@click.command("move-in", help=_("Fill an empty library with a backup, or with the library of another computer."))
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@with_desk
def command(desk: Desk, file: Path) -> None:
    """Take a library over."""
    Library(desk.folder, origin="import", now=clock.now).close()  # made where there is none
    papers = move_in(desk.folder, file)
    if desk.as_json:
        desk.emit({"papers": papers})
    else:
        desk.say(ngettext("{count} paper moved in.", "{count} papers moved in.", papers).format(count=f"{papers:,}"))
