"""What is asked of the network and what comes back, as values; touches no network."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

FailureKind = Literal[
    "bad_address",  # no http or https address
    "bad_status",  # an answer other than the feed; values: status, text
    "bot_check",  # a page that wants to know whether we are a person; values: status
    "dns",  # no such host
    "gone",  # 410: the feed is no more, and says so
    "offline",  # nobody knows any host: no network, or no name server
    "private_address",  # a page or redirect that leads from outside into the reader's own network
    "protocol",  # an answer that is not HTTP, breaks off or cannot be decoded
    "proxy",  # the proxy refuses, or is of a kind that we cannot use
    "refused",  # nobody listens there
    "throttled",  # not even asked: the host said earlier that it wants to be left alone
    "timeout",
    "tls",  # no trust in the certificate, or no common encryption
    "too_large",  # value: megabytes
    "too_many_redirects",
    "unreachable",  # no way leads to that host
]
"""Why there is no answer. All carry the value host, most of them detail: the system's own words, for a log."""


@dataclass(frozen=True, slots=True)
class Login:
    """How to log in: a header and its value, which no log and no error shows."""

    header: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """One address to ask, with the validators of its last answer, byte for byte ('' where it had none).

    Requests of one `group` go one after the other, `spacing` seconds apart, counted from the end of the one before;
    without a group, those to one machine do. `trusted` says that the reader gave us this address, so that it may lie
    in the reader's own network; what a page or a feed names is never trusted, unless it came from there itself.
    `login` goes to the server of that address and to no other that a redirect leads to.
    """

    url: str
    etag: str = ""
    last_modified: str = ""
    group: str = ""
    spacing: float = 1.0
    trusted: bool = True
    login: Login | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """A good answer: a body, or the word that nothing changed.

    `url` is where the answer came from in the end, `moved_to` the same where every step there was a move for good,
    else ''. `wait` and `fresh_for` are what the server says about the next time, None where it says nothing.
    `private` tells that the answer came from the reader's own network.
    """

    status: int
    url: str
    moved_to: str = ""
    body: bytes = b""
    not_modified: bool = False
    etag: str = ""
    last_modified: str = ""
    content_type: str = ""
    wait: timedelta | None = None
    fresh_for: timedelta | None = None
    private: bool = False


class FetchFailed(Exception):
    """There is no answer, or a bad one: `kind` says why, `values` is what its sentence needs.

    `wait` is how long the server asks us to stay away, None where it does not say.
    """

    def __init__(
        self, kind: FailureKind, values: Mapping[str, str] | None = None, *, wait: timedelta | None = None
    ) -> None:
        super().__init__(kind, values)
        self.kind: FailureKind = kind
        self.values: Mapping[str, str] = values or {}
        self.wait = wait


class Fetch(Protocol):
    """Something that answers requests; raises FetchFailed where it cannot."""

    async def __call__(self, request: Request) -> Response:
        """Give the answer to one request."""
        ...
