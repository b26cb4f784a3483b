"""The one place where the stages are wired together: a document in, an audit out."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from audit import conflict, facts, law, read
from audit.core import Audit, Contact, Document, Problem
from audit.facts.keys import CUES, FINDINGS
from audit.law.checklist import Checklist, checklist_for, editions

if TYPE_CHECKING:
    from audit.facts import SecondOpinion


def default_as_of() -> datetime.date:
    """The day to which the newest edition was checked: the same on every machine and day."""
    return editions()[-1].checked_on


def audit_document(
    doc: Document,
    *,
    as_of: datetime.date | None = None,
    edition: str = "",
    opinion: SecondOpinion | None = None,
) -> Audit:
    """Everything known about `doc`, judged by the edition in force on `as_of` (or named `edition`).

    With an `opinion` a trained model speaks where the rules find nothing; without, rules alone.
    """
    day = as_of or default_as_of()
    checklist = checklist_for(day, edition_id=edition)
    clauses = read.segment(doc)
    said = facts.extract(doc, clauses, opinion=opinion)
    contacts = facts.find_contacts(doc, clauses)
    if not doc.operator:
        doc = replace(doc, operator=_first_name(contacts))
    findings = conflict.detect(doc, clauses, said)
    verdicts = law.assess(law.WhatIsSaid.of(doc, said, contacts, findings), checklist)
    return Audit(
        document=doc,
        as_of=day.isoformat(),
        edition=checklist.edition.id,
        clauses=clauses,
        facts=tuple(fact for fact in said if fact.field not in (CUES, FINDINGS)),
        cues=tuple(fact for fact in said if fact.field == CUES),
        contacts=contacts,
        verdicts=verdicts,
        findings=findings,
        score=law.score(verdicts),
        problems=(
            *facts.load_ruleset().problems,
            *law.library().problems,
            *(part.problem for part in doc.parts if part.problem),
            *_recognised(doc),
        ),
        provenance=provenance(checklist, opinion),
    )


def _recognised(doc: Document) -> Iterator[Problem]:
    """A warning for each file whose quotes are of recognised text."""
    for source, by in doc.recognised:
        yield Problem(
            "recognised",
            f"its text was recognised from pictures of pages by {by}, not read",
            f"{doc.doc_id}: {source}",
            "compare quotes with the document",
        )


def _first_name(contacts: Sequence[Contact]) -> str:
    """The operator's name as the policy itself gives it first."""
    return next((c.value for c in contacts if c.kind == "operator_names"), "")


def provenance(checklist: Checklist, opinion: SecondOpinion | None = None) -> Mapping[str, Any]:
    """Hashes of everything that an audit depends on besides the text."""
    from audit import __version__

    return MappingProxyType(
        {
            "package": __version__,
            "rules": facts.load_ruleset().fingerprint,
            "checklist": checklist.fingerprint,
            "encoder": opinion.encoder.fingerprint if opinion else facts.NO_ENCODER,
            "model": opinion.model.fingerprint if opinion else facts.NO_ENCODER,
        }
    )
