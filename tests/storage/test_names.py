"""Names as feeds show them, taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.model import Author
from storage.names import initials_apart, parts, split, without_particles


@pytest.mark.parametrize(
    ("name", "given", "family", "suffix"),
    [
        ("Ada Example", "Ada", "Example", ""),
        ("Ada Maria Example", "Ada Maria", "Example", ""),
        # Particles: BibTeX's rule.
        ("Anna van der Berg", "Anna", "van der Berg", ""),
        ("F. M. de Sample", "F. M.", "de Sample", ""),
        ("Mira von Testen-Probe", "Mira", "von Testen-Probe", ""),
        ("Ioana d'Essai Modelo", "Ioana", "d'Essai Modelo", ""),
        ("Gerard 't Voorbeeld", "Gerard", "'t Voorbeeld", ""),
        ("Karl 't Hart Proef", "Karl", "'t Hart Proef", ""),
        ("Els Van den Proef", "Els", "Van den Proef", ""),
        ("Wim Van Proef", "Wim", "Van Proef", ""),
        ("Tuan Van Nguyen", "Tuan Van", "Nguyen", ""),
        ("Carla De Prova", "Carla", "De Prova", ""),
        ("Le Prova", "Le", "Prova", ""),
        ("Rui Costa e Exemplo", "Rui", "Costa e Exemplo", ""),
        ("Blas Muestra y Ensayo", "Blas", "Muestra y Ensayo", ""),
        # The first word is always a given name, however it is written.
        ("xuda sample", "xuda", "sample", ""),
        ("maria del ensayo", "maria", "del ensayo", ""),
        ("shi qi probe", "shi qi", "probe", ""),
        ("jian Probe", "jian", "Probe", ""),
        ("von Probe", "von", "Probe", ""),
        # Suffixes, and kin words that are none.
        ("Ivo Lopez Jr.", "Ivo", "Lopez", "Jr."),
        ("Ivo M. Lopez Jr", "Ivo M.", "Lopez", "Jr"),
        ("John Sample III", "John", "Sample", "III"),
        ("John Sample, Jr.", "John", "Sample", "Jr."),
        ("A. de Exemplo Junior", "A.", "de Exemplo Junior", ""),
        ("Roberto Modelo Neto", "Roberto", "Modelo Neto", ""),
        ("Waldir Junior", "Waldir", "Junior", ""),
        ("John V", "John", "V", ""),
        # "Last, First" feeds.
        ("Example, Ada", "Ada", "Example", ""),
        ("da Prova, Ramires N.", "Ramires N.", "da Prova", ""),
        ("De Prova, Annalisa", "Annalisa", "De Prova", ""),
        ("Sample Jr., Francis A.", "Francis A.", "Sample", "Jr."),
        ("Sample, Jr., Francis", "Francis", "Sample", "Jr."),
        ("Sample, Francis, III", "Francis", "Sample", "III"),
        ("Ada Example, Ph.D.", "Ada", "Example", ""),
        ("Rahman, MD", "MD", "Rahman", ""),
        # Initials without spaces.
        ("A.B.Surname", "A. B.", "Surname", ""),
        ("F.Ya.Surname", "F. Ya.", "Surname", ""),
        ("J.-L. Probe", "J.-L.", "Probe", ""),
        ("Sample, J.R.R.", "J. R. R.", "Sample", ""),
        ("C. a. J. Sample", "C. a. J.", "Sample", ""),
        # Family first where the script writes it so.
        ("试 验者", "验者", "试", ""),
        ("시험 사람", "사람", "시험", ""),
        ("Петр Иванович Пример", "Петр Иванович", "Пример", ""),
        # What is not part of a name.
        ("Ada Example (Institute of Tests)", "", "Ada Example (Institute of Tests)", ""),
        ("Ada Example (MIT)", "Ada", "Example", ""),
        ("Ada Example*", "Ada", "Example", ""),
        ("and Ada Example", "Ada", "Example", ""),
        ("  Ada \t Example ", "Ada", "Example", ""),
    ],
)
def test_a_name_is_taken_apart(name: str, given: str, family: str, suffix: str) -> None:
    found = split(Author(name))
    assert (found.given, found.family, found.suffix) == (given, family, suffix)
    assert found.name == name


@pytest.mark.parametrize("name", ["Prince", "王小试", "やまだ", "O'Example", "A.B.C.", "X", ":"])
def test_a_single_name_is_a_family_name_alone(name: str) -> None:
    assert split(Author(name)) == Author(name, family=name)


@pytest.mark.parametrize(
    "name",
    [
        "Probe Collaboration",
        "The Probe Collaboration",
        "the members of Test Work Group",
        "Sample and Sons",
        "Sample & Sons",
        "Sample, Inc.",
        "Smith, Jones and Sample Ltd.",
        "Team Probe",
        "Test Hunyuan Team",
        "Sample AI",
        "Institute for Tests",
        "Particle Data Group",
        "Universität Musterstadt",
    ],
)
def test_a_group_is_known_by_its_words(name: str) -> None:
    found = split(Author(name))
    assert found.group
    assert found.family == name


@pytest.mark.parametrize("name", ["Qing Ai", "Grace Labarta", "Ai Sample", "The Anh Sample", "Team"])
def test_a_person_whose_name_looks_like_a_group_stays_a_person(name: str) -> None:
    assert not split(Author(name)).group


def test_what_a_source_gave_apart_stays_as_it_is() -> None:
    for author in (
        Author("Euclid Collaboration", family="Collaboration", given="Euclid"),
        Author("Ada Bezerra de Prova", family="Bezerra de Prova", given="Ada"),
        Author("Sample, Ada", group=True),
        Author("Madonna", given="Madonna"),
    ):
        assert split(author) is author


def test_particles_go_from_the_beginning_only() -> None:
    assert without_particles("van der Berg") == "Berg"
    assert without_particles("de Oliveira e Prova") == "Oliveira e Prova"
    assert without_particles("van den") == "den"
    assert without_particles("Berg") == "Berg"


def test_glued_initials_come_apart_and_hyphens_stay() -> None:
    assert initials_apart("J.R.R.") == "J. R. R."
    assert initials_apart("J.-L.") == "J.-L."
    assert initials_apart("Ada") == "Ada"


@given(st.text(max_size=60) | st.text("AbcÉß王 .,-'()&", max_size=40))
def test_any_text_gives_a_name_with_no_letter_invented(name: str) -> None:
    found = parts(name)
    letters = {char for char in "".join(found[:3]) if char.isalnum()}
    assert letters <= set(name)
    assert found.family or not name.strip()
    assert not (found.group and found.given)
