"""Clauses -> facts: hits of one code become one fact, single-label fields get one code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from audit.core import Clause, Document, Evidence, Fact, Span
from audit.embed import Encoder
from audit.facts.match import Hit, Matcher
from audit.facts.rules import FieldModel, Ruleset, load_ruleset
from audit.facts.semantics import judge, load_semantics
from audit.facts.values import duration_in, term_in

DATA, CUES = "data_categories", "cues"

MIN_DEFINED = 2
"""Kinds of data in a definition that make it look like a list of data."""

MAX_EVIDENCE = 6
"""Places shown for one fact; the surest, then the first in the text."""

_CONFIDENCE = {3: 0.92, 2: 0.9, 1: 0.7}
"""By strength of the hit, until the classifier's calibration replaces it."""

_MEASURES: dict[str, Callable[[str], str]] = {
    "": lambda quote: "",
    "duration": duration_in,
    "term": term_in,
}


def extract(
    doc: Document,
    clauses: Sequence[Clause],
    *,
    encoder: Encoder | None = None,
    ruleset: Ruleset | None = None,
) -> tuple[Fact, ...]:
    """What `doc` says, one fact a code, in the order of fields and codes.

    With an `encoder` the trained second opinion speaks where the rules leave doubt. Single-label
    fields appear as exactly one fact, whose evidence is empty for silence. Facts of the field
    `cues` are signs for the checklist, not codes of the codebook.
    """
    ruleset = ruleset or load_ruleset()
    matcher = Matcher(doc, clauses, ruleset)
    found: dict[tuple[str, str], list[Hit]] = defaultdict(list)
    for hit in matcher.hits():
        found[hit.rule.field, hit.rule.code].append(hit)
    facts: list[Fact] = []
    for name, model in ruleset.fields.items():
        codes = {code: hits for code in ruleset.codes(name) if (hits := found[name, code])}
        codes = dict(_yielding(model, codes))
        if model.single:
            facts.extend(_single(doc, model, codes))
        else:
            facts.extend(_facts(doc, model, codes))
    if encoder:
        facts = list(_with_meant(doc, clauses, matcher, encoder, facts))
    if not any(fact.field == DATA for fact in facts):
        facts.extend(_only_defined(doc, matcher))
    return tuple(sorted(facts, key=lambda fact: (fact.field, fact.code)))


def _with_meant(
    doc: Document,
    clauses: Sequence[Clause],
    matcher: Matcher,
    encoder: Encoder,
    ruled: Sequence[Fact],
) -> Iterator[Fact]:
    """The facts of the rules, and those that only the meaning of a clause shows."""
    model = load_semantics()
    places: dict[str, list[tuple[float, Evidence]]] = defaultdict(list)
    for number, codes in judge(
        doc, clauses, matcher.doubts(), model=model, encoder=encoder
    ).items():
        for key, likely in codes.items():
            places[key].append((likely, _said_in(doc, clauses[number], matcher, number, key)))
    known = {fact.key for fact in ruled}
    spoken = {fact.field for fact in ruled if fact.evidence}
    fields = matcher.ruleset.fields
    meant = {
        key: sorted(found, key=lambda place: (-place[0], place[1]))
        for key, found in places.items()
        if key not in known and not (fields[key.partition(".")[0]].single and key.partition(".")[0] in spoken)
    }
    replaced = {name for key in meant if fields[name := key.partition(".")[0]].single}
    yield from (fact for fact in ruled if fact.field not in replaced)
    for key, found in sorted(meant.items()):
        name, _, code = key.partition(".")
        denied = fields[name].polarity == "denied" or code in fields[name].denied_codes
        measure = _MEASURES[fields[name].codes[code].value if fields[name].codes else ""]
        yield Fact(
            field=name,
            code=code,
            polarity="denied" if denied else "affirmed",
            evidence=tuple(evidence for _, evidence in found[:MAX_EVIDENCE]),
            rule_id=f"{name}.meaning",
            method="vector",
            confidence=found[0][0],
            value=measure(found[0][1].quote),
        )


def _said_in(
    doc: Document, clause: Clause, matcher: Matcher, number: int, key: str
) -> Evidence:
    """The words of a clause that show a code: its term if one stands there, else the clause."""
    term = matcher.term_of(number, key)
    return doc.cite(*(term or clause.body))


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


def _facts(doc: Document, model: FieldModel, codes: dict[str, list[Hit]]) -> Iterator[Fact]:
    for code, hits in sorted(codes.items()):
        best = sorted(hits, key=lambda hit: (-hit.strength, hit.rule.rank, hit.span))
        spans = _outermost(dict.fromkeys(hit.quote for hit in best))[:MAX_EVIDENCE]
        denied = model.polarity == "denied" or code in model.denied_codes
        measure = _MEASURES[model.codes[code].value if model.codes else ""]
        yield Fact(
            field=model.field,
            code=code,
            polarity="denied" if denied else "affirmed",
            evidence=tuple(doc.cite(*span) for span in spans),
            rule_id=best[0].rule.rule_id,
            method="rule",
            confidence=_CONFIDENCE[best[0].strength],
            value=measure(doc.text[slice(*best[0].span)]),
        )


def _outermost(spans: Iterable[Span]) -> list[Span]:
    """The spans that no other one holds, in the order given."""
    ordered = list(spans)
    return [
        span
        for span in ordered
        if not any(o != span and o.start <= span.start and span.end <= o.end for o in ordered)
    ]
