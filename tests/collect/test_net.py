"""Only the open internet is asked unless told otherwise; no limit of size or time is passed."""

from __future__ import annotations

import gzip
import socket
import ssl
import tracemalloc
import zlib
from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
import trustme
from collect_server import HASTE, Answer, World, html, refusal, serving, to_loopback

from audit.collect import Fetcher, Manners, Wire
from audit.collect.net import is_public

Fetchers = Callable[..., Fetcher]
GIGABYTE = 1 << 30


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2a00:1450:4001::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::", False),
    ],
)
def test_addresses_of_networks_are_told_from_those_of_the_internet(
    address: str, public: bool
) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "127.1", "0x7f000001"]
)
def test_the_own_machine_is_not_asked(
    world: World, port: int, fetcher: Fetchers, host: str
) -> None:
    refused = refusal(fetcher(wire=Wire(resolver=_numeric)), f"http://{host}:{port}/")
    assert refused.state == "forbidden_address"
    assert world.asked == []


def _numeric(host: str, port: int) -> list[str]:
    """What every resolver makes of numbers and of the machine's own name; nobody is asked."""
    if host == "localhost":
        return ["127.0.0.1", "::1"]
    return [host if ":" in host else socket.inet_ntoa(socket.inet_aton(host))]


def test_a_name_that_points_inside_is_refused_and_admitted_on_demand(
    world: World, port: int, fetcher: Fetchers
) -> None:
    world.sites = {"inner.kz": {"/": html("hello")}}
    closed = Wire(resolver=to_loopback)
    assert refusal(fetcher(wire=closed), f"http://inner.kz:{port}/").state == "forbidden_address"
    assert world.asked == []
    opened = Wire(resolver=to_loopback, allow_private=True)
    assert b"hello" in fetcher(wire=opened).get(f"http://inner.kz:{port}/").body


