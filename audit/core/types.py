"""The values that flow from stage to stage: frozen, hashable, compared by content.

Offsets count Unicode code points of `Document.text`, half open: `text[start:end]`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from audit.core import markup

CONTACT_KINDS = (
    "emails",
    "phones",
    "postal_addresses",
    "bins",
    "operator_names",
    "websites",
    "effective_dates",
)

ClauseKind = Literal["heading", "sentence", "item"]
Polarity = Literal["affirmed", "denied"]
Method = Literal["rule", "vector", "both", "review"]
Status = Literal["met", "partial", "violated", "missing", "not_applicable", "not_assessable"]
STATUSES: tuple[Status, ...] = (
    "met",
    "partial",
    "violated",
    "missing",
    "not_applicable",
    "not_assessable",
)


class Span(NamedTuple):
    """Half-open range of code points in a document's canonical text."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """True when the two ranges share at least one code point."""
        return self.start < other.end and other.start < self.end


class Evidence(NamedTuple):
    """Verbatim words of a document; made only by `Document.cite`."""

    start: int
    end: int
    quote: str

    @property
    def span(self) -> Span:
        """Where the words stand."""
        return Span(self.start, self.end)


class Text3(NamedTuple):
    """One text in the three languages of the product."""

    en: str
    kk: str
    ru: str

    def in_language(self, language: str) -> str:
        """The text in `language` (`kk`, `ru` or `en`)."""
        return {"kk": self.kk, "ru": self.ru, "en": self.en}[language]


@dataclass(frozen=True, slots=True)
class Problem:
    """Trouble with one document that did not stop the run."""

    code: str
    message: str
    where: str = ""
    remedy: str = ""

    def as_dict(self) -> dict[str, str]:
        """The problem as plain values, for JSON."""
        return {
            "code": self.code,
            "message": self.message,
            "where": self.where,
            "remedy": self.remedy,
        }


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a unit: several documents of one operator that are audited together.

    `name` is `document` (policy, consent, cookies ...), with a number where the unit has more of
    them. The text of the unit at `span` is the text of the file, unchanged; `sha256` is its hash.
    A part that could not be read has a `problem`, no hash and an empty span.
    """

    name: str
    document: str
    source: str
    sha256: str
    span: Span
    problem: Problem | None = None


class Recognised(NamedTuple):
    """A file whose text was recognised on pictures of pages, and what recognised it.

    `by` names program, version, languages and a hash of their data.
    """

    source: str
    by: str


@dataclass(frozen=True, slots=True)
class Document:
    """One policy as canonical text (NFC, line feeds); offsets of all evidence point into it.

    `language` is the language of most of the text; `languages` are all that carry a real share of
    it, most used first. `sha256` is that of the canonical text in UTF-8, `source` where it came
    from. Several documents that are audited as one have `parts`; a single file has none.
    `recognised` are the files whose text was not read: quotes of them are of recognised text.
    """

    doc_id: str
    operator: str
    language: str
    languages: tuple[str, ...]
    text: str
    sha256: str
    source: str
    parts: tuple[Part, ...] = ()
    recognised: tuple[Recognised, ...] = ()

    @classmethod
    def of(
        cls,
        text: str,
        *,
        doc_id: str = "text",
        operator: str = "",
        language: str = "",
        languages: tuple[str, ...] = (),
        source: str = "",
        parts: tuple[Part, ...] = (),
        recognised: tuple[Recognised, ...] = (),
    ) -> Document:
        """A document of `text` that is canonical already; hashes it."""
        digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
        return cls(doc_id, operator, language, languages, text, digest, source, parts, recognised)

    @property
    def scopes(self) -> tuple[Span, ...]:
        """The spans beyond which no heading, number or reference reaches: of its parts, else of all."""
        read = tuple(part.span for part in self.parts if part.problem is None)
        return read or (Span(0, len(self.text)),)

    @property
    def unread(self) -> tuple[Part, ...]:
        """The parts that could not be read: what they say is not known."""
        return tuple(part for part in self.parts if part.problem)

    def part_at(self, offset: int) -> Part | None:
        """The part that holds the character at `offset`; None between parts and in a single file."""
        held = (part for part in self.parts if part.span.start <= offset < part.span.end)
        return next(held, None)

    def part_name(self, offset: int) -> str:
        """The name of the part that holds the character at `offset`; empty for a single file."""
        part = self.part_at(offset)
        return part.name if part else ""

    def cite(self, start: int, end: int) -> Evidence:
        """The words at `start:end`, with the space at both ends left out.

        Raises ValueError when nothing but space is there or the range leaves the text.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"{self.doc_id}: no text at {start}:{end} of {len(self.text)}")
        quote = self.text[start:end]
        start += len(quote) - len(quote.lstrip())
        quote = quote.strip()
        if not quote:
            raise ValueError(f"{self.doc_id}: only space at {start}:{end}")
        return Evidence(start, start + len(quote), quote)

    def _repr_html_(self) -> str:
        """The document as a notebook shows it."""
        facts = f"{', '.join(self.languages)}; {len(self.text)} characters"
        head = f"<p><strong>{markup.plain(self.doc_id)}</strong> {markup.plain(self.operator)}</p>"
        return f"{head}<p>{facts}</p>{_caution(self)}{_shown(self)}"


