"""What every command has at hand: the library, the output, and the way in which errors end a program."""

import json
import os
import signal
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum
from functools import update_wrapper
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Concatenate, Final, NoReturn, ParamSpec, TypeVar

import click

from desktop import clock, paths, settings
from desktop.language import _
from desktop.settings import Settings
from storage import Library, PaperId, SearchId

if TYPE_CHECKING:
    from rich.console import Console

P = ParamSpec("P")
R = TypeVar("R")


_OVERDUE: Final = timedelta(days=2)
"""Days without a backup after which a command makes one: each check of the feeds makes one a day anyway."""


class Status(IntEnum):
    """How a command ended."""

    OK = 0
    SOME_FAILED = 1
    USAGE = 2
    LIBRARY = 3
    UNREACHED = 4
    INTERRUPTED = 130


@dataclass(slots=True)
class Desk:
    """The choices made before the command's own: which library, and whether people or programs read the output."""

    folder: Path = field(default_factory=Path)
    as_json: bool = False
    polled: bool = False
    """Whether a check brought something."""
    _opened: list[Library] = field(default_factory=list)
    _consoles: dict[bool, "Console"] = field(default_factory=dict)

    def library(self) -> Library:
        """Open the library; the caller closes it."""
        chosen = self.settings()
        opened = Library(
            self.folder,
            origin="cli",
            now=clock.now,
            unread_days=chosen.unread_days,
            key_template=chosen.key_template,
        )
        self._opened.append(opened)
        return opened

    def leave(self) -> None:
        """Let live files follow what the command has written."""
        if not self.polled and not any(library.wrote for library in self._opened):
            return
        with self.library() as library:
            if library.live_files():
                from desktop.live import refresh_quietly  # brings LaTeX's tables along

                refresh_quietly(self.folder, library)
        from desktop import safekeeping

        safekeeping.daily(self.folder, now=clock.now(), overdue=_OVERDUE)

    def settings(self) -> Settings:
        """Give what the reader chose in the window or by hand; what is wrong with it is said."""
        return settings.load(self.folder, tell=lambda problem: self.warn(problem.text()))

    def numbers(self, library: Library, asked: tuple[str, ...]) -> list[PaperId]:
        """Give the papers that were named, in that order, each once."""
        return list(dict.fromkeys(library.number(name) for name in asked))

    def console(self, *, errors: bool = False) -> "Console":
        """Give the terminal, with colours only where one is there."""
        if errors not in self._consoles:
            from rich.console import Console

            self._consoles[errors] = Console(stderr=errors, highlight=False, emoji=False, markup=False)
        return self._consoles[errors]

    @contextmanager
    def working(self, text: str) -> Generator[None, None, None]:
        """Show that long work goes on, where somebody sees it; Ctrl+C ends it."""
        console = self.console(errors=True)
        if self.as_json or not console.is_terminal:
            yield
            return
        with console.status(text):
            yield

    def say(self, text: str) -> None:
        """Tell a person what was done; programs that read JSON are told nothing."""
        if not self.as_json:
            click.echo(text)

    def emit(self, value: dict[str, Any]) -> None:
        """Write one object as one line of JSON."""
        self.write(json.dumps(value, ensure_ascii=False) + "\n")

    def write(self, text: str) -> None:
        """Write what a program reads: in UTF-8, whatever the terminal's own encoding is."""
        click.echo(text.encode(errors="replace"), nl=False)

    def warn(self, text: str) -> None:
        """Write to the error output, whoever reads the other one."""
        click.echo(text, err=True)


def _choose_json(context: click.Context, _parameter: click.Parameter, chosen: bool) -> None:
    if chosen:
        context.ensure_object(Desk).as_json = True


class _Ended(KeyboardInterrupt):
    """An end that another program wishes for.

    Of a class of its own: a plain KeyboardInterrupt that passes through `exec`, as dataclasses use it at an import,
    makes Python end itself by SIGINT in place of the status asked for, although it was caught.
    """


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    raise _Ended


@contextmanager
def ended_in_order() -> Generator[None, None, None]:
    """Take the end that another program wishes for as Ctrl+C is taken: what was stored is still written down."""
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def kept_search(library: Library, name: str) -> SearchId:
    """Give the search that is kept under a name, in capitals or not."""
    found = library.searches()
    for same in (str, str.casefold):
        if (number := next((one.id for one in found if same(one.name) == same(name)), None)) is not None:
            return number
    names = ", ".join(f"“{one.name}”" for one in found) or _("none yet; the window keeps one by Ctrl+S")
    raise click.BadParameter(_("You keep no search “{name}”: {names}.").format(name=name, names=names))


json_option = click.option(
    "--json",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_choose_json,
    help=_("Write JSON, one object a line."),
)


WORDS: Final = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
"""Settings of commands that take a search: a word that is not wanted begins with a minus, as options do."""


NUMBER: Final = click.IntRange(1, 1_000_000_000)
"""A number of a feed."""


def with_desk(command: Callable[Concatenate[Desk, P], R]) -> Callable[P, R]:
    """Give a command the desk as its first argument, and the option --json."""

    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        words = {name: _as_text(value) for name, value in kwargs.items()}
        call: Callable[..., R] = command
        return call(click.get_current_context().ensure_object(Desk), *args, **words)

    wrapper: Callable[P, R] = json_option(update_wrapper(wrapped, command))
    return wrapper


def _as_text(value: object) -> object:
    """Give words as text that can be stored: a byte that is no UTF-8 comes from the system as half a character."""
    if isinstance(value, tuple):
        return tuple(map(_as_text, value))
    return os.fsencode(value).decode(errors="replace") if isinstance(value, str) else value


def read_input() -> str:
    """Give all of the standard input, also where it is not quite UTF-8.

    Raises:
        UsageError: there is none.
    """
    if sys.stdin is None:
        raise click.UsageError(_("There is no standard input."))
    raw = getattr(sys.stdin, "buffer", None)
    return sys.stdin.read() if raw is None else bytes(raw.read()).decode(errors="replace")


def default_folder() -> Path:
    """Give the library's folder where the command line names none.

    Raises:
        UsageError: the system does not say where our home is.
    """
    try:
        return paths.data_dir()
    except RuntimeError as error:
        raise click.UsageError(_("There is no home folder; name one with --data-dir.")) from error


def end(status: Status) -> None:
    """End the program with a status that is not plain success."""
    if status is not Status.OK:
        raise click.exceptions.Exit(status)
