"""Rules applied to clauses: where the terms and sayings of each code stand, and in which frame."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from audit.core import Clause, Document, Span
from audit.facts.context import Context, Held
from audit.facts.rules import ANY_LANGUAGE, AT_LEAD, DECOY, Rule, Ruleset, Side
from audit.lang.fold import fold

CUES = "cues"
"""The field of signs for the checklist, which are no codes of the codebook."""

_SHORT_CLAUSE = 30
"""Characters below which a clause's language is too uncertain to hold back other languages' rules."""

_REACH = {"own": 3, "lead": 2, "title": 1, "says": 3}
"""How near the context of a find stands; nearer is surer."""

_REACH_OF_A_PHRASE = 2.0
"""How many times longer a term may be than one inside it and still be one phrase with it."""

_MAX_PLACES = 40
"""Finds of one pattern that are looked at in one clause; more come only from hostile text."""

_LONGEST_QUOTE = 200
"""Characters up to which a quote takes in the words that frame a term."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a rule found its code.

    `reach` tells how its context was found, `quote` is the span to show as evidence.
    """

    rule: Rule
    clause: int
    span: Span
    quote: Span
    reach: str

    @property
    def strength(self) -> int:
        """3 for a context in the clause itself, 2 in the lead-in, 1 in the heading only."""
        return _REACH[self.reach]


@dataclass(slots=True)
class _Marks:
    """Everything found in one clause; spans are relative to the clause's body."""

    rules: list[tuple[Rule, Span]] = field(default_factory=list)
    frames: dict[str, list[tuple[Side, Span]]] = field(default_factory=lambda: defaultdict(list))


