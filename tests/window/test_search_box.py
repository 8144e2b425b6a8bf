"""Searching as the reader does it: typing, taking what is offered, coming back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.window.search_page import SearchPage
from desktop.window.search_words import FIELDS, STATES, WAYS
from storage import Feed, Intake, Library, View, search_fields, understood
from tests.fakes.clock import Clock
from tests.window.stand import TITLES, Stand, fill
from tests.window.test_main_window import IN_ORDER

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

Key = Qt.Key


@pytest.fixture
def stand(  # noqa: PLR0917  fixtures
    qtbot: QtBot, folder: Path, clock: Clock, library: Library, intake: Intake, daily: Feed
) -> Iterator[Stand]:
    QSettings().remove("search")
    fill(library, intake, daily)
    library.tag([library.entries("today")[0].id], add=["reading group", "thesis"])
    standing = Stand(qtbot, folder, clock, library)
    standing.until(lambda: standing.window.table.row_count() == 4 and bool(standing.window._counts.tags))
    standing.key(Key.Key_Slash)
    yield standing
    standing.close()


def typed(stand: Stand, text: str) -> None:
    QTest.keyClicks(stand.window.search_box, text)


def press(stand: Stand, key: Qt.Key) -> None:
    """Press a key where it goes while something is offered, else in the box."""
    box = stand.window.search_box
    QTest.keyClick(box._popup if box.offering() else box, key)


def offered(stand: Stand) -> list[str]:
    box = stand.window.search_box
    return [box._offers.item(row).text() for row in range(box._offers.rowCount())] if box.offering() else []


def test_a_field_and_its_value_are_completed_by_keys_alone(stand: Stand) -> None:
    typed(stand, "ta")
    assert offered(stand) == ["tag:"]
    press(stand, Key.Key_Tab)
    assert offered(stand) == ["reading group", "thesis"]
    press(stand, Key.Key_Down)
    press(stand, Key.Key_Return)
    assert stand.window.search_box.text() == 'tag:"reading group" '
    stand.until(lambda: stand.titles() == [TITLES[2]])
    assert stand.window.focusWidget() is stand.window.search_box


def test_enter_is_the_search_while_nothing_is_chosen(stand: Stand) -> None:
    typed(stand, "is:unread ti")
    assert offered(stand) == ["title:"]
    press(stand, Key.Key_Return)
    assert stand.window.search_box.text() == "is:unread ti"
    assert not offered(stand)
    assert stand.window.focusWidget() is stand.window.table


def test_escape_takes_the_offers_away_first_and_then_leads_back(stand: Stand) -> None:
    typed(stand, "is:")
    assert "starred" in offered(stand)
    press(stand, Key.Key_Escape)
    assert not offered(stand)
    assert stand.window.search_box.text() == "is:"
    press(stand, Key.Key_Escape)
    stand.until(lambda: stand.titles() == IN_ORDER)
    assert stand.window.focusWidget() is stand.window.table


def test_authors_in_sight_are_offered(stand: Stand) -> None:
    typed(stand, "author:ma")
    assert offered(stand) == ["Ada Marot"]


def test_escape_leads_back_to_the_view_the_papers_and_the_place(stand: Stand) -> None:
    stand.key(Key.Key_G)
    stand.key(Key.Key_A)
    stand.until(lambda: stand.window.browsing.view == View("all") and not stand.window.table.parts.headings())
    numbers = list(stand.window.table.numbers())
    stand.window.table.go_to_row(1)
    QTest.keyClick(stand.window.table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    scroll = stand.window.table.verticalScrollBar().value()
    stand.window.browsing.start_search()
    typed(stand, "otters")
    stand.until(lambda: stand.titles() == [TITLES[3]])
    looked_at: list[int] = []
    stand.window.table.current_changed.connect(looked_at.append)
    press(stand, Key.Key_Escape)
    stand.until(lambda: stand.window.table.row_count() == 4)
    assert stand.window.browsing.view == View("all")
    assert stand.window.table.numbers_selected() == numbers[1:3]
    assert stand.window.table.current_number() == numbers[2]
    assert stand.window.table.verticalScrollBar().value() == scroll
    assert looked_at == [numbers[2]]  # none in between would be taken for read


def test_a_fault_is_told_with_its_place_while_the_rest_is_searched_for(stand: Stand) -> None:
    box = stand.window.search_box
    typed(stand, "otters is:old seals")
    typed(stand, "\b" * 6)
    stand.until(lambda: stand.titles() == [TITLES[3]])
    assert box.problem() == ""  # the reader may only be half way
    press(stand, Key.Key_Return)
    assert "“is:old” is not known" in box.problem()
    assert "character 11" in box.problem()
    assert box.accessibleDescription() == box.problem()
    typed(stand, "\b" * 7)
    assert box.problem() == ""
    assert box.accessibleDescription() == ""


def test_a_slip_is_mended_by_a_click(stand: Stand) -> None:
    box = stand.window.search_box
    typed(stand, "tilte:otters now")
    stand.until(lambda: bool(box.problem()))
    button = stand.window.findChild(QPushButton, "mend")
    assert isinstance(button, QPushButton)
    assert button.text() == "Search for title:otters now"
    button.click()
    assert box.text() == "title:otters now"
    assert box.problem() == ""


def test_one_key_is_a_search_at_once_and_a_burst_is_one_more(stand: Stand) -> None:
    asked: list[str] = []
    stand.window.search_box.asked.connect(asked.append)
    typed(stand, "otters")
    assert asked == ["o"]
    stand.until(lambda: asked[-1] == "otters")
    assert len(asked) <= 3  # on a slow machine the burst may be two


def test_another_view_empties_the_box_and_takes_back_what_was_wrong_with_it(stand: Stand) -> None:
    box = stand.window.search_box
    typed(stand, "is:old seals")
    stand.until(lambda: bool(box.problem()))
    stand.window.actions_["all"].trigger()
    assert (box.text(), box.problem()) == ("", "")
    stand.until(lambda: stand.window.browsing.view == View("all"))


def test_earlier_searches_come_back_in_an_empty_box(stand: Stand) -> None:
    for text in ("otters", "seals"):
        typed(stand, text)
        press(stand, Key.Key_Return)
        stand.window.browsing.start_search()
        press(stand, Key.Key_Backspace)
    assert stand.window.search_box.text() == ""
    press(stand, Key.Key_Down)
    assert offered(stand) == ["seals", "otters"]
    press(stand, Key.Key_Down)
    press(stand, Key.Key_Return)
    assert stand.window.search_box.text() == "otters"
    stand.until(lambda: stand.titles() == [TITLES[3]])


def test_the_page_of_the_language_lists_all_of_it_and_every_example_can_be_searched_for() -> None:
    assert set(FIELDS) == {field.name for field in search_fields()}
    assert set(STATES) == {state for field in search_fields() for state in field.values}
    examples = [example for example, _means in WAYS] + [example for _means, example in FIELDS.values()]
    assert [understood(example) for example in examples] == [(example, None) for example in examples]


def test_an_example_of_the_page_is_tried(stand: Stand) -> None:
    stand.window.actions_["search_help"].trigger()
    page = stand.window.findChild(SearchPage)
    assert isinstance(page, SearchPage)
    QTest.keyClicks(page.columns.field, "your reading list")
    shown = [button for button in page.findChildren(QPushButton, "example") if button.isVisible()]
    assert [button.text() for button in shown] == ["is:later"]
    shown[0].click()
    assert stand.window.search_box.text() == "is:later"
