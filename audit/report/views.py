"""What the pages of the site show, apart from the language: strips, lit text, opposed quotes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from audit.conflict.detect import finding_rules
from audit.core import (
    STATUSES,
    Audit,
    Evidence,
    Fact,
    Finding,
    Part,
    Score,
    Span,
    Status,
    Text3,
    Verdict,
)
from audit.facts.keys import FINDINGS, as_fact
from audit.law import checklist_for, library, scores_by_edition
from audit.law.checklist import Criterion, Edition
from audit.law.score import weight
from audit.report.forms import decimals
from audit.report.names import SYMBOLS, phrases
from audit.report.ranking import Place, places, ranked
from audit.review import doubtful

COUNTED: tuple[Status, ...] = ("met", "partial", "violated", "missing")
"""The statuses of criteria that apply and could be assessed."""

LETTERS: dict[Status, str] = {
    "met": "m",
    "partial": "p",
    "violated": "v",
    "missing": "o",
    "not_applicable": "n",
    "not_assessable": "u",
}
"""A letter for every status, for the data that the pages' scripts read; `-` is not asked."""

_CELL, _GAP = 10, 6
"""Width of a cell of a strip, and of the gap between two groups of criteria, in its own units."""

_SHAPES: dict[Status, tuple[int, str]] = {
    "met": (0, " 0v10"),
    "partial": (0, " 5v5"),
    "violated": (-4, " 1l8 8m0-8l-8 8"),
    "missing": (-4, " 1h8v8h-8z"),
    "not_applicable": (-3, " 5h6"),
    "not_assessable": (0, " 5h.1"),
}
"""Where the shape of each status begins, from the middle of its cell, and how it goes on."""


class Asked(NamedTuple):
    """A verdict beside the criterion it answers."""

    verdict: Verdict
    criterion: Criterion


class Reference(NamedTuple):
    """What a quote is evidence for; `kind` is verdict, fact, finding or contact."""

    kind: str
    anchor: str
    field: str
    code: str
    status: Status | None = None


class Spot(NamedTuple):
    """A place of the text where evidence begins: its number, and everything it is evidence for."""

    number: int
    start: int
    quote: str
    references: tuple[Reference, ...]


class Piece(NamedTuple):
    """A stretch of the text: the spot that begins in it, and what it is evidence for at worst.

    `tone` is a status, `fact` for evidence of no verdict, empty where the text is no evidence.
    """

    text: str
    spot: Spot | None
    tone: str


class Opposed(NamedTuple):
    """A contradiction: the quotes of the one side, of the other, and those of neither."""

    finding: Finding
    one: tuple[Evidence, ...]
    other: tuple[Evidence, ...]
    rest: tuple[Evidence, ...]


def stems(policy_ids: Iterable[str], taken: Iterable[str]) -> dict[str, str]:
    """A file name without suffix for every id: no two alike (whatever the case), none in `taken`.

    What a URL or a disk would trip over is replaced.
    """
    used = {name.casefold() for name in taken}
    found: dict[str, str] = {}
    for policy_id in sorted(policy_ids):
        kept = "".join(char if char.isalnum() or char in "-_." else "_" for char in policy_id)
        stem = base = kept.strip(".")[:80] or "_"
        number = 1
        while stem.casefold() in used:
            number += 1
            stem = f"{base}_{number}"
        used.add(stem.casefold())
        found[policy_id] = stem
    return found


class Column(NamedTuple):
    """A criterion's place in the strips: where the middle of its cell is."""

    criterion: Criterion
    middle: int


