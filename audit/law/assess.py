"""Facts + checklist -> verdicts, by named predicates; no code knows any single criterion."""

from __future__ import annotations

import datetime
import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice, product
from typing import NamedTuple

from audit.core import Contact, Document, Evidence, Fact, Finding, Span, Status, Text3, Verdict
from audit.facts.extract import VALUES
from audit.facts.keys import CUES, FINDINGS, FactIndex, as_fact
from audit.facts.names import is_individual, is_legal_name
from audit.facts.rules import load_ruleset
from audit.facts.values import days_of_term, terms_in
from audit.law.checklist import Checklist, Condition, Criterion, Outcome

MIN_LETTERS = 200
"""A text with fewer letters is no policy that could be judged."""

SILENCE_CONFIDENCE = 0.85
"""How sure "nothing was found" is: the recall of extraction on policies it was not tuned to."""

MAX_EVIDENCE = 4

RULED_FIELDS = (
    "data_categories",
    "data_not_collected",
    "purposes",
    "recipients",
    "transfer_conditions",
    "cross_border",
    "storage_location",
    "retention",
    "rights",
    "legal_bases",
    "security_measures",
    "trackers",
    "change_policy",
    "law_references",
    "statements",
    FINDINGS,
    CUES,
)
"""Every field that must have rules before its silence counts."""

_ORDINARY_DATA_DENIED = tuple(
    f"data_not_collected.{code}"
    for code in (
        "full_name",
        "email",
        "phone",
        "ip_address",
        "device_info",
        "usage_data",
        "user_content",
    )
)
"""What a policy denies that denies data as such; a denial of health or biometric data is narrower."""

_TOO_SHORT = Text3(
    en="The text is too short to be judged.",
    kk="Мәтін бағалау үшін тым қысқа.",
    ru="Текст слишком короткий, чтобы его оценить.",
)

_COLLECTS_NOTHING = Text3(
    en="The policy lists no data and says that it collects none.",
    kk="Саясатта деректер тізілмеген, олар жиналмайды делінген.",
    ru="Политика не перечисляет данных и говорит, что их не собирает.",
)

_NO_RULES = Text3(
    en="There are no working rules for this in the language of the text.",
    kk="Мәтін тілінде бұған арналған жұмыс істейтін ережелер жоқ.",
    ru="Для языка текста нет действующих правил по этому вопросу.",
)

_UNREAD = Text3(
    en="A part of the documents could not be read ({parts}); what the others leave unsaid may stand there.",
    kk="Құжаттардың бір бөлігін оқу мүмкін болмады ({parts}); қалғандарында айтылмағаны сонда жазылған болуы мүмкін.",
    ru="Часть документов прочитать не удалось ({parts}); там может быть сказано то, о чём остальные молчат.",
)

_MORE_UNREAD = Text3(
    en="{reason} A part that could not be read ({parts}) may say more.",
    kk="{reason} Оқылмаған бөлікте ({parts}) бұдан көбірек айтылған болуы мүмкін.",
    ru="{reason} В непрочитанной части ({parts}) может быть сказано больше.",
)


@dataclass(frozen=True)
class WhatIsSaid:
    """What one policy says, ready to be asked: facts and cues by key, contacts by kind.

    `silent_fields` have no rules for the language of the text, so that their silence means nothing.
    `too_short` is a text of so few letters that it is no policy.
    `unread` are parts of the unit that could not be read: then no silence of the others counts.
    `scopes` are the spans of the parts, else of the whole text; nearness ends with them.
    `line_ends` are where the paragraphs of the text end.
    """

    facts: dict[str, Fact]
    contacts: dict[str, tuple[Contact, ...]]
    languages: tuple[str, ...]
    too_short: bool
    silent_fields: frozenset[str]
    unread: tuple[str, ...] = ()
    scopes: tuple[Span, ...] = ()
    line_ends: tuple[int, ...] = ()

    @classmethod
    def of(
        cls,
        doc: Document,
        facts: Iterable[Fact],
        contacts: Sequence[Contact],
        findings: Iterable[Finding] = (),
    ) -> WhatIsSaid:
        """What `doc` says; findings are asked for under the field `findings`."""
        kinds = dict.fromkeys(contact.kind for contact in contacts)
        return cls(
            facts={fact.key: fact for fact in (*facts, *map(as_fact, findings))},
            contacts={kind: tuple(c for c in contacts if c.kind == kind) for kind in kinds},
            languages=doc.languages,
            too_short=sum(1 for _ in islice(filter(str.isalpha, doc.text), MIN_LETTERS))
            < MIN_LETTERS,
            silent_fields=_silent_fields(doc.language),
            unread=tuple(part.source for part in doc.unread),
            scopes=doc.scopes,
            line_ends=tuple(match.start() for match in re.finditer("\n", doc.text)),
        )

    @cached_property
    def collects_nothing(self) -> tuple[Evidence, ...]:
        """The words by which a policy that lists no data says that it collects none."""
        if self.unread or any(True for _ in self.matching(["data_categories.*", "purposes.*"])):
            return ()
        denials = self.matching([f"{CUES}.collects_no_data", *_ORDINARY_DATA_DENIED])
        return tuple(fact.evidence[0] for fact in denials)

    def beside(self, item: Evidence, keys: Iterable[str]) -> bool:
        """True when words for one of `keys` stand in the paragraph of `item`."""
        line = bisect(self.line_ends, item.start)
        return any(
            bisect(self.line_ends, other.start) == line
            for fact in self.matching(keys)
            for other in fact.evidence
        )

    def matching(self, keys: Iterable[str]) -> Iterator[Fact]:
        """Facts whose key is one of `keys`; a key may end in `*`."""
        return self._index.matching(keys)

    @cached_property
    def _index(self) -> FactIndex:
        return FactIndex(self.facts)


