"""Tidy tables of audits, one row a thing: policies, clauses, facts, verdicts, findings, contacts.

Facts, verdicts and findings have a row for every quote; drop the quotes' columns and the repeats
before counting. `remedies` holds what each gap costs and how it is closed, `editions` the score by
each edition of the law, `shares` the verdicts by duty and by severity.

Frames are built once from finished rows with fixed columns and types, so that an empty table has
the same shape as a full one. Offsets count code points of the canonical text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

import pandas as pd

from audit.core import Audit, Document, Evidence
from audit.core.files import whole_file
from audit.law import effect, library, scores_by_edition, shares
from audit.report.names import name_of
from audit.report.ranking import comparable

Row = dict[str, Any]

_QUOTE = {"part": "str", "start": "Int64", "end": "Int64", "quote": "str"}
COLUMNS: dict[str, dict[str, str]] = {
    "policies": {
        "policy_id": "str",
        "operator": "str",
        "language": "str",
        "languages": "str",
        "parts": "str",
        "unread": "str",
        "recognised": "str",
        "characters": "int64",
        "clauses": "int64",
        "facts": "int64",
        "findings": "int64",
        "score": "Float64",
        "low": "Float64",
        "high": "Float64",
        "assessed": "float64",
        "comparable": "bool",
        "met": "int64",
        "partial": "int64",
        "violated": "int64",
        "missing": "int64",
        "edition": "str",
        "as_of": "str",
        "text_sha256": "str",
    },
    "clauses": {
        "policy_id": "str",
        "clause": "int64",
        "kind": "str",
        "number": "str",
        "parent": "Int64",
        "section_role": "str",
        "language": "str",
        "part": "str",
        "start": "int64",
        "end": "int64",
        "text": "str",
    },
    "facts": {
        "policy_id": "str",
        "field": "str",
        "code": "str",
        "name": "str",
        "polarity": "str",
        "value": "str",
        **_QUOTE,
        "rule_id": "str",
        "method": "str",
        "confidence": "float64",
    },
    "verdicts": {
        "policy_id": "str",
        "criterion": "str",
        "title_en": "str",
        "legal_basis": "str",
        "status": "str",
        "severity": "str",
        "duty": "str",
        "reason_en": "str",
        "reason_kk": "str",
        "reason_ru": "str",
        **_QUOTE,
        "confidence": "float64",
    },
    "remedies": {
        "policy_id": "str",
        "criterion": "str",
        "status": "str",
        "severity": "str",
        "duty": "str",
        "gain": "float64",
        "remedy_en": "str",
        "remedy_kk": "str",
        "remedy_ru": "str",
    },
    "editions": {
        "policy_id": "str",
        "edition": "str",
        "score": "Float64",
        "low": "Float64",
        "high": "Float64",
        "assessed": "float64",
        "comparable": "bool",
    },
    "shares": {
        "policy_id": "str",
        "by": "str",
        "group": "str",
        "points": "float64",
        "met": "int64",
        "partial": "int64",
        "violated": "int64",
        "missing": "int64",
    },
    "findings": {
        "policy_id": "str",
        "code": "str",
        "name": "str",
        "reason_en": "str",
        **_QUOTE,
        "rule_id": "str",
        "confidence": "float64",
    },
    "contacts": {
        "policy_id": "str",
        "kind": "str",
        "value": "str",
        "part": "str",
        "start": "int64",
        "end": "int64",
    },
}
"""Table -> column -> pandas type."""


def table(name: str, audits: Sequence[Audit]) -> pd.DataFrame:
    """The table called `name` (a key of `COLUMNS`), sorted as the audits are."""
    rows = [row for audit in audits for row in _ROWS[name](audit)]
    columns = COLUMNS[name]
    return pd.DataFrame(
        {key: pd.Series([row[key] for row in rows], dtype=dtype) for key, dtype in columns.items()}
    )


def all_tables(audits: Sequence[Audit]) -> dict[str, pd.DataFrame]:
    """Every table by name."""
    return {name: table(name, audits) for name in COLUMNS}


GROUP = 256
"""Policies that are in memory at a time while tables are written; a row group of Parquet."""


def write_parquet(audits: Iterable[Audit], out: Path) -> None:
    """`<table>.parquet` for every table, in `out`; the audits are read once, a few at a time."""
    import pyarrow as pa
    from pyarrow import parquet

    with _whole_files(out, "parquet") as files, ExitStack() as stack:
        writers: dict[str, Any] = {}
        for group in _groups(audits):
            for name, frame in all_tables(group).items():
                rows = pa.Table.from_pandas(frame, preserve_index=False)
                if name not in writers:
                    writer = parquet.ParquetWriter(files[name], rows.schema)
                    writers[name] = stack.enter_context(writer)
                writers[name].write_table(rows)


def write_csv(audits: Iterable[Audit], out: Path) -> None:
    """`<table>.csv` for every table, in `out`; cells that a spreadsheet would run are quoted."""
    with _whole_files(out, "csv") as files:
        for number, group in enumerate(_groups(audits)):
            for name, frame in all_tables(group).items():
                text = csv_text(harmless(name, frame), header=not number)
                files[name].write(text.encode("utf-8"))


def _groups(audits: Iterable[Audit]) -> Iterator[list[Audit]]:
    """The audits a few at a time; one empty group when there are none, for tables without rows."""
    rest = iter(audits)
    group = list(islice(rest, GROUP))
    yield group
    while group := list(islice(rest, GROUP)):
        yield group


@contextmanager
def _whole_files(out: Path, ending: str) -> Iterator[dict[str, IO[bytes]]]:
    """A file a table to write to; all get their names when all were written to the end."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(whole_file(out / f"{name}.{ending}")) for name in COLUMNS}


