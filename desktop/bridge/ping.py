"""Starts the host as a browser would and speaks to it in frames: whether it answers, and what kept it from it."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.bridge.messages import PROTOCOL
from desktop.bridge.names import FIREFOX_ID, origins
from desktop.bridge.places import Browser

PATIENCE: Final = 15.0
"""Seconds for two short answers; a cold disk may need some."""


@dataclass(frozen=True, slots=True)
class Pong:
    """What came of it: the program's version, or the last words of what went wrong.

    `library` is "" where the library can be read or is still to be made, else the name of the refusal.
    """

    program: str = ""
    fault: str = ""
    library: str = ""


def ping(browser: Browser, started: Path, manifest: Path) -> Pong:
    """Ask the host a hello and a lookup, with the arguments that this browser gives it."""
    words = [str(manifest), FIREFOX_ID] if browser.family == "firefox" else [origins()[0]]
    asked = [
        {"v": PROTOCOL, "id": "ping", "op": "hello"},
        {"v": PROTOCOL, "id": "look", "op": "lookup", "urls": ["https://arxiv.org/abs/1706.03762"]},
    ]
    stream = b"".join(_frame(message) for message in asked)
    try:
        done = subprocess.run([str(started), *words], input=stream, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return Pong(fault=f"no answer within {PATIENCE:.0f} s")
    except OSError as fault:
        return Pong(fault=fault.strerror or str(fault))
    answers = _unframed(done.stdout)
    hello, lookup = [*answers, {}, {}][:2]
    if not hello.get("ok"):
        said = done.stderr.decode(errors="replace").strip().splitlines()
        return Pong(fault=said[-1] if said else f"exit status {done.returncode}")
    refused = lookup.get("error")
    name = str(refused.get("name")) if isinstance(refused, dict) else ""
    return Pong(str(hello.get("program", "")), library="" if name == "library_missing" else name)


def _frame(message: object) -> bytes:
    payload = json.dumps(message).encode()
    return len(payload).to_bytes(4, sys.byteorder) + payload


def _unframed(stream: bytes) -> list[dict[str, object]]:
    """Read answers as far as they are frames of JSON."""
    found: list[dict[str, object]] = []
    while len(stream) >= 4:
        end = 4 + int.from_bytes(stream[:4], sys.byteorder)
        try:
            answer = json.loads(stream[4:end])
        except ValueError:
            break
        if isinstance(answer, dict):
            found.append(answer)
        stream = stream[end:]
    return found
