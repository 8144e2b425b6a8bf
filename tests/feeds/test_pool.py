import asyncio
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from desktop.feeds import wire, worker
from desktop.feeds.answer import Answer, NotAFeed
from desktop.feeds.pool import ParseFailed, Parser
from storage import FeedId
from tests.fakes.arxiv import Preprint, arxiv_rss

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MONDAY = date(2026, 3, 2)
LISTING = arxiv_rss("cs.LG", MONDAY, [Preprint("2603.00001", "First"), Preprint("2603.00002", "Second")])
ROOT = Path(__file__).parents[2]
T = TypeVar("T")


QUESTION = {"url": "http://127.0.0.1/", "content_type": "", "feed": 3, "now": NOW.isoformat(), "day": None}


def within(use: Callable[[Parser], Awaitable[T]], *, seconds: float = 60.0, memory: int = 1 << 30) -> T:
    async def run() -> T:
        async with Parser(seconds=seconds, memory=memory) as parser:
            return await use(parser)

    return asyncio.run(run())


async def read(parser: Parser, body: bytes = LISTING) -> Answer:
    return await parser.parse(
        body, url="http://127.0.0.1/rss/cs.LG", content_type="application/rss+xml", feed=FeedId(3), now=NOW
    )


def alive(process: int) -> bool:
    """Tell whether a process runs; one that has ended may stand in the list for a while."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def ended(process: int) -> bool:
    """Wait up to half a minute for a process to end."""
    until = time.monotonic() + 30
    while alive(process) and time.monotonic() < until:
        time.sleep(0.01)
    return not alive(process)


def test_a_body_comes_back_as_papers() -> None:
    answer = within(read)
    assert answer.kind == "arxiv"
    assert answer.day == MONDAY
    assert [one.paper.title for one in answer.incoming] == ["First", "Second"]


def test_a_list_of_daily_papers_gets_the_day_that_was_asked_for() -> None:
    async def ask(parser: Parser) -> Answer:
        body = json.dumps([{"paper": {"id": "2603.00001", "title": "First", "upvotes": 3, "authors": []}}]).encode()
        url = f"http://127.0.0.1/api/daily_papers?date={MONDAY}"
        return await parser.parse(body, url=url, content_type="application/json", feed=FeedId(3), now=NOW, day=MONDAY)

    answer = within(ask)
    assert [(one.appearance.day, one.appearance.votes) for one in answer.incoming] == [(MONDAY, 3)]


def test_what_is_no_feed_is_said_to_be_none() -> None:
    with pytest.raises(NotAFeed) as caught:
        within(lambda parser: read(parser, b"%PDF-1.7"))
    assert caught.value.kind == "not_text"


def test_the_worker_starts_with_the_first_body_and_stays_for_the_next() -> None:
    async def ask(parser: Parser) -> list[int | None]:
        before = parser.process
        processes = [before]
        for _ in range(2):
            await read(parser)
            processes.append(parser.process)
        return processes

    before, first, second = within(ask)
    assert before is None
    assert first == second
    assert first is not None
    assert not alive(first)


def test_bodies_wait_for_one_another() -> None:
    async def ask(parser: Parser) -> list[Answer]:
        return await asyncio.gather(*(read(parser) for _ in range(5)))

    assert len(within(ask)) == 5


def test_a_worker_that_was_killed_is_replaced() -> None:
    async def ask(parser: Parser) -> tuple[int | None, int | None]:
        await read(parser)
        first = parser.process
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert ended(first)
        await read(parser)
        return first, parser.process

    first, second = within(ask)
    assert first != second


def test_a_worker_that_dies_over_a_body_fails_that_body_alone() -> None:
    async def ask(parser: Parser) -> str:
        await read(parser)
        stopped = parser.process
        assert stopped is not None
        os.kill(stopped, signal.SIGSTOP)
        waiting = asyncio.create_task(read(parser))
        await asyncio.sleep(0.05)
        os.kill(stopped, signal.SIGKILL)
        with pytest.raises(ParseFailed) as caught:
            await waiting
        await read(parser)
        return caught.value.kind

    assert within(ask) == "parse_crashed"


def test_a_worker_that_is_stuck_is_killed_at_its_deadline_and_replaced() -> None:
    async def ask(parser: Parser) -> tuple[str, int]:
        await read(parser)
        stuck = parser.process
        assert stuck is not None
        os.kill(stuck, signal.SIGSTOP)
        with pytest.raises(ParseFailed) as caught:
            await read(parser)
        await read(parser)
        return caught.value.kind, stuck

    kind, stuck = within(ask, seconds=0.5)
    assert kind == "parse_too_slow"
    assert not alive(stuck)


def test_a_body_that_needs_too_much_memory_fails_alone() -> None:
    async def ask(parser: Parser) -> str:
        with pytest.raises(ParseFailed) as caught:
            await read(parser, b"<rss>" + b"x" * 60_000_000)
        assert (await read(parser)).kind == "arxiv"
        return caught.value.kind

    assert within(ask, memory=128 << 20) == "parse_too_big"


def test_a_worker_that_has_grown_is_let_go() -> None:
    async def ask(parser: Parser) -> int | None:
        with pytest.raises(NotAFeed):
            await read(parser, b"no feed" * 6_000_000)
        return parser.process

    assert within(ask) is None


def lied_to(parser: Parser, words: str) -> Awaitable[Answer]:
    return parser.parse(b"", url=words, content_type="", feed=FeedId(3), now=NOW)


def test_a_fault_of_ours_is_logged_and_fails_its_body_alone(caplog: pytest.LogCaptureFixture) -> None:
    async def ask() -> None:
        async with Parser(program="tests.fakes.lying_worker") as parser:
            with pytest.raises(ParseFailed) as caught:
                await lied_to(parser, '{"length": 0, "failed": "parse_fault", "detail": "Traceback of it"}\n')
            assert caught.value.kind == "parse_fault"

    asyncio.run(ask())
    assert "Traceback of it" in caplog.text


@pytest.mark.parametrize(
    "lie",
    [
        "exit 0",
        "exit 3",
        "nonsense\n",
        "[]\n",
        "{}\n",
        '{"length": -1}\n',
        '{"length": 1000000000000}\n',
        '{"length": "7"}\n',
        '{"length": 7}\nnothing',
        '{"length": 0, "failed": "with new words"}\n',
        "x" * (2 << 20),
    ],
)
def test_nothing_that_a_worker_says_is_taken_on_trust(lie: str) -> None:
    async def ask() -> None:
        async with Parser(seconds=5, program="tests.fakes.lying_worker") as parser:
            for _ in range(2):
                with pytest.raises(ParseFailed) as caught:
                    await lied_to(parser, lie)
                assert caught.value.kind in {"parse_crashed", "parse_fault"}

    asyncio.run(ask())


def test_who_no_longer_waits_leaves_a_sound_worker_to_the_next() -> None:
    async def ask(parser: Parser) -> Answer:
        await read(parser)
        unwanted = asyncio.create_task(read(parser, LISTING * 200))
        await asyncio.sleep(0.01)
        unwanted.cancel()
        with pytest.raises(asyncio.CancelledError):
            await unwanted
        return await read(parser)

    assert within(ask).kind == "arxiv"


def test_the_worker_ends_when_nobody_is_at_the_other_end() -> None:
    question = json.dumps(QUESTION | {"length": 2}).encode() + b"\n[]"
    ends = subprocess.run(
        [sys.executable, "-m", "desktop.feeds.worker", "10", str(1 << 30)],
        input=question, capture_output=True, timeout=30, check=True, cwd=ROOT,
    )  # fmt: skip
    ready, head, told = ends.stdout.split(b"\n")
    assert json.loads(ready) == {"ready": True, "length": 0}
    assert json.loads(head) == {"leaving": False, "length": len(told)}
    assert ends.stderr == b""


def test_the_worker_ends_also_when_its_starter_is_killed() -> None:
    starter = (
        "import asyncio, sys\n"
        "from datetime import UTC, datetime\n"
        "from desktop.feeds.pool import Parser\n"
        "async def main():\n"
        "    async with Parser() as parser:\n"
        "        await parser.parse(b'[]', url='', content_type='', feed=1, now=datetime.now(UTC))\n"
        "        print(parser.process, flush=True)\n"
        "        await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen([sys.executable, "-c", starter], stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        started = int(process.stdout.readline())
        assert alive(started)
        process.kill()
    assert ended(started)


def test_ctrl_c_is_not_for_the_worker() -> None:
    async def ask(parser: Parser) -> Answer:
        await read(parser)
        assert parser.process is not None
        os.kill(parser.process, signal.SIGINT)
        return await read(parser)

    assert within(ask).kind == "arxiv"


def test_the_side_that_shows_windows_never_loads_feedparser() -> None:
    code = "import sys, desktop.feeds.pool; print('feedparser' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT)
    assert run.stdout == b"False\n"


# The worker's own side --------------------------------------------------------------------------------------------


def served(*bodies: bytes, enough: int = 1 << 40) -> list[tuple[dict[str, object], bytes]]:
    """Let the worker answer here, and give the heads and bodies of what it says, without the first."""
    asked = b"".join(json.dumps(QUESTION | {"length": len(body)}).encode() + b"\n" + body for body in bodies)
    told = io.BytesIO()
    worker.serve(io.BytesIO(asked), told, enough=enough)
    told.seek(0)
    found = []
    while line := told.readline():
        head = json.loads(line)
        found.append((head, told.read(head["length"])))
    return found[1:]


def test_questions_are_answered_in_turn() -> None:
    (first, told), (second, why) = served(LISTING, b"")
    assert wire.from_json(told).kind == "arxiv"
    assert first["leaving"] is second["leaving"] is False
    with pytest.raises(NotAFeed):
        wire.from_json(why)


def test_a_fault_of_ours_is_told_with_its_place_and_ends_the_worker() -> None:
    head, told = worker.answered(QUESTION | {"now": "yesterday", "length": 2}, io.BytesIO(b"[]"))
    assert (head["failed"], head["leaving"], told) == ("parse_fault", True, b"")
    assert "yesterday" in head["detail"]


def test_a_worker_that_has_grown_leaves_after_its_answer() -> None:
    ((head, told),) = served(LISTING, LISTING, enough=1)
    assert head["leaving"]
    assert wire.from_json(told).kind == "arxiv"


def test_memory_in_use_is_known_where_the_system_tells() -> None:
    assert worker.in_use() > 5_000_000
