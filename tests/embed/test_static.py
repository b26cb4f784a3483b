from pathlib import Path

import numpy as np
import pytest

from audit.core import RuleError
from audit.embed import ENCODERS, StaticEncoder, encoder
from audit.embed.static import BUCKETS, rows_of, words_of

TEXTS = ["Мы храним адрес вашей почты", "Біз поштаңызды сақтаймыз", "The dog sleeps", "", "— 。"]
LARGEST = 3_000_000


def test_a_text_has_one_vector_whatever_stands_around_it() -> None:
    together = StaticEncoder().encode(TEXTS)
    alone = np.vstack([StaticEncoder().encode([text]) for text in TEXTS])
    np.testing.assert_array_equal(together, alone)


def test_it_can_be_named() -> None:
    assert ENCODERS["static"] is StaticEncoder
    assert encoder("static").fingerprint.startswith("static/")


def test_one_meaning_in_two_languages_is_nearer_than_another() -> None:
    kazakh, russian, other = encoder("static").encode(
        [
            "Дербес деректерді үшінші тұлғаларға бермейміз",
            "Мы не передаём персональные данные третьим лицам",
            "Cookies can be switched off in the settings of the browser",
        ]
    )
    assert kazakh @ russian > kazakh @ other


def test_words_fold_case_and_composition() -> None:
    assert words_of("Йогурт, E-MAIL №5_а") == ["йогурт", "e", "mail", "5", "а"]
    assert words_of("Йогурт") == words_of("йогурт")


def test_an_ending_leaves_most_rows_the_same() -> None:
    word, ended, other = (set(rows_of(w)) for w in ("деректер", "деректерді", "cookies"))
    assert len(word & ended) > len(word) / 2
    assert len(word & other) < 2
    assert all(0 <= row < BUCKETS for row in word)


def test_the_shipped_file_is_small() -> None:
    import audit.embed

    (folder,) = audit.embed.__path__
    assert (Path(folder) / "static.npz").stat().st_size < LARGEST


@pytest.mark.parametrize("content", [None, b"", b"no arrays", b"PK\x03\x04"])
def test_a_broken_file_is_said_in_one_line(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "static.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RuleError, match="no static encoder there"):
        StaticEncoder(path)


def test_arrays_of_other_names_are_no_encoder(tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", other=np.zeros(3))
    with pytest.raises(RuleError, match="no static encoder there"):
        StaticEncoder(tmp_path / "x.npz")
