"""Review by a person: decisions kept line by line in a file, and audits that honour them.

`data/review.jsonl` is append-only, one decision a line. Of several decisions on one thing the last
that was made on the text at hand counts. A decision on another text is stale: it is reported and
not applied, because the words it judged may be gone.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import Field, model_validator

from audit import conflict, law
from audit.conflict.detect import finding_rules
from audit.core import (
    STATUSES,
    Audit,
    Document,
    Evidence,
    Fact,
    Finding,
    Problem,
    Status,
    Text3,
    Verdict,
)
from audit.core.codec import dump_line
from audit.facts import load_ruleset
from audit.facts.extract import VALUES
from audit.facts.keys import CUES, FINDINGS, as_fact
from audit.facts.values import days_of_term
from audit.rulefile import RuleModel, load_lines

FILE = "review.jsonl"
STALE, UNFIT = "stale_review", "unfit_review"
"""Codes of problems: a decision on another text; one that cannot be carried out."""

DOUBTFUL = 0.9
"""What is less sure waits for a person, in the queue and on the site; facts of meaning always do.

Rules that name what they find give 0.90 or more, so that it does not; a loose match (0.70) does.
"""

Action = Literal["accept", "reject", "change"]

_CONFIRMED = Text3(
    en="Confirmed by a person ({reviewer}, {date}). {note} {reason}",
    kk="Адам растаған ({reviewer}, {date}). {note} {reason}",
    ru="Подтверждено человеком ({reviewer}, {date}). {note} {reason}",
)
_CHANGED = Text3(
    en="Changed by a person ({reviewer}, {date}): {note} The reason the program gave: {reason}",
    kk="Адам өзгерткен ({reviewer}, {date}): {note} Бағдарлама келтірген себеп: {reason}",
    ru="Изменено человеком ({reviewer}, {date}): {note} Причина, названная программой: {reason}",
)


class Decision(RuleModel):
    """What one person decided on one thing of one text.

    `what` is a fact or finding (`field.code`) or a criterion (`KZ-27`). `value` is for a change
    only: the status of a verdict, the right code of a fact, or its right term ("P3Y"). `quote` are
    words of the text that prove it; an accepted fact that the program did not find needs them.
    A decision on a verdict with an `edition` holds for that edition of the law only.
    Raises ValueError for what cannot be decided.
    """

    policy_id: str = Field(min_length=1)
    text_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    what: str
    action: Action
    reviewer: str = Field(min_length=1)
    date: datetime.date
    value: str = ""
    quote: str = ""
    note: str = ""
    edition: str = ""

    @property
    def on_verdict(self) -> bool:
        """True for a decision on a verdict, false for one on a fact or finding."""
        return "." not in self.what

    @property
    def on_finding(self) -> bool:
        """True for a decision on a finding."""
        return self.what.startswith(f"{FINDINGS}.")

    @model_validator(mode="after")
    def _can_be_decided(self) -> Decision:
        if bool(self.value) != (self.action == "change"):
            raise ValueError("a change, and nothing else, needs a value")
        if self.on_verdict:
            _check_verdict(self)
        elif self.on_finding:
            _check_finding(self)
        else:
            _check_fact(self)
        return self


def _check_verdict(decision: Decision) -> None:
    if decision.what not in law.library().criteria:
        raise ValueError(f"no fact (field.code) and no criterion is called {decision.what!r}")
    if decision.action == "change" and decision.value not in STATUSES:
        raise ValueError(f"a verdict changes to one of {', '.join(STATUSES)}")
    if decision.action != "accept" and not decision.note.strip():
        raise ValueError("who overrules a verdict says why, in the note")


def _check_finding(decision: Decision) -> None:
    code = decision.what.partition(".")[2]
    if code not in finding_rules():
        raise ValueError(f"no finding is called {code!r}")
    if decision.action == "change":
        raise ValueError("a finding is accepted or rejected")


def _check_fact(decision: Decision) -> None:
    field, _, code = decision.what.partition(".")
    if field == CUES or field not in load_ruleset().fields:
        raise ValueError(f"no field of the codebook is called {field!r}")
    codes = load_ruleset().codes(field)
    if code not in codes:
        raise ValueError(f"{field} has no code {code!r}")
    term = bool(codes[code].value) and _is_term(decision.value)
    if decision.action == "change" and not term and decision.value not in codes.keys() - {code}:
        raise ValueError(f"a fact of {field} changes to another of its codes")


def _is_term(text: str) -> bool:
    """True for what a fact measures: one time limit, or several."""
    try:
        return all(days_of_term(part) for part in text.split(VALUES))
    except ValueError:
        return False


def read(path: Path) -> tuple[list[Decision], list[Problem]]:
    """The decisions in `path` in their order, and a problem for every line that holds none.

    Raises InputError when there is no such file.
    """
    return load_lines(path, Decision, code="bad_review")


def append(path: Path, decision: Decision) -> None:
    """Writes `decision` as the last line of `path`; what stands there stays as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line = dump_line(decision.model_dump(mode="json", exclude_defaults=True)).encode()
    with path.open("ab+") as file:
        if file.tell():
            file.seek(-1, 2)
            line = line if file.read(1) == b"\n" else b"\n" + line
        file.write(line)


