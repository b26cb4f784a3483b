"""What people see: tables, figures, the scorecard site. `WRITERS` lists the formats.

To add a format, write `audit/report/<fmt>.py` with `write(audits, out)` and a line in `WRITERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from audit.core import Audit

Writer = Callable[[Sequence[Audit], Path], None]


def _writer(module: str, function: str) -> Writer:
    """The writer of that name, imported when it is first used: names need no pandas."""

    def write(audits: Sequence[Audit], out: Path) -> None:
        getattr(import_module(f"audit.report.{module}"), function)(audits, out)

    return write


WRITERS: dict[str, Writer] = {
    "parquet": _writer("tables", "write_parquet"),
    "csv": _writer("tables", "write_csv"),
    "site": _writer("site", "write"),
}
"""Format -> writer of all audits into a folder."""

__all__ = ["WRITERS", "Writer"]
