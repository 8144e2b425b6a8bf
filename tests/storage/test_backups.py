"""A backup is whole and sound before it has its name, and everything the reader said comes back from each kind."""

import gzip
import sqlite3
import stat
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from storage import (
    CopyFailed,
    Feed,
    Intake,
    Library,
    LibraryDamaged,
    LibraryOpen,
    PaperId,
    back_up,
    back_up_daily,
    daily_backups,
    day_of,
    look_over,
    move_in,
    restore,
)
from storage.connection import connect
from tests.builders import arrive, incoming, live_file, paper
from tests.fakes.clock import Clock

TODAY = date(2026, 6, 2)
READERS = (
    "marks", "tags", "taggings", "notes", "quotes", "rules", "searches", "cite_keys", "live_files", "journal",
)  # fmt: skip


@pytest.fixture
def kept(library: Library, intake: Intake, daily: Feed, clock: Clock) -> Library:
    """Give a library with three papers: of the first everything is said that a reader can say, of the last nothing."""
    arrive(
        intake,
        daily,
        incoming(paper("Whales sing", arxiv="2606.00001"), votes=3),
        incoming(paper("Seals dive", arxiv="2606.00002"), votes=4),
        incoming(paper("Terns fly", arxiv="2606.00003"), votes=5),
    )
    whales, seals = library.number("2606.00001"), library.number("2606.00002")
    library.mark([whales], "star")
    library.tag([whales], add=["sea/deep"])
    library.set_note(whales, "first words")
    library.set_note(whales, "why I kept it")
    library.add_quote(whales, "a passage", place="p. 3")
    library.mark([seals], "dismissed")
    library.add_rule("whales")
    library.add_search("Sea", "whales OR seals")
    library.add_live_file(live_file(library.path.with_name("starred.bib")))
    library.with_keys(library.entries("starred"))
    intake.close()
    return library


