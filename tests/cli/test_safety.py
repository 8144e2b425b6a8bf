"""Backups, and the way back, from the command line."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import Feed, Intake, Library, daily_backups
from tests.builders import arrive, incoming, paper
from tests.cli.conftest import Papertray

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def starred(library: Library, intake: Intake, daily: Feed) -> None:
    arrive(intake, daily, incoming(paper("Whales sing", arxiv="2606.00001")))
    library.mark([library.number("2606.00001")], "star")
    library.close()
    intake.close()


def test_a_backup_comes_back_with_its_settings_and_says_where_the_rest_is(
    papertray: Papertray, folder: Path, tmp_path: Path
) -> None:
    (folder / "settings.json").write_text('{"unread_days": 9}', encoding="utf-8")
    made = papertray("backup", str(tmp_path))
    file = tmp_path / "papertray-2026-06-02.db"
    assert (made.status, file.exists()) == (0, True)
    assert "1 paper" in made.out
    (folder / "settings.json").write_text('{"unread_days": 3}', encoding="utf-8")
    papertray("unstar", "1")
    back = papertray("restore", str(file))
    assert back.status == 0
    assert "library-before-2026-06-02.db" in back.out
    assert "settings-before-2026-06-02.json" in back.out
    assert json.loads((folder / "settings.json").read_text(encoding="utf-8")) == {"unread_days": 9}
    assert "Whales sing" in papertray("list", "starred").out


def test_passwords_that_must_be_entered_again_are_listed(papertray: Papertray, folder: Path, tmp_path: Path) -> None:
    with Library(folder, origin="cli", now=lambda: NOW) as library:
        library.edit_feed(library.feeds()[0].id, login="basic")
    papertray("backup", str(tmp_path / "b.db"))
    back = papertray("restore", str(tmp_path / "b.db"))
    assert "Passwords are in no backup" in back.out
    assert "http://127.0.0.1/api/daily_papers" in back.out


def test_a_check_of_the_feeds_makes_the_backup_of_the_day_and_restore_finds_it(
    papertray: Papertray, folder: Path
) -> None:
    papertray("feeds", "pause", "1")
    for backup in daily_backups(folder):
        backup.unlink()
    papertray("poll")
    [backup] = daily_backups(folder)
    assert papertray("backup", "--list", "--json").object["file"] == str(backup)
    papertray("unstar", "1")
    done = papertray("restore", "--json")
    assert (done.status, done.object["file"]) == (0, str(backup))
    assert papertray("list", "starred", "--json").object["title"] == "Whales sing"


def test_a_command_makes_one_only_where_no_check_did(papertray: Papertray, folder: Path) -> None:
    papertray("tag", "1", "+sea")
    assert len(daily_backups(folder)) == 1
    papertray("tag", "1", "+deep")
    assert len(daily_backups(folder)) == 1


def test_what_is_no_backup_is_neither_restored_nor_written_over(papertray: Papertray, tmp_path: Path) -> None:
    thesis = tmp_path / "thesis.tex"
    thesis.write_text("all my work" * 100, encoding="utf-8")
    for words in (("backup", str(thesis)), ("restore", str(thesis)), ("backup", str(tmp_path / "no" / "b.db"))):
        done = papertray(*words)
        assert done.status in {2, 3}
        assert "Traceback" not in done.err
    assert thesis.read_text(encoding="utf-8") == "all my work" * 100
    assert papertray("backup").status == 2


def test_a_finding_says_what_to_do_and_mending_helps_where_nothing_of_the_readers_is_touched(
    papertray: Papertray, folder: Path
) -> None:
    with Library(folder, origin="cli", now=lambda: NOW) as library:
        library._db.execute("DELETE FROM words")
    found = papertray("check")
    assert (found.status, "papertray check --mend" in found.out) == (3, True)
    assert papertray("check", "--mend").status == 0
    assert "Whales" in papertray("search", "whales").out


def test_a_damaged_library_is_said_to_be_one_and_saved(papertray: Papertray, folder: Path) -> None:
    papertray("backup", "--daily")
    with (folder / "library.db").open("r+b") as file:
        file.write(b"\x00" * 4096)
    told = papertray("list")
    assert (told.status, "papertray restore --salvage" in told.err) == (3, True)
    saved = papertray("restore", "--salvage")
    assert saved.status == 0
    assert "From the backup papertray-2026-06-02" in saved.out
    assert "library-damaged-2026-06-02.db" in saved.out
    assert papertray("list", "starred", "--json").object["title"] == "Whales sing"
    assert papertray("check").status == 0


def test_a_synced_folder_is_refused_in_words_until_it_is_allowed(papertray: Papertray, folder: Path) -> None:
    (folder / ".stfolder").mkdir()
    told = papertray("list", "starred")
    assert told.status == 3
    for words in ("kept in step by Syncthing", "--data-dir", "--allow-network"):
        assert words in told.err
    assert papertray("--allow-network", "list", "starred").status == 0
    assert "Whales sing" in papertray("list", "starred").out
