import pytest

from audit.facts.values import date_in, days_of_term, durations_in, terms_in


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("хранятся в течение 3 лет", "P3Y"),
        ("в течение 30 (тридцати) дней", "P30D"),
        ("три года", "P3Y"),
        ("бес жыл бойы сақталады", "P5Y"),
        ("12 ай ішінде", "P12M"),
        ("for five (5) years", "P5Y"),
        ("within 72 hours", "PT72H"),
        ("в течение месяца", "P1M"),
        ("within a month", "P1M"),
        ("келесі жұмыс күнінен кешіктірмей", "P1D"),
        ("екі апта", "P2W"),
        ("бессрочно", ""),
        ("в день обращения", ""),
    ],
)
def test_durations(text: str, duration: str) -> None:
    assert durations_in(text) == ([duration] if duration else [])


def test_working_days_are_longer_than_calendar_days() -> None:
    assert terms_in("он бес жұмыс күні ішінде") == ["P15D working"]
    assert terms_in("в течение 15 рабочих дней, но не позднее месяца") == ["P15D working"]
    assert terms_in("не позднее следующего рабочего дня") == ["P1D working"]
    assert days_of_term("P15D working") == 21
    assert days_of_term("PT72H") == 3
    with pytest.raises(ValueError, match="not a time limit"):
        days_of_term("soon")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Редакция от 15 мая 2026 г.", "2026-05-15"),
        ("2026 жылғы 15 мамырдағы редакция", "2026-05-15"),
        ("Last updated: March 5, 2025", "2025-03-05"),
        ("Последнее обновление: 11.2025", "2025-11"),
        ("Версия 13.2025", ""),
        ("Effective 1st September 2024", "2024-09-01"),
        ("Дата: 01.02.2024", "2024-02-01"),
        ("2024-02-01", "2024-02-01"),
        ("Last updated: October 2025", "2025-10"),
        ("99.99.2024", ""),
        ("31.02.2026", ""),
        ("99.99.2024, 01.02.2025", "2025-02-01"),
        ("15 May, 2026", "2026-05-15"),
        ("May 15th, 2026", "2026-05-15"),
        ("2026 жылғы мамыр айының 15-і", "2026-05"),
        ("15 мая месяца 2026 года", "2026-05-15"),
        ("This version may apply from 2025 on", ""),
        ("The policy was updated in 2025, the market changed.", ""),
        ("без даты", ""),
    ],
)
def test_dates(text: str, date: str) -> None:
    assert date_in(text) == date
