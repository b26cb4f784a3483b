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


class FactIndex:
    """Facts by key, to be asked for by keys; what ends in `*` is sought once and kept."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._facts = facts
        self._begun: dict[str, tuple[Fact, ...]] = {}

    def matching(self, keys: Iterable[str]) -> Iterator[Fact]:
        """The facts whose key is one of `keys`; a key may end in `*`."""
        for key in keys:
            if key.endswith("*"):
                yield from self._beginning(key[:-1])
            elif key in self._facts:
                yield self._facts[key]

    def _beginning(self, name: str) -> tuple[Fact, ...]:
        if name not in self._begun:
            begun = (fact for key, fact in self._facts.items() if key.startswith(name))
            self._begun[name] = tuple(begun)
        return self._begun[name]


def as_fact(finding: Finding) -> Fact:
    """The finding as a fact of the field `findings`, so that it can be asked for by its key."""
    evidence, rule_id = finding.evidence, finding.rule_id
    return Fact(FINDINGS, finding.code, "affirmed", evidence, rule_id, "rule", finding.confidence)
