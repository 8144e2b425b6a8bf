"""The command line in rough surroundings: odd bytes, small encodings, no home, full disks, pipes that end early."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import click
import pytest

from desktop import clock
from desktop.cli.main import run
from desktop.feeds.outcome import Progress
from desktop.feeds.run import poll
from storage import Feed, Intake, Library, LibraryFull
from tests.builders import arrive, incoming, paper
from tests.cli.conftest import Papertray
from tests.fakes.feed_server import FeedServer

HUGE = "9" * 30


@pytest.fixture(autouse=True)
def filled(library: Library, intake: Intake, daily: Feed) -> None:
    for place in range(30):
        arrive(intake, daily, incoming(paper(f"Stars ★ over Łódź {place}", arxiv=f"2606.{place:05d}"), votes=place))


def _program(folder: Path, command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of a shell in which $P is papertray on this library; its status is that of the first of a pipe."""
    program = f"{sys.executable} -m desktop --data-dir {folder}"
    return subprocess.run(
        ["/bin/bash", "-c", f"{command}; exit ${{PIPESTATUS[0]}}"],
        env={**os.environ, "PAPERTRAY_NOW": "2026-06-02T09:00:00Z", "P": program, **environment},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "words",
    [
        ("show", HUGE), ("star", HUGE), ("feeds", "remove", HUGE), ("poll", "--feed", HUGE), ("rules", "remove", HUGE),
        ("rules", "remove", "²"), ("list", "--limit", HUGE), ("search", "stars", "--limit", HUGE),
    ],
)  # fmt: skip
def test_an_absurd_number_is_a_usage_error(papertray: Papertray, words: tuple[str, ...]) -> None:
    assert papertray(*words).status == 2


def test_words_that_are_no_utf8_are_stored_as_well_as_they_can_be(papertray: Papertray) -> None:
    odd = os.fsdecode(b"caf\xe9")
    for words in (("note", "1", odd), ("tag", "1", f"+{odd}"), ("quote", "1", odd), ("rules", "add", odd)):
        assert papertray(*words).status == 0
    shown = papertray("show", "1", "--json").object
    assert (shown["note"], shown["tags"]) == ("caf\ufffd", ["caf\ufffd"])
    assert papertray("search", odd).status == 0
    assert papertray("feeds", "add", os.fsdecode(b"http://127.0.0.1/\xe9")).status == 0


@pytest.mark.slow
def test_input_that_is_no_utf8_is_taken_and_a_missing_one_is_told(folder: Path) -> None:
    assert _program(folder, r"""printf '\xff caf\xe9' | $P note 1 -; exit ${PIPESTATUS[1]}""").returncode == 0
    for command in ("$P note 1 - <&-", "$P note 1 <&-", "$P quote 1 - <&-", "$P add - <&-"):
        done = _program(folder, command)
        assert (done.returncode, b"Traceback" in done.stderr) == (2, False)


def slow(*commands: str) -> list[object]:
    """Each command costs a start of the program; of its kind one is tried all day, these only among the slow tests."""
    return [pytest.param(command, marks=pytest.mark.slow) for command in commands]


@pytest.mark.parametrize("command", ["$P list", *slow("$P show 1", "$P search stars --limit 90")])
def test_a_terminal_without_stars_gets_question_marks(folder: Path, command: str) -> None:
    done = _program(folder, command, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Stars ? over" in done.stdout


def test_what_programs_read_is_utf8_in_every_locale(folder: Path) -> None:
    done = _program(folder, "$P list --json", PYTHONIOENCODING="latin-1")
    assert "★ over Łódź" in done.stdout.decode()


@pytest.mark.parametrize(
    "command", ["$P list all", *slow("$P list all --json", "$P star 1", "$P export all", "$P --help")]
)
def test_a_reader_that_leaves_early_is_no_failure(folder: Path, command: str) -> None:
    done = _program(folder, f"{command} | true")
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="there is no /dev/full")
@pytest.mark.parametrize("command", ["$P list", *slow("$P list --json", "$P star 1", "$P export all")])
def test_an_output_without_room_is_told_in_words(folder: Path, command: str) -> None:
    done = _program(folder, f"{command} >/dev/full")
    assert done.returncode == 2
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


@pytest.mark.slow
def test_a_closed_output_is_no_failure(folder: Path) -> None:
    for command in ("$P list >&-", "$P star 1 >&-", "$P list 2>&-"):
        assert _program(folder, command).returncode == 0


def test_without_a_home_the_folder_must_be_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PAPERTRAY_DATA_DIR", "~nobody-of-that-name/papers")
    assert run(["list"]) == 2
    assert "--data-dir" in capsys.readouterr().err
    assert run(["--data-dir", str(folder), "list"]) == 0


def test_an_empty_folder_name_is_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAPERTRAY_DATA_DIR", str(tmp_path / "usual"))
    assert run(["--data-dir", "", "list"]) == 0
    assert not Path("library.db").exists()


@pytest.mark.parametrize("moment", ["soon", "0001-01-01", "9999-12-31T23:59:59"])
def test_a_clock_that_is_set_to_nonsense_is_told(
    papertray: Papertray, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    monkeypatch.setenv("PAPERTRAY_NOW", moment)
    done = papertray("list")
    assert (done.status, moment in done.err) == (2, True)


def test_a_poll_that_cannot_write_fails_as_the_library_does(papertray: Papertray, folder: Path) -> None:
    def full(_step: Progress) -> None:
        raise LibraryFull(folder)

    papertray("feeds", "add", "http://127.0.0.1:9/feed")
    with pytest.raises(LibraryFull):
        poll(folder, now=clock.now, force=True, progress=full)


def test_a_device_is_written_to_and_not_replaced(papertray: Papertray, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert papertray("export", "all", "--query", "Łódź 1", "--format", "json", "-o", str(pipe)).status == 0
        assert "Łódź" in os.read(reader, 1 << 16).decode()
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert papertray("export", "-o", "/dev/null").status == 0


def test_on_a_terminal_the_bar_shows_titles_as_they_are_and_no_colour_leaks(papertray: Papertray, folder: Path) -> None:
    """A title that looks like rich's markup once ended the poll."""
    item = "<item><title>[red]Whales[/red]</title><guid>a</guid></item>"
    body = f"<rss version='2.0'><channel><title>News [/bold] of &#27;[31mred</title>{item}</channel></rss>"
    with FeedServer() as server:
        papertray("feeds", "add", server.serve("/odd", body.encode()))
        papertray("feeds", "remove", "1")
        papertray("poll")
        ours, theirs = os.openpty()
        done = subprocess.run(
            [sys.executable, "-m", "desktop", "--data-dir", str(folder), "poll", "--force"],
            env={**os.environ, "PAPERTRAY_NOW": "2026-06-02T09:00:00Z", "TERM": "xterm", "COLUMNS": "100"},
            cwd=Path(__file__).parents[2],
            stderr=theirs,
            stdout=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
        os.close(theirs)
        shown = os.read(ours, 1 << 16)
        os.close(ours)
    assert done.returncode == 0, shown
    assert b"News [/bold] of [31mred" in shown
    assert "[red]Whales[/red]" in papertray("list", "all").out


def test_every_command_is_where_the_table_says_and_no_other_is_loaded() -> None:
    from desktop.cli.main import papertray

    context = click.Context(papertray)
    for name in papertray.list_commands(context):
        command = papertray.get_command(context, name)
        assert command is not None
        assert command.name == name
    assert papertray.get_command(context, "nonsense") is None
    asked = "import sys, desktop.cli.main; print('desktop.live' in sys.modules or 'desktop.bib_entries' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
