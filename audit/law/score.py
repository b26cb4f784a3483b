"""Verdicts -> a score out of 100 with the share that was assessed and an interval.

Every applicable criterion has a weight, by severity and duty. Met earns the whole weight, partial
half, violated and missing nothing. The interval says how far the score may be off because single
verdicts may be wrong: each verdict is right with its confidence and otherwise any of the other
marks with equal chance; 90 % of the resulting scores lie between `low` and `high` (normal
approximation of the weighted sum).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from audit.core import Audit, Score, Status, Verdict

SEVERITY_WEIGHT = {"critical": 3.0, "major": 2.0, "minor": 1.0}
DUTY_WEIGHT = {
    "mandatory_consent": 1.0,
    "operator_duty": 1.0,
    "subject_right": 1.0,
    "good_practice": 0.5,
}
POINTS = {"met": 1.0, "partial": 0.5, "violated": 0.0, "missing": 0.0}
_MARKS = (0.0, 0.5, 1.0)
_Z90 = 1.645


def weight(verdict: Verdict) -> float:
    """Weight of a criterion: severity times duty."""
    return SEVERITY_WEIGHT[verdict.severity] * DUTY_WEIGHT[verdict.duty]


def score(verdicts: Sequence[Verdict]) -> Score:
    """The score of one policy; no value when nothing could be assessed."""
    applicable = [verdict for verdict in verdicts if verdict.status != "not_applicable"]
    assessed = _assessed(verdicts)
    total = sum(map(weight, applicable))
    known = sum(map(weight, assessed))
    if not known:
        return Score(None, None, None, 0.0)
    value = _share_won(assessed)
    mean = sum(weight(verdict) * _moments(verdict)[0] for verdict in assessed) / known
    spread = math.sqrt(
        sum((weight(verdict) / known) ** 2 * _moments(verdict)[1] for verdict in assessed)
    )
    low = min(value, max(0.0, mean - _Z90 * spread))
    high = max(value, min(1.0, mean + _Z90 * spread))
    return Score(_points(value), _points(low), _points(high), round(known / total, 3))


def _assessed(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts that give or cost points."""
    return [verdict for verdict in verdicts if verdict.status in POINTS]


def _share_won(assessed: Sequence[Verdict]) -> float:
    """The share of the weight that was won."""
    won = sum(weight(verdict) * POINTS[verdict.status] for verdict in assessed)
    return won / sum(map(weight, assessed))


def _points(share: float) -> float:
    return round(100 * share, 1)


def effect(audit: Audit, criterion_id: str, status: Status) -> float:
    """By how many points the score moves if the verdict on `criterion_id` were `status`, for sure."""
    turned = [
        replace(verdict, status=status) if verdict.criterion_id == criterion_id else verdict
        for verdict in audit.verdicts
    ]
    assessed = _assessed(turned)
    return _move(audit.score.value, _points(_share_won(assessed)) if assessed else None)


def points_between(before: Score, after: Score) -> float:
    """The move of the score; 0 when either has no grade."""
    return _move(before.value, after.value)


def _move(before: float | None, after: float | None) -> float:
    return 0.0 if before is None or after is None else round(after - before, 1)


def shares(verdicts: Sequence[Verdict]) -> dict[str, dict[str, dict[str, float]]]:
    """By duty and by severity: the share of points won (0 to 1), and how many verdicts of each kind.

    Violations stand apart from silence. Groups in which nothing was assessed are left out.
    """
    found: dict[str, dict[str, dict[str, float]]] = {}
    for kind in ("duty", "severity"):
        groups: dict[str, list[Verdict]] = {}
        for verdict in verdicts:
            if verdict.status in POINTS:
                groups.setdefault(getattr(verdict, kind), []).append(verdict)
        found[kind] = {
            group: {
                "points": round(sum(POINTS[v.status] for v in members) / len(members), 3),
                **{status: sum(v.status == status for v in members) for status in POINTS},
            }
            for group, members in sorted(groups.items())
        }
    return found


def _moments(verdict: Verdict) -> tuple[float, float]:
    """Mean and variance of the points of one verdict that may be wrong."""
    points = POINTS[verdict.status]
    others = [mark for mark in _MARKS if mark != points]
    doubt = (1 - verdict.confidence) / len(others)
    mean = verdict.confidence * points + doubt * sum(others)
    square = verdict.confidence * points**2 + doubt * sum(mark**2 for mark in others)
    return mean, square - mean**2
