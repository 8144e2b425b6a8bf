import asyncio
import socket
from ipaddress import ip_address

import pytest

from desktop.feeds.addresses import Place, find, is_private, proxy_for


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "198.18.0.1", "192.0.2.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
        "::1", "::", "fd00::1", "fe80::1", "fe80::1%2", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::192.168.1.1", "2002:7f00:1::",
    ],
)  # fmt: skip
def test_what_is_not_the_open_internet_is_private(address: str) -> None:
    assert is_private(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "128.84.21.199",
        "172.32.0.1",
        "2606:4700::1111",
        "::ffff:1.1.1.1",
        "64:ff9b::1.1.1.1",
        "2002:101:101::",
    ],
)
def test_the_open_internet_is_not_private(address: str) -> None:
    assert not is_private(ip_address(address))


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", "127.0.0.1"), ("2130706433", "127.0.0.1"), ("::1", "::1"), ("127.1", "127.0.0.1")],
)
def test_an_address_may_be_written_in_odd_ways(host: str, address: str) -> None:
    place = asyncio.run(find(host, 80))
    assert place.addresses == (address,)
    assert place.private


def test_a_literal_address_is_its_own_place() -> None:
    assert asyncio.run(find("1.1.1.1", 443)) == Place("1.1.1.1", 443, ("1.1.1.1",), private=False)


def test_the_names_of_one_machine_are_one_group() -> None:
    assert {asyncio.run(find(name, 80)).group for name in ("127.0.0.1", "127.1", "2130706433")} == {"127.0.0.1"}
    assert asyncio.run(find("127.0.0.2", 80)).group == "127.0.0.2"
    assert asyncio.run(find("localhost", 80)).private


def test_a_name_that_nobody_knows_has_no_place() -> None:
    with pytest.raises(socket.gaierror):
        asyncio.run(find("nothing.invalid", 80))


@pytest.mark.parametrize(
    ("host", "private"),
    [
        ("feeds.example.org", False), ("1.1.1.1", False), ("10.0.0.1", True), ("::1", True), ("localhost", True),
        ("printer", True), ("printer.local", True), ("db.internal", True), ("router.home.arpa", True),
    ],
)  # fmt: skip
def test_behind_a_proxy_a_name_has_to_speak_for_itself(host: str, *, private: bool) -> None:
    place = asyncio.run(find(host, 80, proxy="http://proxy:3128"))
    assert place.private == private
    assert place.addresses == ()
    assert place.group == host


@pytest.mark.parametrize(
    ("scheme", "host", "proxy"),
    [
        ("http", "feeds.example.org", "http://proxy:3128"),
        ("https", "feeds.example.org", "http://all:1"),
        ("http", "localhost", ""),
        ("http", "127.0.0.1", ""),
        ("https", "::1", ""),
        ("http", "10.0.0.1", "http://proxy:3128"),
        ("http", "near.example.net", ""),
        ("http", "near.example.net.org", "http://proxy:3128"),
    ],
)
def test_proxies_are_chosen_by_scheme_and_host(scheme: str, host: str, proxy: str) -> None:
    proxies = {"http": "proxy:3128", "all": "http://all:1", "no": ".example.net"}
    assert proxy_for(scheme, host, 80, proxies) == proxy


def test_without_proxies_everything_is_direct() -> None:
    assert proxy_for("https", "feeds.example.org", 443, {}) == ""
