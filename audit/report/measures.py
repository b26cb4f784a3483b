"""What figures and their tables count and measure, apart from drawing it."""

from __future__ import annotations

import statistics
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from audit.core import STATUSES, Audit, Fact, Finding, Score, Status

GAPS: tuple[Status, ...] = ("violated", "missing", "partial")
"""What counts as a gap, gravest first."""


def median(values: Iterable[float | None]) -> float | None:
    """The median of the values that are known; None when none is."""
    known = [value for value in values if value is not None]
    # Half of a sum of scores has at most two decimals; binary fractions add more.
    return round(statistics.median(known), 2) if known else None


def quantile(values: Sequence[float], share: float) -> float | None:
    """The value that `share` of the sorted `values` do not exceed, nearest rank; None of none."""
    if not values:
        return None
    return values[round(share * (len(values) - 1))]


def scores_of_editions(scores: Mapping[str, Mapping[str, Score]]) -> dict[str, list[float]]:
    """Edition -> the scores by it, sorted; `scores` is policy -> edition -> score."""
    found: dict[str, list[float]] = {edition: [] for edition in next(iter(scores.values()), {})}
    for by_edition in scores.values():
        for edition, score in by_edition.items():
            found[edition] += [] if score.value is None else [score.value]
    return {edition: sorted(values) for edition, values in found.items()}


def gap_counts(audits: Sequence[Audit]) -> dict[str, dict[Status, int]]:
    """Criterion -> status -> how many policies have it, the criterion with most gaps first."""
    counts: dict[str, dict[Status, int]] = {}
    for audit in audits:
        for verdict in audit.verdicts:
            row = counts.setdefault(verdict.criterion_id, dict.fromkeys(STATUSES, 0))
            row[verdict.status] += 1

    def order(criterion: str) -> tuple[int, int, str]:
        row = counts[criterion]
        return -sum(row[status] for status in GAPS), -row["violated"], criterion

    return {criterion: counts[criterion] for criterion in sorted(counts, key=order)}


def transfers(audits: Sequence[Audit]) -> list[tuple[str, str, str]]:
    """Operator, condition and recipient of every transfer that a policy states.

    A condition belongs to a recipient when both are named in one clause; the condition is empty
    when none is.
    """
    found = []
    for audit in audits:
        clauses = clauses_of_codes(audit, "transfer_conditions")
        for recipient, places in clauses_of_codes(audit, "recipients").items():
            conditions = [code for code, theirs in clauses.items() if theirs & places]
            found += [(audit.document.doc_id, code, recipient) for code in conditions or [""]]
    return found


def clauses_of_codes(audit: Audit, field: str) -> dict[str, set[int]]:
    """Code of `field` -> the clauses in which the policy says it."""
    starts = [clause.span.start for clause in audit.clauses]
    found: dict[str, set[int]] = {}
    for fact in audit.facts:
        if fact.field == field and fact.evidence:
            clauses = {bisect_right(starts, item.start) for item in fact.evidence}
            found.setdefault(fact.code, set()).update(clauses)
    return found


def said(audit: Audit, field: str) -> Sequence[Fact | Finding]:
    """The facts of a field; the faults of the text count as one."""
    if field == "findings":
        return audit.findings
    return [fact for fact in audit.facts if fact.field == field]


def role_lengths(audit: Audit) -> Counter[str]:
    """Section role -> characters of its clauses."""
    lengths: Counter[str] = Counter()
    for clause in audit.clauses:
        lengths[clause.section_role] += clause.body.end - clause.body.start
    return lengths


def wilson(share: float, size: int) -> tuple[float, float]:
    """The 95 % interval of a share seen in `size` things, after Wilson."""
    z = 1.96
    middle = (share + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * (share * (1 - share) / size + z * z / (4 * size**2)) ** 0.5
    return min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))
