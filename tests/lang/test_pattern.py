import pytest

from audit.core import RuleError
from audit.lang import LANGUAGES, Pattern, PatternIndex
from audit.lang.fold import fold

FOUND = [
    ("персональн* данн*", "Персональные данные", "Персональные данные"),
    ("тұлға*", "үшінші тұлғаларға", "тұлғаларға"),
    ("дереК*", "оның дерегі", "дерегі"),
    ("берілМАй*", "ешкімге берілмейді", "берілмейді"),
    ("жинаМАй*", "біз жинамаймыз", "жинамаймыз"),
    ("хран* <3> сервер*", "хранятся на наших серверах", "хранятся на наших серверах"),
    ("e-mail*", "адрес email", "email"),
    ("[адрес] электронн* почт*", "электронная почта", "электронная почта"),
    ("(имя|фамили*)", "фамилия", "фамилия"),
    ("{third}", "посторонним лицам", "посторонним лицам"),
    ("^ цел*", "Цели обработки", "Цели"),
    ("следующ* <2> $", "следующие данные:", "следующие данные:"),
    ("# дн*", "в течение 30 дней", "30 дней"),
    ("X – (это|любая)".lower(), "x – это всё", "x – это"),
    ("^ персональн* {info} <4> –", "Персональные данные - любые", "Персональные данные -"),
    ("{info} <3> :", "Данные клиента: имя", "Данные клиента:"),
    ("{info} (:|–) имя", "Данные – имя", "Данные – имя"),
    ("^ <3> {info} (:|–)", "Собираемые данные: имя", "Собираемые данные:"),
]


@pytest.mark.parametrize(("source", "text", "words"), FOUND)
def test_a_pattern_finds_its_words(source: str, text: str, words: str) -> None:
    pattern = Pattern(source, LANGUAGES["ru"].macros)
    (span,) = pattern.spans(fold(text))
    assert text[slice(*span)] == words


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("пол", "пользователь"),
        ("хран* <1> сервер*", "хранятся на всех наших серверах"),
        ("имя почт*", "имя; почта"),
        ("^ цел*", "наши цели"),
        ("берілМАй*", "беріледі"),
    ],
)
def test_a_pattern_stays_silent(source: str, text: str) -> None:
    assert not Pattern(source, {}).found(fold(text))


NEEDS = [
    ("персональн* данн*", ["персональн", "данн"]),
    ("имя [и] фамили*", ["имя ", "фамили"]),
    ("имя <3> : фамили*", ["имя ", "фамили"]),
    ("(имя|фамили*)", ["имя |фамили"]),
    ("(номер телефон*|почт*)", ["почт|телефон"]),
    ("(почт*|#)", []),
    ("(имя клиента|номер)а", ["имя |номера "]),
    ("([все] данн*)", ["данн"]),
    ("([все] данн*)а", []),
    ("*данн", []),
    ("# дн*", ["дн"]),
    ("e-mail*", ["e"]),
    ("дереК*", ["дерег|дерек"]),
    ("берілМА*", ["берілба|берілбе|берілма|берілме|берілпа|берілпе"]),
    ("(а|б|в|г|д)(а|б|в|г|д)(а|б|в|г|д)(а|б|в|г|д)", ["|".join(a + b + c for a in "абвгд" for b in "абвгд" for c in "абвгд")]),
    ("имя имя", ["имя "]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "groups"), NEEDS)
def test_a_pattern_needs_words_that_begin_so(source: str, groups: list[str]) -> None:
    needs = Pattern(source, {}).needs
    assert needs == tuple(frozenset(map(fold, group.split("|"))) for group in groups)


SEPARATED = [
    ("данн* хран*", ["данные хранят", "данные, «хранят"], ["данныехранят", "данные; хранят"]),
    ("данн* [не] хран*", ["данные не хранят", "данные хранят"], ["данные нехранят"]),
    ("[не] хран*", ["не хранят", "хранят"], []),
    ("^ [не] хран*", ["не хранят", "хранят"], ["нехранят"]),
    ("данн* <2> хран*", ["данные хранят", "данные мы все хранят"], ["данные мы все их хранят"]),
    ("данн* <2> :", ["данные: имя", "данные о вас: имя"], ["данные о вас всех: имя"]),
    ("данн* [о вас] :", ["данные: имя", "данные о вас: имя"], ["данные вас: имя"]),
    ("данн* – имя", ["данные – имя", "данные» — «имя", "данные -- имя"], ["данные-имя"]),
    ("данн* : имя", ["данные: имя", "данные | имя"], ["данные имя"]),
]


@pytest.mark.parametrize(("source", "found", "silent"), SEPARATED)
def test_elements_are_parted_by_one_separator(
    source: str, found: list[str], silent: list[str]
) -> None:
    pattern = Pattern(source, {})
    assert [text for text in found if not pattern.found(fold(text))] == []
    assert [text for text in silent if pattern.found(fold(text))] == []


@pytest.mark.parametrize("source", ["(a", "a|", "<x> a", "a <3>", "{nobody}", "[]", "a)"])
def test_a_senseless_pattern_says_where(source: str) -> None:
    with pytest.raises(RuleError, match=r"in pattern .*, character \d+"):
        Pattern(source, {})


def test_the_index_finds_what_the_patterns_find() -> None:
    patterns = [Pattern(source, LANGUAGES["ru"].macros) for source, _, _ in FOUND]
    index = PatternIndex(patterns)
    for _, text, _ in FOUND:
        folded = fold(text)
        alone = {n: list(p.spans(folded)) for n, p in enumerate(patterns) if p.found(folded)}
        assert index.finds(folded) == alone
