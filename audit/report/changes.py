"""What changed since earlier audits, as the pages of the site show it (`audit.history` tells it)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from audit.core import Audit, Document, Evidence, Text3

if TYPE_CHECKING:
    from audit.report.timeline import Run


class Cited(NamedTuple):
    """Words and the document that they stand in."""

    evidence: Evidence
    doc: Document


@dataclass(frozen=True)
class Told:
    """One change in words. A side is empty where nothing was; `criterion` is set for a verdict's."""

    cause: Text3
    kind: str
    what: Text3
    criterion: str
    sentence: Text3
    before: Text3 | None
    after: Text3 | None
    old: tuple[Cited, ...]
    new: tuple[Cited, ...]


@dataclass(frozen=True)
class Step:
    """What changed from one run to the next: policy id -> its changes, those of one cause together."""

    changes: Mapping[str, Sequence[Told]]

    def by_cause(self, policy_id: str) -> list[tuple[Text3, list[Told]]]:
        """The changes of one policy under the words for whose they are."""
        found = groupby(self.changes.get(policy_id, ()), key=lambda told: told.cause)
        return [(cause, list(told)) for cause, told in found]


@dataclass(frozen=True)
class History:
    """The runs before the one that the site shows, oldest first, and what each next one changed.

    The last step leads to the site's own audits. `feeds` are the Atom feeds, by language.
    """

    earlier: Sequence[Run]
    steps: Sequence[Step]
    feeds: Mapping[str, str]

    def runs(self, audits: Sequence[Audit], label: str) -> list[Run]:
        """All runs; `audits` are the site's own and `label` is what they are called."""
        return [*self.earlier, (label, audits)]

    def is_new(self, policy_id: str) -> bool:
        """True when the run before this one did not have the policy."""
        return all(audit.document.doc_id != policy_id for audit in self.earlier[-1][1])