def test_a_name_that_changes_its_address_is_judged_by_the_one_connected_to(
    world: World, port: int, fetcher: Fetchers, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    connected: list[tuple[str, int]] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["203.0.114.7"] if len(asked) == 1 else ["127.0.0.1"]

    def connect(address: tuple[str, int], **ignored: object) -> None:
        connected.append(address)
        raise ConnectionRefusedError("nobody there")

    monkeypatch.setattr("audit.collect.net.socket.create_connection", connect)
    haste = replace(HASTE, retries=0)
    assert refusal(fetcher(haste, Wire(resolver=rebinding)), f"http://re.kz:{port}/").state == (
        "unreachable"
    )
    assert connected == [("203.0.114.7", port)]
    assert asked == ["re.kz"]
    again = refusal(fetcher(haste, Wire(resolver=rebinding)), f"http://re.kz:{port}/")
    assert again.state == "forbidden_address"
    assert connected == [("203.0.114.7", port)]


@pytest.mark.parametrize("target", ["http://inside.kz:{port}/secret", "http://127.0.0.1:{port}/"])
def test_a_redirect_to_the_inside_is_refused(
    world: World, port: int, fetcher: Fetchers, target: str
) -> None:
    target = target.format(port=port)
    world.sites = {"outside.kz": {"/": Answer(status=302, headers={"Location": target})}}
    refused = refusal(fetcher(wire=_half_open()), f"http://outside.kz:{port}/")
    assert refused.state == "forbidden_address"
    assert refused.hops == (f"http://outside.kz:{port}/",)
    assert {line.split()[0] for line in world.asked} == {"outside.kz"}


def _half_open() -> Wire:
    """A wire for which `outside.kz` alone may lie on the loopback address."""
    closed = Wire(resolver=to_loopback)
    opened = Wire(resolver=to_loopback, allow_private=True)

    class HalfOpen(Wire):
        def open(self, host: str, *rest: Any) -> socket.socket:
            return (opened if host == "outside.kz" else closed).open(host, *rest)

    return HalfOpen()


@pytest.mark.parametrize(
    "url", ["ftp://a.kz/", "file:///etc/passwd", "javascript:alert(1)", "gopher://a.kz/", "data:,x"]
)
def test_only_http_is_spoken(fetcher: Fetchers, url: str) -> None:
    assert refusal(fetcher(), url).state == "forbidden_address"


def test_a_redirect_to_another_scheme_is_refused(
    world: World, port: int, fetcher: Fetchers
) -> None:
    world.sites = {"a.kz": {"/": Answer(status=302, headers={"Location": "file:///etc/passwd"})}}
    assert refusal(fetcher(), f"http://a.kz:{port}/").state == "forbidden_address"


@pytest.mark.parametrize(
    "url", ["http://", "http:///x", "http://[::1/", "http://a b/", "http://a:x/"]
)
def test_nonsense_is_refused(fetcher: Fetchers, url: str) -> None:
    assert refusal(fetcher(), url).state in ("unreachable", "forbidden_address")


def test_a_name_without_address(fetcher: Fetchers) -> None:
    refused = refusal(fetcher(), "http://nowhere.kz/")
    assert refused.state == "unreachable"
    assert "no address" in refused.detail


def test_a_promise_of_a_gigabyte_is_not_waited_for(
    world: World, port: int, fetcher: Fetchers
) -> None:
    sent: list[int] = []
    world.sites = {"big.kz": {"/": Answer(play=_giant(sent, promised=True))}}
    assert refusal(fetcher(), f"http://big.kz:{port}/").state == "too_large"
    assert sum(sent) < GIGABYTE // 10


def test_a_gigabyte_without_a_promise_is_cut_off(
    world: World, port: int, fetcher: Fetchers
) -> None:
    sent: list[int] = []
    world.sites = {"big.kz": {"/": Answer(play=_giant(sent, promised=False))}}
    assert refusal(fetcher(), f"http://big.kz:{port}/").state == "too_large"
    assert sum(sent) < GIGABYTE // 10


def _giant(sent: list[int], *, promised: bool) -> Callable[[BaseHTTPRequestHandler], None]:
    def play(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        if promised:
            handler.send_header("Content-Length", str(GIGABYTE))
        handler.end_headers()
        piece = b"a" * (1 << 16)
        for _ in range(GIGABYTE // len(piece)):
            handler.wfile.write(piece)
            sent.append(len(piece))

    return play


@pytest.mark.parametrize("layers", [1, 2])
def test_a_bomb_is_not_unpacked(world: World, port: int, fetcher: Fetchers, layers: int) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(512)) + packer.flush()
    if layers == 2:
        bomb = gzip.compress(bomb)
    encoding = ", ".join(["gzip"] * layers)
    world.sites = {"bomb.kz": {"/": Answer(bomb, headers={"Content-Encoding": encoding})}}
    tracemalloc.start()
    try:
        assert refusal(fetcher(), f"http://bomb.kz:{port}/").state == "too_large"
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 100_000_000  # bytes; the bomb has 536,870,912


def test_compressed_pages_are_unpacked(world: World, port: int, fetcher: Fetchers) -> None:
    body = "Құпиялылық саясаты".encode() * 100
    world.sites = {
        "packed.kz": {
            "/gzip": Answer(gzip.compress(body), headers={"Content-Encoding": "gzip"}),
            "/deflate": Answer(zlib.compress(body), headers={"Content-Encoding": "deflate"}),
            "/broken": Answer(b"\x1f\x8bnonsense", headers={"Content-Encoding": "gzip"}),
        }
    }
    for path in ("gzip", "deflate"):
        assert fetcher().get(f"http://packed.kz:{port}/{path}").body == body
    assert refusal(fetcher(), f"http://packed.kz:{port}/broken").state == "unreadable"


def test_a_silent_host_is_given_up(world: World, port: int, fetcher: Fetchers) -> None:
    world.sites = {"slow.kz": {"/": Answer(play=lambda handler: _until_gone(handler, b""))}}
    one = fetcher()
    one.manners = _after_robots(one, f"http://slow.kz:{port}/x", patience=0.05, retries=1)
    assert refusal(one, f"http://slow.kz:{port}/").state == "timeout"
    assert world.heard("slow.kz /", times=2) == 2


def _after_robots(fetcher: Fetcher, url: str, **limits: Any) -> Manners:
    """Manners with tight limits, for when robots.txt of the host was read without them."""
    assert refusal(fetcher, url).state == "not_found"
    return replace(HASTE, **limits)


@pytest.mark.parametrize(
    "begin",
    [b"", b"HTTP/1.1 200 OK\r\nX-A: ", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"],
)
def test_a_host_that_drips_is_given_up(
    world: World, port: int, fetcher: Fetchers, begin: bytes
) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(begin)
        _until_gone(handler, b"a")

    world.sites = {"drip.kz": {"/": Answer(play=drip)}}
    one = fetcher()
    one.manners = _after_robots(one, f"http://drip.kz:{port}/x", total=0.15, retries=0)
    assert refusal(one, f"http://drip.kz:{port}/").state == "timeout"


def _until_gone(handler: BaseHTTPRequestHandler, drop: bytes) -> None:
    """Sends a drop every 10 ms until the visitor has hung up."""
    handler.connection.settimeout(0.01)
    while True:
        try:
            if handler.connection.recv(1) == b"":
                return
        except TimeoutError:
            handler.wfile.write(drop)
            handler.wfile.flush()


@pytest.mark.parametrize(
    "begin", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nabc", b"\0\1"]
)
def test_a_broken_off_answer_is_no_page(
    world: World, port: int, fetcher: Fetchers, begin: bytes
) -> None:
    def play(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(begin)

    world.sites = {"off.kz": {"/": Answer(play=play)}}
    assert refusal(fetcher(), f"http://off.kz:{port}/").state == "unreachable"


def test_tls(world: World, port: int, fetcher: Fetchers) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("good.kz").configure_cert(context)
    world.sites = {"good.kz": {"/": html("hello")}}
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    trusted = Wire(allow_private=True, resolver=to_loopback, context=trusting)
    with serving(world, context) as secure:
        assert b"hello" in fetcher(wire=trusted).get(f"https://good.kz:{secure}/").body
        assert refusal(fetcher(wire=trusted), f"https://bad.kz:{secure}/").state == "tls"
        assert refusal(fetcher(), f"https://good.kz:{secure}/").state == "tls"
    assert refusal(fetcher(), f"https://good.kz:{port}/").state == "tls"
