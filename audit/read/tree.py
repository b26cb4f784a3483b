"""Clauses in the order of the text -> where each hangs: its kind, its parent and its section.

    1. Сбор данных              heading; opens a section
    1.1. Оператор собирает:     sentence under the heading; a lead-in, as it does not end
    1) имя;                     item under the lead-in; opens a list of the style "1)"
    2) телефон:                 item of the same list, and a lead-in itself
    - мобильный;                item under "телефон:"; opens a list of the style "-" inside
    3) адрес.                   item under the first lead-in; ends the inner list
    1.2. Срок – один год.       sentence under the heading: its number hangs on "1"

The numbers in this file were set by hand while the first policies were read, and not tuned. Beside
each stands what hangs on it: how many of 12,390 labelled clauses (data/labels) another number moves.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from audit.core import ClauseKind
from audit.read.lines import Line

_ITEM_WORDS = 30
"""Most words of a list item without a marker: a longer line is a paragraph of its own. 25 moves 10,
40 moves 24."""
_SHORT_ITEM_WORDS = 8
"""Most words of one that follows an item without any mark at its end ("имя / телефон / адрес").
6 moves 15, 10 moves 16."""
_TERM = re.compile(
    r"[^.;:–—]{2,150}"
    r"(?:\s[-–—]+\s|:\s|[–—]\s|\bозначает|\bmeans\b|\brefers\b|\bдегеніміз|\bдеп\b)"
)
"""A line that begins with a term, of 2 to 150 characters, and what it means: "Оператор – лицо, ...",
"Personal data means ...". 1 or 3, 100 or 250 characters move none."""
_ANNOUNCES = re.compile(
    r"(?i)\b(?:төменде|мынадай|мыналар|келесі|следующ|ниже|нижеследующ|перечисленн|(?:the )?following|listed below|below)"
)
"""Words by which a sentence that ends in a full stop still leads in the bullets after it: "Мы собираем
следующие данные. / • имя / • телефон"."""
_INLINE, _PLAIN = "inline", "plain"
"""Styles of what has no marker of a line: items inside a line, and lines without a marker."""
_BEFORE_HEADINGS, _UNKNOWN = "general", "other"
"""What the text before the first heading is about, and a section whose title says nothing."""


class Piece(NamedTuple):
    """A sentence or list item of a line, at `start:end` of the text.

    `number` is what is printed before it: that of the line for its first piece, the label of an item
    of a list inside the line, empty for a further sentence.
    """

    start: int
    end: int
    text: str
    number: str
    is_first: bool

    @property
    def is_inline(self) -> bool:
        """True for an item of a list that runs inside the line: "b) почта" in "a) имя; b) почта"."""
        return bool(self.number) and not self.is_first


class Place(NamedTuple):
    """Where a clause hangs: its kind, the clause that governs it, what its section is about."""

    kind: ClauseKind
    parent: int | None
    role: str


class _Section(NamedTuple):
    """A section that has begun: the style and the clause of its heading, and what it is about."""

    style: str
    heading: int
    role: str


class _List(NamedTuple):
    """A list that has begun: the style of its markers and the clause that its items hang on.

    That is its lead-in, or the heading above when clauses are numbered but led in by nothing.
    """

    style: str
    parent: int | None


