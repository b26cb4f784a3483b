"""Rules applied to the clauses of one document: where the terms and sayings of each code stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from audit.core import Clause, Document, Span
from audit.facts.context import REACH, Governing, finds_in, governing
from audit.facts.keys import CUES
from audit.facts.marks import Marks, marks_of
from audit.facts.rules import ANY_LANGUAGE, Rule, Ruleset

_SHORT_CLAUSE = 30
"""Characters below which a clause's language is too uncertain to hold back other languages' rules."""


class Hit(NamedTuple):
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
        return REACH[self.reach]


class Matcher:
    """The finds of one document."""

    def __init__(self, doc: Document, clauses: Sequence[Clause], ruleset: Ruleset) -> None:
        self.doc = doc
        self.clauses = clauses
        self.ruleset = ruleset
        self._marks = [self._marks_of(clause) for clause in clauses]
        self._lists = {
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
        parents = {clause.parent for clause in self.clauses}
        handed: dict[int | None, Governing] = {None: Governing()}
        for number, (clause, marks) in enumerate(zip(self.clauses, self._marks, strict=True)):
            kind, role, above = clause.kind, clause.section_role, handed[clause.parent]
            if number in parents:
                handed[number] = governing(marks, kind, role, above)
            listed = frozenset(name for name, numbers in self._lists.items() if number in numbers)
            for rule, span, quote, reach in finds_in(marks, kind, role, listed, above):
                yield self._hit(rule, number, span, quote, reach)

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
                    yield self._hit(rule, number, span, span, "title")

    def _hit(self, rule: Rule, number: int, span: Span, quote: Span, reach: str) -> Hit:
        start = self.clauses[number].body.start
        return Hit(rule, number, _shifted(span, start), _shifted(quote, start), reach)

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


def _shifted(span: Span, start: int) -> Span:
    return Span(start + span.start, start + span.end)