class Matcher:
    """The finds of one document."""

    def __init__(self, doc: Document, clauses: Sequence[Clause], ruleset: Ruleset) -> None:
        self.doc = doc
        self.clauses = clauses
        self.ruleset = ruleset
        self._marks = [self._scan(clause) for clause in clauses]
        frames = [marks.frames for marks in self._marks]
        self._context = Context(clauses, frames, ruleset.frames, ruleset.denials)
        self._enumerations = {
            name: self._enumerating(name, model.enumerates)
            for name, model in ruleset.fields.items()
            if model.enumerates
        }

    def _scan(self, clause: Clause) -> _Marks:
        marks = _Marks()
        allowed = {ANY_LANGUAGE, clause.language}
        if clause.body.end - clause.body.start < _SHORT_CLAUSE:
            allowed.update(self.doc.languages)
        folded = fold(self.doc.text[slice(*clause.body)])
        for number, spans in self.ruleset.index.finds(folded, allowed).items():
            places = [Span(*span) for span in spans[:_MAX_PLACES]]
            for rule in self.ruleset.rules[number]:
                marks.rules.extend((rule, place) for place in places)
            for opening in self.ruleset.openings[number]:
                marks.frames[opening.frame].extend((opening.side, place) for place in places)
        return marks

    def hits(self) -> Iterator[Hit]:
        """Every find that counts, in the order of the text."""
        for number, clause in enumerate(self.clauses):
            by_field: dict[str, list[tuple[Rule, Span]]] = defaultdict(list)
            for rule, span in self._marks[number].rules:
                by_field[rule.field].append((rule, span))
            for name, finds in by_field.items():
                model = self.ruleset.fields[name]
                skipped = clause.kind == "heading" and not model.headings
                if not skipped and clause.section_role not in model.skip_roles:
                    yield from self._field_hits(number, finds)

    def mentions(self) -> dict[int, frozenset[str]]:
        """Clause -> codes whose terms stand in it, whether they count or not."""
        return {
            number: frozenset(
                rule.key for rule, _ in marks.rules if rule.kind == "term" and rule.field != CUES
            )
            for number, marks in enumerate(self._marks)
        }

    def cancelled(self, number: int) -> frozenset[str]:
        """Codes that an `unless` cancels in a clause."""
        rules = (rule for rule, _ in self._marks[number].rules)
        return frozenset(rule.key for rule in rules if rule.kind == "unless")

    def term_of(self, number: int, key: str) -> Span | None:
        """Where the first term of a code stands in a clause, whether it counts or not."""
        start = self.clauses[number].body.start
        spans = [
            s for rule, s in self._marks[number].rules if rule.key == key and rule.kind == "term"
        ]
        return Span(start + min(spans).start, start + min(spans).end) if spans else None

    def in_definitions(self, field: str) -> Iterator[Hit]:
        """Terms of `field` that stand in definitions, where they assert nothing."""
        for number, clause in enumerate(self.clauses):
            if clause.section_role == "definitions":
                finds = [find for find in self._marks[number].rules if find[0].field == field]
                for rule, span in _longest(finds):
                    yield self._hit(rule, number, span, Held("title"))

    def _field_hits(self, number: int, finds: Sequence[tuple[Rule, Span]]) -> Iterator[Hit]:
        unless: dict[str, list[Span]] = defaultdict(list)
        for rule, span in finds:
            if rule.kind == "unless":
                unless[rule.code].append(span)
        for rule, span in _longest(finds):
            counts = rule.kind == "firm" or not self._is_cancelled(
                number, rule, span, unless[rule.code]
            )
            if counts and (held := self._held(rule, number, span)):
                yield self._hit(rule, number, span, held)

    def _is_cancelled(self, number: int, rule: Rule, span: Span, unless: Sequence[Span]) -> bool:
        """True when an `unless` cancels a find.

        What measures a time limit is cancelled, and found, only within one part of a sentence with
        semicolons: "requests are answered in three days; data are deleted in one".
        """
        if not rule.local:
            return bool(unless)
        return self._is_parted(number, span) or any(
            not self._is_parted(number, Span(min(span.start, s.start), max(span.end, s.end)))
            for s in unless
        )

    def _is_parted(self, number: int, span: Span) -> bool:
        start = self.clauses[number].body.start
        return ";" in self.doc.text[start + span.start : start + span.end]

    def _hit(self, rule: Rule, number: int, span: Span, held: Held) -> Hit:
        quote = span
        if held.opening and self.ruleset.fields[rule.field].quote_frame:
            joined = Span(min(span.start, held.opening.start), max(span.end, held.opening.end))
            quote = joined if joined.end - joined.start <= _LONGEST_QUOTE else span
        start = self.clauses[number].body.start
        shift = [Span(start + place.start, start + place.end) for place in (span, quote)]
        return Hit(rule, number, shift[0], shift[1], held.reach)

    def _held(self, rule: Rule, number: int, span: Span) -> Held | None:
        """How the context of a find was established; None when it does not count."""
        if rule.kind == "firm":
            return Held("says")
        for name in self.ruleset.not_in(rule.field, rule.code):
            excluded = self._context.holds(name.removesuffix(AT_LEAD), number, span)
            if excluded and (not name.endswith(AT_LEAD) or self._is_listed(excluded, number)):
                return None
        if rule.kind != "term":
            return Held("says")
        frames = self.ruleset.frames_of(rule.field, rule.code)
        if not frames:
            return Held("own")
        found = [held for frame in frames if (held := self._context.holds(frame, number, span))]
        only_items = self.ruleset.fields[rule.field].title_reach == "items"
        if only_items and self.clauses[number].kind != "item":
            found = [held for held in found if held.reach != "title"]
        if not found and number in self._enumerations.get(rule.field, ()):
            return None if self._refused(frames, number, span) else Held("title")
        return max(found, key=lambda held: _REACH[held.reach], default=None)

    def _refused(self, frames: Sequence[str], number: int, span: Span) -> bool:
        """True when something denies one of `frames` at `span`, or the lead-in opens its rival."""
        denials = [name for frame in frames for name in self.ruleset.denials.get(frame, ())]
        return any(self._context.holds(name, number, span) for name in denials) or any(
            self._context.rivalled(frame, number) for frame in frames
        )

    def _enumerating(self, field: str, least: int) -> frozenset[int]:
        """Clauses that are, or are items of, a list of at least `least` codes of `field`.

        In a section about the field two are enough.
        """
        codes = [
            {rule.code for rule, _ in _longest([f for f in marks.rules if f[0].field == field])}
            for marks in self._marks
        ]
        lists: dict[tuple[str, int | None], list[int]] = defaultdict(list)
        for number, clause in enumerate(self.clauses):
            if clause.kind == "item":
                lists[self.doc.part_name(clause.span.start), clause.parent].append(number)
        frames = (self.ruleset.frames[name] for name in self.ruleset.fields[field].frames)
        about = {role for frame in frames for role in frame.roles}
        found = {
            number
            for number, said in enumerate(codes)
            if len(said) >= (2 if self.clauses[number].section_role in about else least)
        }
        for items in lists.values():
            telling = [number for number in items if codes[number]]
            if (
                3 * len(telling) >= 2 * len(items)
                and len(set().union(*(codes[n] for n in telling))) >= least
            ):
                found.update(telling)
        return frozenset(found)

    def _is_listed(self, held: Held, number: int) -> bool:
        return held.reach == "lead" and self.clauses[number].kind == "item"


def _longest(finds: Sequence[tuple[Rule, Span]]) -> list[tuple[Rule, Span]]:
    """The finds of one field that no longer find of another code covers."""
    kept = []
    for rule, span in finds:
        if rule.kind == "unless" or rule.code == DECOY:
            continue
        length = span.end - span.start
        covered = any(
            other.code != rule.code
            and start <= span.start
            and span.end <= end
            and _is_phrase(other, rule, end - start, length)
            for other, (start, end) in finds
        )
        if not covered:
            kept.append((rule, span))
    return kept


def _is_phrase(other: Rule, rule: Rule, longer: int, length: int) -> bool:
    """True when what `other` found, `longer` characters, gives the find inside it another meaning.

    A decoy does; so does a longer term, unless it is only words far apart.
    """
    if other.kind == "decoy":
        return longer >= length
    near = other.compact or longer <= _REACH_OF_A_PHRASE * length
    return other.kind == rule.kind == "term" and near and longer > length
