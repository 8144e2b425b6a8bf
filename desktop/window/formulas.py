"""The formulas that were drawn, and those that wait: a few milliseconds at a time, so that nothing stands still."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from time import perf_counter
from typing import Final, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.window import formula_shape
from desktop.window.formula_parts import Part, parts
from desktop.window.formula_shape import Shape

_KEPT: Final = 600
"""Formulas in memory, some 16 kB each."""
_SLICE: Final = 0.006
"""Seconds of drawing between two looks at what the reader does."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A formula as its source has it; `display` where it stood on a line of its own."""

    tex: str
    display: bool = False


Drawn = tuple[tuple[Part, Shape], ...]
"""The parts of a formula in order, each with its outline; none where it cannot be drawn."""


class Formulas(QObject):
    """Draws on the window's own thread: a second one would hold Python's lock against it for longer.

    `drawn` when formulas that were waited for are there.
    """

    drawn = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drawn: OrderedDict[Wanted, Drawn] = OrderedDict()
        self._waiting: OrderedDict[Wanted, None] = OrderedDict()
        self._loaded = False
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    def get(self, wanted: Wanted) -> Drawn | Literal["waiting"]:
        """Give a formula that was drawn, or say that it was not tried yet."""
        found = self._drawn.get(wanted)
        if found is None:
            return "waiting"
        self._drawn.move_to_end(wanted)
        return found

    def want(self, formulas: Iterable[Wanted], *, at_once: float = _SLICE) -> None:
        """Draw these: some at once, for so many seconds once ziamath is there, others soon; the newest wish first."""
        asked = [each for each in formulas if each not in self._drawn]
        if not asked:
            return
        until = perf_counter() + at_once
        while asked and self._loaded and perf_counter() < until:
            self._draw(asked.pop(0))
        for each in reversed(asked):
            self._waiting[each] = None
            self._waiting.move_to_end(each)
        while len(self._waiting) > _KEPT // 2:
            self._waiting.popitem(last=False)
        if asked:
            self._timer.start()

    def _go_on(self) -> None:
        until = perf_counter() + _SLICE
        while self._waiting and perf_counter() < until:
            if not self._loaded:
                self._loaded = formula_shape.load_a_step()
                return
            self._draw(self._waiting.popitem(last=True)[0])
        if not self._waiting:
            self._timer.stop()
            self.drawn.emit()

    def _draw(self, wanted: Wanted) -> None:
        self._drawn[wanted] = _draw(wanted)
        if len(self._drawn) > _KEPT:
            self._drawn.popitem(last=False)


def _draw(wanted: Wanted) -> Drawn:
    for cut in (parts(wanted.tex), [Part(wanted.tex)]):
        shapes = [formula_shape.shape(part.tex, display=wanted.display) for part in cut]
        found = tuple((part, shape) for part, shape in zip(cut, shapes, strict=True) if shape is not None)
        if len(found) == len(cut):
            return found
    return ()
