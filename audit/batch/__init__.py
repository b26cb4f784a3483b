"""What a run of many policies stands on: its output folder, workers, and limits for one document."""

from audit.batch.folder import (
    JOURNAL,
    PROBLEMS,
    RECORDS,
    TEXTS,
    Done,
    OutputFolder,
    safe_name,
    text_file,
)
from audit.batch.limits import TimeUpError, limited
from audit.batch.spread import spread

__all__ = [
    "JOURNAL",
    "PROBLEMS",
    "RECORDS",
    "TEXTS",
    "Done",
    "OutputFolder",
    "TimeUpError",
    "limited",
    "safe_name",
    "spread",
    "text_file",
]
