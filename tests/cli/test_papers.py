"""Lists, marks, rules and export on a library that was filled without a network."""

import io
import json
from pathlib import Path

import pytest

from desktop.cli.main import run
from storage import Feed, Intake, Library
from tests.builders import TUESDAY, arrive, incoming, paper
from tests.cli.conftest import Done, Papertray

FIELDS = {
    "id", "title", "authors", "abstract", "published", "ids", "links", "feeds", "categories", "votes", "comments",
    "heat", "reason", "starred", "later", "dismissed", "read", "tags", "note", "quotes",
}  # fmt: skip


def _titles(done: Done) -> list[str]:
    return [each["title"] for each in done.objects]


@pytest.fixture(autouse=True)
def filled(library: Library, intake: Intake, daily: Feed, listing: Feed) -> None:
    library.add_rule('"state space"')
    arrive(
        intake,
        daily,
        incoming(paper("Selective state space models for birds", arxiv="2606.00001"), votes=31, comments=2),
        incoming(paper("Counting sheep with diffusion", arxiv="2606.00002"), votes=4, rank=2),
    )
    arrive(intake, listing, incoming(paper("Impatient customers", arxiv="2606.00003"), announced="new"))


def test_list_shows_today_with_votes_and_reason(papertray: Papertray) -> None:
    shown = papertray("list").out
    lines = shown.splitlines()
    assert "Selective state space models for birds" in lines[0]
    assert "▲31" in lines[0]
    assert 'matches "state space"' in shown
    assert "Impatient customers" in shown


def test_a_paper_in_json_has_every_field(papertray: Papertray) -> None:
    first = papertray("list", "--json").objects[0]
    assert first.keys() >= FIELDS
    assert first["title"] == "Selective state space models for birds"
    assert first["ids"] == {"arxiv": "2606.00001"}
    assert (first["votes"], first["comments"], first["published"]) == (31, 2, TUESDAY.isoformat())
    assert first["reason"]["rules"][0]["words"] == ["state space"]
    assert papertray("--json", "show", "2606.00001").object == papertray("show", "2", "--json").object


@pytest.mark.parametrize("name", ["today", "later", "trending", "unread", "starred", "notes", "recent", "all"])
def test_every_list_can_be_shown(papertray: Papertray, name: str) -> None:
    assert papertray("list", name).status == 0
    assert papertray("list", name, "--json").status == 0


def test_a_list_is_narrowed_and_limited(papertray: Papertray) -> None:
    assert _titles(papertray("list", "all", "--query", "sheep", "--json")) == ["Counting sheep with diffusion"]
    limited = papertray("list", "--limit", "1")
    assert "Counting sheep" not in limited.out
    assert "--limit" in limited.err
    assert papertray("list", "--date", "2026-06-01").out == "None.\n"
    assert papertray("list", "starred", "--date", "2026-06-01").status == 2


def test_search_finds_words_and_says_when_nothing_fits(papertray: Papertray) -> None:
    assert _titles(papertray("search", "diffusion", "-birds", "-hash", "--json")) == ["Counting sheep with diffusion"]
    assert papertray("search", "unicorns").out == "Nothing fits.\n"


def test_a_search_that_cannot_be_read_names_the_place(papertray: Papertray) -> None:
    done = papertray("search", '"state space')
    assert done.status == 2
    assert "not closed" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("command", "field"),
    [("star", "starred"), ("later", "later"), ("done", "done"), ("dismiss", "dismissed"), ("read", "read")],
)
def test_every_mark_is_set_shown_and_taken_back(papertray: Papertray, command: str, field: str) -> None:
    assert papertray(command, "2606.00001", "2606.00002").status == 0
    assert [bool(each[field]) for each in papertray("list", "all", "-q", "birds OR sheep", "--json").objects] == [
        True
    ] * 2
    assert papertray("undo").status == 0
    assert papertray("show", "2606.00001", "--json").object[field] is None
    assert papertray("redo").status == 0
    assert papertray("show", "2606.00001", "--json").object[field]


def test_unstar_and_unread_take_back(papertray: Papertray) -> None:
    papertray("star", "1")
    papertray("read", "1")
    papertray("unstar", "1")
    papertray("unread", "1")
    shown = papertray("show", "1", "--json").object
    assert (shown["starred"], shown["read"], shown["unread"]) == (None, None, True)


def test_tags_note_and_quote(papertray: Papertray, monkeypatch: pytest.MonkeyPatch) -> None:
    assert papertray("tag", "1", "+methods/ssm", "-never").status == 2
    assert papertray("show", "1", "--json").object["tags"] == []
    assert papertray("tag", "1", "+methods/ssm", "birds").status == 0
    assert papertray("tag", "1", "-birds").out.endswith("methods/ssm\n")
    papertray("note", "1", "for", "the", "field", "trip")
    papertray("quote", "1", "naming 412 species", "--place", "p. 3")
    shown = papertray("show", "1", "--json").object
    assert (shown["tags"], shown["note"]) == (["methods/ssm"], "for the field trip")
    assert [(quote["text"], quote["place"]) for quote in shown["quotes"]] == [("naming 412 species", "p. 3")]
    monkeypatch.setattr("sys.stdin", io.StringIO("why\n\nbecause\n"))
    papertray("note", "1", "-")
    assert papertray("show", "1", "--json").object["note"] == "why\n\nbecause\n"
    whole = papertray("show", "1").out
    for part in ("methods/ssm", "because", "naming 412 species", "(p. 3)", "We study attention"):
        assert part in whole


