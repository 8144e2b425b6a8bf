"""Measure what the browser's side costs: python -m tests.extension.figures; docs/benchmarks.md has what came out."""

import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from desktop.bridge import places, register
from desktop.bridge.names import origins
from storage import Library
from tests.extension.chromium import Chromium
from tests.extension.firefox import Firefox
from tests.extension.surroundings import Web

PAPERS = 100_000
URLS = 200
HELLO = {"v": 1, "id": "hello", "op": "hello"}


def main() -> None:
    """Print one line for each figure."""
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "data"
        _fill(folder)
        host = register.program(folder)
        register.write_program(host)
        _starts(host.path)
        _open_port(host.path)
        for kind in (Chromium, Firefox):
            if kind.program() is not None:
                _browser(kind, Path(root) / kind.name, folder)


def _fill(folder: Path) -> None:
    """Make a library of many papers, one in a hundred starred, one in fifty tagged, one in twenty by a rule."""
    with Library(folder, origin="cli", now=lambda: datetime.now(UTC)):
        pass
    now = "2026-03-09T08:00:00+00:00"
    with closing(sqlite3.connect(folder / "library.db")) as db:
        numbers = range(1, PAPERS + 1)
        db.executemany(
            "INSERT INTO papers (id, seq, title, authority, added, fresh) VALUES (?, ?, ?, 3, ?, 0)",
            ((n, n, f"Paper {n} with a title of the usual length, more or less", now) for n in numbers),
        )
        db.executemany("INSERT INTO ids VALUES ('arxiv', ?, ?)", ((_arxiv(n), n) for n in numbers))
        db.executemany(_STAR, ((n, now) for n in numbers if n % 100 == 0))
        db.execute("INSERT INTO tags (id, name) VALUES (1, 'survey')")
        db.executemany("INSERT INTO taggings VALUES (?, 1, 1, ?, 'cli')", ((n, now) for n in numbers if n % 50 == 0))
        db.execute("INSERT INTO rules (id, text, added) VALUES (1, 'title', ?)", (now,))
        by_rule = "INSERT INTO effects (paper, act, rule, edition, at) VALUES (?, ?, 1, 1, ?)"
        for act in ("later", "tag:1"):
            db.executemany(by_rule, ((n, act, now) for n in numbers if n % 20 == 0))
        db.commit()


_STAR = "INSERT INTO marks VALUES (?, 'star', 1, ?, 'cli', NULL)"


def _arxiv(number: int) -> str:
    return f"{15 + number // 60_000:02}{1 + number // 5_000 % 12:02}.{number % 5_000 + 10_000:05}"


def _lookup(number: int = 1) -> dict[str, object]:
    step = PAPERS // URLS
    urls = [f"https://arxiv.org/abs/{_arxiv(1 + (number + at * step) % PAPERS)}v2" for at in range(URLS)]
    return {"v": 1, "id": f"lookup {number}", "op": "lookup", "urls": urls}


def _frame(message: object) -> bytes:
    payload = json.dumps(message).encode()
    return len(payload).to_bytes(4, sys.byteorder) + payload


# Starting


def _starts(host: Path) -> None:
    """Compare the CPU time of a whole process with that of a bare interpreter, in turns, the best of many."""
    one = {"v": 1, "id": "one", "op": "lookup", "urls": ["https://arxiv.org/abs/1706.03762"]}
    runs = {
        "bare": ([sys.executable, "-IS", "-c", "pass"], b""),
        "hello": ([str(host), origins()[0]], _frame(HELLO)),
        "lookup": ([str(host), origins()[0]], _frame(one)),
        "page": (
            [str(host), origins()[0]],
            _frame({"v": 1, "id": "p", "op": "page", "page": {"url": "https://arxiv.org/abs/1706.03762"}}),
        ),
    }
    best = dict.fromkeys(runs, 1e9)
    for _ in range(20):
        for name, (words, stream) in runs.items():
            best[name] = min(best[name], _cpu(words, stream))
    print(f"bare interpreter: {best['bare']:.1f} ms of CPU")  # noqa: T201
    for name in ("hello", "lookup", "page"):
        print(f"host, {name}: {best[name]:.1f} ms, {best[name] / best['bare']:.2f} x")  # noqa: T201


