"""Keys of facts: `field.code`, the names by which criteria, findings and reviewers ask for what is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from pydantic import BeforeValidator

from audit.core import Fact, Finding
from audit.rulefile import RuleModel

CUES = "cues"
"""The field of signs for the checklist, which are no codes of the codebook."""

FINDINGS = "findings"
"""The field of the codebook whose codes become findings and no facts."""

DERIVED: Mapping[str, tuple[str, ...]] = {
    CUES: ("data_in_definition", "also_cross_border_denied", "number_fails_check"),
    FINDINGS: (
        "definitions_only_data",
        "contradiction_transfer",
        "contradiction_retention",
        "contradiction_cross_border",
        "foreign_template",
        "numbering_gap",
        "broken_reference",
        "confusable_characters",
        "garbled_text",
        "placeholder_left",
    ),
}
"""Codes by field that no single clause says: they come from counting and comparing."""

Keys = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda value: (value,) if isinstance(value, str) else tuple(value)),
]
"""Keys as rule files give them: one or a list; a key may end in `*`."""


class Count(RuleModel):
    """At least `at_least` of the facts whose keys are `of`."""

    of: Keys
    at_least: int


def matching(keys: Iterable[str], facts: Mapping[str, Fact]) -> Iterator[Fact]:
    """Those of `facts` (by key) whose key is one of `keys`; a key may end in `*`."""
    for key in keys:
        if key.endswith("*"):
            yield from (fact for name, fact in facts.items() if name.startswith(key[:-1]))
        elif key in facts:
            yield facts[key]


def as_fact(finding: Finding) -> Fact:
    """The finding as a fact of the field `findings`, so that it can be asked for by its key."""
    evidence, rule_id = finding.evidence, finding.rule_id
    return Fact(FINDINGS, finding.code, "affirmed", evidence, rule_id, "rule", finding.confidence)
