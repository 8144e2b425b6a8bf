import csv
import gzip
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.identity import Traits, surnames, tail, title_key, verdict
from storage.model import Author, Identifier, Scheme
from storage.work_ids import arxiv_version, identifiers, normalise_id
from tests.shared_data import shared

SICI = "10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2"


def names(text: str) -> list[str]:
    return [f"{known.scheme}:{known.value}" for known in identifiers(text)]


@pytest.mark.parametrize(
    ("scheme", "value", "expected"),
    [
        ("arxiv", "2405.01234", "arxiv:2405.01234"),
        ("arxiv", " arXiv:2405.01234v3 ", "arxiv:2405.01234"),
        ("arxiv", "arXiv:2405.01234v1 [cs.LG]", "arxiv:2405.01234"),
        ("arxiv", "oai:arXiv.org:2405.01234v12", "arxiv:2405.01234"),
        ("arxiv", "0704.0001", "arxiv:0704.0001"),
        ("arxiv", "1412.9999v1", "arxiv:1412.9999"),
        ("arxiv", "hep-th/9901001v2", "arxiv:hep-th/9901001"),
        ("arxiv", "math.GT/0309136", "arxiv:math/0309136"),
        ("arxiv", "COND-MAT.stat-mech/0703001", "arxiv:cond-mat/0703001"),
        ("arxiv", "http://arxiv.org/abs/math.GT/0309136v1", "arxiv:math/0309136"),
        ("doi", "10.1038/S41586-024-00001-X", "doi:10.1038/s41586-024-00001-x"),
        ("doi", "doi:10.1000/182.", "doi:10.1000/182"),
        ("doi", "DOI: 10.1000/182", "doi:10.1000/182"),
        ("doi", "info:doi/10.1000/182", "doi:10.1000/182"),
        ("doi", "https://doi.org/10.1000/182", "doi:10.1000/182"),
        ("doi", "http://dx.doi.org/10.1000%2F182", "doi:10.1000/182"),
        ("doi", "dx.doi.org/10.1000/182", "doi:10.1000/182"),
        ("doi", "10.1000%2F182", "doi:10.1000/182"),
        ("doi", "10.1000/a(1)b)", "doi:10.1000/a(1)b"),
        ("doi", SICI.upper(), f"doi:{SICI}"),
        ("doi", "10.48550/arXiv.2405.01234", "arxiv:2405.01234"),
        ("doi", "10.48550/arxiv.hep-th/9901001", "arxiv:hep-th/9901001"),
        ("doi", "10.48550/arxiv.unheard-of", "doi:10.48550/arxiv.unheard-of"),
        ("doi", "10.18653/v1/2023.ACL-long.1", "acl:2023.acl-long.1"),
        ("doi", "10.18653/v1/p19-1001", "acl:P19-1001"),
        ("doi", "10.3115/v1/P14-1001", "acl:P14-1001"),
        ("doi", "10.18653/v2/other", "doi:10.18653/v2/other"),
        ("acl", "2023.ACL-Long.1", "acl:2023.acl-long.1"),
        ("acl", "w18-5401", "acl:W18-5401"),
        ("openreview", "aB3_x-9Zq0", "openreview:aB3_x-9Zq0"),
        ("openreview", "https://openreview.net/forum?id=aB3_x-9Zq0", "openreview:aB3_x-9Zq0"),
        ("pubmed", "PMID: 012345", "pubmed:12345"),
        ("guid", "7 tag:journal.test,2026:4", "guid:7 tag:journal.test,2026:4"),
    ],
)
def test_an_identifier_is_written_in_one_way(scheme: Scheme, value: str, expected: str) -> None:
    known = normalise_id(scheme, value)
    assert known is not None
    assert f"{known.scheme}:{known.value}" == expected
    assert normalise_id(known.scheme, known.value) == known


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        ("arxiv", ""),
        ("arxiv", "abc"),
        ("arxiv", "0000.0000"),
        ("arxiv", "2413.01234"),
        ("arxiv", "0703.0001"),
        ("arxiv", "0808.05394"),
        ("arxiv", "1501.1234"),
        ("arxiv", "hep-th/9913001"),
        ("arxiv", "cs.AI"),
        ("doi", "11.1000/182"),
        ("doi", "10.1000/"),
        ("doi", "10.1000/a b"),
        ("doi", "10.1000/a\u00a0b"),
        ("doi", "10.1000/" + "x" * 3000),
        ("doi", "https://example.test/"),
        ("acl", "2023.acl-long"),
        ("openreview", "no id"),
        ("pubmed", "0"),
        ("pubmed", "PMC12345"),
        ("guid", "tag:journal.test,2026:4"),
        ("guid", "7 "),
    ],
)
def test_what_is_no_identifier_gives_none(scheme: Scheme, value: str) -> None:
    assert normalise_id(scheme, value) is None


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://arxiv.org/abs/2405.01234v2", "arxiv:2405.01234"),
        ("https://www.arxiv.org/pdf/2405.01234v2.pdf#page=3", "arxiv:2405.01234"),
        ("http://export.arxiv.org/html/2405.01234", "arxiv:2405.01234"),
        ("arxiv.org/pdf/math.GT/0309136", "arxiv:math/0309136"),
        ("https://ar5iv.labs.arxiv.org/html/2405.01234", "arxiv:2405.01234"),
        ("https://www.alphaxiv.org/overview/2405.01234v1", "arxiv:2405.01234"),
        ("https://huggingface.co/papers/2405.01234#community", "arxiv:2405.01234"),
        ("hf.co/papers/2405.01234", "arxiv:2405.01234"),
        ("https://reader.test/arxiv/2405.01234", "arxiv:2405.01234"),
        ("http://127.0.0.1:8765/abs/2405.01234", "arxiv:2405.01234"),
        ("http://localhost/pdf/2405.01234v1", "arxiv:2405.01234"),
        ("http://[::1]:8765/papers/2405.01234", "arxiv:2405.01234"),
        ("127.0.0.1:8765/papers/2405.01234", "arxiv:2405.01234"),
        ("http://127.0.0.1:8765/forum?id=aB3_x-9Zq0", "openreview:aB3_x-9Zq0"),
        ("https://openreview.net/pdf?id=aB3_x-9Zq0", "openreview:aB3_x-9Zq0"),
        ("https://openreview.net/forum?noteId=1&id=aB3_x-9Zq0", "openreview:aB3_x-9Zq0"),
        ("https://aclanthology.org/2023.acl-long.1/", "acl:2023.acl-long.1"),
        ("https://aclanthology.org/P19-1001v2.pdf", "acl:P19-1001"),
        ("https://www.aclweb.org/anthology/P19-1001.bib", "acl:P19-1001"),
        ("https://pubmed.ncbi.nlm.nih.gov/012345/", "pubmed:12345"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/12345", "pubmed:12345"),
        ("https://europepmc.org/article/MED/12345", "pubmed:12345"),
        ("doi.org/10.1000/182", "doi:10.1000/182"),
        ("https://doi.org/10.1000/a.pdf", "doi:10.1000/a.pdf"),
        (f"https://doi.org/{SICI.replace('<', '%3C').replace('>', '%3E')}", f"doi:{SICI}"),
        ("https://journal.test/doi/full/10.1000/182?af=R", "doi:10.1000/182"),
        ("https://journal.test/doi/pdf/10.1000/182.pdf", "doi:10.1000/182"),
        ("journal.test/doi/abs/10.1000/182#sec-2", "doi:10.1000/182"),
        ("https://journal.test/article/10.1000/182/fulltext.html", "doi:10.1000/182"),
        ("https://journal.test/doi/suppl/10.1000/182/suppl_file/si_001.pdf", "doi:10.1000/182"),
        ("https://journal.test/x/advance-article/doi/10.1000/x/ab1/1234567/A-long-title", "doi:10.1000/x/ab1"),
        ("https://journal.test/article?id=10.1000/182&type=printable", "doi:10.1000/182"),
        ("https://www.biorxiv.org/content/10.1101/2026.01.02.345678v2.full.pdf+html", "doi:10.1101/2026.01.02.345678"),
        ("https://www.medrxiv.org/content/10.64898/2026.01.02.345678v1?rss=1", "doi:10.64898/2026.01.02.345678"),
        ("https://www.nature.com/articles/s41586-024-00001-x.pdf", "doi:10.1038/s41586-024-00001-x"),
        ("https://search.test/url?q=https://arxiv.org/abs/2405.01234&sa=D", "arxiv:2405.01234"),
        ("https://mail.test/?url=https%3A%2F%2Farxiv.org%2Fabs%2F2405.01234&data=05", "arxiv:2405.01234"),
        ("https://web.archive.test/web/2024/https://arxiv.org/abs/2405.01234", "arxiv:2405.01234"),
    ],
)
def test_an_address_names_its_paper(address: str, expected: str) -> None:
    assert names(address) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.test/abs/2405.01234",
        "https://example.test/forum?id=aB3_x-9Zq0",
        "https://arxiv.org/list/cs.AI/recent",
        "https://huggingface.co/papers?date=2026-05-01",
        "https://aclanthology.org/volumes/2023.acl-long/",
        "http://[broken",
        "https://arxiv.org/abs/" + "9" * 3000,
        "10.1000/" + "x" * 3000,
        "version 12.2405.01234, order 2405.012345, pi 3.1415, 1234.5678",
        "a page on 12/04/2024, tel. 0049.12345",
    ],
)
def test_what_names_no_paper_gives_nothing(text: str) -> None:
    assert identifiers(text) == []


