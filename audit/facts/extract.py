"""Clauses -> facts: hits of one code become one fact, single-label fields get one code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from audit.core import Clause, Document, Evidence, Fact, Span
from audit.facts.contacts import failing_numbers
from audit.facts.keys import CUES
from audit.facts.match import Hit, Matcher
from audit.facts.rules import FieldModel, Ruleset, load_ruleset
from audit.facts.values import durations_in, terms_in

if TYPE_CHECKING:
    from audit.facts.semantics import SecondOpinion

DATA = "data_categories"

MIN_DEFINED = 2
"""Kinds of data in a definition that make it look like a list of data."""

MAX_EVIDENCE = 6
"""Places shown for one fact; the surest, then the first in the text."""

_CONFIDENCE = {3: 0.92, 2: 0.9, 1: 0.7}
"""By strength of the hit; notebooks/07 shows how often facts of each confidence were right."""

VALUES = ", "
"""What parts the values of one fact."""

_MEASURES: dict[str, Callable[[str], list[str]]] = {
    "": lambda quote: [],
    "duration": durations_in,
    "term": terms_in,
}


def extract(
    doc: Document,
    clauses: Sequence[Clause],
    *,
    opinion: SecondOpinion | None = None,
    ruleset: Ruleset | None = None,
) -> tuple[Fact, ...]:
    """What `doc` says, one fact a code, in the order of fields and codes.

    With an `opinion` the trained model speaks where the rules found nothing. Single-label
    fields appear as exactly one fact, whose evidence is empty for silence. Facts of the field
    `cues` are signs for the checklist, not codes of the codebook.
    """
    ruleset = ruleset or load_ruleset()
    matcher = Matcher(doc, clauses, ruleset)
    found: dict[tuple[str, str], list[Hit]] = defaultdict(list)
    hits = list(matcher.hits())
    for hit in hits:
        found[hit.rule.field, hit.rule.code].append(hit)
    facts: list[Fact] = []
    for name, model in ruleset.fields.items():
        codes = {code: of for code in ruleset.codes(name) if (of := found.get((name, code)))}
        codes = dict(_yielding(model, codes))
        if model.single:
            facts.extend(_single(doc, model, codes))
        else:
            facts.extend(_facts(doc, model, codes))
    if opinion:
        facts = list(_with_meant(doc, matcher, hits, opinion, facts))
    # "Nowhere else" is not known while a part of the unit could not be read.
    if not doc.unread and not any(fact.field == DATA for fact in facts):
        facts.extend(_only_defined(doc, matcher))
    facts.extend(_failing_number(doc))
    return tuple(sorted(facts, key=lambda fact: (fact.field, fact.code)))


def _with_meant(
    doc: Document,
    matcher: Matcher,
    hits: Sequence[Hit],
    opinion: SecondOpinion,
    ruled: Sequence[Fact],
) -> Iterator[Fact]:
    """The facts of the rules, and those that only the words and the meaning of a clause show."""
    places = _meant_places(doc, matcher, hits, opinion)
    known = {fact.key for fact in ruled if fact.evidence}
    answered = {fact.field for fact in ruled if fact.evidence}
    meant = []
    for key, found in sorted(places.items(), key=lambda place: (-max(place[1])[0], place[0])):
        model = matcher.ruleset.fields[key.partition(".")[0]]
        if key not in known and not (model.single and model.field in answered):
            meant.append(_meant(model, key.partition(".")[2], found))
            answered.add(model.field)
    fields = {fact.field for fact in meant}
    yield from (fact for fact in ruled if fact.evidence or fact.field not in fields)
    yield from meant


def _meant_places(
    doc: Document, matcher: Matcher, hits: Sequence[Hit], opinion: SecondOpinion
) -> dict[str, list[tuple[float, Evidence]]]:
    """Code -> probabilities and words of the clauses that say it; a field without rules has none."""
    from audit.facts.semantics import judge

    places: dict[str, list[tuple[float, Evidence]]] = defaultdict(list)
    found: dict[int, set[str]] = defaultdict(set)
    for hit in hits:
        if hit.rule.field != CUES:
            found[hit.clause].add(hit.rule.key)
    judged = judge(doc, matcher.clauses, matcher.mentions(), found, opinion)
    for number, codes in judged.items():
        clause = matcher.clauses[number]
        for key in codes.keys() - matcher.cancelled(number):
            model = matcher.ruleset.fields.get(key.partition(".")[0])
            if model and clause.section_role not in model.skip_roles:
                shown = matcher.term_of(number, key) or clause.body
                places[key].append((codes[key], doc.cite(*shown)))
    return places


def _meant(model: FieldModel, code: str, found: Sequence[tuple[float, Evidence]]) -> Fact:
    best = sorted(found, key=lambda place: (-place[0], place[1]))
    evidence = tuple(evidence for _, evidence in best[:MAX_EVIDENCE])
    return Fact(
        field=model.field,
        code=code,
        polarity=model.polarity_of(code),
        evidence=evidence,
        rule_id=f"{model.field}.meaning",
        method="vector",
        confidence=best[0][0],
        value=_measured(model, code, evidence),
    )


def _measured(model: FieldModel, code: str, evidence: Sequence[Evidence]) -> str:
    """What the words of a fact measure: every duration or time limit in them, each once."""
    measure = _MEASURES[model.codes[code].value if model.codes else ""]
    return VALUES.join(dict.fromkeys(found for item in evidence for found in measure(item.quote)))


def _yielding(model: FieldModel, codes: dict[str, list[Hit]]) -> Iterator[tuple[str, list[Hit]]]:
    """The codes with the terms left out that give way to another code that was found."""
    for code, hits in codes.items():
        gives_way = model.codes and any(other in codes for other in model.codes[code].terms_unless)
        kept = [hit for hit in hits if not gives_way or hit.rule.kind != "term"]
        if kept:
            yield code, kept


def _single(doc: Document, model: FieldModel, codes: dict[str, list[Hit]]) -> Iterator[Fact]:
    """The strongest code of a single-label field; what else was found becomes a cue."""
    ranked = [code for code in model.single if code in codes]
    if not ranked:
        yield Fact(
            model.field, model.single[-1], "affirmed", (), f"{model.field}.silence", "rule", 0.9
        )
    for order, code in enumerate(ranked):
        for fact in _facts(doc, model, {code: codes[code]}):
            yield (
                fact if order == 0 else replace(fact, field=CUES, code=f"also_{model.field}_{code}")
            )


def _only_defined(doc: Document, matcher: Matcher) -> Iterator[Fact]:
    """A cue when kinds of data stand in a definition and nowhere else."""
    hits = list(matcher.in_definitions(DATA))
    if len({hit.rule.code for hit in hits}) >= MIN_DEFINED:
        evidence = tuple(doc.cite(*hit.quote) for hit in hits[:MAX_EVIDENCE])
        yield Fact(
            CUES,
            "data_in_definition",
            "affirmed",
            evidence,
            f"{CUES}.data_in_definition",
            "rule",
            0.85,
        )


def _failing_number(doc: Document) -> Iterator[Fact]:
    """A cue when the operator's BIN or IIN cannot exist."""
    if evidence := failing_numbers(doc)[:MAX_EVIDENCE]:
        code = "number_fails_check"
        yield Fact(CUES, code, "affirmed", evidence, f"{CUES}.{code}", "rule", 0.95)


def _facts(doc: Document, model: FieldModel, codes: dict[str, list[Hit]]) -> Iterator[Fact]:
    for code, hits in sorted(codes.items()):
        best = sorted(hits, key=lambda hit: (-hit.strength, hit.rule.rank, hit.span))
        spans = _outermost(dict.fromkeys(hit.quote for hit in best))[:MAX_EVIDENCE]
        evidence = tuple(doc.cite(*span) for span in spans)
        yield Fact(
            field=model.field,
            code=code,
            polarity=model.polarity_of(code),
            evidence=evidence,
            rule_id=best[0].rule.rule_id,
            method="rule",
            confidence=_CONFIDENCE[best[0].strength],
            value=_measured(model, code, evidence),
        )


def _outermost(spans: Iterable[Span]) -> list[Span]:
    """The spans that no other one holds, in the order given."""
    ordered = list(spans)
    return [
        span
        for span in ordered
        if not any(o != span and o.start <= span.start and span.end <= o.end for o in ordered)
    ]
