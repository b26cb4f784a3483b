from collections.abc import Callable

import pytest

from audit.core import Audit, Document
from audit.pipeline import audit_document

Make = Callable[..., Document]

FAULTY = [
    (
        "contradiction_transfer",
        "Деректер үшінші тұлғаларға ешқашан берілмейді.\nСайт Google Analytics қызметін пайдаланады.",
    ),
    (
        "contradiction_retention",
        "Данные хранятся бессрочно.\nСрок хранения данных составляет 3 года.",
    ),
    (
        "contradiction_cross_border",
        "Трансграничная передача не осуществляется.\nДанные хранятся на серверах в Германии.",
    ),
    ("numbering_gap", "Біз жинаймыз:\n1) аты-жөні;\n2) телефон;\n4) мекенжай."),
    (
        "broken_reference",
        "1. А\n1.1. Деректер.\n1.2. Мақсат.\n1.3. Осы Саясаттың 7.5-тармағына сәйкес беріледі.\n1.4. Соңы.",
    ),
    ("confusable_characters", "Біздің сайт https://cеntrium.kz мекенжайында."),
    (
        "garbled_text",
        "Деректер компанияның меншікті серверлерінде толық сақталады компанияның меншікті серверлерінде толық сақталады.",
    ),
    ("placeholder_left", "Оператор: [Компания атауы], күні «___» 20__ ж."),
    ("placeholder_left", "Настоящая Политика вступает в силу с __.__.2026 года."),
    ("foreign_template", "Оператор – мемлекеттік орган, муниципалдық орган немесе заңды тұлға."),
    (
        "definitions_only_data",
        "Анықтамалар\nЖеке деректер – кез келген ақпарат: аты-жөні, туған күні, телефон нөмірі.",
    ),
    ("technical_data_not_personal", "Cookie файлдары дербес деректер болып табылмайды."),
]

SOUND = [
    ("contradiction_transfer", "Заңда көзделген жағдайларды қоспағанда, деректер үшінші тұлғаларға берілмейді."),
    ("contradiction_retention", "Саясат мерзімсіз әрекет етеді.\nДеректер 3 жыл сақталады."),
    ("numbering_gap", "1. А\n1) бір;\n2) екі.\n2. Б\n1) бір;\n2) екі."),
    ("broken_reference", "1. А\n1.1. Деректер.\n1.2. Осы Саясаттың 1.1-тармағына сәйкес.\n1.3. Заңның 8-бабына сәйкес.\n1.4. Соңы."),
    ("confusable_characters", "IT-компания SMS-хабарлама мен cookie-файлдарды, cookieлерді қолданады."),
    ("garbled_text", "Деректер тек келісіммен өңделеді, ал келісімсіз деректер өңделмейді."),
    ("placeholder_left", "Толығырақ [1] бөлімнен қараңыз (www.example.org)."),
    ("foreign_template", "Дербес деректерді бұғаттау, иесіздендіру және жою. Трансшекаралық беру. Уәкілетті орган."),
]  # fmt: skip


@pytest.mark.parametrize(
    "reference",
    [
        "осы Саясаттың 7.5-тармағына",
        "осы Қағидалардың 7.5-тармағына",
        "пункту 7.5 настоящего документа",
    ],
)
def test_the_quote_of_a_reference_ends_with_its_word(
    document: Callable[..., Document], reference: str
) -> None:
    doc = document(f"1. А\n1.1. Деректер.\n1.2. Мақсат.\n1.3. Согласно {reference}.\n1.4. Соңы.")
    (finding,) = (f for f in audit_document(doc).findings if f.code == "broken_reference")
    assert [item.quote for item in finding.evidence] == [reference]


def codes(doc: Document) -> set[str]:
    return {finding.code for finding in audit_document(doc).findings}


@pytest.mark.parametrize(("code", "text"), FAULTY)
def test_a_fault_is_found(document: Make, code: str, text: str) -> None:
    assert code in codes(document(text))


@pytest.mark.parametrize(("code", "text"), SOUND)
def test_a_sound_text_is_left_alone(document: Make, code: str, text: str) -> None:
    assert code not in codes(document(text))


def test_a_contradiction_shows_both_sides(audits: dict[str, Audit]) -> None:
    (finding,) = (
        f for f in audits["emaluplus-vko.kz"].findings if f.code == "contradiction_transfer"
    )
    quotes = " ".join(item.quote for item in finding.evidence)
    assert "берілмейді" in quotes
    assert "Google Analytics" in quotes or "Yandex" in quotes
