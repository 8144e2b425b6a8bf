"""The letter keys on keyboards that write no Latin letters: what lies where S lies on an English keyboard stars.

Qt matches a shortcut by the letter that a key gives. Where the only layout is Cyrillic, Greek, Arabic or Hebrew that is
never an S, nor with Ctrl a Z (seen with Qt 6.11 on X11; with a Latin layout beside it Qt finds those with Ctrl alone).
A Latin layout is left alone, however its letters lie: there the letter on the key is what the reader goes by.
"""

import unicodedata
from collections.abc import Mapping
from typing import Final, cast

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

_ROWS: Final = ((24, "QWERTYUIOP[]"), (38, "ASDFGHJKL"), (52, "ZXCVBNM"))
_BY_PLACE: Final = {first + step: letter for first, row in _ROWS for step, letter in enumerate(row)}
"""By the number of the key, which Linux gives alike under X11 and Wayland."""

_BY_WINDOWS: Final = {ord(letter): letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"} | {0xDB: "[", 0xDD: "]"}
"""By the virtual key, which Windows keeps Latin under every layout."""

_HELD: Final = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class OtherLayouts(QObject):
    """Watches the keys that nobody in a window wanted, and triggers the action that they stand for.

    A text field takes its letters before, and what an input method composes never comes here.
    """

    def __init__(self, window: QWidget, actions: Mapping[str, QAction]) -> None:
        super().__init__(window)
        self._window, self._actions = window, actions
        self._begun: tuple[QKeyCombination, ...] = ()
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Qt asks the focused widget and then its parents whether they want a key before it looks for shortcuts."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        place = latin(event)
        if place is None or self._writing():
            if int(event.key()) < 0x80:  # not for Shift, which is on its way to the second letter
                self._begun = ()
            return False
        held = event.modifiers() & _HELD
        pressed = QKeyCombination(held, Qt.Key(ord(place)))
        if not self._try((*self._begun, pressed)) and not self._try((pressed,)):
            return False
        event.accept()
        return True

    def _writing(self) -> bool:
        # PySide6's stubs leave out that there may be none.
        focused = cast("QWidget | None", self._window.focusWidget())
        return focused is not None and bool(focused.inputMethodQuery(Qt.InputMethodQuery.ImEnabled))

    def _try(self, pressed: tuple[QKeyCombination, ...]) -> bool:
        """Trigger what these keys stand for, or remember them where they begin something; False: neither."""
        asked = QKeySequence(*pressed)
        begins = False
        for action in self._actions.values():
            for keys in action.shortcuts():
                fits = asked.matches(keys)
                if fits == QKeySequence.SequenceMatch.ExactMatch and action.isEnabled():
                    self._begun = ()
                    action.trigger()
                    return True
                begins |= fits == QKeySequence.SequenceMatch.PartialMatch
        self._begun = pressed if begins else ()
        return begins


def latin(event: QKeyEvent) -> str | None:
    """Give what an English keyboard has where this key lies; None where the key gives a Latin letter or no letter."""
    code = int(event.key())
    if not 0x80 <= code < 0x11_0000 or not unicodedata.category(chr(code)).startswith("L"):
        return None
    if unicodedata.name(chr(code), "").startswith("LATIN"):
        return None
    if QGuiApplication.platformName() == "windows":
        return _BY_WINDOWS.get(event.nativeVirtualKey())
    return _BY_PLACE.get(event.nativeScanCode())
