"""Commands that check feeds: poll, and what a bare `papertray` does in a terminal."""

import gc
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import contextmanager

import click

from desktop import clock, safekeeping
from desktop.cli.desk import NUMBER, Desk, Status, end, with_desk
from desktop.feeds import run
from desktop.feeds.origins import origins, usual_feeds
from desktop.feeds.outcome import Outcome, Progress
from desktop.feeds.run import PollRunning
from desktop.language import _, ngettext
from desktop.problems import feed_trouble, feed_warning
from storage import Feed, FeedId


@click.command(help=_("Check the feeds that are due and store what is new."))
@click.option("--force", is_flag=True, help=_("Check all, due or not; servers that asked us to wait are left alone."))
@click.option(
    "--feed", "numbers", type=NUMBER, multiple=True, metavar="ID", help=_("Check only this feed, due or not.")
)
@click.option(
    "--spacing",
    type=click.FloatRange(0),
    help=_("Seconds between two requests to one host, else as in the settings."),
)
@click.option(
    "--lately",
    type=click.FloatRange(0),
    default=0.0,
    metavar="SECONDS",
    help=_("Leave out what was checked well in so many seconds before, whatever else is said."),
)
@click.option("--progress", is_flag=True, help=_("Write a line of JSON for each feed that has been checked."))
@with_desk
def poll(
    desk: Desk, *, force: bool, numbers: tuple[int, ...], spacing: float | None, lately: float, progress: bool
) -> None:
    """Check feeds."""
    only = [FeedId(number) for number in numbers]
    with desk.library() as library:
        for number in only:
            library.feed(number)
        chosen = library.feeds()
    if not [feed for feed in chosen if feed.kind != "by_hand"] and not desk.as_json:
        desk.say(_("There are no feeds. “papertray feeds add URL” adds one; a bare “papertray” adds the usual ones."))
    outcome = _poll(desk, force=force, only=only, spacing=spacing, lately=lately, lines=progress)
    _report(desk, outcome)
    end(_status(outcome))


def _poll(
    desk: Desk,
    *,
    force: bool,
    only: Collection[FeedId] = (),
    spacing: float | None = None,
    lately: float = 0.0,
    lines: bool = False,
) -> Outcome:
    """Poll with a progress bar where somebody sees it; a poll that runs already is left to it."""
    chosen = desk.settings()
    gc.set_threshold(20_000, 20, 50)  # papers are no rings; to look for some takes a twentieth of the time
    with _progress(desk, lines=lines) as progress:
        try:
            outcome = run.poll(
                desk.folder,
                now=clock.now,
                force=force,
                only=only,
                progress=progress,
                spacing=float(chosen.spacing_seconds) if spacing is None else spacing,
                known=origins(chosen),
                lately=lately,
                keep_days=chosen.keep_days,
            )
        except PollRunning:
            desk.warn(_("Another check of this library is running; it does the work."))
            return Outcome()
    desk.polled = bool(outcome.new or outcome.updated)
    safekeeping.daily(desk.folder, now=clock.now())
    return outcome


@contextmanager
def _progress(desk: Desk, *, lines: bool) -> Generator[Callable[[Progress], None], None, None]:
    if lines:
        yield lambda step: desk.emit({"done": step.done, "total": step.total, "feed": _name(step.feed)})
        return
    console = desk.console(errors=True)
    if desk.as_json or not console.is_terminal:
        yield lambda _step: None
        return
    from desktop.cli.watching import Watching

    with Watching(console) as watching:
        yield lambda step: watching.step(step, _name(step.feed))


def _name(feed: Feed) -> str:
    return feed.name or feed.title or feed.url


def _report(desk: Desk, outcome: Outcome) -> None:
    if desk.as_json:
        desk.emit(
            {
                "feeds": outcome.feeds,
                "polled": outcome.polled,
                "not_modified": outcome.not_modified,
                "failed": outcome.failed,
                "offline": outcome.offline,
                "new": outcome.new,
                "updated": outcome.updated,
                "matches": outcome.matches,
                "forgotten": outcome.forgotten,
            }
        )
        return
    if outcome.offline:
        text = ngettext(
            "There is no network. {count} feed waits for it.",
            "There is no network. {count} feeds wait for it.",
            outcome.offline,
        )
        desk.warn(text.format(count=outcome.offline))
    if outcome.forgotten:
        gone = ngettext(
            "{count} paper that you left alone has left the library.",
            "{count} papers that you left alone have left the library.",
            outcome.forgotten,
        )
        desk.say(gone.format(count=outcome.forgotten))
    if not outcome.polled:
        if outcome.feeds == 0:
            desk.say(_("No feed is due. --force checks them all."))
        return
    new = ngettext("{count} new paper", "{count} new papers", outcome.new).format(count=outcome.new)
    checked = ngettext("{count} feed checked", "{count} feeds checked", outcome.polled).format(count=outcome.polled)
    desk.say(f"{checked}: {new}" + (_(", {count} matched").format(count=outcome.matches) if outcome.matches else ""))
    with desk.library() as library:
        _say_troubles(desk, library.feeds())


def _say_troubles(desk: Desk, feeds: Sequence[Feed]) -> None:
    """Say what is wrong with feeds, once for many with the same trouble."""
    alike: dict[str, list[Feed]] = {}
    for feed in feeds:
        if said := trouble_words(feed):
            alike.setdefault(said, []).append(feed)
    for said, of_these in alike.items():
        names = [_name(feed) for feed in of_these]
        if len(names) > _NAMED:
            rest = len(names) - _NAMED
            more = ngettext("{count} other feed", "{count} other feeds", rest).format(count=rest)
            names = [*names[:_NAMED], more]
        desk.warn(f"{', '.join(names)}: {said}")


_NAMED = 3


def trouble_words(feed: Feed) -> str:
    """Give what is wrong with a feed, '' if nothing is."""
    return feed_trouble(feed.trouble).text() if feed.trouble else feed_warning(feed.warning)


def _status(outcome: Outcome) -> Status:
    if outcome.offline or (outcome.polled and outcome.unreached == outcome.polled):
        return Status.UNREACHED
    return Status.SOME_FAILED if outcome.failed else Status.OK


def first_light(desk: Desk) -> None:
    """Check the feeds, the usual ones at the first start, and show what is new, trending and matched."""
    with desk.library() as library:
        if not [feed for feed in library.feeds(removed=True) if feed.kind != "by_hand"]:
            desk.say(_("First start: Hugging Face Daily Papers and arXiv cs.LG. “papertray feeds add” adds others."))
            for feed in usual_feeds(origins(desk.settings())):
                library.add_feed(feed.url, kind=feed.kind, backfill=feed.backfill)
    outcome = _poll(desk, force=False)
    _report(desk, outcome)
    if not desk.as_json:
        _show(desk)
    end(_status(outcome))


def _show(desk: Desk) -> None:
    from desktop.cli.show import by_number, print_list

    console = desk.console()
    with desk.library() as library:
        feeds, rules = by_number(library.feeds(removed=True), library.rules())
        today = library.entries("today", limit=200)
        parts = (
            (_("Matched"), [entry for entry in today if entry.matches]),
            (_("Trending"), library.entries("trending", limit=5)),
            (_("New"), [entry for entry in today if not entry.matches][:10]),
        )
    for title, entries in parts:
        if entries:
            console.print()
            console.rule(title, align="left", style="dim")
            print_list(console, entries, feeds, rules)
