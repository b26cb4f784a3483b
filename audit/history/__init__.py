"""What changed between two runs, in facts and verdicts, and whose change it is."""

from audit.history.causes import diff, differences, drops
from audit.history.compare import Cause, Change, Said, compare
from audit.history.feed import write_feed
from audit.history.pages import history
from audit.history.wording import cause, quotes, sentence

__all__ = [
    "Cause",
    "Change",
    "Said",
    "cause",
    "compare",
    "diff",
    "differences",
    "drops",
    "history",
    "quotes",
    "sentence",
    "write_feed",
]
