"""Whatever page of the file is destroyed: what can be read is saved, the backup fills the gaps, nothing is deleted."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from storage import Identifier, Intake, Library, Paper, back_up_daily, keepsakes, rebuild, salvage, schema
from storage.connection import connect
from tests.builders import arrive, incoming, paper
from tests.fakes.clock import Clock

TODAY = date(2026, 6, 2)
READERS = ("marks", "tags", "taggings", "notes", "quotes", "rules", "openings", "journal")
MANY = 60


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a library of some dozens of pages, and its backup of the day."""
    folder = tmp_path_factory.mktemp("whole") / "data"
    clock = Clock()
    with Library(folder, origin="cli", now=clock) as library, Intake(folder, now=clock) as intake:
        feed = library.add_feed("http://127.0.0.1/api/daily_papers", kind="daily_papers")[0]
        said = [_long(number) for number in range(1, MANY + 1)]
        arrive(intake, feed, *(incoming(one, votes=place) for place, one in enumerate(said)))
        numbers = [entry.id for entry in library.entries("all")]
        for place, number in enumerate(numbers):
            library.mark([number], "star")
            library.tag([number], add=[f"tag{place % 7}"])
            library.set_note(number, f"note {number}: " + "words " * 60)
            library.add_quote(number, f"quote {number}")
            library.opened(number, "pdf")
        library.add_rule("whales")
        library._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    back_up_daily(folder, TODAY)
    return folder


def _long(number: int) -> Paper:
    return paper(f"Whales sing {number}", arxiv=f"2606.{number:05}", abstract="Deep down in the sea. " * 30)


def _said(folder: Path) -> dict[str, set[tuple[object, ...]]]:
    db = connect(folder / "library.db")
    try:
        return {table: {tuple(row) for row in db.execute(f"SELECT * FROM {table}")} for table in READERS}
    finally:
        db.close()


def _destroy(file: Path, page: int, filling: bytes) -> None:
    with file.open("r+b") as opened:
        opened.seek(4096 * (page - 1))
        opened.write(filling * 4096)


def _pages(folder: Path) -> int:
    return (folder / "library.db").stat().st_size // 4096


def _roots(folder: Path) -> dict[str, int]:
    db = connect(folder / "library.db")
    rows = db.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 1").fetchall()
    db.close()
    return {row["name"]: row["rootpage"] for row in rows}


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return shutil.copytree(whole, tmp_path / "data")


def _sound(folder: Path) -> int:
    with Library(folder, origin="cli", now=Clock()) as library:
        assert library.check() == []
        return library.count()


def test_every_table_is_either_saved_or_made_anew(copy: Path) -> None:
    """A new table needs a line in storage/salvage.py and, if the reader would miss it, one in storage/keepsakes.py."""
    db = connect(copy / "library.db")
    rows = db.execute("PRAGMA table_list").fetchall()
    tables = {row["name"] for row in rows if row["type"] == "table" and not row["name"].startswith("sqlite_")}
    db.close()
    assert tables == {*salvage._BY_KEY, *salvage._BY_TEXT, *salvage.ANEW}
    kept = {*keepsakes.WHOLE, *keepsakes.OF_PAPERS, "merges", "suggestions"}
    assert tables - kept == set(salvage.ANEW)
    assert set(schema.READERS_TABLES) - kept == {"answers"}


def test_a_sound_library_comes_out_as_it_was(copy: Path, whole: Path, clock: Clock) -> None:
    saved = rebuild(copy, now=clock())
    assert (saved.gaps, saved.stubs, saved.papers) == ([], 0, MANY)
    assert _said(copy) == _said(whole)
    assert _sound(copy) == MANY


@pytest.mark.parametrize("table", ["papers", "marks", "ids", "journal", "notes", "words", "feeds", "appearances"])
def test_a_destroyed_table_comes_from_the_backup(copy: Path, whole: Path, table: str, clock: Clock) -> None:
    _destroy(copy / "library.db", _roots(copy)[table], b"\xff")
    damaged = (copy / "library.db").read_bytes()
    saved = rebuild(copy, now=clock())
    assert saved.aside.name == "library-damaged-2026-06-02.db"
    assert saved.aside.read_bytes()[100:] == damaged[100:]  # its header says by now that no log is beside it
    assert _said(copy) == _said(whole)
    assert _sound(copy) == MANY