def test_a_message_gives_all_its_papers_in_order_and_once() -> None:
    message = """Read these (all of them!):
    * [the first](https://arxiv.org/abs/2405.01234), also as arXiv:2405.01234v2 [cs.LG].
    * "Another", doi:10.1000/xyz(12); see https://doi.org/10.1000/XYZ(12).
    * 10.1000/a,10.1000/b;10.1000/c
    * <a href="https://doi.org/10.1000/d">10.1000/d</a>, PMID: 12345, math.GT/0309136v1
    * doi = {10.1000/e\\_1}, https://journal.test/doi/10.1000/f</p>
    * DOI\uff1a10.1000/g\u3002 and 2023.acl-long.1."""
    assert names(message) == [
        "arxiv:2405.01234",
        "doi:10.1000/xyz(12)",
        "doi:10.1000/a",
        "doi:10.1000/b",
        "doi:10.1000/c",
        "doi:10.1000/d",
        "pubmed:12345",
        "arxiv:math/0309136",
        "doi:10.1000/e_1",
        "doi:10.1000/f",
        "doi:10.1000/g",
        "acl:2023.acl-long.1",
    ]


def test_a_sici_keeps_its_angles_in_text_and_in_html() -> None:
    assert names(f"see {SICI.upper()}, p. 3") == [f"doi:{SICI}"]
    assert names(f"<b>{SICI.replace('<', '&lt;').replace('>', '&gt;')}</b>") == [f"doi:{SICI}"]
    assert names("<i>10.1000/182<sup>1</sup></i>") == ["doi:10.1000/182"]


