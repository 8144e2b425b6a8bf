"""Commands for papers that may be one work: list, merge, apart, split."""

import click

from desktop.cli.desk import Desk, with_desk
from desktop.language import _
from storage import Library, PaperId


@click.group(help=_("Papers that may be one work: list, merge, apart; split takes a merge back."))
def suggestions() -> None:
    """Hold the commands for papers that may be one work."""


@suggestions.command("list", help=_("Show the pairs that wait for your word."))
@with_desk
def list_(desk: Desk) -> None:
    """Show the pairs."""
    with desk.library() as library:
        pairs = library.suggestions()
        for one, other in pairs:
            titles = [library.entry(number).paper.title for number in (one, other)]
            if desk.as_json:
                desk.emit({"papers": [one, other], "titles": titles})
            else:
                desk.say(f"{one:>5}  {titles[0]}\n{other:>5}  {titles[1]}\n")
    if not pairs:
        desk.say(_("No papers look like one work."))


@suggestions.command(help=_("Join two papers: the second becomes part of the first. Every mark of both stays."))
@click.argument("paper", metavar="ID")
@click.argument("other", metavar="ID")
@with_desk
def merge(desk: Desk, paper: str, other: str) -> None:
    """Join two papers."""
    with desk.library() as library:
        winner = library.number(paper)
        library.merge(library.number(other), winner)
        _tell(desk, library, "merge", [winner], _("Joined."))


@suggestions.command(help=_("Say that two papers are two works; nothing joins them any more."))
@click.argument("paper", metavar="ID")
@click.argument("other", metavar="ID")
@with_desk
def apart(desk: Desk, paper: str, other: str) -> None:
    """Keep two papers apart."""
    with desk.library() as library:
        pair = [library.number(paper), library.number(other)]
        library.keep_apart(*pair)
        _tell(desk, library, "keep apart", pair, _("They stay two papers."))


@suggestions.command(help=_("Take what was joined into a paper last out of it again, or the one that --only names."))
@click.argument("paper", metavar="ID")
@click.option("--only", type=int, metavar="NUMBER", help=_("The number of the one to take out; without it, the last."))
@with_desk
def split(desk: Desk, paper: str, only: int | None) -> None:
    """Take a merge back."""
    with desk.library() as library:
        number = library.number(paper)
        joined = [part for part, *_rest in library.merged_into(number)]
        part = PaperId(only) if only is not None else joined[0] if joined else number
        library.split(part)
        _tell(desk, library, "split", [number, part], _("Two papers again."))


def _tell(desk: Desk, library: Library, done: str, numbers: list[PaperId], said: str) -> None:
    desk.say(said)
    for number in numbers:
        entry = library.entry(number)
        if desk.as_json:
            desk.emit({"done": done, "id": entry.id, "title": entry.paper.title})
        else:
            desk.say(f"{entry.id:>5}  {entry.paper.title}")
