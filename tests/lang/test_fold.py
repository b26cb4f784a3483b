import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.lang.fold import fold, mixed_words


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


def test_mixed_words_are_found_where_they_stand() -> None:
    text = "Сайт https://cеntrium.kz және Google"
    assert [text[start:end] for start, end in mixed_words(text)] == ["cеntrium"]
