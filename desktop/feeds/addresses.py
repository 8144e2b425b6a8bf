"""Names to addresses: where a host is, whether that is a private place, and which proxy leads there."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Ranges of IPv6 that carry an IPv4 address in their last 32 bits: mapped (RFC 4291), NAT64 (RFC 6052).
_LAST_32: Final = (ipaddress.IPv6Network("::ffff:0:0/96"), ipaddress.IPv6Network("64:ff9b::/96"))
_LOCAL_NAMES: Final = ("localhost", ".localhost", ".local", ".internal", ".home.arpa")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a host is: its addresses in the order to try, and whether they are private ones.

    A host behind a proxy has no addresses that we know; then `proxy` is the one to ask.
    """

    host: str
    port: int
    addresses: tuple[str, ...]
    private: bool
    proxy: str = ""

    @property
    def group(self) -> str:
        """What this place shares with all other names of the same machine."""
        return self.addresses[0] if self.addresses else self.host


async def find(host: str, port: int, *, proxy: str = "") -> Place:
    """Find the place of a host; with a proxy only as far as its name tells.

    Where a name has public addresses, its private ones are left out: no name is both inside and outside.

    Raises:
        socket.gaierror: the name is unknown, or nobody could be asked.
    """
    literal = _literal(host)
    if literal is not None:
        return Place(host, port, () if proxy else (str(literal),), is_private(literal), proxy)
    if proxy:
        return Place(host, port, (), _names_itself_local(host), proxy)
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(entry[4][0]) for entry in found]
    public = [one for one in addresses if not is_private(one)]
    return Place(host, port, _in_order(public or addresses), not public)


def _in_order(addresses: list[_Address]) -> tuple[str, ...]:
    """Order addresses so that two names of one machine start with the same one, in the family the system prefers."""
    first = addresses[0].version
    return tuple(str(one) for one in sorted(set(addresses), key=lambda one: (one.version != first, int(one))))


def _literal(host: str) -> _Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_private(address: _Address) -> bool:
    """Tell whether an address belongs to this machine, its network, or to nobody: whatever is not the open internet."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.sixtofour or (address.teredo and address.teredo[1])
        if any(address in network for network in _LAST_32):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner:
            return is_private(inner)
    return not address.is_global or address.is_multicast


def _names_itself_local(host: str) -> bool:
    """Tell by the name alone; what a name leads to behind a proxy only the proxy knows."""
    return host.endswith(_LOCAL_NAMES) or "." not in host


def proxy_for(scheme: str, host: str, port: int, proxies: Mapping[str, str]) -> str:
    """Give the proxy for a host, or ''. This machine itself is never reached through one, as browsers have it too."""
    chosen = proxies.get(scheme) or proxies.get("all", "")
    literal = _literal(host)
    if not chosen or host == "localhost" or (literal is not None and literal.is_loopback):
        return ""
    if urllib.request.proxy_bypass(f"{host}:{port}", proxies):
        return ""
    return chosen if "://" in chosen else f"http://{chosen}"
