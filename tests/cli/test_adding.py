"""Papers brought in by the command line: looked at first, then stored as one act."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage import Library
from tests.cli.conftest import Papertray
from tests.fakes.arxiv import Preprint, arxiv_query
from tests.fakes.feed_server import FeedServer
from tests.fakes.replies import refusal

BIB = """@article{a, title={Whales}, author={Marot, Ada}, year=2020, doi={10.1000/w}, keywords={sea, deep}}
@misc{b, title={Seals without any number}, author={Okoye, Ben}, year=2021}
"""


@pytest.fixture
def bib(tmp_path: Path) -> Path:
    file = tmp_path / "papers.bib"
    file.write_text(BIB, encoding="utf-8")
    return file


@pytest.fixture
def nobody(server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> FeedServer:
    """Put a server where arXiv and Crossref are; it knows nothing."""
    for name in ("PAPERTRAY_ARXIV_API", "PAPERTRAY_CROSSREF"):
        monkeypatch.setenv(name, server.url().rstrip("/"))
    return server


@pytest.fixture
def server() -> "object":
    with FeedServer() as opened:
        yield opened


def test_a_bib_file_is_stored_without_asking_anybody(papertray: Papertray, bib: Path, library: Library) -> None:
    done = papertray("add", "--file", str(bib), "--keywords", "--tag", "thesis", "--star", "--json")
    assert [one["title"] for one in done.objects] == ["Whales", "Seals without any number"]
    whales = library.entry(library.number("10.1000/w"))
    assert whales.mark.tags == ("deep", "sea", "thesis")
    assert whales.mark.starred is not None
    assert len(library.entries("starred")) == 2


def test_all_of_it_is_one_act_that_undo_takes_back(papertray: Papertray, bib: Path, library: Library) -> None:
    papertray("add", "--file", str(bib), "--tag", "thesis", "--later")
    library.undo()
    assert library.count() == 0
    assert library.tags() == {}


def test_what_is_brought_twice_is_kept_once(papertray: Papertray, bib: Path, library: Library) -> None:
    papertray("add", "--file", str(bib))
    again = papertray("add", "--file", str(bib), "--json")
    assert [one["known"] for one in again.objects] == [True, True]
    assert library.count() == 2


def test_a_look_changes_nothing_and_says_what_is_here(papertray: Papertray, bib: Path, library: Library) -> None:
    first = papertray("add", "--preview", "--file", str(bib), "--json")
    assert [(one["n"], one["title"], one["known"]) for one in first.objects] == [
        (0, "Whales", None),
        (1, "Seals without any number", None),
    ]
    assert library.feeds() == []
    papertray("add", "--file", str(bib), "--star")
    second = papertray("add", "--preview", "--file", str(bib), "--json")
    assert all(one["known"] and one["starred"] for one in second.objects)
    assert "was here already" in papertray("add", "--preview", "--file", str(bib)).out


def test_some_can_be_left_out(papertray: Papertray, bib: Path, library: Library) -> None:
    papertray("add", "--file", str(bib), "--skip", "0")
    assert [entry.paper.title for entry in library.entries("all")] == ["Seals without any number"]
    assert papertray("add", "--file", str(bib), "--skip", "x").status == 2


def test_text_without_a_paper_is_said(papertray: Papertray, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("hello"))
    done = papertray("add", "-")
    assert done.status == 2
    assert "There is no paper in this" in done.err


def test_bare_names_are_told_some_at_a_time_and_kept_where_nobody_answers(
    papertray: Papertray, nobody: FeedServer, library: Library
) -> None:
    nobody.serve("/api/query", arxiv_query([Preprint("2606.00001", "Whales")]))
    nobody.serve("/works/*", refusal(503))
    done = papertray("add", "2606.00001", "10.1000/x", "--json", "--progress")
    assert [one["done"] for one in done.objects if "done" in one] == [0, 1, 2]
    told = {one["title"]: one["trouble"] for one in done.objects if "id" in one}
    assert told["Whales"] is None
    assert told["doi 10.1000/x"]["kind"] == "bad_status"


def test_an_end_in_the_middle_keeps_what_is_stored_as_one_act(
    nobody: FeedServer, bib: Path, folder: Path, library: Library
) -> None:
    nobody.latency = 30
    words = ["add", "--file", str(bib), "10.1000/slow", "--tag", "thesis", "--json", "--progress"]
    command = [sys.executable, "-m", "desktop", "--data-dir", str(folder), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert json.loads(running.stdout.readline()) == {"done": 2, "of": 3}
        running.stdout.readline()
        running.terminate()
        assert running.wait(10) == 130
    assert library.tags() == {"thesis": 2}
    library.undo()
    assert library.count() == 0


def test_an_end_in_the_middle_of_an_import_has_the_status_of_an_end(tmp_path: Path) -> None:
    program = """
import sys
from desktop.cli.desk import Status, ended_in_order
try:
    with ended_in_order():
        exec("import signal; signal.raise_signal(signal.SIGTERM)")
except KeyboardInterrupt:
    sys.exit(Status.INTERRUPTED)
"""
    (tmp_path / "ended.py").write_text(program)
    around = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *filter(None, sys.path)])}
    assert subprocess.run([sys.executable, "-m", "ended"], check=False, env=around).returncode == 130
