"""Live .bib files from the command line."""

from pathlib import Path

import pytest

from storage import Feed, Intake, Library
from tests.builders import arrive, incoming, paper
from tests.cli.conftest import Papertray


@pytest.fixture(autouse=True)
def filled(intake: Intake, daily: Feed) -> None:
    arrive(intake, daily, incoming(paper("Counting sheep with diffusion", arxiv="2606.00001")))


def test_a_star_is_in_the_file_when_the_command_ends(papertray: Papertray, tmp_path: Path) -> None:
    bib = tmp_path / "refs.bib"
    assert papertray("live", "add", str(bib)).status == 0
    papertray("star", "2606.00001")
    assert bib.read_text(encoding="utf-8").count("@misc{") == 1
    papertray("undo")
    assert "@misc{" not in bib.read_text(encoding="utf-8")


def test_live_files_are_listed_paused_and_removed(papertray: Papertray, tmp_path: Path) -> None:
    bib = tmp_path / "refs.bib"
    papertray("live", "add", str(bib), "all", "--query", "tag:thesis", "--flavour", "biblatex", "--tags")
    listed = papertray("live", "list", "--json").object
    assert (listed["list"], listed["query"], listed["flavour"], listed["extras"]) == (
        "all",
        "tag:thesis",
        "biblatex",
        ["tags"],
    )
    assert papertray("live", "pause", "1").status == 0
    papertray("tag", "2606.00001", "+thesis")
    assert bib.read_text(encoding="utf-8") == ""
    assert papertray("live", "resume", "1").status == 0
    assert "keywords = {thesis}" in bib.read_text(encoding="utf-8")
    assert papertray("live", "remove", "1").status == 0
    assert papertray("live", "list").out.startswith("No live files yet")
    assert papertray("live", "remove", "1").status == 2


def test_what_keeps_a_file_from_being_written_is_said(papertray: Papertray, tmp_path: Path) -> None:
    added = papertray("live", "add", str(tmp_path / "missing" / "refs.bib"))
    assert added.status == 1
    assert "is its disk connected?" in added.err
    assert "is its disk connected?" in papertray("live", "list").out
    assert papertray("live", "add", str(tmp_path / "x.bib"), "--run", "'").status == 2


def test_a_file_can_follow_a_search_that_is_kept(papertray: Papertray, library: Library, tmp_path: Path) -> None:
    bib = tmp_path / "sheep.bib"
    library.add_search("Sheep", "sheep")
    refused = papertray("live", "add", str(bib), "--search", "goats")
    assert (refused.status, "“Sheep”" in refused.err) == (2, True)
    assert papertray("live", "add", str(bib), "--search", "sheep").status == 0
    assert bib.read_text(encoding="utf-8").count("@misc{") == 1
    assert "(Sheep, BibTeX)" in papertray("live", "list").out
    assert papertray("export", "--search", "Sheep").out == bib.read_text(encoding="utf-8")
