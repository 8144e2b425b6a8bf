import asyncio
import errno
import ipaddress
import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpcore2
import httpx2
import pytest

from desktop.feeds.addresses import Place
from desktop.feeds.connection import Line, reason
from desktop.feeds.fetch import FetchFailed, Request, Response, open_fetch
from tests.fakes.feed_server import FeedServer

FEED = b"<rss/>"


def get(
    server: FeedServer,
    host: str,
    *addresses: str,
    scheme: str = "http",
    trust: Callable[[], ssl.SSLContext] | None = None,
) -> bytes:
    """Ask for /feed by name, with these addresses for it."""
    place = Place(host, server.port, addresses, private=True)
    url = httpx2.URL(f"{scheme}://{host}:{server.port}/feed")

    async def ask() -> bytes:
        line = Line(trust or ssl.create_default_context, patience=1.0)
        try:
            answer = await line.get(url, place, [(b"Host", url.netloc)])
            return await answer.aread()
        finally:
            await line.close()

    return asyncio.run(ask())


def test_the_address_that_was_checked_is_the_one_that_is_reached() -> None:
    with FeedServer(hosts=2) as server:
        server.serve("/feed", FEED)
        # The name leads nowhere by now, or elsewhere: nobody asks it again.
        assert get(server, "feeds.invalid", "127.0.0.2") == FEED
        (asked,) = server.asked
        assert asked.host == "127.0.0.2"
        assert asked.header("Host") == f"feeds.invalid:{server.port}"


def test_the_next_address_is_tried_where_one_does_not_answer() -> None:
    with FeedServer() as server:
        server.serve("/feed", FEED)
        assert get(server, "feeds.invalid", "127.0.0.9", "127.0.0.1") == FEED


def test_no_connection_to_one_place_serves_another() -> None:
    with FeedServer(hosts=2) as server:
        server.serve("/feed", FEED)
        url = httpx2.URL(f"http://feeds.invalid:{server.port}/feed")

        async def ask() -> None:
            line = Line(ssl.create_default_context, patience=1.0)
            for address in ("127.0.0.1", "127.0.0.1", "127.0.0.2"):
                place = Place("feeds.invalid", server.port, (address,), private=True)
                await (await line.get(url, place, [(b"Host", url.netloc)])).aread()
            await line.close()

        asyncio.run(ask())
        assert [asked.host for asked in server.asked] == ["127.0.0.1", "127.0.0.1", "127.0.0.2"]
        assert len({asked.connection for asked in server.asked}) == 2


# TLS --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate for papers.example and 127.0.0.1, signed by itself."""
    x509 = pytest.importorskip("cryptography.x509", reason="cryptography comes with keyring on Linux only")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "papers.example")])
    names = [x509.DNSName("papers.example"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file: Path = tmp_path_factory.mktemp("tls") / "both.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


def serving(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def fetched(url: str) -> Response:
    async def ask() -> Response:
        async with open_fetch(proxies={}) as fetch:
            return await fetch(Request(url, spacing=0))

    return asyncio.run(ask())


def test_a_certificate_is_checked_against_the_name_and_not_the_address(certificate: Path) -> None:
    def trust() -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(certificate))

    with FeedServer(tls=serving(certificate)) as server:
        server.serve("/feed", FEED)
        assert get(server, "papers.example", "127.0.0.1", scheme="https", trust=trust) == FEED
        with pytest.raises(httpcore2.ConnectError) as caught:
            get(server, "other.example", "127.0.0.1", scheme="https", trust=trust)
        assert reason(caught.value)[0] == "tls"


@pytest.mark.frb(136)
def test_a_certificate_of_nobody_we_know_is_refused(certificate: Path) -> None:
    with FeedServer(tls=serving(certificate)) as server:
        server.serve("/feed", FEED)
        with pytest.raises(FetchFailed) as caught:
            fetched(server.url("/feed"))
    assert caught.value.kind == "tls"
    assert "certificate" in caught.value.values["detail"]
    assert server.asked == []


def test_the_environment_may_name_further_authorities(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with FeedServer(tls=serving(certificate)) as server:
        server.serve("/feed", FEED)
        assert fetched(server.url("/feed")).body == FEED


def test_a_server_without_tls_at_an_https_address_is_told_apart() -> None:
    with FeedServer() as server, pytest.raises(FetchFailed) as caught:
        fetched(server.url("/feed").replace("http:", "https:"))
    assert caught.value.kind == "tls"


# Reasons ----------------------------------------------------------------------------------------------------------


def caused(outer: BaseException, inner: BaseException) -> BaseException:
    outer.__cause__ = inner
    return outer


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (socket.gaierror(socket.EAI_NONAME, "not known"), "dns"),
        (socket.gaierror(socket.EAI_AGAIN, "try again"), "offline"),
        (OSError(errno.ENETUNREACH, "no network"), "offline"),
        (caused(httpcore2.ConnectError("x"), OSError(errno.EHOSTUNREACH, "no route")), "unreachable"),
        (caused(httpcore2.ConnectError("x"), ConnectionRefusedError()), "refused"),
        (caused(httpcore2.ConnectTimeout("x"), TimeoutError()), "timeout"),
        (caused(httpcore2.ReadError("x"), ConnectionResetError("gone")), "protocol"),
        (httpcore2.ProxyError("407"), "proxy"),
        (httpx2.DecodingError("bad"), "protocol"),
    ],
)
def test_every_failure_has_its_reason(error: BaseException, kind: str) -> None:
    found, detail = reason(error)
    assert found == kind
    assert detail
