"""A workbench that audits privacy policies of operators in Kazakhstan, in Kazakh, Russian and English.

The names below are the public API; they are imported when first used, so that reading one policy
never waits for pandas or a sentence encoder.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from audit.core import Audit, Document
    from audit.embed import ClauseIndex, encoder
    from audit.evaluation import evaluate
    from audit.facts import extract, second_opinion
    from audit.history import diff
    from audit.law import checklist_for
    from audit.pipeline import audit_document
    from audit.read import load, segment
    from audit.report.tables import table
    from audit.run import audit_folder, read_audits

__version__ = "0.1.0"

_HOME = {
    "Audit": "audit.core",
    "ClauseIndex": "audit.embed",
    "Document": "audit.core",
    "audit_document": "audit.pipeline",
    "audit_folder": "audit.run",
    "checklist_for": "audit.law",
    "diff": "audit.history",
    "encoder": "audit.embed",
    "evaluate": "audit.evaluation",
    "extract": "audit.facts",
    "load": "audit.read",
    "read_audits": "audit.run",
    "second_opinion": "audit.facts",
    "segment": "audit.read",
    "table": "audit.report.tables",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


__all__ = [
    "Audit",
    "ClauseIndex",
    "Document",
    "audit_document",
    "audit_folder",
    "checklist_for",
    "diff",
    "encoder",
    "evaluate",
    "extract",
    "load",
    "read_audits",
    "second_opinion",
    "segment",
    "table",
]
