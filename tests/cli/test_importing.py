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

ZOTERO = {
    "bib": r"""
@misc{bauer_gates_2024,
	title = {Gates of {O}({N})},
	url = {http://arxiv.org/abs/2401.00007},
	doi = {10.48550/arXiv.2401.00007},
	urldate = {2026-01-01},
	publisher = {arXiv},
	author = {Bauer, Nele and van den Berg, Anna},
	month = aug,
	year = {2024},
	note = {arXiv:2401.00007 [cs]},
	keywords = {Computer Science - Machine Learning, to-read},
	annote = {Comment: 15 pages},
	annote = {worth a second look},
	file = {Full Text PDF:/home/nele/Zotero/storage/ABC/Bauer.pdf:application/pdf},
}
""",
    "ris": """TY  - UNPB
TI  - Gates of O(N)
AU  - Bauer, Nele
AU  - van den Berg, Anna
DA  - 2024/08/02/
PY  - 2024
DP  - arXiv.org
PB  - arXiv
UR  - http://arxiv.org/abs/2401.00007
M1  - arXiv:2401.00007
KW  - Computer Science - Machine Learning
KW  - to-read
N1  - Comment: 15 pages
N1  - <div data-schema-version="9"><p>worth a second look</p></div>
ER  -
""",
    "json": json.dumps(
        [
            {
                "id": "http://zotero.org/users/1/items/ABCD",
                "type": "article",
                "title": "Gates of O(N)",
                "author": [
                    {"family": "Bauer", "given": "Nele"},
                    {"family": "Berg", "given": "Anna", "non-dropping-particle": "van den"},
                ],
                "issued": {"date-parts": [["2024", 8, 2]]},
                "number": "arXiv:2401.00007",
                "keyword": "Computer Science - Machine Learning,to-read",
                "note": "arXiv:2401.00007 [cs]\nCitation Key: bauer2024\nworth a second look",
            }
        ]
    ),
    "csv": (
        '"Key","Item Type","Publication Year","Author","Title","Publication Title","DOI","Url","Date","Extra","Notes",'
        '"Manual Tags","Automatic Tags"\n'
        '"ABCD","preprint","2024","Bauer, Nele; van den Berg, Anna","Gates of O(N)","","10.48550/arXiv.2401.00007",'
        '"http://arxiv.org/abs/2401.00007","2024-08-02","arXiv:2401.00007 [cs]","<p>worth a\nsecond look</p>",'
        '"to-read","Computer Science - Machine Learning"\n'
        '"EFGH","attachment","","","Full Text PDF","","","","","","","",""\n'
    ),
}
"""One paper as Zotero's exports have it."""


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


@pytest.mark.parametrize("ending", ZOTERO)
def test_what_zotero_exports_comes_with_tags_and_notes(papertray: Papertray, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"zotero.{ending}"
    file.write_text(ZOTERO[ending], encoding="utf-8")
    done = papertray("import", str(file))
    assert (done.status, done.err) == (0, "")
    shown = papertray("show", "2401.00007", "--json").object
    assert shown["authors"] == ["Nele Bauer", "Anna van den Berg"]
    assert (shown["title"], shown["note"]) == ("Gates of O(N)", "worth a second look")
    assert sorted(shown["tags"]) == ["Computer Science - Machine Learning", "to-read"]
    assert shown["key"] == {"bib": "bauer_gates_2024", "json": "bauer2024"}.get(ending)
    assert papertray("list", "all", "--json").out.count("\n") == 2


def test_a_dry_run_says_what_would_come_along_and_what_stays(papertray: Papertray, tmp_path: Path) -> None:
    papertray("note", "1", "mine")
    file = tmp_path / "theirs.bib"
    file.write_text(
        "@misc{theirs2026, title={Sheep}, eprint={2606.00001}, annote={theirs}, keywords={loud}}\n"
        "@misc{bees, title={Waves of bees}, eprint={2601.00009}}\n",
        encoding="utf-8",
    )
    told = papertray("import", str(file), "--dry-run").out
    assert "+loud, its key theirs2026, your note stays" in told
    assert "its key bees" in told
    first, second = papertray("import", str(file), "--dry-run", "--json").objects
    assert (first["known"], first["brings"]["tags"], first["brings"]["kept"]) == (1, ["loud"], ["note"])
    assert second["known"] is None
    papertray("import", str(file))
    assert "your note stays" in papertray("import", str(file), "--dry-run").out


def test_files_of_several_kinds_come_together_and_some_papers_can_be_left_out(
    papertray: Papertray, tmp_path: Path
) -> None:
    files = [tmp_path / f"zotero.{ending}" for ending in ("ris", "json")]
    for file in files:
        file.write_text(ZOTERO[file.suffix[1:]], encoding="utf-8")
    bees = tmp_path / "bees.bib"
    bees.write_text("@misc{bees, title={Waves of bees}, eprint={2601.00009}, keywords={loud}}\n", encoding="utf-8")
    names = [*map(str, files), str(bees)]
    assert [one["n"] for one in papertray("import", *names, "--dry-run", "--json").objects] == [0, 1]
    papertray("import", *names, "--skip", "0", "--no-keywords")
    assert [one["tags"] for one in papertray("list", "all", "--json").objects if one["title"] == "Waves of bees"] == [
        []
    ]
    assert papertray("list", "all", "--json").out.count("\n") == 2
