"""A world of sites on the loopback address, and a fetcher that waits for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from collect_server import HASTE, NOW, World, serving, to_loopback

from audit.collect import Fetcher, Manners, Wire


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
