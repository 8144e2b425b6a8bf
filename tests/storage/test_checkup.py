"""Every fault that the check knows is made, and found."""

from pathlib import Path

import pytest

from storage import Feed, Intake, Library, LibraryLocked
from storage.connection import connect
from tests.builders import arrive, incoming, paper


@pytest.fixture
def filled(library: Library, intake: Intake, daily: Feed) -> Library:
    arrive(
        intake,
        daily,
        incoming(paper("Whales sing", arxiv="2606.00001"), votes=3),
        incoming(paper("Seals dive", arxiv="2606.00002"), votes=4),
    )
    library.add_rule("whales")
    return library


def _found(library: Library) -> set[tuple[str, str]]:
    return {(finding.kind, finding.detail) for finding in library.check()}


def test_a_sound_library_has_no_findings(filled: Library) -> None:
    assert filled.check() == []


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        ("UPDATE ids SET paper = 77 WHERE value = '2606.00001'", ("lost rows", "ids 1")),
        ("UPDATE appearances SET paper = 77", ("lost rows", "appearances 1")),
        ("UPDATE readings SET paper = 77 WHERE paper = 1", ("lost rows", "readings 1")),
        ("DELETE FROM words WHERE seq = (SELECT min(seq) FROM words)", ("words", "1")),
        (
            "INSERT INTO words (seq, title, abstract, authors, cats) VALUES (1, 'x', '', '', '')",
            ("words", "1"),
        ),
        (
            "INSERT INTO merges (loser, winner, root, saved, why, at) VALUES (8, 9, 9, '{}', 'id', 'x')",
            ("merges", "1"),
        ),
        ("INSERT INTO taggings VALUES (1, 77, 1, 'x', 'cli')", ("tags", "1")),
        ("INSERT INTO cite_keys VALUES ('a', 1, 1, 'x'), ('b', 1, 1, 'x')", ("keys", "1")),
        ("UPDATE journal SET number = 9 WHERE id = 1", ("journal", "1")),
        ("UPDATE journal SET target = 99 WHERE id = 1", ("journal", "1")),
        ("UPDATE journal SET changes = '[' WHERE id = 1", ("journal", "1")),
        ("INSERT INTO pages (feed, url) VALUES (77, 'x')", ("reference", "pages None")),
    ],
)
def test_each_kind_of_damage_is_found(filled: Library, damage: str, finding: tuple[str, str]) -> None:
    db = connect(filled.path)
    db.execute("PRAGMA foreign_keys = OFF")
    if damage.startswith("UPDATE appearances"):
        damage += " WHERE paper = (SELECT min(paper) FROM appearances)"
    db.execute(damage)
    db.close()
    assert finding in _found(filled)


def test_words_that_are_not_the_papers_own_are_found_and_written_anew(filled: Library) -> None:
    db = connect(filled.path)
    db.execute("UPDATE words SET title = 'something else' WHERE seq = (SELECT min(seq) FROM words)")
    db.execute("DELETE FROM words WHERE seq = (SELECT max(seq) FROM words)")
    db.close()
    assert [(one.kind, one.detail) for one in filled.check(deep=True)] == [("words", "1"), ("words", "1")]
    filled.mend()
    assert filled.check(deep=True) == []
    assert len(filled.search("whales")) == len(filled.search("seals")) == 1


def test_an_index_that_differs_from_its_words_is_found(filled: Library) -> None:
    db = connect(filled.path)
    db.execute("DROP TRIGGER words_changed")
    db.execute("UPDATE words SET title = 'something else'")
    db.close()
    assert {kind for kind, _ in _found(filled)} == {"index"}


def test_a_broken_rule_of_a_table_is_found_by_sqlite_itself(filled: Library) -> None:
    db = connect(filled.path)
    db.execute("PRAGMA ignore_check_constraints = ON")
    db.execute("UPDATE feeds SET kind = 'odd'")
    db.close()
    assert _found(filled) == {("file", "CHECK constraint failed in feeds")}


def test_a_library_in_use_is_not_said_to_be_damaged(filled: Library, folder: Path) -> None:
    other = connect(folder / "library.db")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LibraryLocked):
        filled.check()
    other.execute("ROLLBACK")
    other.close()