def test_an_old_anthology_id_counts_alone_but_not_within_a_text() -> None:
    assert names("P19-1001") == ["acl:P19-1001"]
    assert names("ACL:P19-1001 and acl:w18-5401") == ["acl:P19-1001", "acl:W18-5401"]
    assert names("spare part P19-1001 for the pump") == []


def test_a_publishers_doi_that_holds_an_arxiv_number_stays_a_doi() -> None:
    assert names("10.1000/x.2405.01234") == ["doi:10.1000/x.2405.01234"]


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("oai:arXiv.org:2405.01234v7", 7),
        ("http://arxiv.org/abs/hep-th/9901001v12", 12),
        ("2405.01234", None),
        ("2405.01234v0", None),
        ("10.1000/182v2", None),
        ("", None),
    ],
)
def test_the_version_of_an_arxiv_id_is_read_apart(text: str, version: int | None) -> None:
    assert arxiv_version(text) == version


PIECES = [
    "10.1000/", "10.48550/arxiv.", "2405.01234", "v2", "hep-th/9901001", "https://", "http://[", "arxiv.org/abs/",
    "doi.org/", "localhost:1/papers/", "openreview.net/forum?id=", "aclanthology.org/", "2023.acl-long.1", "P19-1001",
    "pmid:", "123", "(", ")", "<", ">", "[", "]", "](", "%2F", "%", "&", "?", "#", "/", ".", ",", ";", " ", "\\", "\\_",
    "&lt;", "a", "Ä", "\u3002", "\0", "\ud800", "\n",
]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=24).map("".join))
def test_whatever_is_found_is_normal_already(text: str) -> None:
    arxiv_version(text)
    for known in identifiers(text):
        assert normalise_id(known.scheme, known.value) == known