def test_rules_are_added_listed_and_removed(papertray: Papertray) -> None:
    assert papertray("rules", "add", "bird song", "-sheep", "--json").object["text"] == '"bird song" -sheep'
    assert [each["text"] for each in papertray("rules", "list", "--json").objects] == [
        '"state space"',
        '"bird song" -sheep',
    ]
    assert papertray("rules", "remove", "state", "space").status == 0
    assert papertray("rules", "remove", "2").status == 0
    assert papertray("rules", "list").out.startswith("No rules yet")
    assert papertray("rules", "remove", "2").status == 2
    assert papertray("rules", "add", "is:starred").status == 2


def test_starred_papers_become_a_bibliography(papertray: Papertray, tmp_path: Path) -> None:
    papertray("star", "2606.00001")
    bib = tmp_path / "refs.bib"
    assert papertray("export", "-o", str(bib)).status == 0
    written = bib.read_text(encoding="utf-8")
    assert written.count("@misc{") == 1
    assert "2606.00001" in written
    assert papertray("export").out == written
    assert "@online{" in papertray("export", "--format", "biblatex").out
    exported = [json.loads(line) for line in papertray("export", "all", "--format", "json").out.splitlines()]
    assert len(exported) == 3
    assert exported[0].keys() >= FIELDS


@pytest.mark.parametrize(
    ("form", "begins"),
    [("ris", "TY  - UNPB\r\n"), ("csl-json", "[\n{"), ("markdown", "- ["), ("html", "<ul>\n<li>")],
)
def test_a_list_goes_out_in_the_formats_of_other_programs(papertray: Papertray, form: str, begins: str) -> None:
    papertray("star", "1")
    assert papertray("export", "--format", form).out.startswith(begins)


def test_an_export_that_cannot_be_written_keeps_the_old_file(papertray: Papertray, tmp_path: Path) -> None:
    done = papertray("export", "-o", str(tmp_path / "missing" / "refs.bib"))
    assert done.status == 2
    assert "stays as it was" in done.err
    assert "Traceback" not in done.err


def test_check_says_that_the_library_is_sound(papertray: Papertray) -> None:
    assert papertray("check").out.startswith("The library is sound: 3 papers")
    assert papertray("check", "--json").object["sound"] is True


def test_check_says_what_is_wrong(papertray: Papertray, library: Library) -> None:
    library._db.execute("UPDATE words SET title = 'other' WHERE seq = (SELECT max(seq) FROM words)")
    library._db.execute("DELETE FROM words WHERE seq = (SELECT min(seq) FROM words)")
    done = papertray("check")
    assert done.status == 3
    assert "papertray check --mend" in done.out


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("show", "77"), 2),
        (("star", "2601.99999"), 2),
        (("star", "what is this"), 2),
        (("redo",), 2),
        (("nonsense",), 2),
        (("list", "nonsense"), 2),
        (("--help",), 0),
        (("list", "--help"), 0),
        (("--version",), 0),
    ],
)
def test_every_end_has_its_status_and_words(papertray: Papertray, words: tuple[str, ...], status: int) -> None:
    done = papertray(*words)
    assert done.status == status
    assert bool(done.err) == bool(status)
    assert "Traceback" not in done.err


def test_a_library_of_a_newer_program_ends_with_3(papertray: Papertray, library: Library) -> None:
    library._db.execute("PRAGMA user_version = 99")
    done = papertray("list")
    assert done.status == 3
    assert "newer Papertray" in done.err


def test_the_terminal_gets_no_markup_from_a_title(papertray: Papertray, intake: Intake, daily: Feed) -> None:
    arrive(intake, daily, incoming(paper("[bold red]A title[/] :smile: [link=http://x]y[/link]", arxiv="2606.00009")))
    assert "[bold red]A title[/] :smile: [link=http://x]y[/link]" in papertray("list").out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_gets_its_completion(papertray: Papertray, shell: str) -> None:
    assert "_PAPERTRAY_COMPLETE" in papertray("completion", shell).out


def test_words_are_completed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("_PAPERTRAY_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "papertray list tr")
    monkeypatch.setenv("COMP_CWORD", "2")
    assert run([]) == 0
    assert capsys.readouterr().out == "plain,trending\n"


def test_undo_says_what_it_took_back(papertray: Papertray) -> None:
    papertray("dismiss", "1")
    assert papertray("undo").out == "Taken back: sending “Counting sheep with diffusion” away.\n"
    papertray("rules", "add", "whales")
    assert papertray("undo").out == "Taken back: adding the rule “whales”.\n"


def test_a_title_with_maths_reads_as_words_and_is_whole_in_json(
    papertray: Papertray, intake: Intake, daily: Feed
) -> None:
    arrive(intake, daily, incoming(paper(r"On $\alpha$-fair queues", arxiv="2606.07777"), rank=1))
    assert "On α-fair queues" in papertray("list", "all").out
    assert r"On $\alpha$-fair queues" in _titles(papertray("list", "all", "--json"))
