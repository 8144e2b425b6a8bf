import json
import sqlite3
import time
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.fold import Span, fold, spans
from tests.shared_data import shared

# Each line: ways to write one thing.
SAME = [
    "Transformer = transformer = TRANSFORMER",
    'Schrödinger = schrodinger = Schro\u0308dinger = Schr{\\"o}dinger = Schr\\"odinger',
    "Erdős = Erdos = Erd\\H{o}s = Erd{\\H o}s",
    'naïve = naive = na\\"{\\i}ve',
    "Łukasz Kaiser = Lukasz Kaiser = \\L{}ukasz Kaiser",
    "Straße = Strasse = STRASSE = Stra{\\ss}e",
    "Æther = aether",
    "Søren = Soren = S\\o ren",
    "Øystein = oystein",
    "Đặng = Dang",
    "Þór = Thor",
    "Işık = Isik",
    "ﬁne-tuning = fine-tuning",
    "eﬃcient = efficient",
    "ＦＵＬＬ ｗｉｄｔｈ = full width",
    "𝐱-vector = x-vector",
    "fine-tuning = finetuning = fine tuning = Fine‑Tuning = fine–tuning",
    "fine-tuned = finetuned",
    "pre-training = pretraining = pre training",
    "pre-trained = pretrained",
    "post-training = posttraining",
    "multi-modal = multimodal = multi modal",
    "multi-agent = multiagent",
    "multi-task = multitask",
    "multi-head = multihead",
    "self-supervised = selfsupervised = self supervised",
    "semi-supervised = semisupervised",
    "zero-shot = zeroshot = zero shot",
    "few-shot = fewshot",
    "cross-lingual = crosslingual",
    "cross-modal = crossmodal",
    "non-linear = nonlinear = non linear",
    "non-convex = nonconvex",
    "non-negative = nonnegative",
    "pseudo-labels = pseudolabels",
    "sub-tasks = subtasks",
    "over-fitting = overfitting",
    "under-explored = underexplored",
    "re-ranking = reranking = re ranking",
    "auto-regressive = autoregressive",
    "auto-encoder = autoencoder",
    "bi-directional = bidirectional",
    "spatio-temporal = spatiotemporal",
    "ego-centric = egocentric",
    "hyper-parameters = hyperparameters",
    "meta-learning = metalearning",
    "trade-off = tradeoff = trade off",
    "speed-up = speedup",
    "run-time = runtime",
    "time-step = timestep",
    "key-frames = keyframes = key frames",
    "light-weight = lightweight",
    "hand-crafted = handcrafted",
    "crowd-sourcing = crowdsourcing",
    "co-training = cotraining",
    "neuro-symbolic = neurosymbolic",
    "audio-visual = audiovisual",
    "photo-realistic = photorealistic",
    "geo-spatial = geospatial",
    "anti-inflammatory = antiinflammatory",
    "down-sampling = downsampling",
    "super-resolution = superresolution",
    "pixel-wise = pixelwise = pixel wise",
    "element-wise = elementwise",
    "e-mail = email",
    "off-line = offline",
    "co-operation = cooperation",
    "data-sets = datasets",
    "re-use = reuse",
    "work-flow = workflow",
    "k-means = kmeans",
    "k-NN = kNN",
    "t-SNE = tSNE",
    "U-Net = UNet",
    "n-gram = ngram",
    "X-ray = xray",
    "i.i.d. = iid = i.i.d",
    "Hugging Face = HuggingFace",
    "GPT-4o = gpt4o = GPT 4o = gpt-4O",
    "GPT-4 = GPT4",
    "Llama3.1 = Llama 3.1 = LLaMA-3.1",
    "Qwen2.5-VL = Qwen 2.5 VL = qwen-2.5-vl",
    "ResNet50 = ResNet-50",
    "COVID19 = COVID-19",
    "CIFAR10 = CIFAR-10",
    "8-bit = 8bit = 8 bit",
    "100 ms = 100ms",
    "3-D = 3D = 3d",
    "3DGS = 3D-GS",
    "10,000 = 10000",
    "sim-to-real = sim2real = Sim2Real = sim to real",
    "text-to-image = text2image",
    "seq2seq = seq-to-seq",
    "H₂O = H2O = H$_2$O = H<sub>2</sub>O",
    "CO2 = CO₂ = CO$_{2}$",
    "x² = x^2 = $x^{2}$",
    "10⁻³ = $10^{-3}$",
    "ℓ₁ = $\\ell_1$ = L1",
    "TGF-β = TGFβ = TGF-beta = TGF-$\\beta$ = TGF$\\beta$ = TGFbeta",
    "β-VAE = beta-VAE = $\\beta$-VAE",
    "α-stable = alpha-stable = \\alpha-stable",
    "ΔE = \\Delta E = delta E",
    "µm = μm = \\mu m",
    "ϵ-greedy = ε-greedy = epsilon-greedy = $\\varepsilon$-greedy",
    "αβ = \\alpha\\beta = alpha beta",
    "𝜆-calculus = λ-calculus = lambda calculus",
    "Ω = \\Omega = omega",
    "C++ = c++ = (C++)",
    "C# = c# = C♯",
    "C++11 = c++ 11",
    "A* search = a-star search = A∗ search",
    "C*-algebra = C-star algebra",
    "Parkinson's disease = Parkinson’s disease = Parkinson disease",
    "O'Brien = O’Brien = OBrien",
    "don't = don’t = dont",
    "l'apprentissage = l’apprentissage",
    "\\emph{Attention} is all = Attention is all",
    "$\\mathbf{x}$ = x",
    "$O(n \\log n)$ = O(n log n)",
    "{G}raph {N}eural = Graph Neural",
    "<i>in vitro</i> = in vitro",
    "R\\&D = R&D = R&amp;D",
    "behaviour = behavior",
    "behavioural = behavioral",
    "colourisation = colorization",
    "tumours = tumors",
    "neighbourhood = neighborhood",
    "favourable = favorable",
    "labour = labor",
    "modelling = modeling",
    "labelled = labeled",
    "unlabelled = unlabeled",
    "signalling = signaling",
    "travelling = traveling",
    "optimisation = optimization",
    "optimised = optimized",
    "optimisers = optimizers",
    "generalisability = generalizability",
    "summarising = summarizing",
    "tokeniser = tokenizer",
    "normalise = normalize",
    "analyse = analyze",
    "analysing = analyzing",
    "catalysed = catalyzed",
    "centre = center",
    "multi-centre = multicenter",
    "nanometre = nanometer",
    "fibres = fibers",
    "dialogue = dialog",
    "catalogues = catalogs",
    "analogue = analog",
    "programme = program",
    "defence = defense",
    "licence = license",
    "practising = practicing",
    "artefact = artifact",
    "judgement = judgment",
    "ageing = aging",
    "grey = gray",
    "sceptical = skeptical",
    "anaesthesia = anesthesia",
    "haemoglobin = hemoglobin",
    "ischaemic = ischemic",
    "leukaemia = leukemia",
    "oestrogen = estrogen",
    "oesophageal = esophageal",
    "oedema = edema",
    "foetal = fetal",
    "paediatric = pediatric",
    "orthopaedic = orthopedic",
    "diarrhoea = diarrhea",
    "sulphate = sulfate",
    "whilst = while",
    "towards = toward",
    "per-pixel = per pixel",
    "state-of-the-art = state of the art",
    "人工智能 = 人 工 智 能",
    "한국어 = \u1112\u1161\u11ab\u1100\u116e\u11a8\u110b\u1165",
    "Москва = МОСКВА = москва",
    "λόγος = ΛΟΓΟΣ = λογος",
    "soft\u00adhyphen = softhyphen",
    "zero\u200bwidth = zerowidth",
    "٣٤ = 34",
]

