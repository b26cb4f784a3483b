from __future__ import annotations

import pytest

from audit.report.forms import date, decimals, measured, number, percent, short_date


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


@pytest.mark.parametrize(
    ("iso", "en", "kk", "ru"),
    [
        ("2026-11-22", "22 November 2026", "2026 жылғы 22 қараша", "22 ноября 2026\u00a0г."),
        ("2022-03-02", "2 March 2022", "2022 жылғы 2 наурыз", "2 марта 2022\u00a0г."),
        ("2013-11", "November 2013", "2013 жылғы қараша", "ноября 2013\u00a0г."),
    ],
)
def test_days_and_months_in_words(iso: str, en: str, kk: str, ru: str) -> None:
    assert [date(iso, language) for language in ("en", "kk", "ru")] == [en, kk, ru]


def test_days_in_short() -> None:
    assert [short_date("2022-03-02", language) for language in ("en", "kk", "ru")] == [
        "2 Mar 2022",
        "02.03.2022",
        "02.03.2022",
    ]


def test_the_decimal_mark_is_that_of_the_language() -> None:
    assert [number(41.5, language) for language in ("en", "kk", "ru")] == ["41.5", "41,5", "41,5"]
    assert number(0.6, "ru", 2) == "0,60"
    assert decimals("0.836 (0.789–0.870). 94-V.", "kk") == "0,836 (0,789–0,870). 94-V."
    assert percent(0.943) == "94\u00a0%"
