"""Papers to other programs: fields, order, notes in a folder."""

import io
from pathlib import Path

import pytest

from storage import Feed, Intake
from tests.builders import arrive, incoming, paper
from tests.cli.conftest import Papertray


@pytest.fixture(autouse=True)
def filled(intake: Intake, daily: Feed, papertray: Papertray) -> None:
    arrive(
        intake,
        daily,
        incoming(paper("Counting sheep with diffusion", arxiv="2606.00001")),
        incoming(paper("Waves of bees", arxiv="2606.00002")),
    )
    papertray("star", "2606.00001", "2606.00002")
    papertray("tag", "2606.00001", "+thesis")
    papertray("note", "2606.00001", "read *again*")


def test_what_a_reader_wrote_leaves_only_when_asked_to(papertray: Papertray) -> None:
    plain = papertray("export", "--format", "biblatex").out
    assert not {"keywords", "annotation", "abstract"} & {word.strip("= {") for word in plain.split()}
    whole = papertray("export", "--format", "biblatex", "--tags", "--notes", "--abstracts").out
    assert "keywords = {thesis}" in whole
    assert "annotation = {read *again*}" in whole
    assert "abstract = {We study" in whole
    assert "KW  - thesis" in papertray("export", "--format", "ris").out
    bare = papertray("export", "--format", "ris", "--no-tags", "--no-notes", "--no-abstracts").out
    assert not any(tag in bare for tag in ("KW  -", "N1  -", "AB  -"))


def test_papers_named_in_the_input_come_in_that_order(papertray: Papertray, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = {one["title"]: one["id"] for one in papertray("list", "all", "--json").objects}
    wanted = [numbers["Waves of bees"], numbers["Counting sheep with diffusion"]]
    for order in (wanted, wanted[::-1]):
        text = "\n".join(map(str, order))
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert [one["id"] for one in papertray("export", "--these", "--format", "json", "--json").objects] == order


def test_a_folder_of_notes_keeps_what_others_wrote_in_it(papertray: Papertray, tmp_path: Path) -> None:
    folder = tmp_path / "vault" / "papers"
    assert papertray("export", "--format", "notes", "-o", str(folder), "--json").object["changed"] == 2
    note = folder / "marot2026counting.md"
    text = note.read_text(encoding="utf-8")
    assert text.startswith("---\n")
    assert "read *again*" in text
    note.write_text(f"{text}my own words\n", encoding="utf-8")
    assert papertray("export", "--format", "notes", "-o", str(folder), "--json").object["changed"] == 0
    papertray("note", "2606.00001", "read twice")
    assert "1 of them new or changed" in papertray("export", "--format", "notes", "-o", str(folder)).out
    text = note.read_text(encoding="utf-8")
    assert "read twice" in text
    assert text.endswith("my own words\n")


def test_a_note_moves_with_its_papers_key(papertray: Papertray, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    papertray("export", "--format", "notes", "-o", str(folder))
    note = folder / "marot2026counting.md"
    note.write_text(note.read_text(encoding="utf-8") + "my own words\n", encoding="utf-8")
    papertray("keys", "2606.00001", "sheep")
    papertray("export", "--format", "notes", "-o", str(folder))
    assert sorted(file.name for file in folder.iterdir()) == ["marot2026waves.md", "sheep.md"]
    assert (folder / "sheep.md").read_text(encoding="utf-8").endswith("my own words\n")


def test_what_cannot_be_written_is_said(papertray: Papertray, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")
    assert papertray("export", "--format", "notes").status == 2
    assert "notes need a folder" in papertray("export", "--format", "notes", "-o", str(file)).err
    assert "is a folder" in papertray("export", "-o", str(tmp_path)).err
    assert "cannot be written" in papertray("export", "-o", str(tmp_path / "missing" / "out.bib")).err
    assert file.read_text(encoding="utf-8") == "mine"
