import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from audit import law, review
from audit.core import Audit, Document
from audit.core.codec import dump_line, from_record, record_schema, to_record
from audit.pipeline import audit_document, default_as_of
from audit.review import Decision

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def audit(audits: dict[str, Audit]) -> Audit:
    return audits["cpm.kz"]


def decide(audit: Audit, what: str, action: str, **more: Any) -> Decision:
    given = {
        "policy_id": audit.document.doc_id,
        "text_sha256": audit.document.sha256,
        "what": what,
        "action": action,
        "reviewer": "A. R.",
        "date": "2026-11-20",
        **more,
    }
    return Decision.model_validate(given)


def verdict(audit: Audit, criterion: str) -> Any:
    return next(v for v in audit.verdicts if v.criterion_id == criterion)


def keys(audit: Audit) -> set[str]:
    return {fact.key for fact in audit.facts}


def test_without_decisions_nothing_changes(audit: Audit) -> None:
    assert review.apply(audit, []) is audit
    assert review.apply(audit, [decide(audit, "KZ-01", "accept", policy_id="other")]) is audit


def test_accepting_all_facts_moves_no_status(audits: dict[str, Audit]) -> None:
    for entry in audits.values():
        decisions = [decide(entry, fact.key, "accept") for fact in entry.facts if fact.evidence]
        again = review.apply(entry, decisions)
        assert not review.unheeded(again)
        assert [v.status for v in again.verdicts] == [v.status for v in entry.verdicts]
        assert [f.code for f in again.findings] == [f.code for f in entry.findings]
        for fact in again.facts:
            assert not fact.evidence or (fact.method, fact.confidence) == ("review", 1.0)


def test_a_rejected_fact_goes_with_what_rests_on_it(audits: dict[str, Audit]) -> None:
    moved = 0
    for entry in audits.values():
        for fact in entry.facts:
            if not fact.evidence or fact.field == "cross_border":
                continue
            again = review.apply(entry, [decide(entry, fact.key, "reject")])
            assert keys(again) == keys(entry) - {fact.key}
            direct = law.rejudge(
                replace(entry, facts=again.facts, findings=again.findings),
                default_as_of(),
            )
            assert again.verdicts == direct.verdicts
            assert again.score == law.score(again.verdicts)
            moved += again.score.value != entry.score.value
    assert moved > 5


def test_a_finding_goes_with_the_facts_it_rests_on(document: Callable[..., Document]) -> None:
    text = (
        "Политика конфиденциальности. Оператор: ТОО «Пример».\n"
        "Мы никогда и никому не передаём ваши персональные данные третьим лицам.\n"
        "Мы передаём ваши персональные данные курьерским службам и банкам.\n"
    ) + "Мы собираем имя и телефон для доставки заказа. " * 6
    entry = audit_document(document(text))
    assert [f.code for f in entry.findings if "contradiction" in f.code]
    named = [fact.key for fact in entry.facts if fact.field == "recipients"]
    again = review.apply(entry, [decide(entry, key, "reject") for key in named])
    assert not [f.code for f in again.findings if "contradiction" in f.code]


def test_an_added_fact_needs_its_words(audit: Audit) -> None:
    free = next(
        f"rights.{code}"
        for code in ("portability", "restriction", "compensation", "appeal", "access")
        if f"rights.{code}" in known_rights() - keys(audit)
    )
    quote = audit.document.text[200:260].strip()
    again = review.apply(audit, [decide(audit, free, "accept", quote=quote)])
    (fact,) = [fact for fact in again.facts if fact.key == free]
    assert (fact.method, fact.confidence, fact.rule_id) == ("review", 1.0, "review")
    assert fact.evidence[0].quote == quote
    assert audit.document.text[slice(*fact.evidence[0].span)] == quote
    for bad in ({}, {"quote": "words that stand nowhere in it"}):
        (problem,) = review.unheeded(review.apply(audit, [decide(audit, free, "accept", **bad)]))
        assert problem.code == review.UNFIT
        assert problem.remedy


def known_rights() -> set[str]:
    from audit.facts import load_ruleset

    return {f"rights.{code}" for code in load_ruleset().codes("rights")}


