"""Addresses -> pages, politely: robots.txt, a pause between requests to a host, few retries."""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

from protego import Protego
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from audit.collect.net import Wire, body_of
from audit.collect.states import Page, Refused, State
from audit.read.load import MAX_BYTES

NAME = "kz-privacy-audit"
"""What robots.txt calls the program."""

ROBOTS_BYTES = 512_000
"""Bytes of robots.txt that must be read (RFC 9309, 2.5)."""

_BLOCKED = (401, 403, 407, 418, 429, 451)
_PASSING = (429, 500, 502, 503, 504)
_REDIRECTS = (301, 302, 303, 307, 308)
_WORTH_ANOTHER_TRY: tuple[State, ...] = ("timeout", "unreachable")


@dataclass(frozen=True)
class Manners:
    """How hosts are treated. Times are in seconds.

    `delay` is the pause between two requests to a host, `max_wait` the longest pause that a host may
    ask for (Crawl-delay, Retry-After) before it is left alone; `patience` the wait for one sign of
    life, `total` the time for one request from the first byte to the last.
    """

    contact: str = ""
    delay: float = 2.0
    max_wait: float = 120.0
    patience: float = 20.0
    total: float = 60.0
    retries: int = 2
    backoff: float = 2.0
    redirects: int = 8
    max_bytes: int = MAX_BYTES

    @property
    def user_agent(self) -> str:
        """Who asks, and why."""
        from audit import __version__

        who = f"{self.contact}; " if self.contact else ""
        return f"{NAME}/{__version__} ({who}reads published privacy policies for an audit)"


@dataclass
class _Host:
    """What is known of one origin; `turn` lets through one request at a time.

    Who holds `turn` waits for nobody; who holds `asking` waits for turns only: no two hosts whose
    robots.txt lead to each other can lock each other out.
    """

    turn: threading.Lock = field(default_factory=threading.Lock)
    asking: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0
    robots: Protego | Refused | None = None


