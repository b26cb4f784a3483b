"""A web server on the loopback address that plays many sites, one a host name, kind and unkind."""

from __future__ import annotations

import contextlib
import datetime
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import pytest

from audit.collect import Fetcher, Manners, Refused

HASTE = Manners(
    contact="mailto:tests@example.org",
    delay=0.0,
    backoff=0.001,
    max_wait=5.0,
    patience=60.0,
    total=120.0,
    max_bytes=2_000_000,
)
"""No pauses, and limits that no machine is too slow for; tests of a limit set it themselves."""
NOW = datetime.datetime(2026, 11, 27, 10, 15, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Answer:
    """What a path answers: a whole body, or `play`, which writes to the connection itself."""

    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    play: Callable[[BaseHTTPRequestHandler], None] | None = None


Site = dict[str, Answer | list[Answer]]
"""Path -> answer, or answers given one after the other (the last one for ever)."""


class World:
    """Sites by host name; `asked` keeps every request as `host path`, in order.

    `busiest` is the most requests that a host had at one time; `thinking` the seconds before it answers.
    """

    def __init__(self) -> None:
        self.sites: dict[str, Site] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.busiest: Counter[str] = Counter()
        self.thinking = 0.0
        self._running: Counter[str] = Counter()
        self._lock = threading.Condition()
        self._calls: Counter[str] = Counter()

    def answer(self, host: str, path: str) -> Answer:
        with self._lock:
            self.asked.append(f"{host} {path}")
            self._lock.notify_all()
            found = self.sites.get(host, {}).get(path)
            if isinstance(found, list):
                place = min(self._calls[f"{host}{path}"], len(found) - 1)
                self._calls[f"{host}{path}"] += 1
                found = found[place]
        return found or Answer("<h1>Страница не найдена</h1>".encode(), status=404)

    def heard(self, line: str, times: int = 1) -> int:
        """How often `line` was asked, once that is `times` or a minute has gone by."""
        with self._lock:
            self._lock.wait_for(lambda: self.asked.count(line) >= times, timeout=60)
            return self.asked.count(line)

    @contextlib.contextmanager
    def busy(self, host: str) -> Iterator[None]:
        with self._lock:
            self._running[host] += 1
            self.busiest[host] = max(self.busiest[host], self._running[host])
        try:
            yield
        finally:
            with self._lock:
                self._running[host] -= 1


def handler(world: World) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = (self.headers.get("Host") or "").partition(":")[0]
            world.agents.add(self.headers.get("User-Agent") or "")
            with world.busy(host):  # until the answer begins: then the visitor may come again
                answer = world.answer(host, unquote(self.path))
                time.sleep(world.thinking)
            if answer.play:
                with contextlib.suppress(OSError):
                    answer.play(self)
                self.close_connection = True
                return
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(answer.body)

        def log_message(self, *ignored: Any) -> None:
            pass

    return Handler


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # visitors that a slow machine has not yet let in

    def handle_error(self, *ignored: Any) -> None:
        """A visitor that hangs up is no error of the server."""


@contextlib.contextmanager
def serving(world: World, context: Any = None) -> Iterator[int]:
    """The port on which `world` answers."""
    server = _Quiet(("127.0.0.1", 0), handler(world))
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def refusal(fetcher: Fetcher, url: str) -> Refused:
    """Why `fetcher` gives no page."""
    with pytest.raises(Refused) as caught:
        fetcher.get(url)
    return caught.value


def to_loopback(host: str, port: int) -> list[str]:
    """The loopback address for every invented name; no name for those that begin with `nowhere`."""
    if host.startswith("nowhere"):
        raise socket.gaierror("no such name")
    return ["127.0.0.1"]


def page(title: str, body: str, *, head: str = "", h1: bool = True) -> bytes:
    """A page of HTML with its text in paragraphs."""
    paragraphs = "".join(f"<p>{line}</p>" for line in body.strip().split("\n"))
    heading = f"<h1>{title}</h1>" if h1 else ""
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        f"<body>{heading}{paragraphs}</body></html>"
    ).encode()


def html(source: str) -> Answer:
    """`source` as a page."""
    return Answer(f"<!doctype html><html><body>{source}</body></html>".encode())


def pdf(text: str) -> bytes:
    """A PDF of one page with `text` as its text layer; no font is embedded, none is needed to read."""
    lines = "".join(
        f"<{line.encode('utf-16-be').hex()}> Tj T*\n" for line in text.strip().split("\n")
    )
    content = f"BT /F 9 Tf 12 TL 20 800 Td\n{lines}ET".encode()
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def "
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange "
        b"1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 2000 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type0/BaseFont/U/Encoding/Identity-H/DescendantFonts[6 0 R]"
        b"/ToUnicode 7 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/U/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(Identity)/Supplement 0>>/FontDescriptor 8 0 R/DW 500>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(cmap), cmap),
        b"<</Type/FontDescriptor/FontName/U/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0"
        b"/Ascent 800/Descent -200/CapHeight 700/StemV 80>>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, value in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, value)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, table, len(objects) + 1, len(out))
    )
