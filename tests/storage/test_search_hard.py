import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import conditions, search
from storage.asked import Moment, Query
from storage.errors import QueryError
from storage.query import parse
from tests.storage.shelf import NOW, Shelf


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    shelf = Shelf()
    yield shelf
    shelf.db.close()


SIGNS = """alpha fine-tuning C++ * NEAR( ^a {title}: ' ; -- % \\ 人 ß ( ) " OR NOT AND - title: author: tag: feed: note:
is:starred is:unread after:2024 votes:<3 year:2025 cs.LG title:( note:"
abc* ~learn ~é NEAR/5 has:code has:quote heat:>.5 starred:>0001 opened:9999 quote:' key:% is:updated
999999999999999999999999999999"""
PIECES = [*SIGNS.split(), " ", " ", " ", "\x00", "\ud800"]
typed = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


def _read(text: str) -> Query | None:
    try:
        return parse(text)
    except QueryError:
        return None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed | st.text())
def test_no_search_troubles_the_database(shelf: Shelf, text: str) -> None:
    if _read(text) is not None:
        shelf.find(text)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 7000,
        "人" * 7000,
        "tag:" + "%_\\" * 2000,
        "feed:" + "é" * 7000,
        "note:" + "x" * 7000,
        " ".join(f"w{number}" for number in range(250)),
        " OR ".join(f"w{number} -v{number}" for number in range(120)),
        " ".join(f"(is:starred OR w{number})" for number in range(120)),
        "-" + " -".join(f"w{number}" for number in range(250)),
        "(" * 20 + "a" + " OR b is:read)" * 20,
        " ".join("~" + "abcdefghijklmnopqrstuvwxyz"[n % 26] * 3 + "ation" for n in range(250)),
        " NEAR/9 ".join(f"w{number}" for number in range(250)),
        " ".join(f"abc{'abcdefghij'[n % 10]}{n}x*" for n in range(250)),
    ],
    ids=range(13),
)
def test_the_longest_searches_are_answered(shelf: Shelf, text: str) -> None:
    shelf.paper("w1 x a")
    shelf.find(text)


def _plan(db: sqlite3.Connection, text: str, **options: Any) -> list[str]:
    said: list[str] = []
    db.set_trace_callback(said.append)
    search.ids(db, parse(text), at=Moment(NOW), limit=20, **options)
    db.set_trace_callback(None)
    select = next(sql for sql in said if "FROM terms" not in sql and not sql.startswith("--"))
    return _steps(db, select)


def _steps(db: sqlite3.Connection, sql: str, params: tuple[object, ...] = ()) -> list[str]:
    return [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", params)]


@pytest.mark.parametrize("text", ["is:starred", "is:later", "is:unread", "is:new", "tag:ml", "is:done after:2024"])
def test_a_filter_of_few_papers_leads_without_a_scan_of_papers(shelf: Shelf, text: str) -> None:
    plan = _plan(shelf.db, text)
    assert "SEARCH p USING INTEGER PRIMARY KEY (rowid=?)" in plan
    assert not any(
        step.startswith(("SCAN p", "SCAN papers", "SCAN k", "SCAN g")) for step in plan if "matches" not in step
    )


@pytest.mark.parametrize("text", ["mamba is:starred", "mamba is:unread", "mamba tag:ml -is:read feed:arxiv votes:>3"])
def test_words_lead_and_filters_follow_by_key(shelf: Shelf, text: str) -> None:
    plan = _plan(shelf.db, text, order="newest")
    assert plan[0].startswith("SCAN papers_fts VIRTUAL TABLE INDEX")
    assert any(step.startswith("SEARCH p USING") and step.endswith("(seq=?)") for step in plan)
    assert not any("TEMP B-TREE FOR ORDER BY" in step for step in plan)
    marks = [step for step in plan if " k " in step]
    assert marks
    assert all(step.startswith("SEARCH k USING PRIMARY KEY (paper=?") or "marks_by" not in step for step in marks)


def test_dense_filters_walk_from_the_newest_without_sorting(shelf: Shelf) -> None:
    for text in ("", "-is:read", "is:read", "feed:arxiv"):
        plan = _plan(shelf.db, text)
        assert plan[0].startswith("SCAN p USING")
        assert not any("TEMP B-TREE FOR ORDER BY" in step for step in plan)


def test_the_unread_lead_their_list(shelf: Shelf) -> None:
    unread = conditions.unread(Moment(NOW))
    plan = _steps(shelf.db, f"SELECT p.id FROM papers p WHERE {unread.sql} ORDER BY p.seq DESC", unread.params)
    assert plan[0] == "SEARCH p USING INTEGER PRIMARY KEY (rowid=?)"