def beside(inputs: Sequence[Path]) -> Path | None:
    """The file of decisions beside the first input (`data/review.jsonl` for `data/raw`), if any."""
    path = inputs[0].absolute().parent / FILE if inputs else None
    return path if path and path.is_file() else None


def by_policy(decisions: Iterable[Decision]) -> dict[str, tuple[Decision, ...]]:
    """Policy id -> its decisions, in their order."""
    found: dict[str, tuple[Decision, ...]] = {}
    for decision in decisions:
        found[decision.policy_id] = (*found.get(decision.policy_id, ()), decision)
    return found


def apply(audit: Audit, decisions: Iterable[Decision]) -> Audit:
    """`audit` as its reviewers corrected it; decisions on other policies are left aside.

    Facts are corrected first, then findings that rest on them are sought again and all verdicts
    assessed again; decisions on verdicts come last. What cannot be applied is in `problems`.
    """
    counting = _counting(audit, decisions)
    if not counting:
        return audit
    unfit = {
        decision.what: problem for decision in counting if (problem := _why_not(audit, decision))
    }
    fitting = [decision for decision in counting if decision.what not in unfit]
    on_facts = [decision for decision in fitting if not decision.on_verdict]
    on_verdicts = {decision.what: decision for decision in fitting if decision.on_verdict}
    audit = _with_facts(audit, on_facts)
    undecided = tuple(v for v in audit.verdicts if v.criterion_id not in on_verdicts)
    audit = law.rejudge(
        replace(audit, verdicts=undecided),
        datetime.date.fromisoformat(audit.as_of),
        edition=audit.edition,
    )
    verdicts = tuple(
        _decided(audit.document, verdict, on_verdicts.get(verdict.criterion_id))
        for verdict in audit.verdicts
    )
    return replace(
        audit,
        verdicts=verdicts,
        score=law.score(verdicts),
        problems=(*audit.problems, *unfit.values()),
        provenance={**audit.provenance, "review": fingerprint(fitting)},
    )


def unheeded(audit: Audit) -> list[Problem]:
    """The problems of `audit` that are decisions which could not be applied."""
    return [problem for problem in audit.problems if problem.code in (STALE, UNFIT)]


def unheeded_in(record: Mapping[str, Any]) -> list[Problem]:
    """The same of a record."""
    return [Problem(**entry) for entry in record["problems"] if entry["code"] in (STALE, UNFIT)]


def _counting(audit: Audit, decisions: Iterable[Decision]) -> list[Decision]:
    """One decision a thing: the last on this text, else the last."""
    counting: dict[str, Decision] = {}
    for decision in decisions:
        if decision.policy_id != audit.document.doc_id:
            continue
        before = counting.get(decision.what)
        if not before or _fits(audit, decision) or not _fits(audit, before):
            counting[decision.what] = decision
    return list(counting.values())


def _fits(audit: Audit, decision: Decision) -> bool:
    return decision.text_sha256 == audit.document.sha256 and (
        not decision.on_verdict or decision.edition in ("", audit.edition)
    )


