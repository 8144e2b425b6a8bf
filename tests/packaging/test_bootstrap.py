"""packaging/bootstrap.py: when it acts, when it returns at once, and how it words what it cannot do."""

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.packaging.checkout import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """As much of a checkout as the set-up looks at."""
    shutil.copytree(ROOT / "packaging", tmp_path / "house/packaging")
    shutil.copy2(ROOT / "pyproject.toml", tmp_path / "house")
    return tmp_path / "house"


def bootstrap_of(checkout: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", checkout / "packaging/bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def set_up(checkout: Path, group: str) -> Path:
    """Make an environment that looks as if it had been set up for `group`."""
    venv = checkout / ".venv"
    (venv / "bin").mkdir(parents=True, exist_ok=True)
    (venv / "bin/python").symlink_to(sys.executable)
    bootstrap_of(checkout).note_ready(venv, group)
    return venv


def test_a_second_set_up_has_nothing_to_do(checkout: Path) -> None:
    venv = set_up(checkout, "run")
    assert bootstrap_of(checkout).is_ready(venv, "run")


def test_an_environment_for_tests_is_also_one_to_run_in(checkout: Path) -> None:
    venv = set_up(checkout, "dev")
    assert bootstrap_of(checkout).is_ready(venv, "run")


def test_an_environment_to_run_in_is_not_enough_for_tests(checkout: Path) -> None:
    venv = set_up(checkout, "run")
    assert not bootstrap_of(checkout).is_ready(venv, "dev")


@pytest.mark.parametrize("file", ["pyproject.toml", "packaging/requirements.txt", "packaging/bootstrap.py"])
def test_a_change_of_what_the_set_up_reads_asks_for_a_new_one(checkout: Path, file: str) -> None:
    venv = set_up(checkout, "run")
    with (checkout / file).open("a", encoding="utf-8") as changed:
        changed.write("\n# changed\n")
    assert not bootstrap_of(checkout).is_ready(venv, "run")


def test_a_change_of_the_test_tools_does_not_hold_up_the_reader(checkout: Path) -> None:
    venv = set_up(checkout, "dev")
    (checkout / "packaging/requirements-dev.txt").write_text("-r requirements.txt\n", encoding="utf-8")
    bootstrap = bootstrap_of(checkout)
    assert bootstrap.is_ready(venv, "run")
    assert not bootstrap.is_ready(venv, "dev")


def test_a_moved_checkout_is_set_up_again_since_its_scripts_name_the_old_place(checkout: Path) -> None:
    set_up(checkout, "run")
    moved = checkout.rename(checkout.parent / "elsewhere")
    assert not bootstrap_of(moved).is_ready(moved / ".venv", "run")


def test_an_environment_whose_python_went_away_is_set_up_again(checkout: Path) -> None:
    venv = set_up(checkout, "run")
    (venv / "bin/python").unlink()
    bootstrap = bootstrap_of(checkout)
    assert not bootstrap.is_ready(venv, "run")
    assert not bootstrap.works(venv)


def test_a_garbled_note_of_the_last_set_up_counts_as_none(checkout: Path) -> None:
    venv = set_up(checkout, "run")
    (venv / "papertray-ready").write_bytes(b"\xff\xfe run")
    assert not bootstrap_of(checkout).is_ready(venv, "run")


def test_missing_libraries_are_told_from_present_ones() -> None:
    bootstrap = bootstrap_of(ROOT)
    assert bootstrap.loads("libc.so.6")
    assert not bootstrap.loads("libpapertray-has-no-such.so.9")


def test_the_command_for_an_administrator_names_every_package() -> None:
    command = bootstrap_of(ROOT).apt_command(["libgl1", "python3-venv"])
    assert command.endswith("apt-get install --no-install-recommends libgl1 python3-venv")


def named_by(file: Path) -> set[str]:
    """Give the Debian packages that a test file says it needs: the first words of `needs`, or PACKAGES."""
    named: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name("needs"), args=[ast.Constant(str(packages)), _, *_]) if (
                "bibtex" not in file.name
            ):
                named.update(packages.split())
            case ast.Assign(targets=[ast.Name("PACKAGES")], value=ast.Constant(str(packages))):
                named.update(packages.split())
            case _:
                pass
    return named


def test_every_package_that_a_test_needs_is_installed_by_test_setup() -> None:
    named = {package for file in (ROOT / "tests").rglob("*.py") for package in named_by(file)}
    assert {"xvfb", "biber", "desktop-file-utils"} <= named
    assert named <= set(bootstrap_of(ROOT).TEST_PACKAGES)


def test_a_program_that_is_missing_fails_like_one_that_failed() -> None:
    done = bootstrap_of(ROOT).run(["papertray-has-no-such-program"])
    assert done.returncode == 127
    assert "papertray-has-no-such-program" in done.stdout


@pytest.mark.slow
def test_packages_that_cannot_be_fetched_are_reported_with_what_to_do_next(checkout: Path) -> None:
    pin = "papertray-has-no-such-package==1.0 --hash=sha256:" + 64 * "0"
    (checkout / "packaging/requirements.txt").write_text(pin + "\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "packaging/bootstrap.py"],
        cwd=checkout,
        env={**os.environ, "PIP_NO_INDEX": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "The packages could not be installed" in done.stderr
    assert "papertray-has-no-such-package" in done.stderr
    assert "Your library was not touched" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (checkout / ".venv/papertray-ready").exists()