class Fetcher:
    """Fetches pages; one of it serves a whole collection and may be used from several threads."""

    def __init__(
        self,
        wire: Wire,
        manners: Manners,
        *,
        now: Callable[[], datetime.datetime],
        sleep: Callable[[float], object] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.manners = manners
        self._wire = wire
        self._now = now
        self._closed = threading.Event()
        self._sleep = sleep or self._closed.wait
        self._clock = clock
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def get(self, url: str) -> Page:
        """The page at `url`, wherever redirects lead; raises Refused for everything else.

        Robots.txt is asked for every address on the way.
        """
        return self._follow(url, heed_robots=True)

    def close(self) -> None:
        """Ends all pauses; nothing is asked any more."""
        self._closed.set()

    def _follow(self, url: str, *, heed_robots: bool) -> Page:
        hops: list[str] = []
        try:
            while True:
                url = askable(url)
                if heed_robots:
                    self._ask_robots(url)
                page = self._with_retries(url)
                if page.status not in _REDIRECTS:
                    return replace(page, hops=tuple(hops))
                hops.append(url)
                url = askable(page.headers.get("location", ""), base=url)
                if url in hops:
                    raise Refused("redirects", f"redirects turn in a circle at {url}")
                if len(hops) > self.manners.redirects:
                    raise Refused("redirects", f"more than {self.manners.redirects} redirects")
        except Refused as refused:
            refused.hops = tuple(hops)
            raise

    def _ask_robots(self, url: str) -> None:
        host = self._host(url)
        with host.asking:
            if host.robots is None:
                host.robots = self._read_robots(url)
        if isinstance(host.robots, Refused):
            raise Refused(
                host.robots.state, f"robots.txt: {host.robots.detail}", status=host.robots.status
            )
        if not host.robots.can_fetch(url, NAME):
            raise Refused("robots", f"robots.txt keeps {NAME} from {url}")
        asked = host.robots.crawl_delay(NAME) or 0.0
        if asked > self.manners.max_wait:
            raise Refused("robots", f"robots.txt asks for {asked:g} seconds between requests")

    def _read_robots(self, url: str) -> Protego | Refused:
        """The rules of a host; none when it has no such file, a refusal when it cannot be asked.

        As RFC 9309 has it: a file that is not there allows all, a host that does not answer nothing.
        """
        parts = urlsplit(url)
        address = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
        try:
            page = self._follow(address, heed_robots=False)
        except Refused as refused:
            absent = 400 <= refused.status < 500 and refused.status != 429
            if absent or refused.state == "redirects":
                return Protego.parse("")
            return Refused(refused.state, refused.detail, status=refused.status)
        text = page.body[:ROBOTS_BYTES].decode("utf-8", errors="replace")
        return Protego.parse(text)

    def _with_retries(self, url: str) -> Page:
        for attempt in range(self.manners.retries + 1):
            try:
                return self._once(url)
            except Refused as refused:
                passing = refused.state in _WORTH_ANOTHER_TRY or refused.status in _PASSING
                wait = max(refused.wait, self.manners.backoff * 2**attempt)
                if not passing or attempt == self.manners.retries or wait > self.manners.max_wait:
                    raise
                self._rest(url, wait)
        raise AssertionError("the last attempt returns or raises")

    def _rest(self, url: str, seconds: float) -> None:
        host = self._host(url)
        host.free_at = max(host.free_at, self._clock() + seconds)

    def _once(self, url: str) -> Page:
        host = self._host(url)
        headers = {
            "User-Agent": self.manners.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/pdf,*/*;q=0.5",
            "Accept-Encoding": "gzip, deflate",
            "Accept-Language": "kk,ru;q=0.9,en;q=0.8",
            "Connection": "close",
        }
        with host.turn:
            wait = host.free_at - self._clock()
            if wait > 0:
                self._sleep(wait)
            if self._closed.is_set():
                raise Refused("unreachable", "the collection was ended")
            try:
                return self._request(url, headers)
            finally:
                host.free_at = self._clock() + self._pause(host)

    def _pause(self, host: _Host) -> float:
        asked = host.robots.crawl_delay(NAME) if isinstance(host.robots, Protego) else None
        return max(self.manners.delay, asked or 0.0)

    def _request(self, url: str, headers: dict[str, str]) -> Page:
        manners = self.manners
        collected_at = self._now().isoformat(timespec="seconds")
        with self._wire.get(url, headers, patience=manners.patience, total=manners.total) as answer:
            received = {name.lower(): value for name, value in answer.headers.items()}
            if answer.status in _REDIRECTS and received.get("location"):
                return Page(url, answer.status, received, b"", collected_at)
            if answer.status in _BLOCKED:
                wait = _retry_after(received.get("retry-after", ""))
                asks = f", asks to wait {wait:g} seconds" if wait else ""
                raise Refused(
                    "blocked", f"answers {answer.status}{asks}", status=answer.status, wait=wait
                )
            if answer.status in (404, 410):
                raise Refused("not_found", f"answers {answer.status}", status=answer.status)
            if answer.status != 200:
                wait = _retry_after(received.get("retry-after", ""))
                raise Refused(
                    "http_error", f"answers {answer.status}", status=answer.status, wait=wait
                )
            body = body_of(answer, manners.max_bytes)
        return Page(url, 200, received, body, collected_at)

    def _host(self, url: str) -> _Host:
        origin = urlsplit(url).netloc
        with self._lock:
            return self._hosts.setdefault(origin, _Host())


def askable(url: str, *, base: str = "") -> str:
    """`url`, as `base` names it, without its fragment; raises Refused when it is not http or https."""
    try:
        url = urldefrag(urljoin(base, url.strip())).url
        scheme, host = urlsplit(url).scheme, urlsplit(url).hostname
    except ValueError as error:
        raise Refused("unreachable", f"{url} is no address") from error
    if scheme not in ("http", "https"):
        raise Refused("forbidden_address", f"{url} is not http or https")
    if not host:
        raise Refused("unreachable", f"{url} is no address")
    return url


def _retry_after(value: str) -> float:
    """Seconds that a host asks to wait, from a number or a date; 0 for none or nonsense."""
    if not value:
        return 0.0
    try:
        return Retry().parse_retry_after(value)
    except InvalidHeader:
        return 0.0
