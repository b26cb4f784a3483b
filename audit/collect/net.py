"""One HTTP request to an address that was looked at first; no limit of size or time is passed.

The address that a name resolves to is judged, and the connection is made to that very address: a
name that resolves differently a moment later (DNS rebinding) changes nothing. Every redirect is a
new request, and so judged anew.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    HTTPError,
    LocationParseError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from audit.collect.states import Refused

Resolver = Callable[[str, int], list[str]]
CHUNK = 65_536
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def resolve(host: str, port: int) -> list[str]:
    """The addresses of `host`, as the system's resolver gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """True for an address of the open internet, also when it is wrapped inside an IPv6 one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast


def admitted(host: str, port: int, *, allow_private: bool, resolver: Resolver) -> list[str]:
    """The addresses of `host` that may be asked; raises Refused when there is none."""
    try:
        addresses = resolver(host, port)
    except (OSError, UnicodeError) as error:
        raise Refused("unreachable", f"the name {host} has no address") from error
    allowed = [a for a in addresses if allow_private or is_public(a)]
    if not allowed:
        raise Refused("forbidden_address", f"{host} is {', '.join(addresses)}, inside a network")
    return allowed


class Wire:
    """Makes requests, one connection each; `allow_private` admits addresses inside a network."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        resolver: Resolver = resolve,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._allow_private = allow_private
        self._resolver = resolver
        self._context = context or ssl.create_default_context()

    @contextmanager
    def get(
        self, url: str, headers: dict[str, str], *, patience: float, total: float
    ) -> Iterator[urllib3.BaseHTTPResponse]:
        """The answer of `url`, its body still unread.

        `patience` bounds the wait for one sign of life, `total` everything to the end of the block,
        both in seconds. All that goes wrong is raised as Refused.
        """
        connection, target = self._connection(url, patience)
        with _said_as_refusal(connection.host), _Watch(total) as watch:
            connection.watch = watch  # type: ignore[attr-defined]
            try:
                connection.request(
                    "GET", target, headers=headers, preload_content=False, decode_content=False
                )
                yield connection.getresponse()
            finally:
                connection.close()
                if watch.over:  # a connection shut down looks like one that ended
                    raise Refused("timeout", f"not done after {total:g} seconds")

    def _connection(self, url: str, patience: float) -> tuple[HTTPConnection, str]:
        try:
            parts = urllib3.util.parse_url(url)
        except LocationParseError as error:
            raise Refused("unreachable", f"{url} is no address") from error
        if parts.scheme not in ("http", "https") or not parts.host:
            raise Refused("forbidden_address", f"{url} is not http or https")
        host = parts.host.strip("[]")
        if parts.scheme == "http":
            connection: HTTPConnection = _Plain(host, parts.port or 80, timeout=patience)
        else:
            connection = _Secure(
                host, parts.port or 443, timeout=patience, ssl_context=self._context
            )
        connection.wire = self  # type: ignore[attr-defined]
        return connection, parts.request_uri

    def open(self, host: str, port: int, patience: float, watch: _Watch) -> socket.socket:
        """A connection to an admitted address of `host`, watched from its first moment."""
        trouble: OSError | None = None
        for address in admitted(
            host, port, allow_private=self._allow_private, resolver=self._resolver
        ):
            try:
                sock = socket.create_connection((address, port), timeout=patience)
            except OSError as error:
                trouble = error
                continue
            watch.look_after(sock)
            return sock
        if isinstance(trouble, TimeoutError):
            raise Refused("timeout", f"{host} does not answer") from trouble
        raise Refused("unreachable", f"{host} cannot be reached: {trouble}") from trouble


class _Watch:
    """Shuts a connection down when its time is over, whatever it is doing just then.

    A limit on each single read would let a server go on for ever, one byte at a time.
    """

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def look_after(self, sock: socket.socket) -> None:
        """Takes a second handle of the connection: TLS detaches the first one."""
        with self._lock:
            self._socket = sock.dup()
            if self.over:
                self._shut()

    def _end(self) -> None:
        with self._lock:
            self.over = True
            self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, *ignored: object) -> None:
        self._timer.cancel()
        with self._lock:
            if self._socket is not None:
                self._socket.close()
                self._socket = None


class _Guarded:
    """The part of a connection that chooses the address."""

    wire: Wire
    watch: _Watch

    def _new_conn(self: Any) -> socket.socket:
        sock: socket.socket = self.wire.open(self.host, self.port, self.timeout, self.watch)
        return sock


class _Plain(_Guarded, HTTPConnection):
    pass


class _Secure(_Guarded, HTTPSConnection):
    pass


@contextmanager
def _said_as_refusal(host: str) -> Iterator[None]:
    try:
        yield
    except (SSLError, ssl.SSLError, ssl.CertificateError) as error:
        raise Refused("tls", f"{host}: {_short(error)}") from error
    except (ReadTimeoutError, ConnectTimeoutError, TimeoutError) as error:
        raise Refused("timeout", f"{host} does not answer") from error
    except DecodeError as error:
        raise Refused("unreadable", f"the compression is broken: {_short(error)}") from error
    except NewConnectionError as error:
        raise Refused("unreachable", f"{host} cannot be reached") from error
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        raise Refused("unreachable", f"{host} broke off: {_short(error)}") from error


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def body_of(answer: urllib3.BaseHTTPResponse, most: int) -> bytes:
    """The body of `answer`, unpacked piece by piece; raises Refused when it is over `most` bytes."""
    stated = answer.headers.get("content-length", "")
    promised = int(stated) if stated.isascii() and stated.isdigit() else 0
    if promised > most:
        raise Refused("too_large", f"{promised:,} bytes, more than {most:,}")
    pieces: list[bytes] = []
    size = 0
    while piece := answer.read1(CHUNK, decode_content=True):
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise Refused("too_large", f"more than {most:,} bytes")
    return b"".join(pieces)
