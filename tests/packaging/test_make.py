"""The Makefile as a reader meets it: what `make` lists, and how `make run` ends."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.checkout import ROOT

WORDS = "none of its feeds could be reached"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A checkout whose set-up is done and whose program is a script that the test writes."""
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to(sys.executable)
    (tmp_path / "packaging").mkdir()
    (tmp_path / "packaging/bootstrap.py").write_text("", encoding="utf-8")
    (tmp_path / "Makefile").write_bytes((ROOT / "Makefile").read_bytes())
    return tmp_path


def write_program(house: Path, script: str) -> None:
    (house / ".venv/bin/papertray").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (house / ".venv/bin/papertray").chmod(0o755)


def make(house: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    # This test may itself run under make, whose flags are none of the inner one's business.
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", *words], cwd=house, env={**plain, **environment}, capture_output=True, text=True, check=False
    )


def test_make_alone_lists_every_target_that_a_person_would_type(house: Path) -> None:
    listed = make(house).stdout
    for target in ("run", "demo", "test", "test-setup", "check", "lock", "clean"):
        assert re.search(rf"^make {target} +\w", listed, flags=re.MULTILINE)


def test_make_run_succeeds_with_the_program(house: Path) -> None:
    write_program(house, "echo three new papers")
    done = make(house, "run")
    assert (done.returncode, done.stdout) == (0, "three new papers\n")


def test_make_run_says_in_words_that_nothing_could_be_reached_and_succeeds(house: Path) -> None:
    write_program(house, "exit 4")
    done = make(house, "run")
    assert done.returncode == 0
    assert WORDS in done.stdout


@pytest.mark.parametrize("status", [1, 2, 3, 130])
def test_make_run_fails_with_every_other_failure(house: Path, status: int) -> None:
    write_program(house, f"exit {status}")
    done = make(house, "run")
    assert done.returncode != 0
    assert WORDS not in done.stdout


def test_make_says_which_python_it_needs_where_none_is_new_enough(house: Path, tmp_path: Path) -> None:
    (house / ".venv/bin/python").unlink()
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("make", "bash", "sed"):
        found = next(path for path in (Path("/usr/bin") / name, Path("/bin") / name) if path.exists())
        (programs / name).symlink_to(found)
    # A version manager's stand-in that exists and does not work.
    (programs / "python3.12").write_text("#!/bin/sh\necho no such version\nexit 127\n", encoding="utf-8")
    (programs / "python3.12").chmod(0o755)
    done = make(house, "run", PATH=str(programs))
    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr
