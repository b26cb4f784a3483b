import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.lang.fold import LETTERS, WORD, fold, kz1048, lowered, mixed_words


@given(st.text())
def test_folding_keeps_offsets(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("ДЕРБЕС", "дербес"),
        ("ещё", "еще"),
        ("e‑mail", "e-mail"),
        ("IP\u00a0адрес", "ip адрес"),
        ("«Оператор»", '"оператор"'),
        ("иесiздендiру", "иесіздендіру"),
        ("cеntrium", "centrium"),
    ],
)
def test_what_only_looks_different_becomes_equal(written: str, plain: str) -> None:
    assert fold(written) == fold(plain)


def test_letters_of_three_languages_are_few_ranges_of_bytes_apart_from_all_others() -> None:
    latin, cyrillic = "abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі"
    letters = f"0123456789_ {latin} {cyrillic}"
    assert len(set(fold(letters))) == len(set(letters))
    assert WORD.count("-") == 3
    others = "".join(chr(point) for point in range(0x3000) if not chr(point).isalnum())
    assert LETTERS.isdisjoint(fold(others.replace("_", "")))
    assert ord("`") not in fold(others)


def test_the_code_page_is_got_back_from_folded_text() -> None:
    text = "әрбір ғылым құқық теңге өнім ұсыныс үлгі қаһарман іс"
    assert kz1048(fold(text)) == text.encode("kz1048")


@given(st.text())
def test_lowering_keeps_offsets(text: str) -> None:
    assert len(lowered(text)) == len(text)


def test_mixed_words_are_found_where_they_stand() -> None:
    text = "Сайт https://cеntrium.kz және Google"
    assert [text[start:end] for start, end in mixed_words(text)] == ["cеntrium"]