def columns(audits: Iterable[Audit]) -> list[Column]:
    """The criteria that any of the audits was asked, group by group, with their places in a strip."""
    ids = {verdict.criterion_id for audit in audits for verdict in audit.verdicts}
    asked = sorted((library().criteria[name] for name in ids), key=lambda c: (c.group, c.id))
    found: list[Column] = []
    left = 0
    for at, criterion in enumerate(asked):
        if at and criterion.group != asked[at - 1].group:
            left += _GAP
        found.append(Column(criterion, left + _CELL // 2))
        left += _CELL
    return found


def strip_width(cells: Sequence[Column]) -> int:
    """The width of a strip of these columns, in its own units."""
    return cells[-1].middle + _CELL // 2 if cells else 0


class Mark(NamedTuple):
    """All cells of one status in a strip, as the path that draws them."""

    status: Status
    path: str


def shape(status: Status, middle: int = _CELL // 2) -> str:
    """The path that draws `status` in the cell whose middle is at `middle`."""
    begin, rest = _SHAPES[status]
    return f"M{middle + begin}{rest}"


def strip(statuses: Mapping[str, Status], cells: Sequence[Column]) -> list[Mark]:
    """The marks of one operator's strip; a criterion that was not asked leaves its cell empty."""
    paths: dict[Status, list[str]] = {}
    for column in cells:
        status = statuses.get(column.criterion.id)
        if status:
            paths.setdefault(status, []).append(shape(status, column.middle))
    return [Mark(status, "".join(paths[status])) for status in STATUSES if status in paths]


@dataclass(frozen=True)
class Page:
    """One policy as its pages show it; without a `place` its score is not compared with others'."""

    audit: Audit
    stem: str
    place: Place | None
    strip: list[Mark]
    letters: str

    @property
    def file(self) -> str:
        """The page's file in the folder of each language."""
        return f"{self.stem}.html"

    @cached_property
    def counts(self) -> dict[Status, int]:
        """How many criteria have each status."""
        statuses = [verdict.status for verdict in self.audit.verdicts]
        return {status: statuses.count(status) for status in SYMBOLS}

    @property
    def short_id(self) -> str:
        """The id in one line of a picture."""
        return _one_line(self.audit.document.doc_id, 30)

    @property
    def short_name(self) -> str:
        """The operator's name in one line of a picture."""
        return _one_line(self.audit.document.operator, 66)

    def badge_alt(self, language: str) -> str:
        """What the badge says: score and interval, or why there is none to show."""
        score = self.audit.score
        said = decimals(f"{score.value} / 100 ({score.low}–{score.high})", language)
        return f"94-V: {self.short_id} {said if self.place else self.unplaced(language)}"

    def unplaced(self, language: str) -> str:
        """Why the policy has no place, in two words."""
        return phrases(language)["not_graded" if self.audit.score.value is None else "unranked"]

    @property
    def asked(self) -> int:
        """How many criteria apply and could be assessed."""
        return sum(self.counts[status] for status in COUNTED)

    @cached_property
    def edition(self) -> Edition:
        """The edition of the law that the policy was judged by."""
        day = datetime.date.fromisoformat(self.audit.as_of)
        return checklist_for(day, edition_id=self.audit.edition).edition

    @cached_property
    def groups(self) -> list[tuple[Text3, list[Asked]]]:
        """The titles of the groups of criteria, with their verdicts."""
        found: dict[str, list[Asked]] = {}
        for verdict in self.audit.verdicts:
            criterion = library().criteria[verdict.criterion_id]
            found.setdefault(criterion.group, []).append(Asked(verdict, criterion))
        return [(library().groups[name], rows) for name, rows in sorted(found.items())]

    @cached_property
    def gravest(self) -> list[Asked]:
        """Up to three criteria that are violated, or else silent, heaviest first."""
        rows = [asked for _, rows in self.groups for asked in rows]
        for status in ("violated", "missing"):
            of_status = [asked for asked in rows if asked.verdict.status == status]
            if of_status:
                of_status.sort(key=lambda a: (-weight(a.verdict), a.criterion.id))
                return of_status[:3]
        return []

    @cached_property
    def contradictions(self) -> list[Opposed]:
        """The contradictions of the text, with their quotes on two sides."""
        facts = {fact.key: fact for fact in (*self.audit.facts, *self.audit.cues)}
        return [
            _opposed(finding, facts)
            for finding in self.audit.findings
            if finding.code.startswith("contradiction_")
        ]

    @property
    def faults(self) -> list[Finding]:
        """Findings that are no contradictions."""
        shown = {entry.finding.code for entry in self.contradictions}
        return [finding for finding in self.audit.findings if finding.code not in shown]

    @cached_property
    def to_review(self) -> int:
        """How many facts a person should look at."""
        return sum(map(doubtful, self.audit.facts))

    @cached_property
    def reviewed(self) -> int:
        """How many facts a person has looked at."""
        return sum(fact.method == "review" for fact in self.audit.facts)

    @cached_property
    def criteria(self) -> set[str]:
        """The criteria that the page has a verdict on."""
        return {verdict.criterion_id for verdict in self.audit.verdicts}

    @cached_property
    def _shown(self) -> set[Evidence]:
        return {item for item, _ in _marks(self.audit)}

    def shows(self, item: Evidence) -> bool:
        """True when `item` is lit up in the text of the page."""
        return item in self._shown

    @cached_property
    def by_edition(self) -> dict[str, Score]:
        """Edition of the law -> the score of the same text."""
        return scores_by_edition(self.audit)

    @cached_property
    def spots(self) -> list[Spot]:
        """The places of the text where evidence begins, in its order."""
        return _spots(_marks(self.audit))

    @cached_property
    def texts(self) -> list[tuple[Part | None, list[Piece]]]:
        """The text of every part of a unit, or the whole one, cut where evidence begins or ends."""
        doc = self.audit.document
        marks = list(_marks(self.audit))
        if len(doc.parts) < 2:
            return [(None, lit(doc.text, marks, self.spots, Span(0, len(doc.text))))]
        return [(part, lit(doc.text, marks, self.spots, part.span)) for part in doc.parts]


def pages_of(audits: Sequence[Audit], cells: Sequence[Column], taken: Iterable[str]) -> list[Page]:
    """The page of every policy, best score first, under file names that are none of `taken`."""
    ranks = places({audit.document.doc_id: audit.score for audit in audits})
    names = stems((audit.document.doc_id for audit in audits), taken)
    found = []
    for audit in ranked(audits):
        policy_id = audit.document.doc_id
        statuses = {verdict.criterion_id: verdict.status for verdict in audit.verdicts}
        letters = "".join(
            LETTERS[statuses[c.criterion.id]] if c.criterion.id in statuses else "-" for c in cells
        )
        found.append(
            Page(audit, names[policy_id], ranks.get(policy_id), strip(statuses, cells), letters)
        )
    return found


def _one_line(text: str, width: int) -> str:
    """`text` without what does not print (XML knows no control characters), cut at `width`."""
    plain = "".join(char for char in " ".join(text.split()) if char.isprintable())
    return plain if len(plain) <= width else plain[: width - 1].rstrip() + "…"


def _opposed(finding: Finding, facts: Mapping[str, Fact]) -> Opposed:
    """`finding` with each quote on the side whose facts rest on it."""
    sides: tuple[set[Evidence], set[Evidence]] = (set(), set())
    for pair in finding_rules()[finding.code].both:
        for side, keys in zip(sides, pair, strict=True):
            side.update(item for key in keys if key in facts for item in facts[key].evidence)
    one = tuple(item for item in finding.evidence if item in sides[0])
    other = tuple(item for item in finding.evidence if item in sides[1] and item not in one)
    rest = tuple(item for item in finding.evidence if item not in (*one, *other))
    return Opposed(finding, one, other, rest)


def _marks(audit: Audit) -> Iterable[tuple[Evidence, Reference]]:
    """Evidence and what it is evidence for."""
    for verdict in audit.verdicts:
        name = verdict.criterion_id
        for item in verdict.evidence:
            yield item, Reference("verdict", name, "", name, verdict.status)
    for finding in audit.findings:
        reference = Reference("finding", as_fact(finding).key, FINDINGS, finding.code)
        for item in finding.evidence:
            yield item, reference
    for fact in audit.facts:
        for item in fact.evidence:
            yield item, Reference("fact", fact.key, fact.field, fact.code)
    for contact in audit.contacts:
        yield contact.evidence, Reference("contact", "contacts", "", contact.kind)


def _spots(marks: Iterable[tuple[Evidence, Reference]]) -> list[Spot]:
    """One spot for every place where evidence begins; its quote is the longest."""
    found: dict[int, dict[Reference, None]] = {}
    quotes: dict[int, str] = {}
    for item, reference in marks:
        found.setdefault(item.start, {})[reference] = None
        quotes[item.start] = max(quotes.get(item.start, ""), item.quote, key=len)
    return [
        Spot(number, start, quotes[start], tuple(found[start]))
        for number, start in enumerate(sorted(found), 1)
    ]


_GRAVITY = ("violated", "partial", "met", "missing", "not_applicable", "not_assessable", "fact")


def lit(
    text: str,
    marks: Sequence[tuple[Evidence, Reference]],
    spots: Sequence[Spot],
    within: Span,
) -> list[Piece]:
    """`text` at `within`, cut where evidence begins or ends; joining the pieces gives it back."""
    begins = {spot.start: spot for spot in spots}
    edges = (edge for item, _ in marks for edge in (item.start, item.end))
    cuts = sorted({*within, *(edge for edge in edges if within.start < edge < within.end)})
    by_start = sorted(marks, key=lambda mark: mark[0].start)
    pieces = []
    open_marks: list[tuple[int, str]] = []
    at = 0
    for left, right in pairwise(cuts):
        while at < len(by_start) and by_start[at][0].start <= left:
            item, reference = by_start[at]
            open_marks.append((item.end, reference.status or "fact"))
            at += 1
        open_marks = [mark for mark in open_marks if mark[0] > left]
        tone = min((tone for _, tone in open_marks), key=_GRAVITY.index, default="")
        pieces.append(Piece(text[left:right], begins.get(left), tone))
    return pieces