def test_a_changed_fact_keeps_its_words(audit: Audit) -> None:
    fact = next(f for f in audit.facts if f.field == "data_categories" and f.evidence)
    other = next(
        code
        for code in ("health", "biometric", "passport", "photo", "iin", "location")
        if f"data_categories.{code}" not in keys(audit)
    )
    again = review.apply(audit, [decide(audit, fact.key, "change", value=other)])
    changed = next(f for f in again.facts if f.key == f"data_categories.{other}")
    assert fact.key not in keys(again)
    assert changed.evidence == fact.evidence
    assert changed.method == "review"


def test_a_quote_of_its_own_takes_no_words_from_a_fact(audits: dict[str, Audit]) -> None:
    entry, fact = next(
        (entry, fact)
        for entry in audits.values()
        for fact in entry.facts
        if len(fact.evidence) > 1 and fact.field == "purposes"
    )
    for quote in (fact.evidence[1].quote, ""):
        again = review.apply(entry, [decide(entry, fact.key, "accept", quote=quote)])
        assert next(f for f in again.facts if f.key == fact.key).evidence == fact.evidence
    other = entry.document.text[:40].strip()
    again = review.apply(entry, [decide(entry, fact.key, "accept", quote=other)])
    (shown,) = next(f for f in again.facts if f.key == fact.key).evidence
    assert shown.quote == other


def test_a_term_can_be_put_right(document: Callable[..., Document]) -> None:
    text = "Мы собираем имя и телефон. Персональные данные хранятся три года. " + "Спасибо. " * 30
    entry = audit_document(document(text))
    fact = next(fact for fact in entry.facts if fact.value)
    for action, value in (("accept", ""), ("change", "P5Y")):
        again = review.apply(entry, [decide(entry, fact.key, action, value=value)])
        put_right = next(f for f in again.facts if f.key == fact.key)
        assert put_right.value == (value or fact.value)
        assert put_right.evidence == fact.evidence
    with pytest.raises(ValidationError, match="another of its codes"):
        decide(entry, fact.key, "change", value="five years")


def test_a_field_with_one_answer_keeps_exactly_one(audits: dict[str, Audit]) -> None:
    for entry in audits.values():
        (answer,) = [fact for fact in entry.facts if fact.field == "cross_border"]
        for code in ("declared", "denied"):
            decision = decide(
                entry, f"cross_border.{code}", "accept", quote=entry.document.text[50:90].strip()
            )
            again = review.apply(entry, [decision])
            assert [f.code for f in again.facts if f.field == "cross_border"] == [code]
        rejected = review.apply(entry, [decide(entry, answer.key, "reject")])
        (left,) = [fact for fact in rejected.facts if fact.field == "cross_border"]
        if answer.evidence:
            assert left.code != answer.code
        else:
            assert left == answer
            assert [p.code for p in review.unheeded(rejected)] == [review.UNFIT]


def test_answers_that_are_rejected_never_come_back(audits: dict[str, Audit]) -> None:
    """Whatever else is decided on the same field, and in whatever order."""
    for entry in audits.values():
        quote = entry.document.text[50:90].strip()
        no, yes = (
            [decide(entry, "cross_border.denied", "reject")],
            [decide(entry, "cross_border.declared", "accept", quote=quote)],
        )
        for decisions in (no, no + yes, yes + no):
            answers = [
                f.code for f in review.apply(entry, decisions).facts if f.field == "cross_border"
            ]
            assert len(answers) == 1
            assert "denied" not in answers
            assert len(decisions) == 1 or answers == ["declared"]
        neither = [*no, decide(entry, "cross_border.declared", "reject")]
        for decisions in (neither, neither[::-1]):
            again = review.apply(entry, decisions)
            (answer,) = [fact for fact in again.facts if fact.field == "cross_border"]
            assert answer.code not in ("denied", "declared")


def test_a_changed_verdict_keeps_the_programs(audit: Audit) -> None:
    before = next(v for v in audit.verdicts if v.status == "missing")
    quote = audit.document.text[200:260].strip()
    decision = decide(
        audit, before.criterion_id, "change", value="met", quote=quote, note="See {clause} 3."
    )
    again = review.apply(audit, [decision])
    after = verdict(again, before.criterion_id)
    assert (after.status, after.machine, after.confidence) == ("met", "missing", 1.0)
    assert after.evidence[0].quote == quote
    for text, machine in zip(after.reason, before.reason, strict=True):
        assert "See {clause} 3." in text
        assert "A. R." in text
        assert text.endswith(machine)
    assert again.score.value is not None
    assert audit.score.value is not None
    moved = round(again.score.value - audit.score.value, 1)
    assert moved == law.effect(audit, before.criterion_id, "met") > 0
    assert again.provenance["review"] != audit.provenance.get("review")


