"""Notes of other programs: the reader's words stay, what programs put there goes where it belongs."""

from hypothesis import given
from hypothesis import strategies as st

from storage.foreign_notes import as_markdown, own_words


def test_html_becomes_markdown() -> None:
    html = (
        '<div data-schema-version="9"><h2>On it</h2><p>First &amp; <strong>best</strong></p><ul><li>one</li>'
        "<li>two<ol><li>deep</li></ol></li></ul><blockquote><p>as they say</p></blockquote>"
        '<p><a href="https://example.org/x">here</a>, <a href="javascript:alert(1)">not here</a></p>'
        "<script>alert(1)</script></div>"
    )
    assert as_markdown(html) == (
        "## On it\n\nFirst & **best**\n\n- one\n- two\n  1. deep\n\n> as they say\n\n"
        "[here](https://example.org/x), not here"
    )


def test_lines_of_zotero_are_no_words_of_the_readers() -> None:
    own = own_words("arXiv:2401.00007 [cs]\nCitation Key: bauer2024\nComment: 15 pages\nversion: 2\nread: this")
    assert own == ("read: this", "bauer2024", "15 pages")


def test_plain_words_stay_as_they_are() -> None:
    text = "for a < b it holds\n\n- and *so* on"
    assert own_words(text).note == text


@given(st.text("<>/abip=\"' \n&;ul", max_size=60))
def test_any_note_is_read(text: str) -> None:
    own_words(f"{text}</p>")
