"""The documents lead where they say: links, targets of make, decisions; and they name no single machine."""

import re
from pathlib import Path

import click
import pytest

from desktop.cli.main import papertray
from tests.packaging.checkout import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs/decisions").glob("0*.md"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_link_inside_the_project_leads_to_a_file(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text(encoding="utf-8"))
    inside = [target for target in targets if "://" not in target]
    assert [target for target in inside if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_target_of_make_that_a_document_names_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    named = re.findall(r"(?:`|^ {4})make ([a-z-]+)", document.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert set(named) <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_names_no_place_on_one_machine(document: Path) -> None:
    assert not re.search(r"(?<![\w.])/(?:home|root|tmp|opt|work)/", document.read_text(encoding="utf-8"))


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_four_parts_and_its_line_in_the_list(decision: Path) -> None:
    text = decision.read_text(encoding="utf-8")
    assert re.findall(r"^\*\*(\w+)\.\*\*", text, flags=re.MULTILINE) == ["Question", "Options", "Choice", "Price"]
    title = text.partition("\n")[0].removeprefix("# ").split(": ", 1)
    listed = (decision.parent / "README.md").read_text(encoding="utf-8")
    assert f"| [{title[0]}]({decision.name}) | {title[1]} |" in listed


def test_a_command_that_the_readme_shows_exists() -> None:
    shown = re.findall(r"`papertray ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert "poll" in shown
    assert set(shown) <= set(papertray.list_commands(click.Context(papertray)))


def test_the_readme_fits_on_one_screen() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 60
