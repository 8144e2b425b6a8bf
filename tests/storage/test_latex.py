r"""Titles as sources write them, as LaTeX; what must come out was read off the page that pdflatex sets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.bibtex.utils import change_case

from storage.latex import Flavour, braced, escaped, formula, latex
from storage.markup import clean, plain, read


def title(text: str, flavour: Flavour = "bibtex") -> str:
    return latex(read(text), flavour, keep_capitals=True)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a stray } brace", r"a stray {\textbraceright} brace"),
        ("a stray { brace", r"a stray {\textbraceleft} brace"),
        ("Si{100} wafers", r"Si\{100\} wafers"),
        ("} and {", r"{\textbraceright} and {\textbraceleft}"),
        (r"\{x and y", r"{\textbraceleft}x and y"),
        ("sets {1, {2}} and }", r"sets \{1, \{2\}\} and {\textbraceright}"),
        (r"the set $\{0,1\}$", r"the set {$\{0,1\}$}"),
        (r"the case $\left\{ x \right.$", r"the case {$\left\lbrace  x \right.$}"),
        ("a formula $x_{1$ cut", r"a formula \$x\_{\textbraceleft}1\$ cut"),
    ],
)
def test_braces_balance_by_raw_count(text: str, written: str) -> None:
    assert title(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("R&D 50% #1 a_b $5", r"{R}\&{D} 50\% \#1 a\_b \$5"),
        ("z~3, x^n", r"z\textasciitilde{}3, x\textasciicircum{}n"),
        (r"C:\new \d+", r"{C}:\textbackslash{}new \textbackslash{}d+"),
        ("ends in \\", r"ends in \textbackslash{}"),
        ("a < b | c > d", r"a \textless{} b \textbar{} c \textgreater{} d"),
        # Maths is kept in braces of its own, money is not maths.
        (r"the \(k\) in $$B \to X$$", r"the {$k$} in {$B \to X$}"),
        ("cost of $100 versus $200 per run", r"cost of \$100 versus \$200 per run"),
        ("only one $ here", r"only one \$ here"),
        ("$5 and $x$", r"\$5 and {$x$}"),
        ("up to any $k$ goods", "up to any {$k$} goods"),
        (r"50$\%$ & $a\%b%c#d&e$", r"50{$\%$} \& {$a\%b\%c\#d\&e$}"),
        (r"$\begin{matrix}a&b\end{matrix}$", r"{$\begin{matrix}a&b\end{matrix}$}"),
        (r"$x\ $ y", r"{$x\ $} y"),
        (r"$\input{secret}$", r"\$\textbackslash{}input\{secret\}\$"),
        (r"\ensuremath{\alpha_{1}} decay", r"{$\alpha_{1}$} decay"),
        # TeX of the source.
        (
            r"Poincar\'e, G{\"o}del, \v{S}koda, \o re, na\"{\i}ve",
            r"Poincar{\'e}, G{\"o}del, {\v{S}}koda, {\o}re, na{\"i}ve",
        ),
        (r"\emph{via} {\it Gaia} \textbf{bold} \& co", r"\emph{via} \emph{Gaia} bold \& co"),
        (r"\emph{$B$ mesons}", r"\emph{{$B$} mesons}"),
        (r"\emph{\_x}", r"\emph{{}\_x}"),
        ("Schi{ö}berg, {Large} models, {B}ayes", r"Schi{\"o}berg, Large models, {B}ayes"),
        (r"\pi and \Gamma", r"{$\pi$} and {$\Gamma$}"),
        (r"\la r\ra^\pi", r"\textbackslash{}la r\textbackslash{}ra\textasciicircum{}\textbackslash{}pi"),
        ("V_{0.5} and R^{3}", r"{V}\textsubscript{0.5} and {R}\textsuperscript{3}"),
        (r"one$\unicode{x2014}$two $a\unicode{8712}b$ \unicode{x0}", r"one---two {$a\in b$}"),
        # HTML of the source.
        ("In<sub>0.5</sub>Ga<sup>2+</sup>N", r"{In}\textsubscript{0.5}{Ga}\textsuperscript{2+}{N}"),
        ("<i>Escherichia coli</i> &amp; &lt;i&gt;x&lt;/i&gt;", r"\emph{Escherichia coli} \& \emph{x}"),
        ("a <b>bold</b> tag, <mml:mi>x</mml:mi>", "a bold tag, x"),
        ("if a <b and b> c, <think>", r"if a \textless{}b and b\textgreater{} c, \textless{}think\textgreater{}"),
        # Capitals.
        ("DNA and NMR-2 by LoRA", "{DNA} and {NMR}-2 by {LoRA}"),
        ("GPT-4o, iPhone, mRNA, pH", "{GPT}-4o, {iPhone}, {mRNA}, {pH}"),
        ("Part I: X-ray of M87", "Part {I}: {X}-ray of {M87}"),
        ("A test of vitamin A", "A test of vitamin {A}"),
        ("ÉDF and Étude", r"{{\'E}DF} and {\'E}tude"),
        ("ΛCDM and γ-rays", r"{{$\Lambda$}CDM} and {$\gamma$}-rays"),
        ("CeAg$_2$Ge$_2$ in Cu$_2$O", "{CeAg}{$_2$}{Ge}{$_2$} in {Cu}{$_2$}{O}"),
        ("Cu₂O, x², 79 °K", r"{Cu\textsubscript{2}O}, x\textsuperscript{2}, 79 {\textdegree}{K}"),
        # Unicode.
        ("“quoted” – text… §", r"``quoted'' -- text\ldots{} {\textsection}"),
        (
            "$κ$-plane ℝ → 𝔽 ≤ ½",
            r"{$\kappa$}-plane {$\mathbb{R}$} {\textrightarrow} {$\mathbb{F}$} {$\leq$} {\textonehalf}",
        ),
        ("3′-end, z∼3, −5, µm", r"3'-end, z\textasciitilde{}3, --5, {\textmu}m"),
        ("$ακ x₂ ≤ ∞k$", r"{$\alpha\kappa x_{2} \leq \infty k$}"),
        ("Nguyễn, Ħamed, Čížková", r"Nguy{\~{\^e}}n, Ħamed, {\v{C}}{\'i}{\v{z}}kov{\'a}"),
        ("试验 Пример Δοκιμή η", "试验 Пример Δοκιμή η"),
    ],
)
def test_a_title_is_written_as_latex(text: str, written: str) -> None:
    assert title(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Étude “x” – naïve ±½ →", "Étude “x” – naïve ±½ →"),
        ("γ-rays, Cu₂O, x²", r"{$\gamma$}-rays, {Cu\textsubscript{2}O}, x²"),
        ("R&D_$5", r"{R}\&{D}\_\$5"),
    ],
)
def test_biblatex_keeps_the_letters_that_every_latex_reads(text: str, written: str) -> None:
    assert title(text, "biblatex") == written


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        (r"The $B \to X_S$ decay", r"$B \to X_S$"),
        (r"{\it In vivo DNA}", "DNA"),
        ("₂H and ÉDF", r"{\'E}DF"),
        (r"\emph{\&$B$}", "$B$"),
    ],
)
def test_a_style_that_lowers_titles_leaves_them_alone(text: str, stays: str) -> None:
    assert stays in change_case(title(text), "t")


def test_running_text_needs_no_braces_for_capitals_or_maths() -> None:
    pieces = read(r"The DNA of $B$ at 5% in {B}ayes, <sub>2</sub>")
    assert latex(pieces, "bibtex") == r"The DNA of $B$ at 5\% in {B}ayes, \textsubscript{2}"


def test_a_name_has_no_maths() -> None:
    assert escaped("Παπα γ ≤ $x$ Ö_₂", "bibtex") == r"Παπα γ ≤ \$x\$ {\"O}\_\textsubscript{2}"


def test_plain_text_has_neither_tags_nor_commands() -> None:
    assert plain(r"\emph{Jos\'e} <i>x</i> &amp; $a_1$ {Large}") == "José x & $a_1$ Large"
    assert clean(" a\x00\u200bb\n c ") == "ab c"


def test_nothing_in_braces_is_taken_for_a_single_letter() -> None:
    assert braced(r"\_x") == r"{{}\_x}"
    assert braced("x") == "{x}"


def test_a_formula_keeps_its_tex() -> None:
    assert formula(r"\text{é} \{x\} α′ … 𝒩₂") == r"\text{\text{{\'e}}} \{x\} \alpha' \ldots \mathcal{N}_{2}"


@given(st.text("{}\\\\$ab &%#^_<>i/;é\u2082", max_size=40), st.booleans())
def test_braces_balance_whatever_the_text(text: str, keep: bool) -> None:
    for flavour in ("bibtex", "biblatex"):
        depth = 0
        for char in latex(read(text), flavour, keep_capitals=keep):
            depth += (char == "{") - (char == "}")
            assert depth >= 0
        assert depth == 0


@pytest.mark.parametrize(
    "text", ["{" * 9_000, "\\(" * 3_000, "$ a" * 3_000, "<i>" * 3_000 + "</b>" * 3_000, "aaaa" * 9_000]
)
def test_hostile_lengths_take_no_time_to_speak_of(text: str) -> None:
    assert latex(read(text), "bibtex")
    assert latex(read(f"${text}$"), "bibtex", keep_capitals=True)
