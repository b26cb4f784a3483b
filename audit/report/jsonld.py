"""Audits as linked data: processing in the W3C Data Privacy Vocabulary, quotes as Web Annotations."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from audit.core import Audit, Document, Evidence, Fact, Part
from audit.core.files import write_whole
from audit.facts.codebook import concept
from audit.report.names import LANGUAGES, part_name

FILE = "policies.jsonld"

CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "dct": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "code": "urn:kz-privacy-audit:code:",
    "policy": "urn:kz-privacy-audit:policy:",
}

PROPERTIES = {
    "data_categories": "dpv:hasPersonalData",
    "purposes": "dpv:hasPurpose",
    "legal_bases": "dpv:hasLegalBasis",
}
"""Field -> what ties the processing to its concepts; other fields are annotations only."""


def write(audits: Sequence[Audit], out: Path) -> None:
    """`policies.jsonld` in `out`: for each policy its notice, the processing it tells of, and the quotes.

    The notice of several documents that are audited as one has them as parts, and the scope of a quote
    is the part that it stands in; offsets count from the start of the whole text.
    """
    graph = [node for audit in audits for node in _nodes(audit)]
    document = {"@context": CONTEXT, "@graph": graph}
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    write_whole(out / FILE, (text + "\n").encode("utf-8"))


def _nodes(audit: Audit) -> Iterator[dict[str, Any]]:
    doc = audit.document
    notice = _notice(doc)
    parts = _parts(doc)
    yield {
        "@id": notice,
        "@type": "dpv:PrivacyNotice",
        "dct:identifier": [doc.doc_id, f"urn:sha256:{doc.sha256}"],
        "dct:language": list(doc.languages),
        "dct:source": doc.source,
        **({"dct:hasPart": [{"@id": name} for name in parts.values()]} if parts else {}),
    }
    for part, name in parts.items():
        yield _part(part, name)
    yield {
        "@id": f"{notice}#process",
        "@type": "dpv:Process",
        "dpv:hasNotice": {"@id": notice},
        "dpv:hasDataController": {
            "@id": f"{notice}#controller",
            "@type": "dpv:DataController",
            "dpv:hasName": doc.operator,
        },
        **_concepts(audit.facts),
    }
    for number, fact in enumerate(audit.facts):
        yield _annotation(f"{notice}#fact-{number}", doc, fact)


def _notice(doc: Document) -> str:
    return f"policy:{quote(doc.doc_id)}"


def _parts(doc: Document) -> dict[Part, str]:
    """Part -> its id, where there are several."""
    if len(doc.parts) < 2:
        return {}
    return {part: f"{_notice(doc)}#part-{quote(part.name, safe='')}" for part in doc.parts}


def _part(part: Part, name: str) -> dict[str, Any]:
    """One document of a unit; one that could not be read says so and has no hash."""
    return {
        "@id": name,
        "@type": "dpv:Notice",
        "dct:identifier": [part.name, *([f"urn:sha256:{part.sha256}"] if part.sha256 else [])],
        "dct:title": [
            {"@value": part_name(part, language), "@language": language} for language in LANGUAGES
        ],
        "dct:source": part.source,
        **({"dct:description": part.problem.message} if part.problem else {}),
    }


def _concepts(facts: Sequence[Fact]) -> dict[str, list[dict[str, str]]]:
    """Property -> the concepts that the policy affirms, each once."""
    found: dict[str, set[str]] = {}
    for fact in facts:
        tie = PROPERTIES.get(fact.field)
        name = concept(fact.field, fact.code) if tie and fact.polarity == "affirmed" else ""
        if tie and name:
            found.setdefault(tie, set()).add(name)
    return {tie: [{"@id": name} for name in sorted(names)] for tie, names in sorted(found.items())}


def _annotation(name: str, doc: Document, fact: Fact) -> dict[str, Any]:
    bodies = [{"@id": f"code:{fact.field}.{fact.code}"}]
    near = concept(fact.field, fact.code)
    if near and fact.polarity == "affirmed":
        bodies.append({"@id": near})
    return {
        "@id": name,
        "@type": "oa:Annotation",
        "oa:hasBody": bodies,
        "oa:hasTarget": [_target(doc, item) for item in fact.evidence] or [{"@id": _notice(doc)}],
    }


def _target(doc: Document, evidence: Evidence) -> dict[str, Any]:
    part = doc.part_at(evidence.start)
    scope = _parts(doc).get(part) if part else None
    return {
        "@type": "oa:SpecificResource",
        "oa:hasSource": {"@id": _notice(doc)},
        **({"oa:hasScope": {"@id": scope}} if scope else {}),
        "oa:hasSelector": [
            {"@type": "oa:TextQuoteSelector", "oa:exact": evidence.quote},
            {
                "@type": "oa:TextPositionSelector",
                "oa:start": evidence.start,
                "oa:end": evidence.end,
            },
        ],
    }
