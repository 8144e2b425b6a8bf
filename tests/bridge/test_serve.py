"""The loop: every request gets one answer, in order, whatever the one before it was."""

import io
import json
import re
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.bridge import names
from desktop.bridge.framing import CAP, SKIPPABLE, read_frame
from desktop.bridge.messages import ERRORS
from desktop.bridge.serve import serve
from storage import doorstep, schema

HELLO = {"v": 1, "id": "hello", "op": "hello"}
PAPER = "https://arxiv.org/abs/2603.00001v2"
NOW = "2026-03-09T08:00:00+00:00"


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a library with one starred paper."""
    path = tmp_path_factory.mktemp("stored") / doorstep.FILE_NAME
    with closing(sqlite3.connect(path)) as db:
        db.executescript(f"BEGIN; {schema.SQL} COMMIT;")
        db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {schema.VERSION}")
        db.execute(
            "INSERT INTO papers (id, seq, title, authority, added, fresh) VALUES (7, 7, '<b>Räume</b>', 2, ?, 0)",
            (NOW,),
        )
        db.execute("INSERT INTO ids VALUES ('arxiv', '2603.00001', 7)")
        db.execute("INSERT INTO marks (paper, kind, state, at, origin) VALUES (7, 'star', 1, ?, 'cli')", (NOW,))
        db.commit()
    return path


@pytest.fixture
def folder(stored: Path, tmp_path: Path) -> Path:
    """The folder of a copy of that library."""
    shutil.copy(stored, tmp_path)
    return tmp_path


def frame(message: object) -> bytes:
    payload = message if isinstance(message, bytes) else json.dumps(message).encode()
    return len(payload).to_bytes(4, sys.byteorder) + payload


def lookup(*urls: str) -> dict[str, object]:
    return {"v": 1, "id": "lookup", "op": "lookup", "urls": list(urls)}


def answers(folder: Path | str, stream: bytes) -> list[dict[str, Any]]:
    sink = io.BytesIO()
    serve(io.BytesIO(stream), sink, str(folder))
    sink.seek(0)
    found = []
    while (payload := read_frame(sink)) is not None:
        found.append(json.loads(payload))
    assert sink.read() == b""
    return found


def error_of(answer: dict[str, Any]) -> str:
    assert answer["ok"] is False
    assert answer["error"]["code"] == ERRORS[answer["error"]["name"]]
    return str(answer["error"]["name"])


def test_a_hello_is_answered_where_there_is_no_library(tmp_path: Path) -> None:
    (answer,) = answers(tmp_path / "nowhere", frame(HELLO))
    assert (answer["id"], answer["ok"], answer["operations"][:2]) == ("hello", True, ["hello", "lookup"])


def test_a_known_paper_is_told_with_its_star(folder: Path) -> None:
    (answer,) = answers(folder, frame(lookup("https://example.com/", PAPER)))
    assert answer["ok"]
    assert [found["paper"] for found in answer["found"]] == [None, 7]
    assert answer["papers"]["7"]["title"] == "<b>Räume</b>"
    assert answer["papers"]["7"]["starred"] == NOW


def test_a_paper_is_found_by_an_identifier_in_any_spelling(folder: Path) -> None:
    asked = {
        "v": 1,
        "id": "a",
        "op": "lookup",
        "ids": [["doi", "10.48550/arXiv.2603.00001"], ["arxiv", "arXiv:2603.00001v9"]],
    }
    (answer,) = answers(folder, frame(asked))
    assert answer["found"] == [{"ids": [["arxiv", "2603.00001"]], "paper": 7}] * 2


def test_requests_are_answered_in_order_until_the_end(folder: Path) -> None:
    stream = b"".join(frame(HELLO | {"id": str(number)}) for number in range(20))
    assert [answer["id"] for answer in answers(folder, stream)] == [str(number) for number in range(20)]


def test_the_end_within_a_frame_ends_it_without_an_answer(folder: Path) -> None:
    assert answers(folder, b"") == []
    assert [answer["id"] for answer in answers(folder, frame(HELLO) + frame(HELLO)[:-1])] == ["hello"]


@pytest.mark.parametrize(
    ("broken", "name", "number"),
    [
        (b"", "not_json", None),
        (b"\xff\xfe", "not_json", None),
        ([], "not_a_message", None),
        ({"v": 1, "op": "hello"}, "not_a_message", None),
        ({"v": 2, "id": "b", "op": "hello"}, "other_protocol", "b"),
        ({"v": 1, "id": "b", "op": "dance"}, "unknown_operation", "b"),
        ({"v": 1, "id": "b", "op": "lookup"}, "bad_field", "b"),
        ({"v": 1, "id": "b", "op": "lookup", "urls": [""] * 501}, "too_many", "b"),
    ],
)
def test_a_broken_request_is_answered_and_the_next_one_too(
    folder: Path, broken: object, name: str, number: str | None
) -> None:
    first, second = answers(folder, frame(broken) + frame(HELLO))
    assert (error_of(first), first["id"]) == (name, number)
    assert second["ok"]


def test_a_frame_over_the_cap_is_refused_and_the_next_one_answered(folder: Path) -> None:
    first, second = answers(folder, frame(b" " * (CAP + 1)) + frame(HELLO))
    assert (error_of(first), first["error"]["length"], first["id"]) == ("frame_too_long", CAP + 1, None)
    assert second["ok"]


def test_a_length_that_is_noise_is_answered_and_ends_it(folder: Path) -> None:
    (answer,) = answers(folder, (SKIPPABLE + 1).to_bytes(4, sys.byteorder) + frame(HELLO))
    assert error_of(answer) == "frame_too_long"


def test_an_answer_over_the_cap_is_refused(folder: Path) -> None:
    with closing(sqlite3.connect(folder / doorstep.FILE_NAME)) as db:
        db.execute("UPDATE papers SET title = ?", ("x" * CAP,))
        db.commit()
    first, second = answers(folder, frame(lookup(PAPER)) + frame(HELLO))
    assert (error_of(first), first["id"]) == ("answer_too_long", "lookup")
    assert second["ok"]


def test_a_library_that_cannot_answer_is_told_with_its_reason(folder: Path) -> None:
    assert error_of(answers(folder / "nowhere", frame(lookup(PAPER)))[0]) == "library_missing"
    with closing(sqlite3.connect(folder / doorstep.FILE_NAME)) as db:
        db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    (answer,) = answers(folder, frame(lookup(PAPER)))
    assert answer["error"] == {
        "code": ERRORS["library_newer"],
        "name": "library_newer",
        "found": schema.VERSION + 1,
        "known": schema.VERSION,
    }


def test_every_reason_of_the_library_has_a_number() -> None:
    # Only type checkers see the reasons as values: the host has no time for typing.
    source = Path(doorstep.__file__).read_text(encoding="utf-8")
    reasons = re.findall(r'"(\w+)"', source.partition("Why: TypeAlias = Literal[")[2].partition("]")[0])
    assert {f"library_{why}" for why in reasons} < {name for name in ERRORS if name.startswith("library_")}


def test_a_stranger_gets_a_refusal_for_every_request(folder: Path) -> None:
    pipe = io.BytesIO()
    serve(io.BytesIO(frame(HELLO) + frame(lookup(PAPER))), pipe, str(folder), allowed=False)
    pipe.seek(0)
    told = [json.loads(read_frame(pipe) or b"") for _ in range(2)]
    assert [(one["id"], one["error"]["code"]) for one in told] == [("hello", 2), ("lookup", 2)]


@pytest.mark.parametrize(
    ("words", "welcome"),
    [
        ((), True),
        ((names.origins()[0],), True),
        ((names.origins()[0], "--parent-window=7"), True),
        (("/home/reader/.mozilla/native-messaging-hosts/x.json", names.FIREFOX_ID), True),
        (("--data-dir=/home/a@b/papers", names.origins()[0]), True),
        (("chrome-extension://abcdefghijklmnopabcdefghijklmnop/",), False),
        (("/home/reader/.mozilla/native-messaging-hosts/x.json", "other@example.org"), False),
        (("/usr/lib/x.json", "{01234567-89ab-cdef-0123-456789abcdef}"), False),
        (("https://evil.test/",), False),
        ((names.origins()[0], "chrome-extension://abcdefghijklmnopabcdefghijklmnop/"), False),
    ],
)
def test_only_our_extension_is_answered(words: tuple[str, ...], *, welcome: bool) -> None:
    assert names.is_allowed(words) is welcome


def test_a_library_that_comes_later_is_found_by_the_same_host(folder: Path) -> None:
    away = folder / "away.db"
    (folder / doorstep.FILE_NAME).rename(away)

    class Pipe(io.BytesIO):
        """Puts the library back before the second request is read."""

        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() >= len(frame(lookup(PAPER))) and away.exists():
                away.rename(folder / doorstep.FILE_NAME)
            return super().read(size)

    sink = io.BytesIO()
    serve(Pipe(frame(lookup(PAPER)) * 2), sink, str(folder))
    sink.seek(0)
    first, second = (json.loads(read_frame(sink) or b"") for _ in range(2))
    assert (error_of(first), second["ok"]) == ("library_missing", True)


def test_a_fault_of_ours_is_logged_and_answered(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(folder / doorstep.FILE_NAME)) as db:
        db.execute("DROP TABLE marks")
    first, second = answers(folder, frame(lookup(PAPER)) + frame(HELLO))
    assert (error_of(first), first["id"], first["error"]["code"]) == ("internal", "lookup", 1)
    assert second["ok"]
    logged = capsys.readouterr()
    assert "no such table: marks" in logged.err
    assert logged.out == ""


class Gone:
    """A browser that hung up."""

    def write(self, _data: bytes, /) -> int:
        raise BrokenPipeError


@pytest.mark.parametrize("request_", [frame(HELLO), frame(b" " * (CAP + 1))])
def test_a_browser_that_hung_up_ends_it(folder: Path, request_: bytes) -> None:
    source = io.BytesIO(request_ * 2)
    serve(source, Gone(), str(folder))
    assert source.tell() <= len(request_)


@given(st.binary() | st.lists(st.binary().map(frame)).map(b"".join))
def test_any_bytes_are_answered_or_a_clean_end(noise: bytes) -> None:
    for answer in answers("/nowhere", noise):
        error_of(answer)


@given(st.lists(st.text() | st.from_regex(r"https://(arxiv\.org|doi\.org)/.*"), max_size=5), st.text(max_size=8))
def test_any_addresses_are_looked_up(urls: list[str], number: str) -> None:
    (answer,) = answers("/nowhere", frame(lookup(*urls) | {"id": number}))
    assert error_of(answer) in {"library_missing", "not_a_message"}
