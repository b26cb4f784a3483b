from collections.abc import Callable

import pytest

from audit.core import Document, Fact
from audit.facts import extract
from audit.read import segment

Make = Callable[..., Document]


def facts(doc: Document) -> dict[str, Fact]:
    return {fact.key: fact for fact in extract(doc, segment(doc))}


SAID = [
    (
        "Біз мынадай деректерді жинаймыз:\n- аты-жөні;\n- телефон нөмірі.",
        {"data_categories.full_name", "data_categories.phone"},
    ),
    (
        "Оператор собирает: имя, e-mail и IP-адрес.",
        {"data_categories.full_name", "data_categories.email", "data_categories.ip_address"},
    ),
    (
        "We collect your name and postal address.",
        {"data_categories.full_name", "data_categories.postal_address"},
    ),
    (
        "Для записи в школу:\n- имя и пол ребенка;\n- дата рождения;\n- адрес проживания;\n- анализы.",
        {"data_categories.gender", "data_categories.birth", "data_categories.postal_address"},
    ),
    ("Біз биометриялық деректерді жинамаймыз.", {"data_not_collected.biometric"}),
    ("Оператор не собирает биометрические данные.", {"data_not_collected.biometric"}),
    ("We do not collect biometric data.", {"data_not_collected.biometric"}),
    ("Деректер үшінші тұлғаларға ешқашан берілмейді.", {"transfer_conditions.never"}),
    ("Мы никогда не передаём данные третьим лицам.", {"transfer_conditions.never"}),
    ("We never share your data with third parties.", {"transfer_conditions.never"}),
    ("Деректер мерзімсіз сақталады.", {"retention.unlimited"}),
    ("Данные хранятся в течение 5 лет.", {"retention.fixed_period"}),
    ("Your data are stored for two years.", {"retention.fixed_period"}),
    ("Пайдаланушы келісімін кері қайтарып алуға құқылы.", {"rights.withdraw_consent"}),
    ("Субъект вправе требовать удаления своих данных.", {"rights.erasure"}),
    ("You have the right to access your personal data.", {"rights.access"}),
]


@pytest.mark.parametrize(("text", "keys"), SAID)
def test_what_is_said_is_found(document: Make, text: str, keys: set[str]) -> None:
    assert keys <= facts(document(text)).keys()


NOT_SAID = [
    ("Дербес деректер – кез келген ақпарат: аты-жөні, телефон, мекенжай.", "data_categories."),
    ("Персональные данные – это любая информация: имя, телефон, адрес.", "data_categories."),
    ("Дербес деректер - субъектінің аты, жынысы, телефоны, мекенжайы.", "data_categories."),
    ("Никогда не сообщайте:\n- пароль;\n- номер карты;\n- ИИН;\n- адрес.", "data_categories."),
    ("Біз биометриялық деректерді жинамаймыз.", "data_categories.biometric"),
    ("Мы не собираем паспортные данные.", "data_categories.id_document"),
    ("Мы не используем ваши данные для рекламы.", "purposes.marketing"),
    ("Оператор вправе вносить изменения в Политику.", "rights.rectification"),
    ("Деректер келісімсіз үшінші тұлғаларға берілмейді.", "transfer_conditions.never"),
    (
        "Данные не передаются третьим лицам без согласия субъекта.",
        "transfer_conditions.without_consent",
    ),
    ("Саясат мерзімсіз әрекет етеді.", "retention.unlimited"),
]


@pytest.mark.parametrize(("text", "prefix"), NOT_SAID)
def test_what_is_not_said_is_not_found(document: Make, text: str, prefix: str) -> None:
    assert not [key for key in facts(document(text)) if key.startswith(prefix)]


def test_an_exception_limits_and_does_not_negate(document: Make) -> None:
    found = facts(
        document(
            "Заңнамада көзделген жағдайларды қоспағанда, деректер үшінші тұлғаларға берілмейді."
        )
    )
    assert "transfer_conditions.never" in found
    assert "transfer_conditions.required_by_law" in found


def test_denied_facts_say_so(document: Make) -> None:
    found = facts(
        document("Мы не собираем данные о здоровье. Данные никогда не передаются третьим лицам.")
    )
    assert found["data_not_collected.health"].polarity == "denied"
    assert found["transfer_conditions.never"].polarity == "denied"


def test_a_single_label_field_has_one_fact(document: Make) -> None:
    silent = facts(document("Мы собираем имя."))
    assert silent["cross_border.not_mentioned"].evidence == ()
    both = facts(
        document(
            "Трансграничная передача не осуществляется. Данные хранятся на серверах в Германии."
        )
    )
    assert [key for key in both if key.startswith("cross_border.")] == ["cross_border.declared"]
    assert "cues.also_cross_border_denied" in both


def test_a_period_carries_its_length(document: Make) -> None:
    assert (
        facts(document("Данные хранятся в течение 5 лет."))["retention.fixed_period"].value == "P5Y"
    )


def test_time_limits_on_two_sides_of_a_semicolon_are_told_apart(document: Make) -> None:
    text = "На запросы отвечаем в течение 20 дней; данные удаляем в течение 2 дней."
    found = facts(document(text))
    assert found["cues.answer_time"].value == "P20D"
    assert found["cues.act_term"].value == "P2D"


def test_kinds_of_data_in_a_definition_only_are_a_cue(document: Make) -> None:
    text = "Анықтамалар\nЖеке деректер – кез келген ақпарат: аты-жөні, туған күні, телефон нөмірі."
    found = facts(document(text))
    assert "cues.data_in_definition" in found
    assert not [key for key in found if key.startswith("data_categories.")]
