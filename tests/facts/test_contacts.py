from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.core import Document
from audit.facts import find_contacts
from audit.facts.contacts import bin_is_valid, failing_numbers
from audit.facts.names import is_individual, is_legal_name
from audit.facts.places import normal_form
from audit.read import segment


def found(doc: Document, kind: str) -> list[str]:
    return [c.value for c in find_contacts(doc, segment(doc)) if c.kind == kind]


def test_a_bin_needs_its_check_digit_and_a_label(document: Callable[..., Document]) -> None:
    assert bin_is_valid("230440900088")
    assert not bin_is_valid("230440900089")
    assert not bin_is_valid("23044090008")
    assert found(document("Оператор ТОО «Ромашка», БИН 230440900088."), "bins") == ["230440900088"]
    assert found(document("Оператор, БИН 230440900089."), "bins") == []
    assert found(document("Тапсырыс нөмірі 230440900088."), "bins") == []


@pytest.mark.parametrize(
    ("text", "failing"),
    [
        ("Оператор, БИН 230440900089.", ["230440900089"]),
        ("«Мысал» ЖШС (БСН: 230440900089)", ["230440900089"]),
        ("Оператор, БИН 230440900088. Прежний БИН 230440900089.", []),
        ("Оператор, БИН указан в договоре; номер заказа в магазине 230440900089.", []),
    ],
)
def test_a_number_that_fails_its_check_is_told_from_none(
    document: Callable[..., Document], text: str, failing: list[str]
) -> None:
    assert [item.quote for item in failing_numbers(document(text))] == failing


@given(st.text(alphabet="0123456789", min_size=0, max_size=14))
def test_any_digits_are_judged_without_error(number: str) -> None:
    assert bin_is_valid(number) in (True, False)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Политика ТОО «Ак Жол Сервис» (далее – Оператор)", "ТОО «Ак Жол Сервис»"),
        ("«Жарық Су» ЖШС (бұдан әрі – Компания)", "«Жарық Су» ЖШС"),
        ("Саясатты Сериков Арман Болатұлы ЖК қабылдады", "Сериков Арман Болатұлы ЖК"),
        ("Қосымшаны жасаушы – Арман Сериков, Алматы", "Арман Сериков"),
        (
            "Индивидуальный предприниматель Ахметова Д. К. обрабатывает",
            "Индивидуальный предприниматель Ахметова Д. К.",
        ),
        ("This policy is issued by Steppe Soft LLP, Almaty", "Steppe Soft LLP"),
        ("операторы – «Білім нұры» қоғамдық қоры", "«Білім нұры» қоғамдық қоры"),
        ("Бұл бет «Шуақты Үй» қайырымдылық қорына тиесілі", "«Шуақты Үй» қайырымдылық қоры"),
        ("АО «Банк развития степи» хранит данные", "АО «Банк развития степи»"),
    ],
)
def test_names_carry_their_legal_form(
    document: Callable[..., Document], text: str, name: str
) -> None:
    assert name in found(document(text), "operator_names")
    assert is_legal_name(name)


def test_a_well_known_service_is_not_the_operator(document: Callable[..., Document]) -> None:
    doc = document("Деректер Google LLC серверлерінде, ал сайтты ТОО «Дала» жүргізеді.")
    assert found(doc, "operator_names") == ["ТОО «Дала»"]


def test_sole_traders_are_individuals() -> None:
    assert is_individual("ИП Сериков А.")
    assert is_individual("ЖК «Ақбота»")
    assert not is_individual("ТОО «ИПоника»")


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("Пишите на info@dala.kz.", "emails", ["info@dala.kz"]),
        (
            "Тел.: +7 (727) 350-12-34, 8 701 555 12 34",
            "phones",
            ["+7 (727) 350-12-34", "8 701 555 12 34"],
        ),
        (
            "Сайт www.dala.kz, см. также https://policies.google.com/privacy",
            "websites",
            ["www.dala.kz"],
        ),
        (
            "Мекенжайы: Алматы қ., Абай даңғылы, 10",
            "postal_addresses",
            ["Алматы қ., Абай даңғылы, 10"],
        ),
        (
            "Юридический адрес: 050000, г. Алматы, ул. Сатпаева, д. 3, оф. 12. Тел. 8",
            "postal_addresses",
            ["050000, г. Алматы, ул. Сатпаева, д. 3, оф. 12"],
        ),
        (
            "Семей қаласы, Шәкәрім к., 15/2, тел. 8",
            "postal_addresses",
            ["Семей қаласы, Шәкәрім к., 15/2"],
        ),
        (
            "Кеңсеміз Атырау қаласында: Абай даңғылы, 3",
            "postal_addresses",
            ["Атырау қаласында: Абай даңғылы, 3"],
        ),
        ("Ереже 2026 жылғы 4 мамырдан бастап күшінде", "effective_dates", ["2026-05-04"]),
        ("Соңғы рет 2025 жылдың 6 маусымында түзетілді", "effective_dates", ["2025-06-06"]),
        ("Редакция от 01.03.2024", "effective_dates", ["2024-03-01"]),
        ("Закон от 21 мая 2013 года № 94-V", "effective_dates", []),
    ],
)
def test_contacts_are_verbatim(
    document: Callable[..., Document], text: str, kind: str, values: list[str]
) -> None:
    assert found(document(text), kind) == values


def test_a_site_with_a_hidden_letter_is_not_an_address(document: Callable[..., Document]) -> None:
    assert found(document("Сайт https://cеntrium.kz пен https://centrium.kz"), "websites") == [
        "https://centrium.kz"
    ]


def test_equal_contacts_are_given_once(document: Callable[..., Document]) -> None:
    assert found(document("info@dala.kz, info@dala.kz"), "emails") == ["info@dala.kz"]
    assert found(document("https://dala.kz немесе www.dala.kz"), "websites") == ["https://dala.kz"]
    assert normal_form("websites", "https://www.dala.kz/") == normal_form("websites", "dala.kz")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Call centre 5151 (free of charge)", ["5151"]),
        ("Колл-центр: 5151, факс нет", ["5151"]),
        ("Байланыс орталығы: 5151", ["5151"]),
        ("Телефон 2024-11-01 обновлён", []),
    ],
)
def test_short_numbers_stand_behind_their_word(
    document: Callable[..., Document], text: str, numbers: list[str]
) -> None:
    assert found(document(text), "phones") == numbers


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("This notice takes effect on 01.03.2026", ["2026-03-01"]),
        ("Документ утверждён по закону от 24 ноября 2015 года «Об информатизации»", []),
        ("Разработано по акту от 24 ноября 2015 года № 418-V «Об информатизации», редакция", []),
    ],
)
def test_dates_of_laws_are_not_those_of_the_policy(
    document: Callable[..., Document], text: str, dates: list[str]
) -> None:
    assert found(document(text), "effective_dates") == dates
