"""What is found in a text that somebody pastes: identifiers, entries, and what is neither."""

import pytest

from desktop import pasted
from storage import Author, Venue

MIXED = r"""Have a look at https://arxiv.org/abs/2606.00001, thanks.
@string{nat = "Nature"}
@article{a1,
  title = {A {\"U}ber $\alpha_{1}$-study \& more on {DNA} in \textit{E. coli}},
  author = {M{\"u}ller, Hans and {The ATLAS Collaboration} and de la Cruz, Jr., Mar{\'\i}a and others},
  year = 2020, month = mar, doi = {10.1000/XYZ}, keywords = {sea; whales, sea}, journal = nat, pages = {1--2},
}
and behind it 10.1000/other.
@misc{b2, title={Seals -- a view}, eprint={2606.00002v3}, archivePrefix={arXiv}, year={2026}}
"""


def names(found: pasted.Pasted) -> list[str]:
    return [str(name.value) for one in found.found for name in one.paper.ids]


def test_entries_and_identifiers_between_them_are_found() -> None:
    found = pasted.read(MIXED)
    assert names(found) == ["10.1000/xyz", "2606.00002", "2606.00001", "10.1000/other"]
    assert [one.paper.authority for one in found.found] == [1, 1, 0, 0]
    assert found.odd == ()


def test_an_entry_is_read_as_its_writer_meant_it() -> None:
    first = pasted.read(MIXED).found[0]
    assert first.paper.title == r"A Über $\alpha_{1}$-study & more on DNA in E. coli"
    assert first.paper.authors == (
        Author("Hans Müller", family="Müller", given="Hans"),
        Author("The ATLAS Collaboration", group=True),
        Author("María de la Cruz Jr.", family="de la Cruz", given="María", suffix="Jr."),
    )
    assert first.paper.venue == Venue("journal", "Nature", pages="1-2", appeared="2020-03")
    assert first.keywords == ("sea", "whales")


def test_a_broken_entry_costs_no_other_one_and_is_shown() -> None:
    found = pasted.read("@article{x, title={Whales}, year=2020}\n@article{y, title={no end\n@misc{z, title={Seals}}")
    assert [one.paper.title for one in found.found] == ["Whales", "Seals"]
    assert found.odd == ("@article{y, title={no end",)


def test_a_key_that_is_there_twice_loses_nothing() -> None:
    found = pasted.read("@misc{x, title={Whales}}\n@misc{x, title={Seals}}")
    assert [one.paper.title for one in found.found] == ["Whales", "Seals"]


def test_one_paper_is_found_once_however_often_it_is_named() -> None:
    found = pasted.read("2606.00001 arXiv:2606.00001v2\n@misc{x, title={Whales}, eprint={2606.00001}}")
    assert [one.paper.title for one in found.found] == ["Whales"]


def test_lines_of_a_list_without_an_identifier_are_shown_and_prose_is_not() -> None:
    assert pasted.read("2606.00001\n10.1000/x\nsmith2020").odd == ("smith2020",)
    prose = "Hello,\nthere is something\nabout whales in 2606.00001\nand that is all.\nBye"
    assert pasted.read(prose).odd == ()
    assert pasted.read("hello").found == ()


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ("@article{v, title={A}, journal={arXiv preprint arXiv:1706.03762}, year=2017}", "1706.03762"),
        ("@misc{v, title={A}, url={https://arxiv.org/abs/1706.03762}}", "1706.03762"),
        ("@misc{v, title={A}, doi={https://doi.org/10.48550/arXiv.1706.03762}}", "1706.03762"),
        ("@misc{v, title={A}, doi={10.1000/a\\_b}}", "10.1000/a_b"),
    ],
)
def test_identifiers_are_found_wherever_people_write_them(entry: str, name: str) -> None:
    [one] = pasted.read(entry).found
    assert one.paper.ids[0].value == name
    assert one.paper.venue is None


def test_a_text_or_a_list_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pasted, "MOST", 3)
    with pytest.raises(pasted.TooMuch) as many:
        pasted.read("2606.00001 2606.00002 2606.00003 2606.00004")
    assert many.value.papers == 4
    monkeypatch.setattr(pasted, "LONGEST", 10)
    with pytest.raises(pasted.TooMuch):
        pasted.read("x" * 11)


@pytest.mark.parametrize(
    "text", ["@article{" * 300, "@misc{a, title={" + "{" * 500 + "}" * 500 + "}}", "@@@{}{}\\", "@a{\x00}"]
)
def test_hostile_text_costs_nothing_that_stands_before_it(text: str) -> None:
    found = pasted.read("2606.00001\n" + text)
    assert "2606.00001" in names(found)
    assert len(found.odd) <= 200
