"""Keys on keyboards without Latin letters, as Linux gives them; and what an input method composes."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.window.other_layouts import OtherLayouts

NONE, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
S, G, T, M, Z, BRACKET, A = 39, 42, 28, 58, 52, 34, 38
"""Where these keys lie, as X11 and Wayland number them."""


class Hand:
    """A window with some actions and a text field, and a hand on its keyboard."""

    def __init__(self, qtbot: QtBot) -> None:
        self.done: list[str] = []
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.list, self.field = QWidget(), QLineEdit()
        self.list.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self.window)
        column.addWidget(self.list)
        column.addWidget(self.field)
        actions = {keys: self._action(keys) for keys in ("S", "G, T", "G, S", "Shift+M", "Ctrl+Z", "[")}
        self.layouts = OtherLayouts(self.window, actions)
        self.window.show()
        self.window.activateWindow()
        self.list.setFocus()

    def _action(self, keys: str) -> QAction:
        action = QAction(keys, self.window)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda: self.done.append(keys))
        return action

    def presses(self, letter: str, place: int, held: Qt.KeyboardModifier = NONE) -> None:
        """Press a key as Qt does: it asks the focused widget and its parents first, then lets it type."""
        focused = self.window.focusWidget()
        code = ord(letter.upper()[0])
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            event = QKeyEvent(kind, code, held, place, 0, 0, letter)
            event.ignore()
            QApplication.sendEvent(focused, event)


@pytest.fixture
def hand(qtbot: QtBot) -> Hand:
    return Hand(qtbot)


@pytest.mark.parametrize("letter", ["ы", "і", "σ", "س", "ד"])
def test_the_key_of_s_stars_under_every_alphabet(hand: Hand, letter: str) -> None:
    hand.presses(letter, S)
    assert hand.done == ["S"]


def test_shift_and_ctrl_go_along(hand: Hand) -> None:
    hand.presses("Ь", M, SHIFT)
    hand.presses("я", Z, CTRL)
    hand.presses("х", BRACKET)
    assert hand.done == ["Shift+M", "Ctrl+Z", "["]


def test_two_letters_after_another_are_one_shortcut(hand: Hand) -> None:
    hand.presses("п", G)
    assert hand.done == []
    hand.presses("е", T)
    hand.presses("ы", S)
    assert hand.done == ["G, T", "S"]


def test_a_first_letter_that_leads_nowhere_is_forgotten(hand: Hand) -> None:
    hand.presses("п", G)
    hand.presses("ф", A)
    hand.presses("ы", S)
    assert hand.done == ["S"]


def test_a_latin_layout_goes_by_its_own_letters(hand: Hand) -> None:
    hand.presses("o", S)  # Dvorak has an O where S lies on an English keyboard
    hand.presses("ü", BRACKET)
    hand.presses("é", S)
    assert hand.done == []


def test_a_text_field_keeps_its_letters(hand: Hand) -> None:
    hand.field.setFocus()
    hand.presses("ы", S)
    hand.presses("я", Z, CTRL)
    assert hand.done == []
    assert hand.field.text() == "ы"


def test_what_an_input_method_composes_is_left_alone(hand: Hand) -> None:
    hand.field.setFocus()
    QApplication.sendEvent(hand.field, QInputMethodEvent("に", []))
    hand.presses("に", S)
    committed = QInputMethodEvent()
    committed.setCommitString("日")
    QApplication.sendEvent(hand.field, committed)
    assert hand.done == []
    assert "日" in hand.field.text()
