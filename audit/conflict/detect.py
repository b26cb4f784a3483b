"""Facts and clauses -> findings, by the rules of `findings.yaml` and the checks of `defects`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from audit.conflict.defects import Defect, defects
from audit.core import Clause, Document, Evidence, Fact, Finding
from audit.facts.keys import FINDINGS, Count, Keys, matching
from audit.rulefile import RuleModel, Words, load_rules

MAX_EVIDENCE = 6


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


def detect(doc: Document, clauses: Sequence[Clause], facts: Iterable[Fact]) -> tuple[Finding, ...]:
    """The faults of `doc`, one finding a code, in alphabetical order of codes."""
    known = {fact.key: fact for fact in facts}
    checked: dict[str, list[Defect]] = {}
    for defect in defects(doc, clauses):
        checked.setdefault(defect.code, []).append(defect)
    found: dict[str, tuple[tuple[Evidence, ...], str, float]] = {}
    for code, rule in finding_rules().items():
        own = known.get(f"{FINDINGS}.{code}")
        supports = [(own.evidence, own.rule_id, own.confidence)] if own else []
        supports += [
            (quotes, f"{FINDINGS}.{code}", sure) for quotes, sure in _supports(rule, known, clauses)
        ]
        if code in checked:
            quotes = tuple(defect.evidence for defect in checked[code])
            supports.append(
                (quotes, f"{FINDINGS}.{code}", max(d.confidence for d in checked[code]))
            )
        if supports:
            quotes = tuple(sorted({quote for support in supports for quote in support[0]}))
            found[code] = (quotes[:MAX_EVIDENCE], supports[0][1], max(s[2] for s in supports))
    return tuple(
        Finding(code, finding_rules()[code].reason, quotes, rule_id, confidence)
        for code, (quotes, rule_id, confidence) in sorted(found.items())
    )


def _supports(
    rule: FindingRule, known: Mapping[str, Fact], clauses: Sequence[Clause]
) -> Iterator[tuple[tuple[Evidence, ...], float]]:
    named = list(matching(rule.any_of, known))
    if named:
        yield tuple(fact.evidence[0] for fact in named), max(fact.confidence for fact in named)
    if rule.or_count:
        counted = list(matching(rule.or_count.of, known))
        if len(counted) >= rule.or_count.at_least:
            yield tuple(fact.evidence[0] for fact in counted), 0.8
    for left, right in rule.both:
        pair = _apart(list(matching(left, known)), list(matching(right, known)), clauses)
        if pair:
            yield pair, 0.8


def _apart(
    left: Sequence[Fact], right: Sequence[Fact], clauses: Sequence[Clause]
) -> tuple[Evidence, ...]:
    """A quote of each side from different clauses: an exception in one sentence contradicts nothing."""
    for fact in left:
        for other in right:
            for one in fact.evidence:
                for two in other.evidence:
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
