"""A row as it is laid out and painted: nothing over the edge, nothing over something else, why it is here."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QFont, QFontMetricsF
from pytestqt.qtbot import QtBot

from desktop.window.paper_row import PaperRow
from desktop.window.row_layout import Density, RowLayout, RowMaker, Sizes, broken, marked_places, spans
from storage import Appearance, Author, Entry, FeedId, Heat, Mark, Match, Paper, PaperId, RuleId

NOW = datetime(2026, 6, 2, 12, tzinfo=UTC)
FEEDS = {FeedId(1): "Daily Papers", FeedId(2): "arXiv cs.LG"}
RULES = {RuleId(1): "state space models"}
TITLE = "Selective gates are all you prune: structured sparsity for state space models"
DENSITIES = pytest.mark.parametrize("density", get_args(Density))


def match(words: str, start: int, *, where: str = "title") -> Match:
    return Match(RuleId(1), (words,), ((where, start, start + len(words)),))


def entry(
    title: str = TITLE,
    *,
    authors: Sequence[str] = ("Ines Marot", "Takumi Oda"),
    votes: int | None = 128,
    gained: int = 31,
    mark: Mark = Mark(),  # noqa: B008
    matches: tuple[Match, ...] = (),
    unread: bool = True,
) -> Entry:
    return Entry(
        id=PaperId(1),
        paper=Paper(title, tuple(Author(name) for name in authors)),
        mark=mark,
        appearance=Appearance(date(2026, 6, 2), votes=votes),
        feeds=(FeedId(1), FeedId(2)),
        added=NOW - timedelta(hours=9),
        unread=unread,
        heat=Heat(1, 1, 128, gained, 24, 150, 1) if votes else None,
        matches=matches,
    )


def lay(one: Entry, density: Density = "tall", *, width: int = 500) -> RowLayout:
    return RowMaker(Sizes(QFont(), density), width, NOW, FEEDS, RULES).lay(one)


def said(row: RowLayout) -> list[str]:
    return [run.text for run in row.runs]


def test_a_tall_row_says_all_that_the_reader_decides_by(qtbot: QtBot) -> None:
    row = lay(entry("A short title", mark=Mark(tags=("to-cite",))))
    assert said(row) == [
        *("128", "+31 in 24 h", "A short title", "Ines Marot, Takumi Oda"),
        *("Daily Papers · arXiv cs.LG · 9 h", "to-cite"),
    ]
    assert row.dot is not None
    assert row.triangle is not None


def test_new_is_said_only_of_what_is_unread(qtbot: QtBot) -> None:
    assert "new" in said(lay(entry(votes=None)))
    assert "new" not in said(lay(entry(votes=None, unread=False)))


def test_unread_titles_are_bold_and_dismissed_ones_faint(qtbot: QtBot) -> None:
    titles = {
        name: next(run for run in lay(one).runs if run.text == "Title")
        for name, one in (
            ("unread", entry("Title")),
            ("read", entry("Title", unread=False)),
            ("dismissed", entry("Title", unread=False, mark=Mark(dismissed=NOW))),
        )
    }
    assert titles["unread"].font.bold()
    assert not titles["read"].font.bold()
    assert (titles["read"].ink, titles["dismissed"].ink) == ("text", "dim")


@DENSITIES
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=st.text(max_size=200),
    authors=st.lists(st.text(min_size=1, max_size=60), max_size=5),
    tags=st.lists(st.text(min_size=1, max_size=40), max_size=6, unique=True),
    votes=st.none() | st.integers(0, 200_000),
    width=st.integers(260, 1400),
    gained=st.integers(0, 30_000),
    matched=st.booleans(),
)
def test_nothing_stands_over_the_edge_or_over_something_else(  # noqa: PLR0917
    qtbot: QtBot,
    density: Density,
    title: str,
    authors: list[str],
    tags: list[str],
    votes: int | None,
    width: int,
    gained: int,
    matched: bool,
) -> None:
    hits = (match("abstract", 0, where="abstract"),) if matched else ()
    row = lay(
        entry(title, authors=authors, votes=votes, gained=gained, matches=hits, mark=Mark(tags=tuple(tags))),
        density,
        width=width,
    )
    words: list[QRectF] = []
    for run in row.runs:
        left, right = run.x, run.x + QFontMetricsF(run.font).horizontalAdvance(run.text)
        assert 0 <= left <= right <= width
        assert 0 < run.y < Sizes(QFont(), density).height
        high = QFontMetricsF(run.font).xHeight()
        words.append(QRectF(left, run.y - high, right - left, high).adjusted(0.5, 0, -0.5, 0))
    words.append(row.star)
    assert not [(one, other) for one, other in combinations(words, 2) if one.intersects(other)]
    assert all(box.rect.right() <= width for box in row.boxes)


def test_matched_words_are_marked_where_they_stand(qtbot: QtBot) -> None:
    start = TITLE.index("state space models")
    row = lay(entry(matches=(match("state space models", start),)), width=900)
    (box,) = row.boxes
    line = next(run for run in row.runs if "state space models" in run.text)
    before = QFontMetricsF(line.font).horizontalAdvance(line.text.partition("state space models")[0])
    assert box.rect.left() == pytest.approx(line.x + before, abs=3)
    assert box.tag == ""


def test_a_title_with_maths_reads_as_words_and_keeps_its_marks(qtbot: QtBot) -> None:
    title = r"$\alpha$-Fair \emph{state space} models in $O(n^2)$"
    found = lay(entry(title, matches=(match("state space", title.index("state")),)), width=900)
    (run,) = [run for run in found.runs if "Fair" in run.text]
    assert run.text == "α-Fair state space models in O(n²)"
    (box,) = [box for box in found.boxes if not box.tag]
    metrics = QFontMetricsF(run.font)
    assert box.rect.left() == pytest.approx(run.x + metrics.horizontalAdvance("α-Fair "), abs=4)
    assert box.rect.right() == pytest.approx(run.x + metrics.horizontalAdvance("α-Fair state space"), abs=4)


def test_words_that_the_title_does_not_show_are_said_beside_the_sources(qtbot: QtBot) -> None:
    hidden = entry(matches=(match("state space models", 12, where="abstract"),))
    assert "state space models" in said(lay(hidden))
    cut = entry("x " * 200 + "gates", matches=(match("gates", 400),))
    assert "state space models" in said(lay(cut))


def test_words_of_a_title_that_was_replaced_are_marked_no_more(qtbot: QtBot) -> None:
    assert marked_places(entry("An entirely different title", matches=(match("state space models", 3),))) == []
    assert marked_places(entry("Short", matches=(match("state space models", 30),))) == []


def test_marks_that_overlap_are_one(qtbot: QtBot) -> None:
    both = (match("state space", 0), match("space models", 6), match("rule", 19))
    assert marked_places(entry("state space models rule", matches=both)) == [(0, 18), (19, 23)]


def test_letters_beyond_the_basic_plane_do_not_shift_lines_or_marks(qtbot: QtBot) -> None:
    font = QFont()
    text = "𝒪(𝓃) bounds for 🧬 models"
    first, rest = broken(text, font, QFontMetricsF(font).horizontalAdvance("𝒪(𝓃) bounds for"))
    assert f"{first} {rest}" == text
    start = text.index("models")
    ((left, right),) = spans(text, font, [(start, len(text))])
    whole = QFontMetricsF(font).horizontalAdvance(text)
    assert right == pytest.approx(whole, abs=2)
    assert right - left == pytest.approx(QFontMetricsF(font).horizontalAdvance("models"), abs=2)


def test_more_tags_than_fit_are_counted(qtbot: QtBot) -> None:
    row = lay(entry(mark=Mark(tags=tuple(f"a long tag {number}" for number in range(9)))))
    shown = sum(1 for run in row.runs if run.tag)
    assert 0 < shown < 9
    assert f"+{9 - shown}" in said(row)


def test_a_long_title_is_cut_and_known_to_be(qtbot: QtBot) -> None:
    assert lay(entry("word " * 60)).cut
    assert not lay(entry("A short title")).cut
    assert lay(entry(), "slim").cut


@DENSITIES
def test_rows_grow_with_the_font(qtbot: QtBot, density: Density) -> None:
    small, large = QFont(), QFont()
    small.setPointSizeF(10)
    large.setPointSizeF(20)
    assert Sizes(large, density).height == pytest.approx(Sizes(small, density).height * 2, rel=0.1)
    large.setPixelSize(30)
    assert Sizes(large, density).height > Sizes(small, density).height


def test_a_row_is_laid_out_once_until_something_changes(qtbot: QtBot) -> None:
    painter, one = PaperRow(), entry()
    first = painter.laid(one, 500)
    assert painter.laid(one, 500) is first
    assert painter.laid(entry("Another text of the same paper"), 500) is not first
    second = painter.laid(one, 500)
    painter.set_now(NOW + timedelta(hours=3))
    assert "Daily Papers" not in said(second)
    painter.set_names(FEEDS, RULES)
    assert "Daily Papers · arXiv cs.LG · 12 h" in said(painter.laid(one, 500))


def test_the_star_is_easy_to_hit(qtbot: QtBot) -> None:
    painter, one, rect = PaperRow(), entry(), QRect(0, 92, 500, 92)
    star = painter.laid(one, 500).star.center() + QPointF(0, 92)
    assert painter.star_at(one, rect, star + QPointF(10, -10))
    assert not painter.star_at(one, rect, star - QPointF(40, 0))
