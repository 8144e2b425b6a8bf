"""The check as a process: when it starts, how its end is told, and that it never outlives the window."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.feeds.schedule import STOPPED
from desktop.pace import Around
from desktop.poller import LONGEST_SLEEP, PAUSE, SETTLING, Poller
from desktop.problems import Problem
from desktop.settings import Settings
from storage import Feed, FeedId, FeedKind, Library, Trouble
from tests.fakes.clock import Clock

Make = Callable[..., Poller]


@pytest.fixture
def make(qapp: object, folder: Path, clock: Clock) -> Iterator[Make]:
    """Make a poller whose process runs the given Python code."""
    made: list[Poller] = []

    def build(code: str, *feeds: Feed, chosen: Settings = Settings(), around: Around = Around()) -> Poller:  # noqa: B008
        command = (sys.executable, "-c", code)
        poller = Poller(
            folder, feeds=lambda: feeds, now=clock, chosen=lambda: chosen, around=lambda: around, command=command
        )
        made.append(poller)
        return poller

    yield build
    for poller in made:
        poller.close()


def feed(clock: Clock, *, minutes: float = 0, number: int = 1, kind: FeedKind = "feed", **others: Any) -> Feed:
    values: dict[str, Any] = {"next_check": clock() + timedelta(minutes=minutes), "checked": clock()} | others
    return Feed(FeedId(number), "http://127.0.0.1/x", kind, "", clock(), **values)


def asked(poller: Poller) -> str:
    """Give what the process was asked to do, behind the words that are always there."""
    assert poller._process is not None
    return " ".join(poller._process.arguments()).partition("--progress")[2].strip()


def printing(value: object, status: int = 0) -> str:
    return f"import sys; print('noise'); print({json.dumps(value)!r}); sys.exit({status})"


DONE = printing({"polled": 0})


@pytest.mark.parametrize("status", [0, 1, 4])
def test_what_came_of_a_check_is_told(qtbot: QtBot, make: Make, status: int) -> None:
    poller = make(printing({"polled": 3, "new": 7}, status))
    heard: list[object] = []
    poller.started.connect(lambda: heard.append("started"))
    poller.finished.connect(heard.append)
    poller.check()
    assert poller.running
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == ["started", {"polled": 3, "new": 7}]
    assert poller._process is None


def test_the_process_gets_the_folder_and_what_is_asked(qtbot: QtBot, make: Make, folder: Path, tmp_path: Path) -> None:
    write = f"pathlib.Path({str(tmp_path / 'words')!r}).write_text(' '.join(sys.argv[1:]))"
    poller = make(f"import sys, pathlib; {write}; print('{{\"polled\": 0}}')")
    with qtbot.waitSignal(poller.finished):
        poller.check(force=True)
    said = f"--data-dir {folder} poll --json --progress --force --lately 60"
    assert (tmp_path / "words").read_text() == said
    with qtbot.waitSignal(poller.finished):
        poller.check(force=True, only=FeedId(7))
    assert (tmp_path / "words").read_text() == f"{said} --feed 7"


@pytest.mark.parametrize(
    "code", ["raise SystemExit(9)", "import os; os.abort()", "print('no json')", "print([1])", "print('{\"done\": 1}')"]
)
def test_a_check_that_breaks_off_is_told_and_tried_later(
    qtbot: QtBot, make: Make, clock: Clock, caplog: pytest.LogCaptureFixture, code: str
) -> None:
    poller = make(code, feed(clock))
    with qtbot.waitSignal(poller.failed) as failed:
        poller.check()
    assert failed.args is not None
    assert isinstance(failed.args[0], Problem)
    assert not poller.running
    assert poller._timer.isActive()
    assert "a check ended" in caplog.text


def test_how_far_a_check_is_is_told_as_it_goes(qtbot: QtBot, make: Make, tmp_path: Path) -> None:
    steps = [{"done": step, "total": 3, "feed": f"Feed {step}: αβγ"} for step in (1, 2, 3)]
    code = "import os, sys, time\n"
    for number, step in enumerate(steps, 1):
        line = json.dumps(step, ensure_ascii=False)
        # In two pieces, as a pipe may deliver them, the cut within a letter.
        code += f"for piece in ({line.encode()!r}[:-4], {line.encode()!r}[-4:] + b'\\n'):\n"
        code += "    sys.stdout.buffer.write(piece); sys.stdout.buffer.flush(); time.sleep(.05)\n"
        code += f"while not os.path.exists({str(tmp_path / str(number))!r}): time.sleep(.01)\n"
    poller = make(code + """print('{"polled": 3}')""")
    heard: list[tuple[object, ...]] = []

    def hear(done: int, total: int, title: str) -> None:
        heard.append((done, total, title))
        (tmp_path / str(done)).touch()  # the next step waits for it

    poller.progressed.connect(hear)
    with qtbot.waitSignal(poller.finished) as finished:
        poller.check()
    assert heard == [(step, 3, f"Feed {step}: αβγ") for step in (1, 2, 3)]
    assert finished.args == [{"polled": 3}]


def test_a_burst_of_steps_is_told_by_its_newest_alone(qtbot: QtBot, make: Make) -> None:
    lines = "".join(json.dumps({"done": step, "total": 500, "feed": "x"}) + "\n" for step in range(1, 501))
    poller = make(f"print({lines!r}, end='', flush=True); import time; time.sleep(.2); print('{{\"polled\": 500}}')")
    heard: list[int] = []
    poller.progressed.connect(lambda done, _total, _feed: heard.append(done))
    with qtbot.waitSignal(poller.finished):
        poller.check()
    assert heard[-1] == 500
    assert len(heard) < 50


def test_a_program_that_cannot_start_is_told(qtbot: QtBot, folder: Path, clock: Clock) -> None:
    poller = Poller(folder, feeds=list, now=clock, command=("/no/such/program",))
    with qtbot.waitSignal(poller.failed):
        poller.check()
    assert not poller.running


def test_trouble_with_the_library_is_told_in_the_words_of_the_check(qtbot: QtBot, make: Make) -> None:
    poller = make("import sys; sys.stderr.write('The library is damaged.'); sys.exit(3)")
    with qtbot.waitSignal(poller.failed) as failed:
        poller.check()
    assert failed.args == [Problem("The library is damaged.", lasting=True)]


def test_a_check_can_be_stopped(qtbot: QtBot, make: Make) -> None:
    poller = make("import time; time.sleep(60)")
    poller.check()
    with qtbot.waitSignal(poller.failed) as failed:
        poller.cancel()
    assert failed.args is not None
    assert failed.args[0].what == "The check was stopped."
    assert not poller.running


def test_what_is_asked_during_a_check_is_done_after_it(qtbot: QtBot, make: Make) -> None:
    poller = make(DONE)
    with qtbot.waitSignals([poller.finished, poller.finished]):
        poller.check()
        poller.check()
        poller.check(force=True)
    assert not poller.running


def test_feeds_that_are_due_are_checked_by_themselves(qtbot: QtBot, make: Make, clock: Clock) -> None:
    poller = make(DONE, feed(clock))
    with qtbot.waitSignal(poller.finished):
        poller.reschedule()


def test_a_check_that_changed_nothing_is_not_repeated_at_once(qtbot: QtBot, make: Make, clock: Clock) -> None:
    poller = make(DONE, feed(clock))
    with qtbot.waitSignal(poller.finished):
        poller.check()
    assert poller._timer.remainingTime() > 30_000


def test_it_wakes_for_what_is_due_and_after_a_sleep_of_the_computer(make: Make, clock: Clock) -> None:
    poller = make(DONE, feed(clock, minutes=0.5))
    poller.reschedule()
    assert poller._timer.interval() == 30_000
    poller = make(DONE, feed(clock, minutes=600))
    poller.reschedule()
    assert poller._timer.interval() == LONGEST_SLEEP
    clock.advance(hours=11)
    poller._tick()
    assert not poller.running  # the network needs a moment as well
    least, most = SETTLING
    assert least * 1000 <= poller._timer.interval() <= most * 1000
    poller._not_before = 0
    poller._tick()
    assert poller.running


def test_the_end_of_a_sleep_ends_every_wait(make: Make, clock: Clock) -> None:
    poller = make("", feed(clock))
    poller._not_before = time.monotonic() + 3600
    poller.wake()
    assert poller._timer.interval() <= SETTLING[1] * 1000


def test_on_battery_the_next_check_comes_half_as_soon_and_with_power_as_usual(make: Make, clock: Clock) -> None:
    around = [Around(on_battery=True)]
    poller = make("", feed(clock, minutes=0.4))
    poller._around = lambda: around[0]
    poller.reschedule()
    assert poller._timer.interval() == 48_000
    around[0] = Around()
    poller.reschedule()
    assert poller._timer.interval() == 24_000


def test_where_data_costs_money_only_what_may_be_is_checked(qtbot: QtBot, make: Make, clock: Clock) -> None:
    feeds = [feed(clock), feed(clock, number=2, kind="arxiv"), feed(clock, number=3, kind="daily_papers", minutes=9)]
    poller = make(DONE, *feeds, around=Around(metered=True))
    with qtbot.waitSignal(poller.finished):
        poller.check()
        assert asked(poller) == "--feed 2"
    with qtbot.waitSignal(poller.finished):
        poller.check(force=True)  # what the reader asks for is done
        assert asked(poller) == "--force --lately 60"


def test_where_nothing_may_be_checked_nothing_starts_and_nothing_waits(make: Make, clock: Clock) -> None:
    poller = make("", feed(clock), chosen=Settings(check_on_battery="not"), around=Around(on_battery=True))
    poller.check()
    assert not poller.running
    assert not poller._timer.isActive()


def test_a_network_that_returns_brings_what_could_not_be_reached(qtbot: QtBot, make: Make, clock: Clock) -> None:
    away = feed(clock, number=2, minutes=60, trouble=Trouble("offline"))
    poller = make(DONE, feed(clock, minutes=60), away, feed(clock, number=3))
    poller.network_returned()
    assert poller._timer.interval() <= SETTLING[1] * 1000
    poller._not_before = 0
    with qtbot.waitSignal(poller.finished):
        poller._tick()
        assert asked(poller) == "--feed 2 --feed 3"
    poller._not_before = 0
    with qtbot.waitSignal(poller.finished):
        poller.check()
        assert asked(poller) == ""


def test_a_network_that_comes_and_goes_sets_off_no_storm(make: Make, clock: Clock) -> None:
    poller = make("", feed(clock, minutes=60, trouble=Trouble("dns")))
    poller._not_before = soon = time.monotonic() + 50
    for _time in range(5):
        poller.network_returned()
    assert poller._not_before == soon


def test_checks_that_break_off_come_less_and_less_often_and_a_good_one_ends_that(
    qtbot: QtBot, make: Make, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    poller = make("raise SystemExit(9)", feed(clock))
    waits: list[float] = []
    for _time in range(7):
        with qtbot.waitSignal(poller.failed):
            poller.check()
        waits.append(round((poller._not_before - time.monotonic()) / 60))
    assert waits == [2, 4, 8, 16, 32, 60, 60]
    poller._command = (sys.executable, "-c", DONE)
    with qtbot.waitSignal(poller.finished):
        poller.check()
    assert poller._not_before - time.monotonic() <= PAUSE


def test_nothing_wakes_up_where_no_feed_will_be_due(make: Make, clock: Clock) -> None:
    stopped = Feed(FeedId(1), "http://127.0.0.1/x", "feed", "", clock(), next_check=STOPPED)
    poller = make(DONE, stopped)
    poller.reschedule()
    assert not poller._timer.isActive()


def test_closing_ends_the_process(qtbot: QtBot, make: Make) -> None:
    poller = make("import time; time.sleep(60)")
    poller.check()
    process = poller._process
    assert process is not None
    process.waitForStarted()
    poller.close()
    assert process.state() is process.ProcessState.NotRunning


def test_ending_waits_for_the_process_and_says_nothing(qtbot: QtBot, make: Make) -> None:
    poller = make("import time; print('{}', flush=True); time.sleep(60)")
    poller.check()
    assert poller._process is not None
    with qtbot.waitSignal(poller._process.readyReadStandardOutput):
        pass
    ended: list[int] = []
    with qtbot.assertNotEmitted(poller.failed):
        poller.end(lambda: ended.append(1))
        poller.check(force=True)
        assert ended == []
        qtbot.waitUntil(lambda: ended == [1])
    assert not poller.running
    poller.end(lambda: ended.append(2))
    assert ended == [1, 2]


@pytest.mark.usefixtures("library")
def test_the_real_check_of_a_library_without_feeds(qtbot: QtBot, folder: Path, clock: Clock, library: Library) -> None:
    poller = Poller(folder, feeds=library.feeds, now=clock)
    with qtbot.waitSignal(poller.finished) as finished:
        poller.check()
    assert finished.args is not None
    assert finished.args[0]["polled"] == 0