# Each line: a text, and what must not be found in it, even as a phrase.
DIFFERENT = [
    ("C++", "C"),
    ("C#", "C"),
    ("C", "C++"),
    ("present", "sent"),
    ("present", "pre sent"),
    ("another", "other"),
    ("nowhere", "where"),
    ("together", "to gether"),
    ("notable", "not able"),
    ("nonetheless", "non"),
    ("nonsense", "sense"),
    ("multiple", "multi"),
    ("multinomial", "multi"),
    ("seminal", "semi"),
    ("pseudonym", "pseudo"),
    ("interview", "view"),
    ("overall", "all"),
    ("understand", "stand"),
    ("subject", "sub"),
    ("research", "search"),
    ("context", "text"),
    ("counterpart", "part"),
    ("superior", "super"),
    ("prefix", "fix"),
    ("selfish", "self"),
    ("crossing", "cross"),
    ("otherwise", "wise"),
    ("clockwise", "clock"),
    ("framework", "frame"),
    ("antibody", "anti"),
    ("dataset", "data"),
    ("upstream", "stream"),
    ("metabolic", "meta"),
    ("promise", "promize"),
    ("disable", "dizable"),
    ("hour", "hor"),
    ("four", "for"),
    ("contour", "contor"),
    ("calling", "caling"),
    ("controlled", "controled"),
    ("totally", "totaly"),
    ("genre", "gener"),
    ("phoenix", "phenix"),
    ("coefficient", "cefficient"),
    ("discover", "disk over"),
    ("learning", "learn"),
    ("networks", "network"),
    ("GPT-4o", "GPT 4"),
    ("GPT-4o", "4"),
    ("1.5", "15"),
    ("h2o", "h to o"),
    ("\\mathbf{x}", "mathbf"),
    ("$\\frac{a}{b}$", "frac"),
    ("\\cite{smith2020}", "smith"),
    ("<i>in vitro</i>", "i"),
    ("x &amp; y", "amp"),
]

