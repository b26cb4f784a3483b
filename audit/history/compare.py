"""Two audits of one policy -> what one says or is judged and the other is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from audit.core import Audit, Document, Evidence, Fact

Cause = Literal["operator", "law", "rules", "review", "unknown", "collection"]
Kind = Literal["policy", "score", "verdict", "fact", "finding", "contact", "text"]
KINDS: tuple[Kind, ...] = ("policy", "score", "verdict", "fact", "finding", "contact", "text")


class Said(NamedTuple):
    """One side of a change: a code, status or value, and the words it rests on."""

    code: str
    value: str = ""
    denied: bool = False
    evidence: tuple[Evidence, ...] = ()

    @property
    def key(self) -> tuple[str, str, bool]:
        """What is said, without the words."""
        return self.code, self.value, self.denied


@dataclass(frozen=True)
class Change:
    """`what` (a field, a criterion, a kind of contact; empty for the policy itself) as it was and is.

    A side is empty when nothing was there. `old` and `new` are the documents in which the words of
    either stand. `cause` says whose change it is.
    """

    policy_id: str
    operator: str
    cause: Cause
    kind: Kind
    what: str
    before: tuple[Said, ...]
    after: tuple[Said, ...]
    old: Document
    new: Document


def compare(old: Audit, new: Audit, cause: Cause) -> list[Change]:
    """All differences between two audits of one policy, put down to `cause`, in a fixed order."""
    doc = new.document
    return [
        Change(doc.doc_id, doc.operator, cause, kind, what, before, after, old.document, doc)
        for kind, sides in _SIDES.items()
        for what, before, after in _differing(sides(old), sides(new))
    ]


Sides = Mapping[str, tuple[Said, ...]]


def _differing(old: Sides, new: Sides) -> Iterator[tuple[str, tuple[Said, ...], tuple[Said, ...]]]:
    for what in sorted({*old, *new}):
        before = _without(old.get(what, ()), new.get(what, ()))
        after = _without(new.get(what, ()), old.get(what, ()))
        if before or after:
            yield what, before, after


def _without(these: Iterable[Said], those: Iterable[Said]) -> tuple[Said, ...]:
    """What is said among `these` and not among `those`; what is said twice must be twice in both."""
    there = Counter(said.key for said in those)
    left = []
    for said in these:
        if there[said.key]:
            there[said.key] -= 1
        else:
            left.append(said)
    return tuple(left)


def _facts(audit: Audit) -> Sides:
    sides: dict[str, tuple[Said, ...]] = {}
    for fact in sorted(audit.facts, key=_order):
        said = Said(fact.code, fact.value, fact.polarity == "denied", fact.evidence)
        sides[fact.field] = (*sides.get(fact.field, ()), said)
    return sides


def _order(fact: Fact) -> tuple[str, str, str, str]:
    return fact.field, fact.code, fact.value, fact.polarity


def _verdicts(audit: Audit) -> Sides:
    return {v.criterion_id: (Said(v.status, evidence=v.evidence),) for v in audit.verdicts}


def _findings(audit: Audit) -> Sides:
    return {
        finding.code: (Said(finding.code, evidence=finding.evidence),) for finding in audit.findings
    }


def _contacts(audit: Audit) -> Sides:
    sides: dict[str, tuple[Said, ...]] = {}
    for contact in sorted(audit.contacts, key=lambda contact: (contact.kind, contact.value)):
        if all(contact.value != said.code for said in sides.get(contact.kind, ())):
            said = Said(contact.value, evidence=(contact.evidence,))
            sides[contact.kind] = (*sides.get(contact.kind, ()), said)
    return sides


def _score(audit: Audit) -> Sides:
    value = audit.score.value
    return {"": (Said("" if value is None else f"{value:g}"),)}


def _text(audit: Audit) -> Sides:
    """The clauses, so that a change of wording alone is seen too."""
    doc = audit.document
    bodies = (
        doc.cite(*clause.body) for clause in audit.clauses if clause.body.start < clause.body.end
    )
    return {"": tuple(Said(body.quote, evidence=(body,)) for body in bodies)}


_SIDES: dict[Kind, Callable[[Audit], Sides]] = {
    "score": _score,
    "verdict": _verdicts,
    "fact": _facts,
    "finding": _findings,
    "contact": _contacts,
    "text": _text,
}
