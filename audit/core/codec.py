"""Audits <-> JSON records of the published schema (`record.schema.json`): same audit, same bytes."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import orjson

from audit.core.errors import InputError
from audit.core.types import (
    CONTACT_KINDS,
    Audit,
    Clause,
    Contact,
    Document,
    Evidence,
    Fact,
    Finding,
    Part,
    Problem,
    Recognised,
    Score,
    Span,
    Text3,
    Verdict,
)

SCHEMA = "audit-record/1"


def record_schema() -> dict[str, Any]:
    """The JSON Schema that every record satisfies."""
    schema: dict[str, Any] = json.loads((files("audit.core") / "record.schema.json").read_bytes())
    return schema


def to_record(audit: Audit) -> dict[str, Any]:
    """`audit` as plain JSON values; the text itself stays outside (`DIR/texts/<policy_id>.txt`).

    Of several documents audited as one it has `parts`, and each quote names its `part`. What was
    recognised on pictures, and not read, is named in `recognised`.
    """
    doc = audit.document
    parts = {"parts": [_part(part) for part in doc.parts]} if doc.parts else {}
    recognised = {"recognised": [item._asdict() for item in doc.recognised]}
    return {
        "schema": SCHEMA,
        "policy_id": doc.doc_id,
        "operator": doc.operator,
        "language": doc.language,
        "languages": list(doc.languages),
        "source": doc.source,
        "text_sha256": doc.sha256,
        **parts,
        **(recognised if doc.recognised else {}),
        "as_of": audit.as_of,
        "edition": audit.edition,
        "clauses": [_clause(clause) for clause in audit.clauses],
        "facts": [_fact(doc, fact) for fact in audit.facts],
        "cues": [_fact(doc, fact) for fact in audit.cues],
        "contacts": {
            kind: [
                {"value": contact.value, **_place(doc, contact.evidence)}
                for contact in audit.contacts
                if contact.kind == kind
            ]
            for kind in CONTACT_KINDS
        },
        "verdicts": [_verdict(doc, verdict) for verdict in audit.verdicts],
        "findings": [_finding(doc, finding) for finding in audit.findings],
        "score": {
            "value": audit.score.value,
            "low": audit.score.low,
            "high": audit.score.high,
            "assessed": audit.score.assessed,
        },
        "problems": [problem.as_dict() for problem in audit.problems],
        "provenance": dict(audit.provenance),
    }


def from_record(record: Mapping[str, Any], text: str) -> Audit:
    """The audit that `record` was made from; `text` is the canonical text of its policy.

    Raises InputError when the text is not the one the record speaks of.
    """
    doc = Document.of(
        text,
        doc_id=record["policy_id"],
        operator=record["operator"],
        language=record["language"],
        languages=tuple(record["languages"]),
        source=record.get("source", ""),
        parts=tuple(_to_part(entry) for entry in record.get("parts", ())),
        recognised=tuple(Recognised(**entry) for entry in record.get("recognised", ())),
    )
    if doc.sha256 != record["text_sha256"]:
        raise InputError(
            "the text is not the one this record was made from",
            where=record["policy_id"],
            remedy="run the audit again",
            code="text_changed",
        )
    return Audit(
        document=doc,
        as_of=record["as_of"],
        edition=record["edition"],
        clauses=tuple(_to_clause(entry) for entry in record["clauses"]),
        facts=tuple(_to_fact(entry) for entry in record["facts"]),
        cues=tuple(_to_fact(entry) for entry in record["cues"]),
        contacts=tuple(
            Contact(kind, entry["value"], doc.cite(entry["start"], entry["end"]))
            for kind, entries in record["contacts"].items()
            for entry in entries
        ),
        verdicts=tuple(_to_verdict(entry, record["edition"]) for entry in record["verdicts"]),
        findings=tuple(_to_finding(entry) for entry in record["findings"]),
        score=Score(**record["score"]),
        problems=tuple(Problem(**entry) for entry in record["problems"]),
        provenance=MappingProxyType(dict(record["provenance"])),
    )


def dump_line(record: Mapping[str, Any]) -> str:
    """One line of JSON with sorted keys, ending in a line feed."""
    line = orjson.dumps(record, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
    return line.decode()


def parse_object(text: str | bytes, where: str) -> dict[str, Any]:
    """`text` (bytes in UTF-8) as a JSON object; raises InputError naming `where` it came from."""
    try:
        value = orjson.loads(
            text.removeprefix(codecs.BOM_UTF8) if isinstance(text, bytes) else text
        )
    except ValueError as error:
        raise InputError(f"not JSON: {error}", where=where, remedy="write it again") from error
    if not isinstance(value, dict):
        raise InputError("not a JSON object", where=where, remedy="write it again")
    return value


def part_problems(record: Mapping[str, Any]) -> list[Problem]:
    """Why parts of the unit that `record` speaks of could not be read."""
    parts = map(_to_part, record.get("parts", ()))
    return [part.problem for part in parts if part.problem]


def _part(part: Part) -> dict[str, Any]:
    trouble = {"problem": part.problem.as_dict()} if part.problem else {}
    return {
        "name": part.name,
        "document": part.document,
        "source": part.source,
        "sha256": part.sha256,
        "start": part.span.start,
        "end": part.span.end,
        **trouble,
    }


def _place(doc: Document, evidence: Evidence) -> dict[str, Any]:
    part = {"part": doc.part_name(evidence.start)} if doc.parts else {}
    return {"start": evidence.start, "end": evidence.end, **part}


def _quotes(doc: Document, evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [{**_place(doc, item), "quote": item.quote} for item in evidence]


def _text3(text: Text3) -> dict[str, str]:
    return text._asdict()


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "span": list(clause.span),
        "body": list(clause.body),
        "kind": clause.kind,
        "number": clause.number,
        "parent": clause.parent,
        "section_role": clause.section_role,
        "language": clause.language,
    }


def _fact(doc: Document, fact: Fact) -> dict[str, Any]:
    return {
        "field": fact.field,
        "code": fact.code,
        "polarity": fact.polarity,
        "evidence": _quotes(doc, fact.evidence),
        "rule_id": fact.rule_id,
        "method": fact.method,
        "confidence": round(fact.confidence, 4),
        "value": fact.value,
    }


def _verdict(doc: Document, verdict: Verdict) -> dict[str, Any]:
    return {
        "criterion": verdict.criterion_id,
        "status": verdict.status,
        "severity": verdict.severity,
        "duty": verdict.duty,
        "reason": _text3(verdict.reason),
        "evidence": _quotes(doc, verdict.evidence),
        "confidence": round(verdict.confidence, 4),
        "machine": verdict.machine,
    }


def _finding(doc: Document, finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "reason": _text3(finding.reason),
        "evidence": _quotes(doc, finding.evidence),
        "rule_id": finding.rule_id,
        "confidence": round(finding.confidence, 4),
    }


def _to_part(entry: Mapping[str, Any]) -> Part:
    problem = Problem(**entry["problem"]) if "problem" in entry else None
    span = Span(entry["start"], entry["end"])
    return Part(entry["name"], entry["document"], entry["source"], entry["sha256"], span, problem)


def _to_evidence(entries: Iterable[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(entry["start"], entry["end"], entry["quote"]) for entry in entries)


def _to_clause(entry: Mapping[str, Any]) -> Clause:
    return Clause(**{**entry, "span": Span(*entry["span"]), "body": Span(*entry["body"])})


def _to_fact(entry: Mapping[str, Any]) -> Fact:
    return Fact(**{**entry, "evidence": _to_evidence(entry["evidence"])})


def _to_verdict(entry: Mapping[str, Any], edition: str) -> Verdict:
    return Verdict(
        criterion_id=entry["criterion"],
        edition=edition,
        status=entry["status"],
        severity=entry["severity"],
        duty=entry["duty"],
        reason=Text3(**entry["reason"]),
        evidence=_to_evidence(entry["evidence"]),
        confidence=entry["confidence"],
        machine=entry.get("machine", ""),
    )


def _to_finding(entry: Mapping[str, Any]) -> Finding:
    return Finding(
        code=entry["code"],
        reason=Text3(**entry["reason"]),
        evidence=_to_evidence(entry["evidence"]),
        rule_id=entry["rule_id"],
        confidence=entry["confidence"],
    )
