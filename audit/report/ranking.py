"""Whose score may be compared with others', and the order and the places of those whose may.

Everything that ranks or takes a median over operators asks here: pages, figures, tables, notebooks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from audit.core import Audit, Score

LEAST_ASSESSED = 0.5
"""The share of applicable weight that must be assessed: below it more is unknown than known, so that
what was not assessed could turn any order over (docs/decisions/013)."""


class Place(NamedTuple):
    """The best and the worst rank that the intervals of all scores allow, 1 first."""

    best: int
    worst: int

    def __str__(self) -> str:
        return str(self.best) if self.best == self.worst else f"{self.best}–{self.worst}"


def comparable(score: Score) -> float | None:
    """The points of a score that may be compared; None without a grade or when too little was assessed."""
    return score.value if score.assessed >= LEAST_ASSESSED else None


def ranked(audits: Iterable[Audit]) -> list[Audit]:
    """Best score first, then by id; those whose score may not be compared last, by id alone."""

    def order(audit: Audit) -> tuple[bool, float, str]:
        points = comparable(audit.score)
        return points is None, -(points or 0.0), audit.document.doc_id

    return sorted(audits, key=order)


def places(scores: Mapping[str, Score]) -> dict[str, Place]:
    """The ranks that each comparable score may have: those surely better count, those maybe better may."""
    intervals = {
        name: (score.low, score.high)
        for name, score in scores.items()
        if comparable(score) is not None and score.low is not None and score.high is not None
    }
    lows = sorted(low for low, _ in intervals.values())
    highs = sorted(high for _, high in intervals.values())
    return {
        name: Place(1 + len(lows) - bisect_right(lows, high), len(highs) - bisect_left(highs, low))
        for name, (low, high) in intervals.items()
    }


def comparable_throughout(
    scores: Mapping[str, Mapping[str, Score]],
) -> dict[str, Mapping[str, Score]]:
    """Of policy -> edition -> score the policies whose score by every edition may be compared.

    So the medians of two editions are of the same texts.
    """
    return {
        name: by_edition
        for name, by_edition in scores.items()
        if all(comparable(score) is not None for score in by_edition.values())
    }
