"""Rules applied to clauses: where the terms and sayings of each code stand, and in which frame."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from audit.core import Clause, Document, Span
from audit.facts.context import Context
from audit.facts.marks import Held, Marks, marks_of
from audit.facts.rules import ANY_LANGUAGE, Rule, Ruleset

CUES = "cues"
"""The field of signs for the checklist, which are no codes of the codebook."""

_SHORT_CLAUSE = 30
"""Characters below which a clause's language is too uncertain to hold back other languages' rules."""

_REACH = {"own": 3, "lead": 2, "title": 1, "says": 3}
"""How near the context of a find stands; nearer is surer."""

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


class Matcher:
    """The finds of one document."""

    def __init__(self, doc: Document, clauses: Sequence[Clause], ruleset: Ruleset) -> None:
        self.doc = doc
        self.clauses = clauses
        self.ruleset = ruleset
        self._marks = [self._marks_of(clause) for clause in clauses]
        self._context = Context(clauses, self._marks, ruleset)
        self._enumerations = {
            name: self._enumerating(name, model.enumerates)
            for name, model in ruleset.fields.items()
            if model.enumerates
        }

    def _marks_of(self, clause: Clause) -> Marks:
        languages = {ANY_LANGUAGE, clause.language}
        if clause.body.end - clause.body.start < _SHORT_CLAUSE:
            languages.update(self.doc.languages)
        text = self.doc.text[slice(*clause.body)]
        return marks_of(text, frozenset(languages), self.ruleset)

    def hits(self) -> Iterator[Hit]:
        """Every find that counts, in the order of the text."""
        for number, clause in enumerate(self.clauses):
            for name, finds in self._marks[number].counting.items():
                model = self.ruleset.fields[name]
                skipped = clause.kind == "heading" and not model.headings
                if not skipped and clause.section_role not in model.skip_roles:
                    for rule, span in finds:
                        if held := self._held(rule, number, span):
                            yield self._hit(rule, number, span, held)

    def mentions(self) -> dict[int, frozenset[str]]:
        """Clause -> codes whose terms stand in it, whether they count or not."""
        return {
            number: frozenset(
                rule.key
                for field, finds in marks.finds.items()
                for rule, _ in finds
                if rule.kind == "term" and field != CUES
            )
            for number, marks in enumerate(self._marks)
        }

    def cancelled(self, number: int) -> frozenset[str]:
        """Codes that an `unless` cancels in a clause."""
        found = chain.from_iterable(self._marks[number].finds.values())
        return frozenset(rule.key for rule, _ in found if rule.kind == "unless")

    def term_of(self, number: int, key: str) -> Span | None:
        """Where the first term of a code stands in a clause, whether it counts or not."""
        start = self.clauses[number].body.start
        finds = self._marks[number].finds.get(key.partition(".")[0], ())
        spans = [span for rule, span in finds if rule.key == key and rule.kind == "term"]
        return Span(start + min(spans).start, start + min(spans).end) if spans else None

    def in_definitions(self, field: str) -> Iterator[Hit]:
        """Terms of `field` that stand in definitions, where they assert nothing."""
        for number, clause in enumerate(self.clauses):
            if clause.section_role == "definitions":
                for rule, span in self._marks[number].longest.get(field, ()):
                    yield self._hit(rule, number, span, Held("title"))

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
        for frame, at_lead in rule.not_in:
            excluded = self._context.holds(frame, number, span)
            if excluded and (not at_lead or self._is_listed(excluded, number)):
                return None
        if rule.kind != "term":
            return Held("says")
        frames = rule.frames
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
        codes = [{rule.code for rule, _ in marks.longest.get(field, ())} for marks in self._marks]
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
