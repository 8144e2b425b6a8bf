"""Rules in the window, as a reader makes and changes them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.window.rule_dialog import RuleDialog
from storage import Feed, Intake, Library, Rule, RuleId, Yield
from tests.fakes.clock import Clock
from tests.window.stand import Stand, fill


@pytest.fixture
def stand(  # noqa: PLR0917  fixtures
    qtbot: QtBot, folder: Path, clock: Clock, library: Library, intake: Intake, daily: Feed
) -> Iterator[Stand]:
    fill(library, intake, daily)
    standing = Stand(qtbot, folder, clock, library)
    standing.until(lambda: standing.window.table.row_count() == 4)
    yield standing
    standing.close()


def editor(stand: Stand) -> RuleDialog:
    stand.until(lambda: stand.window.findChild(RuleDialog) is not None)
    dialog = stand.window.findChild(RuleDialog)
    assert dialog is not None
    return dialog


def titles(dialog: RuleDialog) -> list[str]:
    return [dialog.papers.item(row).text() for row in range(dialog.papers.count())]


def test_a_rule_is_tried_while_it_is_written_and_kept(stand: Stand) -> None:
    stand.window.actions_["add_rule"].trigger()
    dialog = editor(stand)
    assert not dialog.keep.isEnabled()
    QTest.keyClicks(dialog.form[0], "naps, whales")
    assert dialog.text.text() == "naps OR whales"
    stand.until(lambda: dialog.papers.count() > 0)
    assert all("nap" in title.casefold() or "whale" in title.casefold() for title in titles(dialog))
    assert "last 30 days" in dialog.said.text()
    assert "“naps” finds" in dialog.others.text()
    dialog.actions_.marks["star"].setChecked(True)
    dialog.actions_.tags.setText("sea, methods/rl")
    dialog.name.setText("The sea")
    dialog.keep.click()
    stand.until(lambda: len(stand.library.rules()) == 2)
    kept = stand.library.rules()[1]
    assert (kept.text, kept.title) == ("naps OR whales", "The sea")
    assert (kept.marks, kept.tags) == (("star",), ("methods/rl", "sea"))
    stand.window.actions_["undo"].trigger()
    stand.until(lambda: len(stand.library.rules()) == 1)


def test_what_cannot_be_read_is_said_with_its_place_and_mended_by_a_click(stand: Stand) -> None:
    stand.window.actions_["add_rule"].trigger()
    dialog = editor(stand)
    dialog.text.setText('whales "state sp')
    stand.until(lambda: dialog.fault.text() != "")
    assert "At character 8" in dialog.fault.text()
    assert not dialog.keep.isEnabled()
    dialog.mend.click()
    stand.until(dialog.keep.isEnabled)
    assert dialog.text.text() == 'whales "state sp"'
    assert not dialog.fault.text()
    dialog.text.setText("whales is:starred")
    stand.until(lambda: "new paper" in dialog.fault.text())
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_a_rule_is_made_of_a_search_and_changed_from_the_sidebar(stand: Stand) -> None:
    stand.window.search_box.setText("whales")
    stand.window.actions_["rule_of_search"].trigger()
    dialog = editor(stand)
    assert dialog.text.text() == "whales"
    dialog.reject()
    stand.until(lambda: stand.window.findChild(RuleDialog) is None)
    [rule] = stand.library.rules()
    stand.window.ruling.edit(rule.id)
    dialog = editor(stand)
    assert dialog.came.text().endswith("0 starred")
    dialog.actions_.on.setChecked(False)
    stand.until(dialog.keep.isEnabled)
    dialog.keep.click()
    stand.until(lambda: stand.library.rules()[0].paused is not None)


def test_an_author_is_followed_by_one_click(stand: Stand) -> None:
    stand.window.pane.follow_asked.emit("Ada Marot")
    stand.until(lambda: len(stand.library.rules()) == 2)
    assert stand.library.rules()[1].text == 'author:"Ada Marot"'


def test_a_rule_that_nobody_listens_to_offers_to_fill_its_list_only(stand: Stand) -> None:
    rule = Rule(RuleId(1), "naps", Clock()())
    dialog = RuleDialog(rule, came=Yield(63, 0, 24), parent=stand.window)
    dialog.show()
    assert dialog.only_list.isVisible()
    assert "24" in dialog.ignored.text()
    dialog.only_list.click()
    assert not dialog.rule().notify
    dialog.close()
