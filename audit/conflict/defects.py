"""Defects of the text that counting shows: numbering, references, look-alike letters, garble, blanks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from audit.core import Clause, Document, Evidence, Span
from audit.facts.values import number_in_words
from audit.lang.fold import LOOK_ALIKES, lowered, mixed_words
from audit.lang.memory import remembered


class Defect(NamedTuple):
    """A defect of the codebook's field `findings` at one place."""

    code: str
    evidence: Evidence
    confidence: float


_REFERENCE = re.compile(
    r"(?:осы (?:құпиялылық |құпиялық )?(?:саясат|құжат|ереже|қағида|тәртіп|келісім)\w*[\s\u00a0]+(\d{1,2}(?:\.\d{1,2})*)[-–. ]{0,2}(?:тармағ|тармақ|бөлім|бап)\w*"
    r"|(?:пункт\w*|раздел\w*|п\.|стать\w*)[\s\u00a0]+(\d{1,2}(?:\.\d{1,2})*)\.?[\s\u00a0]+(?:настоящ|данн|эт)\w*[\s\u00a0]+(?:политик|документ|положени|соглашени|правил)\w*"
    r"|(?:настоящ|данн)\w*[\s\u00a0]+(?:политик|документ|положени|соглашени)\w*[^.;]{0,20}?(?:пункт\w*|раздел\w*|п\.)[\s\u00a0]+(\d{1,2}(?:\.\d{1,2})*)"
    r"|(?:clause|section|paragraph|item)[\s\u00a0]+(\d{1,2}(?:\.\d{1,2})*)[\s\u00a0]+(?:of|in)[\s\u00a0]+(?:this|the)[\s\u00a0]+(?:privacy[\s\u00a0]+)?(?:policy|notice|document|agreement))"
)
"""Searched in lower case, which is quicker than a search that minds no case."""

_PLACEHOLDER = re.compile(
    r"\[(?!\d+\])[^\]\n]{2,60}\]|\{\{?[^}\n]{2,40}\}\}?|<[^<>\n/=]{3,40}>|___+|__\.__[.\d]*|……+|\.\.\.\.\.+|«_+[»\"]|\"_+[»\"]|20__"
    r"|X(?<!\wX)XX+\b|X(?<!\wX)[ХX]\.[ХX]{2}\.[ХX]{4}\b|Х(?<!\wХ)[ХX]\.[ХX]{2}\.[ХX]{4}\b"
)
"""Each way begins with a sign of its own, by which Python finds it ten times quicker."""

