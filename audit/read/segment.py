"""Canonical text -> clauses: headings, sentences and list items, with what governs each.

Four steps, each in a module of its own: lines with their list markers (`lines`), which lines are
headings (`headings`), where each clause hangs (`tree`), what its words tell of its role (`roles`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.core import Clause, Document, Span
from audit.lang.detect import language_of
from audit.read.headings import headings_of
from audit.read.lines import Line, lines_of
from audit.read.roles import role_of_clause, role_of_heading
from audit.read.sentences import inline_items, sentences
from audit.read.tree import Piece, Place, Tree

_UNTOLD_LANGUAGE = "kk"
"""Language of a first clause too short to tell ("1.") in a document of no known language."""


def segment(doc: Document) -> tuple[Clause, ...]:
    """The clauses of `doc`; joining `doc.text[clause.span]` gives `doc.text` back.

    Each part of a unit is read for itself: its first line may be a title, and no heading of another
    part governs it. The line between two parts belongs to the last clause before it.
    """
    clauses: list[Clause] = []
    for scope in doc.scopes:
        clauses += _clauses(doc, scope, before=len(clauses))
    return tuple(_lossless(clauses, len(doc.text)))


def _clauses(doc: Document, scope: Span, *, before: int) -> Iterator[Clause]:
    """The clauses of one scope, which follow `before` others; spans leave out blank lines."""
    lines = list(lines_of(doc.text, scope))
    headings = headings_of(lines)
    tree = Tree(before)
    language = doc.language or _UNTOLD_LANGUAGE
    for at, line in enumerate(lines):
        is_heading = at in headings
        for piece in _heading(doc, line) if is_heading else _pieces(doc, line):
            language = language_of(piece.text, language)
            place = _place(tree, line, piece, is_heading=is_heading)
            yield _clause(line, piece, place, language)


def _heading(doc: Document, line: Line) -> Iterator[Piece]:
    """A heading, which is one piece."""
    yield Piece(line.body, line.end, doc.text[line.body : line.end], line.number, is_first=True)


def _pieces(doc: Document, line: Line) -> Iterator[Piece]:
    """The sentences and the items of a list inside a line, in order."""
    is_first = True
    for item_start, item_end, label in inline_items(line.text):
        number = label
        for left, right in sentences(line.text[item_start:item_end]):
            start, end = line.body + item_start + left, line.body + item_start + right
            if start == line.body:
                number = number or line.number
            yield Piece(start, end, doc.text[start:end], number, is_first)
            is_first, number = False, ""


def _place(tree: Tree, line: Line, piece: Piece, *, is_heading: bool) -> Place:
    """Where a piece hangs, with the role of the clause; `tree` takes it in."""
    if is_heading:
        return tree.add_heading(line, role_of_heading(line.text))
    place = tree.add_piece(line, piece)
    return place._replace(role=role_of_clause(piece.text, place.role))


def _clause(line: Line, piece: Piece, place: Place, language: str) -> Clause:
    """The clause of a piece; its span begins with the marker of the line."""
    text = piece.text.strip()
    start = piece.start + len(piece.text) - len(piece.text.lstrip())
    span = Span(line.start if piece.is_first else start, piece.end)
    body = Span(start, start + len(text))
    return Clause(span, body, place.kind, piece.number, place.parent, place.role, language)


def _lossless(clauses: Sequence[Clause], length: int) -> Iterator[Clause]:
    """`clauses` with spans stretched so that they tile a text of that length."""
    for at, clause in enumerate(clauses):
        start = clause.span.start if at else 0
        end = clauses[at + 1].span.start if at + 1 < len(clauses) else length
        yield clause._replace(span=Span(start, end))
