"""Verdicts: how what a policy says stands to Law 94-V in a chosen edition."""

from audit.law.assess import WhatIsSaid, assess
from audit.law.checklist import (
    Checklist,
    Criterion,
    Edition,
    checklist_for,
    editions,
    examples,
    library,
)
from audit.law.rejudge import by_own_edition, rejudge, scores_by_edition
from audit.law.score import POINTS, effect, points_between, score, shares

__all__ = [
    "POINTS",
    "Checklist",
    "Criterion",
    "Edition",
    "WhatIsSaid",
    "assess",
    "by_own_edition",
    "checklist_for",
    "editions",
    "effect",
    "examples",
    "library",
    "points_between",
    "rejudge",
    "score",
    "scores_by_edition",
    "shares",
]
