import pytest

from audit.lang import LANGUAGES, Pack, Pattern
from audit.lang.detect import language_of, languages_of
from audit.read import ROLES

SAME_MACROS = {"pd", "info", "operator", "subject", "third", "law", "kz", "consent", "num"}


@pytest.mark.parametrize("pack", LANGUAGES.values(), ids=LANGUAGES)
def test_a_pack_is_whole(pack: Pack) -> None:
    assert pack.macros.keys() >= SAME_MACROS
    assert set(pack.headings) < set(ROLES)
    assert sorted(set(pack.months.values())) == list(range(1, 13))
    assert {"D", "M", "Y"} <= set(pack.units.values())
    for sources in (*pack.headings.values(), pack.definition, pack.furniture):
        for source in sources:
            Pattern(source, pack.macros)


def test_roles_are_tried_in_one_order_in_every_language() -> None:
    orders = {tuple(pack.headings) for pack in LANGUAGES.values()}
    assert len(orders) == 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Біз сіздің электрондық поштаңызды сақтаймыз", "kk"),
        ("Мы храним адрес вашей электронной почты", "ru"),
        ("We keep your e-mail address for three years", "en"),
        ("телефон нөмірі", "kk"),
        ("Я даю согласие ТОО «Жаңа Өріс» и господину Әлібекову на обработку моих данных", "ru"),
        ("«Жаңа Өріс» ЖШС сіздің деректеріңізді өңдейді", "kk"),
        ("Реквизиты: г. Тараз, ул. Толе би, 32, тел. +7 726 200 00 00, счет в АО «Бейбарыс»", "ru"),
    ],
)
def test_languages_are_told_apart(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_short_name_keeps_the_language_around_it() -> None:
    assert language_of("Google Analytics", "kk") == "kk"
    assert language_of("+7 727", "ru") == "ru"


def test_only_real_shares_make_a_language_of_the_document() -> None:
    kazakh = "Оператор пайдаланушылардың дербес деректерін тек келісіммен өңдейді. " * 20
    russian = "Оператор обрабатывает персональные данные пользователей с их согласия.\n" * 10
    assert languages_of(kazakh + "\nВремя работы: ежедневно с девяти до шести") == ("kk",)
    assert set(languages_of(kazakh + "\n" + russian)) == {"kk", "ru"}
    assert languages_of("12345 --- 67") == ()
