from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.feeds.opml import MOST, NotOpml, Outline, addresses, outlines, written
from storage import Feed, FeedId
from storage.tagging import tag_name
from tests.shared_data import shared

NOW = datetime(2026, 6, 2, tzinfo=UTC)


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


def test_folders_and_names_come_along() -> None:
    body = (
        '<outline text="Sea"><outline text="b" title="Bay" xmlUrl="https://b.example/"/><outline text="A/B">'
        '<outline text="a" xmlUrl="https://a.example/"/></outline></outline><outline xmlUrl="https://c.example/"/>'
    )
    assert outlines(opml(body)) == [
        Outline("https://b.example/", "Bay", "Sea"),
        Outline("https://a.example/", "a", "Sea/A B"),
        Outline("https://c.example/"),
    ]


def test_folders_of_a_damaged_list_come_along() -> None:
    body = '<outline text="R&D"><outline text="a" xmlUrl="https://a.example/?x=1&y=2"></outline></outline>'
    body += '<outline text="b" xmlUrl="https://b.example/">'
    assert outlines(opml(body)) == [
        Outline("https://a.example/?x=1&y=2", "a", "R&D"),
        Outline("https://b.example/", "b"),
    ]


NAMES = st.text(max_size=12)


@given(
    st.lists(
        st.tuples(NAMES, st.lists(st.text("abc &<\"'é", min_size=1, max_size=4), max_size=3)), min_size=1, max_size=6
    )
)
def test_a_list_that_we_wrote_is_read_as_it_was(found: list[tuple[str, list[str]]]) -> None:
    feeds = [
        Feed(FeedId(n), f"https://a.example/?a={n}&b=2", "feed", "T", NOW, name=name, folder=tag_name("/".join(folder)))
        for n, (name, folder) in enumerate(found, 1)
    ]
    read = {one.url: one for one in outlines(written(feeds, title="Mine & yours"))}
    assert set(read) == {feed.url for feed in feeds}
    assert all(read[feed.url].folder == feed.folder for feed in feeds)


@pytest.mark.recorded
def test_the_folders_of_a_recorded_list_are_found() -> None:
    lists = {path.name: outlines(path.read_bytes()) for path in shared("data/feeds/opml").glob("*.opml")}
    assert len(lists["nnw-Subs.opml"]) > 200
    assert any(one.folder for found in lists.values() for one in found)
