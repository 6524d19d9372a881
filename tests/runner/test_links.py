"""Where a vendor's links may lead."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Any

import pytest

from compiler.runner.links import Distance, ForbiddenLinkError, Guard, distance

NAMES = {
    "vendor.example": ["93.184.216.34"],
    "cdn.example": ["93.184.216.35", "2606:2800:220:1::1"],
    "inside.example": ["93.184.216.36", "10.0.0.5"],
    "gateway.example": ["10.0.0.9"],
    "localhost": ["127.0.0.1"],
}


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    async def look_up(_loop: Any, host: str, *_: Any, **__: Any) -> list[Any]:
        if host not in NAMES:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(0, 0, 0, "", (address, 0)) for address in NAMES[host]]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", look_up)
    for variable in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)


def allowed(vendor: str, link: str) -> bool:
    try:
        asyncio.run(Guard(vendor).check(link))
    except ForbiddenLinkError:
        return False
    return True


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1", Distance.MACHINE),
        ("127.8.8.8", Distance.MACHINE),
        ("::1", Distance.MACHINE),
        ("0.0.0.0", Distance.MACHINE),
        ("169.254.169.254", Distance.MACHINE),
        ("fe80::1", Distance.MACHINE),
        ("::ffff:127.0.0.1", Distance.MACHINE),
        ("10.1.2.3", Distance.NETWORK),
        ("192.168.1.1", Distance.NETWORK),
        ("100.64.0.1", Distance.NETWORK),
        ("fd00::1", Distance.NETWORK),
        ("::ffff:10.0.0.1", Distance.NETWORK),
        ("93.184.216.34", Distance.WORLD),
        ("2606:2800:220:1::1", Distance.WORLD),
    ],
)
def test_how_far_an_address_is(address: str, expected: Distance) -> None:
    assert distance(ipaddress.ip_address(address)) is expected


@pytest.mark.parametrize(
    ("vendor", "link", "followed"),
    [
        ("https://vendor.example", "https://cdn.example/film.mp4", True),
        ("https://vendor.example", "http://127.0.0.1:8080/film.mp4", False),
        ("https://vendor.example", "http://[::1]/film.mp4", False),
        ("https://vendor.example", "http://localhost/film.mp4", False),
        ("https://vendor.example", "http://169.254.169.254/latest/meta-data", False),
        ("https://vendor.example", "http://10.0.0.5/film.mp4", False),
        ("https://vendor.example", "https://inside.example/film.mp4", False),
        ("https://vendor.example", "file:///etc/passwd", False),
        ("https://vendor.example", "no address", False),
        ("https://vendor.example", "https://unknown.example/film.mp4", True),
        ("https://unknown.example", "http://127.0.0.1/film.mp4", False),
        ("http://gateway.example", "http://10.7.7.7/film.mp4", True),
        ("http://gateway.example", "https://cdn.example/film.mp4", True),
        ("http://gateway.example", "http://127.0.0.1/film.mp4", False),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/film.mp4", True),
        ("http://localhost:8080", "http://10.0.0.5/film.mp4", True),
    ],
)
def test_no_link_leads_nearer_than_its_vendor(vendor: str, link: str, followed: bool) -> None:
    assert allowed(vendor, link) is followed


def test_a_name_that_has_changed_its_meaning_is_found_out_by_the_connection() -> None:
    guard = Guard("https://vendor.example")
    asyncio.run(guard.check_peer("93.184.216.35", "https://cdn.example/film.mp4"))
    with pytest.raises(ForbiddenLinkError, match=r"cdn\.example \(127\.0\.0\.1\)"):
        asyncio.run(guard.check_peer("127.0.0.1", "https://cdn.example/film.mp4"))


def test_behind_a_proxy_names_are_the_proxys_business(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://10.0.0.1:3128")
    assert allowed("https://vendor.example", "https://inside.example/film.mp4")
    assert not allowed("https://vendor.example", "https://10.0.0.5/film.mp4")
    asyncio.run(Guard("https://vendor.example").check_peer("10.0.0.1", "https://cdn.example/film.mp4"))
