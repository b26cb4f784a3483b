"""A change of the text is the operator's; a change of edition is the law's; a change of rules is ours."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

import pytest

from audit.core import Audit, Document, Recognised
from audit.history import Change, differences, drops, sentence
from audit.law import rejudge
from audit.pipeline import audit_document

BODY = """Политика конфиденциальности
Настоящая Политика определяет порядок обработки персональных данных пользователей сайта, владельцем которого является ТОО «Китап».
1. Какие данные мы собираем
ТОО «Китап» собирает имя, номер телефона и адрес электронной почты для исполнения заказа и обратной связи.
Обработка осуществляется с согласия субъекта персональных данных.
2. Передача
Персональные данные не передаются третьим лицам, кроме случаев, предусмотренных законодательством Республики Казахстан.
3. Срок
{retention}
4. Права
Субъект вправе отозвать согласие и потребовать уничтожения своих персональных данных, написав на info@kitap.kz.
5. Защита
ТОО «Китап» принимает организационные и технические меры по защите персональных данных.
"""
THREE_YEARS = "Срок хранения персональных данных составляет 3 года."
UNLIMITED = "Срок хранения персональных данных не ограничен."
OLD_LAW, NEW_LAW = "2022-03-02", "2026-08-25"

Makes = Callable[..., Audit]


@pytest.fixture
def make(document: Callable[..., Document]) -> Makes:
    def audited(retention: str = THREE_YEARS, *, edition: str = NEW_LAW) -> Audit:
        return audit_document(document(BODY.format(retention=retention)), edition=edition)

    return audited


def older_rules(audit: Audit, *, without: str = "rights") -> Audit:
    """`audit` as rules of another hash, which did not know the field `without`, had made it."""
    return replace(
        audit,
        facts=tuple(fact for fact in audit.facts if fact.field != without),
        provenance=MappingProxyType({**audit.provenance, "rules": "0" * 16}),
    )


def causes(changes: list[Change]) -> set[str]:
    return {change.cause for change in changes}


def fields(changes: list[Change], cause: str) -> set[str]:
    return {change.what for change in changes if change.kind == "fact" and change.cause == cause}


def test_nothing_changed(make: Makes) -> None:
    assert differences([make()], [make()]) == []


def test_the_operator_changed_the_text(make: Makes) -> None:
    changes = differences([make()], [make(UNLIMITED)])
    assert causes(changes) == {"operator"}
    (retention,) = [c for c in changes if c.kind == "fact"]
    assert sentence(retention, "en") == "Retention: 3 years became without limit"
    assert sentence(retention, "ru") == "Срок хранения: было — 3 года, стало — бессрочно"
    assert sentence(retention, "kk") == "Сақтау мерзімі: бұрын — 3 жыл, енді — мерзімсіз"
    assert next(e.quote for said in retention.before for e in said.evidence) in THREE_YEARS
    assert next(e.quote for said in retention.after for e in said.evidence) in UNLIMITED
    assert {c.what for c in changes if c.kind == "verdict"} >= {"KZ-27"}


def test_a_change_of_wording_alone_is_seen(make: Makes) -> None:
    changes = differences([make()], [make(THREE_YEARS.replace("составляет 3", "составляет, 3"))])
    assert [(c.kind, c.cause) for c in changes] == [("text", "operator")]


def test_the_law_changed(make: Makes) -> None:
    changes = differences([make(edition=OLD_LAW)], [make(edition=NEW_LAW)])
    assert changes
    assert causes(changes) == {"law"}
    assert {c.kind for c in changes} <= {"verdict", "score"}


def test_our_rules_changed(make: Makes) -> None:
    changes = differences([older_rules(make())], [make()])
    assert causes(changes) == {"rules"}
    assert fields(changes, "rules") == {"rights"}


def test_operator_law_and_rules_changed_at_once_and_are_told_apart(make: Makes) -> None:
    old, new = older_rules(make(edition=OLD_LAW)), make(UNLIMITED, edition=NEW_LAW)
    changes = differences([old], [new])
    assert fields(changes, "rules") == {"rights"}
    assert fields(changes, "operator") == {"retention"}
    assert fields(changes, "law") == set()
    law = [c for c in changes if c.cause == "law"]
    alone = differences([make(edition=OLD_LAW)], [make(edition=NEW_LAW)])
    assert [(c.kind, c.what) for c in law] == [(c.kind, c.what) for c in alone]


def test_a_rescore_is_the_law_and_never_the_operator(make: Makes) -> None:
    new = make(edition=NEW_LAW)
    assert causes(differences([rejudge(new, datetime.date(2022, 3, 2))], [new])) == {"law"}


def test_what_cannot_be_told_apart_says_so(make: Makes) -> None:
    old = make()
    new = older_rules(make(UNLIMITED))
    assert causes(differences([old], [new])) == {"unknown"}


def reviewed(audit: Audit) -> Audit:
    """`audit` after a reviewer rejected what was said of rights."""
    facts = tuple(fact for fact in audit.facts if fact.field != "rights")
    return replace(audit, facts=facts, provenance={**audit.provenance, "review": "1" * 16})


def test_a_decision_of_a_reviewer_is_never_the_operators(make: Makes) -> None:
    assert causes(differences([make()], [reviewed(make())])) == {"review"}
    assert causes(differences([reviewed(make())], [make()])) == {"review"}
    for old, new in (
        (make(), reviewed(make(UNLIMITED))),
        (reviewed(make()), make(UNLIMITED)),
        (reviewed(make(edition=OLD_LAW)), make()),
    ):
        assert causes(differences([old], [new])) == {"unknown"}


def test_policies_come_and_go(make: Makes) -> None:
    one = make()
    other = replace(one, document=replace(one.document, doc_id="other"))
    changes = differences([one], [other])
    assert [(c.policy_id, c.cause, bool(c.before), bool(c.after)) for c in changes] == [
        ("other", "collection", False, True),
        ("text", "collection", True, False),
    ]


def test_only_the_operators_own_drop_counts(make: Makes) -> None:
    good, bad = make(), make(UNLIMITED)
    assert good.score.value is not None
    assert bad.score.value is not None
    lost = good.score.value - bad.score.value
    assert lost > 0
    (drop,) = drops(differences([good], [bad]))
    assert drop.kind == "score"
    assert drops(differences([bad], [good])) == []
    assert drops(differences([good], [bad]), tolerance=lost) == []
    ours = replace(bad, document=good.document)
    older = replace(good, provenance={**good.provenance, "rules": "0" * 16})
    assert drops(differences([older], [ours])) == []


@pytest.mark.parametrize(
    ("before", "after", "cause"),
    [
        ("tesseract 5.3", "tesseract 5.3", "operator"),
        ("tesseract 5.3", "tesseract 6.0", "collection"),
        ("", "tesseract 5.3", "collection"),
    ],
)
def test_what_another_program_recognised_is_not_the_operators(
    before: str, after: str, cause: str, document: Callable[..., Document]
) -> None:
    old, new = (
        audit_document(
            replace(
                document(BODY.format(retention=retention)),
                recognised=(Recognised("scan.pdf", by),) if by else (),
            )
        )
        for by, retention in ((before, THREE_YEARS), (after, UNLIMITED))
    )
    assert causes(differences([old], [new])) == {cause}