def test_accepting_and_rejecting_a_verdict(audit: Audit) -> None:
    name = audit.verdicts[0].criterion_id
    accepted = verdict(review.apply(audit, [decide(audit, name, "accept")]), name)
    assert accepted.status == accepted.machine == audit.verdicts[0].status
    assert accepted.confidence == 1.0
    rejected = review.apply(audit, [decide(audit, name, "reject", note="Unclear.")])
    assert verdict(rejected, name).status == "not_assessable"
    assert rejected.score.assessed < audit.score.assessed


def test_the_last_decision_counts_and_twice_is_once(audit: Audit) -> None:
    name = audit.verdicts[0].criterion_id
    decisions = [
        decide(audit, name, "change", value="violated", note="No."),
        decide(audit, name, "change", value="partial", note="Half."),
    ]
    once = review.apply(audit, decisions)
    assert verdict(once, name).status == "partial"
    assert review.apply(once, decisions) == once
    other = review.apply(once, [decide(audit, audit.verdicts[1].criterion_id, "accept")])
    assert verdict(other, name) == verdict(once, name)


def test_a_stale_decision_is_told_and_not_applied(audit: Audit) -> None:
    fact = next(fact for fact in audit.facts if fact.evidence)
    old = decide(audit, fact.key, "reject", text_sha256="0" * 64)
    again = review.apply(audit, [old])
    assert keys(again) == keys(audit)
    (problem,) = review.unheeded(again)
    assert (problem.code, problem.where) == (review.STALE, "cpm.kz")
    assert fact.key in problem.message
    renewed = review.apply(audit, [old, decide(audit, fact.key, "reject")])
    assert fact.key not in keys(renewed)
    assert not review.unheeded(renewed)
    name = audit.verdicts[0].criterion_id
    other = review.apply(audit, [decide(audit, name, "accept", edition="2013-11-26")])
    assert [p.code for p in review.unheeded(other)] == [review.STALE]
    assert not verdict(other, name).machine


def test_a_reviewed_verdict_outlives_a_rescore_of_its_edition(audit: Audit) -> None:
    name = next(v.criterion_id for v in audit.verdicts if v.status == "missing")
    reviewed = review.apply(audit, [decide(audit, name, "change", value="met", note="It is.")])
    assert law.scores_by_edition(reviewed)[audit.edition] == reviewed.score


def test_a_reviewed_audit_is_a_record(audit: Audit) -> None:
    decisions = [
        decide(audit, audit.verdicts[0].criterion_id, "accept"),
        decide(audit, audit.facts[0].key, "accept"),
    ]
    record = to_record(review.apply(audit, decisions))
    jsonschema.validate(record, record_schema())
    again = from_record(json.loads(dump_line(record)), audit.document.text)
    assert to_record(again) == record


@pytest.mark.parametrize(
    ("what", "action", "more", "told"),
    [
        ("KZ-99", "accept", {}, "no criterion"),
        ("KZ-01", "change", {"note": "x"}, "needs a value"),
        ("KZ-01", "accept", {"value": "met"}, "needs a value"),
        ("KZ-01", "change", {"value": "fine", "note": "x"}, "a verdict changes to"),
        ("KZ-01", "reject", {}, "says why"),
        ("purposes.no_such_code", "accept", {}, "has no code"),
        ("no_such_field.x", "accept", {}, "no field"),
        ("cues.collects_no_data", "accept", {}, "no field"),
        ("purposes.marketing", "change", {"value": "passport"}, "another of its codes"),
        ("findings.no_such", "reject", {}, "no finding"),
        ("findings.numbering_gap", "change", {"value": "x"}, "accepted or rejected"),
        ("purposes.marketing", "reject", {"text_sha256": "ab"}, "text_sha256"),
        ("purposes.marketing", "reject", {"date": "yesterday"}, "date"),
        ("purposes.marketing", "reject", {"reviewer": ""}, "reviewer"),
        ("purposes.marketing", "rejct", {}, "action"),
        ("purposes.marketing", "reject", {"notes": "x"}, "notes"),
    ],
)
def test_what_cannot_be_decided_is_said(
    audit: Audit, what: str, action: str, more: dict[str, Any], told: str
) -> None:
    with pytest.raises(ValidationError, match=told):
        decide(audit, what, action, **more)


