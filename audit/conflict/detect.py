"""Facts and clauses -> findings, by the rules of `findings.yaml` and the checks of `defects`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import product
from typing import NamedTuple

from audit.conflict.defects import Defect, defects
from audit.core import Clause, Document, Evidence, Fact, Finding
from audit.facts.keys import FINDINGS, Count, FactIndex, Keys
from audit.rulefile import RuleModel, Words, load_rules

MAX_EVIDENCE = 6

COMBINED = 0.8
"""How sure a finding is that rests on several facts together."""


class FindingRule(RuleModel):
    """When a finding holds; one without conditions is found by its own words or by a check."""

    reason: Words
    any_of: Keys = ()
    or_count: Count | None = None
    both: tuple[tuple[Keys, Keys], ...] = ()


class FindingsFile(RuleModel):
    """`findings.yaml`."""

    findings: Mapping[str, FindingRule]


@lru_cache(maxsize=1)
def finding_rules() -> Mapping[str, FindingRule]:
    """The rules by code of the codebook's field `findings`."""
    return load_rules(files("audit.conflict") / "findings.yaml", FindingsFile).findings


class _Support(NamedTuple):
    """One reason for a finding: the words, the rule that found them, and how sure that is."""

    evidence: tuple[Evidence, ...]
    rule_id: str
    confidence: float


def detect(doc: Document, clauses: Sequence[Clause], facts: Iterable[Fact]) -> tuple[Finding, ...]:
    """The faults of `doc`, one finding a code, in alphabetical order of codes."""
    said = FactIndex({fact.key: fact for fact in facts})
    checked: dict[str, list[Defect]] = defaultdict(list)
    for defect in defects(doc, clauses):
        checked[defect.code].append(defect)
    found = []
    for code, rule in sorted(finding_rules().items()):
        supports = list(_supports(code, rule, said, clauses, checked[code]))
        if supports:
            quotes = sorted({quote for support in supports for quote in support.evidence})
            confidence = max(support.confidence for support in supports)
            evidence, rule_id = tuple(quotes[:MAX_EVIDENCE]), supports[0].rule_id
            found.append(Finding(code, rule.reason, evidence, rule_id, confidence))
    return tuple(found)


def _supports(
    code: str,
    rule: FindingRule,
    said: FactIndex,
    clauses: Sequence[Clause],
    checked: Sequence[Defect],
) -> Iterator[_Support]:
    """What speaks for a finding: its own words, then other facts by its rule, then the checks."""
    key = f"{FINDINGS}.{code}"
    for own in said.matching([key]):
        yield _Support(own.evidence, own.rule_id, own.confidence)
    if named := list(said.matching(rule.any_of)):
        yield _Support(_first_words(named), key, max(fact.confidence for fact in named))
    if rule.or_count:
        counted = list(said.matching(rule.or_count.of))
        if len(counted) >= rule.or_count.at_least:
            yield _Support(_first_words(counted), key, COMBINED)
    for left, right in rule.both:
        pairs = product(said.matching(left), said.matching(right))
        if pair := _apart(pairs, clauses):
            yield _Support(pair, key, COMBINED)
    if checked:
        evidence = tuple(defect.evidence for defect in checked)
        yield _Support(evidence, key, max(defect.confidence for defect in checked))


def _first_words(facts: Iterable[Fact]) -> tuple[Evidence, ...]:
    return tuple(fact.evidence[0] for fact in facts)


def _apart(pairs: Iterable[tuple[Fact, Fact]], clauses: Sequence[Clause]) -> tuple[Evidence, ...]:
    """A quote of each side from different clauses: an exception in one sentence contradicts nothing."""
    for fact, other in pairs:
        for one, two in product(fact.evidence, other.evidence):
            if _clause_of(one, clauses) != _clause_of(two, clauses):
                return (one, two)
    return ()


def _clause_of(evidence: Evidence, clauses: Sequence[Clause]) -> int:
    return next(
        (
            at
            for at, clause in enumerate(clauses)
            if clause.span.start <= evidence.start < clause.span.end
        ),
        -1,
    )
