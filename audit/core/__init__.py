"""Frozen types, record codec and errors that every other room shares; standard library only."""

from audit.core.errors import AuditError, InputError, RuleError
from audit.core.types import (
    CONTACT_KINDS,
    STATUSES,
    Audit,
    Clause,
    ClauseKind,
    Contact,
    Document,
    Evidence,
    Fact,
    Finding,
    Problem,
    Score,
    Span,
    Status,
    Text3,
    Verdict,
)

__all__ = [
    "CONTACT_KINDS",
    "STATUSES",
    "Audit",
    "AuditError",
    "Clause",
    "ClauseKind",
    "Contact",
    "Document",
    "Evidence",
    "Fact",
    "Finding",
    "InputError",
    "Problem",
    "RuleError",
    "Score",
    "Span",
    "Status",
    "Text3",
    "Verdict",
]
