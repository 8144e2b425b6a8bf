"""What the native host learns of the library, and how it refuses a file that it cannot answer from."""

import html
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import doorstep, schema
from storage.work_ids import identifiers
from tests.shared_data import shared

MARCH = "2026-03-09T08:00:00+00:00"
APRIL = "2026-04-01T08:00:00+00:00"


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A library in tmp_path, open for writing as the application has it."""
    with closing(sqlite3.connect(tmp_path / doorstep.FILE_NAME, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(schema.SQL)
        db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {schema.VERSION}")
        yield db


def add_paper(db: sqlite3.Connection, number: int, *names: tuple[str, str], title: str = "A paper") -> None:
    db.execute(
        "INSERT INTO papers (id, seq, title, version, authority, added, fresh) VALUES (?, ?, ?, 2, 2, ?, 0)",
        (number, number, title, MARCH),
    )
    db.executemany("INSERT INTO ids VALUES (?, ?, ?)", [(*name, number) for name in names])


def add_mark(db: sqlite3.Connection, number: int, kind: str, *, at: str = MARCH, state: int = 1) -> None:
    db.execute(
        "INSERT INTO marks (paper, kind, state, at, origin) VALUES (?, ?, ?, ?, 'cli')", (number, kind, state, at)
    )


def add_tag(db: sqlite3.Connection, number: int, tag: str, *, state: int = 1) -> None:
    db.execute("INSERT OR IGNORE INTO tags (name) VALUES (?)", (tag,))
    db.execute(
        "INSERT INTO taggings SELECT ?, id, ?, ?, 'cli' FROM tags WHERE name = ?",
        (number, state, MARCH, tag),
    )


def merge(db: sqlite3.Connection, loser: int, winner: int) -> None:
    db.execute("DELETE FROM papers WHERE id = ?", (loser,))
    db.execute("UPDATE merges SET root = ? WHERE root = ?", (winner, loser))
    db.execute("INSERT INTO merges VALUES (?, ?, ?, '{}', 'id', ?)", (loser, winner, winner, MARCH))


def ask(folder: Path, *names: tuple[str, str]) -> dict[tuple[str, str], doorstep.Standing]:
    with closing(doorstep.open_library(str(folder))) as db:
        return doorstep.lookup(db, names)


ONE = ("arxiv", "2603.00001")
OTHER = ("doi", "10.1000/one")


def test_the_numbers_that_it_repeats_are_the_schemas() -> None:
    assert (doorstep.APPLICATION_ID, doorstep.VERSION) == (schema.APPLICATION_ID, schema.VERSION)


# Lookup


def test_a_paper_tells_its_title_version_and_marks(writer: sqlite3.Connection, tmp_path: Path) -> None:
    add_paper(writer, 7, ONE, title="Räume über ℝ")
    for kind, at in (("star", MARCH), ("later", APRIL), ("done", MARCH), ("dismissed", APRIL), ("read", MARCH)):
        add_mark(writer, 7, kind, at=at)
    writer.execute("INSERT INTO notes VALUES (7, 'for the survey', ?, 'cli')", (MARCH,))

    standing = ask(tmp_path, ONE)[ONE]

    assert (standing.paper, standing.title, standing.version) == (7, "Räume über ℝ", 2)
    assert (standing.starred, standing.later, standing.done) == (MARCH, APRIL, MARCH)
    assert (standing.dismissed, standing.read, standing.noted) == (APRIL, MARCH, True)


def test_a_paper_without_marks_is_known_all_the_same(writer: sqlite3.Connection, tmp_path: Path) -> None:
    add_paper(writer, 7, ONE)
    standing = ask(tmp_path, ONE)[ONE]
    assert (standing.starred, standing.later, standing.done, standing.dismissed, standing.read) == (None,) * 5
    assert (standing.tags, standing.noted) == ([], False)


def test_what_the_library_does_not_have_is_left_out(writer: sqlite3.Connection, tmp_path: Path) -> None:
    add_paper(writer, 7, ONE)
    assert list(ask(tmp_path, OTHER, ONE, ("guid", "2603.00001"))) == [ONE]
    assert ask(tmp_path) == {}


def test_a_mark_that_was_taken_back_is_not_shown(writer: sqlite3.Connection, tmp_path: Path) -> None:
    add_paper(writer, 7, ONE)
    add_mark(writer, 7, "star", state=0)
    add_tag(writer, 7, "methods", state=0)
    standing = ask(tmp_path, ONE)[ONE]
    assert (standing.starred, standing.tags) == (None, [])


def test_tags_come_in_order_of_name_whatever_their_case(writer: sqlite3.Connection, tmp_path: Path) -> None:
    add_paper(writer, 7, ONE)
    for tag in ("survey", "Methods/rl", "appetite"):
        add_tag(writer, 7, tag)
    assert ask(tmp_path, ONE)[ONE].tags == ["appetite", "Methods/rl", "survey"]


def test_two_names_of_one_paper_give_one_answer(writer: sqlite3.Connection, tmp_path: Path) -> None:
    add_paper(writer, 7, ONE, OTHER)
    add_tag(writer, 7, "survey")
    found = ask(tmp_path, ONE, OTHER, ONE)
    assert found[ONE] is found[OTHER]
    assert found[ONE].tags == ["survey"]


def test_marks_of_a_merged_paper_are_the_winners(writer: sqlite3.Connection, tmp_path: Path) -> None:
    add_paper(writer, 7, ONE)
    add_paper(writer, 8, OTHER, title="The winner")
    add_mark(writer, 7, "star")
    add_tag(writer, 7, "survey")
    add_tag(writer, 8, "survey")
    writer.execute("INSERT INTO notes VALUES (7, 'why', ?, 'cli')", (MARCH,))
    merge(writer, 7, 8)

    found = ask(tmp_path, ONE, OTHER)

    assert found[ONE] is found[OTHER]
    assert (found[ONE].paper, found[ONE].title, found[ONE].starred) == (8, "The winner", MARCH)
    assert (found[ONE].tags, found[ONE].noted) == (["survey"], True)


def test_what_rules_did_stands_as_the_library_itself_reads_it(writer: sqlite3.Connection, tmp_path: Path) -> None:
    add_paper(writer, 7, ONE)
    add_paper(writer, 8, OTHER)
    add_tag(writer, 8, "said", state=0)
    add_mark(writer, 8, "later", state=0)
    writer.execute("INSERT INTO tags (name) VALUES ('done/by rule')")
    tags = dict(writer.execute("SELECT name, id FROM tags"))
    for rule, edition, removed in ((1, 2, None), (2, 1, APRIL)):
        writer.execute(
            "INSERT INTO rules (id, text, edition, added, removed) VALUES (?, 'states', ?, ?, ?)",
            (rule, edition, MARCH, removed),
        )
    effects = [
        (7, "star", 1, 2),
        (7, f"tag:{tags['done/by rule']}", 1, 2),
        (7, "later", 1, 1),  # of an edition that is no more
        (7, "read", 2, 1),  # of a rule that was deleted
        (8, "later", 1, 2),  # the reader said no
        (8, f"tag:{tags['said']}", 1, 2),
        (8, "dismissed", 1, 2),
    ]
    into = "INSERT INTO effects (paper, act, rule, edition, at) VALUES (?, ?, ?, ?, ?)"
    writer.executemany(into, [(*effect, APRIL) for effect in effects])
    found = ask(tmp_path, ONE, OTHER)
    for name, number in ((ONE, 7), (OTHER, 8)):
        told = found[name]
        kinds = dict(writer.execute("SELECT kind, at FROM standing WHERE paper = ?", (number,)))
        own = "SELECT t.name FROM carried c JOIN tags t ON t.id = c.tag WHERE c.paper = ?"
        assert {"star": told.starred, "later": told.later, "read": told.read, "dismissed": told.dismissed} == {
            kind: kinds.get(kind) for kind in ("star", "later", "read", "dismissed")
        }
        assert told.tags == [tag for (tag,) in writer.execute(own, (number,))]
    assert (found[ONE].starred, found[ONE].later, found[ONE].tags) == (APRIL, None, ["done/by rule"])
    assert (found[OTHER].later, found[OTHER].dismissed, found[OTHER].tags) == (None, APRIL, [])


def test_a_chain_of_merges_leads_to_its_root(writer: sqlite3.Connection, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        add_paper(writer, number, ("acl", f"2026.acl-long.{number}"))
    add_mark(writer, 1, "later")
    merge(writer, 1, 2)
    merge(writer, 2, 3)
    found = ask(tmp_path, ("acl", "2026.acl-long.2"))
    assert (found["acl", "2026.acl-long.2"].paper, found["acl", "2026.acl-long.2"].later) == (3, MARCH)


def test_of_two_stars_on_one_work_the_earlier_counts(writer: sqlite3.Connection, tmp_path: Path) -> None:
    add_paper(writer, 7, ONE)
    add_paper(writer, 8, OTHER)
    add_mark(writer, 7, "star", at=MARCH)
    add_mark(writer, 8, "star", at=APRIL)
    merge(writer, 7, 8)
    assert ask(tmp_path, OTHER)[OTHER].starred == MARCH


def test_hundreds_of_names_are_one_question(writer: sqlite3.Connection, tmp_path: Path) -> None:
    names = [("arxiv", f"2603.{number:05}") for number in range(1, 1500)]
    for number, name in enumerate(names, start=1):
        add_paper(writer, number, name)
    assert [standing.paper for standing in ask(tmp_path, *names).values()] == list(range(1, 1500))


def test_half_a_surrogate_pair_names_nothing(writer: sqlite3.Connection, tmp_path: Path) -> None:
    assert ask(tmp_path, ("doi", "10.1000/\ud800")) == {}


def test_a_commit_of_the_running_application_is_seen_at_once(writer: sqlite3.Connection, tmp_path: Path) -> None:
    add_paper(writer, 7, ONE)
    with closing(doorstep.open_library(str(tmp_path))) as db:
        assert doorstep.lookup(db, [ONE])[ONE].starred is None
        add_mark(writer, 7, "star")
        assert doorstep.lookup(db, [ONE])[ONE].starred == MARCH


def test_nothing_can_be_written_through_it(writer: sqlite3.Connection, tmp_path: Path) -> None:
    with closing(doorstep.open_library(str(tmp_path))) as db, pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("DELETE FROM papers")


@pytest.mark.parametrize("name", ["100% mine", "what?", "a#b", "ünï 論文", "file:x?mode=rw"])
def test_the_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    with closing(sqlite3.connect(folder / doorstep.FILE_NAME)) as db:
        db.executescript(schema.SQL)
        db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {schema.VERSION}")
    doorstep.open_library(f"/{folder}").close()
    assert [path.name for path in tmp_path.iterdir()] == [name]


# Refusals


def refusal(folder: Path) -> doorstep.Shut:
    with pytest.raises(doorstep.Shut) as caught:
        ask(folder, ONE)
    return caught.value


def test_no_folder_no_file_and_an_empty_file_are_no_library_yet(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere").why == "missing"
    assert refusal(tmp_path).why == "missing"
    assert list(tmp_path.iterdir()) == []
    (tmp_path / doorstep.FILE_NAME).touch()
    assert refusal(tmp_path).why == "missing"
    assert refusal(tmp_path / doorstep.FILE_NAME).why == "missing"


def test_a_file_whose_tables_are_still_to_come_is_no_library_yet(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / doorstep.FILE_NAME)) as db:
        db.execute("PRAGMA journal_mode = WAL")
    assert refusal(tmp_path).why == "missing"


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / doorstep.FILE_NAME)) as db:
        db.execute("CREATE TABLE papers (id)")
    assert refusal(tmp_path).why == "foreign"


@pytest.mark.parametrize(("step", "why"), [(1, "newer"), (-1, "older")])
def test_another_schema_is_refused_and_named(writer: sqlite3.Connection, tmp_path: Path, step: int, why: str) -> None:
    writer.execute(f"PRAGMA user_version = {schema.VERSION + step}")
    shut = refusal(tmp_path)
    assert shut.why == why
    assert shut.values == {"found": schema.VERSION + step, "known": schema.VERSION}


def test_a_text_file_is_damaged(tmp_path: Path) -> None:
    (tmp_path / doorstep.FILE_NAME).write_text("Dear diary, " * 100)
    assert refusal(tmp_path).why == "damaged"


def test_a_file_whose_pages_were_overwritten_is_damaged(writer: sqlite3.Connection, tmp_path: Path) -> None:
    add_paper(writer, 7, ONE)
    writer.close()
    path = tmp_path / doorstep.FILE_NAME
    head = path.read_bytes()[:4096]
    path.write_bytes(head[:108] + b"\xff" * (path.stat().st_size - 108))
    assert refusal(tmp_path).why == "damaged"


def test_a_folder_in_the_files_place_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / doorstep.FILE_NAME).mkdir()
    assert refusal(tmp_path).why == "unreadable"
    assert refusal(tmp_path / "\0").why == "unreadable"


def test_a_locked_library_is_told_after_a_short_wait(writer: sqlite3.Connection, tmp_path: Path) -> None:
    writer.execute("PRAGMA journal_mode = DELETE")  # in WAL mode nobody locks readers out
    writer.execute("BEGIN EXCLUSIVE")
    assert refusal(tmp_path).why == "locked"


def test_a_missing_table_is_our_bug_and_no_refusal(writer: sqlite3.Connection, tmp_path: Path) -> None:
    add_paper(writer, 7, ONE)
    writer.execute("DROP TABLE marks")
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        ask(tmp_path, ONE)


# Addresses

ADDRESSES = [
    ("https://arxiv.org/abs/2603.00001", ONE),
    ("http://www.arxiv.org/abs/2603.00001v3", ONE),
    ("https://arxiv.org/pdf/2603.00001v12", ONE),
    ("https://arxiv.org/pdf/2603.00001.pdf", ONE),
    ("https://arxiv.org/html/2603.00001v1#S2.SS1", ONE),
    ("https://export.arxiv.org/abs/2603.00001?context=cs.LG", ONE),
    ("https://arxiv.org/abs/0704.0001", ("arxiv", "0704.0001")),
    ("https://arxiv.org/abs/hep-th/9901001v2", ("arxiv", "hep-th/9901001")),
    ("https://arxiv.org/abs/math.GT/0309136", ("arxiv", "math/0309136")),
    ("https://arxiv.org/pdf/cs/0102003", ("arxiv", "cs/0102003")),
    ("https://huggingface.co/papers/2603.00001", ONE),
    ("https://hf.co/papers/2603.00001?utm_source=mail", ONE),
    ("https://doi.org/10.48550/arXiv.2603.00001", ONE),
    ("https://doi.org/10.1000/ONE", OTHER),
    ("http://dx.doi.org/10.1000/one.", OTHER),
    ("https://doi.org/10.1000%2Fone", OTHER),
    ("https://doi.org/10.1016/S0010-8650(87)80004-1", ("doi", "10.1016/s0010-8650(87)80004-1")),
    ("https://dl.acm.org/doi/10.1145/3292500.3330701", ("doi", "10.1145/3292500.3330701")),
    ("https://dl.acm.org/doi/pdf/10.1145/3292500.3330701", ("doi", "10.1145/3292500.3330701")),
    ("https://link.springer.com/article/10.1007/s11263-020-01316-z", ("doi", "10.1007/s11263-020-01316-z")),
    ("https://link.springer.com/content/pdf/10.1007/s11263-020-01316-z.pdf", ("doi", "10.1007/s11263-020-01316-z")),
    ("https://onlinelibrary.wiley.com/doi/full/10.1002/sim.8765", ("doi", "10.1002/sim.8765")),
    ("https://www.frontiersin.org/articles/10.3389/fnins.2019.00001/full", ("doi", "10.3389/fnins.2019.00001")),
    (
        "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0012345",
        ("doi", "10.1371/journal.pone.0012345"),
    ),
    ("https://www.biorxiv.org/content/10.1101/2026.01.02.123456v2.full", ("doi", "10.1101/2026.01.02.123456")),
    ("https://www.biorxiv.org/content/10.1101/2026.01.02.123456v2", ("doi", "10.1101/2026.01.02.123456")),
    ("https://academic.oup.com/bib/article/doi/10.1093/bib/bbaa001/5891234", ("doi", "10.1093/bib/bbaa001")),
    (
        "https://pubs.acs.org/doi/suppl/10.1021/acs.jcim.0c00001/suppl_file/ci_si_001.pdf",
        ("doi", "10.1021/acs.jcim.0c00001"),
    ),
    ("https://www.nature.com/articles/s41586-021-03819-2", ("doi", "10.1038/s41586-021-03819-2")),
    (
        "https://www.medrxiv.org/content/10.64898/2026.01.02.26012345v1.full.pdf+html",
        ("doi", "10.64898/2026.01.02.26012345"),
    ),
    ("https://doi.org/10.18653/v1/2026.acl-long.1", ("acl", "2026.acl-long.1")),
    ("https://doi.org/10.3115/v1/P14-1001", ("acl", "P14-1001")),
    ("https://doi.org/10.18653/v1/k26-x", ("doi", "10.18653/v1/k26-x")),
    ("https://scirate.com/arxiv/2603.00001", ONE),
    ("https://mail.example.com/redirect?to=1&url=https%3A%2F%2Farxiv.org%2Fabs%2F2603.00001v1", ONE),
    ("http://127.0.0.1:8000/abs/2603.00001", ONE),
    ("https://www.alphaxiv.org/overview/2603.00001v2", ONE),
    ("https://ar5iv.labs.arxiv.org/html/2603.00001", ONE),
    ("https://europepmc.org/article/MED/12345678", ("pubmed", "12345678")),
    ("https://aclanthology.org/2026.acl-long.1v2.pdf", ("acl", "2026.acl-long.1")),
    ("https://aclanthology.org/2026.acl-long.1/", ("acl", "2026.acl-long.1")),
    ("https://aclanthology.org/2026.acl-long.1.pdf", ("acl", "2026.acl-long.1")),
    ("https://aclanthology.org/P18-1001", ("acl", "P18-1001")),
    ("https://www.aclweb.org/anthology/P18-1001.pdf", ("acl", "P18-1001")),
    ("https://openreview.net/forum?id=aBcDeFg_h-1", ("openreview", "aBcDeFg_h-1")),
    ("https://openreview.net/pdf?id=aBcDeFg_h-1&name=pdf", ("openreview", "aBcDeFg_h-1")),
    ("https://pubmed.ncbi.nlm.nih.gov/12345678/", ("pubmed", "12345678")),
    ("https://www.ncbi.nlm.nih.gov/pubmed/12345678", ("pubmed", "12345678")),
]

NOT_ADDRESSES = [
    "",
    "https://arxiv.org/",
    "https://arxiv.org/list/cs.LG/recent",
    "https://arxiv.org/abs/2603.0000123456",
    "https://arxiv.org/abs/2613.00001",
    "https://openreview.net/group?id=ICLR_2026",
    "https://www.nature.com/nature/articles?type=article",
    "https://arxiv.org.example.com/abs/2603.00001",
    "https://arxiv.org@example.com/abs/2603.00001",
    "https://huggingface.co/papers",
    "https://huggingface.co/papers/date/2026-03-09",
    "https://openreview.net/forum?noteId=aBcDeFg_h-1",
    "https://openreview.net/group?id=a/venue",
    "https://aclanthology.org/venues/acl/",
    "https://pubmed.ncbi.nlm.nih.gov/?term=mice",
    "https://example.com/version/10.2/notes",
    "https://example.com/about",
    "javascript:location='https://arxiv.org/abs/2603.00001'",
    "file:///home/someone/10.1000/one",
]


@pytest.mark.parametrize(("address", "name"), ADDRESSES)
def test_an_address_of_a_paper_is_read(address: str, name: tuple[str, str]) -> None:
    assert doorstep.identify(address) == [name]


@pytest.mark.parametrize("address", NOT_ADDRESSES)
def test_an_address_of_anything_else_names_nothing(address: str) -> None:
    assert doorstep.identify(address) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://blog.test/a/", "https://www.blog.test/a?utm_source=mail&fbclid=1#more"),
        ("https://proceedings.mlr.press/v202/doe23a.html", "https://proceedings.mlr.press/v202/doe23a/doe23a.pdf"),
        (
            f"https://proceedings.neurips.cc/paper_files/paper/2023/hash/{'0a' * 16}-Abstract-Conference.html",
            f"https://papers.nips.cc/paper/2023/file/{'0a' * 16}-Paper-Conference.pdf",
        ),
        (
            f"https://www.semanticscholar.org/paper/A-slug-Doe/{'0a' * 20}",
            f"https://www.semanticscholar.org/paper/{'0a' * 20}?sort=year",
        ),
    ],
)
def test_addresses_of_one_page_share_a_name(one: str, other: str) -> None:
    assert doorstep.names_of(one) == doorstep.names_of(other)
    assert doorstep.names_of(one)[0][0] == "guid"


def test_addresses_of_two_pages_do_not() -> None:
    keys = [doorstep.page_key(f"https://x.test/{rest}") for rest in ("", "a", "A", "a?b=1", "a?b=2", "a/b")]
    assert len(set(keys)) == len(keys)
    assert doorstep.page_key("javascript:alert(1)") == doorstep.page_key("https://" + "x" * 3000) == ""


def test_a_page_that_names_a_work_goes_by_the_works_name_alone() -> None:
    assert doorstep.names_of("https://arxiv.org/abs/2603.00001") == [ONE]
    assert doorstep.names_of("mailto:a@b.test") == []


def test_a_huge_address_names_nothing() -> None:
    assert doorstep.identify("https://arxiv.org/abs/2603.00001?" + "x" * 3000) == []


@pytest.mark.parametrize(
    ("given_as", "name"),
    [
        (("arxiv", "arXiv:2603.00001v2"), ONE),
        (("arxiv", "math.GT/0309136v1"), ("arxiv", "math/0309136")),
        (("arxiv", "nothing"), ("arxiv", "nothing")),
        (("doi", "https://doi.org/10.1000/ONE"), OTHER),
        (("doi", "doi:10.1000/one)."), OTHER),
        (("doi", "10.48550/arXiv.2603.00001"), ONE),
        (("doi", "nothing"), ("doi", "nothing")),
        (("acl", "p18-1001"), ("acl", "P18-1001")),
        (("acl", "2026.ACL-long.1"), ("acl", "2026.acl-long.1")),
        (("openreview", " aBcDeFg "), ("openreview", "aBcDeFg")),
        (("doi", "10.1000/" + ")" * 100_000), ("doi", "10.1000/" + ")" * 100_000)),
    ],
)
def test_an_identifier_is_brought_into_the_librarys_spelling(given_as: tuple[str, str], name: tuple[str, str]) -> None:
    assert doorstep.normalised(*given_as) == name


@given(st.one_of(st.text(), st.from_regex(r"https?://(arxiv\.org|doi\.org|x\.org|openreview\.net)/.*", fullmatch=True)))
def test_any_text_is_read_or_refused_and_reading_it_twice_changes_nothing(text: str) -> None:
    for name in doorstep.identify(text):
        assert doorstep.normalised(*name) == name


@pytest.mark.parametrize("address", [address for address, _ in ADDRESSES] + NOT_ADDRESSES[:-2])
def test_the_library_itself_reads_addresses_the_same(address: str) -> None:
    assert doorstep.identify(address) == [(name.scheme, name.value) for name in identifiers(address)]


@pytest.mark.recorded
def test_the_library_itself_reads_the_addresses_in_real_feeds_the_same() -> None:
    texts = [path.read_text(errors="replace") for path in sorted(shared("data/feeds/journal_rss").rglob("*.xml"))]
    found = {html.unescape(address) for text in texts for address in re.findall(r"https?://[\w.:/?=&;%~+()-]+", text)}
    addresses = [address for address in sorted(found) if address.count("http") == 1]
    read = {address: doorstep.identify(address) for address in addresses}
    assert sum(map(bool, read.values())) > 2000
    assert read == {address: [(name.scheme, name.value) for name in identifiers(address)] for address in addresses}
