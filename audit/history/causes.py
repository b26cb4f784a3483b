"""Two runs -> what changed between them, and whether operator, law or our own rules changed it.

A record names the hashes of all that it depends on. The old text is judged again step by step: by
the rules of the new run and the old edition, then by the new edition; what each step moves is put
down to what the step changed. Only what is left is the operator's. Where the new run was made with
other rules than the installed ones, or reviewers decided, that cannot be done, and a change with
several possible causes says so.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from audit.core import Audit, Document, RuleError
from audit.embed import DEFAULT
from audit.facts import SecondOpinion, second_opinion
from audit.history.compare import KINDS, Cause, Change, Said, compare
from audit.law import checklist_for, rejudge
from audit.pipeline import audit_document, provenance
from audit.run import read_audits

_READING = ("package", "rules", "encoder", "model")
"""Parts of the provenance that decide which facts are found in a text."""
_REVIEW = "review"
"""Part of the provenance that names the decisions of reviewers; they are not made again here."""
_CAUSES: tuple[Cause, ...] = ("collection", "operator", "law", "rules", "review", "unknown")


def diff(old: Path | str, new: Path | str) -> list[Change]:
    """What changed between two runs (folders of `audit run`), by policy, cause and kind."""
    return differences(read_audits(old), read_audits(new))


def differences(old: Iterable[Audit], new: Iterable[Audit]) -> list[Change]:
    """What changed between two lists of audits, by policy, cause and kind."""
    before = {audit.document.doc_id: audit for audit in old}
    after = {audit.document.doc_id: audit for audit in new}
    changes: list[Change] = []
    for policy_id in sorted({*before, *after}):
        if policy_id in before and policy_id in after:
            changes += _of_policy(before[policy_id], after[policy_id])
        else:
            changes.append(_came_or_went(before.get(policy_id), after.get(policy_id)))
    return changes


def _came_or_went(old: Audit | None, new: Audit | None) -> Change:
    audit = new or old
    assert audit is not None
    there = (Said("present"),)
    doc = audit.document
    before, after = there * bool(old), there * bool(new)
    return Change(doc.doc_id, doc.operator, "collection", "policy", "", before, after, doc, doc)


def _of_policy(old: Audit, new: Audit) -> list[Change]:
    changes = [
        change for cause, one, other in _steps(old, new) for change in compare(one, other, cause)
    ]
    order = {kind: place for place, kind in enumerate(KINDS)}
    return sorted(
        changes, key=lambda change: (_CAUSES.index(change.cause), order[change.kind], change.what)
    )


def _steps(old: Audit, new: Audit) -> Iterator[tuple[Cause, Audit, Audit]]:
    """The way from `old` to `new`, each step with the one cause of what it moves."""
    suspects = list(_suspects(old, new))
    if len(suspects) == 1:
        yield suspects[0], old, new
    elif suspects:
        stations = _stations(old, new)
        if stations is None:
            yield "unknown", old, new
            return
        causes: tuple[Cause, ...] = ("rules", "law", _cause_of_text(old, new))
        for cause, (one, other) in zip(causes, pairwise(stations), strict=True):
            yield cause, one, other


def _suspects(old: Audit, new: Audit) -> Iterator[Cause]:
    """What differs between the two runs, and so may have moved something."""
    if old.document.sha256 != new.document.sha256:
        yield _cause_of_text(old, new)
    if old.edition != new.edition:
        yield "law"
    same_reading = all(old.provenance.get(key) == new.provenance.get(key) for key in _READING)
    if not same_reading or not _same_checklist(old, new):
        yield "rules"
    if old.provenance.get(_REVIEW) != new.provenance.get(_REVIEW):
        yield "review"


def _cause_of_text(old: Audit, new: Audit) -> Cause:
    """Whose doing another text is: what only one run could read, or another program recognised, is ours."""
    one, other = (_reading(audit.document) for audit in (old, new))
    return "operator" if one == other else "collection"


def _reading(doc: Document) -> tuple[set[str], set[str]]:
    """What of a document could not be read, and what recognised the text on its pictures."""
    return {part.name for part in doc.unread}, {item.by for item in doc.recognised}


def _same_checklist(old: Audit, new: Audit) -> bool:
    """True when our rules for judging are known to be the same.

    Fingerprints of two editions always differ; ours are the same when each is the installed one's.
    """
    if old.edition == new.edition:
        return bool(old.provenance.get("checklist") == new.provenance.get("checklist"))
    return _judged_by_installed(old) and _judged_by_installed(new)


def _judged_by_installed(audit: Audit) -> bool:
    try:
        checklist = checklist_for(_day(audit), edition_id=audit.edition)
    except RuleError:
        return False
    return bool(audit.provenance.get("checklist") == checklist.fingerprint)


def _stations(old: Audit, new: Audit) -> tuple[Audit, Audit, Audit, Audit] | None:
    """`old`, its text by the rules of `new`, by the edition of `new` too, and `new`.

    None when the installed rules are not those of `new`, or do not know the edition of `old`, or
    when a reviewer had a hand in either.
    """
    if _REVIEW in old.provenance or _REVIEW in new.provenance:
        return None
    opinion = _opinion_of(new)
    try:
        installed = provenance(checklist_for(_day(new), edition_id=new.edition), opinion)
        if dict(installed) != dict(new.provenance):
            return None
        reread = audit_document(old.document, as_of=_day(old), edition=old.edition, opinion=opinion)
        return old, reread, rejudge(reread, _day(new), edition=new.edition), new
    except RuleError:
        return None


def _opinion_of(audit: Audit) -> SecondOpinion | None:
    return None if audit.provenance.get("encoder") == "none" else second_opinion(DEFAULT)


def _day(audit: Audit) -> datetime.date:
    return datetime.date.fromisoformat(audit.as_of)


def drops(changes: Iterable[Change], *, tolerance: float = 0.0) -> list[Change]:
    """The scores that fell by more than `tolerance` points through what operators changed."""
    return [
        change
        for change in changes
        if change.kind == "score"
        and change.cause in ("operator", "unknown")
        and _points(change.before) - _points(change.after) > tolerance
    ]


def _points(said: tuple[Said, ...]) -> float:
    return float(said[0].code) if said and said[0].code else 0.0
