"""What extraction gets right and wrong in the labelled documents, and why: for the analysis of errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from audit.core import Fact
from audit.facts.extract import extract
from audit.facts.keys import CUES
from audit.facts.match import Matcher
from audit.facts.rules import load_ruleset
from audit.facts.semantics import SILENT_ROLES, SecondOpinion
from audit.labels import Labelled, is_trained


@dataclass(frozen=True, slots=True)
class ExtractionOutcome:
    """One code that a labelled document says or was found to say, and how that went.

    `outcome` is `right`, `false` or `missed`; `cause` says why not right. `text` is the clause on
    which it turns; `rule_id`, `method` and `confidence` are those of the fact, none for a missed code.
    """

    document: str
    language: str
    field: str
    code: str
    outcome: str
    cause: str
    rule_id: str
    method: str
    confidence: float | None
    text: str


def outcomes(
    documents: Iterable[Labelled], *, opinion: SecondOpinion | None = None
) -> Iterator[ExtractionOutcome]:
    """What extraction gets right and wrong in labelled documents, by document, field and code.

    Codes that one clause cannot show, and those that two careful readers may dispute, are left out.
    """
    for entry in documents:
        matcher = Matcher(entry.doc, entry.clauses, load_ruleset())
        facts = extract(entry.doc, entry.clauses, opinion=opinion)
        given = {fact.key: fact for fact in facts if fact.evidence and is_trained(fact.key)}
        wanted = {code for codes in entry.labels.values() for code in codes if is_trained(code)}
        for code in sorted(given.keys() | wanted):
            fact, said = given.get(code), entry.is_said(code)
            if said is None:
                continue
            if fact:
                number = _place(entry, fact)
                cause = "" if said else _cause_of_false(entry, number, code)
            else:
                number = next(at for at, codes in entry.labels.items() if codes.get(code))
                cause = _cause_of_miss(entry, number, code, facts, matcher)
            name, _, short = code.partition(".")
            yield ExtractionOutcome(
                document=entry.doc.doc_id,
                language=entry.doc.language,
                field=name,
                code=short,
                outcome="missed" if not fact else "right" if said else "false",
                cause=cause,
                rule_id=fact.rule_id if fact else "",
                method=fact.method if fact else "",
                confidence=fact.confidence if fact else None,
                text=entry.doc.text[slice(*entry.clauses[number].body)],
            )


def _place(entry: Labelled, fact: Fact) -> int:
    """The clause of a fact's first evidence."""
    return next(
        at for at, clause in enumerate(entry.clauses) if fact.evidence[0].start < clause.span.end
    )


def _cause_of_miss(
    entry: Labelled, number: int, code: str, facts: Sequence[Fact], matcher: Matcher
) -> str:
    """Why nothing found `code`, which the labels give clause `number`: the first cause that holds."""
    clause, name = entry.clauses[number], code.partition(".")[0]
    there = [
        fact
        for fact in facts
        if any(evidence.span.overlaps(clause.span) for evidence in fact.evidence)
    ]
    if any(fact.key == f"{CUES}.also_{code.replace('.', '_')}" for fact in facts):
        return "gave way to a stronger code of the field"
    if any(_opposed(fact.key, code) for fact in there):
        return "found in the opposite polarity"
    if clause.section_role in SILENT_ROLES and entry.roles[number] not in SILENT_ROLES:
        return "taken for definition or page furniture"
    if clause.kind == "heading":
        return "taken for a heading"
    if clause.language != entry.doc.language:
        return "language misread"
    if matcher.term_of(number, code):
        return "term known, context not recognised"
    if any(fact.field == name for fact in there):
        return "wording not known beside other codes of the field"
    return "wording not known"


def _cause_of_false(entry: Labelled, number: int, code: str) -> str:
    """Why `code` was found in clause `number`, whose labels lack it: the first cause that holds."""
    clause, name = entry.clauses[number], code.partition(".")[0]
    labelled = entry.labels.get(number, {})
    if any(_opposed(other, code) for other in labelled):
        return "found in the opposite polarity"
    if entry.roles[number] in SILENT_ROLES and clause.section_role not in SILENT_ROLES:
        return "definition or page furniture not recognised"
    if clause.language != entry.doc.language:
        return "language misread"
    if any(other.partition(".")[0] == name for other in labelled):
        return "only another code of the field labelled there"
    return "nothing of the field labelled there"


def _opposed(one: str, other: str) -> bool:
    """True for two codes of which one denies what the other affirms."""
    fields = load_ruleset().fields
    (name, _, code), (name2, _, code2) = one.partition("."), other.partition(".")
    if name == name2:
        denied = fields[name].denied_codes if name in fields else ()
        return (code in denied) != (code2 in denied)
    borrows = {field: model.codes_of for field, model in fields.items()}
    return code == code2 and (borrows.get(name) == name2 or borrows.get(name2) == name)
