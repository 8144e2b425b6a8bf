"""Logins at feeds: what is kept as a secret, and the header that it becomes."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Final

from desktop.feeds.exchange import Login

if TYPE_CHECKING:
    from storage import Feed

BASIC: Final = "basic"
"""The word for a name and a password, whose secret is "name:password"; any other is the name of a header."""

_HEADER: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_OURS: Final = frozenset(
    {"host", "user-agent", "accept", "accept-encoding", "if-none-match", "if-modified-since", "cookie"}
)


def is_header(name: str) -> bool:
    """Say whether a token may go in this header: none that has a meaning of its own in every request."""
    return _HEADER.fullmatch(name) is not None and name.lower() not in _OURS and name.lower() != BASIC


def header(login: str, secret: str) -> Login:
    """Give the header for a login; line breaks in a secret end nothing."""
    secret = re.sub(r"[\r\n\x00]", "", secret)
    if login == BASIC:
        return Login("Authorization", "Basic " + base64.b64encode(secret.encode()).decode("ascii"))
    return Login(login, secret)


def place(feed: Feed) -> str:
    """Give the name under which a feed's secret is kept."""
    return f"feed {feed.id}"
