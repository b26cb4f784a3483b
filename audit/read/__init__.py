"""Bytes -> canonical text -> clauses with offsets."""

from audit.read.load import Source, discover, load, problem_of
from audit.read.segment import ROLES, segment

__all__ = ["ROLES", "Source", "discover", "load", "problem_of", "segment"]
