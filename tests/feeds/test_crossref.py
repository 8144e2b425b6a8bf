import json
from datetime import date
from typing import Any

import pytest

from desktop.feeds import crossref
from desktop.feeds.answer import NotAFeed
from storage import Author, Identifier, Link, Paper, Venue

RECORD: dict[str, Any] = {
    "DOI": "10.1000/Whales.1",
    "type": "journal-article",
    "title": ["On the <i>songs</i> of\n   whales &amp; H<sub>2</sub>O", "a second title"],
    "author": [
        {"given": "Ada", "family": "Marot", "suffix": "Jr."},
        {"name": "The Whale Group"},
        {"family": "Okoye"},
        {"affiliation": []},
    ],
    "container-title": ["Journal of Whales", "J. Whales"],
    "volume": "4",
    "issue": "2",
    "page": "1-9",
    "issued": {"date-parts": [[2024, 5, 17]]},
    "abstract": "<jats:title>Abstract</jats:title><jats:p>They <jats:italic>sing</jats:italic>.</jats:p>",
    "license": [{"URL": "https://creativecommons.org/licenses/by/4.0/"}],
    "link": [
        {"URL": "https://whales.example/1.xml", "content-type": "text/xml"},
        {"URL": "https://whales.example/1.pdf", "content-type": "application/pdf"},
        {"URL": "https://whales.example/2.pdf", "content-type": "application/pdf"},
    ],
    "relation": {
        "has-preprint": [
            {"id-type": "doi", "id": "10.48550/arXiv.2401.00001"},
            {"id-type": "doi", "id": "10.1101/2024.01.01.1"},
            {"id-type": "uri", "id": "https://arxiv.org/abs/2401.00002"},
        ]
    },
}


def read(**changes: Any) -> Paper:
    record = {key: value for key, value in {**RECORD, **changes}.items() if value is not None}
    return crossref.paper(json.dumps({"status": "ok", "message": record}).encode())


def test_a_record_is_read_whole() -> None:
    assert read() == Paper(
        title="On the songs of whales & H₂O",
        authors=(
            Author("Ada Marot Jr.", family="Marot", given="Ada", suffix="Jr."),
            Author("The Whale Group", group=True),
            Author("Okoye", family="Okoye"),
        ),
        abstract="They sing.",
        ids=(Identifier("doi", "10.1000/whales.1"), Identifier("arxiv", "2401.00001")),
        published=date(2024, 5, 17),
        links=(Link("abstract", "https://doi.org/10.1000/whales.1"), Link("pdf", "https://whales.example/1.pdf")),
        venue=Venue("journal", "Journal of Whales", volume="4", number="2", pages="1-9", appeared="2024-05-17"),
        licence="https://creativecommons.org/licenses/by/4.0/",
        authority=2,
    )


def test_a_record_with_little_in_it_is_a_paper_too() -> None:
    bare = crossref.paper(json.dumps({"DOI": "10.1000/x", "title": ["Whales"]}).encode())
    assert (bare.title, bare.authors, bare.published, bare.venue, bare.licence) == ("Whales", (), None, None, "")
    assert bare.links == (Link("abstract", "https://doi.org/10.1000/x"),)


def test_arxivs_own_doi_is_an_arxiv_id() -> None:
    said = read(DOI="10.48550/arXiv.2401.00009", relation=None, link=None)
    assert said.ids == (Identifier("arxiv", "2401.00009"),)
    assert said.links == ()


@pytest.mark.parametrize(
    ("parts", "published", "appeared"),
    [
        ([[2024, 5]], date(2024, 5, 1), "2024-05"),
        ([[2024]], date(2024, 1, 1), "2024"),
        ([[2024, 13, 40]], date(2024, 1, 1), "2024"),
        ([[2024, 2, 31]], date(2024, 2, 1), "2024-02"),
        ([[2024, None, 5]], date(2024, 1, 1), "2024"),
        ([[None]], None, ""),
        ([[24]], None, ""),
        ([["2024"]], None, ""),
        ([], None, ""),
        ("2024", None, ""),
        ([2024], None, ""),
        ([[-(10**30), 1, 1]], None, ""),
    ],
)
def test_a_date_is_as_precise_as_it_is_right(parts: object, published: date | None, appeared: str) -> None:
    said = read(issued={"date-parts": parts})
    assert said.venue is not None
    assert (said.published, said.venue.appeared) == (published, appeared)


def test_where_it_was_not_issued_the_day_of_publication_counts() -> None:
    assert read(issued={"date-parts": [[None]]}, published={"date-parts": [[2023, 1, 2]]}).published == date(2023, 1, 2)


@pytest.mark.parametrize(
    ("kind", "venue"),
    [("proceedings-article", "conference"), ("book-chapter", "book"), ("posted-content", None), ("dataset", None)],
)
def test_what_a_work_was_published_in_goes_by_its_type(kind: str, venue: str | None) -> None:
    found = read(type=kind).venue
    assert (found.kind if found else None) == venue


def test_a_journal_without_a_name_is_none() -> None:
    assert read(**{"container-title": []}).venue is None


def test_links_that_are_no_web_addresses_are_dropped() -> None:
    said = read(
        link=[{"URL": "javascript:alert(1)", "content-type": "application/pdf"}], license=[{"URL": "file:///x"}]
    )
    assert [link.kind for link in said.links] == ["abstract"]
    assert said.licence == ""


@pytest.mark.parametrize(
    "body",
    [
        b"", b"Resource not found.", b"[]", b"3", b'"x"', b"null", b"[" * 100_000, b"\xff\xfe\x00",
        b'{"message": "not found"}', b'{"message": []}', b'{"DOI": "10.1000/x"}', b'{"DOI": "10.1000/x", "title": []}',
        b'{"title": ["Whales"]}', b'{"DOI": "whales", "title": ["Whales"]}', b'{"DOI": "10.1000/x", "title": "Whales"}',
    ],
)  # fmt: skip
def test_what_is_no_record_of_a_work_is_refused(body: bytes) -> None:
    with pytest.raises(NotAFeed) as refused:
        crossref.paper(body)
    assert refused.value.kind == "odd_json"


def test_an_address_keeps_odd_letters_of_a_doi_apart() -> None:
    address = crossref.address("https://api.crossref.org", "10.1002/(sici)1<1::a#b>3.0?x")
    assert address == "https://api.crossref.org/works/10.1002%2F%28sici%291%3C1%3A%3Aa%23b%3E3.0%3Fx"
