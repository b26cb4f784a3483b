import datetime
from collections.abc import Callable

import pytest

from audit.core import Audit, Document, Fact
from audit.law import WhatIsSaid, assess, checklist_for, score
from audit.law.assess import ask
from audit.law.checklist import Condition
from audit.pipeline import audit_document

Make = Callable[..., Document]
PADDING = (
    "\nБіз пайдаланушылардың құқықтарын құрметтейміз және осы мәтінді қарапайым тілмен жаздық. " * 4
)

CASES = [
    ("KZ-01", "Оператор «Жарық» ЖШС, БСН 230440900088.", "met"),
    ("KZ-01", "Оператор «Жарық» ЖШС.", "partial"),
    ("KZ-01", "Біз ең жақсы дүкенбіз.", "violated"),
    ("KZ-07", "Біз мынадай деректерді жинаймыз: аты-жөні, телефон нөмірі.", "met"),
    (
        "KZ-07",
        "Біз мынадай деректерді жинаймыз: аты-жөні және кез келген басқа деректер.",
        "violated",
    ),
    ("KZ-16", "Сайтты пайдалану арқылы сіз деректеріңізді өңдеуге келісесіз.", "violated"),
    ("KZ-16", "Пайдаланушы белгі қою арқылы деректерін өңдеуге келісім береді.", "met"),
    ("KZ-22", "Трансшекаралық беру жүзеге асырылмайды.", "met"),
    ("KZ-22", "Деректер трансшекаралық берілуі мүмкін емес деп айтпаймыз.", "missing"),
    ("KZ-26", "Деректер Қазақстан Республикасының аумағындағы серверлерде сақталады.", "met"),
    ("KZ-27", "Деректер мерзімсіз сақталады.", "violated"),
    ("KZ-31", "Өтінішке 30 күн ішінде жауап береміз.", "violated"),
    ("KZ-31", "Өтінішке үш жұмыс күні ішінде жауап береміз.", "met"),
    ("KZ-38", "Оператор саясатты пайдаланушының келісімінсіз өзгертуге құқылы.", "violated"),
]


@pytest.mark.parametrize(("criterion", "text", "status"), CASES)
def test_a_verdict_follows_from_the_words(
    document: Make, criterion: str, text: str, status: str
) -> None:
    verdicts = {
        v.criterion_id: v for v in audit_document(document(text + PADDING, language="kk")).verdicts
    }
    verdict = verdicts[criterion]
    assert verdict.status == status
    if status in ("met", "partial") or (status == "violated" and criterion != "KZ-01"):
        assert verdict.evidence


@pytest.mark.parametrize(("parting", "status"), [(" ", "met"), ("\n", "partial")])
def test_a_term_counts_in_the_paragraph_of_the_right(
    document: Make, parting: str, status: str
) -> None:
    text = parting.join(
        (
            "Субъект вправе отозвать согласие письмом на адрес оператора.",
            "На обращения оператор отвечает в течение 10 рабочих дней.",
        )
    )
    audit = audit_document(document(text + PADDING, language="ru"))
    assert next(v.status for v in audit.verdicts if v.criterion_id == "KZ-18") == status


def test_the_law_of_the_day_decides(document: Make) -> None:
    text = (
        "Келісім қайтарылғаннан кейін өңдеу 60 күн ішінде тоқтатылады. Келісімді кері қайтарып алуға құқығыңыз бар."
        + PADDING
    )
    before = audit_document(document(text), as_of=datetime.date(2025, 1, 1))
    after = audit_document(document(text), as_of=datetime.date(2026, 2, 1))
    status = {
        a.edition: next(v.status for v in a.verdicts if v.criterion_id == "KZ-18")
        for a in (before, after)
    }
    assert status == {"2024-07-01": "partial", "2026-01-18": "violated"}


def test_a_text_too_short_is_not_graded(document: Make) -> None:
    result = audit_document(document("Саясат."))
    assert {v.status for v in result.verdicts} == {"not_assessable"}
    assert result.score.value is None


def test_a_field_without_rules_is_not_called_silent(audits: dict[str, Audit]) -> None:
    entry = audits["cpm.kz"]
    said = WhatIsSaid.of(
        entry.document, (*entry.facts, *entry.cues), entry.contacts, entry.findings
    )
    broken = WhatIsSaid(
        said.facts, said.contacts, said.languages, said.too_short, frozenset({"retention"})
    )
    checklist = checklist_for(datetime.date(2026, 11, 22))
    statuses = {v.criterion_id: v.status for v in assess(broken, checklist)}
    assert statuses["KZ-27"] == "not_assessable"
    assert statuses["KZ-01"] != "not_assessable"
    assert score(assess(broken, checklist)).assessed < 1


def test_a_term_said_twice_is_one_term(document: Make) -> None:
    doc = document("Ответ даётся за 5 дней, отзыв за 5 дней.\nХранение 3 года.")
    quotes = tuple(
        doc.cite(doc.text.index(of), doc.text.index(of) + len(of))
        for of in ("за 5 дней", "отзыв за 5 дней")
    )
    fact = Fact("cues", "answer_time", "affirmed", quotes, "r", "rule", 0.9, "P5D")
    said = WhatIsSaid.of(doc, [fact], [])
    term = {"of": fact.key, "beside": fact.key, "different": 2}
    assert not ask(Condition.model_validate({"term": term}), said, datetime.date(2026, 1, 1)).holds


def test_the_interval_holds_the_score(audits: dict[str, Audit]) -> None:
    for entry in audits.values():
        value, low, high = entry.score.value, entry.score.low, entry.score.high
        assert value is not None
        assert low is not None
        assert high is not None
        assert 0 <= low <= value <= high <= 100
