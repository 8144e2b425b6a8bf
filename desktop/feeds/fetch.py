"""Addresses to bytes, politely: one request at a time per host, spaced, conditional, bounded; parses nothing."""

from __future__ import annotations

import asyncio
import base64
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, metadata
from typing import TYPE_CHECKING, Final
from urllib.request import getproxies

import httpcore2
import httpx2

from desktop import clock
from desktop.feeds import addresses, reply
from desktop.feeds.connection import ERRORS, Line, reason
from desktop.feeds.exchange import FailureKind, Fetch, FetchFailed, Request, Response

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncGenerator, Callable, Mapping
    from datetime import datetime

    from desktop.feeds.addresses import Place

__all__ = ["FailureKind", "Fetch", "FetchFailed", "Limits", "Request", "Response", "open_fetch", "own_name"]

MOST_REDIRECTS: Final = 5

DEAD_SECONDS: Final = 60.0
"""How long we do not try again to connect where nobody answered, so that 50 feeds of a dead host cost one wait."""

THROTTLED: Final = timedelta(minutes=10)
"""How long we leave a host alone that says 429 without saying for how long."""

_FOR_GOOD = frozenset({301, 308})
_ACCEPT = (
    b"application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, application/json;q=0.9, "
    b"application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.5, */*;q=0.4"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may take: decoded bytes, seconds without those in the queue, seconds to connect.

    And how many requests may be under way at once, and how many connections are kept for a next one: to connect anew
    costs both sides more than to keep one.
    """

    body: int = 15_000_000
    seconds: float = 30.0
    connect: float = 10.0
    in_flight: int = 10
    idle: int = 64


@asynccontextmanager
async def open_fetch(
    user_agent: str = "",
    *,
    limits: Limits = Limits(),
    now: Callable[[], datetime] = clock.now,
    proxies: Mapping[str, str] | None = None,
) -> AsyncGenerator[Fetch]:
    """Give a `Fetch` over the real network, for as long as the block lasts.

    `proxies` are addresses by scheme ("http", "https", "all"; under "no" the hosts that need none), by default those
    of the environment or the system.
    """
    session = _Session(user_agent or own_name(), limits, now, getproxies() if proxies is None else proxies)
    try:
        yield session
    finally:
        await session.close()


def own_name() -> str:
    """Give the User-Agent: who asks, in which version, and where one can complain."""
    try:
        about = metadata("papertray")
    except PackageNotFoundError:  # a checkout that was never installed
        return "Papertray/0 (+https://github.com/papertray/papertray)"
    labelled = [line.partition(",") for line in about.get_all("Project-URL", [])]
    home = next((url.strip() for label, _, url in labelled if label == "Homepage"), "")
    return f"Papertray/{about['Version']} (+{home})"


@dataclass(slots=True)
class _Lane:
    """The queue before one group of addresses: whose turn it is, since when it is free, until when it is shut."""

    line: Line
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_since: float = float("-inf")
    shut_until: float = float("-inf")


@dataclass(slots=True)
class _Journey:
    """One request on its way through redirects."""

    request: Request
    url: httpx2.URL
    private_allowed: bool
    seconds_left: float
    seen: list[httpx2.URL] = field(default_factory=list)
    for_good: bool = True


class _Session:
    """The real `Fetch`: lanes by host, one line each, and a number of slots over all."""

    def __init__(self, name: str, limits: Limits, now: Callable[[], datetime], proxies: Mapping[str, str]) -> None:
        self._name = name.encode("latin-1")
        self._limits = limits
        self._now = now
        self._proxies = proxies
        self._slots = asyncio.Semaphore(limits.in_flight)
        self._lanes: defaultdict[str, _Lane] = defaultdict(lambda: _Lane(Line(self._trust, patience=limits.connect)))
        self._idle: dict[str, None] = {}
        self._dead: dict[tuple[str, int], tuple[float, FailureKind]] = {}
        self._context: ssl.SSLContext | None = None

    async def __call__(self, request: Request) -> Response:
        journey = _Journey(request, reply.address(request.url), request.trusted, self._limits.seconds)
        while len(journey.seen) <= MOST_REDIRECTS and journey.url not in journey.seen:
            journey.seen.append(journey.url)
            response = await self._hop(journey)
            if response is not None:
                moved = journey.for_good and len(journey.seen) > 1
                return replace(response, moved_to=response.url if moved else "", private=journey.private_allowed)
        raise FetchFailed("too_many_redirects", {"host": journey.url.host})

    async def close(self) -> None:
        """Hang up everywhere."""
        for lane in self._lanes.values():
            await lane.line.close()

    def _trust(self) -> ssl.SSLContext:
        if self._context is None:  # reads every root certificate, so only when a first address asks for it
            self._context = httpx2.create_ssl_context()
        return self._context

    async def _hop(self, journey: _Journey) -> Response | None:
        """Ask the journey's present address; None where it is only on the way to another, which is next then."""
        place = await self._place(journey)
        key = journey.request.group or place.group
        lane = self._lanes[key]
        async with lane.turn:
            await asyncio.sleep(max(0.0, lane.free_since + journey.request.spacing - _time()))
            async with self._slots:
                self._stop_before(lane, place)
                try:
                    return await self._ask(lane.line, journey, place)
                except FetchFailed as failure:
                    self._remember(lane, place, failure)
                    raise
                finally:
                    lane.free_since = _time()
                    await self._tidy(key)

    async def _place(self, journey: _Journey) -> Place:
        """Find where the address leads, and stop where it must not."""
        url = journey.url
        port = url.port or (443 if url.scheme == "https" else 80)
        proxy = addresses.proxy_for(url.scheme, url.host, port, self._proxies)
        async with self._deadline(journey):
            place = await addresses.find(url.raw_host.decode("ascii"), port, proxy=proxy)
        if place.private and not journey.private_allowed:
            raise FetchFailed("private_address", {"host": url.host})
        journey.private_allowed = place.private
        return place

    def _stop_before(self, lane: _Lane, place: Place) -> None:
        """Ask nobody who wants to be left alone, or who let us wait in vain a moment ago."""
        left = lane.shut_until - _time()
        if left > 0:
            raise FetchFailed("throttled", {"host": place.host}, wait=timedelta(seconds=left))
        until, kind = self._dead.get((place.group, place.port), (float("-inf"), "timeout"))
        if until > _time():
            raise FetchFailed(kind, {"host": place.host})

    def _remember(self, lane: _Lane, place: Place, failure: FetchFailed) -> None:
        """Note what a failure says about the next requests to the same host."""
        status = failure.values.get("status")
        if status == "429" or (status == "503" and failure.wait):
            lane.shut_until = _time() + (failure.wait or THROTTLED).total_seconds()
        if failure.kind == "unreachable" or isinstance(failure.__cause__, httpcore2.ConnectTimeout):
            self._dead[place.group, place.port] = (_time() + DEAD_SECONDS, failure.kind)

    async def _tidy(self, key: str) -> None:
        """Keep a few connections for what may come next, and hang up on those unused for longest."""
        self._idle.pop(key, None)
        if self._lanes[key].line.open:
            self._idle[key] = None
        for other in list(self._idle)[: -self._limits.idle]:
            if not self._lanes[other].turn.locked():
                del self._idle[other]
                await self._lanes[other].line.close()

    async def _ask(self, line: Line, journey: _Journey, place: Place) -> Response | None:
        """Send one request and read its answer, within the journey's time."""
        request = journey.request
        async with self._deadline(journey):
            answer = await line.get(journey.url, place, self._headers(request, journey.url))
            try:
                found = await reply.read(
                    answer,
                    journey.url,
                    conditional=bool(request.etag or request.last_modified),
                    most=self._limits.body,
                    now=self._now(),
                )
            finally:
                await answer.aclose()
        if isinstance(found, Response):
            return found
        journey.url = found
        journey.for_good = journey.for_good and answer.status_code in _FOR_GOOD
        return None

    def _headers(self, request: Request, url: httpx2.URL) -> list[tuple[bytes, bytes]]:
        """Say who we are, what we can read and what we have; nothing else, whoever asks."""
        headers = [
            (b"Host", url.netloc),
            (b"User-Agent", self._name),
            (b"Accept", _ACCEPT),
            (b"Accept-Encoding", b"gzip, br, zstd, deflate"),
        ]
        if request.etag:
            headers.append((b"If-None-Match", request.etag.encode("latin-1")))
        if request.last_modified:
            headers.append((b"If-Modified-Since", request.last_modified.encode("latin-1")))
        if request.login and _is_same_server(url, reply.address(request.url)):
            headers.append((request.login.header.encode("latin-1"), request.login.value.encode("latin-1", "replace")))
        elif url.userinfo:
            login = base64.b64encode(f"{url.username}:{url.password}".encode())
            headers.append((b"Authorization", b"Basic " + login))
        return headers

    @asynccontextmanager
    async def _deadline(self, journey: _Journey) -> AsyncGenerator[None]:
        """Take the time that something takes off the journey's, and make a failure of whatever goes wrong in it."""
        started = _time()
        try:
            async with asyncio.timeout(journey.seconds_left):
                yield
        except ERRORS as error:
            kind, detail = reason(error)
            raise FetchFailed(kind, {"host": journey.url.host, "detail": detail}) from error
        finally:
            journey.seconds_left -= _time() - started


def _is_same_server(one: httpx2.URL, other: httpx2.URL) -> bool:
    return (one.scheme, one.host, one.port) == (other.scheme, other.host, other.port)


def _time() -> float:
    """Give seconds that only ever grow."""
    return asyncio.get_running_loop().time()
