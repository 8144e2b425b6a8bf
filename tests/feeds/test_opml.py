from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.feeds.opml import MOST, NotOpml, addresses
from tests.shared_data import shared


def opml(outlines: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return f'{head}<opml version="2.0"><head><title>t</title></head><body>{outlines}</body></opml>'.encode()


def test_feeds_come_in_the_lists_order_from_all_its_folders_and_once() -> None:
    outlines = (
        '<outline text="sea"><outline text="b" xmlUrl="https://b.example/"/><outline text="deep">'
        '<outline xmlUrl=" https://a.example/ "/></outline></outline><outline xmlUrl="https://b.example/"/>'
        '<outline htmlUrl="https://c.example/"/><outline xmlUrl=""/>'
    )
    assert addresses(opml(outlines)) == ["https://b.example/", "https://a.example/"]


def test_upper_and_lower_case_are_the_programs_own_affair() -> None:
    body = b"<OPML><BODY><OUTLINE XMLURL='https://a.example/'/><Outline xmlurl='https://b.example/'/></BODY></OPML>"
    assert addresses(body) == ["https://a.example/", "https://b.example/"]


def test_a_bare_ampersand_in_an_address_is_one() -> None:
    outlines = '<outline text="R&D &lt;x&gt;" xmlUrl="https://a.example/?x=1&y=2&amp;z=3&copy=4&#38;q"/>'
    assert addresses(opml(outlines)) == ["https://a.example/?x=1&y=2&z=3&copy=4&q"]


def test_tags_within_an_attribute_and_a_lost_end_hide_no_feed() -> None:
    outlines = (
        '<outline text="So <b>good</b> & so <br>on" xmlUrl="https://a.example/"><outline xmlURL="https://b.example"'
    )
    assert addresses(opml(outlines + ">")) == ["https://a.example/", "https://b.example"]


def test_a_list_in_another_encoding_is_read() -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?><opml><outline text="é" xmlUrl="https://é.example/"/></opml>'
    assert addresses(text.encode("latin-1")) == ["https://é.example/"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html><body></body></html>", opml(""), b"\x89PNG\r\n", opml('<outline text="a"/>'), b"<![odd[<",
    ],
)  # fmt: skip
def test_what_names_no_feed_is_no_list(body: bytes) -> None:
    with pytest.raises(NotOpml):
        addresses(body)


def test_a_list_with_entities_of_its_own_is_refused() -> None:
    bomb = '<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    with pytest.raises(NotOpml):
        addresses(opml('<outline xmlUrl="https://&b;/"/>', bomb))


def test_a_list_without_end_is_cut() -> None:
    outlines = "".join(f'<outline xmlUrl="https://{number}.example/"/>' for number in range(MOST + 5))
    assert len(addresses(opml(outlines))) == MOST


@given(st.binary(max_size=300) | st.text(alphabet="<>&;/=\"' xmlUrloutine#!", max_size=200).map(str.encode))
@example(b"&")
def test_nothing_that_can_be_in_a_file_is_more_than_no_list(body: bytes) -> None:
    with suppress(NotOpml):
        assert all(addresses(body))


@pytest.mark.recorded
@pytest.mark.parametrize(
    ("file", "feeds"), [("science-plenary.opml", 24), ("nnw-Subs.opml", 207), ("ai-turing-institute.opml", 1)]
)
def test_lists_as_they_really_are_can_be_read(file: str, feeds: int) -> None:
    found = addresses(shared(f"data/feeds/opml/{file}").read_bytes())
    assert len(found) >= feeds
    assert all(address.startswith("http") for address in found)