def _cpu(words: list[str], stream: bytes) -> float:
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(stream)
    process.stdin.close()
    process.stdout.read()
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    process.stdout.close()
    return (used.ru_utime + used.ru_stime) * 1000


# An open port


def _open_port(host: Path) -> None:
    with subprocess.Popen([host, origins()[0]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as process:
        talk, hear = process.stdin, process.stdout
        assert talk is not None
        assert hear is not None

        def ask(message: object) -> dict[str, object]:
            talk.write(_frame(message))
            length = int.from_bytes(hear.read(4), sys.byteorder)
            answer = b""
            while len(answer) < length:
                answer += hear.read(length - len(answer))
            told: dict[str, object] = json.loads(answer)
            assert told["ok"], told
            return told

        times: list[float] = []
        for at in range(40):
            started = time.perf_counter()
            ask(_lookup(at))
            times.append((time.perf_counter() - started) * 1000)
        _say(f"lookup of {URLS} addresses among {PAPERS:,} papers", times)
        started = time.perf_counter()
        for at in range(100):
            page = {
                "url": f"https://arxiv.org/abs/2603.{at + 20_000:05}",
                "title": f"A paper that is saved, the {at}th",
            }
            ask({"v": 1, "id": f"save {at}", "op": "save", "items": [{"page": page, "tags": ["burst"]}]})
        print(f"100 saves, one after the other: {time.perf_counter() - started:.2f} s")  # noqa: T201
        started = time.perf_counter()
        items = [
            {"page": {"url": f"https://x.test/{at}", "title": f"A page that is saved, the {at}th"}} for at in range(100)
        ]
        ask({"v": 1, "id": "many", "op": "save", "items": items})
        print(f"100 pages in one save: {time.perf_counter() - started:.2f} s")  # noqa: T201
        talk.close()


def _say(what: str, times: list[float]) -> None:
    times = sorted(times)
    late = times[int(len(times) * 0.95) - 1]
    print(f"{what}: median {statistics.median(times):.1f} ms, best {times[0]:.1f}, p95 {late:.1f}")  # noqa: T201


# Through the browsers


def _browser(kind: type[Chromium] | type[Firefox], home: Path, folder: Path) -> None:
    host = register.program(folder)
    if kind is Chromium:
        register.install(places.of_profile(home / "profile", "chromium"), host)
    else:
        machine = places.System("linux", home)
        register.install(next(one for one in places.known(machine) if one.key == "firefox"), host)
    with Web({}) as web, kind(home, web.address) as browser:
        browser.extension_page("options.html")
        asked = f"{{ urls: {json.dumps(_lookup()['urls'])} }}"
        single = '{ urls: ["https://arxiv.org/abs/1706.03762"] }'
        for what, fields in (("one address", single), (f"{URLS} addresses", asked)):
            told = browser.page(
                "import('./host.js').then(async ({ ask }) => { await ask('hello'); const times = [];"
                f" for (let at = 0; at < 40; at += 1) {{ const from = performance.now(); await ask('lookup', {fields});"
                " times.push(performance.now() - from); } return JSON.stringify(times); })"
            )
            _say(f"{kind.name}, open port, lookup of {what}", json.loads(told))
        told = browser.page(
            "(async () => { const times = []; for (let at = 0; at < 12; at += 1) { const from = performance.now();"
            " await (globalThis.browser ?? chrome).runtime.sendNativeMessage('io.github.papertray',"
            " { v: 1, id: String(at), op: 'lookup', urls: ['https://arxiv.org/abs/1706.03762'] });"
            " times.push(performance.now() - from); } return JSON.stringify(times); })()"
        )
        _say(f"{kind.name}, one shot, lookup of one address", json.loads(told))


if __name__ == "__main__":
    main()
