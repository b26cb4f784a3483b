import importlib.util
import json
from pathlib import Path

import pytest

SPEC = importlib.util.spec_from_file_location("ratchet", Path(__file__).with_name("ratchet.py"))
ratchet = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(ratchet)

FLOORS = json.loads(ratchet.FLOORS.read_text())


@pytest.fixture(scope="module")
def measured():
    return ratchet.measure()


def test_the_floors_are_of_this_corpus() -> None:
    assert ratchet.digest(ratchet.RAW, ratchet.GOLD, ratchet.LABELS) == FLOORS["corpus"]


@pytest.mark.parametrize("name", sorted(FLOORS["floors"]))
def test_no_figure_falls(measured, name: str) -> None:
    assert measured[0][name] >= FLOORS["floors"][name]


def test_the_verdicts_are_as_pinned(measured) -> None:
    assert measured[1].splitlines() == ratchet.VERDICTS.read_text().splitlines()
