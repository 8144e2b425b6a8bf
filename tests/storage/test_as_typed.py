import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import search_fields, understood
from storage.query import parse


def test_every_field_can_be_asked_for_under_each_of_its_names() -> None:
    values = {"words": "a", "tag": "a", "feed": "a", "note": "a", "day": "2026-05", "year": "2026", "votes": ">3"}
    values |= {"quote": "a", "key": "a", "time": ">=2026-05", "heat": ">0.5"}
    for field in search_fields():
        value = field.values[0] if field.values else values[field.takes]
        asked = parse(f"{field.name}:{value}")
        assert all(parse(f"{name}:{value}") == asked for name in field.also)


def test_every_value_of_a_field_with_few_can_be_asked_for() -> None:
    few = [(field.name, value) for field in search_fields() for value in field.values]
    assert ("is", "starred") in few
    for name, value in few:
        parse(f"{name}:{value}")


@pytest.mark.parametrize(
    ("typed", "readable", "kind"),
    [
        ("state space", "state space", None),
        ("whales tag:", "whales ", "no_value"),
        ("whales is:sta", "whales ", "state"),
        ('"state sp', '"state sp"', "quote_open"),
        ("(whales OR", "(whales )", "operator"),
        ("whales) songs", "whales songs", "group_closed"),
        ("votes:many whales after:soon", " whales ", "votes"),
        ("auhtor:diallo whales", ":diallo whales", "field"),
        ("tag:", "", "no_value"),
    ],
)
def test_what_can_be_understood_is_kept_and_the_first_fault_told(typed: str, readable: str, kind: str | None) -> None:
    found, fault = understood(typed)
    assert (found, fault and fault.kind) == (readable, kind)


def test_the_place_of_the_fault_is_one_in_what_was_typed() -> None:
    _found, fault = understood("whales is:sta naps")
    assert fault is not None
    assert "whales is:sta naps"[fault.start : fault.end] == "sta"


@given(st.text(alphabet='ab ()"-:OR>\ud800tagisvote', max_size=40))
def test_whatever_is_typed_what_is_left_can_be_read(text: str) -> None:
    parse(understood(text)[0])
