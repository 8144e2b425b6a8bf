from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop.window.colours import palette
from desktop.window.note_box import NoteBox
from desktop.window.paper_pane import PaperPane
from desktop.window.pill_button import PillButton
from desktop.window.quote_form import QuoteForm
from desktop.window.reading_text import ReadingText
from storage import Entry, Link, Mark, PaperId, Quote
from tests.window.papers_on_screen import FEEDS, HOT, NOW, RULES, TITLE, entry, match

VOTES = [(NOW - timedelta(hours=20), 90), (NOW - timedelta(hours=8), 120), (NOW, 128)]
PDF = Link("pdf", "https://arxiv.org/pdf/2606.00001")

# What a screen without a window manager says of popups.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def pane(qtbot: QtBot) -> PaperPane:
    pane = PaperPane()
    qtbot.addWidget(pane)
    pane.resize(520, 600)
    pane.show()
    pane.activateWindow()
    return pane


def show(
    pane: PaperPane, shown: Entry | None, votes: Sequence[tuple[datetime, int]] = (), tags: Sequence[str] = ()
) -> None:
    pane.show_entry(shown, feeds=FEEDS, rules=RULES, votes=votes, tags=tags)
    QApplication.processEvents()


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def texts(pane: PaperPane) -> dict[str, str]:
    seen = [text for text in pane.findChildren(ReadingText) if text.isVisible()]
    return {text.accessibleName(): text.toPlainText() for text in seen}


def button(pane: PaperPane, words: str) -> PillButton:
    return next(each for each in pane.findChildren(PillButton) if each.isVisible() and each.words() == words)


def buttons(pane: PaperPane) -> list[str]:
    return [each.words() for each in pane.findChildren(PillButton) if each.isVisible()]


def test_a_paper_is_shown_whole(pane: PaperPane) -> None:
    show(pane, entry(heat=HOT, matches=(match(),), summary="It selects."), VOTES)
    seen = texts(pane)
    assert seen["Title"] == TITLE
    assert seen["Authors"] == "Author Number1, Author Number2"
    assert seen["Abstract"].startswith("We study state space models")
    assert seen["How it is rising"] == "▲ 128   +31 votes in 24 h, in 3 sources"
    assert seen["What it matches"] == "Matches state space"
    assert seen["Summary"] == "It selects."
    assert "Why you kept it" not in seen


def test_markup_in_a_feed_is_shown_as_it_stands(pane: PaperPane) -> None:
    show(pane, entry(title="<b>Bold & brave</b> <img src=x>", abstract="<a href='https://x.example'>x</a>"))
    assert texts(pane)["Title"] == "<b>Bold & brave</b> <img src=x>"
    assert texts(pane)["Abstract"] == "<a href='https://x.example'>x</a>"


def test_no_title_turns_the_direction_of_what_is_read(pane: PaperPane) -> None:
    show(pane, entry(title="Good \u202egnp.exe"))
    assert texts(pane)["Title"] == "Good gnp.exe"


def test_the_longest_abstract_and_thousands_of_authors_are_shown(pane: PaperPane) -> None:
    show(pane, entry(abstract="A word, and another. " * 950, authors=5_000))
    assert texts(pane)["Authors"].endswith("and 4992 others")
    assert len(texts(pane)["Abstract"]) > 19_000


def test_without_an_abstract_it_says_so(pane: PaperPane) -> None:
    show(pane, entry(abstract=""))
    assert texts(pane)["Abstract"] == "Its feeds gave no abstract."


def test_without_a_paper_it_says_so_and_does_nothing(pane: PaperPane) -> None:
    show(pane, entry())
    show(pane, None)
    assert pane.number() is None
    assert (buttons(pane), texts(pane)) == ([], {})
    pane.edit_note()
    pane.edit_tags()
    pane.add_quote()
    assert not pane.scroll_page()


def test_folded_authors_unfold_by_mouse_and_keyboard(pane: PaperPane) -> None:
    show(pane, entry(authors=40))
    authors = next(text for text in pane.findChildren(ReadingText) if text.accessibleName() == "Authors")
    assert authors.toPlainText().endswith("and 32 others")
    authors.setFocus(Qt.FocusReason.TabFocusReason)
    cursor = authors.textCursor()
    cursor.setPosition(len(authors.toPlainText()) - 3)
    QTest.mouseClick(authors.viewport(), Qt.MouseButton.LeftButton, pos=authors.cursorRect(cursor).center())
    assert "Author Number40" in authors.toPlainText()
    authors.clearFocus()
    authors.setFocus(Qt.FocusReason.TabFocusReason)
    for _author in range(40):
        QTest.keyClick(authors, Qt.Key.Key_Right)
    QTest.keyClick(authors, Qt.Key.Key_Return)
    assert "Author Number40" not in authors.toPlainText()


