from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.window.actions import DEEDS
from desktop.window.blank_words import Blank
from desktop.window.help_dialog import HelpDialog
from storage import Feed, Intake, Library, ListName, View
from tests.builders import TUESDAY, arrive, incoming, paper
from tests.fakes.clock import Clock
from tests.window.stand import TITLES, Stand, fill

IN_ORDER = [TITLES[2], TITLES[0], TITLES[1], TITLES[3]]
"""Today's list: the paper that a rule matched first, then by votes."""


@pytest.fixture
def stand(  # noqa: PLR0917  fixtures
    qtbot: QtBot, folder: Path, clock: Clock, library: Library, intake: Intake, daily: Feed
) -> Iterator[Stand]:
    fill(library, intake, daily)
    standing = Stand(qtbot, folder, clock, library)
    standing.until(lambda: standing.window.table.row_count() == 4)
    yield standing
    standing.close()


def test_the_window_opens_on_today_with_the_first_paper(stand: Stand) -> None:
    assert stand.titles() == IN_ORDER
    assert stand.current().paper.title == IN_ORDER[0]
    assert stand.window.pane.number() == stand.current().id


@pytest.mark.parametrize(
    ("key", "field"),
    [(Qt.Key.Key_S, "starred"), (Qt.Key.Key_L, "later"), (Qt.Key.Key_D, "done"), (Qt.Key.Key_X, "dismissed")],
)
def test_one_key_marks_the_paper_and_u_takes_it_back(stand: Stand, key: Qt.Key, field: str) -> None:
    number = stand.current().id
    stand.key(key)
    stand.until(lambda: getattr(stand.library.entry(number).mark, field) is not None)
    stand.key(Qt.Key.Key_U)
    stand.until(lambda: getattr(stand.library.entry(number).mark, field) is None)


def test_later_and_dismiss_go_on_to_the_next_paper(stand: Stand) -> None:
    stand.key(Qt.Key.Key_L)
    assert stand.current().paper.title == IN_ORDER[1]
    stand.key(Qt.Key.Key_X)
    assert stand.current().paper.title == IN_ORDER[2]
    stand.until(lambda: stand.titles() == [IN_ORDER[0], IN_ORDER[2], IN_ORDER[3]])
    assert stand.current().paper.title == IN_ORDER[2]


def test_a_day_is_triaged_with_one_key_each(stand: Stand) -> None:
    for key in (Qt.Key.Key_S, Qt.Key.Key_J, Qt.Key.Key_L, Qt.Key.Key_X, Qt.Key.Key_S):
        stand.key(key)
    stand.until(lambda: len(stand.library.entries("starred")) == 2)
    assert [entry.paper.title for entry in stand.library.entries("later")] == [IN_ORDER[1]]
    assert [entry.paper.title for entry in stand.library.entries("all", text="is:dismissed")] == [IN_ORDER[2]]


def test_a_paper_is_read_when_it_is_left_and_not_before(stand: Stand) -> None:
    first = stand.current().id
    assert stand.current().unread
    stand.key(Qt.Key.Key_J)
    stand.until(lambda: not stand.library.entry(first).unread)
    assert stand.current().unread


def test_a_paper_that_is_left_for_another_list_is_read_too(stand: Stand) -> None:
    first = stand.current().id
    stand.key(Qt.Key.Key_G)
    stand.key(Qt.Key.Key_L)
    stand.until(lambda: not stand.library.entry(first).unread)


def test_undo_takes_back_the_star_and_not_the_reading(stand: Stand) -> None:
    first = stand.current().id
    stand.key(Qt.Key.Key_S)
    stand.key(Qt.Key.Key_J)
    stand.until(lambda: not stand.library.entry(first).unread)
    stand.key(Qt.Key.Key_U)
    stand.until(lambda: stand.library.entry(first).mark.starred is None)
    assert not stand.library.entry(first).unread


def test_m_keeps_a_paper_unread_that_is_left(stand: Stand) -> None:
    first = stand.current().id
    stand.key(Qt.Key.Key_M)
    stand.until(lambda: not stand.library.entry(first).unread)
    stand.until(lambda: not stand.current().unread)
    stand.key(Qt.Key.Key_M)
    stand.until(lambda: stand.library.entry(first).unread)
    stand.key(Qt.Key.Key_J)
    stand.qtbot.wait(50)
    assert stand.library.entry(first).unread


def test_n_and_p_go_over_what_is_read(stand: Stand) -> None:
    second = stand.library.entries("today")[1].id
    stand.library.mark([second], "read")
    stand.reading.look()
    stand.until(lambda: not stand.window.table.entry_of(second).unread)  # type: ignore[union-attr]  # its row is in sight
    stand.key(Qt.Key.Key_N)
    assert stand.current().paper.title == IN_ORDER[2]


