"""What people see: tables, figures, the scorecard site. `WRITERS` lists the formats.

To add a format, write `audit/report/<fmt>.py` with `write(audits, out)` and a line in `WRITERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

from audit.core import Audit

Writer = Callable[[Iterable[Audit], Path], None]


def _writer(module: str, function: str) -> Writer:
    """The writer of that name, imported when it is first used: names need no pandas."""

    def write(audits: Iterable[Audit], out: Path) -> None:
        getattr(import_module(f"audit.report.{module}"), function)(audits, out)

    return write


WRITERS: dict[str, Writer] = {
    "parquet": _writer("tables", "write_parquet"),
    "csv": _writer("tables", "write_csv"),
    "site": _writer("site", "write"),
    "jsonld": _writer("jsonld", "write"),
    "datapackage": _writer("datapackage", "write"),
}
"""Format -> writer of audits into a folder; tables take them one by one, the site wants a list."""

__all__ = ["WRITERS", "Writer"]
