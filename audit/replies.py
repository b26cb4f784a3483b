"""What operators reply to verdicts: kept line by line in a file, shown beside the verdict.

A reply changes no verdict by itself, even an accepted one: who accepts it also writes a decision
(`audit.review`), which names the person and the reason.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field, field_validator

from audit import law
from audit.core import Audit, Problem
from audit.rulefile import RuleModel, load_lines


class Reply(RuleModel):
    """What the operator of `policy_id` says on `criterion`; raises ValueError for an unknown one."""

    policy_id: str = Field(min_length=1)
    criterion: str
    date: datetime.date
    text: str = Field(min_length=1)
    status: Literal["open", "accepted", "declined"]

    @field_validator("criterion")
    @classmethod
    def _is_asked(cls, value: str) -> str:
        if value not in law.library().criteria:
            raise ValueError(f"no criterion is called {value!r}")
        return value


class Answered(NamedTuple):
    """A reply, by how many points the score would move if it were accepted, and to what score.

    `moves` is 0 for a verdict that is met already and for a policy without a grade.
    """

    reply: Reply
    moves: float
    score: float | None


def read(path: Path) -> tuple[list[Reply], list[Problem]]:
    """The replies in `path` in their order, and a problem for every line that holds none.

    Raises InputError when there is no such file.
    """
    return load_lines(path, Reply, code="bad_reply")


def answered(audit: Audit, replies: Iterable[Reply]) -> dict[str, list[Answered]]:
    """Criterion -> the replies of the operator of `audit`, oldest first, with their effect."""
    mine = [reply for reply in replies if reply.policy_id == audit.document.doc_id]
    found: dict[str, list[Answered]] = {}
    for reply in sorted(mine, key=lambda reply: reply.date):
        moves = law.effect(audit, reply.criterion, "met")
        value = audit.score.value
        after = None if value is None else round(value + moves, 1)
        found.setdefault(reply.criterion, []).append(Answered(reply, moves, after))
    return found