def _caution(doc: Document) -> str:
    """What a reader of quotes must know of recognised text, as markup; empty when all was read."""
    if not doc.recognised:
        return ""
    files = markup.plain(", ".join(item.source for item in doc.recognised))
    return f"<p>Recognised from pictures of pages, not read: {files}</p>"


def _shown(doc: Document, spans: Iterable[Span] = ()) -> str:
    """The text of `doc` with `spans` marked, each part of a unit under its name."""
    titled = [
        (f"{part.name} (could not be read)" if part.problem else part.name, part.span)
        for part in doc.parts
    ]
    return markup.text_boxes(doc.text, titled, spans)


class Clause(NamedTuple):
    """A heading, a sentence or a list item of the policy.

    Clauses are ordered, disjoint and lossless: joining their texts gives the document back.
    `body` is the span without list marker and outer space. `number` is the printed number ("2.3"),
    empty when there is none. `parent` is the index of the clause that governs this one: the lead-in
    of a list for its items, else the heading above; None at the top.
    """

    span: Span
    body: Span
    kind: ClauseKind
    number: str
    parent: int | None
    section_role: str
    language: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing the policy says, in the codebook's words (`field`, `code`), with its evidence.

    `confidence` is the estimated probability that a careful reader would agree. `value` carries
    what was measured, such as ISO 8601 durations parted by commas; empty for most codes.
    """

    field: str
    code: str
    polarity: Polarity
    evidence: tuple[Evidence, ...]
    rule_id: str
    method: Method
    confidence: float
    value: str = ""

    @property
    def key(self) -> str:
        """`field.code`, the name rules use."""
        return f"{self.field}.{self.code}"


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact or identity detail of the operator: `value` is verbatim, or ISO 8601 for dates."""

    kind: str
    value: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of the text that an auditor would write down (codebook field `findings`)."""

    code: str
    reason: Text3
    evidence: tuple[Evidence, ...]
    rule_id: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one criterion of one law edition says about the policy, and on which words.

    `machine` is the status that the program gave, once a person has reviewed the verdict.
    """

    criterion_id: str
    edition: str
    status: Status
    severity: str
    duty: str
    reason: Text3
    evidence: tuple[Evidence, ...]
    confidence: float
    machine: Status | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class Score:
    """Points out of 100 with an interval, and the share of applicable weight that was assessed.

    `value`, `low` and `high` are None when nothing could be assessed: no grade is given then.
    """

    value: float | None
    low: float | None
    high: float | None
    assessed: float


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything known about one policy: what it says, how it stands to the law, and why."""

    document: Document
    as_of: str
    edition: str
    clauses: tuple[Clause, ...]
    facts: tuple[Fact, ...]
    cues: tuple[Fact, ...]
    contacts: tuple[Contact, ...]
    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]
    score: Score
    problems: tuple[Problem, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def _repr_html_(self) -> str:
        """The audit as a notebook shows it: score, verdicts, and the text with all evidence lit up."""
        score = self.score
        grade = "not graded" if score.value is None else f"{score.value} of 100"
        known = "" if score.value is None else f", 90 % interval {score.low} to {score.high}"
        rows = [
            (v.criterion_id, v.status.replace("_", " "), v.severity, v.reason.en)
            for v in self.verdicts
        ]
        things: tuple[Fact | Verdict | Finding, ...] = (
            *self.facts,
            *self.verdicts,
            *self.findings,
        )
        evidence = [item.span for thing in things for item in thing.evidence]
        text = _shown(self.document, evidence)
        table = markup.table(("criterion", "status", "severity", "reason"), rows)
        return (
            f"<p><strong>{markup.plain(self.document.doc_id)}</strong> "
            f"{markup.plain(self.document.operator)}</p>"
            f"<p>{grade}{known}; edition {markup.plain(self.edition)}, "
            f"assessed {score.assessed:.0%}</p>{_caution(self.document)}"
            + markup.details(f"{len(rows)} verdicts", table)
            + markup.details("text with the evidence lit up", text)
        )
