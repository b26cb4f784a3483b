"""Verdicts: how what a policy says stands to Law 94-V in a chosen edition."""

from audit.law.assess import Said, assess
from audit.law.checklist import (
    Checklist,
    Criterion,
    Edition,
    checklist_for,
    editions,
    examples,
    library,
)
from audit.law.score import score

__all__ = [
    "Checklist",
    "Criterion",
    "Edition",
    "Said",
    "assess",
    "checklist_for",
    "editions",
    "examples",
    "library",
    "score",
]
