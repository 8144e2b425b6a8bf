import asyncio
import contextlib
import socket
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TypeVar

import pytest

from desktop.feeds.fetch import Fetch, FetchFailed, Limits, Request, Response, open_fetch, own_name
from tests.fakes.arxiv import arxiv_error
from tests.fakes.feed_server import FeedServer
from tests.fakes.replies import (
    TEXT,
    Asked,
    Reply,
    encoded,
    endless,
    http_date,
    page,
    redirect,
    refusal,
    trickle,
)

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
FEED = b"<rss version='2.0'><channel><title>A feed</title></channel></rss>"
T = TypeVar("T")


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer(hosts=2) as running:
        yield running


def at(url: str, *, etag: str = "", last_modified: str = "", group: str = "", trusted: bool = True) -> Request:
    return Request(url, etag, last_modified, group, spacing=0.0, trusted=trusted)


def within(
    use: Callable[[Fetch], Awaitable[T]], *, limits: Limits | None = None, proxies: dict[str, str] | None = None
) -> T:
    async def run() -> T:
        async with open_fetch(limits=limits or Limits(), now=lambda: NOW, proxies=proxies or {}) as fetch:
            return await use(fetch)

    return asyncio.run(run())


def fetched(*requests: Request, limits: Limits | None = None, proxies: dict[str, str] | None = None) -> list[Response]:
    async def one_after_the_other(fetch: Fetch) -> list[Response]:
        return [await fetch(request) for request in requests]

    return within(one_after_the_other, limits=limits, proxies=proxies)


def failure(request: Request, *, limits: Limits | None = None, proxies: dict[str, str] | None = None) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        fetched(request, limits=limits, proxies=proxies)
    return caught.value


# What is sent -----------------------------------------------------------------------------------------------------


def test_a_feed_arrives_with_what_the_server_says_about_it(server: FeedServer) -> None:
    url = server.serve("/feed", page(FEED, etag='"7"', last_modified="Mon, 02 Mar 2026 05:00:00 GMT"))
    (response,) = fetched(at(url))
    assert response == Response(
        status=200,
        url=url,
        body=FEED,
        etag='"7"',
        last_modified="Mon, 02 Mar 2026 05:00:00 GMT",
        content_type="application/rss+xml; charset=utf-8",
        private=True,
    )


@pytest.mark.frb(86, 87, 88, 89, 90)
def test_a_first_request_says_who_asks_and_nothing_else(server: FeedServer) -> None:
    fetched(at(server.serve("/feed", FEED)))
    (asked,) = server.asked
    assert asked.method == "GET"
    assert [name for name, _ in asked.headers] == ["Host", "User-Agent", "Accept", "Accept-Encoding"]
    assert asked.header("User-Agent") == own_name()
    assert set(asked.header("Accept-Encoding").split(", ")) == {"gzip", "br", "zstd", "deflate"}


@pytest.mark.frb(80, 81, 82, 83, 84, 85)
def test_we_go_by_our_own_name_with_version_and_home() -> None:
    name, _, home = own_name().partition(" ")
    assert name.startswith("Papertray/")
    assert home.startswith("(+https://")


@pytest.mark.parametrize(
    ("etag", "last_modified"),
    [
        ('"7"', "Mon, 02 Mar 2026 05:00:00 GMT"),
        ('W/"7"', ""),
        ("no-quotes", ""),
        ('"a  b"c', ""),
        ('"Grüße \xa0"', ""),
        ("", "yesterday, around noon"),
        ("", "Mon, 2 Mar 2026 05:00:00 +0100"),
    ],
)
def test_validators_come_back_byte_for_byte(server: FeedServer, etag: str, last_modified: str) -> None:
    url = server.serve("/feed", page(FEED, etag=etag, last_modified=last_modified))
    (first,) = fetched(at(url))
    assert (first.etag, first.last_modified) == (etag, last_modified)
    (second,) = fetched(at(url, etag=first.etag, last_modified=first.last_modified))
    asked = server.asked[-1]
    assert (asked.header("If-None-Match"), asked.header("If-Modified-Since")) == (etag, last_modified)
    assert second.not_modified
    assert second.status == 304
    assert second.body == b""


