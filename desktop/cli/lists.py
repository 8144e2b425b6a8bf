"""Commands that show papers: list, search, show."""

from datetime import date, datetime
from typing import Final, get_args

import click

from desktop.cli.desk import WORDS, Desk, with_desk
from desktop.cli.show import as_object, by_number, print_list, print_paper
from desktop.language import _, ngettext
from storage import Entry, Library, ListName

MOST: Final = 10_000_000
"""Papers that can be asked for at once; more is a slip of the pen."""


def put(desk: Desk, library: Library, entries: list[Entry], *, nothing: str) -> None:
    """Write entries as the reader asked for them; `nothing` is said to people where there are none."""
    feeds, rules = by_number(library.feeds(removed=True), library.rules())
    if desk.as_json:
        for entry in entries:
            desk.emit(as_object(entry, feeds, rules))
    elif entries:
        print_list(desk.console(), entries, feeds, rules)
    else:
        desk.say(nothing)


@click.command("list", help=_("Show a list: today's papers unless another is named."))
@click.argument("name", type=click.Choice(get_args(ListName)), default="today", required=False)
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help=_("The day to show (today only)."))
@click.option("--query", "-q", "text", default="", help=_("Only papers that fit this search."))
@click.option("--limit", "-n", type=click.IntRange(1, MOST), default=50, show_default=True, help=_("At most so many."))
@with_desk
def list_(desk: Desk, name: ListName, day: datetime | None, text: str, limit: int) -> None:
    """Show one of the lists."""
    chosen: date | None = day.date() if day else None
    if chosen and name != "today":
        raise click.UsageError(_("--date goes with today."))
    with desk.library() as library:
        entries = library.entries(name, day=chosen, text=text, limit=limit + 1)
        nothing = _("No papers yet. “papertray poll” checks the feeds.") if not library.count() else _("None.")
        put(desk, library, entries[:limit], nothing=nothing)
        if len(entries) > limit and not desk.as_json:
            desk.warn(_("There are more; --limit shows them."))


@click.command(
    context_settings=WORDS,
    help=_('Search by words, "phrases", author:, title:, tag:, is:starred, after:, feed:, -not.'),
)
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, MOST), default=20, show_default=True, help=_("At most so many."))
@with_desk
def search(desk: Desk, words: tuple[str, ...], limit: int) -> None:
    """Show the papers that fit."""
    with desk.library() as library:
        entries = library.search(" ".join(words), limit=limit + 1)
        put(desk, library, entries[:limit], nothing=_("Nothing fits."))
        if len(entries) > limit and not desk.as_json:
            more = ngettext(
                "There is more than {count}; --limit shows it.",
                "There are more than {count}; --limit shows them.",
                limit,
            )
            desk.warn(more.format(count=limit))


@click.command(help=_("Show one paper whole. ID is our number, an arXiv id, a DOI or an address."))
@click.argument("paper", metavar="ID")
@with_desk
def show(desk: Desk, paper: str) -> None:
    """Show one paper."""
    with desk.library() as library:
        entry = library.entry(library.number(paper))
        feeds, rules = by_number(library.feeds(removed=True), library.rules())
    if desk.as_json:
        desk.emit(as_object(entry, feeds, rules))
    else:
        print_paper(desk.console(), entry, feeds, rules)


COMMANDS = (list_, search, show)
