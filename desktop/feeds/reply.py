"""A server's answer to a response, to a next address, or to the reason why it is none."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import httpx2

from desktop.feeds import hints
from desktop.feeds.exchange import FailureKind, FetchFailed, Response

if TYPE_CHECKING:
    from datetime import datetime

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_ERROR_BODY: Final = 16_384


def address(url: str) -> httpx2.URL:
    """Read an address; what stands behind its # is nobody else's business.

    Raises:
        FetchFailed: it is none, or of another kind than http and https.
    """
    try:
        parsed = httpx2.URL(url.partition("#")[0])
    except httpx2.InvalidURL as error:
        raise FetchFailed("bad_address", {"url": url[:200], "detail": str(error)}) from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise FetchFailed("bad_address", {"url": url[:200]})
    return parsed


async def read(
    answer: httpx2.Response, url: httpx2.URL, *, conditional: bool, most: int, now: datetime
) -> Response | httpx2.URL:
    """Give a good answer with its body of at most `most` decoded bytes, or the address that a redirect leads to.

    `conditional` says that we sent validators, so that "not modified" makes sense.

    Raises:
        FetchFailed: the answer is neither, or its body is too large.
    """
    answer.headers.encoding = "latin-1"  # gives every byte back as it came, odd validators too
    status = answer.status_code
    if status in (200, 203):
        return _response(answer, url, await _body(answer, url, most), now)
    if status == 304 and conditional:
        await answer.aread()  # there is nothing in it, but only an answer read to its end leaves the connection usable
        return _response(answer, url, b"", now)
    text = await _explanation(answer)
    if status in _REDIRECTS and "location" in answer.headers:
        return _next(url, answer.headers["location"])
    raise _refusal(answer, url, text, now)


def _response(answer: httpx2.Response, url: httpx2.URL, body: bytes, now: datetime) -> Response:
    headers = answer.headers
    return Response(
        status=answer.status_code,
        url=str(url),
        body=body,
        not_modified=answer.status_code == 304,
        etag=headers.get("etag", ""),
        last_modified=headers.get("last-modified", ""),
        content_type=headers.get("content-type", ""),
        wait=hints.retry_after(headers, now),
        fresh_for=hints.fresh_for(headers, now),
    )


async def _body(answer: httpx2.Response, url: httpx2.URL, most: int) -> bytes:
    """Read a body to its end, unless that is too far away."""
    declared = answer.headers.get("content-length", "")
    parts: list[bytes] = []
    size = 0
    if not declared.isdigit() or int(declared) <= most:
        async for part in answer.aiter_bytes():
            size += len(part)
            parts.append(part)
            if size > most:
                break
        else:
            return b"".join(parts)
    raise FetchFailed("too_large", {"host": url.host, "megabytes": f"{most / 1e6:g}"})


def _refusal(answer: httpx2.Response, url: httpx2.URL, text: str, now: datetime) -> FetchFailed:
    """Say why an answer is none."""
    kind: FailureKind = "bad_status"
    if answer.status_code == 410:
        kind = "gone"
    elif answer.headers.get("cf-mitigated") == "challenge":  # Cloudflare's own mark
        kind = "bot_check"
    values = {"host": url.host, "status": str(answer.status_code), "text": text}
    return FetchFailed(kind, values, wait=hints.retry_after(answer.headers, now))


def _next(url: httpx2.URL, location: str) -> httpx2.URL:
    """Give where a redirect leads; the reader's login goes along within the host only, and never into the open."""
    # A header has no encoding of its own; bytes outside ASCII mostly are UTF-8.
    location = location.encode("latin-1").decode("utf-8", "replace")
    try:
        joined = url.join(location)
    except httpx2.InvalidURL as error:
        raise FetchFailed("bad_address", {"url": location[:200], "detail": str(error)}) from error
    kept = joined.host == url.host and ((joined.scheme, joined.port) in {(url.scheme, url.port), ("https", None)})
    return address(str(joined.copy_with(userinfo=url.userinfo if kept else b"")))


async def _explanation(answer: httpx2.Response) -> str:
    """Give the first words of an answer that is no feed, which mostly say what is wrong; '' where it has none."""
    body = b""
    with suppress(httpx2.DecodingError):
        async for part in answer.aiter_bytes():
            body += part
            if len(body) > _ERROR_BODY:
                break
    if not _READABLE.match(answer.headers.get("content-type", "")) or b"\0" in body:
        return ""
    from desktop.feeds.clean import plain  # loads nh3, which nothing else needs here

    text = body[:_ERROR_BODY].decode("utf-8", "replace")
    said = {found[1].casefold(): found[2] for found in _SAID.finditer(text)}
    best = next((said[name] for name in ("summary", "description", "subtitle", "title") if name in said), text)
    return plain(best, 300)


_READABLE = re.compile(r"text/|application/[\w.+-]*(?:json|xml)|$", re.IGNORECASE)
# Where pages and feeds (arXiv's say with status 400 what is wrong) keep their message.
_SAID = re.compile(r"<(summary|description|subtitle|title)\b[^>]{0,200}>(.{1,2000}?)</\1", re.IGNORECASE | re.DOTALL)
