"""The Feed Reader Behavior list (FRB): what no other test shows by number, and that docs/politeness.md names all."""

import ast
import re
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.feeds import run
from desktop.feeds.exchange import FetchFailed, Request, Response
from desktop.feeds.kinds import cleaned_address
from storage import Library
from tests.fakes.clock import Clock
from tests.fakes.replies import Reply, page, redirect, refusal
from tests.feeds.conftest import World
from tests.feeds.test_update import rss

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"\| (?P<number>\d{3}) \| (?P<what>[^|]+) \| `(?P<file>tests/[\w/.]+)::(?P<test>\w+)` \|")
NUMBERS = [
    *range(1, 5), *range(10, 17), 20, 21, 22, 23, 24, *range(30, 38), 50, 51, *range(60, 67), 70, 71, *range(80, 91),
    *range(100, 107), *range(110, 121), *range(130, 138), 140, 141,
]  # fmt: skip


def rows() -> list[re.Match[str]]:
    return list(ROW.finditer((ROOT / "docs/politeness.md").read_text("utf-8")))


def test_the_table_has_every_number_of_the_list_once() -> None:
    assert [int(row["number"]) for row in rows()] == NUMBERS
    assert len(NUMBERS) == 74


def test_every_test_of_the_table_is_there_and_says_its_numbers() -> None:
    marked: dict[tuple[str, str], set[int]] = {}
    for row in rows():
        marked.setdefault((row["file"], row["test"]), set()).add(int(row["number"]))
    for (file, name), numbers in marked.items():
        tests = {
            node.name: node
            for node in ast.parse((ROOT / file).read_text("utf-8")).body
            if isinstance(node, ast.FunctionDef)
        }
        assert name in tests, f"{file} has no {name}"
        said = {
            argument.value
            for mark in tests[name].decorator_list
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.frb"
            for argument in mark.args
            if isinstance(argument, ast.Constant)
        }
        assert said == numbers, f"{file}::{name} is marked {said}, the table says {sorted(numbers)}"


@pytest.mark.frb(15)
def test_validators_survive_an_upgrade(folder: Path, world: World) -> None:
    url = world.server.serve("/lab", page(rss("Whales"), etag='"old"'))
    world.library.close()
    (folder / "library.db").unlink()
    schemas = ROOT / "tests/storage/schemas"
    db = sqlite3.connect(folder / "library.db")
    db.executescript((schemas / "1.sql").read_text("utf-8") + (schemas / "1-data.sql").read_text("utf-8"))
    db.execute("UPDATE feeds SET url = ?", (url,))
    db.execute(
        "INSERT OR REPLACE INTO pages (feed, url, etag, last_modified) VALUES (1, ?, '\"old\"', 'yesterday')", (url,)
    )
    db.execute("PRAGMA user_version = 1")
    db.execute(f"PRAGMA application_id = {0x50545259}")
    db.commit()
    db.close()
    assert run.poll(folder, now=world.clock, force=True).not_modified == 1
    asked = world.server.asked[-1]
    assert (asked.header("If-None-Match"), asked.header("If-Modified-Since")) == ('"old"', "yesterday")


@pytest.mark.frb(30, 31, 32, 50, 51)
def test_a_check_asks_for_the_feed_alone_and_only_to_get_it(world: World) -> None:
    inside = "<image><url>http://127.0.0.1/icon.png</url></image><icon>/favicon.ico</icon>"
    world.add(world.server.serve("/lab", rss("Whales", "Seals", more=inside)))
    world.poll()
    world.poll()
    assert [(each.method, each.path) for each in world.server.asked] == [("GET", "/lab")] * 2


@pytest.mark.frb(37)
def test_a_poll_every_minute_asks_only_what_is_due(world: World) -> None:
    world.add(world.server.serve("/lab", rss("Whales")))
    for _ in range(60):
        world.poll(force=False)
        world.clock.advance(minutes=1)
    assert len(world.server.asked) == 1


@pytest.mark.frb(60, 61, 62, 63, 64, 65, 66)
def test_an_address_goes_out_as_it_was_typed_with_nothing_beside_it(world: World) -> None:
    world.server.serve("/lab", Reply(body=rss("Whales"), headers=(("Set-Cookie", "id=1"), ("ETag", '"1"'))))
    address = world.server.url("/lab?z=1&a=%7E&a=2&&b")
    assert cleaned_address(f" {address}\n") == address
    assert cleaned_address(address.replace("http", "htp", 1)) == ""
    world.add(address)
    world.poll()
    world.poll()
    first, second = world.server.asked
    assert {first.path, second.path} == {"/lab?z=1&a=%7E&a=2&&b"}
    assert {name.lower() for name, _ in second.headers} == {
        "host", "user-agent", "accept", "accept-encoding", "if-none-match",
    }  # fmt: skip


