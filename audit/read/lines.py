"""Text -> printed lines, each with the list marker that it begins with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from audit.core import Span

_WORD = re.compile(r"\w+")
_MARKER = re.compile(
    r"""[ \t\u00a0]*(?:
      (?P<hash>\#{1,6})\s               # "## Your rights": six levels, as in Markdown

    | (?P<bullet>[-–—−*+>]+(?=\s)       # "- имя": signs that also stand inside words need a space
        |[•‣◦▪■□●○∙·➢➤►▶✓✔✅☑→⁃]        # "•имя": signs that are nothing else do not
        |[^\w\s!-/:-@\[-`{-~«“”„‘’…№§€₸°©®™]{1,2}(?=\s))    # "📌 имя": any other sign, or a pair

                                        # "1. Цели", "2.1 Цели", "2.1.Цели", "1) имя", "(1) имя";
                                        # "1.5" and "5 лет" are none. Three digits: no year is a number
    | (?P<number>\(?\d{1,3}(?:\.\d{1,3})+[.)]?(?=[\s\u00a0]|[^\W\d])
        |\(?\d{1,3}\)
        |\d{1,3}\.(?=[\s\u00a0]|[^\W\d]))

                                        # "Статья 5. Цели", "§ 3 Цели", "3-бап. Мақсаттар"
    | (?P<article>(?i:статья|глава|раздел|article|section|chapter|part|§)\s*\d{1,3}\s?[.:)]?(?=\s|$)
        |\d{1,3}[-–]?\s?(?i:бап|тарау|бөлім)(?:[.:]|(?=\s)|$))

    | (?P<roman>[IVXІХ]{1,6}[.)](?=\s)) # "IV. Цели", in Latin or Cyrillic letters; up to "XXXIII"
    | (?P<letter>\(?[^\W\d_][.)](?=\s)) # "а) имя", "(b) name"
    )[ \t\u00a0]*""",
    re.VERBOSE,
)
_MOST_MARKERS = 2
"""Markers at the beginning of one line: a sign and a number, as in "- 1) имя"."""
_SIGNS = ("hash", "bullet")
"""Kinds of markers that say nothing of the place in a list; a number may follow them."""


class _Marker(NamedTuple):
    """What a line begins with, up to `end`; see `Line` for the rest."""

    end: int
    kind: str
    style: str
    number: str


_NO_MARKER = _Marker(0, "", "", "")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, at `start:end` of the text; its `text` begins at `body`, after the marker.

    `kind` is that of its marker: hash, bullet, number, article, roman or letter. `style` is the same
    for markers that may belong to one list or one level of headings: "number0." for "1." and "2.",
    "number1." for "1.1.", "letter0)" for "а)", "bullet•" for "•", "hash##". `number` is what is
    printed, without brackets and last point. All three are empty for a line without a marker.
    """

    start: int
    body: int
    end: int
    kind: str
    style: str
    number: str
    blank_before: bool
    text: str
    words: int

    @property
    def depth(self) -> int:
        """Levels of the printed number: 2 for "3.1"; 0 for none."""
        return self.number.count(".") + 1 if self.kind == "number" else 0

    @property
    def is_bracketed(self) -> bool:
        """True for a marker that ends in a bracket, as those of lists do: "1)", "(а)"."""
        return self.style.endswith(")")


def lines_of(text: str, scope: Span) -> Iterator[Line]:
    """The lines of `text` inside `scope` that are not blank."""
    position, blank_before = scope.start, True
    for raw in text[slice(*scope)].split("\n"):
        blank = not raw.strip()
        if not blank:
            yield _line(raw, position, blank_before)
        position += len(raw) + 1
        blank_before = blank


def _line(raw: str, start: int, blank_before: bool) -> Line:
    """`raw`, which begins at `start`, as a line."""
    marker = _marker(raw)
    text = raw[marker.end :].lstrip()
    body = len(raw) - len(text)
    return Line(
        start=start,
        body=start + body,
        end=start + len(raw),
        kind=marker.kind,
        style=marker.style,
        number=marker.number,
        blank_before=blank_before,
        text=text.rstrip(),
        words=len(_WORD.findall(raw, body)),
    )


def _marker(raw: str) -> _Marker:
    """The marker of a line; of a sign and a number ("- 1) имя") the number.

    A line of nothing but a marker ("1.", "---") has none.
    """
    marker, length = _NO_MARKER, len(raw.rstrip())
    for _ in range(_MOST_MARKERS):
        match = _MARKER.match(raw, marker.end)
        if not match or match.end() >= length:
            break
        marker = _marker_of(match)
        if marker.kind not in _SIGNS:
            break
    return marker


def _marker_of(match: re.Match[str]) -> _Marker:
    """The marker that `match` found."""
    kind = match.lastgroup or ""
    token = match.group(kind)
    match kind:
        case "hash":
            return _Marker(match.end(), kind, kind + token, "")
        case "bullet":
            return _Marker(match.end(), kind, kind + token[:1], "")
        case "article":
            return _Marker(match.end(), kind, kind, "".join(filter(str.isdigit, token)))
    number = token.strip("().")
    closing = ")" if token.endswith(")") else "."
    return _Marker(match.end(), kind, f"{kind}{number.count('.')}{closing}", number)