class Tree:
    """The tree of clauses of one part of a document, grown in the order of the text.

    One call of `add_heading` or `add_piece` for every clause, and no other: it says where the clause
    hangs and takes it in. Clauses are counted from `before`, how many stand before this part.
    """

    def __init__(self, before: int) -> None:
        self._first = self._next = before
        self._sections: list[_Section] = []
        self._lists: list[_List] = []
        self._by_number: dict[str, int] = {}
        self._last: int | None = None
        self._last_text = ""

    def add_heading(self, line: Line, announced: str) -> Place:
        """Where a heading hangs: under the heading of the section that it divides.

        `announced` is the role that its words announce, empty when they announce none. It ends the
        section of the last heading of its style, and all lists.
        """
        self._leave_definitions(line)
        style = line.style or _PLAIN
        _cut(self._sections, style)
        parent, role = self._heading, self._role_of_section(announced)
        self._sections.append(_Section(style, self._next, role))
        self._lists.clear()
        self._by_number = {line.number: self._next} if line.number else {}
        self._take_in(line.text)
        return Place("heading", parent, role)

    def add_piece(self, line: Line, piece: Piece) -> Place:
        """Where a sentence or list item of `line` hangs: under its lead-in, else the heading above."""
        if piece.is_first:
            self._leave_definitions(line)
        parent = self._parent(line, piece)
        kind: ClauseKind = "item" if self._is_item(parent) else "sentence"
        if "." in piece.number or (piece.number and kind == "sentence"):
            self._by_number[piece.number] = self._next
        self._take_in(piece.text.rstrip())
        return Place(kind, parent, self._role)

    def _take_in(self, text: str) -> None:
        """Make the next clause, of that text, the last one."""
        self._last, self._last_text = self._next, text
        self._next += 1

    # Sections

    @property
    def _heading(self) -> int | None:
        """The heading above the next clause."""
        return self._sections[-1].heading if self._sections else None

    @property
    def _role(self) -> str:
        """What the section of the next clause is about."""
        return self._sections[-1].role if self._sections else _BEFORE_HEADINGS

    def _role_of_section(self, announced: str) -> str:
        """What the section of a new heading is about.

        The title of a document is general, whatever it names ("Политика обработки персональных
        данных"), unless the document begins with definitions. A title that announces nothing leaves a
        section inside another with that one's role.
        """
        if self._next == self._first:
            return announced if announced == "definitions" else "general"
        return announced or (self._role if len(self._sections) > 1 else _UNKNOWN)

    def _leave_definitions(self, line: Line) -> None:
        """End the definitions of a section at a line without a marker that defines nothing.

        After "Оператор – лицо, ..." a line "Мы храним данные три года" is text of another kind.
        """
        if self._role == "definitions" and not line.style and not _TERM.match(line.text):
            self._sections[-1] = self._sections[-1]._replace(role=_UNKNOWN)

    # Lists

    def _parent(self, line: Line, piece: Piece) -> int | None:
        """The clause that `piece` hangs on; opens and ends lists on the way."""
        if not piece.is_first and not piece.is_inline:
            return self._parent_in_list()
        style = _INLINE if piece.is_inline else line.style
        if not style:
            return self._parent_without_marker(line)
        outer = piece.number.rpartition(".")[0]
        if outer in self._by_number:
            return self._open_list(style, self._by_number[outer])
        if any(known.style == style for known in self._lists):
            return self._go_on_with_list(style)
        return self._open_list(style, self._last if self._leads_in(style) else self._heading)

    def _parent_in_list(self) -> int | None:
        """What the last item hangs on; the heading outside of lists."""
        return self._lists[-1].parent if self._lists else self._heading

    def _parent_without_marker(self, line: Line) -> int | None:
        """The lead-in of a line without a marker that is a list item, else the heading above.

        "Мы собираем: / имя; / телефон; / адрес.": the first item comes after a colon, the next ones
        after an item that ends in ";" or "," or, if they are short, in no mark at all.
        """
        if self._last_text.endswith(":") and line.words <= _ITEM_WORDS:
            return self._open_list(_PLAIN, self._last)
        if self._lists and self._lists[-1].style == _PLAIN and self._goes_on_without_marker(line):
            return self._lists[-1].parent
        self._lists.clear()
        return self._heading

    def _goes_on_without_marker(self, line: Line) -> bool:
        """True when `line` may be the next item of a list without markers."""
        if self._last_text.endswith((";", ",")):
            return line.words <= _ITEM_WORDS
        return line.words <= _SHORT_ITEM_WORDS and not self._last_text.endswith((".", "!", "?"))

    def _leads_in(self, style: str) -> bool:
        """True when the last clause leads in a list of that style: it does not end, or announces it."""
        if not self._last_text.endswith((".", "!", "?", ";")):
            return True
        return style.startswith("bullet") and bool(_ANNOUNCES.search(self._last_text))

    def _open_list(self, style: str, parent: int | None) -> int | None:
        """`parent`, on which a new list hangs; it ends the list of its style and those inside that."""
        _cut(self._lists, style)
        self._lists.append(_List(style, parent))
        return parent

    def _go_on_with_list(self, style: str) -> int | None:
        """What the list of that style hangs on; ends the lists inside it."""
        while self._lists[-1].style != style:
            self._lists.pop()
        return self._lists[-1].parent

    def _is_item(self, parent: int | None) -> bool:
        """True for what hangs on a lead-in, and for bullets even under a heading.

        Numbered lines under a heading ("1.1. Оператор ...") are sentences.
        """
        is_bullet = bool(self._lists) and self._lists[-1].style.startswith("bullet")
        return parent != self._heading or is_bullet


def _cut(opened: list[_Section] | list[_List], style: str) -> None:
    """End what was opened in that style, and all inside it."""
    styles = [known.style for known in opened]
    if style in styles:
        del opened[styles.index(style) :]
