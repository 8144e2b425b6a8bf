"""Live .bib files on a real library and a real folder: written when something changed, and never over other hands."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.live import Plan, Wanted, Written, cited_in, plan, refresh, run_command
from storage import Feed, Intake, Library, LiveEntry, PaperId, Trouble, bib_pieces
from tests.builders import arrive, incoming, live_file, paper

TITLES = ("Whales and their songs", "Dolphins and their games", "Seals and their naps")


class Desk:
    """A library with three papers and a file that follows its stars."""

    def __init__(self, folder: Path, library: Library, target: Path) -> None:
        self.folder, self.library, self.target = folder, library, target
        self.numbers = [library.number(f"2606.0000{place}") for place in range(3)]
        self.ran: list[tuple[str, ...]] = []

    def follow(self, **how: object) -> None:
        self.library.add_live_file(live_file(self.target, **how))

    def star(self, place: int, *, on: bool = True) -> None:
        self.library.mark([self.numbers[place]], "star", on=on)

    def refresh(self) -> Written:
        def run(words: tuple[str, ...], _folder: Path) -> Trouble | None:
            self.ran.append(words)
            return None

        (written,) = refresh(self.folder, self.library, run=run)
        return written

    def keys(self) -> list[str]:
        return [piece.key for piece in bib_pieces(self.target.read_text()) if piece.is_entry]


@pytest.fixture
def desk(folder: Path, tmp_path: Path, library: Library, intake: Intake, daily: Feed) -> Desk:
    arrive(intake, daily, *(incoming(paper(title, arxiv=f"2606.0000{at}")) for at, title in enumerate(TITLES)))
    target = tmp_path / "thesis" / "refs.bib"
    target.parent.mkdir()
    return Desk(folder, library, target)


def test_a_star_is_in_the_file_and_leaves_it_again(desk: Desk) -> None:
    desk.follow()
    desk.star(0)
    desk.star(1)
    assert desk.refresh().changed
    assert desk.keys() == ["marot2026whales", "marot2026dolphins"]
    desk.star(0, on=False)
    desk.refresh()
    assert desk.keys() == ["marot2026dolphins"]
    assert not desk.target.read_text().startswith("\n")


def test_nothing_is_written_when_nothing_changed(desk: Desk) -> None:
    desk.follow()
    desk.star(0)
    desk.refresh()
    before = desk.target.stat().st_mtime_ns
    assert not desk.refresh().changed
    assert desk.target.stat().st_mtime_ns == before


def test_a_new_star_leaves_the_other_lines_as_they_were(desk: Desk) -> None:
    desk.follow()
    desk.star(1)
    desk.refresh()
    before = desk.target.read_text()
    desk.star(0)
    desk.refresh()
    assert desk.target.read_text().startswith(before)


def test_entries_of_others_stay_to_the_letter(desk: Desk) -> None:
    theirs = "% my thesis\n@book{knuth84,\n  title={The {\\TeX}book}, year = 1984}\n\n@string{x = {y}}\n"
    desk.target.write_text(theirs)
    desk.follow()
    desk.star(0)
    desk.refresh()
    assert desk.target.read_text().startswith(theirs)
    assert desk.keys() == ["knuth84", "marot2026whales"]
    assert (desk.target.with_name("refs.bib.before-papertray")).read_text() == theirs


def test_a_key_that_was_there_before_is_kept(desk: Desk) -> None:
    desk.target.write_text("@misc{Whales2026,\n title={Whales}, eprint={2606.00000v2}}\n")
    desk.follow()
    desk.star(0)
    desk.refresh()
    assert desk.keys() == ["Whales2026"]
    assert "Whales and their songs" in desk.target.read_text()


def test_a_key_of_another_work_gets_a_letter_more(desk: Desk) -> None:
    desk.target.write_text("@misc{Marot2026Whales, title={Something else}}\n")
    desk.follow()
    desk.star(0)
    desk.refresh()
    assert desk.keys() == ["Marot2026Whales", "marot2026whales-a"]


def test_an_entry_that_was_edited_by_hand_is_told_and_left(desk: Desk) -> None:
    desk.follow()
    desk.star(0)
    desk.refresh()
    edited = desk.target.read_text().replace("Whales", "My whales")
    desk.target.write_text(edited)
    desk.star(1)
    told = desk.refresh().trouble
    assert told is not None
    assert (told.kind, dict(told.values)["keys"]) == ("edited", "marot2026whales")
    assert "My whales" in desk.target.read_text()
    desk.star(0, on=False)
    desk.refresh()
    assert "My whales" in desk.target.read_text()


def test_an_entry_that_a_document_cites_stays(desk: Desk) -> None:
    desk.follow()
    desk.star(0)
    desk.refresh()
    (desk.target.parent / "thesis.tex").write_text("As \\citep[see][p. 3]{other, Marot2026whales} say.")
    desk.star(0, on=False)
    desk.refresh()
    assert desk.keys() == ["marot2026whales"]
    (desk.target.parent / "thesis.tex").unlink()
    desk.refresh()
    assert desk.keys() == []


@pytest.mark.parametrize("text", ["@misc{a, title={b}\n", "caf\xe9"])
def test_a_file_that_cannot_be_read_is_told_and_left(desk: Desk, text: str) -> None:
    desk.target.write_bytes(text.encode("latin-1"))
    desk.follow()
    desk.star(0)
    told = desk.refresh().trouble
    assert told is not None
    assert told.kind in {"not_closed", "not_utf8"}
    assert desk.target.read_bytes() == text.encode("latin-1")
    assert desk.library.live_files()[0].trouble is not None


def test_a_missing_disk_is_told_and_the_file_comes_back_with_it(desk: Desk) -> None:
    desk.follow()
    desk.star(0)
    desk.target.parent.rmdir()
    told = desk.refresh().trouble
    assert told is not None
    assert told.kind == "no_folder"
    desk.target.parent.mkdir()
    assert desk.refresh().trouble is None
    assert desk.keys() == ["marot2026whales"]


def test_a_file_that_was_deleted_is_made_again(desk: Desk) -> None:
    desk.follow()
    desk.star(0)
    desk.refresh()
    desk.target.unlink()
    desk.star(1)
    desk.refresh()
    assert sorted(desk.keys()) == ["marot2026dolphins", "marot2026whales"]


def test_a_paused_file_rests(desk: Desk) -> None:
    desk.follow()
    desk.library.pause_live_file(desk.library.live_files()[0].id, on=True)
    desk.star(0)
    assert refresh(desk.folder, desk.library, run=lambda _words, _folder: None) == []
    assert not desk.target.exists()


def test_what_follows_can_be_taken_back(desk: Desk) -> None:
    desk.follow()
    desk.library.undo()
    assert desk.library.live_files() == []


def test_a_search_narrows_the_list_and_tags_go_along_when_asked(desk: Desk) -> None:
    desk.follow(list="all", text="tag:birds", extras=("tags",), flavour="biblatex")
    desk.library.tag([desk.numbers[2]], add=["birds"])
    desk.refresh()
    assert desk.keys() == ["marot2026seals"]
    assert "keywords = {birds}" in desk.target.read_text()
    desk.library.tag([desk.numbers[2]], add=["loud"])
    assert desk.refresh().changed
    assert "keywords = {birds, loud}" in desk.target.read_text()


def test_a_renamed_key_is_for_files_that_have_none_of_their_own(desk: Desk) -> None:
    desk.follow()
    desk.star(0)
    desk.library.with_keys(desk.library.entries("starred"))
    desk.library.rename_key(desk.numbers[0], "Whales:26")
    desk.refresh()
    assert desk.keys() == ["Whales:26"]


def test_the_readers_command_runs_after_a_write_alone(desk: Desk) -> None:
    desk.follow(command=("git", "commit"))
    desk.star(0)
    desk.refresh()
    desk.refresh()
    assert desk.ran == [("git", "commit")]


def test_a_command_that_fails_is_told(tmp_path: Path) -> None:
    failed = run_command(("sh", "-c", "echo no >&2; exit 3"), tmp_path)
    missing = run_command(("no-such-program",), tmp_path)
    assert failed is not None and missing is not None  # noqa: PT018
    assert (failed.kind, dict(failed.values)["said"], missing.kind) == ("command_failed", "no", "command_missing")
    assert run_command(("true",), tmp_path) is None


@pytest.mark.parametrize(
    ("text", "aux", "keys"),
    [
        ("\\citation{a,b}\n\\abx@aux@cite{0}{c}\n\\citation{*}", True, {"a", "b", "c"}),
        ("\\autocite*[see][2]{a} \\Textcite{b}, \\nocite{*} \\cite {c , d}", False, {"a", "b", "c", "d"}),
    ],
)
def test_cited_keys_are_found(text: str, aux: bool, keys: set[str]) -> None:
    assert cited_in(text, aux=aux) == keys


def _write(keys: dict[PaperId, str]) -> dict[PaperId, str]:
    return {paper: f"@misc{{{key},\n  title = {{Paper {paper}}},\n}}\n" for paper, key in keys.items()}


def _planned(old: str, wanted: dict[PaperId, Wanted], known: dict[PaperId, LiveEntry]) -> Plan:
    return plan(old, wanted, known, write=_write, cited=frozenset)  # type: ignore[arg-type]  # a type that gives an empty set


@given(
    st.text(alphabet=st.sampled_from('@{}()",=#% \nab1')),
    st.lists(st.sets(st.integers(1, 6)), min_size=1, max_size=4),
)
def test_whatever_was_there_stays_and_each_paper_is_there_once(before: str, steps: list[set[int]]) -> None:
    before = "".join(piece.text for piece in bib_pieces(before) if piece.whole)
    theirs = [piece.text for piece in bib_pieces(before) if piece.kind]
    text, known = before, dict[PaperId, LiveEntry]()
    for step in steps:
        wanted = {PaperId(number): Wanted(f"b{number}", 1) for number in sorted(step)}
        done = _planned(text, wanted, known)
        text, known = done.text, done.entries
        pieces = bib_pieces(text)
        assert [piece.text for piece in pieces if piece.text in theirs and piece.kind][: len(theirs)] == theirs
        ours = [piece.key for piece in pieces if piece.text.startswith("@misc{b") and "Paper" in piece.text]
        assert len(ours) == len(step)
        assert _planned(text, wanted, known).text == text


def test_ten_thousand_entries_are_planned_without_writing_them() -> None:
    wanted = {PaperId(number): Wanted(f"key{number}", 1) for number in range(10_000)}
    first = _planned("", wanted, {})
    asked: list[int] = []

    def write(keys: dict[PaperId, str]) -> dict[PaperId, str]:
        asked.append(len(keys))
        return _write(keys)

    wanted[PaperId(5)] = replace(wanted[PaperId(5)], digest=2)
    again = plan(first.text, wanted, first.entries, write=write, cited=frozenset)  # type: ignore[arg-type]
    assert asked == [1]
    assert again.text == first.text
