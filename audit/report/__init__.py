"""What people see: tables, figures, the scorecard site. `WRITERS` lists the formats.

To add a format, write `audit/report/<fmt>.py` with `write(audits, out)` and a line in `WRITERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from audit.core import Audit
from audit.report import datapackage, jsonld, site, tables

Writer = Callable[[Sequence[Audit], Path], None]

WRITERS: dict[str, Writer] = {
    "parquet": tables.write_parquet,
    "csv": tables.write_csv,
    "site": site.write,
    "jsonld": jsonld.write,
    "datapackage": datapackage.write,
}
"""Format -> writer of all audits into a folder."""

__all__ = ["WRITERS", "Writer"]
