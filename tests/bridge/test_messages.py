"""Requests are read or refused by number; answers and refusals are what docs/bridge.md says."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.bridge import messages
from desktop.bridge.framing import CAP
from desktop.bridge.messages import ERRORS, OPERATIONS, Errand, Hello, Lookup, Refused
from storage.doorstep import Standing

PROJECT = Path(__file__).parents[2]
PAGE = (PROJECT / "docs" / "bridge.md").read_text(encoding="utf-8")
LOOKUP = {"v": 1, "id": "a", "op": "lookup"}


def refused(message: dict[str, Any]) -> tuple[str, dict[str, object]]:
    with pytest.raises(Refused) as caught:
        messages.request_of(message)
    return caught.value.name, caught.value.values


# Requests


def test_a_hello_is_read() -> None:
    assert isinstance(messages.request_of({"v": 1, "id": "a", "op": "hello", "new": "field"}), Hello)


def test_a_lookup_is_read() -> None:
    request = messages.request_of(LOOKUP | {"urls": ["https://arxiv.org/"], "ids": [["doi", "10.1000/one"]]})
    assert isinstance(request, Lookup)
    assert (request.urls, request.ids) == (["https://arxiv.org/"], [("doi", "10.1000/one")])


@pytest.mark.parametrize("operation", OPERATIONS[2:])
def test_all_else_is_an_errand_with_its_id(operation: str) -> None:
    request = messages.request_of({"v": 1, "id": "a", "op": operation, "paper": 7})
    assert isinstance(request, Errand)
    assert (request.operation, request.request, request.message["paper"]) == (operation, "a", 7)


@pytest.mark.parametrize("field", ["urls", "ids"])
def test_a_lookup_may_ask_for_nothing(field: str) -> None:
    request = messages.request_of(LOOKUP | {field: []})
    assert isinstance(request, Lookup)
    assert (request.urls, request.ids) == ([], [])


def test_five_hundred_are_asked_at_once_and_no_more() -> None:
    request = messages.request_of(LOOKUP | {"urls": [""] * 499, "ids": [["doi", ""]]})
    assert isinstance(request, Lookup)
    assert refused(LOOKUP | {"urls": [""] * 500, "ids": [["doi", ""]]}) == ("too_many", {"limit": 500})


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({}, "urls"),
        ({"urls": "https://arxiv.org/"}, "urls"),
        ({"urls": None}, "urls"),
        ({"urls": ["https://arxiv.org/", 1]}, "urls"),
        ({"ids": {"doi": "10.1000/one"}}, "ids"),
        ({"ids": ["10.1000/one"]}, "ids"),
        ({"ids": [["doi"]]}, "ids"),
        ({"ids": [["doi", 10.1]]}, "ids"),
        ({"ids": [["doi", "10.1000/one", "more"]]}, "ids"),
    ],
)
def test_a_lookup_of_another_shape_is_refused_by_its_field(wrong: dict[str, object], field: str) -> None:
    assert refused(LOOKUP | wrong) == ("bad_field", {"field": field})


@pytest.mark.parametrize("op", [None, "", "steal", 1, ["hello"], {}])
def test_an_unknown_operation_is_refused_with_those_we_know(op: object) -> None:
    assert refused({"v": 1, "id": "a", "op": op}) == ("unknown_operation", {"known": list(OPERATIONS)})


@pytest.mark.parametrize("version", [None, 0, 2, "1", True, 1.0])
def test_another_protocol_is_refused_with_the_one_we_speak(version: object) -> None:
    assert refused({"v": version, "id": "a", "op": "hello"}) == ("other_protocol", {"known": [1]})


@pytest.mark.parametrize(
    "payload", [b"", b"{", b"\xff", b"\x00{}", b'{"a":1}x', b"[" * 200_000, b"\xef\xbb\xbf{}", b"hello"]
)
def test_what_is_no_json_is_refused(payload: bytes) -> None:
    with pytest.raises(Refused) as caught:
        messages.unpack(payload)
    assert caught.value.name == "not_json"


@pytest.mark.parametrize("payload", [b"[]", b"1", b'"hello"', b"null", b"NaN"])
def test_json_that_is_no_object_is_refused(payload: bytes) -> None:
    with pytest.raises(Refused) as caught:
        messages.unpack(payload)
    assert caught.value.name == "not_a_message"


def test_an_id_is_given_back_as_it_came() -> None:
    uuid = "6f1c1a54-7b1e-4d8c-9a57-1d6a1b1f0c11"
    assert messages.id_of({"id": uuid}) == uuid
    assert messages.id_of({"id": "x" * 64}) == "x" * 64


@pytest.mark.parametrize("number", [None, 7, "", "x" * 65, "é", "a\nb", "\ud800", ["a"]])
def test_an_id_that_cannot_be_given_back_is_refused(number: object) -> None:
    with pytest.raises(Refused) as caught:
        messages.id_of({"id": number})
    assert (caught.value.name, caught.value.values) == ("not_a_message", {"field": "id"})


# Answers


def test_a_greeting_tells_versions_operations_and_limits() -> None:
    answer = json.loads(messages.pack("a", messages.greeting()))
    assert answer == {
        "v": 1,
        "id": "a",
        "ok": True,
        "program": messages.PROGRAM,
        "protocols": [1],
        "operations": list(OPERATIONS),
        "limits": {"request": CAP, "answer": CAP, "lookup": 500, "save": 100},
    }


def test_the_program_names_the_version_of_the_project() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == messages.PROGRAM


def test_a_lookup_answers_each_question_and_tells_each_paper_once() -> None:
    standing = Standing(7, "Räume", 2)
    standing.starred = "2026-03-09T08:00:00+00:00"
    standing.tags = ["survey"]
    asked = [[("arxiv", "1")], [], [("doi", "2"), ("acl", "3")], [("doi", "4")]]

    answer = messages.lookup_answer(asked, {("arxiv", "1"): standing, ("acl", "3"): standing})

    assert json.loads(messages.pack("a", answer))["found"] == [
        {"ids": [["arxiv", "1"]], "paper": 7},
        {"ids": [], "paper": None},
        {"ids": [["doi", "2"], ["acl", "3"]], "paper": 7},
        {"ids": [["doi", "4"]], "paper": None},
    ]
    assert answer["papers"] == {
        "7": {
            "title": "Räume",
            "version": 2,
            "starred": "2026-03-09T08:00:00+00:00",
            "later": None,
            "done": None,
            "dismissed": None,
            "read": None,
            "tags": ["survey"],
            "noted": False,
        }
    }


def test_letters_go_as_utf8_and_half_a_pair_as_a_question_mark() -> None:
    assert "é論".encode() in messages.pack("a", {"title": "é論"})
    assert json.loads(messages.pack("a", {"title": "\ud800!"}))["title"] == "?!"


def test_an_answer_over_the_cap_becomes_a_refusal() -> None:
    with pytest.raises(Refused) as caught:
        messages.pack("a", {"title": "x" * CAP})
    assert caught.value.name == "answer_too_long"


def test_a_refusal_carries_number_name_and_values() -> None:
    packed = messages.pack_refusal(None, Refused("too_many", limit=500))
    assert json.loads(packed) == {
        "v": 1,
        "id": None,
        "ok": False,
        "error": {"code": 16, "name": "too_many", "limit": 500},
    }


# The page


def test_the_page_has_every_error_and_no_other() -> None:
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \| (.*?) \|", PAGE, re.MULTILINE)
    assert {name: int(code) for code, name, _ in rows} == ERRORS
    assert len(rows) == len(ERRORS)


def test_no_number_is_given_twice() -> None:
    assert len(set(ERRORS.values())) == len(ERRORS)


def test_numbers_that_were_given_out_keep_their_meaning() -> None:
    given_out = {
        "internal": 1, "frame_too_long": 10, "not_json": 11, "not_a_message": 12, "other_protocol": 13,
        "unknown_operation": 14, "bad_field": 15, "too_many": 16, "answer_too_long": 17, "library_missing": 20,
        "library_foreign": 21, "library_newer": 22, "library_older": 23, "library_locked": 24, "library_damaged": 25,
        "library_unreadable": 26, "not_allowed": 2, "not_a_page": 18, "library_full": 27, "library_read_only": 28,
        "no_such_paper": 30, "no_such_act": 31, "changed_since": 32, "bad_search": 33,
    }  # fmt: skip
    assert given_out.items() <= ERRORS.items()


def test_the_page_has_every_operation() -> None:
    assert tuple(re.findall(r"^### `(\w+)`", PAGE, re.MULTILINE)) == messages.OPERATIONS


def test_the_examples_on_the_page_are_messages() -> None:
    examples = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
    asked = [example for example in examples if "op" in example]
    answered = [example for example in examples if "ok" in example]
    assert len(asked) + len(answered) == len(examples)
    assert {example["op"] for example in asked} == set(messages.OPERATIONS)
    for example in asked:
        messages.id_of(example)
        messages.request_of(example)
    assert next(example for example in answered if "limits" in example) == json.loads(
        messages.pack(answered[0]["id"], messages.greeting())
    )


# Noise

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def refusal_of(payload: bytes) -> str:
    """Give the name of the refusal of a whole request, "" where there is none."""
    try:
        message = messages.unpack(payload)
        messages.id_of(message)
        messages.request_of(message)
    except Refused as refusal:
        return refusal.name
    return ""


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_refused(noise: bytes) -> None:
    assert refusal_of(noise) in {"not_json", "not_a_message"}


@given(
    st.fixed_dictionaries(
        {"id": st.just("a") | json_values, "op": st.sampled_from(["hello", "lookup"]) | json_values},
        optional=dict.fromkeys(("urls", "ids", "more"), json_values) | {"v": st.just(1) | json_values},
    )
)
def test_any_object_is_a_request_or_refused(message: dict[str, Any]) -> None:
    assert refusal_of(json.dumps(message).encode()) in {"", *ERRORS}
