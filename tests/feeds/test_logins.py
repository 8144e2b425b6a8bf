"""Feeds behind a login: where the secret goes, where it never goes."""

from pathlib import Path

import pytest

from desktop.feeds import logins, run
from desktop.feeds.exchange import Login
from storage import Library
from tests.fakes.clock import Clock
from tests.fakes.replies import Asked, Handler, Reply, redirect, refusal
from tests.feeds.conftest import World

RSS = (
    b"<rss version='2.0'><channel><title>A lab</title><item><title>Whales</title><guid>1</guid></item></channel></rss>"
)


def behind(header: str, value: str) -> Handler:
    def answer(asked: Asked) -> Reply:
        return Reply(body=RSS) if asked.header(header) == value else refusal(401, "log in")

    return answer


@pytest.mark.parametrize(
    ("login", "secret", "header", "value"),
    [
        ("basic", "ada:päss", "Authorization", "Basic YWRhOnDDpHNz"),
        ("Authorization", "Bearer abc", "Authorization", "Bearer abc"),
        ("X-Api-Key", "abc\r\nHost: evil", "X-Api-Key", "abcHost: evil"),
    ],
)
def test_a_feed_gets_the_login_that_the_reader_gave(
    world: World, monkeypatch: pytest.MonkeyPatch, *, login: str, secret: str, header: str, value: str
) -> None:
    feed = world.add(world.server.serve("/lab", behind(header, value)))
    assert world.poll().failed == 1
    world.library.edit_feed(feed.id, login=login)
    monkeypatch.setenv(f"PAPERTRAY_SECRET_FEED_{feed.id}", secret)
    assert run.poll(world.folder, now=world.clock, force=True).new == 1


def test_a_login_goes_to_no_other_server_and_into_no_file(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.server.serve("/there", RSS)
    feed = world.add(world.server.serve("/lab", redirect(world.server.url("/there", host=2))))
    world.library.edit_feed(feed.id, login="basic")
    monkeypatch.setenv(f"PAPERTRAY_SECRET_FEED_{feed.id}", "ada:secret-word")
    run.poll(world.folder, now=world.clock, force=True, spacing=0)
    here, there = world.server.asked
    assert here.header("Authorization").startswith("Basic ")
    assert there.header("Authorization") == ""
    assert not [path for path in world.folder.rglob("*") if path.is_file() and b"secret-word" in path.read_bytes()]
    assert "secret-word" not in repr(Login("Authorization", "secret-word"))


def test_a_feed_whose_secret_cannot_be_had_is_not_asked_and_says_why(
    folder: Path, library: Library, clock: Clock, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    feed = world.add(world.server.serve("/lab", RSS))
    world.library.edit_feed(feed.id, login="basic")
    assert run.poll(world.folder, now=world.clock, force=True).failed == 1
    trouble = world.feed(feed).trouble
    assert trouble is not None
    assert (trouble.kind, world.server.asked) == ("no_secret", [])


@pytest.mark.parametrize("name", ["Host", "cookie", "If-None-Match", "X Y", "X:Y", "", "Basic", "X-\u00e9"])
def test_a_token_goes_in_a_header_of_its_own(name: str) -> None:
    assert not logins.is_header(name)
    assert logins.is_header("X-Api-Key")
