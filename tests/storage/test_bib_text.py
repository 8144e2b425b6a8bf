from hypothesis import example, given
from hypothesis import strategies as st

from storage.bib_text import bib_fields, bib_pieces
from storage.bibtex import bibtex_entry
from tests.storage.test_bibtex import entry, preprint

FILE = """% mine
@string{jgr = "Journal of Gates"}
@Article{ okoye:2024 ,
  title = {A {B}race \\} in } no,
@misc(paren2020, title = "Say {"}hello{"}", note = {a) b})
@comment{ @misc{no, title={x}} }
@book{last, title = {T} # jgr # "x", year = 2024}
tail
"""


@given(st.text(alphabet=st.sampled_from('@{}()",=#\\ \nab1%')))
@example(FILE)
@example("@a{")
def test_no_character_is_lost(text: str) -> None:
    assert "".join(piece.text for piece in bib_pieces(text)) == text


@given(st.text(alphabet=st.sampled_from('@{}()",=#\\ \nab1%')))
def test_fields_of_any_piece_are_read(text: str) -> None:
    for piece in bib_pieces(text):
        bib_fields(piece)


def test_entries_are_found_as_bibtex_finds_them() -> None:
    found = bib_pieces(FILE.replace("\\} in } no", "ok}}\n"))
    assert [(piece.kind, piece.key) for piece in found if piece.kind] == [
        ("string", ""),
        ("article", "okoye:2024"),
        ("misc", "paren2020"),
        ("comment", ""),
        ("book", "last"),
    ]
    assert [piece.key for piece in found if piece.is_entry] == ["okoye:2024", "paren2020", "last"]


def test_values_in_braces_quotes_and_joined_ones_are_read() -> None:
    _, paren, book = [piece for piece in bib_pieces(FILE.replace("\\} in } no", "ok}}\n")) if piece.is_entry]
    assert bib_fields(paren) == {"title": 'Say {"}hello{"}', "note": "a) b"}
    assert bib_fields(book) == {"title": "Tjgrx", "year": "2024"}


@given(st.text(min_size=1), st.text())
def test_our_own_entries_are_read_back(title: str, note: str) -> None:
    written = bibtex_entry(entry(preprint(title), note=note), "okoye2026")
    (piece, *rest) = bib_pieces(written)
    assert (piece.kind, piece.key, piece.whole) == ("misc", "okoye2026", True)
    assert "".join(other.text for other in rest) == "\n"
    assert bib_fields(piece)["eprint"] == "2607.01234"


def test_an_entry_that_is_not_closed_is_told() -> None:
    assert [piece.whole for piece in bib_pieces("@misc{a, title={b}\n@misc{c}")] == [False]