@pytest.mark.parametrize(
    "piece",
    [
        "10.1000/", "10.1.", "https://", "http://[", "a.", "1", "<", "<a", "cs/", "10.1000/)", "?a=b&", "arxiv ",
        "aaaa.arxiv.org.", "2301.", "/full", "127.0.0.1:", "pmid", "&lt;", "10.1000/a,", "http://a/?", "10.1101/1.1.",
        "2001.aaaaaaaa-", "http%3A%2F%2Fb%2F%3Fu%3D", " ",
    ],
)  # fmt: skip
def test_hostile_text_is_read_in_linear_time(piece: str) -> None:
    text = "https://a/10.1000/" + piece * (100_000 // len(piece)) + "!"
    begun = time.process_time()
    identifiers(text)
    arxiv_version(text)
    assert time.process_time() - begun < 2  # quadratic would be minutes, linear is 50 ms


SPELLINGS = [
    ("Attention Is What You Want", "ATTENTION IS WHAT YOU WANT"),
    ("Fine-tuning of Large Models", "Fine\N{EN DASH}Tuning of  large models."),
    ("The \u201cLeft\u201d Hand of Learning", "The 'left' hand of learning"),
    ("On $\\alpha$-stable Processes", "On α-Stable Processes"),
    ("On \\(\\beta\\)-VAE and \\emph{friends}", "On β-VAE and friends"),
    ("Learning for H&amp;M and others", "Learning for H&M and Others"),
    ('Schr\\"odinger Bridges {R}evisited', "Schrödinger Bridges Revisited"),
    ("Caf\u00e9 Problems for Everyone", "Cafe\u0301 Problems for Everyone"),
    ("Modelling CO$_2$ in Old Buildings", "Modelling CO\u2082 in old buildings"),
    ("Eﬃcient Inference in Small Places", "Efficient inference in small places"),
]


@pytest.mark.parametrize(("one", "other"), SPELLINGS)
def test_spellings_of_one_title_share_its_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other) is not None
    assert tail(one) == tail(other)


def test_other_titles_have_other_keys_that_fit_eight_signed_bytes() -> None:
    titles = ["Learning to Fly with Birds", "Learning to Fly with Bees", "Learning to Fly with Birds II"]
    keys = {title_key(title) for title in titles}
    assert len(keys) == 3
    assert all(key is not None and -(2**63) <= key < 2**63 for key in keys)


@pytest.mark.parametrize(
    "title",
    ["", "...", "Editorial", "Preface", "Introduction", "Correction", "Letter to the Editor", "Issue Information"],
)
def test_a_heading_that_every_issue_has_is_too_short_to_compare(title: str) -> None:
    assert title_key(title) is None


def test_a_short_title_in_ideographs_can_be_compared() -> None:
    assert title_key("深度学习综述") is not None
    assert title_key("社论") is None


@settings(deadline=None)
@given(st.text())
def test_any_title_has_a_key_or_none_and_a_tail(title: str) -> None:
    assert title_key(title) == title_key(title.replace(" ", "  "))
    assert tail(title) == tuple(sorted(tail(title)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Deep Nets for Birds", "Deep Nets for Birds II"),
        ("Deep Nets for Birds, Part I", "Deep Nets for Birds, Part II"),
        ("Deep Nets for Birds: Part One", "Deep Nets for Birds: Part Two"),
        ("Deep Nets for Birds I", "Deep Nets for Birds"),
        ("BirdNet 2.0: Deep Nets", "BirdNet 20: Deep Nets"),
        ("BirdNet: Deep Nets", "BirdNet v2: Deep Nets"),
        ("Deep Nets in C++", "Deep Nets in C#"),
        ("Deep Nets for Birds", "Deep Nets for Birds (Extended Abstract)"),
        ("Deep Nets for Birds", "Correction to: Deep Nets for Birds"),
        ("Deep Nets for Birds", "Reply to \u201cDeep Nets for Birds\u201d"),
        ("Deep Nets for Birds", "Deep Nets for Birds: Supplementary Material"),
        ("The Bird Count 2024", "The Bird Count 2025"),
        ("Deep Nets for Birds", "Deep Nets for Birds Revisited"),
    ],
)
def test_parts_versions_and_kinds_differ_in_their_tail(one: str, other: str) -> None:
    assert tail(one) != tail(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Deep Nets for Birds, Part II", "Deep Nets for Birds Part 2"),
        ("BirdNet-4 with 1,000 Eggs", "BirdNet 4 with 1000 Eggs"),
        ("GPT4 for Birds", "GPT-4 for Birds"),
        ("Part Two: Eggs", "Part II - Eggs"),
    ],
)
def test_the_same_part_in_other_signs_has_the_same_tail(one: str, other: str) -> None:
    assert tail(one) == tail(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jane Q. Doe", "Doe, Jane"),
        ("J. Doe", "Doe J"),
        ("Jane Doe", "Doe JQ"),
        ("Jane Doe Jr.", "Doe, Jr., Jane"),
        ("Jane Doe, PhD", "J. Doe"),
        ("Jane Doe (University of Somewhere)", "Jane Doe"),
        ("Laurens van der Berg", "van der Berg, L."),
        ("de la Cruz, Ana", "Ana de la Cruz"),
        ("Ana García Márquez", "García Márquez, Ana"),
        ("Ana García", "García Márquez, Ana"),
        ("Ana Smith-Jones", "A. Smith"),
        ("Jürgen Müller", "Mueller, J."),
        ('J\\"urgen M{\\"u}ller', "Jürgen Müller"),
        ("Søren Jørgensen", "S. Joergensen"),
        ("Conor O'Brien", "Conor O\u2019Brien"),
        ("Łukasz Nowak", "Lukasz Nowak"),
        ("Yi MA", "Yi Ma"),
        ("LI Wei, et al.", "Wei LI"),
        ("山田 太郎", "山田太郎"),
        ("张伟", "Wei Zhang (张伟)"),
        ("Wei Zhang (张伟)", "W. Zhang"),
        ("The Bird Collaboration", "Bird Collaboration"),
        ("Anna E", "Anna E."),
    ],
)
def test_spellings_of_one_author_share_a_surname(one: str, other: str) -> None:
    assert surnames([Author(one)]) & surnames([Author(other)])