def test_an_author_leads_to_their_papers_by_mouse_and_keyboard(qtbot: QtBot, pane: PaperPane) -> None:
    show(pane, entry(authors=3))
    authors = next(text for text in pane.findChildren(ReadingText) if text.accessibleName() == "Authors")

    def choose() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert menu.actions()[0].text() == "Papers by Author Number2"
        menu.actions()[0].trigger()
        menu.close()

    with qtbot.waitSignal(pane.search_asked) as heard:
        cursor = authors.textCursor()
        cursor.setPosition(len("Author Number1, Auth"))
        QTest.mouseClick(authors.viewport(), Qt.MouseButton.LeftButton, pos=authors.cursorRect(cursor).center())
        choose()
    assert heard.args == ['author:"Author Number2"']
    authors.clearFocus()
    authors.setFocus(Qt.FocusReason.TabFocusReason)
    while authors.textCursor().selectedText() != "Author Number2":
        QTest.keyClick(authors, Qt.Key.Key_Right)
    with qtbot.waitSignal(pane.search_asked):
        QTest.keyClick(authors, Qt.Key.Key_Return)
        choose()


def test_tab_leaves_the_authors_at_once(pane: PaperPane) -> None:
    show(pane, entry(authors=9))
    authors = next(text for text in pane.findChildren(ReadingText) if text.accessibleName() == "Authors")
    authors.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(authors, Qt.Key.Key_Tab)
    assert focused() is not authors


def test_only_links_that_exist_have_buttons(pane: PaperPane) -> None:
    show(pane, entry(links=(PDF,)))
    assert [words for words in buttons(pane) if not words.startswith("+")] == [
        "Star",
        "Later",
        "Open PDF",
        "arXiv",
        "Look up",
        "Copy",
    ]
    show(pane, entry(2, ids=()))
    assert [words for words in buttons(pane) if not words.startswith("+")] == [
        "Star",
        "Later",
        "Look up",
        "Copy",
    ]


def test_buttons_say_what_is_wanted(pane: PaperPane) -> None:
    heard: list[object] = []
    pane.star_asked.connect(heard.append)
    pane.later_asked.connect(heard.append)
    pane.open_asked.connect(heard.append)
    show(pane, entry(links=(PDF,)))
    for words in ("Star", "Later", "Open PDF"):
        QTest.mouseClick(button(pane, words), Qt.MouseButton.LeftButton)
    assert heard == [True, True, PDF.url]
    show(pane, entry(mark=Mark(starred=NOW, later=NOW)))
    for words in ("Starred", "In Later"):
        QTest.mouseClick(button(pane, words), Qt.MouseButton.LeftButton)
    assert heard[3:] == [False, False]


def test_a_click_on_a_button_leaves_the_focus(pane: PaperPane) -> None:
    show(pane, entry())
    pane.setFocus()
    QTest.mouseClick(button(pane, "Star"), Qt.MouseButton.LeftButton)
    assert pane.hasFocus()


def test_copies_say_what_is_on_the_clipboard(qtbot: QtBot, pane: PaperPane) -> None:
    show(pane, entry())
    with qtbot.waitSignal(pane.copied) as said:
        next(action for action in pane.copy_menu.actions() if action.text() == "Link").trigger()
    assert said.args == ["Link copied."]
    assert QGuiApplication.clipboard().text() == "https://arxiv.org/abs/2606.00001"


def test_a_paper_without_an_address_offers_no_link(pane: PaperPane) -> None:
    show(pane, entry(ids=()))
    assert [action.text() for action in pane.copy_menu.actions() if action.isVisible()] == [
        "Title",
        "Markdown link",
        "Citation",
    ]


def test_a_note_goes_to_the_paper_it_was_written_for(pane: PaperPane) -> None:
    heard: list[tuple[PaperId | None, str]] = []
    pane.note_asked.connect(lambda text: heard.append((pane.number(), text)))
    show(pane, entry(1))
    pane.edit_note()
    QTest.keyClicks(focused(), "lemma")
    show(pane, entry(2, mark=Mark(note="another")))
    assert heard[:1] == [(1, "lemma")]
    assert {number for number, _text in heard} == {1}


def test_an_update_of_the_same_paper_keeps_everything_in_its_place(qtbot: QtBot, pane: PaperPane) -> None:
    long = entry(abstract="A sentence that goes on. " * 200)
    show(pane, long)
    pane.edit_note()
    field = focused()
    assert isinstance(field, NoteBox)
    QTest.keyClicks(field, "lemma")
    qtbot.waitUntil(lambda: pane.verticalScrollBar().value() > 0)
    before = pane.verticalScrollBar().value()
    show(pane, replace(long, mark=Mark(starred=NOW, note="from elsewhere")))
    assert QApplication.focusWidget() is field
    assert field.toPlainText() == "lemma"
    assert pane.verticalScrollBar().value() == before
    assert "Why you kept it" not in texts(pane)


def test_why_it_was_kept_comes_when_the_note_is_left(pane: PaperPane) -> None:
    show(pane, entry())
    pane.edit_note()
    show(pane, entry(mark=Mark(note="Lemma 2")))
    pane.setFocus()
    assert texts(pane)["Why you kept it"] == "Lemma 2"


