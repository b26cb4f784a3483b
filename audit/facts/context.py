"""Frames around a place in the text: in its clause, in the lead-in of its list, in its heading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from audit.core import Clause, Span
from audit.facts.rules import FrameModel, Side

Openings = Mapping[str, Sequence[tuple[Side, Span]]]
"""Frame -> where a clause opens it, relative to the clause's body."""

_FAR = 1 << 30
_LEAD_SIDES: tuple[Side, ...] = ("lead", "before", "after", "any", "weak")


class Held(NamedTuple):
    """How a frame holds: `own`, `lead` or `title`, and in its own clause by which opening."""

    reach: str
    opening: Span | None = None


class Context:
    """Answers whether a place stands in a frame, for the clauses of one document."""

    def __init__(
        self,
        clauses: Sequence[Clause],
        openings: Sequence[Openings],
        frames: Mapping[str, FrameModel],
        denials: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._clauses = clauses
        self._opened = openings
        self._frames = frames
        self._denials = denials
        self._standing: dict[tuple[str, int], Sequence[tuple[Side, Span]]] = {}
        self._held: dict[tuple[str, int, Span], Held | None] = {}
        self._around: dict[tuple[str, int], Held | None] = {}
        self._titles: dict[int, set[str]] = {}

    def holds(self, frame: str, number: int, span: Span) -> Held | None:
        """How what stands at `span` of clause `number` is in `frame`; None when it is not.

        The clause itself decides if it opens the frame or refuses it, else the lead-in of the
        list, else the nearest heading that says what its section is about.
        """
        place = (frame, number, span)
        if place not in self._held:
            self._held[place] = self._holds(frame, number, span)
        return self._held[place]

    def _holds(self, frame: str, number: int, span: Span) -> Held | None:
        model = self._frames[frame]
        against = [*self._denials.get(frame, ()), *([model.denies] if model.denies else [])]
        refusal = bool(model.denies)
        if self.rivalled(frame, number):
            return None
        mine, opening = self._nearest(frame, number, span)
        theirs = min((self._nearest(name, number, span)[0] for name in against), default=_FAR)
        if mine < _FAR or theirs < _FAR:
            return Held("own", opening) if _beats(mine, theirs, refusal) and mine < _FAR else None
        around = (frame, number)
        if around not in self._around:
            self._around[around] = self._from_around(frame, against, number, refusal)
        return self._around[around]

    def _from_around(
        self, frame: str, against: Sequence[str], number: int, refusal: bool
    ) -> Held | None:
        """How what stands around a clause opens the frame for all of it."""
        lead = self._from_lead(frame, against, number, refusal)
        if lead is not None:
            return Held("lead") if lead else None
        return Held("title") if self._from_title(frame, against, number, refusal) else None

    def _nearest(self, frame: str, number: int, span: Span) -> tuple[int, Span | None]:
        """Characters to the nearest opening on its right side, and that opening."""
        best: tuple[int, Span | None] = (_FAR, None)
        for side, opening in self._openings(frame, number):
            distance = self._distance(side, opening, span, frame, number)
            if distance < best[0]:
                best = (distance, opening)
        return best

    def _distance(self, side: Side, opening: Span, span: Span, frame: str, number: int) -> int:
        before, after = span.start - opening.end, opening.start - span.end
        if side == "any":
            return max(before, after, 0)
        if side == "after" and after >= 0:
            return after
        if before >= 0 and (
            side == "before" or (side == "weak" and not self._refused(frame, number))
        ):
            return before
        return _FAR

    def _openings(self, frame: str, number: int) -> Sequence[tuple[Side, Span]]:
        """Openings of `frame` in a clause, without those that are part of a refusal or mean no opening."""
        opened = self._opened[number]
        if frame not in opened:
            return ()
        known = self._standing.get((frame, number))
        if known is None:
            denied = (
                span for name in self._denials.get(frame, ()) for _, span in opened.get(name, ())
            )
            never = (span for side, span in opened[frame] if side == "never")
            barred = [*denied, *never]
            known = self._standing[frame, number] = [
                (side, span)
                for side, span in opened[frame]
                if side != "never" and not any(span.overlaps(other) for other in barred)
            ]
        return known

    def _refused(self, frame: str, number: int) -> bool:
        return any(self._opened[number].get(name) for name in self._denials.get(frame, ()))

    def rivalled(self, frame: str, number: int) -> bool:
        """True when the lead-in of an item opens a rival of `frame` later than `frame`."""
        rivals = self._frames[frame].rivals
        parent = self._clauses[number].parent
        if not rivals or self._clauses[number].kind != "item" or parent is None:
            return False
        if self._clauses[parent].kind == "heading":
            return False
        theirs = max(self._last(name, parent, _LEAD_SIDES) for name in rivals)
        return theirs > self._last(frame, parent, _LEAD_SIDES)

    def _from_lead(
        self, frame: str, against: Sequence[str], number: int, refusal: bool
    ) -> bool | None:
        """Whether the lead-in opens the frame; None when it says nothing of the matter."""
        parent = self._clauses[number].parent
        while parent is not None:
            heading = self._clauses[parent].kind == "heading"
            mine = self._last(frame, parent, self._governing(frame, heading=heading))
            theirs = max(
                (
                    self._last(name, parent, self._governing(name, heading=heading))
                    for name in against
                ),
                default=-1,
            )
            if mine >= 0 or theirs >= 0:
                return _beats(theirs, mine, refusal) if mine >= 0 else False
            if heading:
                return None
            parent = self._clauses[parent].parent
        return None

    def _governing(self, frame: str, *, heading: bool) -> Sequence[Side]:
        """Which openings in a lead-in govern its items; in a heading only refusals stand bare."""
        if not heading:
            return _LEAD_SIDES
        return ("lead", "any") if self._frames[frame].denies else ("lead",)

    def _last(self, frame: str, number: int, sides: Sequence[str]) -> int:
        """Where the last opening of `frame` in a clause begins; -1 when there is none."""
        return max(
            (span.start for side, span in self._openings(frame, number) if side in sides),
            default=-1,
        )

    def _from_title(self, frame: str, against: Sequence[str], number: int, refusal: bool) -> bool:
        parent = self._clauses[number].parent
        while parent is not None:
            if self._clauses[parent].kind == "heading" and (titled := self._titled(parent)):
                return frame in titled and (refusal or titled.isdisjoint(against))
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
        for name, found in self._opened[number].items():
            bare = "any" if self._frames[name].denies else "title"
            if any(side in ("title", bare) for side, _ in found):
                titled.add(name)
        return titled


def _beats(mine: int, theirs: int, refusal: bool) -> bool:
    """The smaller number wins; a refusal wins a tie: "does not collect" also contains "collect"."""
    return mine <= theirs if refusal else mine < theirs