def test_no_validator_is_made_up(server: FeedServer) -> None:
    url = server.serve("/feed", page(FEED, etag=""))
    fetched(at(url), at(url))
    assert {asked.header("If-None-Match") + asked.header("If-Modified-Since") for asked in server.asked} == {""}


def test_cookies_are_never_taken_along(server: FeedServer) -> None:
    server.serve("/feed", page(FEED, headers=(("Set-Cookie", "who=reader"),)))
    server.serve("/first", redirect("/feed").with_header("Set-Cookie", "who=reader"))
    fetched(at(server.url("/first")), at(server.url("/feed")))
    assert len(server.asked) == 3
    assert not any(asked.header("Cookie") or asked.header("Referer") for asked in server.asked)


@pytest.mark.parametrize(
    "target", ["/feed?b=2&a=1&b=3", "/feed?q=%e4%2Fx&empty=&flag", "/feed?date=[1+TO+2]", "/feed%2Fof/it's(1)?x=a:b/c"]
)
def test_an_address_is_asked_as_it_was_written(server: FeedServer, target: str) -> None:
    server.serve("*", FEED)
    fetched(at(server.url(target) + "#part"))
    assert server.asked[0].path == target


def test_a_login_in_the_address_goes_to_its_own_host_only(server: FeedServer) -> None:
    server.serve("/moved", redirect("/feed"))
    server.serve("/away", redirect(server.url("/feed", host=2)))
    server.serve("/feed", FEED)
    base = f"http://ada:l%40mbda@127.0.0.1:{server.port}"
    fetched(at(f"{base}/moved"), at(f"{base}/away"))
    assert [bool(asked.header("Authorization")) for asked in server.asked] == [True, True, True, False]
    assert server.asked[0].header("Authorization") == "Basic YWRhOmxAbWJkYQ=="


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/feed", "http://", "feed", "http://[::1", "http://127.0.0.1:port/", ""]
)
def test_what_is_no_web_address_is_not_asked(url: str) -> None:
    assert failure(at(url)).kind == "bad_address"


# What comes back --------------------------------------------------------------------------------------------------


@pytest.mark.frb(140, 141)
@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])
def test_compressed_bodies_are_read(server: FeedServer, coding: str) -> None:
    url = server.serve("/feed", page(FEED * 1_000, coding=coding))
    (response,) = fetched(at(url))
    assert response.body == FEED * 1_000


@pytest.mark.parametrize("coding", ["", "gzip", "br", "zstd"])
def test_a_body_is_limited_by_what_it_unpacks_to(server: FeedServer, coding: str) -> None:
    body = bytes(3_000_000)
    url = server.serve("/feed", encoded(Reply(body=body), coding) if coding else Reply(body=body))
    error = failure(at(url), limits=Limits(body=2_000_000))
    assert error.kind == "too_large"
    assert error.values == {"host": "127.0.0.1", "megabytes": "2"}
    (response,) = fetched(at(url), limits=Limits(body=3_000_000))
    assert len(response.body) == 3_000_000


def test_a_body_without_end_is_given_up(server: FeedServer) -> None:
    url = server.serve("/feed", endless())
    assert failure(at(url), limits=Limits(body=1_000_000)).kind == "too_large"


def test_a_body_that_trickles_is_given_up_in_time(server: FeedServer) -> None:
    url = server.serve("/feed", trickle(FEED, pause=0.5))
    started = time.monotonic()
    assert failure(at(url), limits=Limits(seconds=0.2)).kind == "timeout"
    assert time.monotonic() - started < len(FEED) * 0.5 / 2


def test_time_in_the_queue_is_nobodys_fault(server: FeedServer) -> None:
    url = server.serve("/feed", Reply(body=FEED, pause=0.1))

    async def six_at_once(fetch: Fetch) -> list[Response]:
        return await asyncio.gather(*(fetch(at(url)) for _ in range(6)))

    assert len(within(six_at_once, limits=Limits(seconds=0.5))) == 6


def test_a_body_that_breaks_off_is_no_body(server: FeedServer) -> None:
    assert failure(at(server.serve("/feed", Reply(body=FEED, cut=20)))).kind == "protocol"


def test_a_body_that_cannot_be_unpacked_is_no_body(server: FeedServer) -> None:
    url = server.serve("/feed", Reply(body=FEED, headers=(("Content-Encoding", "gzip"),)))
    assert failure(at(url)).kind == "protocol"