def test_a_file_without_its_first_page_comes_from_the_backup(copy: Path, whole: Path, clock: Clock) -> None:
    _destroy(copy / "library.db", 1, b"\x00")
    saved = rebuild(copy, now=clock())
    assert (saved.papers, saved.read) == (MANY, {})
    assert _said(copy) == _said(whole)
    assert _sound(copy) == MANY


def test_a_page_in_the_middle_takes_only_its_own_rows_along_where_there_is_no_backup(
    copy: Path, whole: Path, clock: Clock
) -> None:
    shutil.rmtree(copy / "backups")
    db = connect(copy / "library.db")
    leaves = (
        [row[0] for row in db.execute("SELECT pageno FROM dbstat WHERE name = 'notes' AND pagetype = 'leaf'")]
        if _has_dbstat(copy)
        else []
    )
    db.close()
    if not leaves:
        pytest.skip("this SQLite cannot say which page is whose")
    _destroy(copy / "library.db", leaves[len(leaves) // 2], b"\xff")
    saved = rebuild(copy, now=clock())
    assert saved.gaps == ["notes"]
    kept, all_ = _said(copy), _said(whole)
    assert {table: kept[table] for table in READERS if table != "notes"} == {
        table: all_[table] for table in READERS if table != "notes"
    }
    assert MANY - 12 < len(kept["notes"]) < MANY


def _has_dbstat(folder: Path) -> bool:
    db = connect(folder / "library.db")
    try:
        return bool(db.execute("SELECT 1 FROM pragma_module_list WHERE name = 'dbstat'").fetchone())
    finally:
        db.close()


def test_papers_that_are_lost_keep_their_marks_by_what_the_journal_calls_them(copy: Path, clock: Clock) -> None:
    shutil.rmtree(copy / "backups")
    roots = _roots(copy)
    for name in ("papers", "ids", "ids_by_paper"):
        _destroy(copy / "library.db", roots[name], b"\xff")
    saved = rebuild(copy, now=clock())
    assert (saved.papers, saved.stubs) == (MANY, MANY)
    with Library(copy, origin="cli", now=Clock()) as library, Intake(copy, now=clock) as intake:
        entry = library.entry(library.number("2606.00007"))
        assert entry.mark.starred
        assert entry.mark.note.startswith(f"note {entry.id}")
        assert (entry.id, Identifier("arxiv", "2606.00007")) in intake.incomplete()
        assert library.check() == []
        assert len(library.entries("starred")) == MANY


@pytest.mark.slow
@pytest.mark.parametrize("filling", [b"\xff", b"\x00", b"\x0d"])
def test_any_page_may_be_destroyed(whole: Path, tmp_path: Path, clock: Clock, filling: bytes) -> None:
    before = _said(whole)
    for page in range(1, _pages(whole) + 1):
        folder = shutil.copytree(whole, tmp_path / f"page-{page}")
        _destroy(folder / "library.db", page, filling)
        rebuild(folder, now=clock())
        after = _said(folder)
        for table in READERS:
            assert before[table] <= after[table], (page, table)
        assert _sound(folder) == MANY
        shutil.rmtree(folder)


@pytest.mark.slow
def test_without_a_backup_no_page_takes_more_than_its_own_rows_along(whole: Path, tmp_path: Path, clock: Clock) -> None:
    before = _said(whole)
    roots = {*_roots(whole).values(), 1}
    for page in range(1, _pages(whole) + 1):
        folder = shutil.copytree(whole, tmp_path / f"page-{page}")
        shutil.rmtree(folder / "backups")
        _destroy(folder / "library.db", page, b"\xff")
        rebuild(folder, now=clock())
        lost = {table: before[table] - rows for table, rows in _said(folder).items() if before[table] - rows}
        _sound(folder)
        if page not in roots and len(lost) < 2:
            assert all(len(rows) < 45 for rows in lost.values()), (page, lost.keys())
        else:
            assert page in roots or set(lost) == set(READERS), (page, lost.keys())
        shutil.rmtree(folder)