_MARKUP = re.compile(
    r"<\s*/?\s*(?:script|div|span|a|p|br|b|i|img|html|body|table|td|tr|li|ul|style|strong|em|h\d)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_REPEATED_WORDS = 4
_COUNTRY = ("kazakhstan", "казахстан", "қазақстан")
"""Words of a name that a sound sentence may hold twice: "the law of the Republic of Kazakhstan"."""

_LOWER_START = re.compile(r"(?<=[а-яёәғқңөұүһіa-z]{3})[.][ \u00a0]+(?=[а-яёәғқңөұүһі]{4})")
_ORPHAN = re.compile(
    r"(?<!др)(?<!т\.[дпбк])(?<!пр)(?<!etc)[.;][ \u00a0]*\)[ \u00a0]*[.;]|\([ \u00a0]*\)"
)
_NUMBER_IN_WORDS = re.compile(r"\b(\d{1,3}) \(([^\W\d]+(?:[ -][^\W\d]+)?)\)")
_MIN_NUMBERS = 4


def defects(doc: Document, clauses: Sequence[Clause]) -> Iterator[Defect]:
    """Every defect of `doc`, check by check.

    Where text was recognised on pictures, single letters and numbers may be wrong through that, and the
    operator is not charged with them.
    """
    yield from _placeholders(doc)
    if not doc.recognised:
        yield from _numbering(doc, clauses)
        yield from _references(doc, clauses)
        yield from _look_alikes(doc)
        yield from _garbled(doc, clauses)


def _numbering(doc: Document, clauses: Sequence[Clause]) -> Iterator[Defect]:
    lists: dict[tuple[str, int | None, str], list[tuple[int, Clause]]] = defaultdict(list)
    for clause in clauses:
        prefix, _, last = clause.number.rpartition(".")
        if last.isdigit():
            part = doc.part_name(clause.span.start)
            lists[part, clause.parent, prefix].append((int(last), clause))
    for items in lists.values():
        for (before, _), (number, clause) in pairwise(items):
            restarts = number == 1 and before > 1
            if not restarts and number != before + 1 and before < 100:
                yield Defect("numbering_gap", doc.cite(clause.span.start, clause.body.end), 0.85)


def _references(doc: Document, clauses: Sequence[Clause]) -> Iterator[Defect]:
    for scope in doc.scopes:
        yield from _references_in(doc, scope, [c for c in clauses if scope.overlaps(c.body)])


def _references_in(doc: Document, scope: Span, clauses: Sequence[Clause]) -> Iterator[Defect]:
    numbers = {clause.number for clause in clauses if clause.number}
    numbers |= {number.rpartition(".")[0] for number in numbers}
    if len(numbers) < _MIN_NUMBERS:
        return
    for match in _REFERENCE.finditer(lowered(doc.text), *scope):
        number = next(group for group in match.groups() if group)
        if number not in numbers:
            yield Defect("broken_reference", doc.cite(*match.span()), 0.85)


def _look_alikes(doc: Document) -> Iterator[Defect]:
    for start, end in mixed_words(doc.text):
        if _is_disguise(doc.text[start:end]):
            left, right = start, end
            while left and not doc.text[left - 1].isspace():
                left -= 1
            while right < len(doc.text) and not doc.text[right].isspace():
                right += 1
            whole = doc.text[left:right].strip('.,;:()«»"“”„')
            left += doc.text[left:right].find(whole)
            yield Defect("confusable_characters", doc.cite(left, left + len(whole)), 0.9)


def _is_disguise(word: str) -> bool:
    """True when a few letters of the other script look like letters of the word's own."""
    latin = [char for char in word if char.isascii() and char.isalpha()]
    cyrillic = [char for char in word if not char.isascii() and char.isalpha()]
    few, twins = (
        (latin, LOOK_ALIKES) if len(latin) <= len(cyrillic) else (cyrillic, LOOK_ALIKES.values())
    )
    if len(few) > 2 or not all(char.lower() in twins for char in few):
        return False
    edge = word.startswith("".join(few)) or word.endswith("".join(few))
    return not (edge and len(few) == 2 and "".join(few).isupper())


def _placeholders(doc: Document) -> Iterator[Defect]:
    for match in _PLACEHOLDER.finditer(doc.text):
        quote = match.group()
        if not _MARKUP.match(quote) and not re.fullmatch(r"\[[\d, ]+\]", quote):
            yield Defect("placeholder_left", doc.cite(*match.span()), 0.85)


def _garbled(doc: Document, clauses: Sequence[Clause]) -> Iterator[Defect]:
    for clause in clauses:
        text = doc.text[slice(*clause.body)]
        if spot := _garble(text, clause.section_role == "furniture"):
            start = clause.body.start
            yield Defect("garbled_text", doc.cite(start + spot[0], start + spot[1]), 0.6)


@remembered
def _garble(text: str, is_furniture: bool) -> tuple[int, int] | None:
    """The first place where a clause is garbled."""
    orphan = _ORPHAN.search(text)
    spot = _repeated(text) or (orphan.span() if orphan else None) or _misnumbered(text)
    if spot is None and not is_furniture and (lower := _LOWER_START.search(text)):
        spot = _around(text, lower.start())
    return spot


def _misnumbered(text: str) -> tuple[int, int] | None:
    """A number whose words in brackets say another one: "40 (thirty) days"."""
    for match in _NUMBER_IN_WORDS.finditer(text):
        said = number_in_words(match[2])
        if said and said != int(match[1]):
            return match.span()
    return None


def _around(text: str, at: int) -> tuple[int, int]:
    """The words at both sides of a place."""
    words = [match.span() for match in _WORD.finditer(text)]
    before = [span for span in words if span[1] <= at][-3:]
    after = [span for span in words if span[0] > at][:3]
    return before[0][0], after[-1][1]


def _repeated(text: str) -> tuple[int, int] | None:
    """From the first word of a phrase that comes twice in one sentence to its second end."""
    words = [(match.group().lower(), *match.span()) for match in _WORD.finditer(text)]
    if len(words) - len({word for word, _, _ in words}) < _REPEATED_WORDS:
        return None
    seen: dict[tuple[str, ...], int] = {}
    for at in range(len(words) - _REPEATED_WORDS + 1):
        phrase = tuple(word for word, _, _ in words[at : at + _REPEATED_WORDS])
        if any(word.startswith(_COUNTRY) for word in phrase):
            continue
        if phrase in seen and at - seen[phrase] >= _REPEATED_WORDS and sum(map(len, phrase)) > 20:
            return words[at][1], words[at + _REPEATED_WORDS - 1][2]
        seen.setdefault(phrase, at)
    return None
