import numpy as np
import pytest

from audit.embed import crossings


def vectors(*angles: float) -> np.ndarray:
    radians = np.radians(angles)
    return np.column_stack([np.cos(radians), np.sin(radians)]).astype(np.float32)


LANGUAGES = ["en", "kk", "kk", "kk"]


def test_the_right_one_first_is_a_whole() -> None:
    row = crossings(vectors(0, 1, 50, 90), LANGUAGES, [{"a"}, {"a", "b"}, {"c"}, {"c"}], top=1)[0]
    assert (row.asked, row.answered, row.queries) == ("en", "kk", 1)
    assert row.reciprocal_rank == row.precision == 1
    assert row.chance == pytest.approx(1 / 3)


def test_the_right_one_last_counts_by_its_rank() -> None:
    row = crossings(vectors(0, 90, 50, 1), LANGUAGES, [{"a"}, {"a"}, {"c"}, {"c"}], top=2)[0]
    assert row.reciprocal_rank == pytest.approx(1 / 3)
    assert row.precision == 0


def test_what_the_other_language_lacks_is_not_asked() -> None:
    assert crossings(vectors(0, 90, 50, 1), LANGUAGES, [{"a"}, {"b"}, {"c"}, {"c"}]) == []


def test_one_language_crosses_nothing() -> None:
    assert crossings(vectors(0, 1), ["en", "en"], [{"a"}, {"a"}]) == []
