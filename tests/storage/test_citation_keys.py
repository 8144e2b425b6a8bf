"""Keys as Scholar makes them: stable, ASCII, and never the same twice."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.citation_keys import deal, is_key, is_template, stem
from storage.model import Author, Identifier, Paper, Venue


def paper(title: str, *authors: str | Author, arxiv: str = "2607.01234", year: int = 2026) -> Paper:
    people = tuple(Author(each) if isinstance(each, str) else each for each in authors)
    return Paper(title, people, ids=(Identifier("arxiv", arxiv),) if arxiv else (), published=date(year, 7, 14))


@pytest.mark.parametrize(
    ("title", "author", "key"),
    [
        ("Selective state spaces", "Remi Marot", "marot2026selective"),
        ("On the Size of Things", "Anna van der Berg", "berg2026size"),
        ("A Theory of Tests", "Carla De Prova", "deprova2026theory"),
        ("How to Test", "Ivo Lopez Jr.", "lopez2026test"),
        ("Größe zählt", "Łukasz Öztürk-Ñandú", "ozturknandu2026grosse"),
        (r"Painlev\'e and the rest", r"Jos\'e Sample", "sample2026painleve"),
        ("$p$-adic limits", "Ada Example", "example2026padic"),
        ("X-ray sources", "Ada Example", "example2026xray"),
        ("Self-adaptive models", "Ada Example", "example2026self"),
        (r"$\Lambda$CDM again", "Ada Example", "example2026lambdacdm"),
        ("A^3-Bench: reasoning", "Ada Example", "example2026bench"),
        ("Schrödinger's cat", "Ada Example", "example2026schrodinger"),
        ("D'un champ", "Ada Example", "example2026un"),
        ("2027 was a year", "Ada Example", "example2026was"),
        ("<i>Gaia</i> &amp; friends", "Ada Example", "example2026gaia"),
        ("DES to HSC", "Ada Example", "example2026des"),
        ("GPT", "Ada Example", "example2026gpt"),
        ("42", "Ada Example", "example202642"),
        ("试验", "Ada Example", "example2026"),
        ("Пример для всех", "Иван Щукин", "shchukin2026primer"),
        ("Δοκιμή", "Γιώργος Παράδειγμα", "paradeigma2026dokimi"),
        ("Testing", "Prince", "prince2026testing"),
        ("Testing", "The Probe Collaboration", "probe2026testing"),
        ("Testing", Author("Sample and Sons of the Test", group=True), "samplesonstest2026testing"),
        ("Testing", Author("Euclid Collaboration", "Collaboration", "Euclid"), "collaboration2026testing"),
        ("Testing", Author("Gabriel García Prueba", "García Prueba", "Gabriel"), "garciaprueba2026testing"),
    ],
)
def test_a_key_is_family_year_and_telling_word(title: str, author: str | Author, key: str) -> None:
    assert stem(paper(title, author, "Bo Second")) == key


def test_who_has_no_latin_name_is_known_by_the_arxiv_id() -> None:
    assert stem(paper("试验", "王小试", arxiv="2608.01234")) == "paper2608-01234"
    assert stem(paper("A title alone", arxiv="2608.01234")) == "paper2608-01234"
    assert stem(paper("A title alone", arxiv="math/0412019")) == "paper0412019"
    assert stem(paper("A title alone", arxiv="", year=2024)) == "paper2024title"
    assert stem(paper("试验", "王小试", arxiv="", year=2024)) == "paper2024"
    assert stem(Paper("")) == "paper"


@pytest.mark.parametrize(
    ("arxiv", "year"),
    [
        ("2607.01234", "2026"),
        ("0704.0001", "2007"),
        ("math/0412019", "2004"),
        ("hep-th/9901001", "1999"),
        ("x", "2001"),
    ],
)
def test_the_year_is_that_of_the_arxiv_id(arxiv: str, year: str) -> None:
    assert stem(paper("Testing", "Ada Example", arxiv=arxiv, year=2001)) == f"example{year}testing"


def test_publication_changes_no_key() -> None:
    preprint = paper("Sparse tests", "Ada Weber", arxiv="2612.01234", year=2026)
    published = Paper(
        preprint.title,
        preprint.authors,
        ids=(*preprint.ids, Identifier("doi", "10.1000/tests.1")),
        published=date(2027, 3, 1),
        venue=Venue("journal", "Journal of Tests", appeared="2027-03"),
    )
    assert stem(published) == stem(preprint) == "weber2026sparse"


def test_without_an_arxiv_id_the_year_is_that_of_the_venue() -> None:
    published = Paper("Sparse tests", (Author("Ada Weber"),), venue=Venue("journal", "Tests", appeared="1998-03"))
    assert stem(published) == "weber1998sparse"


def test_newcomers_get_letters() -> None:
    taken: set[str] = set()
    dealt = []
    for _ in range(30):
        dealt.append(deal("kaplan2020scaling", taken.__contains__))
        taken.add(dealt[-1])
    assert dealt[:3] == ["kaplan2020scaling", "kaplan2020scaling-a", "kaplan2020scaling-b"]
    assert dealt[26:28] == ["kaplan2020scaling-z", "kaplan2020scaling-aa"]


def test_a_key_taken_in_other_case_is_taken() -> None:
    mine = {"Kaplan2020Scaling"}
    key = deal("kaplan2020scaling", lambda wanted: wanted in {each.lower() for each in mine})
    assert key == "kaplan2020scaling-a"


@pytest.mark.parametrize("key", ["a", "weber2026-a", "A.b:c+d/e_f", "2026x"])
def test_a_usable_key_is_known(key: str) -> None:
    assert is_key(key)


@pytest.mark.parametrize(
    "key", ["", "-a", "a b", "a,b", "a#", "a%", 'a"', "a~", "a\\", "a^", "ä", "a{", "a=b", "a(", "a\n"]
)
def test_a_key_that_some_reader_refuses_is_known(key: str) -> None:
    assert not is_key(key)


@given(title=st.text(max_size=80), author=st.text(max_size=40))
def test_any_text_gives_a_usable_key_in_lower_case(title: str, author: str) -> None:
    key = stem(paper(title, author))
    assert is_key(key)
    assert key == key.lower()
    assert len(key) <= 64


@pytest.mark.parametrize(
    ("template", "key"),
    [
        ("{family}{year}{word}", "marot2026selective"),
        ("{Family}{year}", "Marot2026"),
        ("{families}{yy}", "marotokoye26"),
        ("{Families}:{yy}", "MarotOkoye:26"),
        ("{Family}_{Words}_{year}", "Marot_SelectiveStateSpaces_2026"),
        ("ref-{arxiv}", "ref-2607-01234"),
    ],
)
def test_a_template_says_what_keys_are_made_of(template: str, key: str) -> None:
    assert is_template(template)
    assert stem(paper("Selective state spaces", "Ada Marot", "Ben Okoye"), template) == key


@pytest.mark.parametrize(
    "template", ["", "marot", "{family", "{name}{year}", "{FAMILY}", "{}", "{family} {year}", "{family}%", "ä{family}"]
)
def test_what_makes_no_key_is_no_template(template: str) -> None:
    assert not is_template(template)


def test_parts_that_are_empty_leave_no_sign_behind() -> None:
    bare = Paper("", (Author("Ada Marot"),))
    assert stem(bare, "{family}_{year}_{word}") == "marot"
    assert stem(bare, "{year}-{word}") == "paper"


@given(st.text(max_size=40), st.text(max_size=20), st.sampled_from(["{year}.{Words}", "{yy}{word}", "+{arxiv}"]))
def test_whatever_a_template_is_given_its_key_is_key(title: str, name: str, template: str) -> None:
    assert is_key(stem(paper(title, name), template))
