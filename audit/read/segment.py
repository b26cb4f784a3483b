"""Canonical text -> clauses: headings, sentences and list items, with what governs each.

The leaves are ordered, disjoint and lossless. Three passes: lines with their list markers, which
lines are headings, then leaves with number, parent, section role and language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from audit.core import Clause, ClauseKind, Document, Span
from audit.lang import LANGUAGES, Pattern, PatternIndex
from audit.lang.detect import language_of
from audit.lang.fold import fold
from audit.lang.memory import remembered
from audit.read.sentences import inline_items, sentences

ROLES = [
    "general",
    "definitions",
    "data",
    "purposes",
    "legal_basis",
    "consent",
    "processing",
    "transfer",
    "cross_border",
    "storage",
    "security",
    "rights",
    "cookies",
    "children",
    "changes",
    "liability",
    "disputes",
    "contacts",
    "furniture",
    "other",
]
"""What a section is about; `furniture` is the page around the policy (menus, hours, footers)."""

_MARKER = re.compile(
    r"""[ \t\u00a0]*(?:
      (?P<hash>\#{1,6})\s
    | (?P<bullet>[-–—−*+>]+(?=\s)|[•‣◦▪■□●○∙·➢➤►▶✓✔✅☑→⁃]|[^\w\s!-/:-@\[-`{-~«“”„‘’…№§€₸°©®™]{1,2}(?=\s))
    | (?P<number>\(?\d{1,3}(?:\.\d{1,3})+[.)]?(?=[\s\u00a0]|[^\W\d])|\(?\d{1,3}\)|\d{1,3}\.(?=[\s\u00a0]|[^\W\d]))
    | (?P<article>(?i:статья|глава|раздел|article|section|chapter|part|§)\s*\d{1,3}\s?[.:)]?(?=\s|$)|\d{1,3}[-–]?\s?(?i:бап|тарау|бөлім)(?:[.:]|(?=\s)|$))
    | (?P<roman>[IVXІХ]{1,6}[.)](?=\s))
    | (?P<letter>\(?[^\W\d_][.)](?=\s))
    )[ \t\u00a0]*""",
    re.VERBOSE,
)
_WORD = re.compile(r"\w+")
_TERM = re.compile(
    r"[^.;:–—]{2,150}(?:\s[-–—]+\s|:\s|[–—]\s|\bозначает|\bmeans\b|\brefers\b|\bдегеніміз|\bдеп\b)"
)
_ANNOUNCES = re.compile(
    r"(?i)\b(?:төменде|мынадай|мыналар|келесі|следующ|ниже|нижеследующ|перечисленн|(?:the )?following|listed below|below)"
)
"""Words by which a sentence that ends in a full stop still leads in the bullets after it."""
HEADING: ClauseKind = "heading"
_HEADING_WORDS = 14
_CHAIN = 3
"""Numbered titles over restarting lists from which their sequence is taken for one of headings."""
_ITEM_WORDS = 30
_CONTACT = re.compile(r"@|\d{5}|\+\d|:\s*\S")
_FURNITURE_WORDS = 18


@dataclass(frozen=True, slots=True)
class _Line:
    """One printed line: `start:end` with its marker, the text from `body` on."""

    start: int
    body: int
    end: int
    style: str
    number: str
    blank_before: bool
    text: str
    words: int

    @property
    def depth(self) -> int:
        """Levels of the printed number: 2 for "3.1"; 0 for none."""
        return self.number.count(".") + 1 if self.style.startswith("number") else 0


def segment(doc: Document) -> tuple[Clause, ...]:
    """The leaves of `doc`; joining `doc.text[leaf.span]` gives `doc.text` back.

    Each part of a unit is read for itself: its first line may be a title, and no heading of another
    part governs it. The line between two parts belongs to the last leaf before it.
    """
    leaves: list[Clause] = []
    for scope in doc.scopes:
        lines = list(_lines(doc.text, scope))
        leaves += _leaves(doc, lines, _headings(lines), before=len(leaves))
    return tuple(_with_furniture(doc, _lossless(leaves, len(doc.text))))


def _lines(text: str, scope: Span) -> Iterator[_Line]:
    position, blank = scope.start, True
    for raw in text[slice(*scope)].split("\n"):
        start, position = position, position + len(raw) + 1
        if not raw.strip():
            blank = True
            continue
        body, style, number = _marker(raw)
        body += len(raw[body:]) - len(raw[body:].lstrip())
        words = len(_WORD.findall(raw, body))
        yield _Line(
            start, start + body, start + len(raw), style, number, blank, raw[body:].strip(), words
        )
        blank = False


def _marker(raw: str) -> tuple[int, str, str]:
    """Length, style and number of the markers a line begins with ("- 1) " has two)."""
    at, style, number = 0, "", ""
    for _ in range(2):
        match = _MARKER.match(raw, at)
        if not match or match.end() == at or match.end() >= len(raw.rstrip()):
            break
        kind = match.lastgroup or ""
        token = match.group(kind)
        at = match.end()
        if kind == "article":
            return at, kind, "".join(filter(str.isdigit, token))
        if kind in ("number", "roman", "letter"):
            number = token.strip("().")
            closing = ")" if token.endswith(")") else "."
            return at, f"{kind}{number.count('.')}{closing}", number
        style = kind + (token if kind == "hash" else token[:1])
    return at, style, number


# Headings


def _headings(lines: list[_Line]) -> set[int]:
    """Numbers of the lines that are headings."""
    titles = _title_runs(lines)
    return {at for at in range(len(lines)) if _is_heading(lines, at, titles)}


def _title_runs(lines: list[_Line]) -> set[int]:
    """Lines numbered 1, 2, 3 ... that are mostly short and have text between them: section titles."""
    runs: dict[str, list[list[int]]] = {}
    for at, line in enumerate(lines):
        if line.depth == 1 and not line.style.endswith(")"):
            known = runs.setdefault(line.style, [[]])
            if known[-1] and int(line.number) <= int(lines[known[-1][-1]].number):
                known.append([])
            known[-1].append(at)
    titles = {
        at for known in runs.values() for run in known if _is_title_run(lines, run) for at in run
    }
    return titles | _titles_over_lists(lines)


def _titles_over_lists(lines: list[_Line]) -> set[int]:
    """Titles numbered 1, 2, 3 ... whose sections hold lists that begin at 1 again."""
    chain: list[int] = []
    for at, line in enumerate(lines[:-1]):
        follows = line.depth == 1 and int(line.number) == len(chain) + 1
        restarts = lines[at + 1].depth == 1 and lines[at + 1].number == "1"
        if follows and restarts and line.words <= _HEADING_WORDS and line.text[-1] not in ";,.":
            chain.append(at)
    return set(chain) if len(chain) >= _CHAIN else set()


def _is_title_run(lines: list[_Line], run: list[int]) -> bool:
    short = sum(
        lines[at].words <= _HEADING_WORDS and lines[at].text[-1:] not in ";,." for at in run
    )
    apart = sum(at + 1 not in run and at + 1 < len(lines) for at in run)
    return short >= 0.6 * len(run) and apart >= 0.5 * len(run)


def _is_heading(lines: list[_Line], at: int, titles: set[int]) -> bool:
    line = lines[at]
    if line.style.startswith("hash"):
        return True
    if not 0 < line.words <= _HEADING_WORDS or line.text[-1] in ";," or at + 1 == len(lines):
        return False
    if _CONTACT.search(line.text):
        return False
    if (
        line.style.startswith(("bullet", "letter"))
        or line.style.endswith(")")
        or is_furniture(line.text)
    ):
        return False
    named = bool(role_of_heading(line.text))
    if (
        line.text[-1] == "."
        and at not in titles
        and not line.style.startswith(("roman", "article"))
    ):
        return False
    if line.style.startswith(("roman", "article")) or _is_capitals(line.text):
        return True
    if line.depth == 1:
        return at in titles or (named and _stands_alone(lines, at))
    if line.depth:
        return named and line.text[-1] != ":" and lines[at + 1].style != line.style
    return at == 0 or _plain_heading(lines, at, named)


def _stands_alone(lines: list[_Line], at: int) -> bool:
    """True for a numbered line that no line of its own kind touches: no item of a list."""
    around = lines[max(at - 1, 0) : at] + lines[at + 1 : at + 2]
    return lines[at].text[-1] not in ":." and all(line.style != lines[at].style for line in around)


def _is_capitals(text: str) -> bool:
    return text.isupper() and len(text) > 6 and text[-1] != ":"


def _plain_heading(lines: list[_Line], at: int, named: bool) -> bool:
    """A heading without a number: a short line set apart from the longer text below it."""
    line, following, before = lines[at], lines[at + 1], lines[at - 1]
    first = line.text[0]
    if not (first.isupper() or first.isdigit() or first in '«"“„') or line.text[-1] == ":":
        return False
    if before.text[-1:] in ":;,":
        return False
    opens = (
        following.words > line.words or following.style != line.style or following.text[-1:] == ":"
    )
    if named:
        return opens and (line.blank_before or following.blank_before or line.words <= 8)
    apart = line.blank_before or before.text[-1:] in ".!?"
    return (
        opens
        and apart
        and following.words > line.words
        and line.words <= 8
        and line.text[-1] != "."
    )


@lru_cache(maxsize=1)
def _heading_patterns() -> tuple[PatternIndex, tuple[str, ...]]:
    order = list(LANGUAGES["ru"].headings)
    entries = [
        (role, Pattern(source, pack.macros))
        for role in order
        for pack in LANGUAGES.values()
        for source in pack.headings.get(role, ())
    ]
    return PatternIndex([pattern for _, pattern in entries]), tuple(role for role, _ in entries)


@remembered
def role_of_heading(text: str) -> str:
    """The section role that the words of a heading announce; empty when none does."""
    index, roles = _heading_patterns()
    found = index.finds(fold(text))
    return roles[min(found)] if found else ""


# Leaves


def _leaves(
    doc: Document, lines: list[_Line], headings: set[int], *, before: int
) -> Iterator[Clause]:
    """The leaves of one scope, which follow `before` others."""
    tree = _Tree(before)
    language = doc.language or "kk"
    for at, line in enumerate(lines):
        heading = at in headings
        tree.start_line(line, role_of_heading(line.text) if heading else "")
        pieces = [(line.body, line.end, line.number)] if heading else list(_pieces(line))
        for order, (start, end, number) in enumerate(pieces):
            text = doc.text[start:end]
            language = language_of(text, language)
            if heading:
                parent, kind = tree.open_section(line), HEADING
            else:
                parent, kind = tree.place(
                    line, number, first=order == 0, inline=bool(number) and order > 0
                )
            start += len(text) - len(text.lstrip())
            body = Span(start, start + len(text.strip()))
            span = Span(line.start if order == 0 else start, end)
            role = tree.role if heading else _role(text, tree.role)
            yield Clause(span, body, kind, number, parent, role, language)
            tree.added(line, text, kind, number)


def _pieces(line: _Line) -> Iterator[tuple[int, int, str]]:
    """Spans of the sentences and inline items of a line, with the number printed before each."""
    for start, end, number in inline_items(line.text):
        offset = line.body + start
        for order, (left, right) in enumerate(sentences(line.text[start:end])):
            own = number if order == 0 else ""
            yield offset + left, offset + right, own or (line.number if start + left == 0 else "")


class _Tree:
    """Where the next leaf hangs: open sections and the open list; `before` leaves stand elsewhere."""

    def __init__(self, before: int) -> None:
        self.count = self._first = before
        self.role = "general"
        self._sections: list[tuple[str, int, str]] = []
        self._levels: list[tuple[str, int | None]] = []
        self._numbers: dict[str, int] = {}
        self._last_text = ""
        self._last: int | None = None

    @property
    def _heading(self) -> int | None:
        return self._sections[-1][1] if self._sections else None

    @property
    def _section_role(self) -> str:
        return self._sections[-1][2] if self._sections else "general"

    def start_line(self, line: _Line, announced: str) -> None:
        """Note a new line; `announced` is the role that it announces if it is a heading.

        In a section of definitions a line that defines nothing is not a definition.
        """
        self._announced = announced
        self.role = self._section_role
        if self.role == "definitions" and not line.style and not _TERM.match(line.text):
            style, heading, _ = self._sections[-1]
            self.role = "other"
            self._sections[-1] = (style, heading, self.role)

    def open_section(self, line: _Line) -> int | None:
        """The heading above the new heading."""
        style = line.style or "plain"
        styles = [known for known, _, _ in self._sections]
        if style in styles:
            del self._sections[styles.index(style) :]
        parent = self._heading
        title = self.count == self._first
        self.role = self._announced or self._inherited_role()
        if title and self.role != "definitions":
            self.role = "general"
        self._sections.append((style, self.count, self.role))
        self._levels.clear()
        return parent

    def _inherited_role(self) -> str:
        """What a section of unknown title is about: its part of the document, if that is known."""
        return self._section_role if len(self._sections) > 1 else "other"

    def place(
        self, line: _Line, number: str, *, first: bool, inline: bool
    ) -> tuple[int | None, ClauseKind]:
        """Parent and kind of the next leaf of `line`."""
        if not first and not inline:
            return self._continued()
        style = "inline" if inline else line.style
        if not style:
            return self._unmarked(line)
        outer = number.rpartition(".")[0] if "." in number else ""
        if outer in self._numbers:
            return self._under(style, self._numbers[outer])
        known = [level for level, _ in self._levels]
        if style in known:
            del self._levels[known.index(style) + 1 :]
            return self._kind(self._levels[-1][1])
        governs = self._last is not None and (
            self._last == self._heading
            or self._last_text[-1:] not in ".!?;"
            or (style.startswith("bullet") and _ANNOUNCES.search(self._last_text) is not None)
        )
        return self._under(style, self._last if governs else self._heading)

    def _under(self, style: str, parent: int | None) -> tuple[int | None, ClauseKind]:
        styles = [level for level, _ in self._levels]
        if style in styles:
            del self._levels[styles.index(style) :]
        self._levels.append((style, parent))
        return self._kind(parent)

    def _kind(self, parent: int | None) -> tuple[int | None, ClauseKind]:
        is_lead = parent is not None and parent != self._heading
        return parent, "item" if is_lead or (
            parent == self._heading and self._levels[-1][0].startswith("bullet")
        ) else "sentence"

    def _continued(self) -> tuple[int | None, ClauseKind]:
        """A further sentence of the same line hangs where the first one does."""
        if self._levels:
            return self._kind(self._levels[-1][1])
        return self._heading, "sentence"

    def _unmarked(self, line: _Line) -> tuple[int | None, ClauseKind]:
        lead = self._last_text[-1:]
        if (
            self._levels
            and self._levels[-1][0] == "plain"
            and lead in ";,"
            and line.words <= _ITEM_WORDS
        ):
            return self._kind(self._levels[-1][1])
        if lead == ":" and line.words <= _ITEM_WORDS:
            return self._under("plain", self._last)
        if (
            self._levels
            and self._levels[-1][0] == "plain"
            and line.words <= 8
            and lead not in ".!?"
        ):
            return self._kind(self._levels[-1][1])
        self._levels.clear()
        return self._heading, "sentence"

    def added(self, line: _Line, text: str, kind: str, number: str) -> None:
        """Note the leaf just made."""
        if (number and kind != "item") or number.count("."):
            self._numbers[number] = self.count
        if kind == "heading":
            self._numbers = {line.number: self.count} if line.number else {}
        self._last, self._last_text = self.count, text.rstrip()
        self.count += 1


def _lossless(leaves: list[Clause], length: int) -> Iterator[Clause]:
    """Spans stretched so that they tile the text."""
    for at, leaf in enumerate(leaves):
        start = leaf.span.start if at else 0
        end = leaves[at + 1].span.start if at + 1 < len(leaves) else length
        yield replace(leaf, span=Span(start, end))


# Roles by form


@lru_cache(maxsize=3)
def _form_patterns(form: str) -> PatternIndex:
    return PatternIndex(
        [
            Pattern(source, pack.macros)
            for pack in LANGUAGES.values()
            for source in getattr(pack, form)
        ]
    )


@remembered
def is_definition(text: str) -> bool:
    """True for a sentence whose form is that of a definition ("X is any ...")."""
    return bool(_form_patterns("definition").finds(fold(text)))


def _role(text: str, section_role: str) -> str:
    """The role of a leaf: its section's, unless its form tells definition and provision apart."""
    if is_definition(text):
        return "definitions"
    if section_role == "definitions" and _form_patterns("provision").finds(fold(text)):
        return "general"
    return section_role


@remembered
def is_furniture(text: str) -> bool:
    """True for a line that belongs to the page around the policy: menu, hours, footer."""
    if not any(char.isalpha() for char in text):
        return True
    return len(_WORD.findall(text)) <= _FURNITURE_WORDS and bool(
        _form_patterns("furniture").finds(fold(text))
    )


def _with_furniture(doc: Document, leaves: Iterable[Clause]) -> Iterator[Clause]:
    for leaf in leaves:
        furniture = leaf.kind != "heading" and is_furniture(doc.text[slice(*leaf.body)])
        yield replace(leaf, section_role="furniture") if furniture else leaf
