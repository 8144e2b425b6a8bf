"""The wheel holds the two packages, whole, and nothing else of the checkout."""

import configparser
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.packaging.checkout import copy_checkout

pytestmark = pytest.mark.slow

METADATA = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE", "top_level.txt"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Build the wheel once, in a copy, with the pinned builder; give the copy and the wheel."""
    source = copy_checkout(tmp_path_factory.mktemp("source"))
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-I", "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index"]
    done = subprocess.run(
        [*command, "--wheel-dir", str(target), str(source)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = target.glob("papertray-*.whl")
    return source, wheel


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_module_of_the_two_packages_is_in_the_wheel_and_no_other(built: tuple[Path, Path]) -> None:
    source, wheel = built
    written = {
        str(path.relative_to(source)) for room in ("storage", "desktop") for path in (source / room).rglob("*.py")
    }
    assert {name for name in names(wheel) if name.endswith(".py")} == written


def test_besides_modules_the_wheel_holds_pictures_texts_and_its_own_description(built: tuple[Path, Path]) -> None:
    _, wheel = built
    (description,) = {name.partition("/")[0] for name in names(wheel) if ".dist-info/" in name}
    rest = {name for name in names(wheel) if not name.endswith(".py")}
    known = {f"{description}/{name}" for name in METADATA} | {"storage/py.typed"}
    assert known <= rest
    rooms = ("desktop/assets/", "desktop/extension/", "desktop/locale/")
    assert [name for name in rest - known if not name.startswith(rooms)] == []


def test_the_pictures_are_in_the_wheel(built: tuple[Path, Path]) -> None:
    source, wheel = built
    pictures = {f"desktop/assets/{path.name}" for path in (source / "assets").glob("*.svg")}
    assert pictures
    assert pictures <= names(wheel)


def test_the_browsers_extension_is_in_the_wheel_whole(built: tuple[Path, Path]) -> None:
    source, wheel = built
    files = {path for path in (source / "extension").rglob("*") if path.is_file()}
    assert files
    assert {f"desktop/{path.relative_to(source)}" for path in files} <= names(wheel)


def test_tests_demo_and_set_up_stay_out_of_the_wheel(built: tuple[Path, Path]) -> None:
    _, wheel = built
    tops = {name.partition("/")[0] for name in names(wheel) if ".dist-info/" not in name}
    assert tops == {"desktop", "storage"}
    assert not any("demo" in name or "test" in name for name in names(wheel))


def test_the_wheel_brings_the_two_programs(built: tuple[Path, Path]) -> None:
    _, wheel = built
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        points = configparser.ConfigParser()
        points.read_string(archive.read(name).decode())
    assert dict(points["console_scripts"]) == {
        "papertray": "desktop.__main__:main",
        "papertray-host": "desktop.bridge.__main__:main",
    }
