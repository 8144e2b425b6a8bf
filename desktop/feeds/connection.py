"""One connection to one place, made to the very address that was checked; and why a connection fails."""

from __future__ import annotations

import errno
import socket
import ssl
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, cast

import httpcore2
import httpx2

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Sequence

    from desktop.feeds.addresses import Place
    from desktop.feeds.exchange import FailureKind

_KEEP_SECONDS: Final = 15.0
_UNREACHABLE = {errno.EHOSTUNREACH, errno.EHOSTDOWN, errno.EADDRNOTAVAIL}
# Never set on another host than our own: the system's way to say that there is no network at all.
_OFFLINE = {errno.ENETUNREACH, errno.ENETDOWN}
_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME), socket.EAI_FAIL}


class Line:
    """The one connection of a group of addresses: kept between requests, made anew when the next goes elsewhere.

    `patience` is how many seconds it may take to connect.
    """

    def __init__(self, trust: Callable[[], ssl.SSLContext], *, patience: float) -> None:
        self._trust = trust
        self._patience = {"timeout": {"connect": patience}}
        self._leads: tuple[str, Place] | None = None
        self._connection: _Connection | None = None

    @property
    def open(self) -> bool:
        """Whether a connection may be up."""
        return self._connection is not None

    async def get(self, url: httpx2.URL, place: Place, headers: Sequence[tuple[bytes, bytes]]) -> httpx2.Response:
        """Ask for one address; the answer's body is still to be read, and its stream to be closed.

        Raises whatever `reason` understands.
        """
        wanted = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        request = httpcore2.Request("GET", wanted, headers=headers, extensions=self._patience)
        kept = self._kept(url.scheme, place)
        try:
            answer = await (kept or await self._new(wanted.origin, url.scheme, place)).handle_async_request(request)
        except (httpcore2.RemoteProtocolError, httpcore2.ReadError, httpcore2.WriteError):
            # A server may hang up on an idle connection at the moment in which we use it again.
            if kept is None:
                raise
            answer = await (await self._new(wanted.origin, url.scheme, place)).handle_async_request(request)
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def _kept(self, scheme: str, place: Place) -> _Connection | None:
        """Give the connection that is up already, if it leads there and can take another request."""
        connection = self._connection
        if connection is None or self._leads != (scheme, place):
            return None
        if isinstance(connection, httpcore2.AsyncHTTPConnection):
            return connection if connection.is_available() and not connection.has_expired() else None
        return connection  # a proxy's pool looks after that by itself

    async def _new(self, origin: httpcore2.Origin, scheme: str, place: Place) -> _Connection:
        """Make ready for a connection to `place`, in the stead of any other."""
        await self.close()
        trust = self._trust() if scheme == "https" else None
        if place.proxy:
            connection: _Connection = _through(place.proxy, self._trust, trust)
        else:
            connection = httpcore2.AsyncHTTPConnection(
                origin, ssl_context=trust, keepalive_expiry=_KEEP_SECONDS, network_backend=_Pinned(place.addresses)
            )
        self._connection, self._leads = connection, (scheme, place)
        return connection

    async def close(self) -> None:
        """Hang up."""
        connection, self._connection, self._leads = self._connection, None, None
        if connection is not None:
            await connection.aclose()


_Connection = httpcore2.AsyncHTTPConnection | httpcore2.AsyncConnectionPool


def _through(
    proxy: str, proxy_trust: Callable[[], ssl.SSLContext], trust: ssl.SSLContext | None
) -> httpcore2.AsyncConnectionPool:
    """Make ready for a way through an http, https or socks5 proxy, with the login that its address carries."""
    url = httpx2.URL(proxy)
    login = (url.username, url.password) if url.userinfo else None
    where = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=b"/")
    if url.scheme.startswith("socks"):
        if find_spec("socksio") is None:
            raise httpcore2.ProxyError("a SOCKS proxy needs the Python package socksio")
        return httpcore2.AsyncSOCKSProxy(where, proxy_auth=login, ssl_context=trust, max_connections=1)
    return httpcore2.AsyncHTTPProxy(
        where,
        proxy_auth=login,
        ssl_context=trust,
        proxy_ssl_context=proxy_trust() if url.scheme == "https" else None,
        max_connections=1,
    )


class _Pinned(httpcore2.AsyncNetworkBackend):
    """Connects to these addresses whatever a name means by now, so that what was checked is what is reached."""

    def __init__(self, addresses: tuple[str, ...]) -> None:
        self._addresses = addresses
        self._sockets = cast(httpcore2.AsyncNetworkBackend, httpcore2.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,  # noqa: ARG002  # a name; we go by addresses
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # the interface's
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to the first address that answers; the error is the last one's."""
        *others, last = self._addresses
        for address in others:
            try:
                return await self._sockets.connect_tcp(address, port, timeout and timeout / len(self._addresses))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return await self._sockets.connect_tcp(last, port, timeout, local_address, socket_options)


class _Body(httpx2.AsyncByteStream):
    """An answer's bytes as they come over the wire."""

    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._answer.aiter_stream():
            yield part

    async def aclose(self) -> None:
        await self._answer.aclose()


ERRORS: Final = (
    OSError,  # sockets, names, TLS, and asyncio's own TimeoutError
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.ProxyError,
    httpx2.DecodingError,
)


def reason(error: BaseException) -> tuple[FailureKind, str]:
    """Say why a connection failed, and the system's own words for it."""
    chain = list(_causes(error))
    for one in chain:
        if (kind := _kind(one)) is not None:
            return kind, _words(one)
    return "protocol", _words(chain[-1])


def _kind(error: BaseException) -> FailureKind | None:
    if isinstance(error, ssl.SSLError):
        return "tls"
    if isinstance(error, socket.gaierror):
        return "dns" if error.errno in _NO_SUCH_NAME else "offline"
    if isinstance(error, ConnectionRefusedError):
        return "refused"
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, httpcore2.ProxyError):
        return "proxy"
    if isinstance(error, OSError):
        return "offline" if error.errno in _OFFLINE else "unreachable" if error.errno in _UNREACHABLE else None
    return None


def _causes(error: BaseException | None) -> Iterable[BaseException]:
    """Give an error and what led to it, deepest first."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return reversed(chain)


def _words(error: BaseException) -> str:
    return (str(error) or type(error).__name__)[:300]
