"""Papers from other programs and back: nothing is lost on the way, nothing here is replaced."""

import json
from pathlib import Path

import pytest

from storage import Feed, Intake, Library
from tests.builders import arrive, incoming, paper
from tests.cli.conftest import Papertray

LINES = (
    {
        "title": "Gates of $O(n)$",
        "authors": [{"name": "Ines Marot"}, {"literal": "Gate Group"}],
        "arxiv_id": "2401.00001",
        "categories": ["cs.LG"],
        "published": "2024-01-02",
    },
    {
        "title": "Flows",
        "authors": [{"family": "Okoye", "given": "Ben"}],
        "doi": "10.1000/flows",
        "published": "2023-05-06",
        "venue": {"type": "journal", "name": "Journal of Flows", "volume": "3"},
    },
)


@pytest.fixture(autouse=True)
def filled(intake: Intake, daily: Feed) -> None:
    arrive(intake, daily, incoming(paper("Counting sheep with diffusion", arxiv="2606.00001")))


@pytest.mark.parametrize("form", ["bibtex", "biblatex", "ris", "csl-json", "json"])
def test_what_is_exported_comes_back_equal_in_another_library(papertray: Papertray, tmp_path: Path, form: str) -> None:
    papertray("star", "2606.00001")
    papertray("tag", "2606.00001", "+sheep", "+to-cite")
    out = tmp_path / f"out.{form}"
    assert papertray("export", "--format", form, "-o", str(out)).status == 0
    other = ("--data-dir", str(tmp_path / "other"))
    assert papertray(*other, "import", str(out)).status == 0
    assert papertray(*other, "export", "all", "--format", "bibtex").out == papertray("export", "--format", "bibtex").out
    if form in {"ris", "csl-json", "json"}:
        assert papertray(*other, "show", "2606.00001", "--json").object["tags"] == ["sheep", "to-cite"]


def test_our_own_lines_bring_marks_notes_and_quotes(papertray: Papertray, tmp_path: Path) -> None:
    for words in (("star", "1"), ("note", "1", "why"), ("quote", "1", "a passage"), ("later", "1"), ("tag", "1", "+x")):
        papertray(*words)
    out = tmp_path / "out.jsonl"
    papertray("export", "all", "--format", "json", "-o", str(out))
    other = ("--data-dir", str(tmp_path / "other"))
    papertray(*other, "import", str(out))
    back = papertray(*other, "show", "2606.00001", "--json").object
    assert back["starred"]
    assert back["later"]
    assert (back["note"], back["tags"], [quote["text"] for quote in back["quotes"]]) == ("why", ["x"], ["a passage"])
    papertray(*other, "import", str(out))
    assert len(papertray(*other, "show", "2606.00001", "--json").object["quotes"]) == 1
    papertray(*other, "undo")
    papertray(*other, "undo")
    assert papertray(*other, "list", "all", "--json").out == ""


def test_records_of_data_sets_are_read_and_a_dry_run_changes_nothing(papertray: Papertray, tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in LINES), encoding="utf-8")
    told = papertray("import", str(file), "--dry-run")
    assert "Gates of" in told.out
    assert len(papertray("list", "all", "--json").objects) == 1
    papertray("import", str(file), "--star", "--tag", "moved")
    shown = papertray("show", "10.1000/flows", "--json").object
    assert (shown["title"], shown["authors"], shown["tags"]) == ("Flows", ["Ben Okoye"], ["moved"])
    assert "journal = {Journal of Flows}" in papertray("export").out


def test_what_the_reader_said_here_stays(papertray: Papertray, library: Library, tmp_path: Path) -> None:
    papertray("note", "1", "mine")
    papertray("star", "1")
    before = papertray("export").out
    file = tmp_path / "theirs.bib"
    file.write_text(
        "@misc{theirs2026, title={Counting sheep}, eprint={2606.00001}, annote={theirs}, keywords={loud}}\n",
        encoding="utf-8",
    )
    papertray("import", str(file))
    shown = papertray("show", "1", "--json").object
    assert (shown["note"], shown["tags"]) == ("mine", ["loud"])
    assert papertray("export").out == before


def test_a_key_comes_along_where_it_is_free(papertray: Papertray, tmp_path: Path) -> None:
    file = tmp_path / "theirs.bib"
    file.write_text("@misc{Their:Key, title={Waves of bees}, eprint={2601.00009}}\n", encoding="utf-8")
    papertray("import", str(file), "--star")
    assert "@misc{Their:Key," in papertray("export").out
