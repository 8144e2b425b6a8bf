from dataclasses import replace
from datetime import date

import pytest

from desktop.window import paper_facts
from desktop.window.paper_copies import as_citation, title
from desktop.window.paper_doors import address, doors, lookups, proxied
from desktop.window.paper_words import Piece
from storage import Appearance, Author, Entry, FeedId, Identifier, Link, Paper, Venue
from tests.window.papers_on_screen import FEEDS, NOW, entry

PROXY = "https://proxy.example.edu/login?url="


def said(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces).replace("\u00a0", " ")


def about(**values: object) -> Entry:
    one = entry()
    return replace(one, paper=replace(one.paper, **values))  # type: ignore[arg-type]  # fields of a paper


def test_a_later_version_is_said_with_both_days() -> None:
    later = about(version=3, updated=date(2026, 6, 12), published=date(2026, 1, 3))
    assert said(paper_facts.facts(later)).startswith("v3, 12 Jun 2026; first 3 Jan 2026  ·  cs.LG")
    assert said(paper_facts.facts(about(version=2))).startswith("v2  ·  1 Jun 2026")
    assert said(paper_facts.facts(about(version=1))).startswith("1 Jun 2026  ·  cs.LG")


def test_where_it_appeared_is_a_line_each_folded_beyond_four() -> None:
    seen = [
        (FeedId(1), Appearance(date(2026, 6, 2), rank=3, votes=1_280, comments=1)),
        *((FeedId(2), Appearance(date(2026, 6, 2 - day % 2), announced="cross")) for day in range(5)),
        (FeedId(9), Appearance(date(2026, 6, 1))),
    ]
    folded = paper_facts.appeared(seen, FEEDS, whole=False)
    lines = said(folded).split("\n")
    assert lines[0] == "Daily Papers  ·  2 Jun 2026  ·  place 3  ·  ▲ 1.3k  ·  1 comment"
    assert lines[1] == "arXiv cs.LG  ·  2 Jun 2026  ·  cross-listed"
    assert lines[4:] == ["and 2 other times"]
    assert folded[-1].link == "all"
    assert len(said(paper_facts.appeared(seen, FEEDS, whole=True)).split("\n")) == 7
    assert paper_facts.appeared([], FEEDS, whole=False) == []


def test_what_was_joined_is_named_with_the_reason() -> None:
    paper = Paper("Gates, $O(n)$ of them", ids=(Identifier("doi", "10.1/x"),))
    assert said(paper_facts.known_as(paper, "title", NOW)) == (
        "DOI 10.1/x  ·  Gates, O(n) of them  ·  joined by title and authors, 2 Jun 2026"
    )


def test_a_publisher_is_reached_through_the_library() -> None:
    one = entry(ids=(Identifier("doi", "10.1000/x"),), links=(Link("pdf", "https://publisher.example/x.pdf"),))
    assert {door.kind: door.url for door in doors(one, PROXY)} == {
        "pdf": f"{PROXY}https://publisher.example/x.pdf",
        "doi": f"{PROXY}https://doi.org/10.1000/x",
    }
    assert {door.kind: door.url for door in doors(entry(), PROXY)} == {
        "pdf": "https://arxiv.org/pdf/2606.00001",
        "arxiv": "https://arxiv.org/abs/2606.00001",
    }
    assert proxied(f"{PROXY}https://a.example", PROXY) == f"{PROXY}https://a.example"
    assert proxied("https://www.biorxiv.org/x", PROXY) == "https://www.biorxiv.org/x"


def test_a_copied_link_has_no_proxy_and_names_the_work() -> None:
    assert address(entry(ids=(Identifier("doi", "10.1000/x"),))) == "https://doi.org/10.1000/x"


def test_it_is_looked_up_by_number_or_by_title_as_it_reads() -> None:
    assert [door.url for door in lookups(entry())] == [
        "https://scholar.google.com/scholar_lookup?arxiv_id=2606.00001",
        "https://api.semanticscholar.org/arXiv:2606.00001",
        "https://www.connectedpapers.com/search?q=Selective%20attention%20in%20small%20state%20space%20models",
    ]
    by_title = lookups(entry(ids=(), title=r"$\alpha$-Fair & free"))
    assert by_title[0].url == "https://scholar.google.com/scholar?q=%22%CE%B1-Fair%20%26%20free%22"
    assert all(door.url.isascii() for door in by_title)


@pytest.mark.parametrize(
    ("authors", "line"),
    [
        (("Ines Marot",), "Marot (2026). A Title. arXiv:2606.00001."),
        (("Ines Marot", "Takumi Oda"), "Marot and Oda (2026). A Title. arXiv:2606.00001."),
        (("A B", "C D", "E F"), "B, D and F (2026). A Title. arXiv:2606.00001."),
        (("A B", "C D", "E F", "G H"), "B et al. (2026). A Title. arXiv:2606.00001."),
    ],
)
def test_a_citation_is_one_line(authors: tuple[str, ...], line: str) -> None:
    people = tuple(Author(name, family=name.split()[1]) for name in authors)
    assert as_citation(about(title="A Title", authors=people)) == line


def test_a_published_work_is_cited_with_its_place() -> None:
    one = about(
        title="A Title?",
        authors=(Author("Ines Marot", family="Marot"),),
        venue=Venue("journal", "J. Gates", "12", "3", "4-9", "2027-01"),
        ids=(Identifier("doi", "10.1/x"),),
    )
    assert as_citation(one) == "Marot (2027). A Title? J. Gates 12(3), 4-9. https://doi.org/10.1/x"
    assert title(about(title=r"$O(n)$ gates")) == "O(n) gates"
