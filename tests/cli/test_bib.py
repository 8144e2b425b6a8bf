"""A bibliography of somebody's, looked over."""

from pathlib import Path

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