# Words with an -ise or -our of their own, and ordinary words that begin like compounds.
WHOLE = """
promise precise exercise rise wise advise revise devise supervise surprise comprise enterprise compromise premise
concise demise disguise noise raise praise poise paradise expertise franchise merchandise advertise improvise excise
analyses our your hour tour contour four pour glamour detour another present nowhere together notable none nonce
multiple multitude seminar semicolon pseudonym otherwise prevent preserve prefer premium posture poster postulate
selfish fewest zeros crossover subject submit subtle substance superb supermarket overall overcome overlap
understand underlying interest internal interview intrinsic counter council cooperate restore resist region record
autonomous automatic biology binary unique universe triangle trivial metaphor hypertension miniature microscope
macrophage monotonic neuron geometry biopsy photon antibody protein counterpart downward update feedback database
dataset benchmark framework keyword background software online offline without within into upon cannot whereas
disability discovery discourse aerosol poetry
"""


@pytest.mark.parametrize("line", SAME)
def test_ways_to_write_one_thing_fold_alike(line: str) -> None:
    folded = {fold(way) for way in line.split(" = ")}
    assert len(folded) == 1
    assert folded != {""}


@pytest.mark.parametrize(("text", "other"), DIFFERENT)
def test_different_words_stay_different(text: str, other: str) -> None:
    assert f" {fold(other)} " not in f" {fold(text)} "


def test_the_table_is_long_enough() -> None:
    assert len(SAME) + len(DIFFERENT) >= 150


@pytest.mark.parametrize("word", WHOLE.split())
def test_ordinary_words_stay_whole(word: str) -> None:
    assert fold(word) == word


def test_a_text_without_words_folds_to_nothing() -> None:
    assert fold("") == fold(" … — $\\,$ !? \u200b") == ""


def test_the_parts_of_a_compound_know_their_own_places() -> None:
    assert spans("A Finetuning of GPT4o") == [
        Span("a", 0, 1),
        Span("fine", 2, 6),
        Span("tuning", 6, 12),
        Span("of", 13, 15),
        Span("gpt", 16, 19),
        Span("4o", 19, 21),
    ]


def test_a_rewritten_word_has_the_place_of_the_whole() -> None:
    text = "Des \\'etudes: modelling TGF-β, e-mail"
    assert [(span.token, text[span.start : span.end]) for span in spans(text)] == [
        ("des", "Des"),
        ("etudes", "\\'etudes"),
        ("modeling", "modelling"),
        ("tgf", "TGF"),
        ("beta", "β"),
        ("email", "e-mail"),
    ]


SIGNS = """a A e é n ß µ β Δ 2 ₂ 4 + # * ' ’ - , . _ / $ \\ { } ~ < > & ; 人 각 fine tuning non ise multi \\alpha \\'
c++ 1,000 3-d e-mail <i> &amp; İ ﬁ"""
PIECES = [*SIGNS.split(), " ", "\t", "\u00a0", "\x1c", "\u0301", "\u1100", "\u1161"]
mixed = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


@given(mixed | st.text())
@example("AB’CD")
@example("x-e-mail-a")
@example("1,000,0")
@example("ab'sA\u0301")
def test_the_places_tell_the_same_tokens(text: str) -> None:
    places = spans(text)
    assert " ".join(span.token for span in places) == fold(text)
    assert all(0 <= span.start < span.end <= len(text) for span in places)
    assert [span.start for span in places] == sorted(span.start for span in places)


@given(mixed | st.text())
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


@pytest.fixture(scope="module")
def tokenizer() -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='unicode61 remove_diacritics 2')")
    db.execute("CREATE VIRTUAL TABLE v USING fts5vocab('t', 'instance')")
    yield db
    db.close()


def _as_fts_reads(db: sqlite3.Connection, text: str) -> str:
    db.execute("DELETE FROM t")
    db.execute("INSERT INTO t VALUES (?)", (text,))
    return " ".join(row[0] for row in db.execute("SELECT term FROM v ORDER BY offset"))


@given(mixed | st.text())
def test_the_index_takes_every_token_as_it_is(tokenizer: sqlite3.Connection, text: str) -> None:
    assert _as_fts_reads(tokenizer, fold(text)) == fold(text)


def test_the_index_takes_every_letter_of_unicode_as_it_is(tokenizer: sqlite3.Connection) -> None:
    letters = (chr(code) for code in range(0x30000) if not 0xD800 <= code < 0xE000)
    folded = " ".join(filter(None, (fold(f"q{letter}z") for letter in letters)))
    assert _as_fts_reads(tokenizer, folded) == folded


@pytest.mark.parametrize(
    "piece",
    ["a", "1", "é", "人", "-", "a-", "'", "a'", "1,", ",000", "+", "c++", "a*", "non", "multi", "\\'", "2a", "a2a"],
)
def test_a_hostile_text_takes_linear_time(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    start = time.process_time()
    assert max(map(len, fold(text).split()), default=0) <= 100
    spans(text[:4_000])
    assert time.process_time() - start < 2  # a quadratic step would take minutes


@pytest.mark.recorded
def test_real_texts_keep_their_places_and_fold_once() -> None:
    lines = (shared("data/papers/arxiv_daily") / "2025-03-31.jsonl").read_text(encoding="utf-8").splitlines()
    for paper in map(json.loads, lines[:100]):
        for text in (paper["title"], paper["summary"], ", ".join(paper["authors"])):
            folded = fold(text)
            assert " ".join(span.token for span in spans(text)) == folded == fold(folded)
