"""The command that prints what a shell needs to complete papertray's words."""

import click
from click.shell_completion import get_completion_class

from desktop.cli.desk import Desk, with_desk
from desktop.language import _

_SHELLS = ("bash", "zsh", "fish")


@click.command(help=_('Print completion for a shell: eval "$(papertray completion bash)" in its start-up file.'))
@click.argument("shell", type=click.Choice(_SHELLS))
@with_desk
def completion(_desk: Desk, shell: str) -> None:
    """Print a script that makes a shell complete commands, options and list names."""
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(_("There is no completion for {shell}.").format(shell=shell))
    program = click.get_current_context().find_root().command
    script = kind(program, {}, "papertray", "_PAPERTRAY_COMPLETE").source()
    click.echo(script)
