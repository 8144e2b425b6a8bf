"""Commands that keep the library safe: backup, restore, check; and move-in for a new house."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import click

from desktop import clock, safekeeping
from desktop.cli.desk import Desk, Status, end, with_desk
from desktop.findings import finding_in_words, salvaged_in_words
from desktop.language import _, ngettext
from storage import Library, MovedIn, back_up, daily_backups, day_of, move_in, rebuild, restore


@click.command(
    "backup",
    help=_(
        "Copy the whole library to FILE while other programs use it, and check the copy. In a folder it is named by the"
        " day."
    ),
)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--daily", is_flag=True, help=_("Make today's small backup of what cannot be fetched again, unless it is there.")
)
@click.option("--list", "listed", is_flag=True, help=_("Show the daily backups."))
@with_desk
def backup(desk: Desk, *, file: Path | None, daily: bool, listed: bool) -> None:
    """Make a backup."""
    if sum((file is not None, daily, listed)) != 1:
        raise click.UsageError(_("Name a FILE for the backup, or --daily, or --list."))
    if listed:
        _list(desk)
        return
    if file is None:
        safekeeping.daily(desk.folder, now=clock.now())
        return
    if file.is_dir():
        file /= f"papertray-{clock.now():%Y-%m-%d}.db"
    with _counting(desk) as tell:
        made = back_up(desk.folder, file.absolute(), enclosed=safekeeping.enclosed(desk.folder), progress=tell)
    if desk.as_json:
        desk.emit({"written": str(file), "papers": made.papers, "bytes": made.size})
        return
    papers = ngettext("{count} paper", "{count} papers", made.papers).format(count=f"{made.papers:,}")
    desk.say(
        _("{papers} and all that you wrote are in {file} ({size:.1f} MB), checked.").format(
            papers=papers, file=file, size=made.size / 1e6
        )
    )


def _list(desk: Desk) -> None:
    for path in daily_backups(desk.folder):
        size = path.stat().st_size
        if desk.as_json:
            desk.emit({"file": str(path), "day": day_of(path).isoformat(), "bytes": size})
        else:
            desk.say(f"{day_of(path)}  {size / 1e6:8.1f} MB  {path}")


@contextmanager
def _counting(desk: Desk) -> Generator[Callable[[str, int, int], None], None, None]:
    """Show how far copying and checking are, where somebody sees it."""
    console = desk.console(errors=True)
    if desk.as_json or not console.is_terminal:
        yield lambda _part, _done, _total: None
        return
    from rich.progress import BarColumn, Progress, TextColumn

    words = {"copy": _("Copying"), "check": _("Checking")}
    with Progress(TextColumn("{task.description}"), BarColumn(), console=console, transient=True) as bar:
        task = bar.add_task(words["copy"], total=None)
        yield lambda part, done, total: bar.update(task, description=words[part], completed=done, total=total)


@click.command(
    "restore",
    help=_(
        "Let the library be what a backup holds, of any kind. What is here now is kept beside it under another name."
        " Without FILE: the newest daily backup."
    ),
)
@click.argument("file", type=click.Path(exists=True, path_type=Path), required=False)
@click.option(
    "--salvage",
    "damaged",
    is_flag=True,
    help=_("The library is damaged: save what can be read of it, and fill its gaps from the backup."),
)
@with_desk
def restore_command(desk: Desk, *, file: Path | None, damaged: bool) -> None:
    """Restore a backup."""
    if damaged:
        with desk.working(_("Reading what can be read")):
            saved = rebuild(desk.folder, now=clock.now(), backup=file.absolute() if file else None)
        if desk.as_json:
            desk.emit(
                {
                    "papers": saved.papers,
                    "read": saved.read,
                    "added": saved.added,
                    "gaps": saved.gaps,
                    "aside": str(saved.aside),
                    "said": salvaged_in_words(saved),
                }
            )
        else:
            desk.say(salvaged_in_words(saved))
        return
    if file is None:
        file = next(iter(daily_backups(desk.folder)), None)
        if file is None:
            raise click.UsageError(_("There is no daily backup here. Name the FILE of one."))
    with desk.working(_("Restoring the library")):
        moved = restore(desk.folder, file.absolute(), now=clock.now())
    _tell_of(desk, moved, file)


@click.command("move-in", help=_("Fill an empty library with a backup, or with the library of another computer."))
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@with_desk
def move_in_command(desk: Desk, *, file: Path) -> None:
    """Take a library over."""
    Library(desk.folder, origin="import", now=clock.now).close()  # made where there is none
    with desk.working(_("Moving in")):
        moved = move_in(desk.folder, file.absolute())
    _tell_of(desk, moved, file)


def _tell_of(desk: Desk, moved: MovedIn, file: Path) -> None:
    """Say what came, where it is that was here before, and what must be entered again."""
    try:
        settings_aside = safekeeping.unpack(desk.folder, moved.enclosed, now=clock.now())
    except OSError as error:
        settings_aside = None
        desk.warn(_("The settings could not be written: {reason}.").format(reason=error.strerror or error))
    if desk.as_json:
        kept = str(moved.aside) if moved.aside else None
        desk.emit({"papers": moved.papers, "aside": kept, "logins": list(moved.logins), "file": str(file)})
        return
    desk.say(
        ngettext("{count} paper came from {file}.", "{count} papers came from {file}.", moved.papers).format(
            count=f"{moved.papers:,}", file=file
        )
    )
    for aside in filter(None, (moved.aside, settings_aside)):
        desk.say(_("What was here before is kept as {file}.").format(file=aside))
    if moved.logins:
        desk.say(_("Passwords are in no backup. Enter them again for these feeds, with “papertray feeds login”:"))
        for address in moved.logins:
            desk.say(f"  {address}")
    desk.say(_("On another computer, “papertray browser install” joins the browser with it."))


@click.command(help=_("Look the library over: is everything in it sound?"))
@click.option(
    "--mend", is_flag=True, help=_("Make anew what is made from the rest: indexes, and the words that search reads.")
)
@with_desk
def check(desk: Desk, *, mend: bool) -> None:
    """Check the library."""
    with desk.library() as library, _counting(desk) as tell:
        if mend:
            library.mend()
        findings = library.check(deep=True, progress=lambda done, total: tell("check", done, total))
        count = library.count()
        path = library.path
    for finding in findings:
        if desk.as_json:
            desk.emit({"kind": finding.kind, "detail": finding.detail})
        else:
            desk.say(finding_in_words(finding).text())
    if desk.as_json:
        desk.emit({"library": str(path), "papers": count, "sound": not findings})
    elif not findings:
        papers = ngettext("{count} paper", "{count} papers", count).format(count=count)
        desk.say(_("The library is sound: {papers} in {path}").format(papers=papers, path=path))
    else:
        desk.warn(_("Make a copy of the library's folder before anything else."))
    end(Status.LIBRARY if findings else Status.OK)


COMMANDS = (backup, restore_command, move_in_command, check)
