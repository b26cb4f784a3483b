"""One policy before other editions of the law: what the change of law alone does to its score."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace

from audit.core import Audit, Score, Verdict
from audit.law.assess import WhatIsSaid, assess
from audit.law.checklist import checklist_for, editions
from audit.law.score import score


def rejudge(audit: Audit, day: datetime.date, *, edition: str = "") -> Audit:
    """`audit` judged by the edition in force on `day`, or named `edition`; its facts stay as they are.

    This is a rescore, never a change by the operator. A verdict that a person reviewed stays as it
    is in its own edition.
    """
    checklist = checklist_for(day, edition_id=edition)
    verdicts = _with_reviewed(audit, checklist.edition.id, assess(_said(audit), checklist))
    provenance = {**audit.provenance, "checklist": checklist.fingerprint}
    return replace(
        audit,
        as_of=day.isoformat(),
        edition=checklist.edition.id,
        verdicts=verdicts,
        score=score(verdicts),
        provenance=provenance,
    )


def _said(audit: Audit) -> WhatIsSaid:
    facts = (*audit.facts, *audit.cues)
    return WhatIsSaid.of(audit.document, facts, audit.contacts, audit.findings)


def _with_reviewed(audit: Audit, edition: str, verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """`verdicts` by `edition`, with those that a person reviewed by the same one as they are."""
    reviewed = {
        verdict.criterion_id: verdict
        for verdict in audit.verdicts
        if verdict.machine and verdict.edition == edition
    }
    return tuple(reviewed.get(verdict.criterion_id, verdict) for verdict in verdicts)


def own_day(audit: Audit) -> datetime.date | None:
    """The latest day from which the policy says it holds; None when it gives no whole date."""
    dates = (c.value for c in audit.contacts if c.kind == "effective_dates" and len(c.value) == 10)
    latest = max(dates, default="")
    return datetime.date.fromisoformat(latest) if latest else None


def by_own_edition(audit: Audit) -> Audit:
    """`audit` judged by the edition of its own date; unchanged when it gives none or an older one."""
    day = own_day(audit)
    return rejudge(audit, day) if day and day >= editions()[0].in_force_from else audit


def scores_by_edition(audit: Audit) -> dict[str, Score]:
    """Edition -> the score that the same text has by it, oldest first.

    A criterion that does not mind the edition is asked once for all.
    """
    said = _said(audit)
    known: dict[str, Verdict] = {}
    scores: dict[str, Score] = {}
    for edition in editions():
        checklist = checklist_for(edition.in_force_from, edition_id=edition.id)
        anew = [c for c in checklist.criteria if c.minds_edition or c.id not in known]
        known |= {v.criterion_id: v for v in assess(said, replace(checklist, criteria=tuple(anew)))}
        verdicts = [known[criterion.id] for criterion in checklist.criteria]
        scores[edition.id] = score(_with_reviewed(audit, edition.id, verdicts))
    return scores
