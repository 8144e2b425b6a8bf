"""The command for citation keys: keys."""

import click

from desktop.cli.desk import Desk, with_desk
from desktop.language import _


@click.command(help=_("Show citation keys: of the starred papers, of one paper, or give one another key."))
@click.argument("paper", metavar="[ID]", required=False)
@click.argument("new", metavar="[KEY]", required=False)
@with_desk
def keys(desk: Desk, paper: str | None, new: str | None) -> None:
    """Show keys, or change one."""
    with desk.library() as library:
        if paper is None:
            listed = library.entries("starred")
        else:
            number = library.number(paper)
            if new is not None:
                library.rename_key(number, new)
            listed = [library.entry(number)]
        listed = library.with_keys(listed)
    for entry in listed:
        if desk.as_json:
            desk.emit({"id": entry.id, "key": entry.key, "old": list(entry.old_keys), "title": entry.paper.title})
            continue
        before = _("  (before: {keys})").format(keys=", ".join(entry.old_keys)) if entry.old_keys else ""
        desk.say(f"{entry.key}{before}  {entry.paper.title}")
    if not listed and not desk.as_json:
        desk.say(_("No stars yet, so there is nothing to cite."))
