"""What links and titles say, near misses beside hits; the wordings are invented or those of any site."""

from __future__ import annotations

import pytest

from audit.collect.words import document_of, document_of_address, is_way, language_named

POLICY = """Политика в области персональных данных
Положение об обработке ПД
Политика обработки ПДн
Деректерді қорғау саясаты
Жеке өмірге қол сұғылмаушылық саясаты
Data privacy
Защита данных
Правила обработки персональной информации
Деректерді өңдеу саясаты
Пайдаланушы деректерін қорғау
Условия конфиденциальности
Құпия саясат
Құпиялылық туралы ереже
ҚҰПИЯЛЫЛЫҚ САЯСАТЫ
Личные данные
Согласие с политикой конфиденциальности
Политика конфиденциальности и использования cookie
Privacy & cookies
Privacy policy for our services
Политика конфиденциальности (PDF, обновлена 01.02.2026)
Дербес деректер"""
CONSENT = """Согласие на обработку персональных данных
Я согласен на обработку персональных данных
Дербес деректерді жинауға және өңдеуге келісім
Жеке деректерді өңдеуге келісемін
Consent to the processing of personal data"""
COOKIES = """Файлы cookie
Cookie саясаты
Cookies policy
Использование куки"""
NEITHER = """Политика безопасности
Политика возврата
Антикоррупционная политика
Закон о персональных данных
Дербес деректер және оларды қорғау туралы заң
Как мы обрабатываем персональные данные
Мы обновили политику конфиденциальности
Вебинар: защита персональных данных
Отзыв согласия на обработку персональных данных
Принять cookie
Настройки cookie
Privacy glass for phones
Пользовательское соглашение
Контакты
"""

CASES = [
    *((line, "policy") for line in POLICY.splitlines()),
    *((line, "consent") for line in CONSENT.splitlines()),
    *((line, "cookies") for line in COOKIES.splitlines()),
    *((line, None) for line in NEITHER.splitlines()),
]


@pytest.mark.parametrize(("line", "kind"), CASES)
def test_a_line_names_its_document(line: str, kind: str | None) -> None:
    assert document_of(line) == kind


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://a.kz/privacy", "policy"),
        ("https://a.kz/ru/politika-konfidencialnosti.html", "policy"),
        ("https://a.kz/docs/Personalnye_dannye.pdf", "policy"),
        ("https://a.kz/soglasie-na-obrabotku", "consent"),
        ("https://a.kz/cookie-policy", "cookies"),
        ("https://privacy.kz/", None),
        ("https://a.kz/about?next=privacy", None),
    ],
)
def test_an_address_names_its_document(url: str, kind: str | None) -> None:
    assert document_of_address(url) == kind


@pytest.mark.parametrize(
    ("label", "language"),
    [
        ("ҚАЗ", "kk"),
        ("Қазақша", "kk"),
        ("KZ", "kk"),
        ("Рус", "ru"),
        ("На русском", "ru"),
        ("EN", "en"),
        ("English", "en"),
        ("Kazakhstan", ""),
        ("RU EN", ""),
        ("", ""),
    ],
)
def test_a_switcher_names_its_language(label: str, language: str) -> None:
    assert language_named(label) == language


@pytest.mark.parametrize(
    ("label", "way"), [("Документы", True), ("Құжаттар", True), ("Пицца", False)]
)
def test_ways(label: str, way: bool) -> None:
    assert is_way(label) is way
