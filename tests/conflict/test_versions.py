import dataclasses

from audit.conflict.versions import version_differences, versions
from audit.core import Document
from audit.pipeline import audit_document

KK = "Біз пайдаланушының аты-жөнін, телефон нөмірін жинаймыз. Трансшекаралық беру жүзеге асырылмайды."
RU = "Мы собираем имя пользователя. Номер телефона мы не собираем. Данные хранятся на серверах за пределами Казахстана."


def audited(name: str, language: str, text: str, operator: str = "«Дала» ЖШС"):
    doc = Document.of(text, doc_id=name, language=language, operator=operator)
    return audit_document(dataclasses.replace(doc, languages=(language,)))


def test_versions_are_compared_code_by_code() -> None:
    audits = [audited("a-kk", "kk", KK), audited("a-ru", "ru", RU)]
    assert list(versions(audits)) == ["«Дала» ЖШС"]
    found = {(d.kind, d.policy_id, d.field, d.code): d for d in version_differences(audits)}
    phone = found["contradicts", "a-kk", "data_categories", "phone"]
    assert phone.evidence
    assert phone.against[0].quote in RU
    border = found["contradicts", "a-kk", "cross_border", "denied"]
    assert border.against[0].quote in RU
    assert ("missing", "a-ru", "storage_location", "abroad") in found
    assert not any(d.field == "data_categories" and d.code == "full_name" for d in found.values())


def test_one_language_or_another_operator_is_no_version() -> None:
    assert version_differences([audited("a", "kk", KK), audited("b", "kk", KK)]) == []
    assert version_differences([audited("a", "kk", KK), audited("b", "ru", RU, "«Тау» ЖШС")]) == []
