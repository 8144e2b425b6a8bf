"""A bibliography of somebody's, looked over."""

from pathlib import Path

from storage import Feed, Intake
from tests.builders import arrive, incoming, paper
from tests.cli.conftest import Papertray


def test_faults_are_said_with_what_to_write(papertray: Papertray, tmp_path: Path) -> None:
    bib = tmp_path / "refs.bib"
    bib.write_text("@misc{a1, title={R&D}}\n@misc{b2, title={Fine}}\n", encoding="utf-8")
    told = papertray("bib", "check", str(bib))
    assert told.status == 1
    assert told.out == "a1: title: a bare & means something to LaTeX (write \\&)\n"


def test_citations_are_compared_with_the_document_beside_it(papertray: Papertray, tmp_path: Path) -> None:
    bib = tmp_path / "refs.bib"
    bib.write_text("@misc{a1, title={One}}\n@misc{b2, title={Two}}\n", encoding="utf-8")
    (tmp_path / "thesis.tex").write_text("\\cite{A1,c3}", encoding="utf-8")
    told = papertray("bib", "check", str(bib))
    assert told.status == 1
    assert "c3: cited, but not in the file\n1 entry that nothing cites: b2\n" in told.out
    assert papertray("bib", "check", str(bib), "--json").object == {"not_cited": ["b2"], "not_in_the_file": ["c3"]}


def test_a_sound_file_is_said_to_be_one(papertray: Papertray, tmp_path: Path) -> None:
    bib = tmp_path / "refs.bib"
    bib.write_text("@misc{a1, title={One}}\n", encoding="utf-8")
    assert papertray("bib", "check", str(bib)).out == "Nothing in it would make LaTeX stumble.\n"
    bib.write_bytes(b"@misc{a1,\n title={caf\xe9}}\n")
    assert "look at line 2" in papertray("bib", "check", str(bib)).err


def test_a_key_is_renamed_and_the_old_one_still_leads_to_the_paper(
    papertray: Papertray, intake: Intake, daily: Feed
) -> None:
    arrive(intake, daily, incoming(paper("Waves of bees", arxiv="2606.00001")))
    papertray("star", "1")
    assert papertray("keys", "--json").object["key"] == "marot2026waves"
    assert papertray("keys", "1", "Bees:26").out.startswith("Bees:26  (before: marot2026waves)  Waves")
    assert "ids = {marot2026waves}" in papertray("export", "--format", "biblatex").out
    assert "ids =" not in papertray("export").out
    refused = papertray("keys", "1", "bees 26")
    assert refused.status == 2
    assert "cannot be a citation key" in refused.err
    papertray("undo")
    assert papertray("keys", "1", "--json").object == {
        "id": 1,
        "key": "marot2026waves",
        "old": [],
        "title": "Waves of bees",
    }


def test_stars_and_citations_are_compared(papertray: Papertray, intake: Intake, daily: Feed, tmp_path: Path) -> None:
    arrive(
        intake,
        daily,
        incoming(paper("Waves of bees", arxiv="2606.00001")),
        incoming(paper("Forests of moss", arxiv="2606.00002")),
        incoming(paper("Stones in rivers", arxiv="2606.00003")),
    )
    papertray("star", "2606.00001", "2606.00002")
    bib = tmp_path / "refs.bib"
    bib.write_text(
        "@misc{bees, title={Waves}, eprint={2606.00001}, archivePrefix={arXiv}}\n"
        "@misc{stones, title={Stones}, eprint={2606.00003}, archivePrefix={arXiv}}\n",
        encoding="utf-8",
    )
    (tmp_path / "paper.tex").write_text(r"\cite{bees,stones}", encoding="utf-8")
    said = papertray("bib", "check", str(bib), "--starred").out
    assert "stones: cited, but not starred" in said
    assert "Forests of moss: starred, but not cited" in said
    assert "bees: cited" not in said
    last = papertray("bib", "check", str(bib), "--starred", "--json").objects[-1]
    assert last["cited_not_starred"] == ["stones"]
    assert len(last["starred_not_cited"]) == 1
