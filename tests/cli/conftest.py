"""The command line as a test uses it: words in; status, output and errors out."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desktop.cli.main import run


@dataclass(frozen=True)
class Done:
    """How a command ended and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def object(self) -> dict[str, Any]:
        [only] = self.objects
        return only


Papertray = Callable[..., Done]


@pytest.fixture
def papertray(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Papertray:
    """Run a command on a library of the test's own; the day is 2 June 2026."""
    monkeypatch.setenv("PAPERTRAY_NOW", "2026-06-02T09:00:00Z")
    monkeypatch.setenv("COLUMNS", "100")

    def call(*words: str) -> Done:
        status = run(["--data-dir", str(folder), *words])
        captured = capsys.readouterr()
        return Done(status, captured.out, captured.err)

    return call
