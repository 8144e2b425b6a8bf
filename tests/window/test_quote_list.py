import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.window.colours import palette
from desktop.window.quote_list import KeptQuote, QuoteList
from storage import Quote
from tests.window.papers_on_screen import NOW

ONE = Quote(1, "it holds", "p. 6", "check", NOW)
TWO = Quote(2, "it fails", "", "", NOW)

# What a screen without a window manager says of popups.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def quotes(qtbot: QtBot) -> QuoteList:
    quotes = QuoteList()
    qtbot.addWidget(quotes)
    quotes.set_look(QFont("DejaVu Sans", 10), palette(dark=False))
    quotes.show_quotes([ONE, TWO])
    quotes.resize(400, 400)
    quotes.show()
    quotes.activateWindow()
    return quotes


def kept(quotes: QuoteList, place: int) -> KeptQuote:
    return [each for each in quotes.findChildren(KeptQuote) if each.isVisible()][place]


def choose(quote: KeptQuote, words: str) -> None:
    next(action for action in quote.menu.actions() if action.text() == words).trigger()


def test_a_new_quote_has_place_and_comment(qtbot: QtBot, quotes: QuoteList) -> None:
    quotes.edit("a passage")
    QTest.keyClicks(quotes.form.place, "p. 2")
    quotes.form.comment.setFocus()
    QTest.keyClicks(quotes.form.comment, "so it is")
    with qtbot.waitSignal(quotes.quote_asked) as heard:
        QTest.keyClick(quotes.form.comment, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert heard.args == ["a passage", "p. 2", "so it is"]
    assert not quotes.form.isVisible()


def test_a_quote_is_changed_where_it_stands(qtbot: QtBot, quotes: QuoteList) -> None:
    choose(kept(quotes, 0), "Change…")
    assert [each.quote for each in quotes.findChildren(KeptQuote) if each.isVisible()] == [TWO]
    assert quotes.form.comment.toPlainText() == "check"
    QTest.keyClicks(quotes.form.place, "f")
    with qtbot.waitSignal(quotes.change_asked) as heard:
        QTest.keyClick(quotes.form.place, Qt.Key.Key_Return)
    assert heard.args == [1, "it holds", "p. 6f", "check"]


def test_a_change_that_is_none_asks_for_nothing(qtbot: QtBot, quotes: QuoteList) -> None:
    choose(kept(quotes, 0), "Change…")
    with qtbot.assertNotEmitted(quotes.change_asked):
        quotes.form.send()
    assert kept(quotes, 0).quote == ONE


def test_esc_drops_a_change_and_keeps_a_new_passage(quotes: QuoteList) -> None:
    choose(kept(quotes, 0), "Change…")
    QTest.keyClicks(quotes.form.comment, " twice")
    QTest.keyClick(quotes.form.comment, Qt.Key.Key_Escape)
    assert kept(quotes, 0).quote == ONE
    quotes.edit()
    QTest.keyClicks(quotes.form.text, "half a pass")
    QTest.keyClick(quotes.form.text, Qt.Key.Key_Escape)
    quotes.edit()
    assert quotes.form.text.toPlainText() == "half a pass"


def test_another_paper_keeps_a_change_that_is_being_written(qtbot: QtBot, quotes: QuoteList) -> None:
    choose(kept(quotes, 1), "Change…")
    QTest.keyClicks(quotes.form.comment, "why?")
    with qtbot.waitSignal(quotes.change_asked) as heard:
        quotes.leave()
    assert heard.args == [2, "it fails", "", "why?"]


def test_a_quote_is_removed_by_menu_and_by_key(qtbot: QtBot, quotes: QuoteList) -> None:
    with qtbot.waitSignal(quotes.remove_asked) as heard:
        choose(kept(quotes, 0), "Remove")
    assert heard.args == [1]
    more = kept(quotes, 1).more
    more.setFocus()
    assert QApplication.focusWidget() is more
    with qtbot.waitSignal(quotes.remove_asked) as heard:
        QTest.keyClick(more, Qt.Key.Key_Delete)
    assert heard.args == [2]


def test_a_quote_is_copied(quotes: QuoteList) -> None:
    choose(kept(quotes, 1), "Copy")
    assert QGuiApplication.clipboard().text() == "it fails"
