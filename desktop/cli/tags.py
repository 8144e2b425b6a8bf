"""Commands for tags as a whole: list, rename, delete, colour."""

import re

import click

from desktop.cli.desk import Desk, with_desk
from desktop.language import _, ngettext


@click.group(help=_("The tags you use: list, rename, delete, colour. “papertray tag” gives them to papers."))
def tags() -> None:
    """Hold the commands for tags."""


@tags.command("list", help=_("Show the tags with how many papers carry each."))
@with_desk
def list_(desk: Desk) -> None:
    """Show the tags."""
    with desk.library() as library:
        found = library.tag_infos()
    for tag in found:
        if desk.as_json:
            desk.emit({"name": tag.name, "papers": tag.papers, "colour": tag.colour or None})
        else:
            desk.say(f"{tag.papers:>5}  {tag.name}")
    if not found:
        desk.say(_("No tags yet. “papertray tag ID +TAG” gives one."))


@tags.command(help=_("Rename a tag with those below it. Where the new name is a tag already, the two become one."))
@click.argument("tag", metavar="TAG")
@click.argument("new", metavar="NAME")
@with_desk
def rename(desk: Desk, tag: str, new: str) -> None:
    """Rename a tag."""
    with desk.library() as library:
        library.rename_tag(tag, new)
    if desk.as_json:
        desk.emit({"done": "rename tag", "name": new})
    else:
        desk.say(_("“{tag}” is “{new}” now.").format(tag=tag, new=new))


@tags.command(help=_("Take a tag, and those below it, from every paper. “papertray undo” brings it back."))
@click.argument("tag", metavar="TAG")
@with_desk
def delete(desk: Desk, tag: str) -> None:
    """Delete a tag."""
    with desk.library() as library:
        count = len(library.delete_tag(tag).papers)
    if desk.as_json:
        desk.emit({"done": "delete tag", "name": tag, "papers": count})
    else:
        text = ngettext("Taken from {count} paper: {tag}", "Taken from {count} papers: {tag}", count)
        desk.say(text.format(count=count, tag=tag))


@tags.command(help=_("Give a tag a colour (#rrggbb); “none” leaves it to the program."))
@click.argument("tag", metavar="TAG")
@click.argument("colour", metavar="COLOUR")
@with_desk
def colour(desk: Desk, tag: str, colour: str) -> None:
    """Colour a tag."""
    if colour != "none" and not re.fullmatch("#[0-9a-fA-F]{6}", colour):
        raise click.BadParameter(_("“{colour}” is no colour; write #1a6fb0, or none.").format(colour=colour))
    with desk.library() as library:
        library.colour_tag(tag, "" if colour == "none" else colour)
    if desk.as_json:
        desk.emit({"done": "colour tag", "name": tag, "colour": None if colour == "none" else colour})
    else:
        desk.say(f"{tag}: {colour}")