def test_different_authors_share_none_and_nobody_has_none() -> None:
    people = ["Jane Doe", "Jane Roe", "The Bird Collaboration", "The Egg Collaboration", "张伟", "李伟"]
    keys = [surnames([Author(name)]) for name in people]
    assert all(keys)
    assert sum(len(some) for some in keys) == len(frozenset().union(*keys))
    assert surnames([Author(name) for name in ("", "Anonymous", "et al.", "others", "...", "1,2")]) == frozenset()


def test_what_a_source_says_about_a_name_is_believed() -> None:
    assert surnames([Author("Maria da Silva Sauro", family="da Silva Sauro")]) == {"silva", "sauro"}
    assert surnames([Author("Open Birds", group=True)]) == {"openbirds"}
    assert surnames([Author("Du, Li")]) == {"du"}


@settings(deadline=None)
@given(st.lists(st.text()))
def test_any_name_gives_plain_keys(found: list[str]) -> None:
    assert all(key and key == key.casefold() for key in surnames(Author(name) for name in found))


TITLE = "Deep Nets for Counting Birds"


def traits(
    title: str = TITLE, *ids: str, authors: Iterable[str] = ("Jane Doe", "Ana Cruz"), year: int | None = 2025
) -> Traits:
    known = [normalise_id("guid" if " " in value else "doi" if "/" in value else "arxiv", value) for value in ids]
    assert None not in known
    return Traits(frozenset(k for k in known if k), title, surnames(Author(name) for name in authors), year)


def test_a_shared_id_is_enough() -> None:
    one = traits("Something else", "2405.01234", authors=())
    other = traits(TITLE, "2405.01234", "10.1000/182", year=1999)
    assert verdict(one, other) == "same_id"


def test_title_surname_and_year_make_one_work() -> None:
    incoming = traits("DEEP NETS for Counting-Birds", "10.1000/182", authors=["J. Doe"], year=2027)
    assert verdict(incoming, traits(TITLE, "2405.01234")) == "same_title"


