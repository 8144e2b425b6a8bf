"""The process that parses: bodies come in on standard input, answers go out on standard output.

Down: a line of JSON {length, url, content_type, feed, now, day, cut} and `length` bytes. Up: first a line to say that
it is ready, then for each body a line of JSON {length, failed, detail, leaving} and `length` bytes as of wire.to_json.
Ends when standard input does.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import traceback
from contextlib import suppress
from datetime import date, datetime
from typing import Any, BinaryIO, Final

from desktop.feeds import wire
from desktop.feeds.answer import Cut, NotAFeed
from desktop.feeds.parse import parse

if sys.platform != "win32":  # there, only the deadline of the other side holds
    import resource

ENOUGH: Final = 100_000_000
"""Bytes of memory in use from which on a worker leaves after its answer: Python rarely gives any back."""

_DETAIL = 8_000


def serve(questions: BinaryIO, answers: BinaryIO, *, seconds: float | None = None, enough: int = ENOUGH) -> None:
    """Answer until there are no more questions or this process has grown, each within `seconds` of processor time."""
    _send(answers, {"ready": True})
    while line := questions.readline():
        if seconds is not None:
            _limit_time(seconds)
        head, told = answered(json.loads(line), questions)
        head["leaving"] = head["leaving"] or in_use() > enough
        _send(answers, head, told)
        if head["leaving"]:
            return


def answered(question: dict[str, Any], bodies: BinaryIO) -> tuple[dict[str, Any], bytes]:
    """Read the body of one question, and give the head and the bytes of the answer.

    Nothing that a body does gets out as an exception.
    """
    day, cut = question["day"], question.get("cut")
    try:
        answer = parse(
            bodies.read(question["length"]),
            url=question["url"],
            content_type=question["content_type"],
            feed=question["feed"],
            now=datetime.fromisoformat(question["now"]),
            day=date.fromisoformat(day) if day else None,
            cut=Cut(tuple(cut[0]), cut[1]) if cut else None,
        )
        return {"leaving": False}, wire.to_json(answer)
    except NotAFeed as reason:
        return {"leaving": False}, wire.to_json(reason)
    except MemoryError:
        return {"failed": "parse_too_big", "leaving": True}, b""
    except Exception:  # noqa: BLE001  # the process's outer edge: the other side logs it and goes on
        return {"failed": "parse_fault", "detail": traceback.format_exc()[-_DETAIL:], "leaving": True}, b""


def _send(answers: BinaryIO, head: dict[str, Any], told: bytes = b"") -> None:
    answers.write(json.dumps({**head, "length": len(told)}).encode() + b"\n" + told)
    answers.flush()


def in_use() -> int:
    """Give the bytes of memory that this process has in use now; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as numbers:  # noqa: PTH123  # pathlib is not needed for anything else
            return int(numbers.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _limit_time(seconds: float) -> None:
    """Let the system end this process once it has worked for so much longer, even if nobody is there to do it."""
    if sys.platform == "win32":
        return
    spent = resource.getrusage(resource.RUSAGE_SELF)
    end = int(spent.ru_utime + spent.ru_stime + seconds) + 1
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (end, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _limit_memory(most: int) -> None:
    if sys.platform == "win32":
        return
    for limit, value in ((resource.RLIMIT_AS, most), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):  # not every system has or honours each of them
            resource.setrlimit(limit, (value, value))


def main() -> None:
    """Serve whoever started us; the arguments are seconds for each body and bytes for all."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for the other side, whose end is ours as well
    gc.freeze()  # what was loaded stays; and papers are no rings, so that to look for some takes a tenth of the time
    gc.set_threshold(20_000, 20, 50)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand between two answers
    _limit_memory(int(sys.argv[2]))
    with suppress(BrokenPipeError, ConnectionResetError):
        serve(sys.stdin.buffer, answers, seconds=float(sys.argv[1]))
    with suppress(OSError):
        answers.close()


if __name__ == "__main__":
    main()
