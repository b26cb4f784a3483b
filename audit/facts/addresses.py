"""Postal addresses, by the words that begin and make one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from audit.facts import contact_words as words
from audit.facts.places import DIGIT, whole_words
from audit.lang.fold import lowered

_ADDRESS_LABEL = re.compile(
    rf"(?:{words.ADDRESS_LABEL})(?: \([^)]{{1,40}}\))?[ \u00a0]*(?:[:–—-]|болып табылады)[ \u00a0]*"
)
"""Searched in lower case, which is quicker than a search that minds no case."""

_ADDRESS = re.compile(
    rf"(?:(?:Республика |Қазақстан Республикасы,? ?|Republic of )?(?:{words.PLACE})[,. \u00a0]+)(?:[^\n;:@]{{0,80}}?)(?:{words.STREET})[^\n;:@()]{{0,60}}",
)
_STREET = re.compile(words.STREET)
_ADDRESS_EN = re.compile(
    r"(?<!\w)\d{1,4}(?:/\d{1,4})?[A-Za-z]?,? (?:[A-Z][\w.-]+ (?:and )?){1,4}(?:Street|St\.|Avenue|Ave\.|Road|Boulevard|Highway)[^\n;:@()·]{0,80}?(?=[.;\n]| [(·]|, or |$)"
)
_ADDRESS_END = re.compile(
    rf"[,.;]?\s*(?:{words.ADDRESS_END})|,\s+\w{{3,}}(?:ет|ют|ется|емый|емое|емая)\b|[.;](?:\s|$)|\n|$",
    re.IGNORECASE,
)


def addresses_in(line: str) -> list[tuple[int, int]]:
    """Where postal addresses stand in a line, in order, not overlapping."""
    if not DIGIT.search(line):
        return []
    spans = []
    for match in _ADDRESS_LABEL.finditer(lowered(line)):
        start = match.end()
        end = _address_end(line, start, len(line))
        candidate = line[start:end]
        if (
            len(candidate) >= 10
            and DIGIT.search(candidate)
            and "@" not in candidate
            and "://" not in candidate
        ):
            spans.append((start, end))
    spans += [match.span() for match in _ADDRESS_EN.finditer(line)]
    if _STREET.search(line):
        for match in _ADDRESS.finditer(line):
            _, limit = whole_words(line, *match.span())
            end = _address_end(line, match.start(), limit)
            if DIGIT.search(line, match.start(), end):
                spans.append((match.start(), end))
    return _disjoint(spans)


def _address_end(text: str, start: int, limit: int) -> int:
    """Where an address that begins at `start` stops: at a new label or the end of its sentence."""
    for match in _ADDRESS_END.finditer(text, start, limit):
        before = text[start : match.start()]
        abbreviated = re.search(
            r"(?:^|[\s,.])(?:[^\W\d_]|пос|ул|пр|просп|обл|мкр|оф|каб|стр|қ|көш|ш\.а|st|ave|apt|кв|корп|р-н|н\.п|ауд|бл|этаж|к|т\.е\.б|н\.п)$",
            before,
            re.IGNORECASE,
        )
        if match.group().startswith(".") and abbreviated and match.end() < limit:
            continue
        return match.start()
    return limit


def _disjoint(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
