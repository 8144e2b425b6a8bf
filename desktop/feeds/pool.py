"""Parsing in a process of its own, so that a hostile or hopeless body costs one feed's check and nothing else."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Self

from desktop.feeds import wire

if TYPE_CHECKING:
    from datetime import date, datetime
    from types import TracebackType

    from desktop.feeds.answer import Answer, Cut
    from storage import FeedId

ParseFailure = Literal[
    "parse_too_slow",
    "parse_too_big",  # more memory than a feed may take
    "parse_crashed",  # the process ended, or what it said made no sense
    "parse_fault",  # a fault of ours in reading it
]

START_SECONDS: Final = 60.0
_ROOT = Path(__file__).parents[2]
_LINE = 1 << 20
_MOST_TOLD = 100_000_000
_log = logging.getLogger(__name__)


class ParseFailed(Exception):
    """A body could not be read: `kind` says why, `detail` is for the log. The next body has nothing to fear."""

    def __init__(self, kind: ParseFailure, detail: str = "") -> None:
        super().__init__(kind, detail)
        self.kind: ParseFailure = kind
        self.detail = detail


class Parser:
    """Reads bodies one after the other in a worker process, which starts with the first and ends with the block.

    A body gets `seconds` of time, of the clock as of the processor, and the worker `memory` bytes of address space.
    `program` is the module that is the worker.
    """

    def __init__(self, *, seconds: float = 10.0, memory: int = 1 << 30, program: str = "desktop.feeds.worker") -> None:
        self._seconds = seconds
        self._memory = memory
        self._program = program
        self._turn = asyncio.Lock()
        self._worker: _Worker | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._dismiss()

    @property
    def process(self) -> int | None:
        """The worker's process number; None while there is none."""
        return self._worker.process.pid if self._worker else None

    async def parse(
        self,
        body: bytes,
        *,
        url: str,
        content_type: str,
        feed: FeedId,
        now: datetime,
        day: date | None = None,
        cut: Cut | None = None,
    ) -> Answer:
        """Read one answer, as `parse.parse` does.

        Raises:
            NotAFeed: there are no papers to be had in it.
            ParseFailed: it took too much time or memory, or ended the worker.
        """
        question = {
            "length": len(body),
            "url": url,
            "content_type": content_type,
            "feed": feed,
            "now": now.isoformat(),
            "day": day.isoformat() if day else None,
            "cut": [cut.ranks, cut.total] if cut else None,
        }
        async with self._turn:
            told = await self._ask(json.dumps(question).encode(), body)
        try:
            return wire.from_json(told)
        except wire.WireError as error:
            raise ParseFailed("parse_crashed", str(error)) from error

    async def _ask(self, question: bytes, body: bytes) -> bytes:
        """Send one body down and give what comes up; whatever goes wrong, the next question finds a sound worker."""
        try:
            worker = await self._ready()
            async with asyncio.timeout(self._seconds):
                head, told = await worker.exchange(question, body)
        except TimeoutError as error:
            self._dismiss()
            raise ParseFailed("parse_too_slow") from error
        except (EOFError, OSError, ValueError, LookupError, TypeError) as error:
            status = self._dismiss()
            slow = status == -getattr(signal, "SIGXCPU", 0)
            raise ParseFailed("parse_too_slow" if slow else "parse_crashed", f"exit status {status}") from error
        except BaseException:  # cancelled: half an exchange must not stand before the next one
            self._dismiss()
            raise
        if head.get("leaving"):
            self._dismiss()
        if head.get("failed") == "parse_too_big":
            raise ParseFailed("parse_too_big")
        if "failed" in head:
            _log.error("a body could not be read\n%s", head.get("detail"))
            raise ParseFailed("parse_fault", str(head.get("detail")))
        return told

    async def _ready(self) -> _Worker:
        """Give a worker that waits for a body."""
        if self._worker is not None and self._worker.process.poll() is not None:
            self._dismiss()  # ended while it had nothing to do, perhaps for want of memory elsewhere
        if self._worker is None:
            self._worker = await _start(self._program, self._seconds, self._memory)
            async with asyncio.timeout(START_SECONDS):
                await self._worker.reader.readline()
        return self._worker

    def _dismiss(self) -> int | None:
        """End the worker, and give what it ended with; it has nothing to lose."""
        worker, self._worker = self._worker, None
        if worker is None:
            return None
        worker.writer.transport.abort()
        if worker.process.poll() is None:
            worker.process.kill()
        return worker.process.wait()


@dataclass(frozen=True, slots=True)
class _Worker:
    """A running worker and the two ends of the line to it."""

    process: subprocess.Popen[bytes]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def exchange(self, question: bytes, body: bytes) -> tuple[dict[str, object], bytes]:
        """Send a question and a body, and give the head and the body of what comes back."""
        self.writer.write(question + b"\n")
        self.writer.write(body)
        await self.writer.drain()
        line = await self.reader.readline()
        if not line:
            raise EOFError
        head = json.loads(line)
        if not 0 <= head["length"] <= _MOST_TOLD:
            raise ValueError("an answer longer than any feed's")
        return head, await self.reader.readexactly(head["length"])


async def _start(program: str, seconds: float, memory: int) -> _Worker:
    """Start a worker and give both ends of the line to it."""
    # A socket pair instead of two pipes and no asyncio subprocess: on Python 3.11 that takes a thread for each.
    ours, theirs = socket.socketpair()
    with theirs:
        process = _spawn(theirs, program, str(seconds), str(memory))
    reader, writer = await asyncio.open_connection(sock=ours, limit=_LINE)
    return _Worker(process, reader, writer)


def _spawn(line: socket.socket, program: str, *limits: str) -> subprocess.Popen[bytes]:
    """Start the process; this takes some milliseconds."""
    command = [sys.executable, "-m", program, *limits]
    return subprocess.Popen(command, stdin=line.fileno(), stdout=line.fileno(), cwd=_ROOT)
