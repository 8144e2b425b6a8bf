"""Commands for kept passages: list, edit, remove. `papertray quote` keeps one."""

import click

from desktop.cli.desk import NUMBER, Desk, with_desk
from desktop.language import _
from storage import Entry, Library, NotFound, Quote


@click.group(help=_("The passages you kept: list, edit, remove. “papertray quote” keeps one."))
def quotes() -> None:
    """Hold the commands for quotes."""


@quotes.command("list", help=_("Show the kept passages of a paper, or of all papers."))
@click.argument("paper", metavar="[ID]", required=False)
@with_desk
def list_(desk: Desk, paper: str | None) -> None:
    """Show quotes with their numbers."""
    with desk.library() as library:
        entries = [library.entry(library.number(paper))] if paper else library.entries("notes")
    found = [(entry, quote) for entry in entries for quote in entry.quotes]
    for entry, quote in found:
        if desk.as_json:
            desk.emit(_object(entry, quote))
        else:
            place = f" ({quote.place})" if quote.place else ""
            desk.say(f"{quote.id:>5}  “{quote.text}”{place}  — {entry.paper.title}")
    if not found:
        desk.say(_("No quotes yet. “papertray quote ID TEXT” keeps one."))


@quotes.command(help=_("Change a kept passage, its place or what you think of it; what is not said stays."))
@click.argument("number", metavar="NUMBER", type=NUMBER)
@click.option("--text", help=_("The passage."))
@click.option("--place", help=_("Where it stands: p. 4, section 2.1."))
@click.option("--note", help=_("What you think of it."))
@with_desk
def edit(desk: Desk, number: int, text: str | None, place: str | None, note: str | None) -> None:
    """Change a quote."""
    with desk.library() as library:
        entry, quote = _kept(library, number)
        library.edit_quote(
            quote.id,
            text=quote.text if text is None else text,
            place=quote.place if place is None else place,
            note=quote.note if note is None else note,
        )
        entry, quote = _kept(library, number)
    if desk.as_json:
        desk.emit({"done": "edit quote", **_object(entry, quote)})
    else:
        desk.say(_("Quote {number} changed.").format(number=number))


@quotes.command(help=_("Take a kept passage away, by its number. “papertray undo” brings it back."))
@click.argument("number", metavar="NUMBER", type=NUMBER)
@with_desk
def remove(desk: Desk, number: int) -> None:
    """Take a quote away."""
    with desk.library() as library:
        library.remove_quote(number)
    if desk.as_json:
        desk.emit({"done": "remove quote", "id": number})
    else:
        desk.say(_("Quote {number} taken away.").format(number=number))


def _kept(library: Library, number: int) -> tuple[Entry, Quote]:
    kept = ((entry, quote) for entry in library.entries("notes") for quote in entry.quotes if quote.id == number)
    found = next(kept, None)
    if found is None:
        raise NotFound("quote", str(number))
    return found


def _object(entry: Entry, quote: Quote) -> dict[str, object]:
    return {"id": quote.id, "paper": entry.id, "text": quote.text, "place": quote.place, "note": quote.note}
