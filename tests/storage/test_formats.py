"""Papers to RIS, CSL-JSON and Markdown: what was written is read back, and no text begins an entry of its own."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.cited import Cited
from storage.csl import from_csl, to_csl
from storage.model import Author, Entry, Identifier, Link, Mark, Paper, PaperId, Quote, Venue
from storage.paper_notes import FENCE, note_name, to_html_list, to_list, to_note
from storage.ris import from_ris, to_ris
from tests.shared_data import shared

Write = Callable[[list[Entry]], str]
Read = Callable[[str], list[Cited]]
NOON = datetime(2026, 7, 21, 12, tzinfo=UTC)
PREPRINT = Paper(
    "Gates of $O(n^2)$ for État Spaces",
    (Author("Inès van der Marot"), Author("Particle Data Group", group=True), Author("李 明")),
    "We prune.",
    (Identifier("arxiv", "2607.01234"), Identifier("doi", "10.1000/a_b(1)")),
    date(2026, 7, 21),
    links=(Link("abstract", "https://arxiv.org/abs/2607.01234"),),
    authority=1,
)
ARTICLE = replace(PREPRINT, venue=Venue("journal", "Journal of Gates", "12", "3", "7-19", "2026-07-21"))


def entry(paper: Paper = PREPRINT, *, tags: tuple[str, ...] = (), note: str = "") -> Entry:
    marks = Mark(tags=tags, note=note)
    return Entry(PaperId(1), paper, marks, None, (), NOON, unread=False, key="marot2026gates")


def names(cited: Cited) -> list[str]:
    return [author.name for author in cited.paper.authors]


@pytest.mark.parametrize("paper", [PREPRINT, ARTICLE, replace(ARTICLE, venue=Venue("conference", "NeurIPS"))])
@pytest.mark.parametrize(("write", "read"), [(to_ris, from_ris), (to_csl, from_csl)])
def test_what_is_written_is_read_back(paper: Paper, write: Write, read: Read) -> None:
    (back,) = read(write([entry(paper, tags=("methods/ssm", "birds"), note="Why.\n\nMore.")]))
    assert names(back) == [author.name for author in paper.authors]
    assert replace(back.paper, authors=(), venue=None) == replace(
        paper, authors=(), venue=None, published=back.paper.published
    )
    assert back.paper.venue is None or back.paper.venue.name == (paper.venue and paper.venue.name)
    assert (back.key, back.tags, back.note) == ("marot2026gates", ("methods/ssm", "birds"), "Why.\n\nMore.")


@given(title=st.text(min_size=1), abstract=st.text(), name=st.text(min_size=1), tag=st.text(), note=st.text())
def test_no_text_begins_or_ends_an_entry(title: str, abstract: str, name: str, tag: str, note: str) -> None:
    hostile = replace(PREPRINT, title=title, abstract=abstract, authors=(Author(name),))
    two = [entry(hostile, tags=(tag,), note=note), entry()]
    assert to_ris(two).count("\r\nER  - \r\n") == 2
    assert [cited.paper.ids for cited in from_ris(to_ris(two))] == [PREPRINT.ids, PREPRINT.ids]
    assert len(json.loads(to_csl(two))) == len(from_csl(to_csl(two))) == 2


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    from_ris(text)
    try:
        from_csl(text)
    except ValueError:
        return


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    ["title", "author", "issued", "date-parts", "DOI", "type", "family", "note", "keyword"]
                ),
                inner,
            )
        ),
    )
)
def test_any_json_is_read_or_left_out(value: object) -> None:
    from_csl(json.dumps(value))


def test_ris_as_others_write_it_is_read() -> None:
    (read,) = from_ris(
        "TY  - JOUR\nA1  - Okoye, Ben\nT1  - A title that goes\n  on in the next line\nJF  - Gates\nY1  - 2024/05//\n"
        "SP  - 1\nEP  - 9\nDO  - https://doi.org/10.1000/X\n"
    )
    assert read.paper.title == "A title that goes on in the next line"
    assert read.paper.ids == (Identifier("doi", "10.1000/x"),)
    assert read.paper.venue == Venue("journal", "Gates", pages="1-9", appeared="2024-05")


def test_recorded_csl_is_read() -> None:
    read = from_csl(shared("data/feeds/scholarly_api/commonmeta-csl-list.json").read_text())
    assert read
    assert all(cited.paper.title for cited in read)


def test_a_note_keeps_what_its_owner_wrote_below() -> None:
    first = to_note(entry(note="Try it.", tags=("to cite",)))
    again = to_note(entry(note="Tried it."), before=f"{first}My own words.\n")
    assert again.endswith(f"{FENCE}\nMy own words.\n")
    assert "Tried it." in again
    assert to_note(entry(note="Tried it."), before=again) == again


def test_a_file_that_was_there_before_is_kept_whole() -> None:
    assert to_note(entry(), before="# Mine\n").endswith(f"{FENCE}\n# Mine\n")


@given(title=st.text(min_size=1), note=st.text(), quote=st.text())
def test_any_note_stays_itself_when_written_again(title: str, note: str, quote: str) -> None:
    kept = entry(replace(PREPRINT, title=title), note=note)
    kept = replace(kept, quotes=(Quote(1, quote, "p. 6", "", NOON),))
    written = to_note(kept, before="mine\n")
    assert to_note(kept, before=written) == written
    assert written.startswith("---\n")
    assert written.endswith("\nmine\n")


def test_quotes_stand_as_blocks_with_page_and_key() -> None:
    quoted = replace(entry(), quotes=(Quote(1, "the bound holds", "p. 6", "Really?", NOON),))
    assert "> the bound holds\n>\n> — [@marot2026gates], p. 6\n\nReally?" in to_note(quoted)


@pytest.mark.parametrize(
    ("key", "name"), [("a:b/c", "a-b-c.md"), ("con", "con-.md"), ("..", "paper.md"), ("x2026", "x2026.md")]
)
def test_a_note_has_a_name_for_every_system(key: str, name: str) -> None:
    assert note_name(key) == name


def test_a_list_for_others_links_titles_and_says_why() -> None:
    listed = [entry(replace(PREPRINT, title="A [b] <i>c</i>"), note="For Friday.\nmore")]
    assert to_list(listed) == (
        "- [A \\[b\\] c](https://arxiv.org/abs/2607.01234). Inès van der Marot, Particle Data Group, 李 明."
        " For Friday.\n"
    )
    assert '<a href="https://arxiv.org/abs/2607.01234">A [b] c</a>' in to_html_list(listed)