def _why_not(audit: Audit, decision: Decision) -> Problem | None:
    """Why `decision` is not applied; None when it is."""
    made = f"the decision of {decision.date} on {decision.what}"
    where = audit.document.doc_id
    if decision.text_sha256 != audit.document.sha256:
        return Problem(
            STALE, f"{made} was made on another text", where, "review it again on this text"
        )
    if not _fits(audit, decision):
        return Problem(
            STALE,
            f"{made} was made on edition {decision.edition}",
            where,
            f"review it again by edition {audit.edition}",
        )
    if decision.quote and decision.quote not in audit.document.text:
        return Problem(
            UNFIT, f"{made} quotes words that are not in the text", where, "copy them from the text"
        )
    if decision.on_verdict or decision.on_finding:
        return None
    fact = next((fact for fact in audit.facts if fact.key == decision.what), None)
    if decision.action == "reject" and fact and not fact.evidence:
        return Problem(
            UNFIT, f"{made} rejects silence", where, "accept what is said, with its quote"
        )
    if decision.action != "reject" and not fact and not decision.quote:
        return Problem(UNFIT, f"{made} has no words to show", where, "give a quote of the text")
    return None


def _with_facts(audit: Audit, decisions: Sequence[Decision]) -> Audit:
    """`audit` with facts and findings corrected; its verdicts are those of before."""
    facts = {fact.key: fact for fact in audit.facts}
    on_facts = [decision for decision in decisions if not decision.on_finding]
    for decision in on_facts:
        _correct(audit, facts, decision)
    for answer in _second_answers(audit, facts, on_facts):
        facts[answer.key] = answer
    corrected = tuple(sorted(facts.values(), key=lambda fact: (fact.field, fact.code)))
    decided = {decision.what: decision.action for decision in decisions}
    actions = [
        (finding, decided.get(as_fact(finding).key)) for finding in _found_again(audit, corrected)
    ]
    findings = tuple(
        replace(finding, confidence=1.0) if action == "accept" else finding
        for finding, action in actions
        if action != "reject"
    )
    return replace(audit, facts=corrected, findings=findings)


def _correct(audit: Audit, facts: dict[str, Fact], decision: Decision) -> None:
    """Carries out a decision on a fact in `facts`, which are by key."""
    field, _, code = decision.what.partition(".")
    model = load_ruleset().fields[field]
    fact = facts.pop(decision.what, None)
    if decision.action == "reject":
        return
    codes = load_ruleset().codes(field)
    code, value = (decision.value, "") if decision.value in codes else (code, decision.value)
    if model.single:
        for other in model.single:
            facts.pop(f"{field}.{other}", None)
    facts[f"{field}.{code}"] = Fact(
        field=field,
        code=code,
        polarity=model.polarity_of(code),
        evidence=_shown(audit.document, fact, decision),
        rule_id=fact.rule_id if fact else "review",
        method="review",
        confidence=1.0,
        value=value or (fact.value if fact and fact.code == code else ""),
    )


def _second_answers(
    audit: Audit, facts: Mapping[str, Fact], decisions: Iterable[Decision]
) -> Iterator[Fact]:
    """What else the text says on fields with one answer whose answer was rejected."""
    rejected = {decision.what for decision in decisions if decision.action == "reject"}
    answered = {fact.field for fact in facts.values()}
    for field in sorted({key.partition(".")[0] for key in rejected} - answered):
        if load_ruleset().fields[field].single:
            yield _runner_up(audit, field, rejected)


def _runner_up(audit: Audit, field: str, rejected: Collection[str]) -> Fact:
    """The strongest answer on a field that the text gives and nobody rejected; silence when none."""
    single = load_ruleset().fields[field].single
    cues = {cue.code: cue for cue in audit.cues}
    for code in single:
        cue = cues.get(f"also_{field}_{code}")
        if cue and f"{field}.{code}" not in rejected:
            return replace(cue, field=field, code=code)
    return Fact(field, single[-1], "affirmed", (), f"{field}.silence", "review", 1.0)


def _shown(doc: Document, fact: Fact | None, decision: Decision) -> tuple[Evidence, ...]:
    """All words of the fact when the decision quotes some of them or none, else what it quotes."""
    known = {item.quote for item in fact.evidence} if fact else set()
    if fact and (not decision.quote or decision.quote in known):
        return fact.evidence
    return _quoted(doc, decision)


def _quoted(doc: Document, decision: Decision) -> tuple[Evidence, ...]:
    """The first place where the words of the decision stand."""
    at = doc.text.find(decision.quote)
    return (doc.cite(at, at + len(decision.quote)),) if decision.quote.strip() else ()


def _found_again(audit: Audit, facts: Sequence[Fact]) -> list[Finding]:
    """The findings of `audit` without those that `facts` no longer support, with those they add."""
    if facts == audit.facts:
        return list(audit.findings)
    known = {finding.code: finding for finding in audit.findings}
    before, after = (_detected(audit, some) for some in (audit.facts, facts))
    return [
        known[code] if finding == before.get(code) else finding
        for code, finding in after.items()
        if code in known or code not in before
    ]