def test_an_answer_that_is_not_http_is_none() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        async def speak(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"220 mail here\r\n\r\n")
            writer.close()

        async def ask() -> FetchFailed:
            async with await asyncio.start_server(speak, sock=listening), open_fetch(proxies={}) as fetch:
                with pytest.raises(FetchFailed) as caught:
                    await fetch(at(f"http://127.0.0.1:{listening.getsockname()[1]}/"))
                return caught.value

        assert asyncio.run(ask()).kind == "protocol"


def test_not_modified_is_no_answer_to_one_who_has_nothing(server: FeedServer) -> None:
    error = failure(at(server.serve("/feed", Reply(304))))
    assert (error.kind, error.values["status"]) == ("bad_status", "304")


@pytest.mark.frb(101)
@pytest.mark.parametrize(
    ("reply", "text"),
    [
        (refusal(404, "No such\n feed."), "No such feed."),
        (Reply(500, b"<html><title>Oh no &amp; sorry</title><style>p{}</style></html>", content_type="text/html"),
         "Oh no & sorry"),
        (Reply(400, arxiv_error("cs.XX", "No such category.", day=NOW.date())), "No such category."),
        (Reply(400, arxiv_error("cs.XX", "No such category.", folder="atom", day=NOW.date())), "No such category."),
        (Reply(403, b"\x89PNG\x00\x01", content_type="image/png"), ""),
        (Reply(403, b"a\x00b", content_type=TEXT), ""),
        (Reply(418, b"x" * 100_000, content_type=TEXT), "x" * 300),
        (Reply(500, b"plain", (("Content-Encoding", "gzip"),), content_type=TEXT), ""),
        (Reply(204, b""), ""),
    ],
)  # fmt: skip
def test_a_refusal_comes_with_the_servers_own_words(server: FeedServer, reply: Reply, text: str) -> None:
    error = failure(at(server.serve("/feed", reply)))
    assert error.kind == "bad_status"
    assert error.values == {"host": "127.0.0.1", "status": str(reply.status), "text": text}
    assert error.wait is None


def test_a_feed_can_be_gone_for_good(server: FeedServer) -> None:
    assert failure(at(server.serve("/feed", refusal(410, "closed")))).kind == "gone"


def test_a_check_for_persons_is_recognised(server: FeedServer) -> None:
    url = server.serve("/feed", refusal(403).with_header("cf-mitigated", "challenge"))
    assert failure(at(url)).kind == "bot_check"


@pytest.mark.parametrize(
    ("header", "wait"),
    [("120", timedelta(minutes=2)), (http_date(NOW + timedelta(days=9)), timedelta(days=9)), ("soon", None)],
)
def test_a_server_says_how_long_to_wait(server: FeedServer, header: str, wait: timedelta | None) -> None:
    url = server.serve("/feed", refusal(503, retry_after=header).with_header("Date", http_date(NOW)))
    error = failure(at(url))
    assert (error.values["status"], error.wait) == ("503", wait)


def test_a_good_answer_says_for_how_long_it_is_good(server: FeedServer) -> None:
    url = server.serve("/feed", page(FEED, headers=(("Cache-Control", "max-age=600"), ("Retry-After", "60"))))
    first, second = fetched(at(url), at(url, etag='"x"'))
    assert first.fresh_for == second.fresh_for == timedelta(minutes=10)
    assert first.wait == timedelta(minutes=1)


# Moves ------------------------------------------------------------------------------------------------------------


@pytest.mark.frb(130)
@pytest.mark.parametrize(
    ("statuses", "moved"), [((301,), True), ((308, 301), True), ((301, 302), False), ((307,), False), ((303,), False)]
)
def test_only_moves_for_good_are_remembered(server: FeedServer, statuses: tuple[int, ...], moved: bool) -> None:
    for number, status in enumerate(statuses):
        server.serve(f"/{number}", redirect(f"/{number + 1}", status))
    end = server.serve(f"/{len(statuses)}", FEED)
    (response,) = fetched(at(server.url("/0")))
    assert response.url == end
    assert response.moved_to == (end if moved else "")


def test_validators_go_along_to_where_a_feed_is_now(server: FeedServer) -> None:
    server.serve("/old", redirect("/new", 302))
    server.serve("/new", page(FEED, etag='"7"'))
    (response,) = fetched(at(server.url("/old"), etag='"7"'))
    assert response.not_modified