@cache
def _silent_fields(language: str) -> frozenset[str]:
    return frozenset(field for field in RULED_FIELDS if not load_ruleset().speaks(field, language))


class Answer(NamedTuple):
    """Whether a condition holds, on which words, and how sure that is.

    `by_silence` when it holds because something was not found.
    """

    holds: bool
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 1.0
    by_silence: bool = False


_NO = Answer(False)
_YES = Answer(True)
_SILENT = Answer(True, (), SILENCE_CONFIDENCE, by_silence=True)


def assess(said: WhatIsSaid, checklist: Checklist) -> tuple[Verdict, ...]:
    """One verdict a criterion, in the order of the checklist."""
    return tuple(_verdict(said, criterion, checklist) for criterion in checklist.criteria)


def _verdict(said: WhatIsSaid, criterion: Criterion, checklist: Checklist) -> Verdict:
    """The verdict of the first outcome that holds, where the criterion can be asked at all."""

    def verdict(status: Status, reason: Text3, answer: Answer) -> Verdict:
        return Verdict(
            criterion_id=criterion.id,
            edition=checklist.edition.id,
            status=status,
            severity=criterion.severity,
            duty=criterion.duty,
            reason=reason,
            evidence=tuple(sorted(set(answer.evidence))[:MAX_EVIDENCE]),
            confidence=answer.confidence,
        )

    if said.too_short:
        return verdict("not_assessable", _TOO_SHORT, _YES)
    if said.silent_fields and any(
        key.partition(".")[0] in said.silent_fields for key in criterion.asks_about()
    ):
        return verdict("not_assessable", _NO_RULES, _YES)
    if criterion.processing_only and said.collects_nothing:
        return verdict("not_applicable", _COLLECTS_NOTHING, Answer(True, said.collects_nothing))
    for outcome in criterion.outcomes:
        answer = (
            ask(outcome.when, said, checklist.edition.in_force_from) if outcome.when else _SILENT
        )
        if answer.holds and said.unread:
            return verdict(*_with_unread(said, outcome, answer))
        if answer.holds:
            return verdict(outcome.status, outcome.reason, answer)
    raise AssertionError("the last outcome has no condition")


def _with_unread(
    said: WhatIsSaid, outcome: Outcome, answer: Answer
) -> tuple[Status, Text3, Answer]:
    """The outcome for a unit of which a part could not be read.

    What rests on silence cannot be judged; what is half said may be said in full there.
    """
    status: Status
    if answer.by_silence:
        status, words, answer = "not_assessable", _UNREAD, _YES
    elif outcome.status == "partial":
        status, words = outcome.status, _MORE_UNREAD
    else:
        return outcome.status, outcome.reason, answer
    told = (
        text.format(reason=reason, parts=", ".join(said.unread))
        for text, reason in zip(words, outcome.reason, strict=True)
    )
    return status, Text3(*told), answer