def test_bad_lines_are_told_and_the_rest_counts(tmp_path: Path, audit: Audit) -> None:
    path = tmp_path / "deep" / "review.jsonl"
    good = decide(audit, "KZ-01", "accept", note="Ия, солай «дұрыс»")
    review.append(path, good)
    path.write_bytes(path.read_bytes() + b'{"policy_id": 3}\n\nnot json\n\xff\xfe\n{"what": "x"}')
    review.append(path, good)
    decisions, problems = review.read(path)
    assert decisions == [good, good]
    assert [p.where for p in problems] == [f"{path}:{n}" for n in (2, 4, 5, 6)]
    assert all(p.message and p.remedy for p in problems)


def test_appending_keeps_what_stands_there(tmp_path: Path, audit: Audit) -> None:
    path = tmp_path / "review.jsonl"
    path.write_bytes(b"# a remark without a line end")
    review.append(path, decide(audit, "KZ-01", "accept"))
    assert path.read_bytes().startswith(b"# a remark without a line end\n{")
    assert path.read_bytes().endswith(b"}\n")


def test_the_queue_begins_with_what_moves_the_score_most(audits: dict[str, Audit]) -> None:
    waiting = review.queue(audits.values(), below=0.95)
    effects = [abs(item.effect) for item in waiting]
    assert effects == sorted(effects, reverse=True)
    assert effects[0] > 1
    kinds = {item.what.partition(".")[0] for item in waiting}
    assert {"findings", "rights", "KZ-18"} <= kinds
    for item in waiting[:10]:
        entry = audits[item.policy_id]
        if "." not in item.what:
            turned = "met" if item.effect > 0 else "missing"
            assert item.effect == law.effect(entry, item.what, turned)  # type: ignore[arg-type]


def test_what_was_reviewed_leaves_the_queue(audit: Audit) -> None:
    waiting = review.queue([audit], below=0.95)
    decisions = [
        decide(audit, item.what, "accept")
        for item in waiting
        if not item.what.startswith("findings.")
    ]
    left = review.queue([review.apply(audit, decisions)], below=0.95)
    assert {item.what for item in left} <= {
        item.what for item in waiting if item.what.startswith("findings.")
    }


def test_a_run_honours_the_file_beside_its_inputs(tmp_path: Path, audit: Audit) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "cpm.kz.txt").write_bytes((ROOT / "data/raw/cpm.kz.txt").read_bytes())
    fact = next(fact for fact in audit.facts if fact.evidence)
    review.append(tmp_path / "review.jsonl", decide(audit, fact.key, "reject"))

    def run(*options: str) -> tuple[int, str, dict[str, Any]]:
        command = [sys.executable, "-m", "audit", "run", raw, "--encoder", "none", *options]
        done = subprocess.run(
            [*map(str, command), "--out", str(tmp_path / "out")],
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=120,
        )
        record = json.loads((tmp_path / "out" / "records.jsonl").read_text(encoding="utf-8"))
        return done.returncode, done.stdout + done.stderr, record

    status, told, record = run()
    assert status == 0
    assert "1 decisions of reviewers" in told
    assert fact.key not in {f"{f['field']}.{f['code']}" for f in record["facts"]}
    status, _, record = run("--review", "none")
    assert status == 0
    assert fact.key in {f"{f['field']}.{f['code']}" for f in record["facts"]}
    with (tmp_path / "review.jsonl").open("a", encoding="utf-8") as file:
        file.write("nonsense\n")
    review.append(tmp_path / "review.jsonl", decide(audit, "KZ-01", "accept", text_sha256="1" * 64))
    for taken_over in ("taken over from earlier runs: 0", "taken over from earlier runs: 1"):
        status, told, record = run()
        assert status == 3
        assert "review.jsonl:2" in told.replace("\n", "")
        assert "another text" in told
        assert taken_over in told
        assert fact.key not in {f"{f['field']}.{f['code']}" for f in record["facts"]}
