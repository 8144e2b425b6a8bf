"""What all parts of the door share: the opened file, whose hand it is, the clock, and how an act is written down."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from storage import journal
from storage.asked import FRESH_DAYS, Moment
from storage.citation_keys import USUAL
from storage.connection import PATIENCE, writing
from storage.model import Origin
from storage.opening import OpenFile, open_file
from storage.trending import Rising


class Desk(OpenFile):
    """An opened library with its origin and its clock; `unread_days` and `key_template` may be set anew at any time."""

    def __init__(
        self,
        folder: Path,
        *,
        origin: Origin,
        now: Callable[[], datetime],
        patience: float = PATIENCE,
        unread_days: int = FRESH_DAYS,
        key_template: str = USUAL,
    ) -> None:
        """Open the library in `folder`, made at first use; errors as in opening.open_file.

        After `unread_days` a paper that matched no rule counts as unread no more. New citation keys are made by
        `key_template`, see citation_keys.stem.
        """
        super().__init__(*open_file(folder, patience=patience, marks_protected=False))
        self._origin: Origin = origin
        self._now = now
        self.unread_days = unread_days
        self.key_template = key_template
        self._rising = Rising(self._db)

    def _at(self) -> Moment:
        now = self._now()
        return Moment(now, self.unread_days, partial(self._rising.at, now))

    @contextmanager
    def _act(self, name: str, *, by_itself: bool = False) -> Generator[journal.Act, None, None]:
        """Hold one transaction for one act of the reader's, which is one row of the journal."""
        with writing(self._db):
            yield journal.Act(self._db, name, self._origin, self._now(), by_itself=by_itself)
