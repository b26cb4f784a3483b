"""What the rules find in a clause under those that govern it: the same wherever a template repeats it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from audit.core import Span
from audit.facts.marks import Held, Marks, beats
from audit.facts.rules import Rule, Side
from audit.lang.memory import remembered

_LEAD_SIDES: tuple[Side, ...] = ("lead", "before", "after", "any", "weak")

REACH = {"own": 3, "lead": 2, "title": 1, "says": 3}
"""How near the context of a find stands; nearer is surer."""

_LONGEST_QUOTE = 200
"""Characters up to which a quote takes in the words that frame a term."""


class Found(NamedTuple):
    """A find that counts; spans are relative to the clause's body.

    `reach` tells how its context was found, `quote` is the span to show as evidence.
    """

    rule: Rule
    span: Span
    quote: Span
    reach: str


class Governing(NamedTuple):
    """The frames that a clause and those above it hand down to what hangs on it.

    A lead-in opens (`led`) or refuses a frame for its items, or, for items alone, opens a rival of it
    later. The nearest heading that says what its section is about opens the frames `titled`.
    """

    led: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    rivalled: frozenset[str] = frozenset()
    titled: frozenset[str] = frozenset()


@remembered
def governing(marks: Marks, kind: str, role: str, above: Governing) -> Governing:
    """What a clause of some `kind` and `role` hands down, of its own or from `above`."""
    heading = kind == "heading"
    leads = {frame: _leads(marks, frame, heading=heading) for frame in marks.touched}
    led = frozenset(frame for frame, opens in leads.items() if opens)
    refused = frozenset(frame for frame, opens in leads.items() if opens is False)
    titled = _titled(marks, role) if heading else frozenset()
    if heading:
        return Governing(led, refused, titled=titled or above.titled)
    return Governing(
        above.led - refused | led,
        above.refused - led | refused,
        _rivalled(marks),
        above.titled,
    )


def _leads(marks: Marks, frame: str, *, heading: bool) -> bool | None:
    """Whether a lead-in opens the frame; None when it says nothing of the matter."""
    ruleset = marks.ruleset
    mine = _last(marks, frame, heading=heading)
    theirs = max(
        (_last(marks, name, heading=heading) for name in ruleset.against[frame]), default=-1
    )
    if mine < 0:
        return None if theirs < 0 else False
    return beats(theirs, mine, bool(ruleset.frames[frame].denies))


def _last(marks: Marks, frame: str, *, heading: bool) -> int:
    """Where a lead-in last opens `frame` for its items; in a heading only refusals stand bare."""
    if not heading:
        return marks.last(frame, _LEAD_SIDES)
    bare = bool(marks.ruleset.frames[frame].denies)
    return marks.last(frame, ("lead", "any") if bare else ("lead",))


def _rivalled(marks: Marks) -> frozenset[str]:
    """The frames of which a lead-in opens a rival later than the frame."""
    return frozenset(
        name
        for name, frame in marks.ruleset.frames.items()
        if frame.rivals
        and max(marks.last(rival, _LEAD_SIDES) for rival in frame.rivals)
        > marks.last(name, _LEAD_SIDES)
    )


def _titled(marks: Marks, role: str) -> frozenset[str]:
    """The frames that a heading opens, by its words or by what its section is about."""
    frames = marks.ruleset.frames
    titled = {name for name, frame in frames.items() if role in frame.roles}
    for name, found in marks.opened.items():
        bare = "any" if frames[name].denies else "title"
        if any(side in ("title", bare) for side, _ in found):
            titled.add(name)
    return frozenset(titled)


@remembered
def finds_in(
    marks: Marks, kind: str, role: str, listed: frozenset[str], above: Governing
) -> tuple[Found, ...]:
    """Every find that counts in a clause of some `kind` and `role`.

    `listed` are the fields of whose codes the clause is, or is an item of, a list.
    """
    return tuple(_Finder(marks, kind, role, listed, above).finds())


@dataclass(frozen=True, slots=True)
class _Finder:
    """The arguments of `finds_in`."""

    marks: Marks
    kind: str
    role: str
    listed: frozenset[str]
    above: Governing

    def finds(self) -> Iterable[Found]:
        fields = self.marks.ruleset.fields
        for name, finds in self.marks.counting.items():
            skipped = self.kind == "heading" and not fields[name].headings
            if not skipped and self.role not in fields[name].skip_roles:
                for rule, span in finds:
                    if held := self._held(rule, span):
                        yield Found(rule, span, self._quote(rule, span, held), held.reach)

    def _quote(self, rule: Rule, span: Span, held: Held) -> Span:
        if held.opening and self.marks.ruleset.fields[rule.field].quote_frame:
            joined = Span(min(span.start, held.opening.start), max(span.end, held.opening.end))
            if joined.end - joined.start <= _LONGEST_QUOTE:
                return joined
        return span

    def _held(self, rule: Rule, span: Span) -> Held | None:
        """How the context of a find was established; None when it does not count."""
        if rule.kind == "firm":
            return Held("says")
        for frame, at_lead in rule.not_in:
            excluded = self._holds(frame, span)
            if excluded and (not at_lead or (excluded.reach == "lead" and self.kind == "item")):
                return None
        if rule.kind != "term":
            return Held("says")
        if not rule.frames:
            return Held("own")
        found = [held for frame in rule.frames if (held := self._holds(frame, span))]
        only_items = self.marks.ruleset.fields[rule.field].title_reach == "items"
        if only_items and self.kind != "item":
            found = [held for held in found if held.reach != "title"]
        if not found and rule.field in self.listed:
            return None if self._refused(rule.frames, span) else Held("title")
        return max(found, key=lambda held: REACH[held.reach], default=None)

    def _refused(self, frames: Sequence[str], span: Span) -> bool:
        """True when something denies one of `frames` at `span`, or the lead-in opens its rival."""
        denials = self.marks.ruleset.denials
        return any(map(self._rivalled, frames)) or any(
            self._holds(name, span) for frame in frames for name in denials.get(frame, ())
        )

    def _rivalled(self, frame: str) -> bool:
        return self.kind == "item" and frame in self.above.rivalled

    def _holds(self, frame: str, span: Span) -> Held | None:
        """How what stands at `span` is in `frame`; None when it is not.

        The clause itself decides if it opens the frame or refuses it, else the lead-in of the
        list, else the nearest heading that says what its section is about.
        """
        if self._rivalled(frame):
            return None
        own = self.marks.own(frame, span)
        if own is not None:
            return own or None
        if frame in self.above.led:
            return Held("lead")
        titled = self.above.titled
        if frame not in titled or frame in self.above.refused:
            return None
        ruleset = self.marks.ruleset
        refusal = bool(ruleset.frames[frame].denies)
        return Held("title") if refusal or titled.isdisjoint(ruleset.against[frame]) else None
