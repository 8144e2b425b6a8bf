import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.window.colours import palette
from desktop.window.pill_button import PillButton
from desktop.window.tag_line import TagLine

# What a screen without a window manager says of popups and of small windows.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def line(qtbot: QtBot) -> TagLine:
    line = TagLine()
    qtbot.addWidget(line)
    line.set_look(QGuiApplication.font(), palette(dark=False))
    line.show_tags(("to-cite", "thesis/ch3"), ("thesis/ch3", "theory", "to-cite"))
    line.resize(400, 60)
    line.show()
    line.activateWindow()
    return line


def listen(line: TagLine) -> list[tuple[list[str], list[str]]]:
    heard: list[tuple[list[str], list[str]]] = []
    line.tags_asked.connect(lambda add, remove: heard.append((add, remove)))
    return heard


def chips(line: TagLine) -> list[PillButton]:
    return [chip for chip in line.findChildren(PillButton) if chip.isVisible() and chip is not line.add_button]


def offers(line: TagLine) -> list[str]:
    completer = line.field.completer()
    return [completer.completionModel().index(row, 0).data() for row in range(completer.completionCount())]


def test_enter_asks_for_a_tag_and_waits_for_the_next(line: TagLine) -> None:
    heard = listen(line)
    QTest.mouseClick(line.add_button, Qt.MouseButton.LeftButton)
    QTest.keyClicks(line.field, "  new   idea ")
    QTest.keyClick(line.field, Qt.Key.Key_Return)
    assert heard == [(["new idea"], [])]
    assert line.field.isVisible()
    assert line.field.text() == ""


def test_a_comma_ends_a_tag_too(line: TagLine) -> None:
    heard = listen(line)
    line.edit()
    QTest.keyClicks(line.field, "one,two,")
    assert heard == [(["one"], []), (["two"], [])]


def test_a_tag_that_is_there_is_not_asked_for_again(line: TagLine) -> None:
    heard = listen(line)
    line.edit()
    QTest.keyClicks(line.field, "To-Cite,")
    assert heard == []


def test_escape_drops_what_is_written(qtbot: QtBot, line: TagLine) -> None:
    heard = listen(line)
    line.edit()
    QTest.keyClicks(line.field, "zz")
    with qtbot.waitSignal(line.left):
        QTest.keyClick(line.field, Qt.Key.Key_Escape)
    assert (heard, line.field.isVisible(), line.add_button.isVisible()) == ([], False, True)


def test_only_tags_the_paper_does_not_have_are_offered(line: TagLine) -> None:
    line.edit()
    line.field.setText("th")
    completer = line.field.completer()
    completer.setCompletionPrefix("th")
    assert [completer.completionModel().index(row, 0).data() for row in range(completer.completionCount())] == [
        "theory"
    ]


def test_a_chosen_offer_is_asked_for(qtbot: QtBot, line: TagLine) -> None:
    heard = listen(line)
    line.edit()
    line.field.setText("th")
    with qtbot.waitSignal(line.tags_asked):
        line.field.completer().activated.emit("theory")
        line.field.setText("theory")
    assert heard == [(["theory"], [])]
    assert line.field.text() == ""


def test_an_update_leaves_what_is_being_written(line: TagLine) -> None:
    line.edit()
    QTest.keyClicks(line.field, "half a")
    line.show_tags(("to-cite", "thesis/ch3", "from elsewhere"), ("theory",))
    assert line.field.text() == "half a"
    assert [chip.words() for chip in chips(line)] == ["to-cite", "thesis/ch3", "from elsewhere"]


def test_leaving_the_paper_asks_for_what_was_written(line: TagLine) -> None:
    heard = listen(line)
    line.edit()
    QTest.keyClicks(line.field, "quick")
    line.leave()
    assert heard == [(["quick"], [])]


def test_the_cross_of_a_chip_takes_its_tag_away_and_the_word_does_not(line: TagLine) -> None:
    heard = listen(line)
    chip = chips(line)[1]
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=chip.rect().center())
    assert heard == []
    at = chip.rect().center()
    at.setX(chip.width() - 8)
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=at)
    assert heard == [([], ["thesis/ch3"])]


def test_the_keyboard_takes_a_tag_away(line: TagLine) -> None:
    heard = listen(line)
    line.edit()
    QTest.keyClick(line.field, Qt.Key.Key_Backspace)
    chip = chips(line)[-1]
    assert chip.hasFocus()
    QTest.keyClick(chip, Qt.Key.Key_Delete)
    assert heard == [([], ["thesis/ch3"])]


def test_chips_say_what_they_do(line: TagLine) -> None:
    assert [chip.accessibleName() for chip in chips(line)] == ["Remove the tag to-cite", "Remove the tag thesis/ch3"]


def test_down_offers_every_tag_and_those_below_another_are_found_by_their_own_name(line: TagLine) -> None:
    line.show_tags(("to-cite",), ("thesis", "thesis/ch3", "to-cite"))
    line.edit()
    QTest.keyClick(line.field, Qt.Key.Key_Down)
    popup = line.field.completer().popup()
    assert popup is not None
    assert popup.isVisible()
    assert offers(line) == ["thesis", "thesis/ch3"]
    popup.hide()
    QTest.keyClicks(line.field, "ch")
    assert offers(line) == ["thesis/ch3"]