def test_a_redirect_may_be_written_in_many_ways(server: FeedServer) -> None:
    server.serve("/a/feed", FEED)
    server.serve("/a/ünï", FEED)
    server.serve("/a/%C3%BCn%C3%AF", FEED)
    for place in (
        "feed",
        "/a/feed",
        f"//127.0.0.1:{server.port}/a/feed#x",
        "../a/feed",
        "ünï".encode().decode("latin-1"),
    ):
        server.serve("/a/old", redirect(place))
        (response,) = fetched(at(server.url("/a/old")))
        assert response.body == FEED
        assert "#" not in response.url


def test_five_steps_are_followed_and_no_sixth(server: FeedServer) -> None:
    for number in range(6):
        server.serve(f"/{number}", redirect(f"/{number + 1}"))
    server.serve("/6", FEED)
    assert fetched(at(server.url("/1")))[0].body == FEED
    assert failure(at(server.url("/0"))).kind == "too_many_redirects"


def test_a_circle_is_left_at_once(server: FeedServer) -> None:
    server.serve("/a", redirect("/b"))
    server.serve("/b", redirect("/a"))
    assert failure(at(server.url("/a"))).kind == "too_many_redirects"
    assert len(server.asked) == 2


@pytest.mark.parametrize("place", ["ftp://127.0.0.1/", "javascript:alert(1)", "http://[::1", "data:text/xml,x"])
def test_a_redirect_out_of_the_web_is_not_followed(server: FeedServer, place: str) -> None:
    assert failure(at(server.serve("/feed", redirect(place)))).kind == "bad_address"


def test_a_redirect_to_nowhere_is_a_refusal(server: FeedServer) -> None:
    assert failure(at(server.serve("/feed", Reply(302)))).kind == "bad_status"


# The reader's own network -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"]
)
def test_an_address_that_a_page_names_never_leads_inside(server: FeedServer, host: str) -> None:
    server.serve("/feed", FEED)
    error = failure(at(f"http://{host}:{server.port}/feed", trusted=False))
    assert error.kind == "private_address"
    assert server.asked == []


def test_what_lies_inside_may_lead_to_other_places_inside(server: FeedServer) -> None:
    server.serve("/feed", FEED)
    (response,) = fetched(at(server.serve("/old", redirect(server.url("/feed", host=2)))))
    assert response.private


@pytest.mark.parametrize(
    "inside", ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "[fd00::1]", "printer.local"]
)
def test_a_redirect_never_leads_from_outside_to_inside(server: FeedServer, inside: str) -> None:
    # A proxy stands in for the world outside, which tests never reach.
    server.serve("/secret", b"secret")
    server.serve("/feed", redirect(f"http://{inside}:{server.port}/secret"))
    error = failure(at("http://feeds.example.org/feed"), proxies={"http": server.url()})
    assert error.kind == "private_address"
    assert [asked.route for asked in server.asked] == ["/feed"]


# Politeness -------------------------------------------------------------------------------------------------------


@pytest.mark.frb(33)
def test_one_host_is_asked_one_thing_at_a_time_over_one_connection(server: FeedServer) -> None:
    server.latency = 0.005
    server.serve("*", FEED)

    async def all_at_once(fetch: Fetch) -> None:
        await asyncio.gather(*(fetch(at(server.url(f"/{number}"))) for number in range(30)))

    within(all_at_once)
    assert server.most_in_flight == 1
    assert [asked.path for asked in server.asked] == [f"/{number}" for number in range(30)]
    assert len({asked.connection for asked in server.asked}) == 1


@pytest.mark.frb(35)
def test_the_names_of_one_machine_are_one_host(server: FeedServer) -> None:
    server.latency = 0.02
    server.serve("/feed", FEED)

    async def all_at_once(fetch: Fetch) -> None:
        await asyncio.gather(*(fetch(at(server.url("/feed", host=name))) for name in ("127.0.0.1", "127.1", "0x7f.1")))

    within(all_at_once)
    assert server.most_in_flight == 1


