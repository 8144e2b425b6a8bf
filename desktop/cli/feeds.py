"""Commands for feeds: add, list, remove, import."""

from pathlib import Path

import click

from desktop.cli.desk import NUMBER, Desk, Status, end, with_desk
from desktop.cli.poll import say_trouble
from desktop.cli.show import feed_name
from desktop.feeds import opml, origins
from desktop.feeds.kinds import cleaned_address, kind_of
from desktop.language import _, ngettext
from storage import Feed, FeedId


@click.group(help=_("The places where papers appear: add, list, remove, import."))
def feeds() -> None:
    """Hold the commands for feeds."""


def _object(feed: Feed) -> dict[str, object]:
    return {
        "id": feed.id,
        "url": feed.url,
        "kind": feed.kind,
        "title": feed.title,
        "name": feed.name or None,
        "folder": feed.folder or None,
        "paused": feed.paused.isoformat() if feed.paused else None,
        "checked": feed.checked.isoformat() if feed.checked else None,
        "next_check": feed.next_check.isoformat() if feed.next_check else None,
        "failures": feed.failures,
        "trouble": {"kind": feed.trouble.kind, **dict(feed.trouble.values)} if feed.trouble else None,
        "warning": feed.warning or None,
    }


@feeds.command(help=_("Add feeds by their addresses; they are checked at the next poll."))
@click.argument("urls", metavar="URL...", nargs=-1, required=True)
@click.option(
    "--backfill", type=click.IntRange(0, 90), default=None, metavar="DAYS", help=_("Announcement days to go back.")
)
@with_desk
def add(desk: Desk, urls: tuple[str, ...], backfill: int | None) -> None:
    """Add feeds."""
    wrong = [url for url in urls if not cleaned_address(url)]
    if wrong:
        raise click.BadParameter(
            _("“{url}” is no web address; it must begin with http:// or https://.").format(url=wrong[0])
        )
    with desk.library() as library:
        for url in urls:
            address = cleaned_address(url)
            kind = kind_of(address)
            usual = {"daily_papers": origins.HF_DAYS, "arxiv": origins.ARXIV_DAYS}.get(kind, 0)
            feed, _changes = library.add_feed(address, kind=kind, backfill=usual if backfill is None else backfill)
            if desk.as_json:
                desk.emit(_object(feed))
            else:
                desk.say(_("Feed {number}: {url}").format(number=feed.id, url=feed.url))


@feeds.command("list", help=_("Show the feeds and how their last check went."))
@with_desk
def list_(desk: Desk) -> None:
    """Show the feeds."""
    with desk.library() as library:
        found = [feed for feed in library.feeds() if feed.kind != "by_hand"]
    for feed in found:
        if desk.as_json:
            desk.emit(_object(feed))
            continue
        desk.say(f"{feed.id:>4}  {feed_name({feed.id: feed}, feed.id)}")
        if feed.title or feed.name:
            desk.say(f"      {feed.url}")
        if feed.paused:
            desk.say(_("      rests since {day}").format(day=f"{feed.paused:%Y-%m-%d}"))
        say_trouble(desk, feed)
    if not found and not desk.as_json:
        desk.say(_("No feeds yet. “papertray feeds add URL” adds one."))


@feeds.command(help=_("Check a feed no more. Its papers stay, and everything you said about them."))
@click.argument("number", metavar="ID", type=NUMBER)
@with_desk
def remove(desk: Desk, number: int) -> None:
    """Remove a feed."""
    with desk.library() as library:
        feed = library.feed(FeedId(number))
        library.remove_feed(feed.id)
    if desk.as_json:
        desk.emit({"done": "remove feed", "id": feed.id})
    else:
        desk.say(_("Feed {number} removed: {url}").format(number=feed.id, url=feed.url))


@feeds.command(help=_("Name a feed, put it into a folder, let it rest; what is not said stays."))
@click.argument("number", metavar="ID", type=NUMBER)
@click.option("--name", help=_("Your own name for it; empty: its own."))
@click.option("--folder", help=_("Its folder, levels parted by slashes; empty: none."))
@click.option("--pause/--resume", "paused", default=None, help=_("Check it no more for now, or again."))
@with_desk
def edit(desk: Desk, number: int, name: str | None, folder: str | None, paused: bool | None) -> None:
    """Change what the reader says of a feed."""
    with desk.library() as library:
        library.edit_feed(FeedId(number), name=name, folder=folder, paused=paused)
        feed = library.feed(FeedId(number))
    if desk.as_json:
        desk.emit(_object(feed))
    else:
        desk.say(_("Feed {number}: {url}").format(number=feed.id, url=feed_name({feed.id: feed}, feed.id)))


@feeds.command("import", help=_("Add the feeds of an OPML file."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_desk
def import_(desk: Desk, file: Path) -> None:
    """Add the feeds of a list."""
    try:
        urls = [cleaned_address(url) for url in opml.addresses(file.read_bytes())]
    except opml.NotOpml as error:
        raise click.BadParameter(_("“{file}” is no list of feeds (OPML).").format(file=file)) from error
    with desk.library() as library:
        known = {feed.url for feed in library.feeds()}
        added = [library.add_feed(url, kind=kind_of(url))[0] for url in dict.fromkeys(urls) if url and url not in known]
    if desk.as_json:
        for feed in added:
            desk.emit(_object(feed))
    else:
        text = ngettext("{count} feed added.", "{count} feeds added.", len(added))
        desk.say(text.format(count=len(added)))
    end(Status.OK)
