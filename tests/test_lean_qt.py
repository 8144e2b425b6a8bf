"""What PySide6 does at every import, and that ours are spared it."""

import os
import subprocess
import sys

_LOOK = """
import linecache, sys
from PySide6 import QtCore
from desktop.lean_qt import without_feature_scan
print(without_feature_scan())
import desktop.reading, desktop.window.main_window
print(sum("desktop" in name or "storage" in name for name in linecache.cache))
slow = {"email", "hashlib", "importlib.metadata", "html.entities", "desktop.diagnostics"}
print(sorted(slow & sys.modules.keys()))
"""


def test_no_source_of_ours_is_read_and_nothing_is_loaded_that_a_start_does_not_need() -> None:
    # What counts the lines that tests run would be loaded there as well.
    env = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run([sys.executable, "-c", _LOOK], capture_output=True, text=True, check=True, env=env)
    scan_left_out, sources, slow = done.stdout.splitlines()
    assert scan_left_out == "True", "PySide6 looks for features in another way: see desktop/lean_qt.py"
    assert int(sources) <= 1, "only lean_qt itself, which is imported before"
    assert slow == "[]"
