"""The house rules that no import contract can see."""

import subprocess
import sys
from pathlib import Path

import pytest

from desktop.paths import asset

ROOT = Path(__file__).parents[1]

SLOW = ("PySide6", "sqlite_utils", "feedparser", "keyring", "httpx2", "nh3", "rich", "asyncio", "filelock")


def _loaded(code: str) -> set[str]:
    """Give which slow libraries a fresh interpreter has loaded after running `code`."""
    ask = f"import sys\n{code}\nprint(*(name for name in {SLOW!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["storage", "storage.model", "storage.errors", "storage.doorstep", "desktop"])
def test_the_door_costs_nothing_to_look_at(module: str) -> None:
    assert _loaded(f"import {module}") == set()


def test_opening_a_library_and_starring_loads_nothing_slow() -> None:
    code = (
        "import tempfile, pathlib, datetime\n"
        "from storage import Library\n"
        "folder = pathlib.Path(tempfile.mkdtemp())\n"
        "library = Library(folder, origin='window', now=lambda: datetime.datetime.now(datetime.UTC))\n"
        "library.entries('today'); library.add_rule('attention'); library.close()\n"
    )
    assert _loaded(code) == set()


def test_files_stay_small_enough_to_read() -> None:
    long = {
        str(file.relative_to(ROOT)): lines
        for room in ("storage", "desktop")
        for file in (ROOT / room).rglob("*.py")
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > 420
    }
    assert long == {}


def test_every_package_is_in_the_wheel() -> None:
    import tomllib

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = set(settings["tool"]["setuptools"]["packages"])
    there = {
        ".".join(file.parent.relative_to(ROOT).parts)
        for room in ("storage", "desktop")
        for file in (ROOT / room).rglob("__init__.py")
    }
    assert listed == there | {"desktop.assets", "desktop.extension"}


@pytest.mark.parametrize("picture", ["papertray.svg", "papertray-symbolic.svg"])
def test_a_picture_is_found_in_the_checkout(picture: str) -> None:
    assert asset(picture).read_text(encoding="utf-8").lstrip().startswith("<")
