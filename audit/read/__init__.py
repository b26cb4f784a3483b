"""Bytes -> canonical text -> clauses with offsets."""

from audit.read.load import Content, Source, SourcePart, contents, load, parse
from audit.read.roles import ROLES
from audit.read.segment import segment
from audit.read.sources import discover

__all__ = [
    "ROLES",
    "Content",
    "Source",
    "SourcePart",
    "contents",
    "discover",
    "load",
    "parse",
    "segment",
]
