"""The sidebar as the reader uses it: by keys, by the mouse, by dragging."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QContextMenuEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from desktop.window.colours import palette
from desktop.window.dragging import FEEDS, PAPERS, pack
from desktop.window.shelves import Row
from desktop.window.tag_colours import CHOICES
from storage import Feed, FeedId, Intake, Library, PaperId, Trouble, View
from tests.fakes.clock import Clock
from tests.window.stand import TITLES, Stand, fill

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

Key = Qt.Key


@pytest.fixture
def stand(  # noqa: PLR0917  fixtures
    qtbot: QtBot, folder: Path, clock: Clock, library: Library, intake: Intake, daily: Feed
) -> Iterator[Stand]:
    QSettings().remove("sidebar")
    fill(library, intake, daily)
    numbers = library.numbers(View("all"))
    library.tag([PaperId(numbers[0])], add=["thesis/ch2", "to-cite"])
    library.tag([PaperId(numbers[1])], add=["thesis/ch3"])
    library.add_search("Big ones", "votes:>15")
    lab = library.add_feed("http://127.0.0.1/lab.xml", title="Lab")[0]
    library.edit_feed(lab.id, folder="Groups")
    standing = Stand(qtbot, folder, clock, library)
    standing.until(lambda: standing.window.table.row_count() == 4 and "feed/2" in keys(standing))
    standing.window.sidebar.setFocus()
    yield standing
    standing.close()


def keys(stand: Stand) -> list[str]:
    """Give the lines by their keys, from the top."""
    return [line.shows.key for line in stand.window.sidebar._lines.lines()]


def row(stand: Stand, key: str) -> Row:
    line = stand.window.sidebar._lines.line(key)
    assert line is not None
    return line.shows


def box_middle(stand: Stand, key: str) -> QPoint:
    line = stand.window.sidebar._lines.line(key)
    assert line is not None
    return stand.window.sidebar.visualRect(stand.window.sidebar._lines.indexFromItem(line)).center()


def press(stand: Stand, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(stand.window.sidebar, key, modifier)


def go_to(stand: Stand, key: str) -> None:
    stand.window.sidebar._go_to(key)


def click(stand: Stand, key: str, place: QPoint | None = None) -> None:
    at = place or box_middle(stand, key)
    QTest.mouseClick(stand.window.sidebar.viewport(), Qt.MouseButton.LeftButton, pos=at)


def tags(stand: Stand) -> set[str]:
    return set(stand.library.tags())


# Walking


def test_arrows_show_what_they_pass_and_enter_goes_on_to_the_papers(stand: Stand) -> None:
    press(stand, Key.Key_End)
    press(stand, Key.Key_Home)
    press(stand, Key.Key_Down)
    stand.until(lambda: stand.window.browsing.view == View("later"))
    assert stand.window.focusWidget() is stand.window.sidebar
    press(stand, Key.Key_Return)
    assert stand.window.focusWidget() is stand.window.table


def test_a_line_is_found_by_its_first_letters(stand: Stand) -> None:
    QTest.keyClicks(stand.window.sidebar, "big")
    stand.until(lambda: sorted(stand.titles()) == sorted(TITLES[:3]))
    assert stand.window.browsing.view.search is not None
    assert stand.window.sidebar.row() == row(stand, "search/1")


def test_a_click_shows_a_view_and_goes_to_its_papers(stand: Stand) -> None:
    click(stand, "tag/thesis")
    stand.until(lambda: stand.window.table.row_count() == 2)
    assert stand.window.browsing.view == View(tag="thesis")
    assert stand.window.focusWidget() is stand.window.table


def test_what_was_folded_stays_folded(stand: Stand, folder: Path, clock: Clock, library: Library) -> None:
    go_to(stand, "section/tags")
    press(stand, Key.Key_Return)
    go_to(stand, "folder/groups")
    press(stand, Key.Key_Left)
    shown = stand.window.sidebar
    closed = {"section/tags", "folder/groups"}
    assert {key for key in keys(stand) if _has_below(stand, key) and not _is_open(stand, key)} == closed
    library.tag([PaperId(1)], add=["new"])
    stand.reading.look()
    stand.until(lambda: "tag/new" in keys(stand))
    assert not _is_open(stand, "section/tags")
    again = Stand(stand.qtbot, folder, clock, library)
    again.until(lambda: "feed/2" in keys(again))
    assert not _is_open(again, "section/tags")
    assert _is_open(again, "section/feeds")
    assert shown is not again.window.sidebar
    again.close()


def _has_below(stand: Stand, key: str) -> bool:
    line = stand.window.sidebar._lines.line(key)
    return line is not None and bool(line.below)


def _is_open(stand: Stand, key: str) -> bool:
    line = stand.window.sidebar._lines.line(key)
    return line is not None and stand.window.sidebar.isExpanded(stand.window.sidebar._lines.indexFromItem(line))


def test_a_heading_folds_at_a_click_and_a_tag_at_its_arrow(stand: Stand) -> None:
    click(stand, "section/feeds")
    assert not _is_open(stand, "section/feeds")
    arrow = QPoint(stand.window.sidebar.viewport().rect().left() + 5, box_middle(stand, "tag/thesis").y())
    click(stand, "tag/thesis", arrow)
    assert not _is_open(stand, "tag/thesis")
    assert stand.window.browsing.view == View("today")


def test_news_from_outside_moves_nothing(stand: Stand, library: Library) -> None:
    stand.window.resize(900, 480)
    go_to(stand, "tag/to-cite")
    bar = stand.window.sidebar.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = bar.value()
    line = stand.window.sidebar._lines.line("tag/thesis")
    library.tag([PaperId(3)], add=["thesis/ch2"])
    stand.reading.look()
    stand.until(lambda: row(stand, "tag/thesis/ch2").count == 2)
    assert bar.value() == before
    assert stand.window.sidebar.row() == row(stand, "tag/to-cite")
    assert stand.window.sidebar._lines.line("tag/thesis") is line
    assert stand.window.browsing.view == View(tag="to-cite")


# Tags


def rename(stand: Stand, key: str, name: str) -> None:
    go_to(stand, key)
    press(stand, Key.Key_F2)
    field = next(one for one in stand.window.sidebar.findChildren(QLineEdit, "rename") if one.isVisible())
    field.setText(name)
    QTest.keyClick(field, Key.Key_Return)


def test_f2_renames_a_tag_with_those_below_it_and_undo_takes_it_back(stand: Stand) -> None:
    with stand.qtbot.waitSignal(stand.reading.done) as said:
        rename(stand, "tag/thesis", "book")
    assert said.args == ["“thesis” is now “book”. Ctrl+Z takes it back."]
    assert tags(stand) == {"book/ch2", "book/ch3", "to-cite"}
    stand.until(lambda: "tag/book/ch2" in keys(stand))
    stand.window.actions_["undo"].trigger()
    stand.until(lambda: tags(stand) == {"thesis/ch2", "thesis/ch3", "to-cite"})


def test_a_tag_that_gets_the_name_of_another_is_joined_after_a_question(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(box: QMessageBox, yes: bool) -> int:
        asked.append(box.text())
        (box.defaultButton() if yes else box.button(QMessageBox.StandardButton.Cancel)).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", lambda box: answer(box, yes=False))
    rename(stand, "tag/to-cite", "Thesis/ch3")
    stand.until(lambda: bool(asked))
    assert asked == ["“thesis/ch3” is a tag already, with 1 paper. Join “to-cite” (1 paper) with it?"]
    assert "to-cite" in tags(stand)
    monkeypatch.setattr(QMessageBox, "exec", lambda box: answer(box, yes=True))
    rename(stand, "tag/to-cite", "Thesis/ch3")
    stand.until(lambda: tags(stand) == {"thesis/ch2", "thesis/ch3"})
    assert stand.library.tags()["thesis/ch3"] == 2


def test_a_tag_is_deleted_without_a_question_and_comes_back(stand: Stand) -> None:
    go_to(stand, "tag/to-cite")
    with stand.qtbot.waitSignal(stand.reading.done) as said:
        press(stand, Key.Key_Delete)
    assert said.args == ["Tag “to-cite” deleted; its papers stay. Ctrl+Z takes it back."]
    assert "to-cite" not in tags(stand)
    stand.window.actions_["undo"].trigger()
    stand.until(lambda: "to-cite" in tags(stand))


def test_a_colour_is_chosen_from_the_menu_and_worn_everywhere(stand: Stand) -> None:
    menu = stand.window.sidebar_menu.menu(row(stand, "tag/to-cite"))
    colours = next(action.menu() for action in menu.actions() if action.text() == "Colour")
    teal = next(action for action in colours.actions() if action.text() == "Teal")  # type: ignore[attr-defined]  # the stubs say object
    teal.trigger()
    wanted = palette(dark=False).with_chosen({"to-cite": dict(CHOICES)["Teal"]}).tag_dot("to-cite")
    stand.until(lambda: stand.window.sidebar._look._colours.tag_dot("to-cite") == wanted)
    assert stand.window.table._row._colours.tag_dot("to-cite") == wanted
    assert stand.window.pane._colours.tag_dot("to-cite") == wanted
    menu.deleteLater()


# Feeds and folders


def test_a_feed_is_renamed_paused_moved_and_removed_by_keys(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    def lab() -> Feed:
        return stand.library.feed(FeedId(2))

    rename(stand, "feed/2", "Our lab")
    stand.until(lambda: lab().name == "Our lab")
    stand.until(lambda: row(stand, "feed/2").text == "Our lab")
    press(stand, Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    stand.until(lambda: lab().paused is not None)
    stand.until(lambda: row(stand, "feed/2").resting)
    monkeypatch.setattr(QInputDialog, "getItem", lambda *_: ("Europe/Labs", True))
    press(stand, Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    stand.until(lambda: "folder/europe/labs" in keys(stand))
    go_to(stand, "feed/2")
    press(stand, Key.Key_Delete)
    stand.until(lambda: "feed/2" not in keys(stand))
    assert lab().removed


def test_a_folder_is_renamed_and_dissolved_with_one_undo_each(stand: Stand) -> None:
    rename(stand, "folder/groups", "Labs")
    stand.until(lambda: "folder/labs" in keys(stand))
    go_to(stand, "folder/labs")
    press(stand, Key.Key_Delete)
    stand.until(lambda: stand.library.feed(FeedId(2)).folder == "")
    stand.window.actions_["undo"].trigger()
    stand.until(lambda: stand.library.feed(FeedId(2)).folder == "Labs")


def test_one_feed_is_checked_and_its_address_copied(stand: Stand) -> None:
    go_to(stand, "feed/2")
    press(stand, Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert stand.checks.only == [FeedId(2)]
    press(stand, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "http://127.0.0.1/lab.xml"


def open_menu(stand: Stand, key: str) -> QMenu | None:
    go_to(stand, key)
    menu_key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(stand.window.sidebar.viewport(), menu_key)
    return cast("QMenu | None", QApplication.activePopupWidget())


def test_the_menu_offers_what_can_be_done_with_a_line_and_nothing_else(stand: Stand) -> None:
    feed = open_menu(stand, "feed/2")
    assert feed is not None
    assert next(one.text() for one in feed.actions() if one.text()) == "Check this feed now"
    feed.close()
    tag = open_menu(stand, "tag/to-cite")
    assert tag is not None
    assert [one.text() for one in tag.actions() if one.text()] == [
        "Rename",
        "Join with another tag…",
        "Colour",
        "Remove",
    ]
    tag.close()
    assert open_menu(stand, "view/today") is None


def test_the_menu_acts_on_the_line_under_the_mouse_and_chooses_nothing(stand: Stand) -> None:
    place = box_middle(stand, "feed/2")
    click = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, stand.window.sidebar.viewport().mapToGlobal(place))
    QApplication.sendEvent(stand.window.sidebar.viewport(), click)
    menu = cast("QMenu", QApplication.activePopupWidget())
    for _down in range(8):
        QTest.keyClick(menu, Key.Key_Up)
        if menu.activeAction() is stand.window.actions_["remove_line"]:
            break
    QTest.keyClick(menu, Key.Key_Return)
    stand.until(lambda: bool(stand.library.feed(FeedId(2)).removed))
    assert stand.window.browsing.view == View("today")


def test_what_is_wrong_with_a_feed_is_said_when_it_is_chosen(stand: Stand, intake: Intake) -> None:
    intake.save_state(replace(stand.library.feed(FeedId(2)), trouble=Trouble("gone"), failures=1))
    stand.reading.look()
    stand.until(lambda: bool(row(stand, "feed/2").trouble))
    with stand.qtbot.waitSignal(stand.window.sidebar.told) as told:
        go_to(stand, "feed/2")
    assert told.args == ["Lab: The feed has been taken down for good (410). It is not asked any more; remove it."]


def test_a_key_does_nothing_on_a_line_that_it_is_not_for(stand: Stand) -> None:
    go_to(stand, "view/later")
    press(stand, Key.Key_Delete)
    press(stand, Key.Key_F2)
    assert stand.window.sidebar.findChild(QLineEdit, "rename") is None
    assert len(stand.library.feeds()) == 2


# Searches


def test_a_search_is_kept_changed_and_removed(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([("Whale songs", True), ("whales is:", True), ("whales songs", True)])
    labels: list[str] = []

    def answer(_parent: object, _title: str, label: str, **_more: object) -> tuple[str, bool]:
        labels.append(label)
        return next(answers)

    monkeypatch.setattr(QInputDialog, "getText", answer)
    stand.window.search_box.setText("whales")
    stand.window.actions_["save_search"].trigger()
    stand.until(lambda: "search/2" in keys(stand))
    go_to(stand, "search/2")
    stand.until(lambda: stand.titles() == [TITLES[0]])
    stand.window.actions_["edit_search"].trigger()
    stand.until(lambda: stand.library.searches()[1].text == "whales songs")
    assert labels[2].startswith("A word is missing after “is:”.")
    assert stand.library.searches()[1].name == "Whale songs"
    press(stand, Key.Key_Delete)
    stand.until(lambda: "search/2" not in keys(stand))


def test_a_search_is_kept_only_where_there_is_one(stand: Stand) -> None:
    with stand.qtbot.waitSignal(stand.reading.done) as said:
        stand.window.actions_["save_search"].trigger()
    assert said.args == ["First search for something; then it can be kept."]


# Dragging


def drop(stand: Stand, kind: str, numbers: list[int], key: str) -> bool:
    data = pack(kind, numbers)
    event = QDropEvent(
        QPointF(box_middle(stand, key)),
        Qt.DropAction.CopyAction | Qt.DropAction.MoveAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QEvent.Type.Drop,
    )
    stand.window.sidebar.dropEvent(event)
    return event.isAccepted()


def test_papers_dropped_on_a_tag_later_or_starred_are_given_it(stand: Stand) -> None:
    papers = [int(number) for number in stand.window.table.numbers()[:2]]
    assert drop(stand, PAPERS, papers, "tag/to-cite")
    assert drop(stand, PAPERS, papers, "view/later")
    assert drop(stand, PAPERS, papers, "view/starred")
    assert not drop(stand, PAPERS, papers, "view/trending")
    stand.until(lambda: len(stand.library.entries("starred")) == 2)
    assert [set(entry.mark.tags) >= {"to-cite"} for entry in stand.library.entries("later")] == [True, True]


def test_feeds_dropped_on_a_folder_or_a_feed_in_it_go_there_and_out_again_at_the_heading(stand: Stand) -> None:
    assert drop(stand, FEEDS, [1], "feed/2")
    stand.until(lambda: stand.library.feed(FeedId(1)).folder == "Groups")
    assert drop(stand, FEEDS, [1], "section/feeds")
    stand.until(lambda: stand.library.feed(FeedId(1)).folder == "")
    assert not drop(stand, FEEDS, [1], "tag/to-cite")


def test_names_that_look_like_markup_are_plain_in_every_tooltip(stand: Stand) -> None:
    number = PaperId(stand.library.numbers(View("all"))[0])
    stand.library.tag([number], add=["<b>bold</b> & x"])
    stand.library.edit_feed(FeedId(2), name="<img src=x>")
    stand.reading.look()
    stand.until(lambda: "tag/<b>bold<" in "".join(keys(stand)) and row(stand, "feed/2").whole == "<img src=x>")
    tips = [line.toolTip() for line in stand.window.sidebar._lines.lines()]
    assert any("‹b>bold" in tip for tip in tips)
    assert not any("<" in tip for tip in tips)
