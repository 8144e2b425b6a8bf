"""Reads a program from outside, as a screen reader does, and prints what it found: run by the system's own Python."""

import json
import sys
import time
from typing import Any

# Debian's python3-pyatspi: of the system, not of the environment that the tests run in.
import pyatspi  # type: ignore[import-not-found]

DEEPEST = 14
MOST = 60


def main(seconds: float) -> int:
    """Print the tree of Papertray as lines of depth, role, name and states once the list has rows."""
    end = time.monotonic() + seconds
    found: list[tuple[int, str, str, list[str]]] = []
    while time.monotonic() < end:
        found = []
        for program in pyatspi.Registry.getDesktop(0):
            if program is not None and "papertray" in (program.name or "").casefold():
                walk(program, 0, found)
        if any(role == "table cell" and name for _depth, role, name, _states in found):
            break
        time.sleep(0.3)
    sys.stdout.write(json.dumps(found))
    return 0


def walk(node: Any, depth: int, found: list[tuple[int, str, str, list[str]]]) -> None:
    """Note a thing and what it holds."""
    states = [pyatspi.stateToString(state) for state in node.getState().getStates()]
    found.append((depth, node.getRoleName(), node.name or "", states))
    if depth < DEEPEST:
        for place in range(min(node.childCount, MOST)):
            child = node.getChildAtIndex(place)
            if child is not None:
                walk(child, depth + 1, found)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1])))
