"""Frames around a place in the text: in its clause, in the lead-in of its list, in its heading."""

from __future__ import annotations

from collections.abc import Sequence

from audit.core import Clause, Span
from audit.facts.marks import Held, Marks, beats
from audit.facts.rules import Ruleset, Side

_LEAD_SIDES: tuple[Side, ...] = ("lead", "before", "after", "any", "weak")


class Context:
    """Answers whether a place stands in a frame, for the clauses of one document."""

    def __init__(self, clauses: Sequence[Clause], marks: Sequence[Marks], ruleset: Ruleset) -> None:
        self._clauses = clauses
        self._marks = marks
        self._frames = ruleset.frames
        self._against = ruleset.against
        self._below: dict[tuple[str, int | None], Held | None] = {}
        self._titles: dict[int, set[str]] = {}

    def holds(self, frame: str, number: int, span: Span) -> Held | None:
        """How what stands at `span` of clause `number` is in `frame`; None when it is not.

        The clause itself decides if it opens the frame or refuses it, else the lead-in of the
        list, else the nearest heading that says what its section is about.
        """
        if self.rivalled(frame, number):
            return None
        own = self._marks[number].own(frame, span)
        if own is not None:
            return own or None
        below = (frame, self._clauses[number].parent)
        if below not in self._below:
            self._below[below] = self._from_above(*below)
        return self._below[below]

    def _from_above(self, frame: str, parent: int | None) -> Held | None:
        """How `parent` and what stands above it open the frame for all clauses below."""
        lead = self._from_lead(frame, parent)
        if lead is not None:
            return Held("lead") if lead else None
        return Held("title") if self._from_title(frame, parent) else None

    def rivalled(self, frame: str, number: int) -> bool:
        """True when the lead-in of an item opens a rival of `frame` later than `frame`."""
        rivals = self._frames[frame].rivals
        parent = self._clauses[number].parent
        if not rivals or self._clauses[number].kind != "item" or parent is None:
            return False
        if self._clauses[parent].kind == "heading":
            return False
        marks = self._marks[parent]
        theirs = max(marks.last(name, _LEAD_SIDES) for name in rivals)
        return theirs > marks.last(frame, _LEAD_SIDES)

    def _from_lead(self, frame: str, parent: int | None) -> bool | None:
        """Whether the lead-in opens the frame; None when it says nothing of the matter."""
        while parent is not None:
            heading = self._clauses[parent].kind == "heading"
            mine = self._last(frame, parent, heading=heading)
            theirs = max(
                (self._last(name, parent, heading=heading) for name in self._against[frame]),
                default=-1,
            )
            if mine >= 0 or theirs >= 0:
                refusal = bool(self._frames[frame].denies)
                return beats(theirs, mine, refusal) if mine >= 0 else False
            if heading:
                return None
            parent = self._clauses[parent].parent
        return None

    def _last(self, frame: str, number: int, *, heading: bool) -> int:
        """Where a lead-in last opens `frame` for its items; in a heading only refusals stand bare."""
        if not heading:
            return self._marks[number].last(frame, _LEAD_SIDES)
        bare = bool(self._frames[frame].denies)
        return self._marks[number].last(frame, ("lead", "any") if bare else ("lead",))

    def _from_title(self, frame: str, parent: int | None) -> bool:
        while parent is not None:
            if self._clauses[parent].kind == "heading" and (titled := self._titled(parent)):
                refusal = bool(self._frames[frame].denies)
                return frame in titled and (refusal or titled.isdisjoint(self._against[frame]))
            parent = self._clauses[parent].parent
        return False

    def _titled(self, number: int) -> set[str]:
        """The frames that a heading opens, by its words or by what its section is about."""
        if number in self._titles:
            return self._titles[number]
        role = self._clauses[number].section_role
        titled = self._titles[number] = {
            name for name, frame in self._frames.items() if role in frame.roles
        }
        for name, found in self._marks[number].opened.items():
            bare = "any" if self._frames[name].denies else "title"
            if any(side in ("title", bare) for side, _ in found):
                titled.add(name)
        return titled