def harmless(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of the table called `name` with the cells quoted that a spreadsheet would run."""
    text = [column for column, dtype in COLUMNS[name].items() if dtype == "str"]
    safe = frame.copy()
    safe[text] = safe[text].apply(
        lambda column: column.str.replace(r"^([=+\-@\t\r])", r"'\1", regex=True)
    )
    return safe


def csv_text(frame: pd.DataFrame, *, header: bool = True) -> str:
    """`frame` as CSV with line feeds."""
    return frame.to_csv(index=False, header=header, lineterminator="\n")


def csv_by_policy(name: str, audits: Sequence[Audit]) -> dict[str, str]:
    """Policy -> its rows of the table called `name` as CSV, harmless to spreadsheets."""
    safe = harmless(name, table(name, audits))
    parts = {str(policy_id): part for policy_id, part in safe.groupby("policy_id", sort=False)}
    names = (audit.document.doc_id for audit in audits)
    return {policy_id: csv_text(parts.get(policy_id, safe.iloc[:0])) for policy_id in names}


def _quotes(doc: Document, evidence: Sequence[Evidence]) -> Iterator[Row]:
    """One row a quote; one row of blanks when there is none."""
    for item in evidence:
        part = doc.part_name(item.start)
        yield {"part": part, "start": item.start, "end": item.end, "quote": item.quote}
    if not evidence:
        yield {"part": "", "start": None, "end": None, "quote": ""}


def _policies(audit: Audit) -> Iterator[Row]:
    doc, score = audit.document, audit.score
    statuses = [verdict.status for verdict in audit.verdicts]
    yield {
        "policy_id": doc.doc_id,
        "operator": doc.operator,
        "language": doc.language,
        "languages": " ".join(doc.languages),
        "parts": ", ".join(part.name for part in doc.parts),
        "unread": ", ".join(part.name for part in doc.unread),
        "recognised": ", ".join(item.source for item in doc.recognised),
        "characters": len(doc.text),
        "clauses": len(audit.clauses),
        "facts": len(audit.facts),
        "findings": len(audit.findings),
        "score": score.value,
        "low": score.low,
        "high": score.high,
        "assessed": score.assessed,
        "comparable": comparable(score) is not None,
        **{status: statuses.count(status) for status in ("met", "partial", "violated", "missing")},
        "edition": audit.edition,
        "as_of": audit.as_of,
        "text_sha256": doc.sha256,
    }


def _clauses(audit: Audit) -> Iterator[Row]:
    for number, clause in enumerate(audit.clauses):
        yield {
            "policy_id": audit.document.doc_id,
            "clause": number,
            "kind": clause.kind,
            "number": clause.number,
            "parent": clause.parent,
            "section_role": clause.section_role,
            "language": clause.language,
            "part": audit.document.part_name(clause.body.start),
            "start": clause.body.start,
            "end": clause.body.end,
            "text": audit.document.text[slice(*clause.body)],
        }


def _facts(audit: Audit) -> Iterator[Row]:
    for fact in audit.facts:
        for quote in _quotes(audit.document, fact.evidence):
            yield {
                "policy_id": audit.document.doc_id,
                "field": fact.field,
                "code": fact.code,
                "name": name_of("codes", fact.code, "en", field=fact.field),
                "polarity": fact.polarity,
                "value": fact.value,
                **quote,
                "rule_id": fact.rule_id,
                "method": fact.method,
                "confidence": fact.confidence,
            }


def _verdicts(audit: Audit) -> Iterator[Row]:
    criteria = library().criteria
    for verdict in audit.verdicts:
        for quote in _quotes(audit.document, verdict.evidence):
            yield {
                "policy_id": audit.document.doc_id,
                "criterion": verdict.criterion_id,
                "title_en": criteria[verdict.criterion_id].title.en,
                "legal_basis": criteria[verdict.criterion_id].legal_basis.en,
                "status": verdict.status,
                "severity": verdict.severity,
                "duty": verdict.duty,
                "reason_en": verdict.reason.en,
                "reason_kk": verdict.reason.kk,
                "reason_ru": verdict.reason.ru,
                **quote,
                "confidence": verdict.confidence,
            }


def _remedies(audit: Audit) -> Iterator[Row]:
    """What each gap costs in points, and the sentence that would close it."""
    for verdict in audit.verdicts:
        if verdict.status not in ("partial", "violated", "missing"):
            continue
        remedy = library().criteria[verdict.criterion_id].remedy
        yield {
            "policy_id": audit.document.doc_id,
            "criterion": verdict.criterion_id,
            "status": verdict.status,
            "severity": verdict.severity,
            "duty": verdict.duty,
            "gain": effect(audit, verdict.criterion_id, "met"),
            "remedy_en": remedy.en,
            "remedy_kk": remedy.kk,
            "remedy_ru": remedy.ru,
        }


def _editions(audit: Audit) -> Iterator[Row]:
    for edition, score in scores_by_edition(audit).items():
        yield {
            "policy_id": audit.document.doc_id,
            "edition": edition,
            "score": score.value,
            "low": score.low,
            "high": score.high,
            "assessed": score.assessed,
            "comparable": comparable(score) is not None,
        }


def _shares(audit: Audit) -> Iterator[Row]:
    for kind, groups in shares(audit.verdicts).items():
        for group, share in groups.items():
            yield {"policy_id": audit.document.doc_id, "by": kind, "group": group, **share}


def _findings(audit: Audit) -> Iterator[Row]:
    for finding in audit.findings:
        for quote in _quotes(audit.document, finding.evidence):
            yield {
                "policy_id": audit.document.doc_id,
                "code": finding.code,
                "name": name_of("codes", finding.code, "en", field="findings"),
                "reason_en": finding.reason.en,
                **quote,
                "rule_id": finding.rule_id,
                "confidence": finding.confidence,
            }


def _contacts(audit: Audit) -> Iterator[Row]:
    for contact in audit.contacts:
        yield {
            "policy_id": audit.document.doc_id,
            "kind": contact.kind,
            "value": contact.value,
            "part": audit.document.part_name(contact.evidence.start),
            "start": contact.evidence.start,
            "end": contact.evidence.end,
        }


_ROWS: dict[str, Callable[[Audit], Iterator[Row]]] = {
    "policies": _policies,
    "clauses": _clauses,
    "facts": _facts,
    "verdicts": _verdicts,
    "remedies": _remedies,
    "editions": _editions,
    "shares": _shares,
    "findings": _findings,
    "contacts": _contacts,
}
