"""A world of sites on the loopback address, and a fetcher that waits for nothing."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from collect_server import World, serving, to_loopback

from audit.collect import Fetcher, Manners, Wire

HASTE = Manners(
    contact="mailto:tests@example.org",
    delay=0.0,
    backoff=0.001,
    max_wait=5.0,
    patience=0.5,
    total=2.0,
    max_bytes=2_000_000,
)
NOW = datetime.datetime(2026, 11, 27, 10, 15, tzinfo=datetime.UTC)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def port(world: World) -> Iterator[int]:
    with serving(world) as number:
        yield number


@pytest.fixture
def wire() -> Wire:
    return Wire(allow_private=True, resolver=to_loopback)


@pytest.fixture
def pauses() -> list[float]:
    """The pauses that a fetcher of the test made, in seconds; none is slept."""
    return []


@pytest.fixture
def fetcher(wire: Wire, pauses: list[float]) -> Callable[..., Fetcher]:
    def make(manners: Manners = HASTE, wire: Wire = wire) -> Fetcher:
        return Fetcher(wire, manners, now=lambda: NOW, sleep=pauses.append, clock=lambda: 0.0)

    return make
