"""A morning's work over recorded lists: 250 papers at one key each, and all of it taken back."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.feeds.parse import parse
from storage import Feed, Intake, Library, Mark, PaperId, View
from tests.builders import arrive
from tests.fakes.clock import Clock
from tests.shared_data import shared
from tests.window.stand import Stand

pytestmark = [pytest.mark.recorded, pytest.mark.slow]

FIRST, LAST = date(2025, 3, 3), date(2025, 3, 28)
PAPERS = 250
KEYS = (Qt.Key.Key_X, Qt.Key.Key_N, Qt.Key.Key_L, Qt.Key.Key_Space)
"""Not for me; the next unread; later; read on, which in a window this high is the next unread as well."""


def poll(intake: Intake, feed: Feed, path: Path, url: str, *, day: date | None = None) -> None:
    """Let a recorded answer arrive."""
    answer = parse(
        path.read_bytes(), url=url, content_type="", feed=feed.id, now=datetime(2025, 3, 28, 20, tzinfo=UTC), day=day
    )
    arrive(intake, feed, *answer.incoming)


@pytest.fixture
def stand(  # noqa: PLR0917  fixtures
    qtbot: QtBot, folder: Path, clock: Clock, library: Library, intake: Intake, daily: Feed, listing: Feed
) -> Iterator[Stand]:
    QSettings().remove("list")
    files = sorted(shared("data/feeds/hf_daily").glob("2025-03-*.json"))
    clock.time = datetime.combine(LAST, time(20), UTC)
    library.add_rule("reasoning")
    poll(intake, listing, shared("data/feeds/arxiv_rss/stat-2024-03-26.rss.xml"), listing.url)
    for file in files:
        day = date.fromisoformat(file.stem)
        poll(intake, daily, file, f"{daily.url}?date={day}", day=day)
    standing = Stand(qtbot, folder, clock, library)
    standing.window.resize(1280, 1600)
    yield standing
    standing.close()
    QSettings().remove("list")


def show(stand: Stand, view: View) -> list[PaperId]:
    """Show some days and give the papers of their list."""
    before = stand.window.column.listing
    stand.window.browsing.show_view(view)
    patiently(stand, lambda: stand.window.column.listing is not before)
    return [PaperId(number) for number in stand.window.table.numbers()]


def triage(stand: Stand, papers: list[PaperId]) -> dict[PaperId, Qt.Key]:
    """Press one key for each of these papers, which stand in this order, and give which."""
    pressed = {}
    for place, number in enumerate(papers):
        assert stand.window.table.current_number() == number
        pressed[number] = KEYS[place % len(KEYS)]
        stand.key(pressed[number])
        QApplication.processEvents()
    return pressed


def patiently(stand: Stand, true: Callable[[], bool]) -> None:
    """Wait for the many acts that were asked for in one go."""
    stand.qtbot.waitUntil(true, timeout=60_000)


def marks(stand: Stand, papers: list[PaperId]) -> dict[PaperId, Mark]:
    return {entry.id: entry.mark for entry in stand.library.entries_of(papers)}


def test_250_recorded_papers_are_triaged_at_one_key_each_and_all_of_it_taken_back(stand: Stand) -> None:
    pressed: dict[PaperId, Qt.Key] = {}
    for view in (
        View("today", day=date(2024, 3, 26), until=date(2024, 3, 26)),
        View("today", day=FIRST, until=LAST),
    ):
        papers = show(stand, view)
        assert {heading.level for heading in stand.window.table.parts.headings().values()} <= {0, 1}
        pressed |= triage(stand, papers[: PAPERS - len(pressed)])
    assert len(pressed) == PAPERS
    stand.window.deeds.left_for(None)
    papers = list(pressed)
    wanted = Counter(pressed.values())
    patiently(
        stand, lambda: sum(mark.dismissed is not None for mark in marks(stand, papers).values()) == wanted[KEYS[0]]
    )
    patiently(stand, lambda: sum(mark.later is not None for mark in marks(stand, papers).values()) == wanted[KEYS[2]])
    patiently(
        stand, lambda: sum(mark.read is not None for mark in marks(stand, papers).values()) == PAPERS - wanted[KEYS[0]]
    )
    for number, mark in marks(stand, papers).items():
        key = pressed[number]
        assert (mark.dismissed is not None) == (key == KEYS[0])
        assert (mark.later is not None) == (key == KEYS[2])
        assert (mark.read is not None) == (key != KEYS[0])
        assert mark.starred is None
    for _act in range(wanted[KEYS[0]] + wanted[KEYS[2]]):
        stand.key(Qt.Key.Key_U)
        QApplication.processEvents()
    patiently(
        stand, lambda: all(mark.dismissed is None and mark.later is None for mark in marks(stand, papers).values())
    )
    assert [rule.text for rule in stand.library.rules()] == ["reasoning"]  # each key was one act, and no more
