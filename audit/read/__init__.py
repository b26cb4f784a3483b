"""Bytes -> canonical text -> clauses with offsets."""

from audit.read.load import Source, discover, load, parse, read_bytes
from audit.read.segment import ROLES, segment

__all__ = ["ROLES", "Source", "discover", "load", "parse", "read_bytes", "segment"]