@pytest.mark.frb(70)
def test_a_button_that_is_pressed_ten_times_asks_once(
    folder: Path, library: Library, clock: Clock, world: World
) -> None:
    world.add(world.server.serve("/lab", rss("Whales")))
    for _ in range(10):
        run.poll(folder, now=clock, force=True, lately=60)
        clock.advance(seconds=5)
    assert len(world.server.asked) == 1
    clock.advance(seconds=60)
    run.poll(folder, now=clock, force=True, lately=60)
    assert len(world.server.asked) == 2


@pytest.mark.frb(71)
def test_whatever_is_forced_a_request_says_what_we_have(world: World) -> None:
    world.add(world.server.serve("/lab", page(rss("Whales"), etag='"1"')))
    for _ in range(3):
        world.poll(force=True)
    assert [each.header("If-None-Match") for each in world.server.asked] == ["", '"1"', '"1"']


@pytest.mark.frb(104, 105, 106)
def test_no_address_is_guessed_and_none_is_told_to_anybody_else(world: World) -> None:
    named = world.server.url("/feed.xml")
    body = f'<html><head><link rel="alternate" type="application/rss+xml" href="{named}"></head></html>'.encode()
    world.add(world.server.serve("/lab", Reply(body=body, content_type="text/html")))
    world.add(world.server.url("/nothing"))
    world.poll()
    world.poll()
    assert {each.path for each in world.server.asked} == {"/lab", "/nothing"}
    assert all(each.header("Referer") == "" for each in world.server.asked)


FAILURES = {
    "403": refusal(403),
    "404": refusal(404),
    "418": refusal(418),
    "500": refusal(500),
    "503": refusal(503),
    "a page": Reply(body=b"<html><title>About us</title></html>", content_type="text/html"),
    "nothing": Reply(body=b""),
}


@pytest.mark.frb(110, 112, 113, 115, 118, 119)
@pytest.mark.parametrize("name", FAILURES)
def test_a_feed_that_fails_is_left_alone_for_longer_each_time(world: World, name: str) -> None:
    feed = world.add(world.server.serve("/lab", FAILURES[name]))
    assert waits(world, feed.id) == [0.9, 1.8, 3.6, 7.2, 14.4, 21.6, 21.6]


@pytest.mark.frb(116, 117)
@pytest.mark.parametrize("kind", ["dns", "refused", "timeout", "tls", "protocol"])
def test_a_server_that_is_not_reached_is_left_alone_for_longer_each_time(world: World, kind: str) -> None:
    async def fetch(request: Request) -> Response:
        raise FetchFailed(kind, {"host": "a"})  # type: ignore[arg-type]  # one of the kinds

    feed = world.add("http://127.0.0.1:9/lab")
    hours = []
    for _ in range(3):
        world.poll(fetch=fetch)
        hours.append(left(world, feed.id))
    assert hours == [0.9, 1.8, 3.6]


def waits(world: World, number: int) -> list[float]:
    """Give the hours until the next check after each of seven failures."""
    hours = []
    for _ in range(7):
        world.poll()
        hours.append(left(world, number))
        world.clock.advance(days=2)
    return hours


def left(world: World, number: int) -> float:
    [state] = [feed for feed in world.library.feeds() if feed.id == number]
    assert state.next_check is not None
    return round((state.next_check - world.clock()) / timedelta(hours=1), 3)


@pytest.mark.frb(132, 135)
def test_the_reader_is_told_that_a_feed_has_moved(world: World) -> None:
    url = world.server.serve("/new", rss("Whales"))
    feed = world.add(world.server.serve("/old", redirect(url, 301)))
    world.poll()
    assert (world.feed(feed).url, world.feed(feed).warning) == (url, "moved")


@pytest.mark.frb(134)
def test_a_portal_that_leads_every_feed_to_itself_moves_none(world: World) -> None:
    portal = world.server.serve("/portal", Reply(body=b"<html><title>Log in</title></html>", content_type="text/html"))
    feeds = [world.add(world.server.serve(path, redirect(portal, 301))) for path in ("/a", "/b", "/c")]
    world.poll()
    assert [world.feed(feed).url for feed in feeds] == [feed.url for feed in feeds]
    assert {trouble.kind for feed in feeds if (trouble := world.feed(feed).trouble)} == {"html_page"}