def _detected(audit: Audit, facts: Sequence[Fact]) -> dict[str, Finding]:
    said = map(as_fact, audit.findings)
    own = [fact for fact in said if fact.rule_id != fact.key]  # those that are not derived
    found = conflict.detect(audit.document, audit.clauses, (*facts, *audit.cues, *own))
    return {finding.code: finding for finding in found}


def _decided(doc: Document, verdict: Verdict, decision: Decision | None) -> Verdict:
    """`verdict` as decided; the status that the program gave stays in `machine`."""
    if decision is None:
        return verdict
    given = {"accept": verdict.status, "reject": "not_assessable"}.get(decision.action)
    status = next(status for status in STATUSES if status == (given or decision.value))
    words = _CONFIRMED if decision.action == "accept" else _CHANGED
    told = {"reviewer": decision.reviewer, "date": decision.date, "note": decision.note.strip()}
    reason = Text3(
        *(
            " ".join(words.in_language(code).format(**told, reason=reason).split())
            for code, reason in verdict.reason._asdict().items()
        )
    )
    return replace(
        verdict,
        status=status,
        reason=reason,
        evidence=_quoted(doc, decision) or verdict.evidence,
        confidence=1.0,
        machine=verdict.status,
    )


def fingerprint(decisions: Sequence[Decision]) -> str:
    """A hash of `decisions`; empty for none."""
    if not decisions:
        return ""
    lines = "".join(dump_line(decision.model_dump(mode="json")) for decision in decisions)
    return hashlib.sha256(lines.encode()).hexdigest()[:16]


class Item(NamedTuple):
    """One thing that waits for a person: how sure the program is, and what hangs on it.

    `effect` is by how many points the score moves if the decision goes the other way: a fact or
    finding rejected, a verdict turned round.
    """

    policy_id: str
    what: str
    confidence: float
    effect: float
    subject: Fact | Finding | Verdict


def queue(audits: Iterable[Audit], *, below: float = DOUBTFUL) -> list[Item]:
    """Uncertain facts, findings and verdicts that nobody has reviewed, greatest effect first.

    Uncertain are facts found by meaning and all that is less sure than `below`. Silence of a
    fact's field and verdicts that could not be assessed are left out.
    """
    items = [item for audit in audits for item in _items(audit, below)]
    return sorted(items, key=rank)


def doubtful(fact: Fact, below: float = DOUBTFUL) -> bool:
    """True when a person should look at `fact`: found by meaning alone, or less sure than `below`."""
    return fact.method == "vector" or (fact.method != "review" and fact.confidence < below)


def rank(item: Item) -> tuple[float, float, str, str]:
    """What orders the queue: the greatest effect first, then what is least sure."""
    return -abs(item.effect), item.confidence, item.policy_id, item.what


def _items(audit: Audit, below: float) -> Iterator[Item]:
    name = audit.document.doc_id
    for fact in audit.facts:
        if doubtful(fact, below) and fact.evidence:
            yield Item(name, fact.key, fact.confidence, _if_rejected(audit, fact.key), fact)
    for finding in audit.findings:
        if finding.confidence < below:
            key = as_fact(finding).key
            yield Item(name, key, finding.confidence, _if_rejected(audit, key), finding)
    for verdict in audit.verdicts:
        if verdict.confidence < below and verdict.status in law.POINTS:
            effect = _if_turned(audit, verdict)
            yield Item(name, verdict.criterion_id, verdict.confidence, effect, verdict)


def _if_rejected(audit: Audit, what: str) -> float:
    decision = Decision(
        policy_id=audit.document.doc_id,
        text_sha256=audit.document.sha256,
        what=what,
        action="reject",
        reviewer="-",
        date=datetime.date.fromisoformat(audit.as_of),
    )
    return law.points_between(audit.score, apply(audit, [decision]).score)


def _if_turned(audit: Audit, verdict: Verdict) -> float:
    """The greater move of the score among the statuses that say otherwise."""
    others: dict[Status, tuple[Status, ...]] = {"met": ("missing",), "partial": ("met", "missing")}
    moves = (
        law.effect(audit, verdict.criterion_id, status)
        for status in others.get(verdict.status, ("met",))
    )
    return max(moves, key=abs)
