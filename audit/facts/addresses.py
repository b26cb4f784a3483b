"""Postal addresses, by the words that begin and make one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from audit.core import Contact, Document
from audit.facts import contact_words as words
from audit.facts.places import DIGIT, contact_at, lines_of, whole_words

_ADDRESS_LABEL = re.compile(
    rf"(?:{words.ADDRESS_LABEL})(?: \([^)]{{1,40}}\))?[ \u00a0]*(?:[:–—-]|болып табылады)[ \u00a0]*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    rf"(?:(?:Республика |Қазақстан Республикасы,? ?|Republic of )?(?:{words.PLACE})[,. \u00a0]+)(?:[^\n;:@]{{0,80}}?)(?:{words.STREET})[^\n;:@()]{{0,60}}",
)
_STREET = re.compile(words.STREET)
_ADDRESS_EN = re.compile(
    r"(?<!\w)\d{1,4}(?:/\d{1,4})?[A-Za-z]?,? (?:[A-Z][\w.-]+ ){1,4}(?:Street|St\.|Avenue|Ave\.|Road|Boulevard|Highway)[^\n;:@()]{0,80}?(?=[.;\n]|, or |$)"
)
_ADDRESS_END = re.compile(
    rf"[,.;]?\s*(?:{words.ADDRESS_END})|,\s+\w{{3,}}(?:ет|ют|ется|емый|емое|емая)\b|[.;](?:\s|$)|\n|$",
    re.IGNORECASE,
)


def find_addresses(doc: Document) -> Iterator[Contact]:
    """The postal addresses in `doc`, in the order of the text, not overlapping."""
    spans = []
    for match in _ADDRESS_LABEL.finditer(doc.text):
        start = match.end()
        line_end = doc.text.find("\n", start)
        end = _address_end(doc.text, start, line_end if line_end >= 0 else len(doc.text))
        candidate = doc.text[start:end]
        if (
            len(candidate) >= 10
            and re.search(r"\d", candidate)
            and "@" not in candidate
            and "://" not in candidate
        ):
            spans.append((start, end))
    spans += [match.span() for match in _ADDRESS_EN.finditer(doc.text)]
    for match in _in_lines(_ADDRESS, doc.text):
        _, limit = whole_words(doc.text, *match.span())
        end = _address_end(doc.text, match.start(), limit)
        if re.search(r"\d", doc.text[match.start() : end]):
            spans.append((match.start(), end))
    for start, end in _disjoint(spans):
        yield contact_at(doc, "postal_addresses", start, end)


def _in_lines(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches of `pattern`, which spans no lines, in the lines that have a number and a street."""
    for start, end in lines_of(text):
        if DIGIT.search(text, start, end) and _STREET.search(text, start, end):
            yield from pattern.finditer(text, start, end)


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
