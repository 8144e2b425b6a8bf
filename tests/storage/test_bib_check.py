import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.bib_check import BibFault, bib_faults, unmatched
from storage.bibtex import to_bibtex
from storage.model import Author, Identifier, Paper
from tests.shared_data import shared
from tests.storage.test_bibtex import FLAVOURS, entry

GOOD = "@article{good2020, author={A, B}, title={T $\\alpha_i$ 5\\%}, journal={J}, year=2020}\n"


def kinds(text: str) -> list[str]:
    return [fault.kind for fault in bib_faults(text)]


def test_a_sound_file_has_no_faults() -> None:
    assert bib_faults(GOOD) == []


@pytest.mark.parametrize(
    ("text", "kind", "found", "fix"),
    [
        ("@misc{a, title={x}\n@misc{b, title={y}}\n", "not_closed", "", ""),
        ("@misc{, title={x}}", "no_key", "", ""),
        ("@misc{mü~ller, title={x}}", "bad_key", "mü~ller", "muller"),
        ("@misc{a, title={R&D}}", "sign", "&", "\\&"),
        ("@misc{a, title={100% of $x_i$}}", "sign", "%", "\\%"),
        ("@misc{a, title={On $\\Q(x)$}}", "command", "\\Q", ""),
        ("@misc{a, title={李 明}}", "script", "李明", ""),
        ("@misc{a, title={x ≤ y}}", "no_form", "≤", "$\\leq$"),
        ("@misc{a, title={x\u200by}}", "invisible", "U+200B", ""),
        ("@article{a, author={A}, title={x}, year=2020}", "missing", "", ""),
    ],
)
def test_every_fault_is_found_with_its_mend(text: str, kind: str, found: str, fix: str) -> None:
    (fault, *_others) = bib_faults(text)
    assert (fault.kind, fault.found, fault.fix) == (kind, found, fix)


def test_equal_keys_and_equal_works_are_found() -> None:
    twice = "@misc{Kaplan2020, title={x}, eprint={2001.1}}\n@misc{kaplan2020, title={y}, eprint={2001.1}}\n"
    assert kinds(twice) == ["key_twice", "same_work"]


def test_addresses_and_identifiers_may_hold_any_sign() -> None:
    assert kinds("@misc{a, title={x}, url={http://h/a_b%20c#d}, doi={10.1/a_b<c>}, howpublished={\\url{h_i}}}") == []


@given(st.text(alphabet=st.sampled_from('@{}()",=#\\$%&_^ \nabü李≤1')))
def test_any_text_is_looked_at(text: str) -> None:
    bib_faults(text)


@given(st.text(), st.text())
def test_what_we_write_has_no_bare_sign_and_is_closed(title: str, abstract: str) -> None:
    paper = Paper(title, (Author("A B"),), abstract, (Identifier("arxiv", "2607.01234"),), date(2026, 7, 21))
    faults = bib_faults(to_bibtex([entry(paper)]))
    assert {fault.kind for fault in faults} <= {"script", "no_form", "command"}


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_hard_real_titles_pass_but_for_scripts_and_unknown_commands(flavour: str) -> None:
    lines = shared("data/bibtex/inputs.jsonl").read_text(encoding="utf-8").splitlines()
    titles = [json.loads(line)["title"] for line in lines]
    number = (Identifier("arxiv", "2607.1"),)
    text = to_bibtex(
        [entry(Paper(title, (Author("A B"),), ids=number), f"k{at}") for at, title in enumerate(titles)],
        flavour="biblatex" if flavour == "biblatex" else "bibtex",
    )
    fatal = [fault for fault in bib_faults(text) if fault.fatal and fault.kind != "script"]
    assert [fault.found for fault in fatal] == ["─"]


def test_keys_that_nothing_cites_and_keys_that_are_missing_are_told() -> None:
    assert unmatched(GOOD, ["Good2020", "other"]) == ([], ["other"])
    assert unmatched(GOOD, []) == (["good2020"], [])


def test_a_fault_carries_its_entry() -> None:
    assert bib_faults("@misc{a, title={R&D}}") == [BibFault("a", "sign", "title", "&", "\\&")]
