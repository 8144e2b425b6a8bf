import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.window.note_box import NoteBox


@pytest.fixture
def box(qtbot: QtBot) -> NoteBox:
    box = NoteBox()
    qtbot.addWidget(box)
    box.show()
    box.activateWindow()
    box.setFocus()
    box.begin("")
    return box


def listen(box: NoteBox) -> list[str]:
    heard: list[str] = []
    box.note_asked.connect(heard.append)
    return heard


def test_a_note_is_handed_on_soon_after_the_last_key(qtbot: QtBot, box: NoteBox) -> None:
    heard = listen(box)
    with qtbot.waitSignal(box.note_asked):
        QTest.keyClicks(box, "lemma")
    assert heard == ["lemma"]


def test_showing_a_note_asks_for_nothing(qtbot: QtBot, box: NoteBox) -> None:
    heard = listen(box)
    box.begin("what\u00a0was\r\nthere\u2029once")
    box.save()
    box.leave()
    qtbot.wait(500)
    assert heard == []


def test_leaving_the_field_hands_the_note_on_at_once(box: NoteBox) -> None:
    heard = listen(box)
    QTest.keyClicks(box, "lemma")
    other = QLineEdit(box)
    other.show()
    other.setFocus()
    assert heard == ["lemma"]


def test_hiding_the_window_hands_the_note_on(box: NoteBox) -> None:
    heard = listen(box)
    QTest.keyClicks(box, "lemma")
    box.hide()
    assert heard == ["lemma"]


def test_an_update_never_takes_what_is_being_typed(box: NoteBox) -> None:
    box.begin("old")
    QTest.keyClicks(box, "new ")
    box.update_to("from the browser")
    assert box.toPlainText() == "new old"


def test_an_echo_of_an_older_save_changes_nothing(box: NoteBox) -> None:
    QTest.keyClicks(box, "one")
    box.save()
    QTest.keyClicks(box, " two")
    box.save()
    box.update_to("one")
    assert box.toPlainText() == "one two"
    box.update_to("")
    assert box.toPlainText() == "one two"
    box.update_to("one two")
    box.update_to("undone")
    assert box.toPlainText() == "undone"


def test_what_the_library_did_not_confirm_is_handed_on_again(box: NoteBox) -> None:
    heard = listen(box)
    QTest.keyClicks(box, "kept")
    box.save()
    box.leave()
    assert heard == ["kept", "kept"]
    box.begin("kept")
    box.leave()
    assert heard == ["kept", "kept"]


def test_another_note_in_sight_leaves_the_cursor_where_it_was(box: NoteBox) -> None:
    box.begin("one two three")
    cursor = box.textCursor()
    cursor.setPosition(4)
    box.setTextCursor(cursor)
    box.update_to("one TWO three")
    assert (box.toPlainText(), box.textCursor().position()) == ("one TWO three", 4)


def test_a_note_emptied_is_handed_on_as_empty(box: NoteBox) -> None:
    box.begin("old")
    heard = listen(box)
    box.selectAll()
    QTest.keyClick(box, Qt.Key.Key_Delete)
    box.save()
    assert heard == [""]


def test_the_field_grows_with_its_lines_and_no_further_than_a_screen(box: NoteBox) -> None:
    small = box.sizeHint().height()
    box.begin("line\n" * 9)
    grown = box.sizeHint().height()
    assert grown > 2 * small
    box.begin("line\n" * 500)
    assert grown < box.sizeHint().height() < 3 * grown
