import json
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from desktop.window.formula_parts import parts
from desktop.window.formula_shape import LONGEST, load_a_step, rewritten, shape, work
from storage import passages
from tests.shared_data import shared


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    while not load_a_step():
        pass


def test_a_formula_has_an_outline_and_measures_in_ems() -> None:
    letter, fraction = shape("x"), shape(r"\frac{a}{b}")
    assert letter is not None
    assert fraction is not None
    assert 0.3 < letter.width < 0.8
    assert 0.3 < letter.ascent < 0.6
    assert letter.descent < 0.05
    assert fraction.ascent > letter.ascent
    assert fraction.descent > 0.2
    assert letter.path.boundingRect().bottom() <= letter.descent + 0.001
    assert letter.path.boundingRect().top() >= -letter.ascent - 0.001


@pytest.mark.parametrize(
    "tex",
    [
        r"O(n\log n)",
        r"\mathbb{R}^{d\times d}",
        r"\|w\|_2 \leq \varepsilon",
        r"\textit{acc} \approx 5\%",
        r"{\bf x} \in \RR^d",
        r"\mathrm{km\,s^{-1}}",
        r"10^{15}\,\msun",
        r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
        "Θ(√n)",
        r"\lceil k/n \rceil",
        r"^{12}\mathrm{C}",
    ],
)
def test_what_people_write_is_drawn(tex: str) -> None:
    assert shape(tex) is not None


@pytest.mark.parametrize(
    "tex", ["", "   ", r"\foo{x}", r"\frac{a", "😅", "x" * (LONGEST + 1), "{" * 12 + "x" + "}" * 12, r"\def\x{\x}\x"]
)
def test_what_cannot_be_drawn_is_not_guessed(tex: str) -> None:
    assert shape(tex) is None


def test_a_hat_is_no_wider_than_its_letter() -> None:
    hat, letter = shape(r"\hat{d}"), shape("d")
    assert hat is not None
    assert letter is not None
    assert hat.width < letter.width * 1.25


SIGNS = some.sampled_from(
    [
        *r"{}[]()^_&|'+-=<>,. ax1é∑",
        *[
            r"\frac",
            r"\sqrt",
            r"\alpha",
            r"\left",
            r"\right",
            r"\text",
            r"\hat",
            r"\sum",
            r"\begin",
            r"\end",
            r"\mathbb",
            r"\over",
            r"\limits",
            r"\not",
            r"\color",
            r"\binom",
        ],
        *(r"\tag", r"\unknown", "{matrix}", "\\\\"),
    ]
)


@settings(deadline=None, max_examples=150)
@given(some.lists(SIGNS, max_size=25).map("".join) | some.text(max_size=30))
def test_no_tex_breaks_or_holds_it(tex: str) -> None:
    began = time.process_time()
    found = shape(tex)
    assert time.process_time() - began < 2
    assert found is None or (found.width > 0 and found.ascent >= 0 and found.descent >= 0)
    assert "".join("".join(part.tex.split()) for part in parts(tex)) == "".join(tex.split())


def test_groups_are_counted_twice_for_each_they_stand_in() -> None:
    assert work("x") == 1
    assert work("{x}") == 5
    assert work(r"\left({x}\right)") > work("((x))")


def test_macros_of_authors_are_spelt_out() -> None:
    assert rewritten(r"\eps n") == r"\varepsilon n"
    assert rewritten(r"\R^{d}") == r"\mathbb{R}^d"
    assert rewritten(r"\Rightarrow") == r"\Rightarrow"
    assert rewritten(r"1, \dots, n") == r"1, \dots, n"
    assert rewritten(r"\tilde Θ + \hatθ + \bar x") == r"\tilde{Θ} + \hat{θ} + \bar{x}"


def test_a_long_formula_may_break_behind_its_relations() -> None:
    cut = parts(r"g_i = \partial\mathcal{L} + \left(a = b\right) \leq -1")
    assert [part.tex for part in cut] == [
        "g_i", "=", r"\partial\mathcal{L}", "+", r"\left(a = b\right)", r"\leq", "-1"
    ]  # fmt: skip
    assert [part.before > 0 for part in cut] == [False, True, False, True, False, True, False]
    assert [part.tex for part in parts("a = b")] == ["a = b"]


def recorded() -> Iterator[str]:
    for path in sorted(shared("data/papers/arxiv_daily").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            paper = json.loads(line)
            yield from (paper["title"], paper["summary"])
    for line in shared("data/bibtex/inputs.jsonl").read_text(encoding="utf-8").splitlines():
        paper = json.loads(line)
        yield from (paper["title"], paper["abstract"] or "")


@pytest.mark.recorded
@pytest.mark.slow
def test_nearly_every_formula_of_recorded_papers_is_drawn() -> None:
    formulas = [part.tex for text in recorded() for part in passages(" ".join(text.split())) if part.tex]
    missing = [tex for tex in formulas if not all(shape(part.tex) for part in parts(tex)) and not shape(tex)]
    share = 1 - len(missing) / len(formulas)
    print(f"{len(formulas)} formulas, {share:.1%} drawn; not: {sorted(set(missing))}")  # noqa: T201  with -s
    assert len(formulas) > 1_000
    assert share > 0.99
