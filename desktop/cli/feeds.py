"""Commands for feeds: add, list, remove, import."""

import sys
from pathlib import Path

import click

from desktop import clock, health, passwords
from desktop.cli.desk import NUMBER, Desk, Status, end, with_desk
from desktop.cli.poll import trouble_words
from desktop.cli.show import feed_name
from desktop.feeds import logins, opml, origins
from desktop.feeds.discover import discover
from desktop.feeds.kinds import cleaned_address, kind_of
from desktop.feeds.schedule import STOPPED
from desktop.files import write_whole
from desktop.language import _, ngettext
from desktop.problems import feed_trouble, no_store
from storage import Feed, FeedId, Library


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
        "why": feed.why or None,
        "succeeded": feed.succeeded.isoformat() if feed.succeeded else None,
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
        found = [(feed, library.pace(feed)) for feed in library.feeds() if feed.kind != "by_hand"]
    folder = ""
    for feed, pace in sorted(found, key=lambda one: (one[0].folder.casefold(), one[0].id)):
        if desk.as_json:
            desk.emit({**_object(feed), "papers_a_day": None if pace is None else round(pace, 2)})
            continue
        if feed.folder != folder:
            folder = feed.folder
            desk.say(f"{folder}/")
        desk.say(f"{feed.id:>4}  {feed_name({feed.id: feed}, feed.id)}")
        if feed.title or feed.name:
            desk.say(f"      {feed.url}")
        desk.say("      " + _in_short(feed, pace))
        if said := trouble_words(feed):
            desk.warn(f"      {said}")
    if not found and not desk.as_json:
        desk.say(_("No feeds yet. “papertray feeds add URL” adds one."))


def _in_short(feed: Feed, pace: float | None) -> str:
    """Say in a line how a feed is doing."""
    now = clock.now()
    parts = [
        _("read {ago}").format(ago=health.ago_words(now - feed.succeeded)) if feed.succeeded else _("never read yet"),
        _("paused since {day}").format(day=f"{feed.paused:%Y-%m-%d}")
        if feed.paused
        else _("next {when}").format(when=health.next_words(feed, now)),
        health.pace_words(pace),
    ]
    return " · ".join(filter(None, parts))


@feeds.command(help=_("Say when a feed is checked next and why then, and how the last check went."))
@click.argument("number", metavar="ID", type=NUMBER)
@with_desk
def why(desk: Desk, number: int) -> None:
    """Explain a feed's times."""
    now = clock.now()
    with desk.library() as library:
        feed = library.feed(FeedId(number))
        pace = library.pace(feed)
    if desk.as_json:
        desk.emit({**_object(feed), "papers_a_day": pace, "said": health.why_words(feed, now)})
        return
    desk.say(feed_name({feed.id: feed}, feed.id))
    desk.say(health.last_words(feed, now))
    following = _("Next check: {when}").format(when=health.next_words(feed, now))
    if feed.next_check and not feed.paused and now < feed.next_check != STOPPED:
        following += f" ({feed.next_check.astimezone():%Y-%m-%d %H:%M})"
    desk.say(f"{following}. {health.why_words(feed, now)}")
    if pace is not None:
        desk.say(_("It brings {pace}.").format(pace=health.pace_words(pace)))


@feeds.command(help=_("Look what lies behind an address, with one request; nothing is added."))
@click.argument("url", metavar="URL")
@click.option("--linked", is_flag=True, help=_("A page named it: it must not lead into your own network."))
@with_desk
def look(desk: Desk, url: str, linked: bool) -> None:
    """Show what an address is good for."""
    found = discover(url, now=clock.now, trusted=not linked)
    if found.trouble is not None:
        words = feed_trouble(found.trouble).text()
        desk.warn(words)
        if desk.as_json:
            desk.emit({"url": url, "trouble": words})
        end(Status.SOME_FAILED)
    if found.page:
        desk.say(_("“{page}” is a web page that names these feeds:").format(page=found.page))
    for one in found.candidates:
        if desk.as_json:
            told = {"url": one.url, "title": one.title, "kind": one.kind, "newest": one.newest, "total": one.total}
            desk.emit({**told, "page": found.page})
            continue
        desk.say(f"{one.title or one.url}")
        desk.say(f"  {one.url}")
        for title in one.newest:
            desk.say(f"    - {title}")
        if one.total > len(one.newest) > 0:
            rest = one.total - len(one.newest)
            desk.say(ngettext("      and {count} more", "      and {count} more", rest).format(count=rest))


