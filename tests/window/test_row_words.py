"""The words of a row."""

from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale

from desktop.window import row_words
from storage import Appearance, Author, Entry, FeedId, Heat, Mark, Match, Paper, PaperId, RuleId

NOW = datetime(2026, 6, 2, 12, tzinfo=UTC)


def authors(*names: str) -> list[Author]:
    return [Author(name) for name in names]


def entry(mark: Mark = Mark(), appearance: Appearance | None = None, *, updated_to: int | None = None) -> Entry:  # noqa: B008
    return Entry(
        id=PaperId(1),
        paper=Paper("A title"),
        mark=mark,
        appearance=appearance,
        feeds=(),
        added=NOW - timedelta(hours=9),
        unread=False,
        updated_to=updated_to,
    )


def test_names_are_as_many_as_fit_and_a_number() -> None:
    five = authors("Ada Marot", "Ben Okoye", "Cy Li", "Di Wu", "Eve Roy")
    assert row_words.names(five, lambda text: len(text) < 100) == "Ada Marot, Ben Okoye, Cy Li, Di Wu, Eve Roy"
    assert row_words.names(five, lambda text: len(text) < 40) == "Ada Marot, Ben Okoye, and 3 others"
    assert row_words.names(five, lambda text: len(text) < 25) == "Ada Marot and 4 others"
    assert row_words.names(five, lambda text: len(text) < 5) == "Ada Marot +4"
    assert row_words.names(five[:1], lambda text: len(text) < 5) == "Ada Marot"
    assert row_words.names([], bool) == ""


def test_a_last_short_name_is_said_instead_of_one_other() -> None:
    assert row_words.names(authors("Ada Marot", "Ben Okoye", "Cy"), lambda text: len(text) <= 24) == (
        "Ada Marot, Ben Okoye, Cy"
    )


def test_thousands_of_authors_cost_a_dozen_tries() -> None:
    tried: list[str] = []

    def fits(text: str) -> bool:
        tried.append(text)
        return True

    said = row_words.names(authors(*(f"Author {number}" for number in range(3000))), fits)
    assert said.endswith("and 2988 others")
    assert len(tried) < 15


def test_categories_of_arxiv_stand_together() -> None:
    called = {FeedId(1): "Daily Papers", FeedId(2): "arXiv cs.LG", FeedId(3): "arXiv stat.ML"}
    shown = row_words.sources([FeedId(2), FeedId(1), FeedId(3), FeedId(9)], called)
    assert shown == "arXiv cs.LG, stat.ML · Daily Papers"


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=-5), "1 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=23, minutes=59), "23 h"),
        (timedelta(days=13, hours=23), "13 d"),
        (timedelta(days=20), "13 May"),
        (timedelta(days=400), "Apr 2025"),
    ],
)
def test_an_age_is_short(ago: timedelta, said: str) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale.c())
    try:
        assert row_words.age(NOW - ago, NOW) == said
    finally:
        QLocale.setDefault(before)


def test_the_facts_say_what_the_reader_did_and_what_is_new() -> None:
    later, done = Mark(later=NOW), Mark(later=NOW, done=NOW)
    assert row_words.facts(entry(later), NOW) == ["in Later", "9 h"]
    assert row_words.facts(entry(done), NOW) == ["done", "9 h"]
    coded = Appearance(date(2026, 6, 1), stars=1250)
    assert row_words.facts(entry(appearance=coded, updated_to=3), NOW) == ["12 h", "now v3", "code 1.2k"]


def test_growth_is_said_only_where_there_is_some() -> None:
    def heat(gained: int, hours: float) -> Heat:
        return Heat(1.0, 0.5, votes=40, gained=gained, hours=hours, projected=50.0, presence=1)

    assert row_words.growth(None) == row_words.growth(heat(0, 5)) == ""
    assert row_words.growth(heat(31, 23.8)) == "+31 in 24 h"
    assert row_words.growth(heat(2, 0.2)) == "+2 in 1 h"
    assert row_words.growth(heat(1999, 50)) == "+1.9k in 2 d"


def test_numbers_are_compact_and_never_rounded_up() -> None:
    assert [row_words.compact(number) for number in (0, 999, 1000, 1999, 9999, 34_900)] == [
        *("0", "999", "1k", "1.9k", "9.9k", "34k")
    ]


def test_a_rule_is_named_or_its_words_are() -> None:
    match = Match(RuleId(1), ("State spaces", "state space"), ())
    assert row_words.rule_words(match, {RuleId(1): "state space*"}) == "state space*"
    assert row_words.rule_words(match, {}) == "State spaces"