def test_no_more_than_ten_requests_are_under_way() -> None:
    with FeedServer(hosts=20, latency=0.03) as server:
        server.serve("*", FEED)

        async def all_at_once(fetch: Fetch) -> None:
            hosts = [host for host in range(1, 21) for _ in range(2)]
            await asyncio.gather(*(fetch(at(server.url("/feed", host=host))) for host in hosts))

        within(all_at_once)
        assert server.most_in_flight == 10
        assert server.most_per_host == 1


@pytest.mark.frb(34)
def test_the_pause_counts_from_the_end_of_the_request_before(server: FeedServer) -> None:
    server.latency = 0.1
    url = server.serve("/feed", FEED)

    async def three_at_once(fetch: Fetch) -> None:
        await asyncio.gather(*(fetch(Request(url, spacing=0.15)) for _ in range(3)))

    within(three_at_once)
    asked = server.asked
    assert all(later.began - before.ended >= 0.15 for before, later in pairwise(asked))


def test_a_step_to_another_address_of_the_same_host_waits_as_well(server: FeedServer) -> None:
    server.serve("/feed", FEED)
    fetched(Request(server.serve("/old", redirect("/feed")), spacing=0.1))
    before, later = server.asked
    assert later.began - before.ended >= 0.1


def test_hosts_of_one_group_are_asked_one_after_the_other(server: FeedServer) -> None:
    server.latency = 0.02
    server.serve("/feed", FEED)

    async def in_turns(fetch: Fetch, group: str) -> None:
        await asyncio.gather(*(fetch(at(server.url("/feed", host=host), group=group)) for host in (1, 2, 1, 2)))

    within(lambda fetch: in_turns(fetch, "arxiv"))
    assert server.most_in_flight == 1
    within(lambda fetch: in_turns(fetch, ""))
    assert server.most_in_flight == 2


def test_who_asks_to_be_left_alone_is_not_asked_for_its_other_feeds(server: FeedServer) -> None:
    server.serve("/busy", refusal(429, "slow down", retry_after="100"))
    server.serve("/feed", FEED)

    async def ask(fetch: Fetch) -> None:
        with pytest.raises(FetchFailed) as first:
            await fetch(at(server.url("/busy")))
        with pytest.raises(FetchFailed) as second:
            await fetch(at(server.url("/feed")))
        assert (first.value.kind, first.value.wait) == ("bad_status", timedelta(seconds=100))
        assert second.value.kind == "throttled"
        assert second.value.wait is not None
        assert timedelta(seconds=90) < second.value.wait <= timedelta(seconds=100)
        assert (await fetch(at(server.url("/feed", host=2)))).body == FEED

    within(ask)
    assert len(server.asked) == 2


@pytest.mark.parametrize(("reply", "others"), [
    (refusal(429), 0), (refusal(503, retry_after="9"), 0), (refusal(503), 1), (refusal(404, retry_after="9"), 1),
])  # fmt: skip
def test_only_a_host_that_means_all_of_itself_is_left_alone(server: FeedServer, reply: Reply, others: int) -> None:
    server.serve("/bad", reply)
    server.serve("/feed", FEED)

    async def ask(fetch: Fetch) -> None:
        for path in ("/bad", "/feed"):
            with contextlib.suppress(FetchFailed):
                await fetch(at(server.url(path)))

    within(ask)
    assert len(server.asked_for("/feed")) == others


def test_a_kept_connection_that_has_died_is_no_trouble(server: FeedServer) -> None:
    url = server.serve("/feed", Reply(body=FEED, cut=len(FEED)))
    assert [response.body for response in fetched(at(url), at(url), at(url))] == [FEED] * 3
    assert len({asked.connection for asked in server.asked}) == 3


def test_a_hang_up_at_the_wrong_moment_is_tried_again_once(server: FeedServer) -> None:
    used: set[int] = set()

    def serve_once(asked: Asked) -> Reply:
        if asked.connection in used:
            raise ConnectionResetError
        used.add(asked.connection)
        return Reply(body=FEED)

    url = server.serve("/feed", serve_once)
    assert [response.body for response in fetched(at(url), at(url))] == [FEED] * 2
    assert len(server.asked) == 3


def test_a_server_that_hangs_up_on_everybody_is_asked_once(server: FeedServer) -> None:
    def hang_up(_: Asked) -> Reply:
        raise ConnectionResetError

    assert failure(at(server.serve("/feed", hang_up))).kind == "protocol"
    assert len(server.asked) == 1


