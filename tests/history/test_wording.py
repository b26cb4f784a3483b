from __future__ import annotations

import pytest

from audit.history.wording import measured


@pytest.mark.parametrize(
    ("value", "en", "kk", "ru"),
    [
        ("P1Y", "1 year", "1 жыл", "1 год"),
        ("P3Y", "3 years", "3 жыл", "3 года"),
        ("P5Y", "5 years", "5 жыл", "5 лет"),
        ("P11M", "11 months", "11 ай", "11 месяцев"),
        ("P21D", "21 days", "21 күн", "21 день"),
        ("P12D", "12 days", "12 күн", "12 дней"),
        ("P2W", "2 weeks", "2 апта", "2 недели"),
        ("PT72H", "72 hours", "72 сағат", "72 часа"),
        ("P1D working", "1 working day", "1 жұмыс күні", "1 рабочий день"),
        ("P3D working", "3 working days", "3 жұмыс күні", "3 рабочих дня"),
        (
            "P15D, P3D working",
            "15 days, 3 working days",
            "15 күн, 3 жұмыс күні",
            "15 дней, 3 рабочих дня",
        ),
        ("until the end", "until the end", "until the end", "until the end"),
    ],
)
def test_values_in_words(value: str, en: str, kk: str, ru: str) -> None:
    assert [measured(value, language) for language in ("en", "kk", "ru")] == [en, kk, ru]
