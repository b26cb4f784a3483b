"""The tables of a run described for other tools: a Frictionless Data Package, a column dictionary."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from audit.core import Audit
from audit.core.files import resource, write_whole
from audit.report.tables import COLUMNS
from audit.rulefile import RuleModel, load_rules

FILE = "datapackage.json"

_TYPES = {"str": "string", "int64": "integer", "Int64": "integer", "bool": "boolean"}
_SINGLE = {"policies": ["policy_id"], "clauses": ["policy_id", "clause"]}
"""Table -> the columns that name a row, where there are such."""


class _Dictionary(RuleModel):
    tables: Mapping[str, str]
    columns: Mapping[str, str]


@lru_cache(maxsize=1)
def dictionary() -> _Dictionary:
    """What each table and column holds."""
    return load_rules(files("audit.report") / "columns.yaml", _Dictionary)


def write(audits: Iterable[Audit], out: Path) -> None:
    """`datapackage.json` in `out`, describing the records and tables that are there, read from disk."""
    del audits
    descriptor = {
        "name": "kz-privacy-audit",
        "title": "Audit of privacy policies",
        "profile": "data-package",
        "resources": list(_resources(out)),
    }
    text = json.dumps(descriptor, ensure_ascii=False, indent=1)
    write_whole(out / FILE, (text + "\n").encode("utf-8"))


def _resources(out: Path) -> Iterator[dict[str, Any]]:
    if (out / "records.jsonl").exists():
        about = "One JSON object a policy; schema: audit/core/record.schema.json of the package."
        yield {
            "name": "records",
            "type": "file",
            "description": about,
            **resource(out / "records.jsonl"),
        }
    for table in COLUMNS:
        about = dictionary().tables[table]
        if (out / f"{table}.csv").exists():
            yield {
                "name": table,
                "type": "table",
                "description": about,
                "encoding": "utf-8",
                **resource(out / f"{table}.csv"),
                "schema": schema(table),
            }
        if (out / f"{table}.parquet").exists():
            name = f"{table}-parquet"
            yield {
                "name": name,
                "type": "file",
                "description": about,
                **resource(out / f"{table}.parquet"),
            }


def schema(table: str) -> dict[str, Any]:
    """The Table Schema of a table."""
    described: dict[str, Any] = {
        "fields": [
            {
                "name": column,
                "type": _TYPES.get(dtype, "number"),
                "description": dictionary().columns[column],
            }
            for column, dtype in COLUMNS[table].items()
        ]
    }
    if table in _SINGLE:
        described["primaryKey"] = _SINGLE[table]
    return described


def as_markdown() -> str:
    """The column dictionary of all tables, as a page of documentation."""
    lines = [
        "# Tables and columns",
        "",
        "Written by `python tests/generated.py` from `audit/report/columns.yaml` and the tables themselves.",
        "The types are those of the Frictionless Table Schema; the same words are in `datapackage.json`.",
    ]
    for table, columns in COLUMNS.items():
        lines += ["", f"## {table}", "", dictionary().tables[table], ""]
        lines += ["| column | type | holds |", "|---|---|---|"]
        lines += [
            f"| `{name}` | {_TYPES.get(dtype, 'number')} | {dictionary().columns[name]} |"
            for name, dtype in columns.items()
        ]
    return "\n".join(lines) + "\n"
