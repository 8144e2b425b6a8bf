"""Commands by which the reader says something about papers: star to undo."""

import sys

import click

from desktop import acts
from desktop.cli.desk import WORDS, Desk, read_input, with_desk
from desktop.language import _
from storage import Changes, Library, MarkKind, PaperId


def _tell(desk: Desk, library: Library, done: str, numbers: list[PaperId]) -> None:
    """Say what was done, paper by paper."""
    for number in numbers:
        entry = library.entry(number)
        if desk.as_json:
            desk.emit({"done": done, "id": entry.id, "title": entry.paper.title})
        else:
            desk.say(f"{done}: {entry.id}  {entry.paper.title}")


def _marking(name: str, kind: MarkKind, done: str, text: str, *, on: bool = True) -> click.Command:
    """Make the command that sets a mark, or takes it back."""

    def command(desk: Desk, papers: tuple[str, ...]) -> None:
        with desk.library() as library:
            numbers = desk.numbers(library, papers)
            library.mark(numbers, kind, on=on)
            _tell(desk, library, done, numbers)

    command.__doc__ = text
    asked = click.argument("papers", metavar="ID...", nargs=-1, required=True)
    return click.command(name, help=text)(asked(with_desk(command)))


star = _marking("star", "star", _("starred"), _("Star papers: they go into the bibliography."))
unstar = _marking("unstar", "star", _("star taken back"), _("Take the star back."), on=False)


@click.command(help=_("Put papers on the reading list, at its end or before another one there."))
@click.argument("papers", metavar="ID...", nargs=-1, required=True)
@click.option("--before", metavar="ID", help=_("The paper of the reading list before which they are to come."))
@with_desk
def later(desk: Desk, papers: tuple[str, ...], before: str | None) -> None:
    """Keep papers for later, in the order in which they are named."""
    with desk.library() as library:
        numbers = desk.numbers(library, papers)
        place = library.number(before) if before else None
        library.mark(numbers, "later")
        if place is not None:
            library.move_later(numbers, before=place)
        _tell(desk, library, _("kept for later"), numbers)


done = _marking("done", "done", _("done"), _("Papers of the reading list that are read through."))
dismiss = _marking("dismiss", "dismissed", _("dismissed"), _("Not for me: out of the lists, findable still."))
read = _marking("read", "read", _("read"), _("Mark papers as read."))
unread = _marking("unread", "read", _("unread"), _("Mark papers as unread."), on=False)


@click.command(
    help=_("Give tags and take them: +methods/rl -todo. Levels are parted by slashes."),
    context_settings=WORDS,
)
@click.argument("paper", metavar="ID")
@click.argument("tags", metavar="[+|-]TAG...", nargs=-1, required=True, type=click.UNPROCESSED)
@with_desk
def tag(desk: Desk, paper: str, tags: tuple[str, ...]) -> None:
    """Change a paper's tags."""
    add = [name.removeprefix("+") for name in tags if not name.startswith("-")]
    remove = [name[1:] for name in tags if name.startswith("-")]
    with desk.library() as library:
        number = library.number(paper)
        library.tag([number], add=add, remove=remove)
        entry = library.entry(number)
        if desk.as_json:
            desk.emit({"done": "tag", "id": entry.id, "tags": list(entry.mark.tags)})
        else:
            desk.say(f"{entry.id}  {entry.paper.title}: " + (", ".join(entry.mark.tags) or _("no tags")))


@click.command(
    help=_("Write a paper's note (Markdown; its first line says why you keep it). Without text, an editor opens.")
)
@click.argument("paper", metavar="ID")
@click.argument("text", nargs=-1)
@with_desk
def note(desk: Desk, paper: str, text: tuple[str, ...]) -> None:
    """Change a paper's note."""
    with desk.library() as library:
        number = library.number(paper)
        written = _text(text) if text else _edited(library.entry(number).mark.note)
        if written is None:
            desk.say(_("The note stays as it is."))
            return
        library.set_note(number, written)
        _tell(desk, library, _("noted") if written.strip() else _("note taken away"), [number])


def _text(words: tuple[str, ...]) -> str:
    """Give the text of a command; "-" reads it from the standard input."""
    return read_input() if words == ("-",) else " ".join(words)


def _edited(old: str) -> str | None:
    if sys.stdin is None or not sys.stdin.isatty():
        raise click.UsageError(_("Say the note behind the paper, or “-” to read it from the standard input."))
    return click.edit(old, extension=".md")


@click.command(help=_("Keep a passage of a paper."))
@click.argument("paper", metavar="ID")
@click.argument("text", nargs=-1, required=True)
@click.option("--place", default="", help=_("Where it stands: p. 4, section 2.1."))
@click.option("--note", "remark", default="", help=_("What you think of it."))
@with_desk
def quote(desk: Desk, paper: str, text: tuple[str, ...], place: str, remark: str) -> None:
    """Keep a quote."""
    with desk.library() as library:
        number = library.number(paper)
        library.add_quote(number, _text(text), place=place, note=remark)
        _tell(desk, library, _("quote kept"), [number])


def _turned(desk: Desk, library: Library, changes: Changes) -> None:
    if desk.as_json:
        desk.emit({"done": "undo" if changes.undone else "redo", "act": changes.act, "papers": sorted(changes.papers)})
    else:
        desk.say(acts.turned(changes, library))


@click.command(help=_("Take back what you did last, in whichever program."))
@with_desk
def undo(desk: Desk) -> None:
    """Take back the newest act."""
    with desk.library() as library:
        _turned(desk, library, library.undo())


@click.command(help=_("Do again what you took back last."))
@with_desk
def redo(desk: Desk) -> None:
    """Do the act again that was taken back last."""
    with desk.library() as library:
        _turned(desk, library, library.redo())


COMMANDS = (star, unstar, later, done, dismiss, read, unread, tag, note, quote, undo, redo)
