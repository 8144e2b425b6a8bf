"""The pinned packages: complete, hashed, free of addresses, and for every Python that we support."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.packaging.checkout import ROOT

RUNTIME = ROOT / "packaging/requirements.txt"
DEVELOPMENT = ROOT / "packaging/requirements-dev.txt"


def pins(file: Path) -> list[Requirement]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [Requirement(line.removesuffix("\\").strip()) for line in lines if re.match("[A-Za-z0-9]", line)]


def wanted() -> dict[str, list[Requirement]]:
    """What pyproject.toml asks for: to run, and besides that for tests and checks."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = [*settings["project"]["dependencies"], *settings["build-system"]["requires"]]
    besides = [word for group in settings["dependency-groups"].values() for word in group]
    return {"run": [Requirement(word) for word in runtime], "dev": [Requirement(word) for word in besides]}


def unmet(requirement: Requirement, pinned: list[Requirement]) -> list[str]:
    """Name the Pythons on Linux for which no pin, or more than one, answers the requirement."""
    failing = []
    for python in ("3.11", "3.12", "3.13"):
        environment = {
            "python_version": python,
            "python_full_version": f"{python}.7",
            "sys_platform": "linux",
            "platform_system": "Linux",
            "platform_python_implementation": "CPython",
            "implementation_name": "cpython",
        }
        if requirement.marker and not requirement.marker.evaluate(environment):
            continue
        name = canonicalize_name(requirement.name)
        found = [pin for pin in pinned if pin.name == name and (not pin.marker or pin.marker.evaluate(environment))]
        versions = {str(pin.specifier).removeprefix("==") for pin in found}
        if len(versions) != 1 or not requirement.specifier.contains(versions.pop(), prereleases=True):
            failing.append(python)
    return failing


@pytest.mark.parametrize("requirement", wanted()["run"], ids=str)
def test_what_the_program_needs_is_pinned_as_asked(requirement: Requirement) -> None:
    assert unmet(requirement, pins(RUNTIME)) == []


@pytest.mark.parametrize("requirement", wanted()["dev"], ids=str)
def test_what_tests_and_checks_need_is_pinned_as_asked(requirement: Requirement) -> None:
    assert unmet(requirement, pins(RUNTIME) + pins(DEVELOPMENT)) == []


@pytest.mark.parametrize("file", [RUNTIME, DEVELOPMENT], ids=lambda file: file.name)
def test_a_lock_holds_pins_and_hashes_and_nothing_of_the_machine_that_wrote_it(file: Path) -> None:
    pin = re.compile(r"[a-z0-9-]+==[\w.+!]+( ; [\w.'=<>!() -]+)? \\")
    digest = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    allowed = re.compile(rf"({pin.pattern})|({digest.pattern})|# [^/]*|-r requirements\.txt")
    odd = [line for line in file.read_text(encoding="utf-8").splitlines() if not allowed.fullmatch(line)]
    assert odd == []


def test_tests_run_with_the_versions_that_readers_run_with() -> None:
    assert DEVELOPMENT.read_text(encoding="utf-8").splitlines()[1] == "-r requirements.txt"
    versions = {pin.name: str(pin.specifier) for pin in pins(RUNTIME)}
    twice = {pin.name: str(pin.specifier) for pin in pins(DEVELOPMENT) if pin.name in versions}
    assert twice == {name: versions[name] for name in twice}


def test_python_3_11_never_gets_the_qt_that_kills_it() -> None:
    bounds = [pin for pin in pins(RUNTIME) if pin.name in {"pyside6-essentials", "shiboken6"}]
    for_old = [pin for pin in bounds if pin.marker and pin.marker.evaluate({"python_full_version": "3.11.2"})]
    assert len(for_old) == 2
    assert not any(pin.specifier.contains("6.12.0") for pin in for_old)
