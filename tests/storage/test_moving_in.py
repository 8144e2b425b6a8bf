"""A library from elsewhere becomes this one, and only where nothing is lost."""

import shutil
from pathlib import Path

import pytest

from storage import Intake, Library, LibraryDamaged, LibraryError, LibraryForeign, LibraryUsed, move_in
from tests.builders import arrive, incoming, paper
from tests.fakes.clock import Clock


@pytest.fixture
def old(tmp_path: Path, clock: Clock) -> Path:
    folder = tmp_path / "old"
    with Library(folder, origin="cli", now=clock) as library, Intake(folder, now=clock) as intake:
        feed, _changes = library.add_feed("http://127.0.0.1/x")
        arrive(intake, feed, incoming(paper("Whales", arxiv="2606.00001")))
        library.mark([library.number("2606.00001")], "star")
    return folder


@pytest.mark.parametrize("whole", [True, False])
def test_an_empty_library_is_filled_while_it_is_open(old: Path, library: Library, folder: Path, whole: bool) -> None:
    assert move_in(folder, old if whole else old / "library.db").papers == 1
    assert [entry.paper.title for entry in library.entries("starred")] == ["Whales"]
    assert library.check() == []
    assert sorted(path.name for path in folder.iterdir() if path.is_dir()) == []


def test_one_that_is_used_takes_nothing_in(old: Path, library: Library, folder: Path) -> None:
    library.add_feed("http://127.0.0.1/mine")
    with pytest.raises(LibraryUsed):
        move_in(folder, old)
    assert [feed.url for feed in library.feeds()] == ["http://127.0.0.1/mine"]


def test_what_is_no_library_changes_nothing(library: Library, folder: Path, tmp_path: Path) -> None:
    text = tmp_path / "text.db"
    text.write_text("no database, but long enough to be looked at as one" * 40, encoding="utf-8")
    with pytest.raises(LibraryDamaged):
        move_in(folder, text)
    with pytest.raises(LibraryError):
        move_in(folder, tmp_path / "nothing.db")
    empty = tmp_path / "empty.db"
    empty.touch()
    with pytest.raises((LibraryForeign, LibraryDamaged)):
        move_in(folder, empty)
    assert library.count() == 0


def test_a_damaged_library_is_refused(old: Path, library: Library, folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    shutil.copy(old / "library.db", broken)
    with broken.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 4)
    with pytest.raises(LibraryError):
        move_in(folder, broken)
    assert library.count() == 0