def test_only_a_few_connections_are_kept() -> None:
    with FeedServer(hosts=15) as server:
        server.serve("/feed", FEED)

        async def ask(fetch: Fetch) -> None:
            for host in range(1, 16):
                await fetch(at(server.url("/feed", host=host)))
            for host in (15, 1):
                await fetch(at(server.url("/feed", host=host)))

        within(ask, limits=Limits(idle=10))
        by_host = {
            host: {asked.connection for asked in server.asked if asked.host.endswith(host)} for host in (".15", ".1")
        }
        assert len(by_host[".15"]) == 1
        assert len(by_host[".1"]) == 2


def test_a_request_that_nobody_waits_for_any_more_leaves_the_way_free(server: FeedServer) -> None:
    slow, quick = server.serve("/slow", Reply(body=FEED, pause=5)), server.serve("/feed", FEED)

    async def ask(fetch: Fetch) -> Response:
        unwanted = asyncio.create_task(fetch(at(slow)))
        await asyncio.sleep(0.1)
        unwanted.cancel()
        return await fetch(at(quick))

    assert within(ask).body == FEED


# No answer --------------------------------------------------------------------------------------------------------


def test_where_nobody_listens_a_connection_is_refused() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        error = failure(at(f"http://127.0.0.1:{silent.getsockname()[1]}/feed"))
    assert error.kind == "refused"
    assert error.values["host"] == "127.0.0.1"
    assert "127.0.0.1" in error.values["detail"]


def test_a_name_that_nobody_knows_is_said_to_be_so() -> None:
    error = failure(at("http://nothing.invalid/feed"))
    assert error.kind in {"dns", "offline"}  # without a network, nobody could be asked
    assert error.values["host"] == "nothing.invalid"


def test_the_feeds_of_a_dead_host_cost_one_wait() -> None:
    with socket.socket() as full, contextlib.ExitStack() as callers:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):  # more than fit into its queue: further ones are not answered at all
            caller = callers.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(full.getsockname())

        async def ask(fetch: Fetch) -> list[str]:
            kinds: list[str] = []
            for number in range(20):
                with pytest.raises(FetchFailed) as caught:
                    await fetch(at(f"http://127.0.0.1:{full.getsockname()[1]}/{number}"))
                kinds.append(caught.value.kind)
            return kinds

        started = time.monotonic()
        assert within(ask, limits=Limits(connect=0.3)) == ["timeout"] * 20
        assert time.monotonic() - started < 20 * 0.3 - 1


# Proxies ----------------------------------------------------------------------------------------------------------


def test_a_proxy_is_asked_for_what_lies_outside(server: FeedServer) -> None:
    server.serve("/feed", FEED)
    first, second = fetched(
        at("http://feeds.example.org/feed?a=1"),
        at("http://feeds.example.org/feed?a=2"),
        proxies={"http": f"127.0.0.1:{server.port}"},
    )
    assert (first.body, second.private) == (FEED, False)
    assert [asked.path for asked in server.asked] == [f"http://feeds.example.org/feed?a={number}" for number in (1, 2)]
    assert len({asked.connection for asked in server.asked}) == 1


def test_a_proxy_gets_the_login_that_its_address_carries(server: FeedServer) -> None:
    server.serve("/feed", FEED)
    fetched(at("http://feeds.example.org/feed"), proxies={"all": f"http://ada:secret@127.0.0.1:{server.port}"})
    assert server.asked[0].header("Proxy-Authorization") == "Basic YWRhOnNlY3JldA=="


def test_the_environment_names_the_proxy(server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", server.url())
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    server.serve("/feed", FEED)

    async def ask() -> Response:
        async with open_fetch("Papertray/9 (+https://example.org)") as fetch:
            return await fetch(at("http://feeds.example.org/feed"))

    assert asyncio.run(ask()).body == FEED
    assert server.asked[0].header("User-Agent") == "Papertray/9 (+https://example.org)"


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:{port}", "socks5://127.0.0.1:{port}"])
def test_a_proxy_that_leads_nowhere_is_said_to_be_the_trouble(server: FeedServer, proxy: str) -> None:
    error = failure(at("https://feeds.example.org/feed"), proxies={"https": proxy.format(port=server.port)})
    assert error.kind == "proxy"
