"""Feeds and polls through the command line, against a server on loopback."""

import io
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from tests.cli.conftest import Papertray
from tests.fakes.feed_server import FeedServer
from tests.fakes.replies import refusal

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>A lab</title>
<item><title>Whales and their state space</title><guid>a</guid><author>ada@example.org (Ada Marot)</author></item>
<item><title>Seals</title><guid>b</guid><author>ben@example.org (Ben Okoye)</author></item>
</channel></rss>"""


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as serving:
        yield serving


def test_a_feed_is_added_polled_and_polled_again(papertray: Papertray, server: FeedServer) -> None:
    url = server.serve("/lab.xml", RSS.encode())
    assert papertray("feeds", "add", url, "--json").object["url"] == url
    first = papertray("poll", "--json").object
    assert first == {
        "feeds": 1, "polled": 1, "not_modified": 0, "failed": 0, "offline": 0, "new": 2, "updated": 0,
        "matches": 0, "forgotten": 0,
    }  # fmt: skip
    assert papertray("poll", "--json").object["polled"] == 0
    again = papertray("poll", "--force", "--json").object
    assert (again["polled"], again["not_modified"], again["new"]) == (1, 1, 0)
    assert [each["title"] for each in papertray("feeds", "list", "--json").objects] == ["A lab"]
    assert len(papertray("list", "all", "--json").objects) == 2


def test_one_failing_feed_does_not_stop_the_others(papertray: Papertray, server: FeedServer) -> None:
    good, bad = server.serve("/good", RSS.encode()), server.serve("/bad", refusal(500, "out of order"))
    papertray("feeds", "add", bad, good)
    done = papertray("poll", "--spacing", "0", "--json")
    assert done.status == 1
    assert (done.object["failed"], done.object["new"]) == (1, 2)
    listed = papertray("feeds", "list")
    assert "500" in listed.err
    assert [each["failures"] for each in papertray("feeds", "list", "--json").objects] == [1, 0]


def test_nothing_reached_ends_with_4(papertray: Papertray) -> None:
    papertray("feeds", "add", "http://127.0.0.1:9/feed")
    done = papertray("poll")
    assert done.status == 4
    assert "refused" in done.err


def test_a_removed_feed_is_polled_no_more_and_comes_back_by_undo(papertray: Papertray, server: FeedServer) -> None:
    url = server.serve("/lab.xml", RSS.encode())
    papertray("feeds", "add", url)
    papertray("feeds", "remove", "1")
    assert papertray("poll", "--force", "--json").object["feeds"] == 0
    papertray("undo")
    assert papertray("poll", "--force", "--json").object["new"] == 2


def test_each_feed_that_is_done_is_a_line_for_programs_that_ask(papertray: Papertray, server: FeedServer) -> None:
    papertray("feeds", "add", server.serve("/a", RSS.encode()), server.serve("/b", RSS.encode()))
    *steps, outcome = papertray("poll", "--spacing", "0", "--json", "--progress").objects
    assert [(step["done"], step["total"]) for step in steps] == [(1, 2), (2, 2)]
    assert steps[0]["feed"] == "A lab"
    assert outcome["polled"] == 2


def test_the_settings_say_how_far_apart_requests_are(papertray: Papertray, server: FeedServer, folder: Path) -> None:
    papertray("feeds", "add", server.serve("/a", RSS.encode()), server.serve("/b", RSS.encode()))
    (folder / "settings.json").write_text('{"spacing_seconds": 2}')
    before = time.monotonic()
    assert papertray("poll", "--json").object["polled"] == 2
    assert time.monotonic() - before >= 2


def test_damaged_settings_are_said_and_stop_nothing(papertray: Papertray, folder: Path) -> None:
    papertray("list", "all")
    (folder / "settings.json").write_text("{")
    done = papertray("poll", "--json")
    assert done.object["polled"] == 0
    assert "settings-damaged-" in done.err


def test_only_the_named_feed_is_polled(papertray: Papertray, server: FeedServer) -> None:
    papertray("feeds", "add", server.serve("/a", RSS.encode()), server.serve("/b", RSS.encode()))
    assert papertray("poll", "--feed", "2", "--json").object["polled"] == 1
    assert (len(server.asked_for("/a")), len(server.asked_for("/b"))) == (0, 1)
    assert papertray("poll", "--feed", "77").status == 2


def test_a_second_poll_at_the_same_time_leaves_the_work_to_the_first(
    papertray: Papertray, server: FeedServer, folder: Path
) -> None:
    papertray("feeds", "add", server.serve("/lab.xml", RSS.encode()))
    with FileLock(folder / "poll.lock"):
        done = papertray("poll", "--force", "--json")
    assert done.status == 0
    assert done.object["polled"] == 0
    assert "Another check" in done.err


@pytest.mark.parametrize(
    "wrong", ["lab.xml", "ftp://example.org/feed", "javascript:alert(1)", "http://", "file:///etc"]
)
def test_what_is_no_web_address_is_not_added(papertray: Papertray, wrong: str) -> None:
    assert papertray("feeds", "add", wrong).status == 2
    assert papertray("feeds", "list", "--json").objects == []


def test_the_feeds_of_an_opml_file_are_added_once(papertray: Papertray, tmp_path: Path) -> None:
    opml = tmp_path / "feeds.opml"
    opml.write_text(
        '<opml version="2.0"><body><outline text="x"><outline type="rss" xmlUrl="http://127.0.0.1/a"/>'
        '<outline xmlUrl="http://127.0.0.1/a"/><outline xmlUrl="ftp://x"/></outline></body></opml>'
    )
    assert [each["url"] for each in papertray("feeds", "import", str(opml), "--json").objects] == ["http://127.0.0.1/a"]
    assert papertray("feeds", "import", str(opml)).out == "0 feeds added.\n"
    opml.write_text("<html></html>")
    assert papertray("feeds", "import", str(opml)).status == 2


def test_a_bare_papertray_adds_the_usual_feeds_and_shows_what_is_new(
    papertray: Papertray, server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERTRAY_HF", "http://127.0.0.1:9")
    monkeypatch.setenv("PAPERTRAY_ARXIV_FEEDS", "http://127.0.0.1:9")
    monkeypatch.setenv("PAPERTRAY_ARXIV_API", "http://127.0.0.1:9")
    papertray("add", "2606.00001")  # is no feed of the reader's
    done = papertray()
    assert done.status == 4
    assert "First start" in done.out
    assert [each["kind"] for each in papertray("feeds", "list", "--json").objects] == ["daily_papers", "arxiv"]


def test_papers_that_nobody_tells_about_are_kept_by_name_and_completed_later(
    papertray: Papertray, server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERTRAY_ARXIV_API", "http://127.0.0.1:9")
    done = papertray("add", "https://arxiv.org/abs/2606.00001v2", "--star")
    assert done.status == 0
    assert "details follow" in done.err
    entry = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>arXiv</title><entry>'
        "<id>http://arxiv.org/abs/2606.00001v2</id><published>2026-06-01T10:00:00Z</published>"
        "<updated>2026-06-02T10:00:00Z</updated><title>Whales</title><summary>About whales.</summary>"
        "<author><name>Ada Marot</name></author></entry></feed>"
    )
    monkeypatch.setenv("PAPERTRAY_ARXIV_API", server.url().rstrip("/"))
    server.serve("/api/query", entry.encode())
    papertray("poll")
    shown = papertray("show", "2606.00001", "--json").object
    assert (shown["title"], shown["authors"], bool(shown["starred"])) == ("Whales", ["Ada Marot"], True)


def test_papers_that_nobody_tells_about_are_asked_for_less_and_less_often(
    papertray: Papertray, server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERTRAY_CROSSREF", server.url().rstrip("/"))
    server.serve("/works/10.1000%2Fxyz", refusal(404, "no such work"))
    server.serve("/works/10.1000/xyz", refusal(404, "no such work"))
    papertray("add", "doi:10.1000/xyz")
    asked = []
    for hour in (9, 9, 10, 11, 12):
        monkeypatch.setenv("PAPERTRAY_NOW", f"2026-06-02T{hour:02}:00:00Z")
        papertray("poll")
        asked.append(len(server.asked_for("/works/10.1000%2Fxyz")) + len(server.asked_for("/works/10.1000/xyz")))
    assert asked == [2, 2, 3, 3, 4]
    papertray("poll", "--feed", "1")
    papertray("poll", "--force")


def test_a_server_that_asked_to_wait_is_not_asked_by_name_either(
    papertray: Papertray, server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERTRAY_ARXIV_API", server.url().rstrip("/"))
    server.serve("/api/query", refusal(429, "slowly"))
    papertray("add", "2606.00001")
    papertray("add", "2606.00002")
    papertray("poll", "--force")
    assert len(server.asked_for("/api/query")) == 1
    monkeypatch.setenv("PAPERTRAY_NOW", "2026-06-02T11:00:00Z")
    papertray("poll")
    assert len(server.asked_for("/api/query")) == 2


def test_a_paper_with_a_doi_is_added_with_what_crossref_says(
    papertray: Papertray, server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERTRAY_CROSSREF", server.url().rstrip("/"))
    record = {
        "message": {
            "DOI": "10.1000/XYZ", "type": "journal-article", "title": ["On <i>whales</i>"],
            "author": [{"given": "Ada", "family": "Marot"}, {"name": "The Whale Group"}],
            "container-title": ["Journal of Whales"], "volume": "4", "page": "1-9",
            "issued": {"date-parts": [[2024, 5]]}, "abstract": "<jats:p>They sing.</jats:p>",
        }
    }  # fmt: skip
    server.serve("/works/10.1000%2Fxyz", json.dumps(record).encode())
    server.serve("/works/10.1000/xyz", json.dumps(record).encode())
    papertray("add", "doi:10.1000/xyz", "--later")
    shown = papertray("show", "10.1000/xyz", "--json").object
    assert (shown["title"], shown["authors"]) == ("On whales", ["Ada Marot", "The Whale Group"])
    assert (shown["published"], shown["abstract"], bool(shown["later"])) == ("2024-05-01", "They sing.", True)
    papertray("undo")
    papertray("undo")
    assert papertray("show", "10.1000/xyz").status == 2


def test_text_without_an_identifier_is_not_added(papertray: Papertray) -> None:
    assert papertray("add", "that paper about whales").status == 2


@pytest.mark.slow
def test_killing_the_program_in_a_poll_loses_nothing(folder: Path, server: FeedServer) -> None:
    items = "".join(f"<item><title>Paper about w{n}</title><guid>g{n}</guid></item>" for n in range(400))
    urls = [
        server.serve(
            f"/{feed}",
            f"<rss version='2.0'><channel><title>t</title>{items.replace('>g', f'>{feed}-')}</channel></rss>".encode(),
        )
        for feed in range(4)
    ]
    here = [sys.executable, "-m", "desktop", "--data-dir", str(folder)]
    environment = {**os.environ, "PAPERTRAY_NOW": "2026-06-02T09:00:00Z"}
    subprocess.run([*here, "feeds", "add", *urls], check=True, capture_output=True, env=environment)
    for seconds in (0.9, 1.2):
        poll = subprocess.Popen([*here, "poll", "--force", "--spacing", "0"], env=environment)
        try:
            poll.wait(seconds)
        except subprocess.TimeoutExpired:
            poll.kill()
            poll.wait()
    done = subprocess.run(
        [*here, "poll", "--force", "--spacing", "0"], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    db = sqlite3.connect(folder / "library.db")
    assert db.execute("SELECT count(*), count(DISTINCT title) FROM papers").fetchone() == (1600, 400)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


def test_many_feeds_with_one_trouble_are_one_line(papertray: Papertray, server: FeedServer) -> None:
    for n in range(6):
        papertray("feeds", "add", server.serve(f"/bad{n}", refusal(500, "out of order")))
    done = papertray("poll", "--spacing", "0")
    [line] = [line for line in done.err.splitlines() if "out of order" in line]
    assert "3 other feeds: " in line


def test_a_feed_says_when_it_is_checked_next_and_why(papertray: Papertray, server: FeedServer) -> None:
    papertray("feeds", "add", server.serve("/lab.xml", RSS.encode()))
    before = papertray("feeds", "why", "1").out
    assert "at the next poll. It has not been checked yet." in before
    papertray("poll")
    said = papertray("feeds", "why", "1").out
    assert "Read just now." in said
    assert "Next check: in 3 hours" in said
    assert "not been watched long enough" in said
    assert papertray("feeds", "why", "1", "--json").object["why"] == "unknown"
    assert "read just now · next in 3 hours" in papertray("feeds", "list").out


def test_what_lies_behind_an_address_is_shown_before_it_is_added(papertray: Papertray, server: FeedServer) -> None:
    url = server.serve("/lab.xml", RSS.encode())
    shown = papertray("feeds", "look", url).out
    assert "A lab" in shown
    assert "- Whales and their state space" in shown
    assert papertray("feeds", "list", "--json").objects == []
    assert papertray("feeds", "look", "nonsense").status == 1


def test_feeds_go_out_and_come_in_with_their_folders(papertray: Papertray, server: FeedServer, tmp_path: Path) -> None:
    file = tmp_path / "feeds.opml"
    papertray("feeds", "add", server.serve("/lab.xml", RSS.encode()))
    papertray("feeds", "edit", "1", "--folder", "Labs/Sea", "--name", "The lab")
    assert "1 feed written" in papertray("feeds", "export", str(file)).out
    papertray("feeds", "remove", "1")
    other = str(tmp_path / "other")
    assert papertray("--data-dir", other, "feeds", "import", str(file)).status == 0
    [feed] = papertray("--data-dir", other, "feeds", "list", "--json").objects
    assert (feed["folder"], feed["title"]) == ("Labs/Sea", "The lab")


def test_a_login_is_kept_by_the_system_or_not_at_all(
    papertray: Papertray, server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("ada:secret\n"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    papertray("feeds", "add", server.serve("/lab.xml", RSS.encode()))
    assert papertray("feeds", "login", "1", "--header", "Host").status == 2
    refused = papertray("feeds", "login", "1")
    assert (refused.status, "no store for secrets" in refused.err) == (1, True)
