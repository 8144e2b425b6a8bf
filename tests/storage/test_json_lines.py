import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.json_lines import from_json_lines
from tests.shared_data import shared

KEYS = ["title", "authors", "ids", "venue", "tags", "quotes", "links", "published", "name", "arxiv", "text"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES))
def test_any_object_is_read_or_left_out(record: dict[str, object]) -> None:
    from_json_lines(json.dumps(record))


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    from_json_lines(text)


def test_deep_nesting_is_left_out() -> None:
    assert from_json_lines('{"title":' + "[" * 100_000) == []


def test_recorded_records_come_in_whole() -> None:
    lines = shared("data/bibtex/inputs.jsonl").read_text(encoding="utf-8").splitlines()
    read = from_json_lines("\n".join(lines))
    assert len(read) == len(lines)
    assert all(one.paper.title for one in read)
    wanted = [json.loads(line) for line in lines]
    assert [len(one.paper.authors) for one in read] == [len(record["authors"]) for record in wanted]
    # Those made up have ids that arXiv cannot have given, and are known by their titles.
    named = [record["doi"] or not (record["arxiv_id"] or "9912.").startswith("9912.") for record in wanted]
    assert all(one.paper.ids for one, name in zip(read, named, strict=True) if name)


@pytest.mark.parametrize("marks", [{"starred": "2026-06-02T09:00:00+00:00"}, {}])
def test_marks_count_in_our_own_lines_alone(marks: dict[str, str]) -> None:
    own = {"title": "x", "tags": [], "later": "2026-06-02T09:00:00+00:00", **marks}
    (read,) = from_json_lines(json.dumps(own))
    assert read.marks == (("starred", "later") if marks else ("later",))
    (other,) = from_json_lines(json.dumps({"title": "x", "read": "a word"}))
    assert other.marks == ()
