"""The host as a browser starts it: a fresh interpreter, real pipes, and as few imports as can be."""

import json
import os
import pwd
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import platformdirs.macos
import platformdirs.unix
import platformdirs.windows
import pytest

from desktop import paths
from desktop.bridge import names
from desktop.bridge.__main__ import data_dir, main
from storage import doorstep, schema

PROJECT = Path(__file__).parents[2]
ORIGIN = names.origins()[0]
ADD_ON = names.FIREFOX_ID
HELLO = {"v": 1, "id": "a", "op": "hello"}
LOOKUP = {"v": 1, "id": "b", "op": "lookup", "urls": ["https://arxiv.org/abs/2603.00001"]}

# The interpreter takes nothing from the environment (-I) and does without its own site (-S), as the installed host.
START = [sys.executable, "-IS", "-c"]
HOST = f"import sys; sys.path.insert(0, {str(PROJECT)!r}); from desktop.bridge.__main__ import main; "

TOO_SLOW = (
    "PySide6", "shiboken6", "sqlite_utils", "feedparser", "httpx2", "nh3", "keyring", "click", "rich", "platformdirs",
    "filelock", "jeepney", "dataclasses", "inspect", "ast", "logging", "pathlib", "urllib", "urllib.parse", "ipaddress",
    "asyncio", "socket", "ssl", "selectors", "subprocess", "threading", "concurrent", "tempfile", "shutil", "argparse",
    "gettext", "locale", "string", "textwrap", "traceback", "email", "importlib.metadata", "importlib.resources",
    "hashlib", "random", "uuid", "decimal", "site", "typing", "importlib", "contextlib",
    "storage.model", "storage.errors", "storage.schema",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a library with one paper."""
    with closing(sqlite3.connect(tmp_path / doorstep.FILE_NAME)) as db:
        db.executescript(schema.SQL)
        db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {schema.VERSION}")
        db.execute("INSERT INTO papers (id, seq, title, authority, added, fresh) VALUES (7, 7, 'A paper', 2, '', 0)")
        db.execute("INSERT INTO ids VALUES ('arxiv', '2603.00001', 7)")
        db.commit()
    return tmp_path


def frame(message: object) -> bytes:
    payload = json.dumps(message).encode()
    return len(payload).to_bytes(4, sys.byteorder) + payload


def unframed(stream: bytes) -> list[dict[str, object]]:
    found = []
    while stream:
        end = 4 + int.from_bytes(stream[:4], sys.byteorder)
        found.append(json.loads(stream[4:end]))
        stream = stream[end:]
    return found


def run(program: str, *words: str, stream: bytes = b"", env: dict[str, str] | None = None) -> tuple[int, bytes, str]:
    done = subprocess.run(
        [*START, program, *words], input=stream, capture_output=True, check=False, timeout=30, env=env
    )
    return done.returncode, done.stdout, done.stderr.decode()


def test_a_hello_and_a_lookup_are_served_without_slow_imports(folder: Path) -> None:
    program = HOST + "print(main(), *sys.modules, file=sys.stderr)"
    status, out, log = run(program, f"--data-dir={folder}", ORIGIN, stream=frame(HELLO) + frame(LOOKUP))

    hello, lookup = unframed(out)
    assert (hello["ok"], lookup["ok"]) == (True, True)
    assert lookup["found"] == [{"ids": [["arxiv", "2603.00001"]], "paper": 7}]
    code, *loaded = log.split()
    assert (status, code) == (0, "0")
    assert "storage.doorstep" in loaded
    assert set(loaded).isdisjoint(TOO_SLOW)


def test_a_hello_alone_needs_no_sqlite(folder: Path) -> None:
    program = HOST + "print(main(), *sys.modules, file=sys.stderr)"
    _, out, log = run(program, "--data-dir", str(folder), ORIGIN, stream=frame(HELLO))
    assert [answer["ok"] for answer in unframed(out)] == [True]
    assert set(log.split()).isdisjoint({*TOO_SLOW, "sqlite3", "_sqlite3", "storage"})


@pytest.mark.parametrize(
    "words",
    [(ORIGIN,), (ORIGIN, "--parent-window=0"), ("/usr/lib/mozilla/native-messaging-hosts/x.json", ADD_ON)],
)
@pytest.mark.parametrize("before", [True, False])
def test_what_browsers_add_is_passed_over(folder: Path, words: tuple[str, ...], *, before: bool) -> None:
    ours = ("--data-dir", str(folder))
    status, out, log = run(HOST + "sys.exit(main())", *(words + ours if before else ours + words), stream=frame(LOOKUP))
    assert (status, [answer["ok"] for answer in unframed(out)], log) == (0, [True], "")


def test_the_folder_is_found_without_being_told(folder: Path) -> None:
    home = folder / "home"
    (home / "papertray").mkdir(parents=True)
    (folder / doorstep.FILE_NAME).rename(home / "papertray" / doorstep.FILE_NAME)
    _, out, _ = run(HOST + "sys.exit(main())", ORIGIN, stream=frame(LOOKUP), env={"XDG_DATA_HOME": str(home)})
    assert [answer["ok"] for answer in unframed(out)] == [True]


def test_a_missing_folder_name_is_a_wrong_call(folder: Path) -> None:
    status, out, log = run(HOST + "sys.exit(main())", ORIGIN, "--data-dir", stream=frame(HELLO))
    assert (status, out) == (2, b"")
    assert "--data-dir" in log


def test_a_stray_print_goes_to_the_log() -> None:
    program = HOST + (
        "import os; from desktop.bridge.__main__ import _keep_for_frames; out = _keep_for_frames(); "
        "print('stray', flush=True); os.write(1, b'strays'); os.write(out, b'frame')"
    )
    assert run(program) == (0, b"frame", "stray\nstrays")


def test_a_browser_without_a_console_is_served(folder: Path) -> None:
    program = f"import os; os.close(2); {HOST} sys.exit(main())"
    status, out, _ = run(program, f"--data-dir={folder}", stream=frame(HELLO) + frame({}) + frame(LOOKUP))
    assert (status, [answer["ok"] for answer in unframed(out)]) == (0, [True, False, True])


def test_it_answers_while_the_port_is_open_and_ends_when_it_closes(folder: Path) -> None:
    program = [*START, HOST + "sys.exit(main())", f"--data-dir={folder}", ORIGIN]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as host:
        assert host.stdin is not None
        assert host.stdout is not None
        for number in range(3):
            host.stdin.write(frame(HELLO | {"id": str(number)}))
            length = int.from_bytes(host.stdout.read(4), sys.byteorder)
            assert json.loads(host.stdout.read(length))["id"] == str(number)
        host.stdin.write(frame(HELLO)[:7])
        host.stdin.close()
        assert host.wait(timeout=30) == 0
        assert host.stdout.read() == b""


def test_it_ends_quietly_when_the_browser_dies_before_the_answer(folder: Path) -> None:
    program = [*START, HOST + "sys.exit(main())", f"--data-dir={folder}", ORIGIN]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as host:
        assert host.stdin is not None
        assert host.stdout is not None
        assert host.stderr is not None
        host.stdout.close()
        host.stdin.write(frame(HELLO) * 3)
        host.stdin.close()
        assert host.stderr.read() == b""
        assert host.wait(timeout=30) == 0


def test_main_serves_the_streams_it_finds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    question, answer = folder / "question", folder / "answer"
    question.write_bytes(frame(HELLO) + frame(LOOKUP))
    monkeypatch.setattr(sys, "argv", ["papertray-host", f"--data-dir={folder}", ORIGIN])
    kept = os.dup(0), os.dup(1)
    try:
        with question.open("rb") as source, answer.open("wb") as sink:
            os.dup2(source.fileno(), 0)
            os.dup2(sink.fileno(), 1)
            status = main()
    finally:
        for place, descriptor in enumerate(kept):
            os.dup2(descriptor, place)
            os.close(descriptor)
    assert (status, [found["id"] for found in unframed(answer.read_bytes())]) == (0, ["a", "b"])


def test_python_starts_it_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "desktop.bridge", ORIGIN],
        input=frame(HELLO),
        capture_output=True,
        check=False,
        cwd=PROJECT,
        timeout=30,
    )
    assert (done.returncode, [answer["ok"] for answer in unframed(done.stdout)]) == (0, [True])


# Where the library lies


@pytest.fixture
def _plain_places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("PAPERTRAY_DATA_DIR", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


def ours(platform: str) -> Path:
    found = data_dir([ORIGIN], platform, os.environ)
    assert found is not None
    return Path(found)


@pytest.mark.usefixtures("_plain_places")
@pytest.mark.parametrize("data_home", [None, "", "/somewhere/else", "/somewhere/else/", "relative"])
@pytest.mark.parametrize("home", [None, "/home/reader", "/home/reader/", "/", "", "relative"])
def test_its_folder_is_the_applications(
    monkeypatch: pytest.MonkeyPatch, data_home: str | None, home: str | None
) -> None:
    for name, value in (("XDG_DATA_HOME", data_home), ("HOME", home)):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    assert ours(sys.platform) == paths.data_dir()
    assert ours("linux") == platformdirs.unix.Unix("papertray", appauthor=False).user_data_path
    assert ours("darwin") == platformdirs.macos.MacOS("papertray", appauthor=False).user_data_path


@pytest.mark.usefixtures("_plain_places")
def test_its_folder_is_the_applications_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALAPPDATA", r"C:\Users\reader\AppData\Local")
    local = platformdirs.windows.get_win_folder_from_env_vars("CSIDL_LOCAL_APPDATA")
    assert data_dir([], "win32", os.environ) == rf"{local}\papertray"
    assert data_dir([], "win32", {}) is None


@pytest.mark.usefixtures("_plain_places")
def test_the_environment_does_not_choose_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    before = ours(sys.platform)
    monkeypatch.setenv("PAPERTRAY_DATA_DIR", "/somewhere/else")
    assert ours(sys.platform) == before


def test_without_a_home_the_users_own_counts() -> None:
    assert data_dir([], "linux", {}) == f"{pwd.getpwuid(os.getuid()).pw_dir}/.local/share/papertray"


@pytest.mark.parametrize("words", [["--data-dir"], ["--data-dir", ""], ["--data-dir="]])
def test_no_folder_after_the_option_is_no_folder(words: list[str]) -> None:
    assert data_dir([ORIGIN, *words], "linux", {}) is None


def test_the_folder_may_stand_anywhere_among_the_words() -> None:
    assert data_dir(["--data-dir", "/a", ORIGIN], "linux", {}) == "/a"
    assert data_dir([ORIGIN, "--data-dir=/a"], "linux", {}) == "/a"
