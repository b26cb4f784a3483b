"""Versions of one operator's policy in different languages: what one says and another does not.

Readers of the Kazakh and of the Russian text must be told the same. Versions are documents of one
operator whose main languages differ; they are compared code by code, never word by word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from audit.core import Audit, Evidence, Fact
from audit.facts.places import normal_form

DifferenceKind = Literal["contradicts", "missing"]

OPPOSITES = {"data_categories": "data_not_collected", "data_not_collected": "data_categories"}


@dataclass(frozen=True)
class Difference:
    """One version says `field.code`; `other` contradicts it or is silent.

    `evidence` are the words of the one, `against` those of the other, empty for silence.
    """

    kind: DifferenceKind
    operator: str
    policy_id: str
    other: str
    field: str
    code: str
    evidence: tuple[Evidence, ...]
    against: tuple[Evidence, ...] = ()


def versions(audits: Iterable[Audit]) -> dict[str, list[Audit]]:
    """Operator -> its policies, for operators that have them in more than one language."""
    found: dict[str, list[Audit]] = defaultdict(list)
    for audit in audits:
        if audit.document.operator:
            found[normal_form("operator_names", audit.document.operator)].append(audit)
    return {
        group[0].document.operator: sorted(group, key=lambda audit: audit.document.doc_id)
        for _, group in sorted(found.items())
        if len({audit.document.language for audit in group}) > 1
    }


def version_differences(audits: Iterable[Audit]) -> list[Difference]:
    """What versions of one operator's policy say differently, contradictions first."""
    found = [
        difference
        for operator, group in versions(audits).items()
        for one, other in combinations(group, 2)
        if one.document.language != other.document.language
        for pair in ((one, other), (other, one))
        for difference in _between(operator, *pair)
    ]
    return sorted(found, key=lambda d: (d.kind, d.operator, d.policy_id, d.other, d.field, d.code))


def _between(operator: str, one: Audit, other: Audit) -> Iterator[Difference]:
    theirs = {fact.key: fact for fact in other.facts if fact.evidence}
    names = (operator, one.document.doc_id, other.document.doc_id)
    for fact in one.facts:
        if not fact.evidence or fact.key in theirs:
            continue
        against = _opposite(fact, other)
        kind: DifferenceKind = "contradicts" if against else "missing"
        yield Difference(kind, *names, fact.field, fact.code, fact.evidence, against)


def _opposite(fact: Fact, other: Audit) -> tuple[Evidence, ...]:
    """The words by which the other version says the opposite of `fact`."""
    for theirs in other.facts:
        twin = theirs.field == OPPOSITES.get(fact.field) and theirs.code == fact.code
        answer = fact.field == theirs.field == "cross_border" and theirs.code != fact.code
        if (twin or answer) and theirs.evidence:
            return theirs.evidence
    return ()
