"""The plug pulled anywhere: killed at random, a full disk, no right to write, a held log, a clock set back."""

import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import Library, schema
from storage.migrations import statements
from tests.benchmarks.library import make

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
NOW = "2026-11-20T12:00:00Z"
PAPERS = 3_000


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "data"
    make(folder, PAPERS)
    return folder


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return shutil.copytree(whole, tmp_path / "data")


def _start(
    folder: Path, *words: str, before: Callable[[], None] | None = None, now: str = NOW
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "desktop", "--data-dir", str(folder), *words],
        env={**os.environ, "PAPERTRAY_NOW": now, "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(folder.parent)},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=before,  # noqa: PLW1509  no threads here
    )


def _ended(program: subprocess.Popen[bytes]) -> tuple[int, str]:
    _out, told = program.communicate(timeout=120)
    return program.returncode, told.decode()


def _killed_at_random(folder: Path, *words: str, longest: float, times: int = 20) -> None:
    dice = random.Random(5)
    for _ in range(times):
        program = _start(folder, *words)
        time.sleep(dice.uniform(0.05, longest))
        program.kill()
        program.communicate()


def _took(folder: Path, *words: str) -> float:
    began = time.monotonic()
    status, told = _ended(_start(folder, *words))
    assert status == 0, told
    return time.monotonic() - began


def _is_whole(folder: Path) -> None:
    with Library(folder, origin="cli", now=lambda: datetime.now(UTC)) as library:
        assert library.check() == []
        assert library.count() == PAPERS
        assert len(library.entries("starred", limit=5)) == 5


