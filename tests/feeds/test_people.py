import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.feeds.description import described
from desktop.feeds.people import MOST, arxiv_people, people
from storage import Author


@pytest.mark.parametrize(
    ("joined", "names"),
    [
        ("Ada Fold, \nBo Crane", ["Ada Fold", "Bo Crane"]),
        ("Ada Fold, Bo Crane and Cy Dorn", ["Ada Fold", "Bo Crane", "Cy Dorn"]),
        ("Ada Fold and Bo Crane", ["Ada Fold", "Bo Crane"]),
        ("Ada Fold & Bo Crane,", ["Ada Fold", "Bo Crane"]),
        ("Fold, A., Crane, B. C., ", ["A. Fold", "B. C. Crane"]),
        ("Fold, Ada; Crane, Bo;", ["Ada Fold", "Bo Crane"]),
        ("Fold, Ada", ["Ada Fold"]),
        ("de la Fold, Ada", ["Ada de la Fold"]),
        ("Ada Fold, Jr., Bo Crane, PhD", ["Ada Fold Jr.", "Bo Crane PhD"]),
        ("Ada Fold", ["Ada Fold"]),
        ("Fold, Ada, Crane, Bo", ["Fold, Ada, Crane, Bo"]),
        ("<a href='x'>Ada Fold</a>, <a>Bo Crane</a>", ["Ada Fold", "Bo Crane"]),
        ("editor@journal.example", []),
        (" ,; ", []),
    ],
)
def test_one_string_is_split_where_it_surely_holds_several(joined: str, names: list[str]) -> None:
    assert [author.name for author in people([joined])] == names


def test_a_turned_name_keeps_its_parts() -> None:
    assert people(["Fold, Ada M.", "Crane, Bo"]) == (
        Author("Ada M. Fold", family="Fold", given="Ada M."),
        Author("Bo Crane", family="Crane", given="Bo"),
    )


def test_one_of_several_names_is_never_split() -> None:
    assert [author.name for author in people(["Garcia Marquez, Gabriel Jose", "Bo Crane"])] == [
        "Gabriel Jose Garcia Marquez",
        "Bo Crane",
    ]


def test_arxivs_commas_always_part_and_brackets_are_affiliations() -> None:
    names = arxiv_people("Ada Fold (Meadow Lab, Zurich), Plato, The SHEEP Collaboration, Bo Crane, Jr.")
    assert [author.name for author in names] == ["Ada Fold", "Plato", "The SHEEP Collaboration", "Bo Crane Jr."]
    assert [author.group for author in names] == [False, False, True, False]


def test_a_crowd_is_cut() -> None:
    assert len(people([f"Ada {number}" for number in range(MOST + 50)])) == MOST


@given(st.lists(st.text(max_size=40), max_size=4))
def test_no_names_are_empty_or_hostile(names: list[str]) -> None:
    for found in (people(names), arxiv_people(", ".join(names))):
        assert all(author.name.strip() and not re.search(r"[\x00-\x1f\x7f-\x9f]", author.name) for author in found)


def test_labels_in_a_description_are_read() -> None:
    found = described(
        "<p>Meadow Keys 7: 1-9</p> <p>DOI: 10.1000/meadow.7</p> <p>Authors: Ada Fold, Bo Crane</p> "
        "<p>Abstract: We count &amp; sleep.</p><p>Twice.</p>"
    )
    assert found.authors == "Ada Fold, Bo Crane"
    assert found.doi == "10.1000/meadow.7"
    assert found.abstract == "We count & sleep. Twice."


def test_labels_on_lines_of_plain_text_are_read_alike() -> None:
    found = described("Authors: Ada Fold\n\nJournal: Meadow\n\nAbstract: Abstract We count.")
    assert (found.authors, found.abstract) == ("Ada Fold", "We count.")


def test_labels_without_an_abstract_leave_none() -> None:
    found = described("<p>Publication date: June 2026</p><p><b>Source:</b> Meadow</p><p>Author(s): Ada Fold</p>")
    assert (found.authors, found.abstract) == ("Ada Fold", "")
    assert described("Author(s): Ada Fold and Bo Crane<br/><p>We count.</p>").abstract == "We count."


def test_a_heading_and_an_empty_template_are_no_abstract() -> None:
    assert described("<div>Abstract</div>We count.").abstract == "We count."
    assert described("Abstract\nWe count.").abstract == "We count."
    assert described(". <br/> .").abstract == ""


def test_prose_that_begins_like_a_label_stays() -> None:
    text = "Abstract interpretation is old. Source: us."
    assert described(text).abstract == text


def test_of_several_dois_none_is_the_papers_own() -> None:
    assert described("Published; doi:10.1000/a.").doi == "10.1000/a"
    assert described("doi: https://doi.org/10.1000/a").doi == "10.1000/a"
    assert described("See doi:10.1000/a and https://doi.org/10.1000/b").doi == ""
    assert described("They wrote 10.1000/a").doi == ""
