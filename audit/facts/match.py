"""Rules applied to clauses: where the terms and sayings of each code stand, and in which frame."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from audit.core import Clause, Document, Span
from audit.facts.rules import ANY_LANGUAGE, AT_LEAD, DECOY, Opening, Rule, Ruleset, Side
from audit.lang.fold import fold

_SHORT_CLAUSE = 30
"""Characters below which a clause's language is too uncertain to hold back other languages' rules."""

_REACH = {"own": 3, "lead": 2, "title": 1, "says": 3}
"""How near the context of a find stands; nearer is surer."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a rule found its code. `reach` tells how its context was found."""

    rule: Rule
    clause: int
    span: Span
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
    """The finds of one document; frames are looked up in the clause, its lead-in and headings."""

    def __init__(self, doc: Document, clauses: Sequence[Clause], ruleset: Ruleset) -> None:
        self.doc = doc
        self.clauses = clauses
        self.ruleset = ruleset
        self._marks = [self._scan(clause) for clause in clauses]

    def _scan(self, clause: Clause) -> _Marks:
        marks = _Marks()
        folded = fold(self.doc.text[slice(*clause.body)])
        allowed = self._languages(clause)
        for number, spans in self.ruleset.index.finds(folded).items():
            for rule in self.ruleset.rules[number]:
                if rule.language in allowed:
                    marks.rules.extend((rule, Span(*span)) for span in spans)
            for opening in self.ruleset.openings[number]:
                if opening.language in allowed:
                    marks.frames[opening.frame].extend(
                        (opening.side, Span(*span)) for span in spans
                    )
        return marks

    def _languages(self, clause: Clause) -> set[str]:
        allowed = {ANY_LANGUAGE, clause.language}
        if clause.body.end - clause.body.start < _SHORT_CLAUSE:
            allowed.update(self.doc.languages)
        return allowed

    def hits(self) -> Iterator[Hit]:
        """Every find that counts, in the order of the text."""
        for number, clause in enumerate(self.clauses):
            yield from self._clause_hits(number, clause)

    def in_definitions(self, field: str) -> Iterator[Hit]:
        """Terms of `field` that stand in definitions, where they assert nothing."""
        for number, clause in enumerate(self.clauses):
            if clause.section_role == "definitions":
                finds = [find for find in self._marks[number].rules if find[0].field == field]
                for rule, span in _longest(finds):
                    start = clause.body.start
                    yield Hit(rule, number, Span(start + span.start, start + span.end), "title")

    def _clause_hits(self, number: int, clause: Clause) -> Iterator[Hit]:
        marks = self._marks[number]
        by_field: dict[str, list[tuple[Rule, Span]]] = defaultdict(list)
        for rule, span in marks.rules:
            by_field[rule.field].append((rule, span))
        for name, finds in by_field.items():
            model = self.ruleset.fields[name]
            if clause.section_role in model.skip_roles or (
                clause.kind == "heading" and not model.headings
            ):
                continue
            cancelled = {rule.code for rule, _ in finds if rule.kind == "unless"}
            for rule, span in _longest(finds):
                if rule.code in cancelled:
                    continue
                reach = self._reach(rule, number, span)
                if reach:
                    start = clause.body.start
                    yield Hit(rule, number, Span(start + span.start, start + span.end), reach)

    def _reach(self, rule: Rule, number: int, span: Span) -> str:
        """How the context of a find was established; empty when it does not count."""
        ruleset, model = self.ruleset, self.ruleset.fields[rule.field]
        for name in ruleset.not_in(rule.field, rule.code):
            reach = self.holds(name.removesuffix(AT_LEAD), number, span)
            listed = reach == "lead" and self.clauses[number].kind == "item"
            if listed or (reach and not name.endswith(AT_LEAD)):
                return ""
        if rule.kind == "says":
            return "says"
        frames = ruleset.frames_of(rule.field, rule.code)
        if not frames:
            return "own"
        reaches = [reach for frame in frames if (reach := self.holds(frame, number, span))]
        if model.title_reach == "items" and self.clauses[number].kind != "item":
            reaches = [reach for reach in reaches if reach != "title"]
        return max(reaches, key=_REACH.__getitem__, default="")

    def holds(self, frame: str, number: int, span: Span) -> str:
        """`own`, `lead` or `title` when what stands at `span` of clause `number` is in `frame`."""
        model = self.ruleset.frames[frame]
        rivals = [*self.ruleset.denials.get(frame, ())]
        if denied := model.denies:
            rivals.append(denied)
        if (
            model.rivals
            and self.clauses[number].kind == "item"
            and self._lead_is_for(model.rivals, frame, number)
        ):
            return ""
        nearest = self._distance(frame, number, span)
        rival = min((self._distance(name, number, span) for name in rivals), default=_FAR)
        if nearest < _FAR or rival < _FAR:
            return "own" if self._beats(nearest, rival, bool(denied)) else ""
        lead = self._from_lead(frame, rivals, number, denies=bool(denied))
        if lead is not None:
            return "lead" if lead else ""
        return "title" if self._from_title(frame, rivals, number, denies=bool(denied)) else ""

    @staticmethod
    def _beats(mine: int, theirs: int, denies: bool) -> bool:
        """A refusal wins a tie: "does not collect" also contains "collect"."""
        return mine < _FAR and (mine <= theirs if denies else mine < theirs)

    def _distance(self, frame: str, number: int, span: Span) -> int:
        """Characters between `span` and the nearest opening of `frame` on its right side."""
        best = _FAR
        for side, (start, end) in self._openings(frame, number):
            if side == "before" and end <= span.start:
                best = min(best, span.start - end)
            elif side == "weak" and end <= span.start and not self._refused(frame, number):
                best = min(best, span.start - end)
            elif side == "after" and start >= span.end:
                best = min(best, start - span.end)
            elif side == "any":
                best = min(best, max(start - span.end, span.start - end, 0))
        return best

    def _refused(self, frame: str, number: int) -> bool:
        """True when a refusal of `frame` stands anywhere in the clause."""
        frames = self._marks[number].frames
        return any(frames.get(name) for name in self.ruleset.denials.get(frame, ()))

    def _lead_is_for(self, rivals: Sequence[str], frame: str, number: int) -> bool:
        """True when the lead-in of an item opens one of `rivals` later than `frame`."""
        parent = self.clauses[number].parent
        if parent is None or self.clauses[parent].kind == "heading":
            return False
        theirs = max(self._last(name, parent, _LEAD_SIDES) for name in rivals)
        return theirs > self._last(frame, parent, _LEAD_SIDES)

    def _openings(self, frame: str, number: int) -> list[tuple[Side, Span]]:
        """Openings of `frame` in a clause, without those that are part of a refusal."""
        frames = self._marks[number].frames
        refusals = [
            span for name in self.ruleset.denials.get(frame, ()) for _, span in frames.get(name, ())
        ]
        return [
            (side, span)
            for side, span in frames.get(frame, ())
            if not any(span.overlaps(refusal) for refusal in refusals)
        ]

    def _from_lead(
        self, frame: str, rivals: list[str], number: int, *, denies: bool
    ) -> bool | None:
        """Whether the lead-in of the list opens `frame`; None when it says nothing of the matter."""
        parent = self.clauses[number].parent
        while parent is not None:
            heading = self.clauses[parent].kind == "heading"
            sides = ("lead",) if heading else _LEAD_SIDES
            mine = self._last(frame, parent, sides)
            theirs = max((self._last(name, parent, sides) for name in rivals), default=-1)
            if mine >= 0 or theirs >= 0:
                return mine >= theirs if denies else mine > theirs
            if heading:
                return None
            parent = self.clauses[parent].parent
        return None

    def _from_title(self, frame: str, rivals: list[str], number: int, *, denies: bool) -> bool:
        """Whether the nearest heading that says what its section is about opens `frame`."""
        parent = self.clauses[number].parent
        while parent is not None:
            if self.clauses[parent].kind == "heading" and (titled := self._titled(parent)):
                return frame in titled and (denies or titled.isdisjoint(rivals))
            parent = self.clauses[parent].parent
        return False

    def _titled(self, number: int) -> set[str]:
        """The frames that a heading opens, by its words or by what its section is about."""
        role = self.clauses[number].section_role
        opened = {name for name, frame in self.ruleset.frames.items() if role in frame.roles}
        for name, found in self._marks[number].frames.items():
            if any(side == "title" for side, _ in found):
                opened.add(name)
        return opened

    def _last(self, frame: str, number: int, sides: Sequence[str]) -> int:
        """Where the last opening of `frame` in a clause begins; -1 when there is none."""
        found = self._openings(frame, number)
        return max((span.start for side, span in found if side in sides), default=-1)


_FAR = 1 << 30
_LEAD_SIDES = ("lead", "before", "after", "any", "weak")


def _longest(finds: Sequence[tuple[Rule, Span]]) -> list[tuple[Rule, Span]]:
    """The finds of one field that no longer find of another code covers."""
    kept = []
    for rule, span in finds:
        if rule.kind == "unless" or rule.code == DECOY:
            continue
        length = span.end - span.start
        covered = any(
            other.code != rule.code
            and (other.kind == "decoy" or other.kind == rule.kind == "term")
            and start <= span.start
            and span.end <= end
            and end - start > length
            for other, (start, end) in finds
        )
        if not covered:
            kept.append((rule, span))
    return kept


__all__ = ["Hit", "Matcher", "Opening"]