def ask(condition: Condition, said: WhatIsSaid, in_force_from: datetime.date) -> Answer:
    """Whether `condition` holds of what was said; the predicates are the keys of `Condition`."""
    (predicate,) = condition.model_fields_set
    match predicate:
        case "all":
            return _all([ask(inner, said, in_force_from) for inner in condition.all])
        case "any":
            return _any([ask(inner, said, in_force_from) for inner in condition.any])
        case "none":
            answers = [ask(inner, said, in_force_from) for inner in condition.none]
            return _NO if any(answer.holds for answer in answers) else _SILENT
        case "says":
            return _any([_found(fact) for fact in said.matching(condition.says)])
        case "says_all":
            return _all(
                [_any([_found(f) for f in said.matching([key])]) for key in condition.says_all]
            )
        case "count":
            return _count(condition, said)
        case "contact":
            return _contacts([c for kind in condition.contact for c in said.contacts.get(kind, ())])
        case "legal_name":
            names = [c for c in said.contacts.get("operator_names", ()) if is_legal_name(c.value)]
            return _contacts(names) if condition.legal_name else _absent(names)
        case "individual":
            names = [c for c in said.contacts.get("operator_names", ()) if is_individual(c.value)]
            return _contacts(names) if condition.individual else _absent(names)
        case "collects_nothing":
            return Answer(
                bool(said.collects_nothing) == condition.collects_nothing, said.collects_nothing
            )
        case "near":
            return _near(condition, said)
        case "term":
            return _term(condition, said)
        case "languages":
            return Answer(len(said.languages) >= (condition.languages or 0))
        case "since":
            return Answer(in_force_from >= datetime.date.fromisoformat(condition.since))
        case "dated_before":
            return _dated_before(condition.dated_before, said)
    raise AssertionError(f"no predicate {predicate!r}")


def _found(fact: Fact) -> Answer:
    return Answer(True, fact.evidence, fact.confidence)


def _all(answers: Sequence[Answer]) -> Answer:
    if not all(answer.holds for answer in answers):
        return _NO
    evidence = tuple(item for answer in answers for item in answer.evidence[:2])
    confidence = min((answer.confidence for answer in answers), default=1.0)
    return Answer(True, evidence, confidence, any(answer.by_silence for answer in answers))


def _any(answers: Sequence[Answer]) -> Answer:
    holding = [answer for answer in answers if answer.holds]
    if not holding:
        return _NO
    evidence = tuple(item for answer in holding for item in answer.evidence[:2])
    confidence = max(answer.confidence for answer in holding)
    return Answer(True, evidence, confidence, all(answer.by_silence for answer in holding))


def _contacts(contacts: Sequence[Contact]) -> Answer:
    return Answer(bool(contacts), tuple(contact.evidence for contact in contacts), 0.95)


def _absent(contacts: Sequence[Contact]) -> Answer:
    return _NO if contacts else _YES._replace(by_silence=True)


def _count(condition: Condition, said: WhatIsSaid) -> Answer:
    assert condition.count
    facts = list(said.matching(condition.count.of))
    if len(facts) < condition.count.at_least:
        return _NO
    return _any([_found(fact) for fact in facts])


def _near(condition: Condition, said: WhatIsSaid) -> Answer:
    assert condition.near
    near = condition.near
    contacts = [c for kind in near.contacts for c in said.contacts.get(kind, ())]
    for fact in said.matching(near.keys):
        for item, contact in product(fact.evidence, contacts):
            after, before = contact.evidence.start - item.end, item.start - contact.evidence.end
            is_near = -near.within <= after <= near.within or 0 <= before <= near.within
            if is_near and _in_one_scope(said, item, contact.evidence):
                return Answer(True, (item, contact.evidence), fact.confidence)
    return _NO


def _in_one_scope(said: WhatIsSaid, one: Evidence, other: Evidence) -> bool:
    """False for words of two parts of a unit, however near they stand in its text."""
    whole = Span(min(one.start, other.start), max(one.end, other.end))
    return sum(scope.overlaps(whole) for scope in said.scopes) <= 1


def _term(condition: Condition, said: WhatIsSaid) -> Answer:
    assert condition.term
    term = condition.term
    for fact in said.matching([term.of]):
        places = fact.evidence
        stated = fact.value.split(VALUES) if fact.value else []
        if term.beside:
            places = tuple(item for item in places if said.beside(item, term.beside))
            limits = (limit for item in places for limit in terms_in(item.quote))
            stated = list(dict.fromkeys(limits))
        if not stated:
            continue
        shortest = min(map(days_of_term, stated))
        over = term.over and shortest > days_of_term(term.over)
        within = term.within and shortest <= days_of_term(term.within)
        if over or within or 0 < term.different <= len(stated):
            return Answer(True, places, fact.confidence)
    return _NO


def _dated_before(day: str, said: WhatIsSaid) -> Answer:
    dates = said.contacts.get("effective_dates", ())
    latest = max((contact.value for contact in dates), default="")
    return _contacts(dates) if latest and latest < day else _NO
