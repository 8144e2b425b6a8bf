"""Where the recorded feeds and papers lie that nobody here wrote: beside the project, never in it."""

from pathlib import Path

import pytest

_SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared(path: str) -> Path:
    """Give the file or folder `path` of the recorded data, or skip the test and say why."""
    found = _SHARED / path
    if not found.exists():
        pytest.skip(f"the recorded data is not beside this checkout (../shared/{path})")
    return found
