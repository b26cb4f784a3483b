"""Errors that name what happened, where, and what to do about it."""

from __future__ import annotations

from audit.core.types import Problem


class AuditError(Exception):
    """Base of every error the package raises on purpose.

    `code` is a stable word for programs; `where` names the file, line or clause; `remedy` says what
    to do. `str(error)` joins the three for people.
    """

    code = "error"

    def __init__(self, message: str, *, where: str = "", remedy: str = "", code: str = "") -> None:
        self.message = message
        self.where = where
        self.remedy = remedy
        self.code = code or type(self).code
        super().__init__(message)

    def as_problem(self) -> Problem:
        """The error as a value, for records and lists of problems."""
        return Problem(self.code, self.message, self.where, self.remedy)

    def __str__(self) -> str:
        head = f"{self.where}: {self.message}" if self.where else self.message
        return f"{head} ({self.remedy})" if self.remedy else head


class InputError(AuditError):
    """A policy, manifest or record that cannot be read; the run goes on without it."""

    code = "unreadable"


class RuleError(AuditError):
    """A rule file of the package that is wrong; nothing can be judged until it is mended."""

    code = "bad_rule"
