"""The dialog about browsers, with the real commands behind it."""

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.window.browsers import Browsers
from desktop.window.browsers_dialog import BrowsersDialog
from storage import Library

FINE = {"browser": "firefox", "name": "Firefox", "sandbox": None, "state": "fine", "fine": True, "text": "works"}
MISSING = FINE | {"browser": "chromium", "name": "Chromium <b>", "state": "missing", "fine": False, "text": "not yet"}


def buttons(dialog: BrowsersDialog) -> list[str]:
    return [button.accessibleName() for row in dialog.rows.values() for button in row.findChildren(QPushButton)]


def test_each_browser_has_the_buttons_that_its_state_asks_for(qtbot: QtBot) -> None:
    dialog = BrowsersDialog()
    qtbot.addWidget(dialog)
    for browser in (FINE, MISSING, FINE | {"browser": "brave", "name": "Brave", "state": "stale"}):
        dialog.add(browser)
    dialog.finish()
    assert buttons(dialog) == [
        "Disconnect: Firefox",
        "Connect: Chromium <b>",
        "Repair: Brave",
        "Disconnect: Brave",
    ]
    assert any(label.text() == "Chromium <b>" for label in dialog.findChildren(QLabel))
    asked: list[str] = []
    dialog.connect_asked.connect(asked.append)
    dialog.rows["chromium/"].findChildren(QPushButton)[0].click()
    assert asked == ["chromium"]
    dialog.clear()
    dialog.finish()
    assert "No browser" in dialog.said.text()


@pytest.mark.slow
def test_a_browser_is_connected_and_disconnected_from_the_window(
    qtbot: QtBot, folder: Path, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, programs = tmp_path / "home", tmp_path / "bin"
    for place in (home, programs):
        place.mkdir()
    (programs / "firefox").write_text("#!/bin/sh\n")
    (programs / "firefox").chmod(0o755)
    (home / ".mozilla").mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    browsers = Browsers(folder, None)
    qtbot.addWidget(browsers.dialog)
    browsers.look()
    qtbot.waitUntil(lambda: "Connect: Firefox" in buttons(browsers.dialog))
    browsers.dialog.connect_asked.emit("firefox")
    qtbot.waitUntil(lambda: "Disconnect: Firefox" in buttons(browsers.dialog))
    assert list(home.rglob("*.json"))
    browsers.dialog.disconnect_asked.emit("firefox")
    qtbot.waitUntil(lambda: "Connect: Firefox" in buttons(browsers.dialog))
    assert not list((home / ".mozilla").rglob("*.json"))
