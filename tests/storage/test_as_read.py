import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from storage import legible, passages, places_in_legible
from storage.formula_text import in_a_line

TEX = some.lists(
    some.sampled_from(
        [
            *r"{}[]()$^_&~`'-. =aB1é",
            "\\",
            r"\frac",
            r"\sqrt",
            r"\alpha",
            r"\left",
            r"\text",
            r"\emph{",
            r"\(",
            r"\)",
            "$$",
        ]
    ),
    max_size=40,
).map("".join)


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"\alpha", "α"),
        (r"O(n\log n)", "O(n log n)"),
        (r"\tilde{O}(\sqrt{T})", "Õ(√T)"),
        (r"\mathbb{R}^{d\times d}", "ℝ^(d×d)"),
        (r"x_i^{2}", "xᵢ²"),
        (r"10^{-3}", "10⁻³"),
        (r"\|w\|_2\leq\frac{1}{2}", "‖w‖₂ ≤ ½"),
        (r"\operatorname*{arg\,max}_x f", "arg maxₓf"),
        (r"2\times", "2×"),
        (r"\unknown{x}", "unknownx"),
        (r"{", "{"),
    ],
)
def test_a_formula_reads_as_one_line(tex: str, text: str) -> None:
    assert in_a_line(tex) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"$\alpha$-Fair in $O(n^2)$", "α-Fair in O(n²)"),
        (r"\emph{What} is {\bf this}? ``Quote''", "What is this? “Quote”"),
        (r"Erd\H{o}s--R\'enyi, 5--10 --- done", "Erdős–Rényi, 5–10 — done"),
        (r"From $5 to $10, C:\new{x}", r"From $5 to $10, C:\new{x}"),
        (r"use --model, Fig.~3, 10~20, ~30", "use --model, Fig.\u00a03, 10~20, ~30"),
        (r"{001} facets of {Large} \& 5\%", "{001} facets of Large & 5%"),
        (r"10{,}817 puzzles", "10,817 puzzles"),
        (r"see \href{https://x.example}{this} \cite{foo}", r"see this \cite{foo}"),
        (r"\(x^2\) and H\textsubscript{2}O", "x² and H₂O"),
        ("<img src=x> & <b>", "<img src=x> & <b>"),
        ("of \u202egnp.exe\u202c \u2067x\u2069", "of gnp.exe x"),
    ],
)
def test_a_title_reads_as_its_writer_meant(source: str, text: str) -> None:
    assert legible(source) == text


def test_words_of_a_rule_are_found_where_they_read() -> None:
    source = r"An $\alpha$-fair \emph{state space} model"
    start = source.index("state space")
    (place,) = places_in_legible(source, [(start, start + len("state space"))])
    assert legible(source)[slice(*place)] == "state space"
    (formula,) = places_in_legible(source, [(source.index("alpha"), source.index("alpha") + 5)])
    assert legible(source)[slice(*formula)] == "α"


@given(TEX | some.text(max_size=60))
def test_passages_cover_a_text_and_stay_in_order(source: str) -> None:
    found = passages(source)
    assert "".join(source[each.start : each.end] for each in found) == source
    assert legible(source) == "".join(each.text for each in found)
    middle = len(source) // 2
    whole, first, rest = places_in_legible(source, [(0, len(source)), (0, middle), (middle, len(source))])
    assert whole == (0, len(legible(source)))
    assert 0 <= rest[0] <= first[1] <= len(legible(source)) or not middle


@pytest.mark.parametrize(
    "piece", [r"\(", r"\[a", "$", "$$", "$a", "{", "{a}", r"\emph{", "`", "~a", r"\"", "--", r"\frac"]
)
def test_no_text_makes_it_slow(piece: str) -> None:
    began = time.process_time()
    legible(piece * (40_000 // len(piece)))
    assert time.process_time() - began < 2


def test_groups_deeper_than_anybody_writes_stay_as_they_are() -> None:
    deep = "{" * 900 + "x" + "}" * 900
    assert in_a_line(deep) == deep
    assert in_a_line(r"\sqrt" * 300 + "x") == r"\sqrt" * 300 + "x"
