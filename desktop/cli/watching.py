"""A poll to look at: how far it is, what it found so far, and the last feeds that brought something."""

from collections import deque
from collections.abc import Iterable
from typing import Final

from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column
from rich.text import Text

from desktop.feeds.outcome import Progress as Step
from desktop.language import _, ngettext

_LAST: Final = 6


class Watching(Progress):
    """A bar with a few lines below it, all of which go when the poll is over."""

    def __init__(self, console: Console) -> None:
        self._last: deque[tuple[int, str]] = deque(maxlen=_LAST)
        self._new = self._failed = 0
        super().__init__(
            TextColumn(_("Checking feeds"), markup=False),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            # Titles are not ours: no markup in them, and no second line.
            TextColumn(
                "{task.description}", markup=False, style="dim", table_column=Column(no_wrap=True, overflow="ellipsis")
            ),
            console=console,
            transient=True,
            refresh_per_second=12,
        )
        self._task = self.add_task("", total=None)

    def step(self, done: Step, name: str) -> None:
        """Show that a feed is done."""
        self._new += done.added
        self._failed += done.failed
        if done.added or done.failed:
            self._last.append((-1 if done.failed else done.added, " ".join(name.split())))
        self.update(self._task, completed=done.done, total=done.total, description=name)

    def get_renderables(self) -> Iterable[RenderableType]:
        """Give the bar, what was found so far, and the last feeds."""
        yield self.make_tasks_table(self.tasks)
        found = ngettext("{count} new paper", "{count} new papers", self._new).format(count=f"{self._new:,}")
        failed = ngettext("{count} failed", "{count} failed", self._failed).format(count=self._failed)
        line = Text(f"  {found}", style="bold" if self._new else "dim")
        yield line.append(f" · {failed}", style="red") if self._failed else line
        for added, name in self._last:
            mark = Text(f"{'!' if added < 0 else f'+{added}':>6}  ", style="red" if added < 0 else "green")
            yield Text.assemble(mark, (name, "dim"), no_wrap=True, overflow="ellipsis")
