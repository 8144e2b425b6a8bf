"""What the fake servers can be asked and can answer: pages with validators, errors, redirects, and much worse."""

import gzip
import hashlib
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import parse_qsl, urlsplit

import brotli  # type: ignore[import-untyped]  # has no types anywhere

RSS = "application/rss+xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


@dataclass(slots=True)
class Asked:
    """A request as it came: `path` with its query, verbatim; times are those of time.monotonic.

    `in_flight` counts the requests under way at its host when it came, `overall` those at all hosts; both with it.
    """

    host: str
    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    began: float
    connection: int
    in_flight: int
    overall: int
    ended: float = float("inf")

    def header(self, name: str) -> str:
        """Give a header's value, or '' where it was not sent."""
        return next((value for key, value in self.headers if key.casefold() == name.casefold()), "")

    @property
    def route(self) -> str:
        """The path without its query."""
        return urlsplit(self.path).path

    @property
    def query(self) -> dict[str, str]:
        """The query's values by name, the last of each."""
        return dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer. A body in parts goes out chunked, each part at once.

    `pause` is in seconds, before the answer begins. With `cut`, the connection ends after that many bytes of the body
    that was declared.
    """

    status: int = 200
    body: bytes | Iterable[bytes] = b""
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = RSS
    pause: float = 0.0
    cut: int | None = None

    def with_header(self, name: str, value: str) -> "Reply":
        """Give the same reply with one more header."""
        return replace(self, headers=(*self.headers, (name, value)))


Handler = Callable[[Asked], Reply]


def handler(answer: Handler | Reply | bytes) -> Handler:
    """Give what answers so: bytes become a page."""
    if isinstance(answer, bytes):
        return page(answer)
    if isinstance(answer, Reply):
        return lambda _: answer
    return answer


def page(
    body: bytes,
    *,
    etag: str | None = None,
    last_modified: str = "",
    coding: str = "",
    content_type: str = RSS,
    headers: tuple[tuple[str, str], ...] = (),
) -> Handler:
    """Answer with `body`, or with 304 whoever has it already (RFC 9110, 13.1); by default with an ETag of its hash.

    `etag` and `last_modified` go out verbatim, '' is none. `coding` is gzip, br, zstd or deflate, for those who accept
    it.
    """
    tag = f'"{hashlib.sha256(body).hexdigest()}"' if etag is None else etag
    validators = tuple((name, value) for name, value in (("ETag", tag), ("Last-Modified", last_modified)) if value)
    whole = Reply(body=body, headers=(*validators, *headers), content_type=content_type)

    def handle(asked: Asked) -> Reply:
        if _has_it(asked, tag, last_modified):
            return Reply(304, headers=whole.headers)
        return encoded(whole, coding) if coding and coding in asked.header("Accept-Encoding") else whole

    return handle


def _has_it(asked: Asked, etag: str, last_modified: str) -> bool:
    """Compare validators: weak, a list or *; the date counts only where no tag was sent."""
    theirs = asked.header("If-None-Match")
    if theirs:
        tags = [tag.strip().removeprefix("W/") for tag in theirs.split(",")]
        return theirs == etag or (bool(etag) and (etag.removeprefix("W/") in tags or "*" in tags))
    since = asked.header("If-Modified-Since")
    if not since or not last_modified:
        return False
    try:
        return since == last_modified or parsedate_to_datetime(since) >= parsedate_to_datetime(last_modified)
    except (ValueError, TypeError):
        return False


def encoded(reply: Reply, coding: str) -> Reply:
    """Give a reply compressed."""
    body = reply.body if isinstance(reply.body, bytes) else b"".join(reply.body)
    return replace(reply, body=_compressed(body, coding), headers=(*reply.headers, ("Content-Encoding", coding)))


def _compressed(body: bytes, coding: str) -> bytes:
    if coding == "gzip":
        return gzip.compress(body, 6, mtime=0)
    if coding == "deflate":
        return zlib.compress(body)
    if coding == "br":
        return bytes(brotli.compress(body, quality=5))
    from backports import zstd

    return zstd.compress(body)


def refusal(status: int, text: str = "", *, retry_after: str = "") -> Reply:
    """Answer with an error and the words for it."""
    headers = (("Retry-After", retry_after),) if retry_after else ()
    return Reply(status, text.encode(), headers, TEXT)


def redirect(to: str, status: int = 302) -> Reply:
    """Send the asker elsewhere."""
    return Reply(status, b"elsewhere", (("Location", to),), TEXT)


def trickle(body: bytes, *, size: int = 1, pause: float = 0.1) -> Handler:
    """Answer with `size` bytes at a time and a pause in seconds after each."""

    def parts() -> Iterator[bytes]:
        for start in range(0, len(body), size):
            yield body[start : start + size]
            time.sleep(pause)

    return lambda _: Reply(body=parts())


def endless(part: bytes = b"<item/>" * 1_000) -> Handler:
    """Answer without ever coming to an end."""

    def parts() -> Iterator[bytes]:
        while True:
            yield part

    return lambda _: Reply(body=parts())


def in_turn(*answers: Handler | Reply | bytes) -> Handler:
    """Answer the first time so, the second time so; the last answer stays."""
    left = [handler(answer) for answer in answers]

    def handle(asked: Asked) -> Reply:
        return (left.pop(0) if len(left) > 1 else left[0])(asked)

    return handle


def http_date(moment: datetime) -> str:
    """Write a moment as HTTP does."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)
