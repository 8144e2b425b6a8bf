"""The command line: `papertray` and its commands, and how each ends."""

import errno
import importlib
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import click

import storage
from desktop import clock, problems
from desktop.cli.desk import Desk, Status, default_folder, json_option
from desktop.language import _
from storage import LibraryError, StorageError


class _Commands(click.Group):
    """The commands by name, each loaded when it is asked for: to load all of them takes longer than a poll."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's own parameter
        """Give their names, in the order of the help."""
        return list(_HOMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  likewise
        """Load one."""
        home = _HOMES.get(cmd_name)
        if home is None:
            return None
        module = importlib.import_module(f"desktop.cli.{home}")
        found = [*vars(module).get("COMMANDS", ()), *vars(module).values()]
        return next(one for one in found if isinstance(one, click.Command) and one.name == cmd_name)


_HOMES: Final = {
    **dict.fromkeys(("list", "search", "show"), "lists"),
    **dict.fromkeys(("add", "import"), "adding"),
    "move-in": "safety",
    **dict.fromkeys(("star", "unstar", "later", "done", "dismiss", "read", "unread", "tag", "note", "quote"), "marks"),
    **dict.fromkeys(("undo", "redo"), "marks"),
    "poll": "poll",
    "feeds": "feeds",
    "rules": "rules",
    "live": "live",
    "bib": "bib",
    "keys": "keys",
    "tags": "tags",
    "quotes": "quotes",
    "suggestions": "suggestions",
    "export": "export",
    **dict.fromkeys(("backup", "restore", "check"), "safety"),
    "browser": "browser",
    "completion": "completion",
}
"""The module of each command."""


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("Research papers in your system tray: what is new, what is trending, what you keep."),
)
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False),
    help=_("The folder of the library (else PAPERTRAY_DATA_DIR, else the system's own place)."),
)
@click.option(
    "--allow-network",
    is_flag=True,
    help=_("Open the library although its folder is on a network or kept in step with other computers; remembered."),
)
@json_option
@click.version_option(package_name="papertray", prog_name="papertray")
@click.pass_context
def papertray(context: click.Context, data_dir: str | None, *, allow_network: bool) -> None:
    """Choose the library; without a command, check the feeds and say what is new."""
    desk = context.ensure_object(Desk)
    desk.folder = Path(data_dir) if data_dir else default_folder()
    if allow_network:
        storage.allow_network(desk.folder)
    if context.invoked_subcommand is None:
        from desktop.cli.poll import first_light

        first_light(desk)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit status: see Status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a star gets a question mark
            stream.reconfigure(errors="replace")
    try:
        status = _run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except SystemExit:
        # click and rich end so where the reader of our output has gone, as `head` does: nobody is left to tell.
        return _hushed(Status.OK)
    except OSError as error:
        if error.errno == errno.EPIPE:
            return _hushed(Status.OK)
        click.echo(problems.system_problem(error).text(), err=True)
        return _hushed(Status.USAGE)
    return status


def _hushed(status: Status) -> Status:
    """Give the status; what is still to be written goes nowhere, for Python would complain of it at its end."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        with open(os.devnull, "wb") as nowhere, suppress(OSError):  # noqa: PTH123  a device, not a path of anybody's
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
    return status


def _run(arguments: Sequence[str]) -> int:
    """Run one command line, with the words for whatever kept it from its end."""
    try:
        desk = Desk()
        status = papertray.main(list(arguments), prog_name="papertray", standalone_mode=False, obj=desk)
        desk.leave()
    except click.ClickException as error:
        error.show()
        return Status.USAGE
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo(_("Stopped. What was stored until now stays."), err=True)
        return Status.INTERRUPTED
    except LibraryError as error:
        click.echo(problems.problem(error).text(), err=True)
        return Status.LIBRARY
    except StorageError as error:
        click.echo(problems.problem(error).text(), err=True)
        return Status.USAGE
    except clock.NoSuchTime as error:
        click.echo(_("PAPERTRAY_NOW is no date and time: {text}").format(text=error), err=True)
        return Status.USAGE
    return status if isinstance(status, int) else Status.OK