def test_the_rest_is_marked_read_by_one_act(stand: Stand) -> None:
    stand.key(Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    stand.until(lambda: stand.library.entries("unread") == [])
    stand.key(Qt.Key.Key_U)
    stand.until(lambda: len(stand.library.entries("unread")) == 4)


def test_views_are_chosen_by_keys(stand: Stand) -> None:
    stand.library.mark([stand.current().id], "star")
    views: tuple[tuple[Qt.Key, ListName, int], ...] = (
        (Qt.Key.Key_S, "starred", 1),
        (Qt.Key.Key_A, "all", 4),
        (Qt.Key.Key_T, "today", 4),
    )
    for second, name, count in views:
        stand.key(Qt.Key.Key_G)
        stand.key(second)
        stand.until(partial(_shows, stand, View(name), count))


def _shows(stand: Stand, view: View, count: int) -> bool:
    return stand.window.sidebar.view() == view and stand.window.table.row_count() == count


def test_typing_searches_everything_and_escape_leads_back(stand: Stand) -> None:
    stand.key(Qt.Key.Key_Slash)
    assert stand.window.focusWidget() is stand.window.search_box
    QTest.keyClicks(stand.window.search_box, "otters")
    stand.until(lambda: stand.titles() == [TITLES[3]])
    QTest.keyClick(stand.window.search_box, Qt.Key.Key_Escape)
    stand.until(lambda: stand.titles() == IN_ORDER)
    assert stand.window.focusWidget() is stand.window.table


def test_letters_are_letters_in_a_text_field(stand: Stand) -> None:
    number = stand.current().id
    stand.key(Qt.Key.Key_Slash)
    QTest.keyClicks(stand.window.search_box, "sxlm")
    stand.qtbot.wait(100)
    mark = stand.library.entry(number).mark
    assert (mark.starred, mark.dismissed, mark.later) == (None, None, None)
    assert stand.window.search_box.text() == "sxlm"


def test_a_search_without_results_says_so(stand: Stand) -> None:
    stand.window.search_box.setText("unicorns")
    stand.until(lambda: stand.window.column.stack.currentWidget() is stand.window.column.empty)
    assert "unicorns" in stand.window.column.empty.text()


def test_new_papers_wait_above_the_list(stand: Stand, intake: Intake, daily: Feed) -> None:
    arrive(intake, daily, incoming(paper("Newcomers", arxiv="2606.00009"), votes=99))
    stand.reading.look()
    stand.until(stand.window.column.banner.isVisible)
    assert stand.titles() == IN_ORDER
    stand.window.column.banner.click()
    assert TITLES[0] in stand.titles()
    assert "Newcomers" in stand.titles()
    assert not stand.window.column.banner.isVisible()


def test_a_star_of_another_program_is_seen(stand: Stand) -> None:
    number = stand.current().id
    stand.library.mark([number], "star")
    stand.reading.look()
    stand.until(lambda: stand.window.table.entry_of(number).mark.starred is not None)  # type: ignore[union-attr]  # its row is in sight


def test_a_notice_brings_its_paper_up(stand: Stand) -> None:
    last = stand.library.entries("today")[3].id
    stand.window.show_paper(last)
    assert stand.current().id == last
    stand.key(Qt.Key.Key_G)
    stand.key(Qt.Key.Key_S)
    stand.until(lambda: stand.window.table.row_count() == 0)
    stand.window.show_paper(last)
    stand.until(lambda: stand.window.table.current_number() == last)


def test_a_star_of_another_program_is_seen_on_the_day_that_one_comes_back_to(
    stand: Stand, intake: Intake, daily: Feed
) -> None:
    arrive(intake, daily, incoming(paper("From Monday", arxiv="2606.00008"), day=TUESDAY - timedelta(days=1), votes=3))
    number = stand.current().id
    stand.key(Qt.Key.Key_BracketLeft)
    stand.until(lambda: stand.titles() == ["From Monday"])
    stand.library.mark([number], "star")
    stand.reading.look()
    stand.qtbot.wait(100)
    stand.key(Qt.Key.Key_G)
    stand.key(Qt.Key.Key_T)
    stand.until(lambda: stand.titles() == IN_ORDER)
    shown = stand.window.table.entry_of(number)
    assert shown is not None
    assert shown.mark.starred is not None


def test_space_leaves_the_last_paper_read(stand: Stand) -> None:
    for _ in range(12):
        stand.key(Qt.Key.Key_Space)
    stand.until(lambda: stand.library.entries("unread") == [])


def test_days_are_left_and_come_back_to(stand: Stand, intake: Intake, daily: Feed) -> None:
    monday = TUESDAY - timedelta(days=1)
    arrive(intake, daily, incoming(paper("From Monday", arxiv="2606.00008"), day=monday, votes=3))
    stand.key(Qt.Key.Key_BracketLeft)
    stand.until(lambda: stand.titles() == ["From Monday"])
    stand.key(Qt.Key.Key_BracketRight)
    stand.until(lambda: stand.titles() == IN_ORDER)


def test_a_gap_in_the_days_is_passed_in_one_step_and_the_end_is_said(stand: Stand, intake: Intake, daily: Feed) -> None:
    sunday = TUESDAY - timedelta(days=9)
    arrive(intake, daily, incoming(paper("From a Sunday", arxiv="2605.00008"), day=sunday, votes=3))
    said: list[str] = []
    stand.reading.done.connect(said.append)
    stand.key(Qt.Key.Key_BracketLeft)
    stand.until(lambda: stand.titles() == ["From a Sunday"])
    stand.key(Qt.Key.Key_BracketLeft)
    stand.until(lambda: said == ["There is no earlier list."])
    assert stand.titles() == ["From a Sunday"]
    stand.key(Qt.Key.Key_BracketRight)
    stand.until(lambda: stand.titles() == IN_ORDER)


def test_the_focus_is_in_the_list_when_its_papers_have_come(stand: Stand) -> None:
    assert stand.window.focusWidget() is stand.window.table
    stand.window.column.show_blank(Blank("Nothing"))
    assert stand.window.focusWidget() is stand.window.column.empty
    stand.key(Qt.Key.Key_G)
    stand.key(Qt.Key.Key_A)
    stand.until(lambda: stand.window.focusWidget() is stand.window.table)


def test_shift_b_copies_a_citation_of_all_selected_papers(stand: Stand) -> None:
    stand.key(Qt.Key.Key_J, Qt.KeyboardModifier.ShiftModifier)
    stand.key(Qt.Key.Key_B, Qt.KeyboardModifier.ShiftModifier)
    stand.until(lambda: QGuiApplication.clipboard().text().startswith("\\cite{"))
    assert QGuiApplication.clipboard().text().count(",") == 1


def test_copying_puts_link_and_bibtex_on_the_clipboard(stand: Stand) -> None:
    clipboard = QGuiApplication.clipboard()
    stand.key(Qt.Key.Key_B)
    stand.until(lambda: clipboard.text().startswith("@misc{marot2026"))


def test_check_asks_the_poller(stand: Stand) -> None:
    stand.key(Qt.Key.Key_R)
    assert stand.checks.asked == [True]
    stand.checks.started.emit()
    assert stand.window.status.stop.isVisible()
    stand.checks.progressed.emit(12, 40, "A <b>journal</b>")
    assert "Checking 12 of 40 feeds…" in stand.said()
    stand.window.status.stop.click()
    assert stand.checks.cancelled == 1
    stand.checks.finished.emit({"polled": 2, "new": 5})
    assert not stand.window.status.stop.isVisible()


def test_a_tag_and_a_note_of_the_pane_are_stored(stand: Stand) -> None:
    number = stand.current().id
    stand.window.pane.tags_asked.emit(["methods"], [])
    stand.window.pane.note_asked.emit("why")
    stand.until(lambda: stand.library.entry(number).mark.note == "why")
    assert stand.library.entry(number).mark.tags == ("methods",)
    stand.until(lambda: View(tag="methods") in _views(stand))


def _views(stand: Stand) -> list[View | None]:
    return [line.shows.view for line in stand.window.sidebar._lines.lines()]


def test_every_mark_is_for_all_selected_papers(stand: Stand) -> None:
    stand.window.table.selectAll()
    stand.key(Qt.Key.Key_S)
    stand.until(lambda: len(stand.library.entries("starred")) == 4)


def test_without_a_selection_the_paper_in_sight_is_meant(stand: Stand) -> None:
    number = stand.current().id
    stand.window.table.clearSelection()
    stand.key(Qt.Key.Key_S)
    stand.until(lambda: stand.library.entry(number).mark.starred is not None)


def test_the_help_names_every_key(stand: Stand) -> None:
    stand.key(Qt.Key.Key_F1)
    stand.until(lambda: stand.window.findChild(HelpDialog) is not None)
    assert all(deed.name in stand.window.actions_ for deed in DEEDS)
    assert all(action.text() and action.objectName() for action in stand.window.actions_.values())


def test_no_key_is_dealt_twice() -> None:
    keys = [key for deed in DEEDS for key in deed.keys]
    assert len(keys) == len(set(keys))


def test_a_feed_that_is_followed_already_is_said_to_be(stand: Stand, daily: Feed) -> None:
    with stand.qtbot.waitSignal(stand.reading.done) as said:
        stand.reading.add_feed(daily.url, kind="daily_papers")
    assert said.args == ["You follow this feed already."]
    assert len(stand.library.feeds()) == 1
