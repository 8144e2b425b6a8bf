"""A note as it reads: what Markdown means, and nothing from outside."""

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QFont, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.window.colours import palette
from desktop.window.formula_object import SIGN
from desktop.window.formulas import Formulas
from desktop.window.markdown_text import MarkdownText
from desktop.window.note_panel import NotePanel

NOTE = "# Gates\n\n- *gate-wise*, not `channel`\n- see [this](https://x.example/a) and [that](file:///etc/passwd)\n"


@pytest.fixture
def panel(qtbot: QtBot) -> NotePanel:
    formulas = Formulas()
    panel = NotePanel(formulas)
    formulas.setParent(panel)
    qtbot.addWidget(panel)
    panel.set_look(QFont("DejaVu Sans", 10), palette(dark=False))
    panel.resize(400, 300)
    panel.show()
    panel.activateWindow()
    return panel


def read(panel: NotePanel, note: str) -> MarkdownText:
    panel.box.begin(note)
    panel.toggle()
    QApplication.processEvents()
    return panel.reading


def test_markdown_is_read(panel: NotePanel) -> None:
    text = read(panel, NOTE)
    assert text.isVisible()
    assert not panel.box.isVisible()
    assert text.words() == "Gates\ngate-wise, not channel\nsee this and that"
    assert text.document().begin().blockFormat().headingLevel() == 1


def test_only_web_addresses_are_links_and_they_are_asked_for(qtbot: QtBot, panel: NotePanel) -> None:
    text = read(panel, NOTE)
    with qtbot.waitSignal(panel.link_used) as heard:
        text.anchorClicked.emit(QUrl("https://x.example/a"))
    assert heard.args == ["https://x.example/a"]
    with qtbot.assertNotEmitted(panel.link_used):
        text.anchorClicked.emit(QUrl("file:///etc/passwd"))
        text.anchorClicked.emit(QUrl("javascript:alert(1)"))
    links: list[str] = []
    block = text.document().begin()
    while block.isValid():
        fragments = block.begin()
        while not fragments.atEnd():
            form = fragments.fragment().charFormat()
            links += [form.anchorHref()] if form.isAnchor() else []
            fragments += 1
        block = block.next()
    assert links == ["https://x.example/a"]


def test_html_is_words_and_pictures_are_never_fetched(panel: NotePanel, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(MarkdownText, "loadResource", lambda _self, _kind, name: asked.append(name))
    text = read(panel, "<b>bold</b> <img src='https://spy.example/a.png'> ![a cat](https://spy.example/b.png) end")
    text.grab()
    shown = text.words()
    assert "<b>bold</b>" in shown
    assert "[picture: a cat]" in shown
    assert "spy.example/b.png" not in shown
    assert asked == []


def test_nothing_is_loaded_whatever_is_asked(panel: NotePanel) -> None:
    kind = QTextDocument.ResourceType.ImageResource.value
    assert panel.reading.loadResource(kind, QUrl("file:///etc/hostname")) is None
    assert panel.reading.document().resource(kind, QUrl("https://spy.example/a.png")) is None


def test_formulas_of_a_note_are_drawn(qtbot: QtBot, panel: NotePanel) -> None:
    text = read(panel, "The bound $a_i^* + b_i^*$ *holds*.")
    qtbot.waitUntil(lambda: not text.is_waiting())
    assert text.toPlainText() == f"The bound {SIGN} holds."
    assert text.words() == "The bound $a_i^* + b_i^*$ holds."


def test_a_key_turns_it_and_the_focus_stays_in_the_note(panel: NotePanel) -> None:
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    panel.box.begin("a *note*")
    panel.write()
    QTest.keyClick(panel.box, Qt.Key.Key_P, both)
    assert QApplication.focusWidget() is panel.reading
    QTest.keyClick(panel.reading, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is panel.box
    assert panel.box.toPlainText() == "a *note*"


def test_what_was_typed_is_handed_on_when_it_is_turned(qtbot: QtBot, panel: NotePanel) -> None:
    panel.box.begin("")
    panel.write()
    QTest.keyClicks(panel.box, "lemma")
    with qtbot.waitSignal(panel.box.note_asked) as heard:
        panel.toggle()
    assert heard.args == ["lemma"]


def test_an_empty_note_is_written_not_read(panel: NotePanel) -> None:
    read(panel, "")
    assert panel.box.isVisible()
    assert not panel.turn.isVisible()
    panel.box.begin("of the next paper")
    assert panel.reading.isVisible()


def test_the_preview_follows_the_note_of_the_next_paper(panel: NotePanel) -> None:
    read(panel, "one")
    panel.box.begin("two")
    assert panel.reading.words() == "two"
