"""How far a score hangs on the weights: the same verdicts under other ways of counting."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from audit.core import Verdict
from audit.law.score import DUTY_WEIGHT, POINTS, SEVERITY_WEIGHT

SPREAD = 2.0
"""A drawn weight is between the published one divided by this and multiplied by it."""


class Scheme(NamedTuple):
    """A way of counting: weights by severity and by duty, and what a partial answer earns."""

    severity: Mapping[str, float]
    duty: Mapping[str, float]
    partial: float


_EQUAL_SEVERITY = dict.fromkeys(SEVERITY_WEIGHT, 1.0)
_EQUAL_DUTY = dict.fromkeys(DUTY_WEIGHT, 1.0)
_HALF = POINTS["partial"]

SCHEMES: dict[str, Scheme] = {
    "as published": Scheme(SEVERITY_WEIGHT, DUTY_WEIGHT, _HALF),
    "every criterion alike": Scheme(_EQUAL_SEVERITY, _EQUAL_DUTY, _HALF),
    "good practice like duty": Scheme(SEVERITY_WEIGHT, _EQUAL_DUTY, _HALF),
    "duties of the law only": Scheme(SEVERITY_WEIGHT, {**DUTY_WEIGHT, "good_practice": 0.0}, _HALF),
    "steeper severity": Scheme(
        {name: weight**2 for name, weight in SEVERITY_WEIGHT.items()}, DUTY_WEIGHT, _HALF
    ),
    "partial earns nothing": Scheme(SEVERITY_WEIGHT, DUTY_WEIGHT, 0.0),
    "partial earns all": Scheme(SEVERITY_WEIGHT, DUTY_WEIGHT, 1.0),
}
"""Name -> a way of counting that somebody could defend."""


def value_under(verdicts: Sequence[Verdict], scheme: Scheme) -> float | None:
    """The score out of 100 under `scheme`; None when nothing that it weighs was assessed."""
    points = {**POINTS, "partial": scheme.partial}
    weighed = [
        (scheme.severity[verdict.severity] * scheme.duty[verdict.duty], points[verdict.status])
        for verdict in verdicts
        if verdict.status in points
    ]
    total = sum(weight for weight, _ in weighed)
    return round(100 * sum(weight * won for weight, won in weighed) / total, 1) if total else None


def drawn(count: int, *, seed: int = 1) -> list[Scheme]:
    """`count` schemes with every weight of the published one and the worth of a partial answer at random."""
    chance = random.Random(seed)  # noqa: S311

    def shaken(weights: Mapping[str, float]) -> dict[str, float]:
        return {name: w * SPREAD ** chance.uniform(-1, 1) for name, w in weights.items()}

    return [
        Scheme(shaken(SEVERITY_WEIGHT), shaken(DUTY_WEIGHT), chance.uniform(0, 1))
        for _ in range(count)
    ]
