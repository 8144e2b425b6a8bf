import pytest

from desktop.window import rule_words
from storage import PaperId, Preview, RuleId, Yield, understood


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (("mamba", "", ""), "mamba"),
        (("mamba, state space", "", ""), 'mamba OR "state space"'),
        (("mamba, hippo", "audio", "survey, a "), "(mamba OR hippo) audio -survey -a"),
        (("", "fine-tuning, C++", ""), "fine-tuning C++"),
        (("transform*, ~learn", "", ""), "transform* OR ~learn"),
        (("OR, a:b, -x", "", ""), '"OR" OR "a:b" OR "-x"'),
        (('say "this"', "", ""), '"say this"'),
        (("", "", ""), ""),
        ((" , ,", "a", ""), "a"),
    ],
)
def test_the_form_writes_what_the_search_box_reads(form: tuple[str, str, str], text: str) -> None:
    assert rule_words.written(*form) == text
    assert understood(text) == (text, None)


def test_the_form_looks_in_one_part() -> None:
    assert rule_words.written("a, b c", "d", "e", "title") == '(title:a OR title:"b c") title:d -title:e'


def test_an_author_is_followed_by_the_whole_name() -> None:
    assert rule_words.by_author('Inès "Nes" Marot') == 'author:"Inès Nes Marot"'


def test_what_would_come_and_what_came_is_said_in_words() -> None:
    papers = tuple(map(PaperId, range(12)))
    would = rule_words.found(Preview(papers, 30, 2.8))
    assert would == "It would have found 12 papers in the last 30 days, about 3 a week."
    assert rule_words.found(Preview(papers[:1], 90, 0.1)).endswith("1 paper in the last 90 days, less than one a week.")
    assert "nothing" in rule_words.found(Preview((), 30, 0))
    assert rule_words.overlapping(Preview(papers, 30, 3, ((RuleId(9), 2),)), ()) == ""
    assert rule_words.came_of(Yield(63, 14)) == "63 matches, 14 starred"
    assert rule_words.ignored(Yield(63, 14, 19)) == ""
    assert "20" in rule_words.ignored(Yield(63, 14, 20))
