import json
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.feeds.answer import Answer, NotAFeed
from desktop.feeds.wire import WireError, from_json, to_json
from storage import Appearance, Author, Identifier, Incoming, Link, Paper, Venue

FULL = Answer(
    "arxiv",
    title="A feed",
    incoming=(
        Incoming(
            Paper(
                title="Sheep, counted “twice”",
                authors=(Author("Ada Fold", family="Fold", given="Ada"), Author("The Herd", group=True)),
                abstract="$x<y$",
                ids=(Identifier("arxiv", "2604.00001"), Identifier("guid", "7 x")),
                published=date(2026, 4, 27),
                version=2,
                categories=("cs.XX",),
                links=(Link("pdf", "https://arxiv.org/pdf/2604.00001"),),
                thumbnail="https://a.example/t.png",
                venue=Venue("journal", "Meadow", volume="7"),
                authority=3,
            ),
            Appearance(date(2026, 4, 27), rank=1, votes=0, announced="new"),
        ),
        Incoming(Paper("bare"), Appearance(date(1, 1, 1))),
    ),
    day=date(2026, 4, 27),
    total=3,
    skipped=1,
    truncated=True,
    ttl=timedelta(minutes=90),
    skip_days=frozenset({5, 6}),
    skip_hours=frozenset({0}),
)
PAGE = Answer("feed", title="A page", links=("https://a.example/feed.xml",))


@pytest.mark.parametrize("answer", [FULL, PAGE, Answer("daily_papers")])
def test_an_answer_comes_back_as_it_was(answer: Answer) -> None:
    assert from_json(to_json(answer)) == answer


def test_a_reason_comes_back_as_it_was() -> None:
    with pytest.raises(NotAFeed) as caught:
        from_json(to_json(NotAFeed("error_feed", (("text", "no such “list”"),))))
    assert (caught.value.kind, caught.value.values) == ("error_feed", (("text", "no such “list”"),))


def broken(*path: str | int, value: object) -> bytes:
    """Write the full answer with one value exchanged."""
    whole = json.loads(to_json(FULL))
    kind: Any = Answer
    place = whole["answer"]
    for step in path[:-1]:
        place, kind = place[_place(kind, step)], _WITHIN.get(step, kind)
    place[_place(kind, path[-1])] = value
    return json.dumps(whole).encode()


_WITHIN: dict[str | int, Any] = {"incoming": Incoming, "paper": Paper, "ids": Identifier, "links": Link}


def _place(kind: Any, step: str | int) -> int:
    return step if isinstance(step, int) else [each.name for each in fields(kind)].index(step)


PAPER = ("incoming", 0, "paper")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"answer": {}}',
        b'{"answer": []}',
        b'{"not_a_feed": "because", "values": []}',
        b'{"not_a_feed": "empty", "values": [["one"]]}',
        b'{"not_a_feed": "empty"}',
        b'{"not_a_feed": ["empty"], "values": []}',
        broken("kind", value="telegram"),
        broken("kind", value=[]),
        broken("title", value=7),
        broken("title", value="\ud800"),
        broken("day", value="yesterday"),
        broken("total", value=2**70),
        broken("total", value=True),
        broken("truncated", value=1),
        broken("ttl", value=-1),
        broken("ttl", value="long"),
        broken("skip_days", value=[1.5]),
        json.dumps({"answer": [*json.loads(to_json(FULL))["answer"], 1]}).encode(),
        broken("incoming", value={}),
        broken("incoming", 0, value=None),
        broken(*PAPER, "ids", 0, "scheme", value="isbn"),
        broken(*PAPER, "links", 0, "url", value="javascript:alert(1)"),
        broken(*PAPER, "thumbnail", value="file:///etc/passwd"),
        broken(*PAPER, "version", value="2"),
        broken("links", value=["data:text/html,x"]),
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        from_json(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from([each.name for each in fields(Answer)]), JSON)
def test_no_value_in_any_field_gets_through_unchecked(field: str, value: object) -> None:
    try:
        answer = from_json(broken(field, value=value))
    except WireError:
        return
    assert from_json(to_json(answer)) == answer
