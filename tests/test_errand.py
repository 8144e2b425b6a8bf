"""A command beside the window, whose window goes while it is at work."""

import sys
from pathlib import Path

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from desktop.errand import Errand

# Says that it has begun, and when it was told to end writes down what it did.
SLOW = """
import pathlib, signal, sys, time
def end(*_):
    pathlib.Path(sys.argv[2], "written").touch()
    sys.exit(130)
signal.signal(signal.SIGTERM, end)
print("{}", flush=True)
time.sleep(60)
"""


def test_a_command_whose_window_goes_writes_down_what_it_did(qtbot: QtBot, tmp_path: Path) -> None:
    window = QObject()
    errand = Errand(tmp_path, [], command=(sys.executable, "-c", SLOW), parent=window)
    with qtbot.waitSignal(errand.said):
        errand.start()
    delete(window)
    assert (tmp_path / "written").exists()