def test_a_backup_that_is_killed_leaves_the_one_before(copy: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    longest = _took(copy, "backup", str(file))
    _killed_at_random(copy, "backup", str(file), longest=longest)
    db = sqlite3.connect(file)
    assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert db.execute("SELECT count(*) FROM papers").fetchone()[0] == PAPERS
    db.close()
    _is_whole(copy)
    _took(copy, "backup", str(file))
    assert list(tmp_path.glob(".backup.db.*")) == []


def test_a_restore_that_is_killed_leaves_what_was_there_or_what_was_to_come(copy: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    _took(copy, "backup", str(file))
    longest = _took(copy, "restore", str(file))
    _killed_at_random(copy, "restore", str(file), longest=longest)
    _is_whole(copy)
    _took(copy, "restore", str(file))
    _is_whole(copy)


def test_a_migration_that_is_killed_is_done_by_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    schemas = Path(__file__).parent / "storage" / "schemas"
    db = sqlite3.connect(folder / "library.db")
    for statement in statements((schemas / "1.sql").read_text(encoding="utf-8")):
        db.execute(statement)
    db.executescript((schemas / "1-data.sql").read_text(encoding="utf-8"))
    db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    db.execute("PRAGMA user_version = 1")
    db.close()
    before = (folder / "library.db").read_bytes()
    longest = _took(folder, "list", "starred")
    dice = random.Random(7)
    for _ in range(20):
        shutil.rmtree(folder)
        folder.mkdir()
        (folder / "library.db").write_bytes(before)
        program = _start(folder, "list", "starred")
        time.sleep(dice.uniform(0.1, longest))
        program.kill()
        program.communicate()
        with Library(folder, origin="cli", now=lambda: datetime.now(UTC)) as library:
            assert library.check() == []
            assert [entry.mark.note for entry in library.entries("starred")] == ["why I kept it"]


def test_an_import_that_is_killed_is_completed_by_the_next(whole: Path, tmp_path: Path) -> None:
    file, folder = tmp_path / "all.json", tmp_path / "new"
    _took(whole, "export", "all", "--query", "state", "--format", "json", "-o", str(file))
    longest = _took(tmp_path / "first", "import", str(file))
    _killed_at_random(folder, "import", str(file), longest=longest)
    _took(folder, "import", str(file))
    with Library(folder, origin="cli", now=lambda: datetime.now(UTC)) as library:
        assert library.check() == []
        assert library.count() == len(file.read_text(encoding="utf-8").splitlines())


# Full


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "small"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount: " + " ".join(command))
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_told_and_what_was_there_stays(copy: Path, small_disk: Path) -> None:
    file = small_disk / "backup.db"
    (small_disk / "filling").write_bytes(bytes(12_000_000))
    status, told = _ended(_start(copy, "backup", str(file)))
    assert status == 2
    assert "could not be written" in told
    assert "Traceback" not in told
    assert sorted(path.name for path in small_disk.iterdir()) == ["filling"]
    _is_whole(copy)


def test_a_library_on_a_full_disk_keeps_what_it_has_and_takes_more_when_there_is_room(
    copy: Path, small_disk: Path
) -> None:
    folder = small_disk / "data"
    folder.mkdir()
    shutil.copy(copy / "library.db", folder)
    filling = small_disk / "filling"
    with filling.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass
    status, told = _ended(_start(folder, "note", "1", "words " * 5000))
    assert status == 3
    assert "no room left" in told
    assert "Traceback" not in told
    filling.unlink()
    _is_whole(folder)
    assert _ended(_start(folder, "note", "1", "words"))[0] == 0


def test_a_limit_on_the_size_of_files_is_told_and_loses_nothing(copy: Path, tmp_path: Path) -> None:
    limit = 4_000_000

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    status, told = _ended(_start(copy, "backup", str(tmp_path / "backup.db"), before=limited))
    assert (status, "could not be written" in told, "Traceback" in told) == (2, True, False)
    assert not (tmp_path / "backup.db").exists()
    status, told = _ended(_start(copy, "restore", str(copy / "library.db"), before=limited))
    assert (status, "Traceback" in told) == (3, False)
    _is_whole(copy)


# No right to write


_AS_NOBODY = """
import os, sys
from desktop.cli.main import run
status = run(["--data-dir", sys.argv[1] + "-other", "star", "1"])  # loads all modules while it may
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
sys.exit(run(["--data-dir", sys.argv[1], "star", "1"]))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may act as another user")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_may_not_be_written_is_told_and_left_alone(copy: Path, what: str) -> None:
    shutil.copytree(copy, f"{copy}-other")
    for parent in list(copy.parents)[:-1]:
        if "pytest" in str(parent):
            parent.chmod(0o755)
    os.chown(copy, 65534 if what == "file" else 0, -1)
    copy.chmod(0o755)
    (copy / "library.db").chmod(0o644)
    before = (copy / "library.db").read_bytes()
    command = [sys.executable, "-c", _AS_NOBODY, str(copy)]
    environment = {**os.environ, "PAPERTRAY_NOW": NOW}
    status, told = _ended(
        subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    )
    assert status == 3
    assert "cannot be written" in told
    assert "Traceback" not in told
    assert (copy / "library.db").read_bytes() == before


# A reader that holds on, and a clock set back

_HOLDS = """
import sys, sqlite3
db = sqlite3.connect(sys.argv[1])
db.execute("BEGIN")
db.execute("SELECT count(*) FROM papers").fetchone()
print("holds", flush=True)
sys.stdin.read()
"""


def test_a_stopped_reader_does_not_keep_others_from_writing_and_the_log_shrinks_when_it_has_gone(copy: Path) -> None:
    command = [sys.executable, "-c", _HOLDS, str(copy / "library.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        assert reader.stdout is not None
        reader.stdout.readline()
        reader.send_signal(signal.SIGSTOP)
        try:
            with Library(copy, origin="cli", now=lambda: datetime.now(UTC)) as library:
                for number in range(200):
                    library.add_rule(f"whales{number}")
                grown = (copy / "library.db-wal").stat().st_size
                assert len(library.rules()) == 201
        finally:
            reader.send_signal(signal.SIGCONT)
            reader.communicate(b"")
    assert grown > 0
    _is_whole(copy)
    assert not (copy / "library.db-wal").exists()


def test_a_clock_that_was_set_back_loses_nothing_and_checks_go_on(copy: Path) -> None:
    _took(copy, "star", "7")
    status, told = _ended(_start(copy, "star", "8", now="2020-01-01T00:00:00Z"))
    assert status == 0, told
    _ended(_start(copy, "backup", "--daily", now="2020-01-01T00:00:00Z"))
    _took(copy, "undo")
    _is_whole(copy)
