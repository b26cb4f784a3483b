"""What the rules find in one clause by its words alone, whatever stands around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from audit.core import Span
from audit.facts.rules import DECOY, Rule, Ruleset, Side
from audit.lang.fold import fold
from audit.lang.memory import remembered

_REACH_OF_A_PHRASE = 2.0
"""How many times longer a term may be than one inside it and still be one phrase with it."""

_MAX_PLACES = 40
"""Finds of one pattern that are looked at in one clause; more come only from hostile text."""

_FAR = 1 << 30

Find = tuple[Rule, Span]


class Held(NamedTuple):
    """How a frame holds: `own`, `lead` or `title`, and in its own clause by which opening."""

    reach: str
    opening: Span | None = None


class Marks:
    """The finds and frames of one clause; spans are relative to the clause's body.

    `finds` are all finds by field, `longest` those that no longer find of another code covers, and
    `counting` those of them that nothing in the clause cancels. `opened` are the openings of frames,
    `touched` the frames that these open or refuse.
    """

    __slots__ = (
        "_length",
        "_own",
        "_standing",
        "counting",
        "finds",
        "longest",
        "opened",
        "ruleset",
        "touched",
    )

    def __init__(self, folded: bytes, languages: frozenset[str], ruleset: Ruleset) -> None:
        self._length = len(folded)
        self.finds: dict[str, list[Find]] = {}
        self.opened: dict[str, list[tuple[Side, Span]]] = {}
        for number, spans in ruleset.index.search(folded, languages).items():
            places = [Span(*span) for span in spans[:_MAX_PLACES]]
            for rule in ruleset.rules[number]:
                self.finds.setdefault(rule.field, []).extend([(rule, place) for place in places])
            for frame, side, _ in ruleset.openings[number]:
                self.opened.setdefault(frame, []).extend([(side, place) for place in places])
        self.longest = {field: _longest(finds) for field, finds in self.finds.items()}
        self.counting = {
            field: list(_uncancelled(longest, self.finds[field], folded))
            for field, longest in self.longest.items()
        }
        self.ruleset = ruleset
        self._standing = {frame: self._unbarred(frame) for frame in self.opened}
        self.touched = {
            name for frame in self._standing for name in (frame, *ruleset.against[frame])
        }
        self._own: dict[tuple[str, Span], Held | Literal[False] | None] = {}

    def __len__(self) -> int:
        """Characters of the body."""
        return self._length

    def own(self, frame: str, span: Span) -> Held | Literal[False] | None:
        """How the clause itself opens `frame` for what stands at `span`.

        False when it refuses the frame there, None when it says nothing of the matter.
        """
        if frame not in self.touched:
            return None
        place = (frame, span)
        if place not in self._own:
            self._own[place] = self._nearer(frame, span)
        return self._own[place]

    def last(self, frame: str, sides: Sequence[Side]) -> int:
        """Where the last opening of `frame` on one of `sides` begins; -1 when there is none."""
        standing = self._standing.get(frame, ())
        return max((span.start for side, span in standing if side in sides), default=-1)

    def _nearer(self, frame: str, span: Span) -> Held | Literal[False] | None:
        mine, opening = self._nearest(frame, span)
        against = self.ruleset.against[frame]
        theirs = min((self._nearest(name, span)[0] for name in against), default=_FAR)
        if mine == theirs == _FAR:
            return None
        refusal = bool(self.ruleset.frames[frame].denies)
        return Held("own", opening) if mine < _FAR and beats(mine, theirs, refusal) else False

    def _nearest(self, frame: str, span: Span) -> tuple[int, Span | None]:
        """Characters to the nearest opening on its right side, and that opening."""
        best: tuple[int, Span | None] = (_FAR, None)
        for side, opening in self._standing.get(frame, ()):
            distance = self._distance(side, opening, span, frame)
            if distance < best[0]:
                best = (distance, opening)
        return best

    def _distance(self, side: Side, opening: Span, span: Span, frame: str) -> int:
        before, after = span.start - opening.end, opening.start - span.end
        if side == "any":
            return max(before, after, 0)
        if side == "after" and after >= 0:
            return after
        if before >= 0 and (side == "before" or (side == "weak" and not self._refused(frame))):
            return before
        return _FAR

    def _unbarred(self, frame: str) -> list[tuple[Side, Span]]:
        """Openings of `frame` without those that are part of a refusal or mean no opening."""
        opened = self.opened[frame]
        denials = self.ruleset.denials.get(frame, ())
        barred = [span for name in denials for _, span in self.opened.get(name, ())]
        barred += [span for side, span in opened if side == "never"]
        return [
            (side, span)
            for side, span in opened
            if side != "never" and not any(span.overlaps(other) for other in barred)
        ]

    def _refused(self, frame: str) -> bool:
        return any(name in self.opened for name in self.ruleset.denials.get(frame, ()))


@remembered
def marks_of(text: str, languages: frozenset[str], ruleset: Ruleset) -> Marks:
    """What the rules for `languages` find in the body of a clause."""
    return Marks(fold(text), languages, ruleset)


def beats(mine: int, theirs: int, refusal: bool) -> bool:
    """The smaller number wins; a refusal wins a tie: "does not collect" also contains "collect"."""
    return mine <= theirs if refusal else mine < theirs


def _uncancelled(longest: Sequence[Find], finds: Sequence[Find], folded: bytes) -> Iterator[Find]:
    """The finds of one field that no `unless` cancels."""
    unless: dict[str, list[Span]] = defaultdict(list)
    for rule, span in finds:
        if rule.kind == "unless":
            unless[rule.code].append(span)
    for rule, span in longest:
        if rule.kind == "firm" or not _is_cancelled(rule, span, unless[rule.code], folded):
            yield rule, span


def _is_cancelled(rule: Rule, span: Span, unless: Sequence[Span], folded: bytes) -> bool:
    """True when an `unless` cancels a find.

    What measures a time limit is cancelled, and found, only within one part of a sentence with
    semicolons: "requests are answered in three days; data are deleted in one".
    """
    if not rule.local:
        return bool(unless)
    return _is_parted(folded, *span) or any(
        not _is_parted(folded, min(span.start, other.start), max(span.end, other.end))
        for other in unless
    )


def _is_parted(folded: bytes, start: int, end: int) -> bool:
    return b";" in folded[start:end]


def _longest(finds: Sequence[Find]) -> list[Find]:
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