def _said(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    db = connect(folder / "library.db")
    try:
        return {table: [tuple(row) for row in db.execute(f"SELECT * FROM {table} ORDER BY 1, 2")] for table in READERS}
    finally:
        db.close()


def test_a_backup_is_whole_while_another_program_is_writing(kept: Library, folder: Path, tmp_path: Path) -> None:
    other = connect(folder / "library.db")
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE papers SET title = 'half done'")
    seen: list[str] = []
    made = back_up(folder, tmp_path / "copy.db", progress=lambda part, _done, _total: seen.append(part))
    other.execute("ROLLBACK")
    other.close()
    assert (made.papers, set(seen)) == (3, {"copy", "check"})
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["copy.db"]
    db = sqlite3.connect(f"{made.path.as_uri()}?immutable=1", uri=True)
    assert {row[0] for row in db.execute("SELECT title FROM papers")} == {"Whales sing", "Seals dive", "Terns fly"}
    db.close()


def test_writes_that_come_while_it_is_copied_do_not_begin_it_anew(kept: Library, folder: Path, tmp_path: Path) -> None:
    steps: list[int] = []

    def write(part: str, done: int, _total: int) -> None:
        if part == "copy":
            kept.add_rule(f"terns{len(steps)}")
            steps.append(done)

    back_up(folder, tmp_path / "copy.db", progress=write)
    assert steps == sorted(set(steps))


def test_an_earlier_backup_is_replaced_and_nothing_else_is(kept: Library, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("all my work", encoding="utf-8")
    back_up(folder, tmp_path / "copy.db")
    assert back_up(folder, tmp_path / "copy.db").papers == 3
    for name in (tmp_path / "thesis.tex", folder / "library.db", tmp_path):
        with pytest.raises(CopyFailed):
            back_up(folder, name)
    with pytest.raises(CopyFailed):
        back_up(folder, tmp_path / "no such folder" / "copy.db")
    assert (tmp_path / "thesis.tex").read_text(encoding="utf-8") == "all my work"
    assert kept.count() == 3


def test_a_library_that_is_not_sound_makes_no_backup(kept: Library, folder: Path, tmp_path: Path) -> None:
    back_up(folder, tmp_path / "copy.db")
    before = (tmp_path / "copy.db").read_bytes()
    db = connect(folder / "library.db")
    db.execute("UPDATE ids SET paper = 77 WHERE value = '2606.00003'")
    db.close()
    with pytest.raises(LibraryDamaged, match="lost rows"):
        back_up(folder, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == before
    assert list(tmp_path.glob(".*")) == []


def test_what_a_killed_backup_left_is_swept_away_by_the_next(kept: Library, folder: Path, tmp_path: Path) -> None:
    (tmp_path / ".copy.db.0a1b2c3d.part").write_bytes(b"half")
    back_up(folder, tmp_path / "copy.db")
    assert list(tmp_path.glob(".*")) == []


def test_all_that_the_reader_said_comes_back_from_a_whole_one(
    kept: Library, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    back_up(folder, tmp_path / "copy.db", enclosed={"settings.json": "{}"})
    before = _said(folder)
    kept.remove_quote(1)
    kept.mark([kept.number("2606.00001")], "star", on=False)
    kept.close()
    moved = restore(folder, tmp_path / "copy.db", now=clock())
    assert _said(folder) == before
    assert (moved.papers, moved.enclosed) == (3, {"settings.json": "{}"})
    aside = folder / "library-before-2026-06-02.db"
    assert moved.aside == aside
    with Library(folder, origin="cli", now=clock) as library:
        assert library.check() == []
    # What was here before is a library, too, and can be gone back to.
    restore(folder, aside, now=clock())
    with Library(folder, origin="cli", now=clock) as library:
        assert library.entries("starred") == []


def test_what_is_done_after_it_is_restored_has_numbers_of_its_own(
    kept: Library, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    back_up(folder, tmp_path / "copy.db")
    kept.add_rule("lost with the disk")
    kept.close()
    restore(folder, tmp_path / "copy.db", now=clock())
    with Library(folder, origin="cli", now=clock) as library:
        library.add_rule("after it")
        rows = library._db.execute("SELECT machine, number, act FROM journal ORDER BY id").fetchall()
    assert rows[-1]["machine"] != rows[0]["machine"]
    assert rows[-1]["number"] == 1


def test_a_daily_one_has_all_that_the_reader_said_and_the_papers_of_it(
    kept: Library, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    made = back_up_daily(folder, TODAY)
    assert made is not None
    assert made.papers == 2
    assert back_up_daily(folder, TODAY) is None
    assert [file.name for file in (folder / "backups").iterdir()] == [made.path.name]
    elsewhere = tmp_path / "elsewhere"
    Library(elsewhere, origin="cli", now=clock).close()
    assert move_in(elsewhere, made.path).papers == 2
    assert _said(elsewhere) == _said(folder)
    with Library(elsewhere, origin="cli", now=clock) as library:
        assert library.check() == []
        [entry] = library.entries("starred")
        assert (entry.mark.note, entry.mark.tags, entry.quotes[0].place) == ("why I kept it", ("sea/deep",), "p. 3")
        assert [found.id for found in library.search("whales")] == [entry.id]
        [feed] = library.feeds()
        assert (feed.first_polled, feed.next_check) == (None, None)  # what is not in it comes again, and quietly


def test_after_a_daily_one_no_number_is_dealt_twice(kept: Library, folder: Path, tmp_path: Path, clock: Clock) -> None:
    made = back_up_daily(folder, TODAY)
    assert made is not None
    elsewhere = tmp_path / "elsewhere"
    with Library(elsewhere, origin="cli", now=clock):
        move_in(elsewhere, made.path)
    with Intake(elsewhere, now=clock) as intake, Library(elsewhere, origin="cli", now=clock) as library:
        arrive(intake, library.feeds()[0], incoming(paper("Gulls cry", arxiv="2606.00009")))
        assert library.number("2606.00009") == PaperId(4)


def test_fourteen_are_kept_and_those_of_another_library_too(kept: Library, folder: Path) -> None:
    theirs = folder / "backups" / "papertray-2020-01-01-ffff.db.gz"
    theirs.parent.mkdir()
    theirs.write_bytes(gzip.compress(b"another library's"))
    for day in range(20):
        back_up_daily(folder, TODAY + timedelta(days=day))
    kept_days = [day_of(path) for path in daily_backups(folder) if path != theirs]
    assert kept_days == [TODAY + timedelta(days=day) for day in range(19, 5, -1)]
    assert theirs.exists()
    # The clock was set back: what is made now counts as the oldest, and is not the one that goes.
    made = back_up_daily(folder, date(1999, 1, 1))
    assert made is not None
    assert made.path.exists()


def test_a_library_that_cannot_be_read_pushes_no_good_backup_out(kept: Library, folder: Path) -> None:
    for day in range(14):
        back_up_daily(folder, TODAY + timedelta(days=day))
    before = daily_backups(folder)
    db = connect(folder / "library.db")
    root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'marks'").fetchone()[0]
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    with (folder / "library.db").open("r+b") as file:
        file.seek(4096 * (root - 1))
        file.write(b"\xff" * 4096)
    with pytest.raises(LibraryDamaged):
        back_up_daily(folder, TODAY + timedelta(days=30))
    assert daily_backups(folder) == before


def test_a_cut_off_backup_is_refused(kept: Library, folder: Path, tmp_path: Path, clock: Clock) -> None:
    made = back_up_daily(folder, TODAY)
    assert made is not None
    cut = tmp_path / "cut.db.gz"
    cut.write_bytes(made.path.read_bytes()[:-100])
    kept.close()
    before = _said(folder)
    with pytest.raises(LibraryDamaged):
        restore(folder, cut, now=clock())
    assert _said(folder) == before


_HOLDS = """
import sys, datetime, pathlib
from storage import Library
with Library(pathlib.Path(sys.argv[1]), origin="window", now=lambda: datetime.datetime.now(datetime.UTC)) as library:
    library.count()
    print("open", flush=True)
    sys.stdin.read()
"""


def test_a_library_that_another_program_has_open_is_not_replaced(
    kept: Library, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    back_up(folder, tmp_path / "copy.db")
    kept.close()
    before = _said(folder)
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", _HOLDS, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(LibraryOpen):
            restore(folder, tmp_path / "copy.db", now=clock())
        other.communicate(b"")
    assert _said(folder) == before
    assert list(folder.glob("library-before*")) == []


def test_a_damaged_library_is_set_aside_whole_and_the_backup_takes_its_place(
    kept: Library, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    back_up(folder, tmp_path / "copy.db")
    kept.close()
    (folder / "library.db").write_bytes(b"no database any more" * 400)
    moved = restore(folder, tmp_path / "copy.db", now=clock())
    assert moved.aside == folder / "library-damaged-2026-06-02.db"
    assert (folder / "library-damaged-2026-06-02.db").read_bytes() == b"no database any more" * 400
    with Library(folder, origin="cli", now=clock) as library:
        assert len(library.entries("starred")) == 1


def test_feeds_behind_a_login_are_named_when_a_backup_comes(
    kept: Library, folder: Path, tmp_path: Path, clock: Clock, daily: Feed
) -> None:
    kept.edit_feed(daily.id, login="basic")
    back_up(folder, tmp_path / "copy.db")
    kept.close()
    assert restore(folder, tmp_path / "copy.db", now=clock()).logins == (daily.url,)


def test_damage_in_the_middle_is_found_within_a_week(kept: Library, folder: Path) -> None:
    assert look_over(folder, TODAY)
    db = connect(folder / "library.db")
    root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'appearances_by_day'").fetchone()[0]
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    with (folder / "library.db").open("r+b") as file:
        file.seek(4096 * (root - 1))
        file.write(b"\xff" * 4096)
    assert not look_over(folder, TODAY + timedelta(days=6))
    with pytest.raises(LibraryDamaged):
        look_over(folder, TODAY + timedelta(days=7))
    with pytest.raises(LibraryDamaged):
        look_over(folder, TODAY + timedelta(days=8))
