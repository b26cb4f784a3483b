import datetime
from collections.abc import Callable

from audit.core import Audit, Document
from audit.law import by_own_edition, editions, rejudge, scores_by_edition, shares
from audit.law.rejudge import own_day
from audit.pipeline import audit_document


def test_the_same_text_before_every_edition(audits: dict[str, Audit]) -> None:
    for audit in audits.values():
        scores = scores_by_edition(audit)
        assert scores == {
            edition.id: rejudge(audit, edition.in_force_from, edition=edition.id).score
            for edition in editions()
        }
        assert list(scores) == [edition.id for edition in editions()]
        assert scores[audit.edition] == audit.score


def test_a_rescore_is_what_an_audit_of_that_day_would_be(audits: dict[str, Audit]) -> None:
    day = datetime.date(2025, 1, 1)
    audit = audits["sergekvms.kz"]
    again = audit_document(audit.document, as_of=day)
    assert rejudge(audit, day).verdicts == again.verdicts
    assert rejudge(audit, day).score == again.score
    assert rejudge(audit, day).edition == again.edition != audit.edition


def test_a_policy_may_be_judged_by_its_own_date(document: Callable[..., Document]) -> None:
    text = "Саясат 2024 жылғы 15 наурыздан бастап қолданылады. " + "Біз деректерді қорғаймыз. " * 20
    audit = audit_document(document(text))
    assert own_day(audit) == datetime.date(2024, 3, 15)
    assert by_own_edition(audit).edition == "2024-02-11"
    undated = audit_document(document("Біз деректерді қорғаймыз. " * 20))
    assert by_own_edition(undated) == undated


def test_violations_stand_apart_from_silence(audits: dict[str, Audit]) -> None:
    audit = audits["cpm.kz"]
    for groups in shares(audit.verdicts).values():
        counted = sum(group["violated"] + group["missing"] for group in groups.values())
        assert counted == sum(v.status in ("violated", "missing") for v in audit.verdicts)
        assert all(0 <= group["points"] <= 1 for group in groups.values())
