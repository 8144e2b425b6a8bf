"""The command line: `papertray` and its commands, and how each ends."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from desktop import problems
from desktop.cli import export, feeds, lists, marks, poll, rules
from desktop.cli.desk import Desk, Status, default_folder, json_option
from desktop.language import _
from storage import LibraryError, StorageError


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("Research papers in your system tray: what is new, what is trending, what you keep."),
)
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help=_("The folder of the library (else PAPERTRAY_DATA_DIR, else the system's own place)."),
)
@json_option
@click.version_option(package_name="papertray", prog_name="papertray")
@click.pass_context
def papertray(context: click.Context, data_dir: Path | None) -> None:
    """Choose the library; without a command, check the feeds and say what is new."""
    desk = context.ensure_object(Desk)
    if data_dir is not None:
        desk.folder = data_dir
    if context.invoked_subcommand is None:
        poll.first_light(desk)


for _command in (
    *lists.COMMANDS,
    *marks.COMMANDS,
    poll.poll,
    feeds.feeds,
    rules.rules,
    *export.COMMANDS,
):
    papertray.add_command(_command)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit status: see Status."""
    try:
        papertray.main(list(arguments), prog_name="papertray", standalone_mode=False, obj=Desk(default_folder()))
    except click.ClickException as error:
        error.show()
        return Status.USAGE
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo(_("Stopped. What was stored until now stays."), err=True)
        return Status.INTERRUPTED
    except click.exceptions.Exit as error:
        return error.exit_code
    except LibraryError as error:
        click.echo(problems.problem(error).text(), err=True)
        return Status.LIBRARY
    except StorageError as error:
        click.echo(problems.problem(error).text(), err=True)
        return Status.USAGE
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does: nobody is left to tell, and Python shall not try either.
        sys.stderr.close()
        return Status.OK
    except SystemExit as error:
        return int(error.code or 0)
    return Status.OK
