"""Bytes -> canonical text -> clauses with offsets."""

from audit.read.load import Source, discover, load
from audit.read.segment import ROLES, segment

__all__ = ["ROLES", "Source", "discover", "load", "segment"]