def test_space_scrolls_to_the_end_of_the_abstract_and_no_further(pane: PaperPane) -> None:
    show(pane, entry(abstract="A sentence that goes on. " * 300))
    steps = 0
    while pane.scroll_page():
        steps += 1
        assert steps < 50
    assert steps > 1
    assert pane.verticalScrollBar().value() < pane.verticalScrollBar().maximum()
    show(pane, entry(2, abstract="Short."))
    assert pane.verticalScrollBar().value() == 0
    assert not pane.scroll_page()


def test_keys_in_a_selected_text_are_the_actions_of_the_pane(pane: PaperPane) -> None:
    heard: list[str] = []
    action = QAction("on", pane)
    action.setShortcut("Space")
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.triggered.connect(lambda: heard.append("on"))
    pane.addAction(action)
    show(pane, entry())
    text = next(text for text in pane.findChildren(ReadingText) if text.accessibleName() == "Abstract")
    text.setFocus()
    QTest.keyClick(text, Qt.Key.Key_Space)
    assert heard == ["on"]


def test_a_quote_takes_what_is_selected_and_asks_for_its_place(pane: PaperPane) -> None:
    heard: list[tuple[str, str]] = []
    pane.quote_asked.connect(lambda text, place, _comment: heard.append((text, place)))
    show(pane, entry(abstract="We select."))
    next(text for text in pane.findChildren(ReadingText) if text.accessibleName() == "Abstract").selectAll()
    pane.add_quote()
    QTest.keyClicks(focused(), "p. 4")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert heard == [("We select.", "p. 4")]


def test_what_is_selected_is_kept_as_a_quote_by_its_menu(pane: PaperPane) -> None:
    show(pane, entry(abstract="We select."))
    text = next(text for text in pane.findChildren(ReadingText) if text.accessibleName() == "Abstract")
    text.selectAll()
    text.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(2, 2), QPoint(2, 2)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == ["Copy", "Keep as a quote", "Select all"]
    menu.actions()[1].trigger()
    menu.close()
    form = pane.findChild(QuoteForm)
    assert form is not None
    assert form.text.toPlainText() == "We select."


def test_a_quote_half_written_is_kept_when_another_paper_comes(pane: PaperPane) -> None:
    heard: list[tuple[PaperId | None, str]] = []
    pane.quote_asked.connect(lambda text, _place, _comment: heard.append((pane.number(), text)))
    show(pane, entry())
    pane.add_quote()
    QTest.keyClicks(focused(), "a passage")
    show(pane, entry(2))
    assert heard == [(PaperId(1), "a passage")]


def test_quotes_stand_with_their_places(pane: PaperPane) -> None:
    show(pane, entry(quotes=(Quote(1, "it holds", "p. 6", "check", NOW),)))
    assert texts(pane)["Quote"] == "“it holds”  p. 6\ncheck"


def test_tags_are_asked_for_by_key(pane: PaperPane) -> None:
    heard: list[tuple[list[str], list[str]]] = []
    pane.tags_asked.connect(lambda add, remove: heard.append((add, remove)))
    show(pane, entry(), tags=("theory",))
    pane.edit_tags()
    QTest.keyClicks(focused(), "to-cite,")
    assert heard == [(["to-cite"], [])]


@pytest.mark.parametrize("width", [380, 700])
def test_nothing_is_wider_than_the_pane(pane: PaperPane, width: int) -> None:
    pane.resize(width, 600)
    show(pane, entry(title="x" * 300, abstract="y" * 900, mark=Mark(tags=("z" * 200,))), VOTES)
    page = pane.widget()
    assert page is not None
    assert page.width() <= pane.viewport().width()
    for child in page.findChildren(QWidget):
        if child.isVisible():
            right = child.mapTo(page, child.rect().topRight()).x()
            assert right <= page.width(), child.accessibleName()


def test_every_text_is_as_tall_as_its_words(pane: PaperPane) -> None:
    for width in (700, 380, 520):
        pane.resize(width, 600)
        show(pane, entry(authors=30, heat=HOT, matches=(match(),), summary="It selects. " * 9), VOTES)
        for text in pane.findChildren(ReadingText):
            if text.isVisible():
                assert text.height() >= text.document().size().height() - 1, text.accessibleName()


def test_every_visible_thing_that_takes_the_focus_has_a_name(pane: PaperPane) -> None:
    show(pane, entry(authors=30, links=(PDF,), mark=Mark(tags=("to-cite",))), VOTES)
    pane.edit_tags()
    pane.add_quote()
    focusable = [
        child
        for child in pane.findChildren(QWidget)
        if child.isVisible() and child.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    assert [child for child in focusable if not child.accessibleName()] == []


@pytest.mark.parametrize("dark", [False, True])
def test_colours_change_while_a_paper_is_shown(pane: PaperPane, dark: bool) -> None:
    show(pane, entry())
    pane.set_colours(palette(dark))
    QApplication.processEvents()
    assert QColor(pane.grab().toImage().pixel(2, 2)) == palette(dark).ground