@pytest.mark.parametrize(
    ("incoming", "candidate", "expected"),
    [
        (traits(authors=()), traits(), "maybe"),
        (traits(year=2028), traits(), "maybe"),
        (traits(year=None), traits(), "maybe"),
        (traits(authors=["Eva Roe"]), traits(), "maybe"),
        (traits(authors=["Eva Roe"], year=2015), traits(), "different"),
        (traits(TITLE, "10.1101/1"), traits(TITLE, "10.1000/182"), "maybe"),
        (traits(TITLE, "2405.01234"), traits(TITLE, "2405.04321"), "different"),
        (traits(f"{TITLE} 2.0"), traits(f"{TITLE} 20"), "maybe"),
        (traits(f"{TITLE} II"), traits(), "different"),
        (traits(f"{TITLE}, Part I"), traits(f"{TITLE}, Part II"), "different"),
        (traits(f"Correction: {TITLE}"), traits(), "different"),
        (traits(f"{TITLE}: A Study of Feathers and Wings"), traits(), "maybe"),
        (traits("Deep Nets for Countng Birds"), traits(), "maybe"),
        (traits("Deep Nets for Countng Birds", authors=["Eva Roe"]), traits(), "different"),
        (traits("Shallow Trees for Fishing"), traits(), "different"),
        (traits("Editorial"), traits("Editorial"), "different"),
    ],
)
def test_guards_leave_the_rest_to_the_reader(incoming: Traits, candidate: Traits, expected: str) -> None:
    assert verdict(incoming, candidate) == expected


def test_guids_tell_works_apart_within_one_feed_only() -> None:
    assert verdict(traits(TITLE, "7 a"), traits(TITLE, "7 b")) == "different"
    assert verdict(traits(TITLE, "7 a"), traits(TITLE, "8 b")) == "same_title"
    assert verdict(traits(TITLE, "7 a"), traits(TITLE, "7 a", "8 b")) == "same_id"


def test_addresses_of_pages_tell_pages_apart_but_not_works() -> None:
    assert verdict(traits(TITLE, "0 a.test/x"), traits(TITLE, "0 b.test/y")) == "same_title"
    assert verdict(traits(TITLE, "0 a.test/x", authors=[]), traits(TITLE, "0 b.test/y", authors=[])) == "different"
    assert verdict(traits(TITLE, "0 a.test/x"), traits(TITLE, "0 a.test/x")) == "same_id"


SOME_IDS = st.frozensets(
    st.builds(Identifier, st.sampled_from(["arxiv", "doi", "guid"]), st.sampled_from(["1 a", "1 b", "2 a"])), max_size=3
)
SOME_TRAITS = st.builds(
    Traits,
    SOME_IDS,
    st.sampled_from([TITLE, TITLE.upper(), f"{TITLE} II", f"{TITLE}: Wings and Feathers", "Editorial", ""]),
    st.frozensets(st.sampled_from(["doe", "roe"])),
    st.one_of(st.none(), st.integers(2020, 2026)),
)


@settings(deadline=None)
@given(SOME_TRAITS, SOME_TRAITS)
def test_a_verdict_does_not_depend_on_who_came_first(one: Traits, other: Traits) -> None:
    assert verdict(one, other) == verdict(other, one)


def _recorded(row: dict[str, object]) -> Traits:
    columns: list[tuple[Scheme, str]] = [("arxiv", "id"), ("arxiv", "arxiv"), ("doi", "doi")]
    ids = [normalise_id(scheme, str(row[name])) for scheme, name in columns if row.get(name)]
    authors = row["authors"]
    assert isinstance(authors, list)
    year = row["year"]
    assert isinstance(year, int)
    keys = surnames(Author(str(name)) for name in authors)
    return Traits(frozenset(known for known in ids if known), str(row["title"]), keys, year)


@pytest.mark.recorded
def test_recorded_duplicates_are_found_and_no_others(tmp_path: Path) -> None:
    folder = shared("data/search/dedupe-dev")
    with gzip.open(folder / "library.jsonl.gz", "rt", encoding="utf-8") as lines:
        library = {row["id"]: _recorded(row) for row in map(json.loads, lines)}
    by_id = {known: number for number, paper in library.items() for known in paper.ids}
    by_title: dict[int | None, list[str]] = defaultdict(list)
    for number, paper in library.items():
        by_title[title_key(paper.title)].append(number)
    run = tmp_path / "run.tsv"
    with run.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t")
        for line in (folder / "incoming.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            paper = _recorded(row)
            named = [by_id[known] for known in paper.ids if known in by_id]
            key = title_key(paper.title)
            alike = (
                [number for number in by_title[key] if verdict(paper, library[number]) == "same_title"] if key else []
            )
            writer.writerow([row["n"], next(iter(named + alike), "-")])
    script = shared("data/search/score_dedupe.py")
    scored = subprocess.run(
        [sys.executable, str(script), str(folder), str(run)], capture_output=True, text=True, check=True
    ).stdout.split()
    precision, recall = float(scored[1]), float(scored[3])
    assert precision == 1.0
    assert recall >= 0.9525
