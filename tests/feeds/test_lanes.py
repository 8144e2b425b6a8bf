"""Who is asked how: decided from addresses, so that nobody need be asked for it to be shown."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desktop.feeds import lanes
from desktop.feeds.exchange import FetchFailed, Request
from desktop.feeds.kinds import cleaned_address, kind_of
from desktop.feeds.origins import Origins, origins, usual_feeds
from desktop.settings import Settings

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("host", ["arxiv.org", "rss.arxiv.org", "export.ARXIV.org", "www.arxiv.org:443", "a@arxiv.org"])
def test_all_of_arxivs_addresses_are_one_lane_and_wait_three_seconds(host: str) -> None:
    url = f"https://{host}/rss/cs.LG"
    assert lanes.lane(url) == "arxiv.org"
    assert lanes.request(url, usual=1.0, etag="e", last_modified="m") == Request(url, "e", "m", "arxiv.org", 3.0)
    assert lanes.spacing(url, 0) == 3.0
    assert lanes.spacing(url, 5.0) == 5.0


@pytest.mark.parametrize("host", ["notarxiv.org", "arxiv.org.example", "127.0.0.1:8000", "huggingface.co"])
def test_any_other_host_is_a_lane_of_its_own_and_waits_as_usual(host: str) -> None:
    url = f"https://{host}/rss/cs.LG"
    assert lanes.lane(url) == host
    assert lanes.request(url, usual=0.25) == Request(url, spacing=0.25)


def test_a_login_makes_no_other_host() -> None:
    assert lanes.lane("http://ada:secret@Labs.example:8080/feed") == "labs.example:8080"


@pytest.mark.parametrize(
    ("until", "shut"),
    [(NOW + HOUR, True), (NOW + 24 * HOUR, True), (NOW, False), (NOW - HOUR, False), (NOW + 25 * HOUR, False)],
)
def test_a_lane_is_shut_until_its_time_has_come_but_never_for_longer_than_a_day(until: datetime, shut: bool) -> None:
    assert lanes.shut({"labs.example": until}, NOW) == ({"labs.example"} if shut else set())


@pytest.mark.parametrize(
    ("host", "status", "wait", "rest"),
    [
        ("labs.example", "429", None, timedelta(minutes=10)),
        ("labs.example", "429", HOUR, HOUR),
        ("labs.example", "503", HOUR, HOUR),
        ("labs.example", "503", None, None),
        ("labs.example", "403", None, None),
        ("rss.arxiv.org", "403", None, HOUR),
        ("labs.example", "500", 99 * HOUR, 24 * HOUR),
        ("labs.example", "", None, None),
    ],
)
def test_a_failure_says_how_long_a_lane_is_left_alone(
    host: str, status: str, wait: timedelta | None, rest: timedelta | None
) -> None:
    failure = FetchFailed("bad_status", {"status": status} if status else {}, wait=wait)
    assert lanes.rest(f"https://{host}/feed", failure) == rest


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://huggingface.co/api/daily_papers", "daily_papers"),
        ("http://127.0.0.1:9/mirror/api/daily_papers/?date=2026-06-02", "daily_papers"),
        ("https://rss.arxiv.org/rss/cs.AI+q-bio.NC", "arxiv"),
        ("http://127.0.0.1:9/atom/astro-ph", "arxiv"),
        ("https://labs.example/rss.xml", "feed"),
        ("https://labs.example/rss/cs.LG/more", "feed"),
    ],
)
def test_an_address_says_by_its_path_how_it_is_read(url: str, kind: str) -> None:
    assert kind_of(url) == kind


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" https://labs.example/feed?b=2&a=1&&c ", "https://labs.example/feed?b=2&a=1&&c"),
        ("http://[::1]:8000/x", "http://[::1]:8000/x"),
        ("labs.example", ""),
        ("https://", ""),
        ("https://labs.example:99999/", ""),
        ("https://labs.example:0/", ""),
        ("http://[::1/", ""),
        ("https://labs.example/a b", ""),
        ("https://labs.example/\x00", ""),
        ("mailto:ada@labs.example", ""),
        ("", ""),
    ],
)
def test_an_address_is_taken_as_it_was_typed_or_not_at_all(typed: str, address: str) -> None:
    assert cleaned_address(typed) == address


def test_the_environment_puts_other_servers_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF", "ARXIV_FEEDS", "ARXIV_API", "CROSSREF"):
        monkeypatch.delenv(f"PAPERTRAY_{name}", raising=False)
    real = origins()
    assert real == Origins(
        "https://huggingface.co", "https://rss.arxiv.org", "https://export.arxiv.org", "https://api.crossref.org"
    )
    monkeypatch.setenv("PAPERTRAY_HF", "http://127.0.0.1:9/")
    monkeypatch.setenv("PAPERTRAY_CROSSREF", "")
    assert origins() == replace(real, hf="http://127.0.0.1:9")
    chosen = Settings(hf_address="https://mirror.example", arxiv_feeds_address="https://mirror.example/feeds/")
    assert origins(chosen) == replace(real, hf="http://127.0.0.1:9", arxiv_feeds="https://mirror.example/feeds")
    first, second = usual_feeds(origins())
    assert (first.url, first.kind, first.backfill) == ("http://127.0.0.1:9/api/daily_papers", "daily_papers", 14)
    assert (second.url, second.kind, second.backfill) == ("https://rss.arxiv.org/rss/cs.LG", "arxiv", 5)
    assert [kind_of(feed.url) for feed in (first, second)] == [first.kind, second.kind]