@feeds.command(
    help=_("Log in at a feed: by name and password, or with a token in a header. Kept in the keyring alone.")
)
@click.argument("number", metavar="ID", type=NUMBER)
@click.option("--header", metavar="NAME", help=_("Send the secret in this header, as Authorization or X-Api-Key."))
@click.option("--forget", is_flag=True, help=_("Log in no more, and forget the secret."))
@with_desk
def login(desk: Desk, number: int, header: str | None, forget: bool) -> None:
    """Keep a login; the secret is asked for, or read from the input, and never an argument."""
    if header is not None and not logins.is_header(header):
        raise click.BadParameter(_("“{header}” cannot carry a token.").format(header=header), param_hint="--header")
    with desk.library() as library:
        feed = library.feed(FeedId(number))
    secret = "" if forget else _asked_secret(by_name=header is None)
    try:
        if forget:
            passwords.forget(logins.place(feed), seconds=_PATIENCE)
        else:
            passwords.put(logins.place(feed), secret, seconds=_PATIENCE)
    except passwords.NoStore as error:
        desk.warn(no_store(error.why).text())
        end(Status.SOME_FAILED)
    with desk.library() as library:
        library.edit_feed(feed.id, login="" if forget else header or logins.BASIC)
    desk.say(_("Forgotten.") if forget else _("Kept in the keyring."))


_PATIENCE = 120.0  # seconds; the store may ask the reader to unlock it


def _asked_secret(*, by_name: bool) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    if not by_name:
        return str(click.prompt(_("Token"), hide_input=True))
    name = click.prompt(_("Name"))
    return f"{name}:{click.prompt(_('Password'), hide_input=True)}"


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
        outlines = opml.outlines(file.read_bytes())
    except opml.NotOpml as error:
        raise click.BadParameter(_("“{file}” is no list of feeds (OPML).").format(file=file)) from error
    with desk.library() as library:
        known = {"", *(feed.url for feed in library.feeds())}
        added = [_taken_in(library, outline) for outline in outlines if cleaned_address(outline.url) not in known]
    if desk.as_json:
        for feed in added:
            desk.emit(_object(feed))
    else:
        text = ngettext("{count} feed added.", "{count} feeds added.", len(added))
        desk.say(text.format(count=len(added)))
    end(Status.OK)


def _taken_in(library: Library, outline: opml.Outline) -> Feed:
    """Add a feed of a list with its folder."""
    url = cleaned_address(outline.url)
    feed, _changes = library.add_feed(url, kind=kind_of(url), title=outline.name)
    if outline.folder:
        library.edit_feed(feed.id, folder=outline.folder)
    return library.feed(feed.id)


@feeds.command("export", help=_("Write the feeds and their folders to an OPML file; “-” is the output."))
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@with_desk
def export(desk: Desk, file: str) -> None:
    """Write a list that other programs can read."""
    with desk.library() as library:
        found = [feed for feed in library.feeds() if feed.kind != "by_hand"]
    data = opml.written(found, title=_("Feeds of Papertray"))
    if file == "-":
        desk.write(data.decode())
        return
    write_whole(Path(file), data.decode())
    text = ngettext("{count} feed written to {file}.", "{count} feeds written to {file}.", len(found))
    desk.say(text.format(count=len(found), file=file))
