"""Pages of every kind become the papers they are about; what a page says is never believed beyond its words."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.bridge.facts import facts_of
from desktop.bridge.messages import Refused
from desktop.bridge.recognise import Recognised, recognise
from storage import Author, Identifier, Link, Venue
from tests.fakes.pages import ABSTRACT, PAGES, TITLE, raw_facts

ICLR = "International Conference on Learning Representations"
ACL = "Proceedings of the 64th Annual Meeting"
ARXIV = Identifier("arxiv", "2603.00001")
INGRID, BO = Author("Ingrid Marot", "Marot", "Ingrid"), Author("Bo Andersen", "Andersen", "Bo")


def read(url: str, **page: object) -> Recognised:
    return recognise(facts_of({"url": url, **page}))


def seen(part: str) -> Recognised:
    """Recognise the one page whose address holds `part`."""
    (address,) = (address for address in PAGES if part in address)
    return recognise(facts_of(raw_facts(address, PAGES[address])))


NAMED = {
    "arxiv.org/abs/2603.00001v3": [ARXIV],
    "//arxiv.org/html/2603.00001v1": [ARXIV],
    "arxiv.org/pdf/2603.00001": [ARXIV],
    "alphaxiv": [ARXIV],
    "ar5iv": [ARXIV],
    "huggingface": [ARXIV],
    "openreview": [Identifier("openreview", "aBcDeFg_h1")],
    "aclanthology": [Identifier("acl", "2026.acl-long.12")],
    "mlr.press": [Identifier("guid", "0 proceedings.mlr.press/v299/marot26a")],
    "neurips": [Identifier("guid", "0 proceedings.neurips.cc/2025/0123456789abcdef0123456789abcdef")],
    "pubmed": [Identifier("pubmed", "41234567"), Identifier("doi", "10.1234/jc.77")],
    "biorxiv": [Identifier("doi", "10.64898/2026.01.02.123456")],
    "medrxiv": [Identifier("doi", "10.64898/2026.01.02.26012345")],
    "link.publisher": [Identifier("doi", "10.1007/s00000-026-00001-z")],
    "sciencedirect": [
        Identifier("doi", "10.1016/j.copy.2026.100017"),
        Identifier("guid", "0 sciencedirect.test/science/article/pii/S0000000026000017"),
    ],
    "repository": [Identifier("doi", "10.1234/jc.77"), Identifier("guid", "0 repository.test/12")],
    "prism": [Identifier("doi", "10.1234/jc.77"), Identifier("guid", "0 prism.test/a")],
    "journal.test": [Identifier("doi", "10.1234/jc.77"), Identifier("guid", "0 journal.test/articles/77")],
    "semanticscholar": [Identifier("guid", "0 semanticscholar.org/paper/0123456789abcdef0123456789abcdef01234567")],
    "doi.org": [Identifier("doi", "10.1234/jc.77")],
    "files.test": [Identifier("guid", "0 files.test/2026/Copying%20States.pdf")],
    "blog.test": [Identifier("guid", "0 blog.test/2026/why-states")],
    "hostile": [Identifier("guid", "0 hostile.test/x")],
}


@pytest.mark.parametrize("part", NAMED)
def test_a_page_is_known_by_its_names(part: str) -> None:
    assert list(seen(part).paper.ids) == NAMED[part]


def test_every_kind_of_page_is_tried() -> None:
    assert len(NAMED) == len(PAGES)


WITHOUT_TITLE = {"arxiv.org/pdf/2603.00001": "arxiv 2603.00001", "files.test": "Copying States.pdf"}
OF_THEIR_OWN = {"blog.test": "Why states", "hostile": "<script>alert(1)</script> A page that wants more"}


@pytest.mark.parametrize("part", NAMED)
def test_a_title_is_the_papers_without_the_sites_words(part: str) -> None:
    assert seen(part).paper.title == (WITHOUT_TITLE | OF_THEIR_OWN).get(part, TITLE)


def test_what_has_no_title_yet_waits_for_one() -> None:
    assert seen("arxiv.org/pdf/2603.00001").paper.authority == 0
    assert read("https://doi.org/10.1000/one", title="doi.org/10.1000/one").paper.authority == 0
    assert seen("files.test").paper.authority == 1  # nobody can be asked about it


@pytest.mark.parametrize("part", ["abs/2603", "openreview", "aclanthology", "mlr.press", "neurips", "biorxiv", "prism"])
def test_authors_are_read_in_either_order(part: str) -> None:
    assert seen(part).paper.authors == (INGRID, BO)


def test_authors_in_one_field_or_in_json_are_read() -> None:
    assert [author.name for author in seen("pubmed").paper.authors] == ["Marot I", "Andersen B"]
    assert [author.name for author in seen("journal.test").paper.authors] == ["Ingrid Marot", "Bo Andersen"]
    assert seen("repository").paper.authors == (INGRID, BO)


@pytest.mark.parametrize(
    ("part", "venue"),
    [
        ("abs/2603", None),
        ("biorxiv", None),
        ("medrxiv", None),
        ("semanticscholar", None),
        ("openreview", ("conference", f"The Fourteenth {ICLR}", "", "", "", "2026-01-26")),
        ("aclanthology", ("conference", f"{ACL} (Volume 1: Long Papers)", "", "", "101-119", "2026-07")),
        ("neurips", ("journal", "Advances in Neural Information Processing Systems", "38", "", "", "2025-12-02")),
        ("link.publisher", ("journal", "Journal of Copying", "12", "3", "1-20", "2026-03")),
        ("prism", ("journal", "Journal of Copying", "", "", "7", "2026-03-02")),
        ("journal.test", ("journal", "Journal of Copying", "", "", "", "2026-03-02")),
    ],
)  # fmt: skip
def test_where_it_was_published_is_read_and_a_preprint_server_is_no_journal(part: str, venue: Any) -> None:
    assert seen(part).paper.venue == (Venue(*venue) if venue else None)


def test_the_version_in_the_address_is_the_pages() -> None:
    assert [seen(part).version for part in ("abs/2603", "/html/2603.00001v1", "alphaxiv", "huggingface")] == [
        3,
        1,
        2,
        None,
    ]


def test_abstracts_come_from_where_they_are_whole() -> None:
    assert seen("abs/2603").paper.abstract == ABSTRACT
    assert seen("repository").paper.abstract == ABSTRACT
    assert (
        read("https://x.test/a", meta={"citation_title": [TITLE], "description": ["It begins and..."]}).paper.abstract
        == ""
    )


def test_a_sites_own_words_are_no_abstract() -> None:
    assert seen("huggingface").paper.abstract == ""
    whole = "We study how states of low rank copy. " * 8
    assert (
        read("https://x.test/a", meta={"citation_title": [TITLE], "description": [whole]}).paper.abstract
        == whole.strip()
    )


def test_links_lead_to_the_page_and_its_pdf() -> None:
    assert seen("huggingface").paper.links == (
        Link("abstract", "https://arxiv.org/abs/2603.00001"),
        Link("pdf", "https://arxiv.org/pdf/2603.00001"),
    )
    assert [link.kind for link in seen("mlr.press").paper.links] == ["abstract", "pdf"]
    assert [link.kind for link in seen("files.test").paper.links] == ["pdf"]
    assert [link.kind for link in seen("blog.test").paper.links] == ["page"]


def test_a_plain_page_is_a_plain_entry() -> None:
    page = seen("blog.test")
    assert (page.is_work, page.paper.venue, page.paper.authors) == (False, None, (Author("Eva Roe"),))
    assert (page.paper.published, page.paper.abstract) == (date(2026, 5, 4), "A few words.")
    assert seen("repository").is_work


def test_a_link_needs_no_more_than_its_address() -> None:
    found = read("https://arxiv.org/abs/2603.00001v2", title="A link's words")
    assert (found.paper.ids, found.paper.title, found.version) == ((ARXIV,), "A link's words", 2)


@pytest.mark.parametrize("words", ["[PDF]", "here", "arXiv:2603.00001", "2603.00001v2.pdf", ""])
def test_words_of_a_link_that_are_no_title_wait_for_one(words: str) -> None:
    assert read("https://arxiv.org/pdf/2603.00001v2", title=words).paper.authority == 0


# Hostile pages


def test_a_page_cannot_take_another_works_name_by_its_canonical_address() -> None:
    assert ARXIV not in seen("hostile").paper.ids
    assert ARXIV in read("https://arxiv.org/list?x=1", canonical="https://arxiv.org/abs/2603.00001").paper.ids


def test_the_address_outweighs_what_the_page_says() -> None:
    found = read("https://arxiv.org/abs/2603.00001", meta={"citation_arxiv_id": ["2603.09999"]})
    assert found.paper.ids == (ARXIV,)


def test_addresses_that_are_no_web_addresses_are_left_out() -> None:
    page = seen("hostile").paper
    assert [link.url for link in page.links] == ["http://hostile.test/x"]
    assert page.authors == ()


def test_nobody_sees_what_nobody_should_see() -> None:
    found = read("https://x.test/a", title="A\x00 \u202eti\u200btle\u2066 of\ud800 \x1b[31mours").paper
    assert found.title == "A title of [31mours"


def test_long_values_are_cut() -> None:
    found = read("https://x.test/a", title="x" * 50_000, meta={"citation_author": ["y" * 9_000] * 900}).paper
    assert (len(found.title), len(found.authors), len(found.authors[0].name)) == (1_000, 1, 200)


def test_json_that_is_none_or_too_deep_says_nothing() -> None:
    deep = json.dumps({"@type": "ScholarlyArticle", "name": "Deep inside"})
    for _ in range(20):
        deep = f'{{"@graph": [{deep}]}}'
    assert read("https://x.test/a", title="A page", jsonLd=["{", "[" * 100_000, "7", deep]).paper.title == "A page"


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "file:///etc/passwd", "about:blank", "chrome://version", "data:text/html,x",
            "https://user:secret@x.test/", "http://", "https://x.test:0/", "https://[::1", "https://" + "x" * 3000]
)  # fmt: skip
def test_what_is_no_web_page_is_refused(url: str) -> None:
    with pytest.raises(Refused) as caught:
        facts_of({"url": url})
    assert caught.value.name == "not_a_page"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
META = st.sampled_from(
    ["citation_title", "citation_author", "citation_doi", "citation_date", "dc.identifier", "og:title", "prism.number"]
)


@given(
    st.fixed_dictionaries(
        {"url": st.sampled_from(["https://arxiv.org/abs/2603.00001", "https://x.test/a?b#c"])},
        optional={
            "title": st.text() | json_values,
            "canonical": st.text() | json_values,
            "contentType": st.text(),
            "meta": st.dictionaries(META | st.text(), st.lists(st.text(), max_size=3) | json_values, max_size=5),
            "jsonLd": st.lists(json_values.map(json.dumps) | st.text(), max_size=3) | json_values,
            "feeds": json_values,
        },
    )
)
def test_any_page_becomes_an_entry_that_can_be_stored_and_shown(page: dict[str, Any]) -> None:
    found = recognise(facts_of(page)).paper
    assert found.title
    assert found.ids
    assert all(link.url.startswith(("http://", "https://")) for link in found.links)
    for text in (found.title, found.abstract, *(author.name for author in found.authors)):
        text.encode()  # no half of a pair
        assert not any(sign in text for sign in "\x00\x1b\u202e\u2066\u200b\n")
